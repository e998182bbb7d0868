// Numbers and sets as fields of a packed state, and how they are laid out.
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "checker/bit_selection.hpp"
#include "model/bits.hpp"

namespace paxoscope::model {

// Positions are not of type Word, nor as long as it: so a compiler knows that writing to a state changes none.

/// A number of a few bits that does not cross a word; `bit` counts from the start of its part.
struct NumberField {
  std::uint32_t bit = 0;
  std::uint32_t width = 0;
};

/// Bit i stands for the i-th element of some small universe; `bit` counts from the start of its part.
struct SetField {
  std::uint32_t bit = 0;
  std::uint32_t count = 0;
};

/// The n-th of several fields side by side.
constexpr NumberField nth(NumberField first, int n) {
  return {first.bit + static_cast<std::uint32_t>(n) * first.width, first.width};
}
constexpr SetField nth(SetField first, int n) {
  return {first.bit + static_cast<std::uint32_t>(n) * first.count, first.count};
}

/// The number of `field` in the part that begins at bit `part`.
constexpr std::size_t read_number(const Word* words, std::size_t part, NumberField field) {
  const std::size_t bit = part + field.bit;
  return (words[bit / kWordBits] >> (bit % kWordBits)) & ((Word{1} << field.width) - 1);
}
constexpr void write_number(Word* words, std::size_t part, NumberField field, std::size_t value) {
  const std::size_t bit = part + field.bit;
  const Word mask = (Word{1} << field.width) - 1;
  const std::size_t word = bit / kWordBits;
  words[word] = (words[word] & ~(mask << (bit % kWordBits))) | (Word{value} << (bit % kWordBits));
}

/// A number or a set within one word of its part, ready to be read: it is asked for again and again.
struct WordField {
  std::uint32_t word = 0;   ///< of the part
  std::uint32_t shift = 0;  ///< to the lowest bit of the field
  Word mask = 0;            ///< as many ones as the field has bits

  [[nodiscard]] constexpr Word in(const Word* part) const { return (part[word] >> shift) & mask; }
  constexpr void set(Word* part, Word value) const {
    part[word] = (part[word] & ~(mask << shift)) | (value << shift);
  }
  /// The bit of an element of a set, in its word.
  [[nodiscard]] constexpr Word bit(std::size_t element) const { return Word{1} << (shift + element); }
  /// Adds an element to a set.
  constexpr void insert(Word* part, std::size_t element) const { part[word] |= bit(element); }
};

/// Several sets in one word, looked at all at once.
class SetsInWord {
 public:
  /// The next set, at higher bits than those before: `count` bits from `bit` on.
  constexpr void add(unsigned bit, unsigned count) {
    const Word top = Word{1} << (bit + count - 1);
    tops_ |= top;
    lows_ |= top - (Word{1} << bit);
  }
  /// Which of the sets have elements, the first as bit 0.
  [[nodiscard]] Word not_empty(Word word) const {
    // Below the highest bit of a set, adding all ones to anything but zero carries into it.
    return checker::extract(((word & lows_) + lows_) | word, tops_);
  }

 private:
  Word tops_ = 0;
  Word lows_ = 0;
};

/// Hands out the bits of one part, one after the other.
class Allocator {
 public:
  /// `count` numbers in 0..largest, side by side. All numbers of a part come first and fit in its first word,
  /// so that none of them crosses a word.
  constexpr NumberField numbers(std::size_t largest, std::size_t count = 1) {
    const NumberField field{next_, static_cast<std::uint32_t>(std::bit_width(largest))};
    next_ += field.width * static_cast<std::uint32_t>(count);
    assert(next_ <= kWordBits);
    return field;
  }
  /// `count` sets over a universe of `elements`, side by side.
  constexpr SetField sets(std::size_t elements, std::size_t count = 1) {
    const SetField field{next_, static_cast<std::uint32_t>(elements)};
    next_ += field.count * static_cast<std::uint32_t>(count);
    return field;
  }
  /// A field that does not cross a word; a few bits may stay unused before it.
  constexpr WordField within_word(std::size_t bits) {
    assert(0 < bits && bits < kWordBits);
    if (next_ % kWordBits + bits > kWordBits) next_ = static_cast<std::uint32_t>(words() * kWordBits);
    const WordField field{static_cast<std::uint32_t>(next_ / kWordBits),
                          static_cast<std::uint32_t>(next_ % kWordBits), (Word{1} << bits) - 1};
    next_ += static_cast<std::uint32_t>(bits);
    return field;
  }
  [[nodiscard]] constexpr std::size_t words() const { return words_for(next_); }

 private:
  std::uint32_t next_ = 0;
};

}  // namespace paxoscope::model
