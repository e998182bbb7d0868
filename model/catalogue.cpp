#include "model/catalogue.hpp"

#include <algorithm>
#include <cassert>

namespace paxoscope::model {

namespace {

/// Replaces the choice that "rule = alternative" is about.
void change_choice(std::vector<Choice>& choices, std::string_view change) {
  const auto equals = change.find(" = ");
  assert(equals != std::string_view::npos);
  for (Choice& choice : choices) {
    if (choice.rule->name != change.substr(0, equals)) continue;
    const auto& all = choice.rule->alternatives;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Alternative& alternative) {
      return alternative.name == change.substr(equals + 3);
    });
    assert(found != all.end());
    choice.alternative = &*found;
    return;
  }
  assert(false);
}

}  // namespace

std::vector<Choice> choices_of(std::span<const Rule> rules, std::string_view changes) {
  std::vector<Choice> choices;
  for (const Rule& rule : rules) choices.push_back({&rule, &rule.alternatives.front()});
  constexpr std::string_view kSeparator = ", ";
  while (!changes.empty()) {
    const auto end = std::min(changes.find(kSeparator), changes.size());
    change_choice(choices, changes.substr(0, end));
    changes.remove_prefix(std::min(end + kSeparator.size(), changes.size()));
  }
  return choices;
}

std::size_t alternative_of(std::span<const Choice> choices, std::string_view rule) {
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [&](const Choice& choice) { return choice.rule->name == rule; });
  assert(found != choices.end());
  return static_cast<std::size_t>(found->alternative - found->rule->alternatives.data());
}

std::optional<std::string_view> changes_of(std::span<const Variant> variants, std::string_view name) {
  const auto found =
      std::find_if(variants.begin(), variants.end(), [&](const Variant& v) { return v.name == name; });
  if (found == variants.end()) return std::nullopt;
  return found->change;
}

}  // namespace paxoscope::model
