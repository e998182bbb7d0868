#include "tests/fuzz/mutator.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace paxoscope::fuzz {

namespace {

constexpr std::array<std::uint64_t, 12> kNumbers{0,
                                                 1,
                                                 0x7F,
                                                 0x80,
                                                 0xFF,
                                                 0x7FFF,
                                                 0xFFFF,
                                                 0x7FFFFFFF,
                                                 0x80000000,
                                                 0xFFFFFFFF,
                                                 0x7FFFFFFFFFFFFFFF,
                                                 0xFFFFFFFFFFFFFFFF};
constexpr std::array kDigits{"0",
                             "1",
                             "-1",
                             "00",
                             "1e9",
                             "0.5",
                             "255",
                             "256",
                             "65536",
                             "2147483647",
                             "4294967296",
                             "9223372036854775807",
                             "9223372036854775808",
                             "18446744073709551615",
                             "99999999999999999999"};
constexpr std::size_t kChunkMax = 64;
constexpr std::size_t kChangesMax = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Some bytes of `from` that follow on one another; none if it is empty.
std::string chunk_of(const std::string& from, checker::Dice& random, std::size_t most) {
  if (from.empty()) return {};
  return from.substr(random.below(from.size()), 1 + random.below(most));
}

/// Another number where digits stand, if some do behind `at`.
void change_digits(std::string& input, std::size_t at, checker::Dice& random) {
  const auto begin = std::find_if(input.begin() + static_cast<std::ptrdiff_t>(at), input.end(), is_digit);
  const auto end = std::find_if_not(begin, input.end(), is_digit);
  const std::string digits = kDigits.at(random.below(kDigits.size()));
  if (begin != end) input.replace(begin, end, digits);
}

/// A number as processors have it, of 1, 2, 4 or 8 bytes.
void change_bytes(std::string& input, std::size_t at, checker::Dice& random) {
  const std::uint64_t number = kNumbers.at(random.below(kNumbers.size()));
  const std::size_t size = std::size_t{1} << random.below(4);
  if (at + size <= input.size()) std::memcpy(input.data() + at, &number, size);
}

unsigned hexadecimal(const std::string& digits) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  if (error != std::errc() || end != digits.data() + 2)
    throw std::runtime_error("\\x wants two hexadecimal digits");
  return number;
}

}  // namespace

Mutator::Mutator(std::vector<std::string> corpus, std::vector<std::string> words)
    : corpus_(std::move(corpus)), words_(std::move(words)) {
  if (corpus_.empty()) throw std::runtime_error("there is nothing in the corpus");
}

std::string Mutator::input(std::uint64_t seed, std::uint64_t number) const {
  if (number < corpus_.size()) return corpus_[static_cast<std::size_t>(number)];
  checker::Dice random(seed * 0x9e3779b97f4a7c15U + number);  // an odd factor: for each number another

  std::string input = corpus_[random.below(corpus_.size())];
  for (std::size_t changes = 1 + random.below(kChangesMax); changes > 0; --changes) change(input, random);
  if (input.size() > kBytesMax) input.resize(kBytesMax);
  return input;
}

void Mutator::change(std::string& input, checker::Dice& random) const {
  const std::size_t at = random.below(input.size() + 1);
  const std::string& other = corpus_[random.below(corpus_.size())];
  switch (random.below(11)) {
    case 0:
      if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << random.below(8)));
      break;
    case 1:
      if (at < input.size()) input[at] = static_cast<char>(random.below(256));
      break;
    case 2:
      input.insert(at, 1, static_cast<char>(random.below(256)));
      break;
    case 3:
      input.erase(at, 1 + random.below(kChunkMax));
      break;
    case 4:
      input.insert(at, chunk_of(input, random, kChunkMax));
      break;
    case 5: {  // the beginning of one and the end of another
      const std::size_t from = random.below(other.size() + 1);
      input = input.substr(0, at) + other.substr(from);
      break;
    }
    case 6:
      input.insert(at, chunk_of(other, random, kChunkMax));
      break;
    case 7:
      if (!words_.empty()) input.insert(at, words_[random.below(words_.size())]);
      break;
    case 8:
      if (!words_.empty()) {
        const std::string& word = words_[random.below(words_.size())];
        input.replace(at, word.size(), word);
      }
      break;
    case 9:
      change_digits(input, at, random);
      break;
    default:
      change_bytes(input, at, random);
      break;
  }
}

std::vector<std::string> words_of_dictionary(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t begin = line.find('"');
    const std::size_t end = line.rfind('"');
    if (begin == end) throw std::runtime_error("no word in quotation marks: " + line);
    std::string word;
    for (std::size_t i = begin + 1; i < end; ++i) {
      if (line[i] != '\\') {
        word += line[i];
      } else if (line[++i] == 'x') {
        word += static_cast<char>(hexadecimal(line.substr(i + 1, 2)));
        i += 2;
      } else {
        word += line[i];
      }
    }
    words.push_back(word);
  }
  return words;
}

}  // namespace paxoscope::fuzz
