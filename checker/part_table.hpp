// Every value that one kind of part has taken so far, each once, under a small number.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

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

  /// The number of `value`, which is added if it is new. Throws std::bad_alloc, and std::length_error beyond
  /// 2^28 values.
  Number intern(const std::uint64_t* value);

  /// The number of `value`, if it is there.
  [[nodiscard]] std::optional<Number> find(const std::uint64_t* value) const;

  [[nodiscard]] const std::uint64_t* value(Number number) const { return entry(number) + 1; }
  [[nodiscard]] std::uint64_t hash(Number number) const { return *entry(number); }

  [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_acquire); }
  [[nodiscard]] std::size_t words() const { return words_; }

  /// Bytes allocated for values and slots, outgrown slots included. While nobody adds, a function of the values.
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  // Segment s has room for kFirstSegment·2^s entries, so a few pointers reach them all.
  static constexpr std::size_t kFirstSegment = 256;
  static constexpr std::size_t kSegmentsMax = 20;
  static constexpr std::size_t kSlotsInitial = 256;

  struct Place {
    std::size_t segment;
    std::size_t index;
  };
  static Place place(std::size_t number) {
    const std::size_t n = number + kFirstSegment;
    const auto segment = static_cast<std::size_t>(std::bit_width(n) - std::bit_width(kFirstSegment));
    return {segment, n - (kFirstSegment << segment)};
  }

  // Slot: 0 if free, else a number plus one.
  struct Slots {
    explicit Slots(std::size_t count)
        : mask(count - 1), slot(std::make_unique<std::atomic<Number>[]>(count)) {}
    std::size_t mask;
    std::unique_ptr<std::atomic<Number>[]> slot;
  };

  [[nodiscard]] std::uint64_t hash_of(const std::uint64_t* value) const;
  /// The hash of the value, then the value.
  [[nodiscard]] const std::uint64_t* entry(Number number) const {
    const Place at = place(number);
    return segments_[at.segment].load(std::memory_order_relaxed) + at.index * (words_ + 1);
  }
  /// Where `value` stands in `slots`, or the free slot at which the search for it ended.
  [[nodiscard]] std::size_t slot_of(const Slots& slots, const std::uint64_t* value, std::uint64_t hash) const;
  Number add(const std::uint64_t* value, std::uint64_t hash);
  Slots& grow(const Slots& outgrown);

  std::size_t words_;
  std::uint64_t seed_;
  std::atomic<std::size_t> size_{0};
  std::atomic<const Slots*> slots_;
  std::mutex adding_;
  std::vector<std::unique_ptr<Slots>> all_slots_;  // the last is in use
  std::vector<std::unique_ptr<std::uint64_t[]>> owned_segments_;
  std::array<std::atomic<const std::uint64_t*>, kSegmentsMax> segments_{};
};

}  // namespace paxoscope::checker
