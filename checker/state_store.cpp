#include "checker/state_store.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace paxoscope::checker {

namespace {

std::uint64_t hash_of(std::span<const std::byte> encoding) {
  return XXH3_64bits(encoding.data(), encoding.size());
}

std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

}  // namespace

StateStore::StateStore(std::size_t encoded_bytes, Capacity capacity)
    : encoded_bytes_(encoded_bytes),
      chunk_states_(std::bit_floor(std::max<std::size_t>(kChunkBytes / encoded_bytes, 1))),
      capacity_(capacity) {}

std::size_t StateStore::slot_of(std::span<const std::byte> encoding, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  const std::uint32_t tag = tag_of(hash);
  std::size_t i = hash & mask;
  while (slots_[i].number != kAbsent) {
    if (slots_[i].tag == tag) {
      const auto record = (*this)[slots_[i].number];
      if (std::memcmp(record.data(), encoding.data(), encoded_bytes_) == 0) return i;
    }
    i = (i + 1) & mask;
  }
  return i;
}

StateNumber StateStore::find(std::span<const std::byte> encoding) const {
  if (slots_.empty()) return kAbsent;
  return slots_[slot_of(encoding, hash_of(encoding))].number;
}

StateStore::Insertion StateStore::insert(std::span<const std::byte> encoding) {
  const std::uint64_t hash = hash_of(encoding);
  if (!slots_.empty() && slots_[slot_of(encoding, hash)].number != kAbsent) return Insertion::kKnown;
  if (size_ >= capacity_.states_max) return Insertion::kStatesMax;
  if (size_ >= kAbsent || !reserve_one_more()) return Insertion::kMemoryMax;

  const std::size_t slot = slot_of(encoding, hash);  // growth may have moved it
  std::memcpy(address(size_), encoding.data(), encoded_bytes_);
  slots_[slot] = Slot{tag_of(hash), static_cast<StateNumber>(size_)};
  ++size_;
  return Insertion::kAdded;
}

bool StateStore::reserve_one_more() {
  try {
    if (slots_.empty() && !grow_index(kSlotsInitial)) return false;
    if ((size_ + 1) * 4 > slots_.size() * 3 && !grow_index(slots_.size() * 2)) return false;
    if (size_ == chunks_.size() * chunk_states_) {
      const std::uint64_t needed = bytes_of(chunks_.size() + 1, slots_.size());
      if (needed > capacity_.bytes_max) return false;
      chunks_.reserve(chunks_.size() + 1);
      // Not make_unique: that would touch every page of a chunk that may never be filled.
      chunks_.emplace_back(new std::byte[chunk_states_ * encoded_bytes_]);
      peak_bytes_ = std::max(peak_bytes_, needed);
    }
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

bool StateStore::grow_index(std::size_t slots) {
  // The old index lives until the new one is full, so both count.
  const std::uint64_t needed = bytes_of(chunks_.size(), slots_.size() + slots);
  if (needed > capacity_.bytes_max) return false;
  std::vector<Slot> grown(slots);
  const std::size_t mask = slots - 1;
  for (std::uint64_t number = 0; number < size_; ++number) {
    const std::uint64_t hash = hash_of((*this)[static_cast<StateNumber>(number)]);
    std::size_t i = hash & mask;
    while (grown[i].number != kAbsent) i = (i + 1) & mask;
    grown[i] = Slot{tag_of(hash), static_cast<StateNumber>(number)};
  }
  slots_ = std::move(grown);
  peak_bytes_ = std::max(peak_bytes_, needed);
  return true;
}

}  // namespace paxoscope::checker
