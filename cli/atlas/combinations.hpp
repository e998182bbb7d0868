// Every combination of alternatives of some rules, as numbers.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/catalogue.hpp"

namespace paxoscope::cli {

/// A rule and the alternatives of it that are tried, the specified one first.
struct VariedRule {
  const model::Rule* rule;
  std::vector<const model::Alternative*> alternatives;
};

/// A combination is a set of changes, at most one of each rule. Number 0 changes nothing; a combination has a higher number than every
/// proper subset of it.
class Combinations {
 public:
  explicit Combinations(std::vector<VariedRule> rules);

  /// How many there would be of these rules; at most `most` + 1 is said.
  static std::size_t count(const std::vector<VariedRule>& rules, std::size_t most);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const std::vector<VariedRule>& rules() const { return rules_; }
  /// Which alternative of rule `i` of rules() that is; 0 is the specified one.
  [[nodiscard]] std::size_t alternative(std::size_t combination, std::size_t i) const {
    return combination / weights_[i] % rules_[i].alternatives.size();
  }
  /// The one with these changes, which are of different rules; nothing if there is none.
  [[nodiscard]] std::optional<std::size_t> find(const std::vector<model::Choice>& changes) const;
  /// What is not as specified, in the order of the rules.
  [[nodiscard]] std::vector<model::Choice> changes(std::size_t combination) const;

  /// Calls `visit(other)` for each combination that has one change less.
  template <typename Visit>
  void for_each_with_one_less(std::size_t combination, Visit&& visit) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      const std::size_t which = alternative(combination, i);
      if (which > 0) visit(combination - which * weights_[i]);
    }
  }
  /// Calls `visit(other)` for each combination that has one change more.
  template <typename Visit>
  void for_each_with_one_more(std::size_t combination, Visit&& visit) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (alternative(combination, i) > 0) continue;
      for (std::size_t which = 1; which < rules_[i].alternatives.size(); ++which) {
        visit(combination + which * weights_[i]);
      }
    }
  }

 private:
  std::vector<VariedRule> rules_;
  std::vector<std::size_t> weights_;
  std::size_t size_ = 1;
};

/// Those of a family of combinations of which no proper subset is in the family, lowest number first. `is_member` by number.
std::vector<std::size_t> minimal(const Combinations& combinations, const std::vector<bool>& is_member);

/// Those of which no proper superset is in the family, lowest number first.
std::vector<std::size_t> maximal(const Combinations& combinations, const std::vector<bool>& is_member);

}  // namespace paxoscope::cli
