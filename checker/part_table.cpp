#include "checker/part_table.hpp"

#include <algorithm>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace paxoscope::checker {

PartTable::PartTable(std::size_t words, std::uint64_t seed)
    : words_(words), seed_(seed), entries_(words + 1) {
  all_slots_.push_back(std::make_unique<Slots>(kSlotsInitial));
  slots_.store(all_slots_.back().get(), std::memory_order_release);
}

template <std::size_t kWords>
std::uint64_t PartTable::hash_of(const std::uint64_t* value) const {
  return XXH3_64bits_withSeed(value, (kWords == kAnyWords ? words_ : kWords) * sizeof *value, seed_);
}

// What the slot holds is read once: by the time it is read again another thread may have put something else into a slot that
// was free.
template <std::size_t kWords>
PartTable::Place PartTable::place_of(const Slots& slots, const std::uint64_t* value,
                                     std::uint64_t hash) const {
  const std::size_t words = kWords == kAnyWords ? words_ : kWords;
  std::size_t i = hash & slots.mask;
  while (true) {
    const Number found = slots.slot[i].load(std::memory_order_acquire);
    if (found == 0) return {i, 0};
    const std::uint64_t* const candidate = entries_.at(found - 1);
    if (*candidate == hash && std::equal(value, value + words, candidate + 1)) return {i, found};
    i = (i + 1) & slots.mask;
  }
}

/// The number of `value` plus one, or 0.
template <std::size_t kWords>
PartTable::Number PartTable::find_slot_content(const std::uint64_t* value, std::uint64_t& hash) const {
  hash = hash_of<kWords>(value);
  return place_of<kWords>(*slots_.load(std::memory_order_acquire), value, hash).content;
}

std::optional<PartTable::Number> PartTable::find(const std::uint64_t* value) const {
  std::uint64_t hash = 0;
  const Number found = find_slot_content<kAnyWords>(value, hash);
  if (found == 0) return std::nullopt;
  return found - 1;
}

PartTable::Number PartTable::intern(const std::uint64_t* value) {
  std::uint64_t hash = 0;
  const Number found = words_ == 1   ? find_slot_content<1>(value, hash)
                       : words_ == 2 ? find_slot_content<2>(value, hash)
                                     : find_slot_content<kAnyWords>(value, hash);
  return found != 0 ? found - 1 : add(value, hash);
}

PartTable::Number PartTable::add(const std::uint64_t* value, std::uint64_t hash) {
  const std::lock_guard lock(adding_);
  // Another thread may have been faster.
  Slots* slots = all_slots_.back().get();
  Place place = place_of<kAnyWords>(*slots, value, hash);
  if (place.content != 0) return place.content - 1;

  const std::size_t number = size_.load(std::memory_order_relaxed);
  if ((number + 1) * 2 > slots->mask + 1) {
    slots = &grow(*slots);
    place = place_of<kAnyWords>(*slots, value, hash);
  }
  entries_.reach(number);
  std::uint64_t* const entry = entries_.at(number);
  *entry = hash;
  std::memcpy(entry + 1, value, words_ * sizeof *value);
  size_.store(number + 1, std::memory_order_release);
  slots->slot[place.slot].store(static_cast<Number>(number + 1),
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
  return slots * sizeof(Number) + entries_.bytes();
}

}  // namespace paxoscope::checker
