// How partitions of a store that is larger than memory are kept in a file, and brought from there to be worked on.
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "checker/state_partition.hpp"

namespace paxoscope::checker {

namespace {

/// Has a chunk looked up in a copy of the arena that it is in. Returns where it is there.
template <typename T>
HeapOrSpilled<T> exchanged(HeapOrSpilled<T>& chunk, SpillArena::Copied& copied) {
  auto* const bytes = reinterpret_cast<std::byte*>(chunk.get());  // NOLINT: they are made of bytes
  return std::exchange(chunk, in_file<T>(copied.of(bytes)));
}

}  // namespace

// ---- Records

void Records::spill(SpillArena& arena) {
  std::vector<HeapOrSpilled<std::byte>> moved;
  for (const Chunk& chunk : chunks_) {
    moved.push_back(nullptr);
    if (!chunk.bytes) continue;  // dropped
    const std::size_t bytes = chunk_bytes(*chunk.packing);
    moved.back() = heap_or_spilled<std::byte>(bytes, &arena);
    std::memcpy(moved.back().get(), chunk.bytes.get(), bytes);
  }
  for (std::size_t i = 0; i < moved.size(); ++i) chunks_[i].bytes = std::move(moved[i]);
  arena_ = &arena;
}

std::vector<HeapOrSpilled<std::byte>> Records::look_in(SpillArena::Copied copied) {
  const std::size_t full = size_ / kChunkRecords;
  std::vector<HeapOrSpilled<std::byte>> chunks(full);
  for (std::size_t i = dropped_; i < full; ++i) chunks[i] = exchanged(chunks_[i].bytes, copied);
  return chunks;
}

void Records::restore(std::vector<HeapOrSpilled<std::byte>> chunks) {
  for (std::size_t i = dropped_; i < chunks.size(); ++i) chunks_[i].bytes = std::move(chunks[i]);
}

// ---- StatePartition

void StatePartition::spill(const std::shared_ptr<SpillFile>& file) {
  if (arena_) return;
  auto arena = std::make_unique<SpillArena>(file);
  auto fingerprints_arena = std::make_unique<SpillArena>(file);
  std::vector<HeapOrSpilled<std::uint64_t>> fingerprints;
  for (const auto& chunk : fingerprints_) {
    fingerprints.push_back(heap_or_spilled<std::uint64_t>(kChunkFingerprints, fingerprints_arena.get()));
    std::memcpy(fingerprints.back().get(), chunk.get(), kChunkFingerprints * sizeof(std::uint64_t));
  }
  SpilledBytes slots = file->allocate(capacity_ * sizeof(Slot));
  std::memcpy(slots.data(), slots_.get(), capacity_ * sizeof(Slot));
  records_.spill(*arena);
  // From here on nothing can fail.
  fingerprints_ = std::move(fingerprints);
  slots_ = slots_in(slots.data());
  spilled_slots_ = std::move(slots);
  arena_ = std::move(arena);
  fingerprints_arena_ = std::move(fingerprints_arena);
  let_go();
}

void StatePartition::let_go() const {
  if (!arena_) return;
  arena_->let_go();
  fingerprints_arena_->let_go();
  spilled_slots_.let_go();
}

/// What rows are looked up in, in memory as long as this lives: the index and, of records or fingerprints, those chunks that are full. What is appended
/// goes to the file as ever.
class StatePartition::Brought {
 public:
  /// Throws std::bad_alloc.
  Brought(StatePartition& partition, Workbenches::Bench& bench) : partition_(partition) {
    const bool is_exact = partition.kind_ == StoreKind::kExact;
    const SpillArena& arena = is_exact ? *partition.arena_ : *partition.fingerprints_arena_;
    const std::size_t index_bytes = partition.capacity_ * sizeof(Slot);
    std::byte* const copy = bench.room_for(arena.bytes() + index_bytes);
    const std::span index(copy + arena.bytes(), index_bytes);
    if (!arena.copy(copy) || !partition.spilled_slots_.read(index))
      return;  // then it is looked up where it is
    SpillArena::Copied copied(arena, copy);
    if (is_exact) {
      records_ = partition.records_.look_in(copied);
    } else {
      fingerprints_.resize(partition.size() / kChunkFingerprints);
      for (std::size_t i = 0; i < fingerprints_.size(); ++i)
        fingerprints_[i] = exchanged(partition.fingerprints_[i], copied);
    }
    partition.slots_ = slots_in(index.data());
    index_ = index;
  }
  Brought(const Brought&) = delete;
  Brought& operator=(const Brought&) = delete;
  ~Brought() {
    if (index_.empty()) return;
    partition_.records_.restore(std::move(records_));
    for (std::size_t i = 0; i < fingerprints_.size(); ++i)
      partition_.fingerprints_[i] = std::move(fingerprints_[i]);
    const void* const slots = partition_.slots_.get();
    if (slots != index_.data()) return;  // it has grown, in the file
    partition_.spilled_slots_.write(index_);
    partition_.slots_ = slots_in(partition_.spilled_slots_.data());
  }

 private:
  StatePartition& partition_;
  std::span<std::byte> index_;
  // Where they are in the file.
  std::vector<HeapOrSpilled<std::byte>> records_;
  std::vector<HeapOrSpilled<std::uint64_t>> fingerprints_;
};

void StatePartition::insert(std::span<const std::uint64_t* const> rows,
                            std::vector<const std::uint64_t*>& added, Workbenches& benches) {
  // A row touches two pages, or three, and to be given a page takes longer than to copy it.
  constexpr std::uint64_t kPage = 4096;
  if (!arena_ || rows.size() < spilled_bytes() / kPage) return insert(rows, added);
  Workbenches::Bench bench(benches);
  const Brought brought(*this, bench);
  insert(rows, added);
}

}  // namespace paxoscope::checker
