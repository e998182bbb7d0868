// Ranges of bits in an array of words.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace paxoscope::model {

using Word = std::uint64_t;
inline constexpr std::size_t kWordBits = 64;

constexpr std::size_t words_for(std::size_t bits) { return (bits + kWordBits - 1) / kWordBits; }

constexpr bool test_bit(const Word* words, std::size_t bit) {
  return ((words[bit / kWordBits] >> (bit % kWordBits)) & 1U) != 0;
}
constexpr void set_bit(Word* words, std::size_t bit) {
  words[bit / kWordBits] |= Word{1} << (bit % kWordBits);
}
constexpr void clear_bit(Word* words, std::size_t bit) {
  words[bit / kWordBits] &= ~(Word{1} << (bit % kWordBits));
}

/// Calls `visit(word index, mask)` for each word that [begin, begin+count) touches.
template <typename Visit>
constexpr void for_each_word(std::size_t begin, std::size_t count, Visit&& visit) {
  const std::size_t end = begin + count;
  while (begin < end) {
    const std::size_t shift = begin % kWordBits;
    const std::size_t width = std::min(end - begin, kWordBits - shift);
    const Word ones = width == kWordBits ? ~Word{0} : (Word{1} << width) - 1;
    visit(begin / kWordBits, ones << shift);
    begin += width;
  }
}

/// Calls `visit(i)` for each i in 0..count-1 such that bit begin+i is set, smallest first.
template <typename Visit>
constexpr void for_each_set_bit(const Word* words, std::size_t begin, std::size_t count, Visit&& visit) {
  for_each_word(begin, count, [&](std::size_t word, Word mask) {
    for (Word rest = words[word] & mask; rest != 0; rest &= rest - 1) {
      visit(word * kWordBits + static_cast<std::size_t>(std::countr_zero(rest)) - begin);
    }
  });
}

constexpr bool any_bit(const Word* words, std::size_t begin, std::size_t count) {
  bool any = false;
  for_each_word(begin, count, [&](std::size_t word, Word mask) { any = any || (words[word] & mask) != 0; });
  return any;
}

constexpr bool equal_bits(const Word* a, const Word* b, std::size_t begin, std::size_t count) {
  bool equal = true;
  for_each_word(begin, count,
                [&](std::size_t word, Word mask) { equal = equal && ((a[word] ^ b[word]) & mask) == 0; });
  return equal;
}

constexpr void clear_bits(Word* words, std::size_t begin, std::size_t count) {
  for_each_word(begin, count, [&](std::size_t word, Word mask) { words[word] &= ~mask; });
}

}  // namespace paxoscope::model
