// One of the sets that a state store is divided into: a sequence of records and an index over them.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "checker/independence.hpp"
#include "checker/packing.hpp"
#include "checker/probe.hpp"
#include "checker/spill_file.hpp"
#include "checker/state_codec.hpp"

namespace paxoscope::checker {

class SectionReader;
class SectionWriter;

/// What a store remembers of a state for good.
enum class StoreKind : std::uint8_t {
  kExact,        ///< all of it
  kFingerprint,  ///< its hash: two states of equal hash are taken for one, and the second is never visited
};

/// A state on its way into a store: a word with its hash, then its key, then which actions sleep in it. Rows of one search are
/// equally long.
class Row {
 public:
  /// The top bits of the hash say which partition a row belongs to, and whoever has the row knows that. In their
  /// place stands a mark of the sender's.
  static constexpr unsigned kPartitionBits = 6;
  static constexpr std::uint64_t kHashMask = ~std::uint64_t{0} >> kPartitionBits;
  static constexpr std::uint64_t kMark = std::uint64_t{1} << 63U;

  static std::size_t length(std::size_t key_words, std::size_t sleep_words) {
    return 1 + key_words + sleep_words;
  }
  static std::size_t partition_of(std::uint64_t hash) { return hash >> (64 - kPartitionBits); }
  static std::uint64_t header(std::uint64_t hash, bool mark) {
    return (hash & kHashMask) | (static_cast<std::uint64_t>(mark) * kMark);
  }

  explicit Row(const std::uint64_t* row) : row_(row) {}
  [[nodiscard]] const std::uint64_t* key() const { return row_ + 1; }
  [[nodiscard]] bool is_marked() const { return (*row_ & kMark) != 0; }
  [[nodiscard]] std::uint64_t hash(std::size_t partition) const {
    return (*row_ & kHashMask) | (std::uint64_t{partition} << (64 - kPartitionBits));
  }

 private:
  const std::uint64_t* row_;
};

/// An append-only sequence of records in chunks. Records never move, but for those of the last chunk when the packing
/// changes.
class Records {
 public:
  static constexpr std::size_t kChunkRecordsLog2 = 10;
  static constexpr std::size_t kChunkRecords = std::size_t{1} << kChunkRecordsLog2;

  struct Chunk {
    HeapOrSpilled<std::byte> bytes;  // allocated, not filled: memory is touched as records arrive
    const Packing* packing;

    [[nodiscard]] std::byte* record(std::size_t number) const {
      return bytes.get() + (number & (kChunkRecords - 1)) * packing->record_bytes();
    }
  };

  explicit Records(const Packing& packing) : packing_(&packing) {}

  /// From now on records are packed so, and those of a chunk that is not full as well.
  void use(const Packing& packing);
  [[nodiscard]] const Packing& packing() const { return *packing_; }

  template <std::size_t kWords>
  void append(const std::uint64_t* key) {
    if (size_ == chunks_.size() * kChunkRecords) add_chunk();
    packing_->write<kWords>(key, chunks_.back().record(size_));
    ++size_;
  }
  [[nodiscard]] const Chunk& chunk_of(std::size_t number) const {
    return chunks_[number >> kChunkRecordsLog2];
  }
  /// The record with this number is this key.
  template <std::size_t kWords>
  [[nodiscard]] bool holds(std::size_t number, const std::uint64_t* key) const {
    const Chunk& chunk = chunk_of(number);
    if (chunk.packing == packing_) return packing_->holds<kWords>(chunk.record(number), key);
    return holds_repacked(chunk, number, key);
  }
  void prefetch(std::size_t number) const { __builtin_prefetch(chunk_of(number).record(number)); }
  /// Gives back the memory of chunks that hold only records before `number`.
  void drop_before(std::size_t number);

  /// Some records side by side, packed alike. Of those that were dropped there are no bytes.
  struct Run {
    const Packing* packing;
    std::size_t count;
    const std::byte* bytes;
  };
  /// Calls `visit(run)` for all from `number` on, in order.
  template <typename Visit>
  void for_each_run(std::size_t number, Visit&& visit) const {
    while (number < size_) {
      const std::size_t end = std::min(size_, (number / kChunkRecords + 1) * kChunkRecords);
      const Chunk& chunk = chunk_of(number);
      visit(Run{chunk.packing, end - number, chunk.bytes ? chunk.record(number) : nullptr});
      number = end;
    }
  }
  /// Appends records, packed as they are packed now: `fill(bytes)` is to write each few that stand side by side.
  template <typename Fill>
  void append_run(std::size_t count, Fill&& fill) {
    while (count > 0) {
      if (size_ == chunks_.size() * kChunkRecords) add_chunk();
      const std::size_t some = std::min(count, chunks_.size() * kChunkRecords - size_);
      fill(std::span(chunks_.back().record(size_), some * packing_->record_bytes()));
      size_ += some;
      count -= some;
    }
  }
  /// Appends records of which nothing is kept, and which are to be dropped.
  void append_dropped(std::size_t count);

  /// Moves all of it to an arena, where what is appended goes from now on. Keeps a pointer to `arena`. Throws DiskFull; then it is where it was.
  void spill(SpillArena& arena);
  /// Of an arena: full chunks are looked up in a copy of it, until `restore` is given what this returns. Throws std::bad_alloc.
  std::vector<HeapOrSpilled<std::byte>> look_in(SpillArena::Copied copied);
  void restore(std::vector<HeapOrSpilled<std::byte>> chunks);

  [[nodiscard]] std::size_t size() const { return size_; }
  /// In memory, used or not.
  [[nodiscard]] std::uint64_t bytes() const { return arena_ == nullptr ? bytes_ : 0; }
  /// Bytes more once there are `count` more records.
  [[nodiscard]] std::uint64_t bytes_to_append(std::size_t count) const;

 private:
  static std::size_t chunk_bytes(const Packing& packing) {
    return kChunkRecords * packing.record_bytes() + Packing::kSlackBytes;
  }
  void add_chunk();
  [[nodiscard]] bool holds_repacked(const Chunk& chunk, std::size_t number, const std::uint64_t* key) const;

  const Packing* packing_;
  std::vector<Chunk> chunks_;
  std::size_t dropped_ = 0;  // chunks
  std::size_t size_ = 0;
  std::uint64_t bytes_ = 0;
  SpillArena* arena_ = nullptr;
};

/// Which actions sleep in the states of one level of a partition.
class SleepSets {
 public:
  /// Of `words` words each, which may be none.
  explicit SleepSets(std::size_t words) : words_(words) {}

  /// Set `i` is this; the next one, or one that is there.
  void put(std::size_t i, const std::uint64_t* set) {
    if (words_ == 0) return;
    if (i == chunks_.size() * kChunkSets) add_chunk();
    std::copy_n(set, words_, at(i));
  }
  /// Only what sleeps in both goes on sleeping.
  void meet(std::size_t i, const std::uint64_t* set) {
    for (std::size_t w = 0; w < words_; ++w) at(i)[w] &= set[w];
  }
  [[nodiscard]] ActionSet operator[](std::size_t i) const {
    ActionSet set;
    for (std::size_t w = 0; w < words_; ++w) set.word(w) = at(i)[w];
    return set;
  }
  /// Gives back the memory of chunks that hold only sets before `i`.
  void drop_before(std::size_t i);
  void clear();

  [[nodiscard]] std::uint64_t bytes() const { return (chunks_.size() - dropped_) * chunk_bytes(); }
  /// Bytes more once there are `count` sets.
  [[nodiscard]] std::uint64_t bytes_to_hold(std::size_t count) const;

  // For checkpoints: `count` sets, but for those that were dropped.
  void save(SectionWriter& to, std::size_t count) const;
  void load(SectionReader& from, std::size_t count);

 private:
  static constexpr std::size_t kChunkSets = 128;

  [[nodiscard]] std::uint64_t chunk_bytes() const { return kChunkSets * words_ * sizeof(std::uint64_t); }
  [[nodiscard]] std::uint64_t* at(std::size_t i) const {
    return chunks_[i / kChunkSets].get() + i % kChunkSets * words_;
  }
  void add_chunk();

  std::size_t words_;
  std::vector<std::unique_ptr<std::uint64_t[]>> chunks_;
  std::size_t dropped_ = 0;  // chunks
};

/// Gives back what calloc gave, or leaves it to the file that it is in.
struct FreeUnlessSpilled {
  bool is_on_heap = true;
  void operator()(std::uint32_t* slots) const {
    if (is_on_heap) std::free(slots);  // NOLINT: from calloc
  }
};

/// The states whose hash begins with certain bits. At most one thread may change it at a time.
///
/// Invariant: record i is the i-th state inserted, no two records are equal, and each record's number stands in
/// exactly one slot of the index, on the probe path that starts where its hash says. A slot also holds as many
/// other bits of the hash as there is room for, which spares most comparisons with a record that is not the one
/// sought.
///
/// The index grows by doubling. Partitions start at different sizes, so they double at different times: a store is
/// never copied as a whole, and its load stays near the mean at every size.
class StatePartition {
 public:
  /// Partition `place` of a store, for rows with `sleep_words` words of sleeping actions.
  StatePartition(std::size_t place, StoreKind kind, const StateCodec& codec, std::size_t sleep_words = 0);

  /// To be called when the codec has another packing.
  void use_packing() { records_.use(codec_->packing()); }

  /// Inserts every row that is not there yet, in order, and puts the new ones down in `added`. Throws std::bad_alloc; then
  /// some of the rows are there and some are not, and the new ones of those that are there are in `added`.
  void insert(std::span<const std::uint64_t* const> rows, std::vector<const std::uint64_t*>& added);

  /// The same; what is in a file is brought to memory for it where there are so many rows that this pays.
  void insert(std::span<const std::uint64_t* const> rows, std::vector<const std::uint64_t*>& added,
              Workbenches& benches);

  static constexpr std::size_t kAbsent = ~std::size_t{0};
  /// The number of a state by its hash and key, or kAbsent.
  [[nodiscard]] std::size_t find(std::uint64_t hash, const std::uint64_t* key) const;

  /// The actions that sleep in a state of the last two levels: those that do so in every row that brought it to its level.
  [[nodiscard]] ActionSet asleep(std::size_t number) const {
    if (number >= last_level_begin_) return asleep_[number - last_level_begin_];
    return asleep_before_[number - level_begin_[level_begin_.size() - 2]];
  }
  /// A row has brought a state that is there, under this number. (`insert` sees to that by itself.)
  void meet(std::size_t number, const std::uint64_t* asleep) {
    if (number >= last_level_begin_) asleep_.meet(number - last_level_begin_, asleep);
  }
  /// What sleeps in the states of the last level but one that come before `number` will not be asked for any more.
  void drop_asleep_before(std::size_t number) {
    asleep_before_.drop_before(number - level_begin_[level_begin_.size() - 2]);
  }

  /// Writes the key of a state and returns the packing that it is made with. With fingerprints: of the current level or
  /// the one before.
  const Packing& read(std::size_t number, std::uint64_t* key) const {
    const Records::Chunk& chunk = records_.chunk_of(number);
    chunk.packing->read(chunk.record(number), key);
    return *chunk.packing;
  }

  /// Makes room for what begin_level() notes, which then cannot fail. Throws std::bad_alloc.
  void prepare_level();
  /// All states from here on are a new level. With fingerprints, forgets what the level before the last was.
  void begin_level();
  [[nodiscard]] std::size_t levels() const { return level_begin_.size(); }
  [[nodiscard]] std::size_t level_begin(std::size_t level) const {
    return level < level_begin_.size() ? level_begin_[level] : size();
  }

  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] std::uint64_t bytes() const;
  /// Upper bound on the bytes that inserting `count` rows can add, and on what it may hold beside for a while.
  [[nodiscard]] std::uint64_t bytes_to_insert(std::size_t count) const;
  /// Moves all but what sleeps to `file`, where what comes goes from now on. Throws DiskFull; then it is where it was.
  void spill(const std::shared_ptr<SpillFile>& file);
  /// What is in a file need not be in memory until it is touched again.
  void let_go() const;
  /// So much of it is in a file.
  [[nodiscard]] std::uint64_t spilled_bytes() const {
    return arena_ == nullptr ? 0 : arena_->bytes() + fingerprints_arena_->bytes() + spilled_slots_.size();
  }

  // For checkpoints: saved_partition.cpp. Throw StorageError, DamagedFile, std::bad_alloc.

  /// Writes the states from `number` on.
  void save_states(SectionWriter& to, std::size_t number) const;
  /// Writes what else there is to know: how many states there are, levels, how large the index is, what sleeps.
  void save_shape(SectionWriter& to) const;
  /// Of an empty partition: reads that.
  void load_shape(SectionReader& from);
  /// Then the states, in as many pieces as they were written in.
  void load_states(SectionReader& from);
  /// Then the index is made anew. False if states are missing, or made of values that nobody knows.
  bool finish_loading();

  /// Bytes of indexes outgrown since the last call.
  std::uint64_t take_outgrown_bytes() { return std::exchange(outgrown_bytes_, 0); }

 private:
  static constexpr std::size_t kGroup = 32;  // rows whose cache misses overlap
  // Sizes of the index at the start: from this to nearly twice as much, all different.
  static constexpr std::size_t kSlotsInitial = 64;
  static constexpr std::size_t kChunkFingerprints = Records::kChunkRecords;

  using Slot = std::uint32_t;  // 0 if free; else number + 1 in the low bits and a tag above
  using Slots = std::unique_ptr<Slot[], FreeUnlessSpilled>;
  /// An index, and what it is in if that is a file.
  struct Allocated {
    Slots slots;
    SpilledBytes spilled;
  };

  template <StoreKind kKind, std::size_t kWords>
  void insert_rows(std::span<const std::uint64_t* const> rows, std::vector<const std::uint64_t*>& added);
  template <StoreKind kKind, std::size_t kWords>
  [[nodiscard]] bool is_same(std::size_t number, std::uint64_t hash, const std::uint64_t* key) const {
    return kKind == StoreKind::kExact ? records_.holds<kWords>(number, key) : fingerprint(number) == hash;
  }

  [[nodiscard]] std::size_t home(std::uint64_t hash) const {
    return static_cast<std::size_t>((std::uint64_t{static_cast<std::uint32_t>(hash)} * capacity_) >> 32U);
  }
  [[nodiscard]] Slot tag(std::uint64_t hash) const {
    return static_cast<Slot>((hash >> 32U) << number_bits_);
  }
  [[nodiscard]] std::size_t number_of(Slot slot) const { return (slot & number_mask_) - 1; }
  [[nodiscard]] bool has_tag(Slot slot, Slot tag) const { return ((slot ^ tag) & ~number_mask_) == 0; }
  [[nodiscard]] std::size_t next(std::size_t i) const { return i + 1 == capacity_ ? 0 : i + 1; }
  /// The first slot from `i` on that is free or has this tag.
  [[nodiscard]] std::size_t candidate(std::size_t i, Slot tag) const {
    while (i + kProbeSlots <= capacity_) {
      const std::size_t found = probe(&slots_[i], tag, ~number_mask_);
      i += found;
      if (found < kProbeSlots) return i;
    }
    if (i == capacity_) i = 0;
    while (slots_[i] != 0 && !has_tag(slots_[i], tag)) i = next(i);
    return i;
  }
  static constexpr std::size_t most_in(std::size_t capacity) { return capacity - capacity / 5; }

  [[nodiscard]] std::uint64_t fingerprint(std::size_t number) const {
    return fingerprints_[number / kChunkFingerprints][number % kChunkFingerprints];
  }
  void append_fingerprint(std::uint64_t hash) { append_fingerprint(size(), hash); }
  void append_fingerprint(std::size_t number, std::uint64_t hash);
  /// With fingerprints nothing else is kept of states before this one.
  [[nodiscard]] std::size_t first_kept() const {
    return kind_ == StoreKind::kFingerprint && level_begin_.size() >= 2
               ? level_begin_[level_begin_.size() - 2]
               : 0;
  }
  /// Puts every state into an index of this capacity.
  void fill_index(std::size_t capacity);
  template <typename Visit>
  void for_each_hash(std::vector<std::uint64_t>& key, Visit&& visit) const;
  void grow_to_hold(std::size_t count);
  class Brought;
  static Slots slots_in(std::byte* bytes) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes that begin where a page does
    return Slots(reinterpret_cast<Slot*>(bytes), FreeUnlessSpilled{false});
  }
  [[nodiscard]] Allocated allocate(std::size_t capacity) const;
  void use(Allocated allocated, std::size_t capacity);

  std::size_t place_;
  StoreKind kind_;
  const StateCodec* codec_;
  // Null as long as all is in memory; they outlive what is in them.
  std::unique_ptr<SpillArena> arena_;
  std::unique_ptr<SpillArena> fingerprints_arena_;
  Records records_;
  std::vector<HeapOrSpilled<std::uint64_t>> fingerprints_;
  std::vector<std::size_t> level_begin_;
  std::size_t last_level_begin_ = 0;
  SleepSets asleep_;         // of the last level
  SleepSets asleep_before_;  // of the one before

  SpilledBytes spilled_slots_;  // what `slots_` are in, where that is a file
  Slots slots_;
  std::size_t capacity_ = 0;
  unsigned number_bits_ = 0;
  Slot number_mask_ = 0;
  std::uint64_t outgrown_bytes_ = 0;

  /// While it is being loaded: what is to come.
  struct Expected {
    std::size_t size = 0;
    std::size_t capacity = 0;
  };
  Expected expected_;
};

}  // namespace paxoscope::checker
