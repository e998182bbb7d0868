// What must be true of the rules and variants of every protocol, and changes of rules to try.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <gtest/gtest.h>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/dice.hpp"
#include "model/catalogue.hpp"

namespace paxoscope::tests {

using checker::Dice;

/// The specified rules and two ways to break both protocols: "rule = alternative, …".
inline constexpr std::array<const char*, 3> kSomeRules{"", "may-vote = always", "proposal-value = own"};

inline void expect_specified_alternatives_first(std::span<const model::Rule> rules) {
  for (const model::Rule& rule : rules) {
    for (const model::Alternative& alternative : rule.alternatives) {
      EXPECT_EQ(alternative.specified, &alternative == &rule.alternatives.front()) << rule.name;
    }
  }
}

/// Something that makes sense after the colon, with so many acceptors.
inline std::string example_argument(const model::Alternative& alternative, int acceptors) {
  if (alternative.name == "size") return std::to_string((acceptors + 1) / 2);
  if (alternative.name == "rows") return "1x" + std::to_string(acceptors);
  if (alternative.name == "columns") {
    return acceptors % 2 == 0 ? "2x" + std::to_string(acceptors / 2) : "1x" + std::to_string(acceptors);
  }
  if (alternative.name == "hierarchical")
    return acceptors > 1 ? "1+" + std::to_string(acceptors - 1) : std::string("1");
  if (alternative.name == "sets") return acceptors > 2 ? "a1+a2/a2+a3" : "a1";
  if (alternative.name == "changes") return acceptors > 2 ? "a1+a2+a3/a3" : "a1/a2";
  if (alternative.name == "weights") {
    std::string weights = "2";
    for (int a = 1; a < acceptors; ++a) weights += "+1";
    return weights;
  }
  ADD_FAILURE() << "no example of " << alternative.name;
  return {};
}

inline std::string change(const model::Rule& rule, const model::Alternative& alternative, int acceptors) {
  std::string text = std::string(rule.name) + " = " + std::string(alternative.name);
  if (!alternative.argument.empty()) text += ":" + example_argument(alternative, acceptors);
  return text;
}

/// Whether a rule says what a crash leaves.
inline bool is_about_crashes(const model::Rule& rule) {
  return rule.name.ends_with("-storage") || rule.name == "write-order";
}

/// Every alternative that is not the specified one, alone, of rules that do not take crashes to matter.
inline std::vector<std::string> single_changes(std::span<const model::Rule> rules, int acceptors) {
  std::vector<std::string> changes;
  for (const model::Rule& rule : rules) {
    if (is_about_crashes(rule)) continue;
    for (const model::Alternative& alternative : rule.alternatives.subspan(1)) {
      changes.push_back(change(rule, alternative, acceptors));
    }
  }
  return changes;
}

/// Every alternative of rules that do.
inline std::vector<std::string> single_changes_about_crashes(std::span<const model::Rule> rules) {
  std::vector<std::string> changes;
  for (const model::Rule& rule : rules) {
    if (!is_about_crashes(rule)) continue;
    for (const model::Alternative& alternative : rule.alternatives.subspan(1)) {
      changes.push_back(change(rule, alternative, 0));
    }
  }
  return changes;
}

/// Those of `single_changes` that keep what is assumed, by their own declaration.
inline std::vector<std::string> single_changes(std::span<const model::Rule> rules, int acceptors,
                                               model::AssumptionSet assumed) {
  std::vector<std::string> changes = single_changes(rules, acceptors);
  std::erase_if(changes, [&](const std::string& change) {
    const std::vector<model::Choice> choices = model::choices_of(rules, change);
    return std::any_of(choices.begin(), choices.end(), [&](const model::Choice& choice) {
      return !assumed.without(choice.alternative->keeps).empty();
    });
  });
  return changes;
}

/// The rules that `changes` changes, each with what it says now.
inline std::map<std::string, std::string> changed_rules(std::span<const model::Rule> rules,
                                                        std::string_view changes) {
  std::map<std::string, std::string> changed;
  for (const model::Choice& choice : model::choices_of(rules, changes)) {
    if (!choice.alternative->specified) changed.emplace(choice.rule->name, name(choice));
  }
  return changed;
}

/// As part of the name of a test.
inline std::string name_of_changes(const std::string& changes) {
  std::string name;
  for (const char c : changes.empty() ? std::string("specified") : changes) {
    if (c != ' ') name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name;
}

/// About a third of the rules drawn anew.
inline std::string changes_at_random(std::span<const model::Rule> rules, int acceptors, Dice& dice) {
  std::string changes;
  for (const model::Rule& rule : rules) {
    if (dice.below(3) > 0) continue;
    changes += (changes.empty() ? "" : ", ") +
               change(rule, rule.alternatives[dice.below(rule.alternatives.size())], acceptors);
  }
  return changes;
}

/// "rule = alternative, …" name alternatives of rules that are not the specified ones.
inline void expect_changes_are_known(std::string_view changes, std::span<const model::Rule> rules) {
  std::string known;
  for (const model::Choice& choice : model::choices_of(rules, changes)) {
    if (choice.alternative->specified) continue;
    known += (known.empty() ? "" : ", ") + std::string(choice.rule->name) + " = " + name(choice);
  }
  // In the order of the rules or another.
  EXPECT_EQ(known.size(), changes.size()) << changes;
}

/// Each variant is known by its name, and changes what it says; `rules_of_variant` is the protocol's.
template <typename RulesOfVariant>
void expect_variants_change_what_they_say(std::span<const model::Variant> variants,
                                          std::span<const model::Rule> rules,
                                          RulesOfVariant&& rules_of_variant) {
  const auto specified = rules_of_variant("none");
  ASSERT_TRUE(specified);
  EXPECT_FALSE(rules_of_variant("no-such"));
  for (const model::Variant& variant : variants) {
    const auto changed = rules_of_variant(variant.name);
    ASSERT_TRUE(changed) << variant.name;
    EXPECT_EQ(*changed == *specified, variant.name == "none");
    expect_changes_are_known(variant.change, rules);
  }
}

}  // namespace paxoscope::tests
