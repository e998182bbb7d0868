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
    const std::string_view text = change.substr(equals + 3);
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto found = std::find_if(all.begin(), all.end(), [&](const Alternative& alternative) {
      return alternative.name == text.substr(0, colon);
    });
    assert(found != all.end() && found->argument.empty() == (colon == text.size()));
    choice.alternative = &*found;
    choice.argument = text.substr(std::min(colon + 1, text.size()));
    return;
  }
  assert(false);
}

}  // namespace

std::vector<Choice> choices_of(std::span<const Rule> rules, std::string_view changes) {
  std::vector<Choice> choices;
  for (const Rule& rule : rules) choices.push_back({&rule, &rule.alternatives.front(), {}});
  constexpr std::string_view kSeparator = ", ";
  while (!changes.empty()) {
    const auto end = std::min(changes.find(kSeparator), changes.size());
    change_choice(choices, changes.substr(0, end));
    changes.remove_prefix(std::min(end + kSeparator.size(), changes.size()));
  }
  return choices;
}

std::string name(const Choice& choice) {
  std::string text(choice.alternative->name);
  if (!choice.argument.empty()) text.append(":").append(choice.argument);
  return text;
}

const Choice& choice_of(std::span<const Choice> choices, std::string_view rule) {
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [&](const Choice& choice) { return choice.rule->name == rule; });
  assert(found != choices.end());
  return *found;
}

std::optional<std::string_view> changes_of(std::span<const Variant> variants, std::string_view name) {
  const auto found =
      std::find_if(variants.begin(), variants.end(), [&](const Variant& v) { return v.name == name; });
  if (found == variants.end()) return std::nullopt;
  return found->change;
}

}  // namespace paxoscope::model
