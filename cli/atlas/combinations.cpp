#include "cli/atlas/combinations.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace paxoscope::cli {

Combinations::Combinations(std::vector<VariedRule> rules) : rules_(std::move(rules)) {
  weights_.reserve(rules_.size());
  for (const VariedRule& rule : rules_) {
    assert(!rule.alternatives.empty() && rule.alternatives.front()->specified);
    weights_.push_back(size_);
    size_ *= rule.alternatives.size();
  }
}

std::size_t Combinations::count(const std::vector<VariedRule>& rules, std::size_t most) {
  std::size_t count = 1;
  for (const VariedRule& rule : rules) {
    if (count > most / rule.alternatives.size()) return most + 1;
    count *= rule.alternatives.size();
  }
  return count;
}

std::optional<std::size_t> Combinations::find(const std::vector<model::Choice>& changes) const {
  std::size_t combination = 0;
  for (const model::Choice& change : changes) {
    const auto rule = std::find_if(rules_.begin(), rules_.end(),
                                   [&](const VariedRule& varied) { return varied.rule == change.rule; });
    if (rule == rules_.end() || !change.argument.empty()) return std::nullopt;
    const auto which = std::find(rule->alternatives.begin(), rule->alternatives.end(), change.alternative);
    if (which == rule->alternatives.end()) return std::nullopt;
    combination += weights_[static_cast<std::size_t>(rule - rules_.begin())] *
                   static_cast<std::size_t>(which - rule->alternatives.begin());
  }
  return combination;
}

std::vector<model::Choice> Combinations::changes(std::size_t combination) const {
  std::vector<model::Choice> changes;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const std::size_t which = alternative(combination, i);
    if (which > 0) changes.push_back({rules_[i].rule, rules_[i].alternatives[which], {}});
  }
  return changes;
}

// A subset has a lower number: going up, all that is below is known.
std::vector<std::size_t> minimal(const Combinations& combinations, const std::vector<bool>& is_member) {
  std::vector<bool> has_member_below(combinations.size());
  std::vector<std::size_t> found;
  for (std::size_t c = 0; c < combinations.size(); ++c) {
    bool below = false;
    combinations.for_each_with_one_less(
        c, [&](std::size_t less) { below = below || is_member[less] || has_member_below[less]; });
    has_member_below[c] = below;
    if (is_member[c] && !below) found.push_back(c);
  }
  return found;
}

std::vector<std::size_t> maximal(const Combinations& combinations, const std::vector<bool>& is_member) {
  std::vector<bool> has_member_above(combinations.size());
  std::vector<std::size_t> found;
  for (std::size_t c = combinations.size(); c-- > 0;) {
    bool above = false;
    combinations.for_each_with_one_more(
        c, [&](std::size_t more) { above = above || is_member[more] || has_member_above[more]; });
    has_member_above[c] = above;
    if (is_member[c] && !above) found.push_back(c);
  }
  return {found.rbegin(), found.rend()};
}

}  // namespace paxoscope::cli
