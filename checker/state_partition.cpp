#include "checker/state_partition.hpp"

#include <algorithm>
#include <bit>
#include <new>
#include <utility>

namespace paxoscope::checker {

// ---- Records

void Records::use(const Packing& packing, std::size_t fields) {
  if (&packing == packing_) return;
  const std::size_t in_last = size_ & (kChunkRecords - 1);
  if (in_last != 0) {
    // Rare (a width changes at most once for each bit of it) and small, so plainly done.
    Chunk& last = chunks_.back();
    std::unique_ptr<std::byte[]> repacked(new std::byte[chunk_bytes(packing)]);
    std::vector<Field> row(fields);
    for (std::size_t i = 0; i < in_last; ++i) {
      last.packing->unpack(record(last, i), row.data());
      packing.pack(row.data(), repacked.get() + i * packing.record_bytes());
    }
    bytes_ += chunk_bytes(packing) - chunk_bytes(*last.packing);
    last = {std::move(repacked), &packing};
  }
  packing_ = &packing;
}

void Records::append(const Field* fields) {
  assert(packing_->fits(fields));
  if (size_ == chunks_.size() * kChunkRecords) add_chunk();
  packing_->pack(fields, record(chunks_.back(), size_));
  ++size_;
}

void Records::add_chunk() {
  // Not make_unique: that would touch every page of a chunk that may never be filled.
  chunks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[chunk_bytes(*packing_)]), packing_});
  bytes_ += chunk_bytes(*packing_);
}

void Records::drop_before(std::size_t number) {
  for (; (dropped_ + 1) * kChunkRecords <= number; ++dropped_) {
    bytes_ -= chunk_bytes(*chunks_[dropped_].packing);
    chunks_[dropped_].bytes.reset();
  }
}

std::uint64_t Records::bytes_to_append(std::size_t count) const {
  const std::size_t chunks = (size_ + count + kChunkRecords - 1) / kChunkRecords;
  return std::uint64_t{chunks - chunks_.size()} * chunk_bytes(*packing_);
}

// ---- StatePartition

namespace {

// Sizes of the index at the start: from kSlotsInitial to nearly twice as much, all different.
constexpr std::size_t kSlotsInitial = 64;

}  // namespace

StatePartition::StatePartition(std::size_t place, StoreKind kind, const StateCodec& codec)
    : place_(place), kind_(kind), codec_(&codec) {
  use(allocate(kSlotsInitial + place), kSlotsInitial + place);
}

StatePartition::Slots StatePartition::allocate(std::size_t capacity) {
  // calloc gives zero pages, which cost nothing until they are used.
  Slots slots(static_cast<Slot*>(std::calloc(capacity, sizeof(Slot))));  // NOLINT: see Free
  if (!slots) throw std::bad_alloc();
  return slots;
}

void StatePartition::use(Slots slots, std::size_t capacity) {
  slots_ = std::move(slots);
  capacity_ = capacity;
  number_bits_ = static_cast<unsigned>(std::bit_width(capacity));
  assert(number_bits_ < 32);
  number_mask_ = (Slot{1} << number_bits_) - 1;
}

// Calls `visit(hash)` for every record, in order.
template <typename Visit>
void StatePartition::for_each_hash(Visit&& visit) const {
  if (kind_ == StoreKind::kFingerprint) {
    for (std::size_t number = 0; number < size_; ++number) visit(fingerprint(number));
    return;
  }
  std::vector<Field> row(codec_->fields());
  Field* const fields = row.data();
  for (std::size_t number = 0; number < size_; ++number) {
    records_.read(number, fields);
    visit(codec_->hash_of(fields));
  }
}

void StatePartition::grow_to_hold(std::size_t count) {
  std::size_t capacity = capacity_;
  while (most_in(capacity) < count) capacity *= 2;
  Slots grown = allocate(capacity);
  outgrown_bytes_ += std::uint64_t{capacity_} * sizeof(Slot);
  use(std::move(grown), capacity);
  Slot* const slots = slots_.get();
  std::size_t number = 0;
  for_each_hash([&](std::uint64_t hash) {
    std::size_t i = home(hash);
    while (slots[i] != 0) {
      if (++i == capacity) i = 0;
    }
    slots[i] = tag(hash) | static_cast<Slot>(++number);
  });
}

void StatePartition::insert(std::span<const Field* const> rows, std::vector<const Field*>& added) {
  if (kind_ == StoreKind::kFingerprint || !records_.packing().is_word()) return insert_any(rows, added);
  switch (codec_->fields()) {
    case 3:
      return insert_words<3>(rows, added);
    case 4:
      return insert_words<4>(rows, added);
    case 5:
      return insert_words<5>(rows, added);
    case 6:
      return insert_words<6>(rows, added);
    default:
      return insert_words<Packing::kAnyFields>(rows, added);
  }
}

// Three passes over a few rows at a time, so that the cache misses of one row are waited for together with those of the
// others: first the slot, then the record that the slot points to, then the comparison.
template <std::size_t kFields>
void StatePartition::insert_words(std::span<const Field* const> rows, std::vector<const Field*>& added) {
  struct Pending {
    std::uint64_t word;
    std::size_t at;
    Slot tag;
  };
  std::array<Pending, kGroup> group;  // NOLINT: filled before it is read
  const Packing& packing = records_.packing();
  while (!rows.empty()) {
    const std::size_t count = std::min(kGroup, rows.size());
    if (size_ + count > most_in(capacity_)) grow_to_hold(size_ + count);
    Slot* const slots = slots_.get();
    const std::size_t capacity = capacity_;
    const Slot number_mask = number_mask_;
    for (std::size_t i = 0; i < count; ++i) {
      const Row row(rows[i]);
      const std::uint64_t hash = row.hash(place_);
      group[i] = {packing.word_of<kFields>(row.fields()), home(hash), tag(hash)};
      __builtin_prefetch(slots + group[i].at);
    }
    for (std::size_t i = 0; i < count; ++i) {
      auto& [word, at, tag] = group[i];
      Slot slot = slots[at];
      while (slot != 0 && ((slot ^ tag) & ~number_mask) != 0) {
        if (++at == capacity) at = 0;
        slot = slots[at];
      }
      if (slot != 0) records_.prefetch(number_of(slot));
    }
    for (std::size_t i = 0; i < count; ++i) {
      auto& [word, at, tag] = group[i];
      const Field* const fields = Row(rows[i]).fields();
      // Rows before this one may have filled the slot that was free a moment ago.
      while (true) {
        const Slot slot = slots[at];
        if (slot == 0) {
          assert(packing.fits(fields));
          records_.append_word(word);
          ++size_;
          slots[at] = tag | static_cast<Slot>(size_);
          added.push_back(rows[i]);
          break;
        }
        if (((slot ^ tag) & ~number_mask) == 0 && records_.holds<kFields>(number_of(slot), fields, word)) break;
        if (++at == capacity) at = 0;
      }
    }
    rows = rows.subspan(count);
  }
}

void StatePartition::insert_any(std::span<const Field* const> rows, std::vector<const Field*>& added) {
  std::array<std::size_t, kGroup> at{};
  for (std::size_t begin = 0; begin < rows.size(); begin += kGroup) {
    const std::size_t count = std::min(kGroup, rows.size() - begin);
    if (size_ + count > most_in(capacity_)) grow_to_hold(size_ + count);
    for (std::size_t i = 0; i < count; ++i) {
      at[i] = home(Row(rows[begin + i]).hash(place_));
      __builtin_prefetch(&slots_[at[i]]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const Slot wanted = tag(Row(rows[begin + i]).hash(place_));
      while (slots_[at[i]] != 0 && tag_of(slots_[at[i]]) != wanted) at[i] = next(at[i]);
      if (slots_[at[i]] != 0) prefetch_record(number_of(slots_[at[i]]));
    }
    for (std::size_t i = 0; i < count; ++i) {
      const Row row(rows[begin + i]);
      const std::uint64_t hash = row.hash(place_);
      const Slot wanted = tag(hash);
      for (std::size_t k = at[i];; k = next(k)) {
        const Slot slot = slots_[k];
        if (slot == 0) {
          append(hash, row.fields());
          slots_[k] = wanted | static_cast<Slot>(size_);
          added.push_back(rows[begin + i]);
          break;
        }
        if (tag_of(slot) == wanted && is_same(number_of(slot), hash, row.fields())) break;
      }
    }
  }
}

void StatePartition::append(std::uint64_t hash, const Field* fields) {
  if (kind_ == StoreKind::kFingerprint) {
    if (size_ == fingerprints_.size() * kChunkFingerprints) {
      fingerprints_.emplace_back(new std::uint64_t[kChunkFingerprints]);
    }
    fingerprints_.back()[size_ % kChunkFingerprints] = hash;
  }
  records_.append(fields);
  ++size_;
}

std::size_t StatePartition::find(std::uint64_t hash, const Field* fields) const {
  const Slot wanted = tag(hash);
  for (std::size_t i = home(hash); slots_[i] != 0; i = next(i)) {
    if (tag_of(slots_[i]) != wanted) continue;
    const std::size_t number = number_of(slots_[i]);
    if (is_same(number, hash, fields)) return number;
  }
  return kAbsent;
}

void StatePartition::begin_level() {
  level_begin_.push_back(size_);
  if (kind_ == StoreKind::kFingerprint && level_begin_.size() >= 2) {
    records_.drop_before(level_begin_[level_begin_.size() - 2]);
  }
}

std::uint64_t StatePartition::bytes() const {
  return std::uint64_t{capacity_} * sizeof(Slot) + records_.bytes() +
         std::uint64_t{fingerprints_.size()} * kChunkFingerprints * sizeof(std::uint64_t);
}

std::uint64_t StatePartition::bytes_to_insert(std::size_t count) const {
  if (count == 0) return 0;
  std::uint64_t bytes = records_.bytes_to_append(count);
  if (kind_ == StoreKind::kFingerprint) {
    const std::size_t chunks = (size_ + count + kChunkFingerprints - 1) / kChunkFingerprints;
    bytes += std::uint64_t{chunks - fingerprints_.size()} * kChunkFingerprints * sizeof(std::uint64_t);
  }
  std::size_t capacity = capacity_;
  while (most_in(capacity) < size_ + count) capacity *= 2;
  if (capacity != capacity_) bytes += std::uint64_t{capacity} * sizeof(Slot);  // beside the outgrown one
  return bytes;
}

}  // namespace paxoscope::checker
