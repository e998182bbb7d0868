// A set of ids as one byte or two.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>

namespace paxoscope::model {

/// A set of ids with indices 0..15.
template <typename Id>
class IdSet {
 public:
  constexpr IdSet() = default;

  /// {0, …, count-1}
  static constexpr IdSet first(int count) {
    IdSet all;
    all.bits_ = static_cast<std::uint16_t>((1U << static_cast<unsigned>(count)) - 1U);
    return all;
  }

  /// {id}, or {} if it does not exist.
  static constexpr IdSet of(Id id) { return of_bits((1U << static_cast<unsigned>(id.index() + 1)) >> 1U); }

  /// The ids whose bits are set.
  static constexpr IdSet of_bits(std::uint64_t bits) {
    IdSet set;
    set.bits_ = static_cast<std::uint16_t>(bits);
    return set;
  }

  constexpr void insert(Id id) { bits_ = static_cast<std::uint16_t>(bits_ | bit(id)); }
  constexpr void merge(IdSet other) { bits_ = static_cast<std::uint16_t>(bits_ | other.bits_); }
  [[nodiscard]] constexpr bool contains(Id id) const { return (bits_ & bit(id)) != 0; }
  [[nodiscard]] constexpr bool contains(IdSet other) const { return (other.bits_ & ~bits_) == 0; }
  /// The elements not less than `id`; all of them if it does not exist.
  [[nodiscard]] constexpr IdSet at_or_above(Id id) const {
    return of_bits(bits_ & ((~0U << static_cast<unsigned>(id.index() + 1)) >> 1U));
  }
  /// The elements greater than `id`; all of them if it does not exist.
  [[nodiscard]] constexpr IdSet above(Id id) const {
    return of_bits(bits_ & (~0U << static_cast<unsigned>(id.index() + 1)));
  }
  [[nodiscard]] constexpr IdSet without(IdSet other) const { return of_bits(bits_ & ~unsigned{other.bits_}); }
  [[nodiscard]] constexpr IdSet common(IdSet other) const { return of_bits(bits_ & unsigned{other.bits_}); }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr int size() const { return std::popcount(bits_); }

  [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }

  /// Calls `visit(id)` for each element, smallest first.
  template <typename Visit>
  constexpr void for_each(Visit&& visit) const {
    for (unsigned rest = bits_; rest != 0; rest &= rest - 1) visit(Id(std::countr_zero(rest)));
  }

  /// Ordered as their bits are.
  friend constexpr auto operator<=>(IdSet, IdSet) = default;

 private:
  static constexpr unsigned bit(Id id) { return 1U << static_cast<unsigned>(id.index()); }

  std::uint16_t bits_ = 0;
};

}  // namespace paxoscope::model
