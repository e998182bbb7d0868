#include "model/quorums.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <variant>

#include "model/answers.hpp"
#include "model/history.hpp"

namespace paxoscope::model {

Quorums Quorums::of_size(int size, int acceptors) {
  return of(acceptors, [&](AcceptorSet set) { return set.size() >= size; });
}

std::vector<AcceptorSet> Quorums::minimal() const {
  std::vector<AcceptorSet> minimal;
  for (unsigned bits = 0; bits < kSets; ++bits) {
    const AcceptorSet set = AcceptorSet::of_bits(bits);
    if (!contains(set)) continue;
    bool is_minimal = true;
    set.for_each(
        [&](AcceptorId a) { is_minimal = is_minimal && !contains(set.without(AcceptorSet::of(a))); });
    if (is_minimal) minimal.push_back(set);
  }
  std::sort(minimal.begin(), minimal.end(), [](AcceptorSet x, AcceptorSet y) {
    if (x.size() != y.size()) return x.size() < y.size();
    const unsigned different = x.bits() ^ y.bits();
    return (different & -different & x.bits()) != 0;  // whoever has the first acceptor that not both have
  });
  return minimal;
}

std::string name(const Quorums& quorums, int acceptors) {
  if (const int size = quorums.size(); size > 0) {
    if (size < acceptors) return fmt::format("any {}", size);
    return acceptors == 1 ? "a1 alone" : fmt::format("all {}", size);
  }
  constexpr std::size_t kShown = 12;
  const std::vector<AcceptorSet> minimal = quorums.minimal();
  std::string text;
  for (std::size_t i = 0; i < std::min(minimal.size(), kShown); ++i) {
    text += (text.empty() ? "" : " or ") + name(minimal[i]);
  }
  if (minimal.size() > kShown) text += fmt::format(" or one of {} more", minimal.size() - kShown);
  return text;
}

const char* noun(const Quorums& quorums, int acceptors) {
  return quorums == Quorums::majorities(acceptors) ? "majority" : "quorum";
}

namespace {

/// Extends `chosen`, whose members have `common`, by a quorum of each of `rest` so that nothing is left in common, if that is possible.
bool lose_common(std::span<const std::vector<AcceptorSet>> rest, AcceptorSet common,
                 std::vector<AcceptorSet>& chosen) {
  if (rest.empty()) return common.empty();
  for (const AcceptorSet quorum : rest.front()) {
    chosen.push_back(quorum);
    if (lose_common(rest.subspan(1), common.common(quorum), chosen)) return true;
    chosen.pop_back();
  }
  return false;
}

}  // namespace

// Larger quorums have no less in common than those that they contain.
std::vector<AcceptorSet> without_common_acceptor(std::span<const Quorums> systems) {
  std::vector<std::vector<AcceptorSet>> minimal;
  for (const Quorums& system : systems) minimal.push_back(system.minimal());
  std::vector<AcceptorSet> chosen;
  lose_common(minimal, AcceptorSet::first(kAcceptorsMax), chosen);
  return chosen;
}

namespace {

/// The parts between separators; one empty part if there is nothing.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

/// A whole number of at most two digits.
std::optional<int> small_number(std::string_view text) {
  constexpr std::size_t kDigits = 2;
  if (text.empty() || text.size() > kDigits) return std::nullopt;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

/// Quorums, or what is wrong with what was to be some.
using Reading = std::variant<Quorums, std::string>;

std::string several(int count, const char* one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

Reading read_size(std::string_view argument, int acceptors) {
  const auto size = small_number(argument);
  if (!size) return fmt::format("wants a number of acceptors, not '{}'", argument);
  if (*size < 1) return "wants at least 1 acceptor";
  if (*size > acceptors) return fmt::format("wants at most {}, as there are no more", acceptors);
  return Quorums::of_size(*size, acceptors);
}

Reading read_weights(std::string_view argument, int acceptors) {
  std::vector<int> weights;
  int total = 0;
  for (const std::string_view part : split(argument, '+')) {
    const auto weight = small_number(part);
    if (!weight) return fmt::format("wants weights of 0 to 99 with '+' between them, not '{}'", argument);
    weights.push_back(*weight);
    total += *weight;
  }
  if (static_cast<int>(weights.size()) != acceptors) {
    return fmt::format("wants {}, one for each acceptor, not {}", several(acceptors, "weight"),
                       weights.size());
  }
  if (total == 0) return "wants a weight that is not 0";
  return Quorums::of(acceptors, [&](AcceptorSet set) {
    int weight = 0;
    set.for_each([&](AcceptorId a) { weight += weights[static_cast<std::size_t>(a.index())]; });
    return 2 * weight > total;
  });
}

/// The grid is filled row by row; `is_of_rows` or else columns.
Reading read_grid(std::string_view argument, int acceptors, bool is_of_rows) {
  const auto parts = split(argument, 'x');
  const auto rows = small_number(parts.front());
  const auto columns = small_number(parts.back());
  if (parts.size() != 2 || !rows || !columns) {
    return fmt::format("wants ROWSxCOLUMNS such as 2x2, not '{}'", argument);
  }
  if (*rows * *columns != acceptors) {
    return fmt::format("is a grid of {}, but there {} {}", *rows * *columns, acceptors == 1 ? "is" : "are",
                       several(acceptors, "acceptor"));
  }
  std::vector<AcceptorSet> lines(static_cast<std::size_t>(is_of_rows ? *rows : *columns));
  for (int a = 0; a < acceptors; ++a) {
    lines[static_cast<std::size_t>(is_of_rows ? a / *columns : a % *columns)].insert(AcceptorId(a));
  }
  return Quorums::of(acceptors, [&](AcceptorSet set) {
    return std::any_of(lines.begin(), lines.end(), [&](AcceptorSet line) { return set.contains(line); });
  });
}

Reading read_hierarchical(std::string_view argument, int acceptors) {
  std::vector<AcceptorSet> groups;
  int total = 0;
  for (const std::string_view part : split(argument, '+')) {
    const auto size = small_number(part);
    if (!size || *size < 1) {
      return fmt::format("wants sizes of groups, at least 1, with '+' between them, not '{}'", argument);
    }
    AcceptorSet& group = groups.emplace_back();
    for (int a = total; a < std::min(total + *size, acceptors); ++a) group.insert(AcceptorId(a));
    total += *size;
  }
  if (total != acceptors) {
    return fmt::format("has groups of {} in all, but there {} {}", total, acceptors == 1 ? "is" : "are",
                       several(acceptors, "acceptor"));
  }
  return Quorums::of(acceptors, [&](AcceptorSet set) {
    const auto won = std::count_if(groups.begin(), groups.end(), [&](AcceptorSet group) {
      return 2 * set.common(group).size() > group.size();
    });
    return 2 * static_cast<std::size_t>(won) > groups.size();
  });
}

Reading read_sets(std::string_view argument, int acceptors) {
  const AcceptorSetsRead read = acceptor_sets_of(argument, acceptors);
  if (const auto* problem = std::get_if<std::string>(&read)) return *problem;
  const auto& sets = std::get<std::vector<AcceptorSet>>(read);
  return Quorums::of(acceptors, [&](AcceptorSet set) {
    return std::any_of(sets.begin(), sets.end(), [&](AcceptorSet least) { return set.contains(least); });
  });
}

Reading read(const QuorumRule& rule, int acceptors) {
  const int majority = acceptors / 2 + 1;
  switch (rule.kind) {
    case QuorumKind::kMajority:
      return Quorums::majorities(acceptors);
    case QuorumKind::kOneShort:
      return Quorums::of_size(std::max(majority - 1, 1), acceptors);
    case QuorumKind::kHalf:
      return Quorums::of_size((acceptors + 1) / 2, acceptors);
    case QuorumKind::kAll:
      return Quorums::of_size(acceptors, acceptors);
    case QuorumKind::kSize:
      return read_size(rule.argument, acceptors);
    case QuorumKind::kWeights:
      return read_weights(rule.argument, acceptors);
    case QuorumKind::kRows:
      return read_grid(rule.argument, acceptors, true);
    case QuorumKind::kColumns:
      return read_grid(rule.argument, acceptors, false);
    case QuorumKind::kHierarchical:
      return read_hierarchical(rule.argument, acceptors);
    case QuorumKind::kSets:
      return read_sets(rule.argument, acceptors);
    case QuorumKind::kThreeQuarters:
      return Quorums::of_size((3 * acceptors + 3) / 4, acceptors);
  }
  assert(false);
  return {};
}

}  // namespace

AcceptorSetsRead acceptor_sets_of(std::string_view text, int acceptors) {
  std::vector<AcceptorSet> sets;
  for (const std::string_view part : split(text, '/')) {
    AcceptorSet& set = sets.emplace_back();
    for (const std::string_view word : split(part, '+')) {
      const auto number = word.starts_with('a') ? small_number(word.substr(1)) : std::nullopt;
      if (!number || *number < 1) {
        return fmt::format("wants sets such as a1+a2/a1+a3, not '{}'", text);
      }
      if (*number > acceptors) {
        return fmt::format("names {}, but there {}", word,
                           acceptors == 1 ? "is only a1" : fmt::format("are only a1 to a{}", acceptors));
      }
      set.insert(AcceptorId(*number - 1));
    }
  }
  return sets;
}

QuorumRule quorum_rule(const Choice& choice) {
  if (choice.replacement != nullptr) {
    return {QuorumKind::kMajority, {}, std::get<Quorums>(choice.replacement->answers)};
  }
  // By name, as not every rule has the same alternatives.
  constexpr auto kKinds = quorum_alternatives({});
  const auto* const kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Alternative& alternative) {
    return alternative.name == choice.alternative->name;
  });
  static_assert(kKinds.size() == static_cast<std::size_t>(QuorumKind::kThreeQuarters));
  return {static_cast<QuorumKind>(kind - kKinds.begin()), choice.argument, std::nullopt};
}

std::string problem_of(const QuorumRule& rule, int acceptors) {
  if (rule.replaced) return {};
  const Reading reading = read(rule, acceptors);
  const auto* problem = std::get_if<std::string>(&reading);
  return problem != nullptr ? *problem : std::string();
}

Quorums quorums_of(const QuorumRule& rule, int acceptors) {
  if (rule.replaced) return *rule.replaced;
  assert(problem_of(rule, acceptors).empty());
  return std::get<Quorums>(read(rule, acceptors));
}

}  // namespace paxoscope::model
