// Inputs that are nearly those of a corpus, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "checker/dice.hpp"

namespace paxoscope::fuzz {

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
  void change(std::string& input, checker::Dice& random) const;

  std::vector<std::string> corpus_;
  std::vector<std::string> words_;
};

/// The words of a dictionary as libFuzzer reads it: lines such as name="a word", in which \\, \" and \x41 may stand. Throws std::runtime_error at another
/// line.
std::vector<std::string> words_of_dictionary(const std::string& text);

}  // namespace paxoscope::fuzz
