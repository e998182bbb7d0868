// A set of the values of an enumeration.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>

namespace paxoscope::model {

/// A set of values of E, which numbers them 0..kCount-1; kCount is at most 32.
template <typename E, int kCount>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<E> elements) {
    for (const E e : elements) insert(e);
  }
  static constexpr EnumSet all() {
    EnumSet set;
    for (int i = 0; i < kCount; ++i) set.insert(static_cast<E>(i));
    return set;
  }

  constexpr void insert(E e) { bits_ |= bit(e); }
  constexpr void remove(E e) { bits_ &= ~bit(e); }
  [[nodiscard]] constexpr bool has(E e) const { return (bits_ & bit(e)) != 0; }
  [[nodiscard]] constexpr EnumSet without(EnumSet other) const {
    EnumSet rest;
    rest.bits_ = bits_ & ~other.bits_;
    return rest;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

  /// Calls `visit(element)` for each, in their order.
  template <typename Visit>
  constexpr void for_each(Visit&& visit) const {
    for (int i = 0; i < kCount; ++i) {
      if (has(static_cast<E>(i))) visit(static_cast<E>(i));
    }
  }

  friend constexpr auto operator<=>(EnumSet, EnumSet) = default;

 private:
  static_assert(kCount <= 32);
  static constexpr std::uint32_t bit(E e) { return 1U << static_cast<unsigned>(e); }

  std::uint32_t bits_ = 0;
};

}  // namespace paxoscope::model
