// Encodings of every form that a codec and a store must cope with.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <vector>

#include "checker/dice.hpp"
#include "checker/part.hpp"

namespace paxoscope::tests {

using checker::Dice;

using Encoding = std::vector<std::uint64_t>;

/// How encodings are made up.
struct Form {
  const char* name;
  std::size_t bytes;
  std::vector<checker::Part> parts;

  [[nodiscard]] std::size_t words() const { return (bytes + 7) / 8; }
  friend std::ostream& operator<<(std::ostream& out, const Form& form) { return out << form.name; }
};

/// `count` parts of `bytes` bytes of one kind.
inline std::vector<checker::Part> alike(std::size_t count, std::size_t bytes, std::size_t kind,
                                        bool is_sorted = false) {
  return std::vector<checker::Part>(count, checker::Part{bytes, kind, is_sorted});
}

inline std::vector<checker::Part> operator+(std::vector<checker::Part> first,
                                            const std::vector<checker::Part>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

inline std::vector<Form> every_form() {
  return {{"one_byte", 1, {}},
          {"three_bytes", 3, {}},
          {"one_word", 8, {}},
          {"thirteen_bytes", 13, {}},
          {"hundred_words", 800, {}},
          {"one_part", 8, {{8, 0}}},
          {"three_parts", 32, {{8, 0}, {8, 1}, {16, 2}}},
          {"alike_parts", 56, alike(1, 8, 0) + alike(3, 16, 1)},
          {"many_parts", 128, alike(16, 8, 0)},
          {"wide_parts", 1200, alike(3, 400, 0)},
          {"sorted_parts", 72, alike(1, 8, 0) + alike(4, 16, 1, true)},
          {"sorted_between", 40, alike(1, 8, 0) + alike(3, 8, 1, true) + alike(1, 8, 2)},
          {"many_sorted_parts", 136, alike(1, 8, 0) + alike(16, 8, 1, true)}};
}

/// Puts the sorted parts of an encoding in order: by their words as numbers, the first word first.
inline void sort_parts(const Form& form, Encoding& encoding) {
  std::size_t first = 0;
  for (std::size_t i = 0; i < form.parts.size();) {
    const std::size_t words = form.parts[i].bytes / 8;
    std::vector<Encoding> blocks;
    for (; i < form.parts.size() && form.parts[i].is_sorted; ++i) {
      const auto begin = encoding.begin() + static_cast<std::ptrdiff_t>(first + blocks.size() * words);
      blocks.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(words));
    }
    if (blocks.empty()) {
      first += words;
      ++i;
      continue;
    }
    std::sort(blocks.begin(), blocks.end());
    for (const Encoding& block : blocks) {
      std::copy(block.begin(), block.end(), encoding.begin() + static_cast<std::ptrdiff_t>(first));
      first += words;
    }
  }
}

/// An encoding of a form: random, but each word one of so many values (a few hundred), so that parts repeat.
inline Encoding random_encoding(const Form& form, Dice& dice, std::size_t values = 300) {
  Encoding encoding(form.words());
  for (std::uint64_t& word : encoding) word = dice.below(values) * 0x0123456789abcdefU;
  if (form.bytes % 8 != 0) encoding.back() &= (std::uint64_t{1} << (form.bytes % 8 * 8)) - 1;
  sort_parts(form, encoding);
  return encoding;
}

}  // namespace paxoscope::tests
