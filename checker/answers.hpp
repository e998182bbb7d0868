// What properties said before.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/property.hpp"

namespace paxoscope::checker {

/// Remembers some answers to questions of a fixed number of words. Of two questions that compete for a place the later one
/// gets it, so a question may be asked again; it is up to whoever asks that the answer is the same.
class Answers {
 public:
  /// For questions of `words` words, at least 1.
  explicit Answers(std::size_t words) : words_(words) {
    while (places_log2_ > 0 && place_bytes() << places_log2_ > kBytesMax) --places_log2_;
  }

  /// The answer to `question`, which `ask()` gives if it is not remembered.
  template <typename Ask>
  PropertyMask operator()(const std::uint64_t* question, Ask&& ask) {
    if (places_.empty()) places_.resize((words_ + 1) << places_log2_);
    std::uint64_t hash = 0;
    for (std::size_t w = 0; w < words_; ++w) hash = (hash ^ question[w]) * 0x9e3779b97f4a7c15U;
    const std::size_t place = (hash >> 32U) & ((std::size_t{1} << places_log2_) - 1);
    std::uint64_t* const entry = places_.data() + place * (words_ + 1);
    std::uint64_t difference = ~*entry & kUsed;
    for (std::size_t w = 0; w < words_; ++w) difference |= entry[1 + w] ^ question[w];
    if (difference != 0) {
      const PropertyMask answer = ask();
      *entry = kUsed | answer;
      std::copy_n(question, words_, entry + 1);
    }
    return static_cast<PropertyMask>(*entry);
  }

 private:
  static constexpr std::size_t kBytesMax = std::size_t{1} << 20U;
  static constexpr std::uint64_t kUsed = std::uint64_t{1} << 63U;

  [[nodiscard]] std::size_t place_bytes() const { return (words_ + 1) * sizeof(std::uint64_t); }

  std::size_t words_;
  unsigned places_log2_ = 16;
  std::vector<std::uint64_t> places_;  // of each whether it is used and the answer, then the question
};

}  // namespace paxoscope::checker
