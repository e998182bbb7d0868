#include "tests/naive_quorums.hpp"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <vector>

namespace paxoscope::tests::naive {

namespace {

/// The numbers in a text, one after the other.
std::vector<int> numbers_in(const std::string& text) {
  std::vector<int> numbers;
  bool goes_on = false;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (is_digit && !goes_on) numbers.push_back(0);
    if (is_digit) numbers.back() = 10 * numbers.back() + (c - '0');
    goes_on = is_digit;
  }
  return numbers;
}

/// Whether all of a row of a grid, or of a column, is among them. The a-th acceptor stands in row a / columns.
bool has_line(const std::set<int>& acceptors, int rows, int columns, bool is_row) {
  for (int line = 0; line < (is_row ? rows : columns); ++line) {
    bool has_all = true;
    for (int a = 0; a < rows * columns; ++a) {
      const bool is_in_line = line == (is_row ? a / columns : a % columns);
      if (is_in_line && !acceptors.contains(a)) has_all = false;
    }
    if (has_all) return true;
  }
  return false;
}

/// Whether more than half of each of more than half of the groups is among them; `sizes` are theirs.
bool has_groups(const std::set<int>& acceptors, const std::vector<int>& sizes) {
  int first = 0;
  int won = 0;
  for (const int size : sizes) {
    int members = 0;
    for (int a = first; a < first + size; ++a) members += static_cast<int>(acceptors.count(a));
    won += static_cast<int>(2 * members > size);
    first += size;
  }
  return 2 * won > static_cast<int>(sizes.size());
}

/// Whether all of one of the sets in "sets:a1+a2/a3" is among them.
bool has_set(const std::set<int>& acceptors, const std::string& sets) {
  std::stringstream rest(sets.substr(sets.find(':') + 1));
  for (std::string set; std::getline(rest, set, '/');) {
    const std::vector<int> members = numbers_in(set);
    if (std::all_of(members.begin(), members.end(), [&](int a) { return acceptors.contains(a - 1); })) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool is_quorum(const std::string& kind, int n, const std::set<int>& acceptors) {
  const int size = static_cast<int>(acceptors.size());
  const std::vector<int> numbers = numbers_in(kind);
  if (kind == "one-short") return size > 0 && 2 * (size + 1) > n;
  if (kind == "half") return 2 * size >= n;
  if (kind == "three-quarters") return 4 * size >= 3 * n;
  if (kind == "all") return size == n;
  if (kind.starts_with("size:")) return size >= numbers.at(0);
  if (kind.starts_with("rows:")) return has_line(acceptors, numbers.at(0), numbers.at(1), true);
  if (kind.starts_with("columns:")) return has_line(acceptors, numbers.at(0), numbers.at(1), false);
  if (kind.starts_with("hierarchical:")) return has_groups(acceptors, numbers);
  if (kind.starts_with("sets:")) return has_set(acceptors, kind);
  if (kind.starts_with("weights:")) {
    int weight = 0;
    int total = 0;
    for (int a = 0; a < n; ++a) {
      total += numbers.at(static_cast<std::size_t>(a));
      if (acceptors.contains(a)) weight += numbers.at(static_cast<std::size_t>(a));
    }
    return 2 * weight > total;
  }
  return 2 * size > n;
}

}  // namespace paxoscope::tests::naive
