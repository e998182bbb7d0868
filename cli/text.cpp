#include "cli/text.hpp"

#include <algorithm>

namespace paxoscope::cli {

std::string_view trimmed(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
  return word.substr(0, word.find_last_not_of(' ') + 1);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t end = std::min(text.find(','), text.size());
    words.emplace_back(trimmed(text.substr(0, end)));
    if (end == text.size()) return words;
    text.remove_prefix(end + 1);
  }
}

}  // namespace paxoscope::cli
