#include "checker/part_table.hpp"

#include <cstring>
#include <stdexcept>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace paxoscope::checker {

PartTable::PartTable(std::size_t words, std::uint64_t seed) : words_(words), seed_(seed) {
  all_slots_.push_back(std::make_unique<Slots>(kSlotsInitial));
  slots_.store(all_slots_.back().get(), std::memory_order_release);
}

std::uint64_t PartTable::hash_of(const std::uint64_t* value) const {
  return XXH3_64bits_withSeed(value, words_ * sizeof *value, seed_);
}

std::size_t PartTable::slot_of(const Slots& slots, const std::uint64_t* value, std::uint64_t hash) const {
  std::size_t i = hash & slots.mask;
  while (true) {
    const Number found = slots.slot[i].load(std::memory_order_acquire);
    if (found == 0) return i;
    const std::uint64_t* const candidate = entry(found - 1);
    if (*candidate == hash && std::memcmp(candidate + 1, value, words_ * sizeof *value) == 0) return i;
    i = (i + 1) & slots.mask;
  }
}

std::optional<PartTable::Number> PartTable::find(const std::uint64_t* value) const {
  const Slots& slots = *slots_.load(std::memory_order_acquire);
  const Number found = slots.slot[slot_of(slots, value, hash_of(value))].load(std::memory_order_acquire);
  if (found == 0) return std::nullopt;
  return found - 1;
}

PartTable::Number PartTable::intern(const std::uint64_t* value) {
  const std::uint64_t hash = hash_of(value);
  const Slots& slots = *slots_.load(std::memory_order_acquire);
  const Number found = slots.slot[slot_of(slots, value, hash)].load(std::memory_order_acquire);
  return found != 0 ? found - 1 : add(value, hash);
}

PartTable::Number PartTable::add(const std::uint64_t* value, std::uint64_t hash) {
  const std::lock_guard lock(adding_);
  // Another thread may have been faster.
  Slots* slots = all_slots_.back().get();
  std::size_t i = slot_of(*slots, value, hash);
  if (const Number found = slots->slot[i].load(std::memory_order_relaxed); found != 0) return found - 1;

  const std::size_t number = size_.load(std::memory_order_relaxed);
  if ((number + 1) * 2 > slots->mask + 1) {
    slots = &grow(*slots);
    i = slot_of(*slots, value, hash);
  }
  const Place at = place(number);
  if (at.segment >= kSegmentsMax) throw std::length_error("more values of a part than can be numbered");
  if (at.segment == owned_segments_.size()) {
    owned_segments_.reserve(at.segment + 1);
    // Not make_unique: that would touch every page of a segment that may never be filled.
    owned_segments_.emplace_back(new std::uint64_t[(kFirstSegment << at.segment) * (words_ + 1)]);
    segments_[at.segment].store(owned_segments_.back().get(), std::memory_order_relaxed);
  }
  std::uint64_t* const entry = owned_segments_[at.segment].get() + at.index * (words_ + 1);
  *entry = hash;
  std::memcpy(entry + 1, value, words_ * sizeof *value);
  size_.store(number + 1, std::memory_order_release);
  slots->slot[i].store(static_cast<Number>(number + 1),
                       std::memory_order_release);  // and now it can be found
  return static_cast<Number>(number);
}

PartTable::Slots& PartTable::grow(const Slots& outgrown) {
  auto grown = std::make_unique<Slots>((outgrown.mask + 1) * 2);
  const std::size_t count = size_.load(std::memory_order_relaxed);
  for (std::size_t number = 0; number < count; ++number) {
    std::size_t i = hash(static_cast<Number>(number)) & grown->mask;
    while (grown->slot[i].load(std::memory_order_relaxed) != 0) i = (i + 1) & grown->mask;
    grown->slot[i].store(static_cast<Number>(number + 1), std::memory_order_relaxed);
  }
  all_slots_.push_back(std::move(grown));
  slots_.store(all_slots_.back().get(), std::memory_order_release);
  return *all_slots_.back();
}

std::uint64_t PartTable::bytes() const {
  std::uint64_t slots = 0;
  for (const auto& each : all_slots_) slots += each->mask + 1;
  const std::uint64_t entries = kFirstSegment * ((std::uint64_t{1} << owned_segments_.size()) - 1);
  return slots * sizeof(Number) + entries * (words_ + 1) * sizeof(std::uint64_t);
}

}  // namespace paxoscope::checker
