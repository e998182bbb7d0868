// Inputs that are nearly those of a corpus, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace paxoscope::fuzz {

/// SplitMix64 (Steele, Lea and Flood 2014): its numbers follow from the seed and nothing else.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0..count-1; `count` is at least 1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

 private:
  std::uint64_t state_;
};

class Mutator {
 public:
  static constexpr std::size_t kBytesMax = std::size_t{1} << 16U;  ///< of an input that it makes

  /// Of a corpus, which is not empty, and words that may stand in an input.
  Mutator(std::vector<std::string> corpus, std::vector<std::string> words);

  /// The input with that number: those of the corpus, then one that is made of some of them. Depends on seed, number, corpus and words alone, so that each can
  /// be made again by itself.
  [[nodiscard]] std::string input(std::uint64_t seed, std::uint64_t number) const;

  [[nodiscard]] std::size_t corpus_size() const { return corpus_.size(); }

 private:
  void change(std::string& input, Random& random) const;

  std::vector<std::string> corpus_;
  std::vector<std::string> words_;
};

/// The words of a dictionary as libFuzzer reads it: lines such as name="a word", in which \\, \" and \x41 may stand. Throws std::runtime_error at another
/// line.
std::vector<std::string> words_of_dictionary(const std::string& text);

}  // namespace paxoscope::fuzz
