#include "checker/state_partition.hpp"

#include <algorithm>
#include <bit>
#include <new>
#include <utility>

namespace paxoscope::checker {

// ---- Records

void Records::use(const Packing& packing) {
  if (&packing == packing_) return;
  const std::size_t in_last = size_ & (kChunkRecords - 1);
  if (in_last != 0) {
    // Rare (a width changes at most once for each bit of it) and small, so plainly done.
    Chunk& last = chunks_.back();
    Chunk repacked{heap_or_spilled<std::byte>(chunk_bytes(packing), arena_), &packing};
    std::array<Field, Packing::kFieldsMax> fields{};
    std::vector<std::uint64_t> key(std::max(packing.key_words(), last.packing->key_words()));
    for (std::size_t i = 0; i < in_last; ++i) {
      last.packing->read(last.record(i), key.data());
      last.packing->unpack(key.data(), fields.data());
      packing.pack(fields.data(), key.data());
      packing.write(key.data(), repacked.record(i));
    }
    bytes_ += chunk_bytes(packing) - chunk_bytes(*last.packing);
    last = std::move(repacked);
  }
  packing_ = &packing;
}

void Records::add_chunk() {
  // Not make_unique: that would touch every page of a chunk that may never be filled.
  chunks_.push_back({heap_or_spilled<std::byte>(chunk_bytes(*packing_), arena_), packing_});
  bytes_ += chunk_bytes(*packing_);
}

bool Records::holds_repacked(const Chunk& chunk, std::size_t number, const std::uint64_t* key) const {
  std::array<Field, Packing::kFieldsMax> fields;          // NOLINT: filled before it is read
  std::array<std::uint64_t, Packing::kFieldsMax> as_was;  // NOLINT: the same
  packing_->unpack(key, fields.data());
  if (!chunk.packing->fits(fields.data())) return false;
  chunk.packing->pack(fields.data(), as_was.data());
  return chunk.packing->holds(chunk.record(number), as_was.data());
}

void Records::drop_before(std::size_t number) {
  for (; (dropped_ + 1) * kChunkRecords <= number; ++dropped_) {
    bytes_ -= chunk_bytes(*chunks_[dropped_].packing);
    chunks_[dropped_].bytes.reset();
  }
  if (arena_ != nullptr)
    arena_->give_back_before(dropped_ < chunks_.size() ? chunks_[dropped_].bytes.get() : nullptr);
}

void Records::append_dropped(std::size_t count) {
  size_ += count;
  while (chunks_.size() * kChunkRecords < size_) {
    chunks_.push_back({nullptr, packing_});
    bytes_ += chunk_bytes(*packing_);  // as drop_before will take it off again
  }
}

std::uint64_t Records::bytes_to_append(std::size_t count) const {
  const std::size_t chunks = (size_ + count + kChunkRecords - 1) / kChunkRecords;
  return std::uint64_t{chunks - chunks_.size()} * chunk_bytes(*packing_);
}

// ---- SleepSets

void SleepSets::add_chunk() {
  std::unique_ptr<std::uint64_t[]> chunk(new std::uint64_t[kChunkSets * words_]);  // not filled: it will be
  chunks_.push_back(std::move(chunk));
}

void SleepSets::drop_before(std::size_t i) {
  if (words_ == 0) return;
  for (; (dropped_ + 1) * kChunkSets <= i; ++dropped_) chunks_[dropped_].reset();
}

void SleepSets::clear() {
  chunks_.clear();
  dropped_ = 0;
}

std::uint64_t SleepSets::bytes_to_hold(std::size_t count) const {
  const std::size_t chunks = (count + kChunkSets - 1) / kChunkSets;
  return chunks <= chunks_.size() ? 0 : (chunks - chunks_.size()) * chunk_bytes();
}

// ---- StatePartition

StatePartition::StatePartition(std::size_t place, StoreKind kind, const StateCodec& codec,
                               std::size_t sleep_words)
    : place_(place),
      kind_(kind),
      codec_(&codec),
      records_(codec.packing()),
      asleep_(sleep_words),
      asleep_before_(sleep_words) {
  use(allocate(kSlotsInitial + place), kSlotsInitial + place);
}

StatePartition::Allocated StatePartition::allocate(std::size_t capacity) const {
  if (arena_) {
    SpilledBytes spilled = arena_->file().allocate(capacity * sizeof(Slot));
    Slots slots = slots_in(spilled.data());
    return {std::move(slots), std::move(spilled)};
  }
  // calloc gives zero pages, which cost nothing until they are used.
  Slots slots(static_cast<Slot*>(std::calloc(capacity, sizeof(Slot))));  // NOLINT: see FreeUnlessSpilled
  if (!slots) throw std::bad_alloc();
  return {std::move(slots), {}};
}

void StatePartition::use(Allocated allocated, std::size_t capacity) {
  slots_ = std::move(allocated.slots);
  spilled_slots_ = std::move(allocated.spilled);
  capacity_ = capacity;
  number_bits_ = static_cast<unsigned>(std::bit_width(capacity));
  assert(number_bits_ < 32);
  number_mask_ = (Slot{1} << number_bits_) - 1;
}

// Calls `visit(hash)` for every record, in order. `key` has room for one.
template <typename Visit>
void StatePartition::for_each_hash(std::vector<std::uint64_t>& key, Visit&& visit) const {
  for (std::size_t number = 0; number < size(); ++number) {
    if (kind_ == StoreKind::kFingerprint) {
      visit(fingerprint(number));
    } else {
      const Packing& packing = read(number, key.data());
      visit(codec_->hash_of(packing, key.data()));
    }
  }
}

void StatePartition::grow_to_hold(std::size_t count) {
  std::size_t capacity = capacity_;
  while (most_in(capacity) < count) capacity *= 2;
  const std::uint64_t outgrown = std::uint64_t{capacity_} * sizeof(Slot);
  fill_index(capacity);
  outgrown_bytes_ += outgrown;
}

void StatePartition::fill_index(std::size_t capacity) {
  std::vector<std::uint64_t> key(std::max(codec_->words(), codec_->key_words()));
  use(allocate(capacity), capacity);
  // From here on nothing can fail.
  Slot* const slots = slots_.get();
  std::size_t number = 0;
  for_each_hash(key, [&](std::uint64_t hash) {
    std::size_t i = home(hash);
    while (slots[i] != 0) i = next(i);
    slots[i] = tag(hash) | static_cast<Slot>(++number);
  });
}

void StatePartition::insert(std::span<const std::uint64_t* const> rows,
                            std::vector<const std::uint64_t*>& added) {
  constexpr StoreKind kExact = StoreKind::kExact;
  constexpr StoreKind kFingerprint = StoreKind::kFingerprint;
  const std::size_t words = records_.packing().key_words();
  added.reserve(added.size() + rows.size());  // so that no state is stored without being put down there
  if (kind_ == kFingerprint) {
    insert_rows<kFingerprint, Packing::kAnyWords>(rows, added);
  } else if (words == 1) {
    insert_rows<kExact, 1>(rows, added);
  } else if (words == 2) {
    insert_rows<kExact, 2>(rows, added);
  } else {
    insert_rows<kExact, Packing::kAnyWords>(rows, added);
  }
}

// Three passes over a few rows at a time, so that the cache misses of one row are waited for together with those of the
// others: first the slot, then the record that the slot points to, then the comparison.
template <StoreKind kKind, std::size_t kWords>
void StatePartition::insert_rows(std::span<const std::uint64_t* const> rows,
                                 std::vector<const std::uint64_t*>& added) {
  struct Pending {
    std::uint64_t hash;
    std::size_t at;
  };
  std::array<Pending, kGroup> group;  // NOLINT: filled before it is read
  const std::size_t key_words = kWords == Packing::kAnyWords ? records_.packing().key_words() : kWords;
  while (!rows.empty()) {
    const std::size_t count = std::min(kGroup, rows.size());
    if (size() + count > most_in(capacity_)) grow_to_hold(size() + count);
    Slot* const slots = slots_.get();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t hash = Row(rows[i]).hash(place_);
      group[i] = {hash, home(hash)};
      __builtin_prefetch(slots + group[i].at);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t k = candidate(group[i].at, tag(group[i].hash));
      group[i].at = k;
      if (slots[k] == 0) continue;
      const std::size_t number = number_of(slots[k]);
      if constexpr (kKind == StoreKind::kExact) {
        records_.prefetch(number);
      } else {
        __builtin_prefetch(&fingerprints_[number / kChunkFingerprints][number % kChunkFingerprints]);
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      const Row row(rows[i]);
      const std::uint64_t hash = group[i].hash;
      const Slot wanted = tag(hash);
      // Rows before this one may have filled the slot that was free a moment ago.
      for (std::size_t k = group[i].at;; k = candidate(next(k), wanted)) {
        const Slot slot = slots[k];
        if (slot == 0) {
          if constexpr (kKind == StoreKind::kFingerprint) append_fingerprint(hash);
          asleep_.put(size() - last_level_begin_, row.key() + key_words);
          records_.append<kWords>(row.key());
          slots[k] = wanted | static_cast<Slot>(size());
          added.push_back(rows[i]);
          break;
        }
        if (has_tag(slot, wanted) && is_same<kKind, kWords>(number_of(slot), hash, row.key())) {
          meet(number_of(slot), row.key() + key_words);
          break;
        }
      }
    }
    rows = rows.subspan(count);
  }
}

// Before the record, as what sleeps is: if there is no memory for that, the next attempt writes here again.
void StatePartition::append_fingerprint(std::size_t number, std::uint64_t hash) {
  if (number == fingerprints_.size() * kChunkFingerprints) {
    fingerprints_.push_back(heap_or_spilled<std::uint64_t>(kChunkFingerprints, fingerprints_arena_.get()));
  }
  fingerprints_[number / kChunkFingerprints][number % kChunkFingerprints] = hash;
}

std::size_t StatePartition::find(std::uint64_t hash, const std::uint64_t* key) const {
  const Slot wanted = tag(hash);
  for (std::size_t i = home(hash); slots_[i] != 0; i = next(i)) {
    if (!has_tag(slots_[i], wanted)) continue;
    const std::size_t number = number_of(slots_[i]);
    const bool same = kind_ == StoreKind::kExact
                          ? is_same<StoreKind::kExact, Packing::kAnyWords>(number, hash, key)
                          : is_same<StoreKind::kFingerprint, Packing::kAnyWords>(number, hash, key);
    if (same) return number;
  }
  return kAbsent;
}

void StatePartition::prepare_level() {
  if (level_begin_.size() == level_begin_.capacity()) level_begin_.reserve(2 * level_begin_.size() + 1);
}

void StatePartition::begin_level() {
  level_begin_.push_back(size());
  last_level_begin_ = size();
  std::swap(asleep_before_, asleep_);
  asleep_.clear();
  records_.drop_before(first_kept());
}

std::uint64_t StatePartition::bytes() const {
  const std::uint64_t sleeping = asleep_.bytes() + asleep_before_.bytes();
  if (arena_) return sleeping;
  return std::uint64_t{capacity_} * sizeof(Slot) + records_.bytes() +
         std::uint64_t{fingerprints_.size()} * kChunkFingerprints * sizeof(std::uint64_t) + sleeping;
}

std::uint64_t StatePartition::bytes_to_insert(std::size_t count) const {
  if (count == 0) return 0;
  std::uint64_t bytes = asleep_.bytes_to_hold(size() - last_level_begin_ + count);
  if (arena_) return bytes;
  bytes += records_.bytes_to_append(count);
  if (kind_ == StoreKind::kFingerprint) {
    const std::size_t chunks = (size() + count + kChunkFingerprints - 1) / kChunkFingerprints;
    bytes += std::uint64_t{chunks - fingerprints_.size()} * kChunkFingerprints * sizeof(std::uint64_t);
  }
  std::size_t capacity = capacity_;
  while (most_in(capacity) < size() + count) capacity *= 2;
  if (capacity != capacity_) bytes += std::uint64_t{capacity} * sizeof(Slot);  // beside the outgrown one
  return bytes;
}

}  // namespace paxoscope::checker
