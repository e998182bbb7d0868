#include "model/catalogue.hpp"

#include <algorithm>
#include <cassert>

namespace paxoscope::model {

namespace {

/// Replaces the choice of the rule called `rule` by "alternative" or "alternative:argument".
void change_choice(std::vector<Choice>& choices, std::string_view rule, std::string_view text) {
  for (Choice& choice : choices) {
    if (choice.rule->name != rule) continue;
    const auto& all = choice.rule->alternatives;
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
  for_each_setting(changes, [&](std::string_view rule, std::string_view alternative) {
    change_choice(choices, rule, alternative);
  });
  return choices;
}

std::string name(const Choice& choice) {
  std::string text(choice.alternative->name);
  if (!choice.argument.empty()) text.append(":").append(choice.argument);
  return text;
}

std::string text_of(const Choice& choice) {
  return std::string(choice.rule->name).append("=").append(name(choice));
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
