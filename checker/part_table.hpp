// Every value that one kind of part has taken so far, each once, under a small number.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "checker/segmented_array.hpp"

namespace paxoscope::checker {

/// A set of values of a fixed number of 64-bit words that only grows, read and added to by several threads at once.
///
/// Looking up a value that is there, which is nearly always, takes no lock. Numbers count from 0 in the order of
/// arrival: with several workers that order is a matter of luck, so a number must never reach the output. The
/// hash of a value depends on the value alone.
///
/// Invariant: entry i is complete before any slot says i+1; entries never move and slot arrays are never freed
/// before the table, so a reader may go on with an outgrown one (and at worst misses, and asks again under the
/// lock).
class PartTable {
 public:
  using Number = std::uint32_t;

  /// For values of `words` words. `seed` tells the hashes of one table from those of another.
  PartTable(std::size_t words, std::uint64_t seed);

  /// The number of `value`, which is added if it is new. Throws std::bad_alloc.
  Number intern(const std::uint64_t* value);

  /// The number of `value`, if it is there.
  [[nodiscard]] std::optional<Number> find(const std::uint64_t* value) const;

  /// The hash and the value in one place.
  [[nodiscard]] const std::uint64_t* entry(Number number) const { return entries_.at(number); }
  static std::uint64_t hash_in(const std::uint64_t* entry) { return *entry; }
  static const std::uint64_t* value_in(const std::uint64_t* entry) { return entry + 1; }

  [[nodiscard]] const std::uint64_t* value(Number number) const { return value_in(entry(number)); }
  [[nodiscard]] std::uint64_t hash(Number number) const { return hash_in(entry(number)); }

  [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_acquire); }
  [[nodiscard]] std::size_t words() const { return words_; }

  /// Bytes allocated for values and slots, outgrown slots included. While nobody adds, a function of the values.
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  static constexpr std::size_t kSlotsInitial = 256;

  // Slot: 0 if free, else a number plus one.
  struct Slots {
    explicit Slots(std::size_t count)
        : mask(count - 1), slot(std::make_unique<std::atomic<Number>[]>(count)) {}
    std::size_t mask;
    std::unique_ptr<std::atomic<Number>[]> slot;
  };

  // Most values have one word or two, for which the length is known when this is compiled; kAnyWords for others.
  static constexpr std::size_t kAnyWords = 0;
  template <std::size_t kWords>
  [[nodiscard]] std::uint64_t hash_of(const std::uint64_t* value) const;
  /// A slot and what it held when it was looked at.
  struct Place {
    std::size_t slot;
    Number content;
  };
  /// Where `value` stands in `slots`, or the free slot at which the search for it ended.
  template <std::size_t kWords>
  [[nodiscard]] Place place_of(const Slots& slots, const std::uint64_t* value, std::uint64_t hash) const;
  template <std::size_t kWords>
  [[nodiscard]] Number find_slot_content(const std::uint64_t* value, std::uint64_t& hash) const;
  Number add(const std::uint64_t* value, std::uint64_t hash);
  Slots& grow(const Slots& outgrown);

  std::size_t words_;
  std::uint64_t seed_;
  std::atomic<std::size_t> size_{0};
  std::atomic<const Slots*> slots_;
  std::mutex adding_;
  std::vector<std::unique_ptr<Slots>> all_slots_;  // the last is in use
  SegmentedArray<std::uint64_t> entries_;          // of each the hash, then the value
};

}  // namespace paxoscope::checker
