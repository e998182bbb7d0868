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
  if (size_ == chunks_.size() * kChunkRecords) {
    // Not make_unique: that would touch every page of a chunk that may never be filled.
    chunks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[chunk_bytes(*packing_)]), packing_});
    bytes_ += chunk_bytes(*packing_);
  }
  packing_->pack(fields, record(chunks_.back(), size_));
  ++size_;
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

std::uint64_t StatePartition::hash_of(std::size_t number) const {
  if (kind_ == StoreKind::kFingerprint) return fingerprint(number);
  std::array<Field, Packing::kFieldsMaxPacked> few{};
  if (codec_->fields() <= few.size()) {
    records_.read(number, few.data());
    return codec_->hash_of(few.data());
  }
  std::vector<Field> many(codec_->fields());
  records_.read(number, many.data());
  return codec_->hash_of(many.data());
}

void StatePartition::grow_to_hold(std::size_t count) {
  std::size_t capacity = capacity_;
  while (most_in(capacity) < count) capacity *= 2;
  Slots grown = allocate(capacity);
  outgrown_bytes_ += std::uint64_t{capacity_} * sizeof(Slot);
  use(std::move(grown), capacity);
  for (std::size_t number = 0; number < size_; ++number) {
    const std::uint64_t hash = hash_of(number);
    std::size_t i = home(hash);
    while (slots_[i] != 0) i = next(i);
    slots_[i] = tag(hash) | static_cast<Slot>(number + 1);
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
