// A word among those that are known, and "did you mean …?" where it is none.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace paxoscope::cli {

inline bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "unknown KIND 'WORD'; did you mean 'X'?", or with the whole list where none of `known` is close.
std::string unknown(std::string_view kind, std::string_view word, const std::vector<std::string>& known);

}  // namespace paxoscope::cli
