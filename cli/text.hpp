// Taking texts apart.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paxoscope::cli {

/// Without the blanks around it.
std::string_view trimmed(std::string_view word);

/// As a shell wants it, so that it stands for itself.
std::string shell_word(const std::string& word);

/// What stands before each line feed, and after the last if it is anything.
std::vector<std::string> lines_of(std::string_view text);

/// The words between commas; an empty one if there is nothing.
std::vector<std::string> words_of(std::string_view text);

/// The names of rules, of reductions, of whatever has one.
template <typename T>
std::vector<std::string> names_of(std::span<const T> named) {
  std::vector<std::string> all;
  for (const T& one : named) all.emplace_back(one.name);
  return all;
}

}  // namespace paxoscope::cli
