// What must be true of the rules and variants of every protocol.
#pragma once

#include <algorithm>
#include <gtest/gtest.h>
#include <span>
#include <string_view>

#include "model/catalogue.hpp"

namespace paxoscope::tests {

inline void expect_one_specified_alternative_each(std::span<const model::Rule> rules) {
  for (const model::Rule& rule : rules) {
    EXPECT_EQ(std::count_if(rule.alternatives.begin(), rule.alternatives.end(),
                            [](const model::Alternative& a) { return a.specified; }),
              1)
        << rule.name;
  }
}

/// "rule = alternative" names an alternative of a rule that is not the specified one.
inline void expect_change_is_known(std::string_view change, std::span<const model::Rule> rules) {
  const auto equals = change.find(" = ");
  ASSERT_NE(equals, std::string_view::npos);
  bool found = false;
  for (const model::Rule& rule : rules) {
    for (const model::Alternative& alternative : rule.alternatives) {
      found = found || (rule.name == change.substr(0, equals) &&
                        alternative.name == change.substr(equals + 3) && !alternative.specified);
    }
  }
  EXPECT_TRUE(found) << change;
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
    if (!variant.change.empty()) expect_change_is_known(variant.change, rules);
  }
}

}  // namespace paxoscope::tests
