// A state as a few words: a regular value that knows nothing of what its bits mean.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <span>

#include "model/bits.hpp"

namespace paxoscope::model {

// NOLINTBEGIN(cppcoreguidelines-pro-type-member-init): only the first size_ words are ever read.
/// The words of one state, `Most` at most.
template <std::size_t Most>
class PackedState {
 public:
  static constexpr std::size_t kWordsMax = Most;

  PackedState() = default;
  /// All bits zero.
  explicit PackedState(std::size_t words) : size_(words) { std::fill_n(words_.begin(), words, Word{0}); }

  /// The words whose bytes these are.
  explicit PackedState(std::span<const std::byte> bytes) : size_(bytes.size() / sizeof(Word)) {
    assert(bytes.size() % sizeof(Word) == 0 && size_ <= Most);
    for (std::size_t i = 0; i < size_; ++i)
      std::memcpy(&words_[i], bytes.data() + i * sizeof(Word), sizeof(Word));
  }

  // Only the words in use are compared, and little more than these are copied: a state of the smallest configurations is
  // four words long.
  PackedState(const PackedState& other) : size_(other.size_) { copy_words(other); }
  PackedState& operator=(const PackedState& other) {
    size_ = other.size_;
    copy_words(other);
    return *this;
  }
  ~PackedState() = default;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Word* data() const { return words_.data(); }
  [[nodiscard]] Word* data() { return words_.data(); }

  friend bool operator==(const PackedState& a, const PackedState& b) {
    return a.size_ == b.size_ && std::equal(a.data(), a.data() + a.size_, b.data());
  }

 private:
  // In blocks whose length a compiler knows, so that it does without a call. What is copied behind the last word in use
  // is never read.
  static constexpr std::size_t kBlock = 4;
  static_assert(Most % kBlock == 0);
  void copy_words(const PackedState& other) {
    for (std::size_t i = 0; i < size_; i += kBlock) {
      std::memcpy(&words_[i], &other.words_[i], kBlock * sizeof(Word));
    }
  }

  std::size_t size_ = 0;
  std::array<Word, kWordsMax> words_;
};
// NOLINTEND(cppcoreguidelines-pro-type-member-init)

}  // namespace paxoscope::model
