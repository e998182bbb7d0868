#include "cli/suggestion.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>

namespace paxoscope::cli {

namespace {

/// Insertions, deletions and replacements of single characters that turn `a` into `b` (Levenshtein 1966).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string unknown(std::string_view kind, std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t kWordLengthMax = 64;
  std::string message = fmt::format("unknown {} '{}'", kind, word.substr(0, kWordLengthMax));
  if (word.size() <= kWordLengthMax) {
    const auto nearest = std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
      return edit_distance(word, a) < edit_distance(word, b);
    });
    if (nearest != known.end() &&
        edit_distance(word, *nearest) <= std::max<std::size_t>(1, nearest->size() / 3)) {
      return fmt::format("{}; did you mean '{}'?", message, *nearest);
    }
  }
  return fmt::format("{}; known: {}", message, fmt::join(known, ", "));
}

}  // namespace paxoscope::cli
