#include "model/catalogue.hpp"

#include <algorithm>
#include <cassert>

namespace paxoscope::model {

namespace {

const Alternative& specified(const Rule& rule) {
  const auto found = std::find_if(rule.alternatives.begin(), rule.alternatives.end(),
                                  [](const Alternative& a) { return a.specified; });
  assert(found != rule.alternatives.end());
  return *found;
}

/// Replaces the choice that "rule = alternative" is about.
void change_choice(std::vector<Choice>& choices, std::string_view change) {
  const auto equals = change.find(" = ");
  assert(equals != std::string_view::npos);
  for (Choice& choice : choices) {
    if (choice.rule->name != change.substr(0, equals)) continue;
    for (const Alternative& alternative : choice.rule->alternatives) {
      if (alternative.name == change.substr(equals + 3)) choice.alternative = &alternative;
    }
  }
}

}  // namespace

std::vector<Choice> choices_of(std::span<const Rule> rules, std::string_view changes) {
  std::vector<Choice> choices;
  for (const Rule& rule : rules) choices.push_back({&rule, &specified(rule)});
  constexpr std::string_view kSeparator = ", ";
  while (!changes.empty()) {
    const auto end = std::min(changes.find(kSeparator), changes.size());
    change_choice(choices, changes.substr(0, end));
    changes.remove_prefix(std::min(end + kSeparator.size(), changes.size()));
  }
  return choices;
}

}  // namespace paxoscope::model
