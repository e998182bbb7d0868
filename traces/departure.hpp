// Where a run under changed rules leaves the protocol as specified, and which rule makes the difference.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checker/model.hpp"
#include "model/catalogue.hpp"
#include "traces/replay.hpp"
#include "traces/trace.hpp"

namespace paxoscope::traces {

/// A model whose rules are choices: `by_choices` gives one over the same states under others, and `outcome` what comes of an action
/// there, if it is possible.
template <typename M>
concept HasRules = checker::Model<M> &&
    requires(const M& model, const typename M::State& state, const typename M::Action& action,
             std::span<const model::Choice> choices) {
  { model.by_choices(choices) } -> std::same_as<M>;
  { model.outcome(state, action) } -> std::same_as<std::optional<typename M::State>>;
};

namespace detail {

/// What a step does under some rules: the state after it, and what that brings about.
template <HasRules M>
struct Effect {
  std::optional<typename M::State> after;
  std::vector<std::string> notes;

  friend bool operator==(const Effect& a, const Effect& b) {
    return a.after == b.after && a.notes == b.notes;
  }
};

template <typename Words, HasRules M>
Effect<M> effect(const M& model, const typename M::State& before, const typename M::Action& action) {
  Effect<M> effect{model.outcome(before, action), {}};
  if (effect.after) effect.notes = Words(model).notes(before, *effect.after);
  return effect;
}

/// What the specified protocol does at a step that it does not take as `model` does, in words.
template <typename Words, HasRules M>
std::string said(const M& specified, const M& model, const typename M::State& before,
                 const typename M::Action& action, const Effect<M>& by_specified, const Effect<M>& changed) {
  const Words words(specified);
  if (!by_specified.after) return words.refusal(before, action);
  if (by_specified.after != changed.after) {
    std::string sentence = words.sentence(before, action);
    if (!Words(model).sentence(before, action).starts_with(sentence)) return sentence;
    // What happens has the same name; what it changes is the difference.
    std::vector<model::Change> only = words.changes(before, *by_specified.after);
    for (const model::Change& change : Words(model).changes(before, *changed.after)) std::erase(only, change);
    return sentence + "; that changes " + text_of(only);
  }
  for (const std::string& note : changed.notes) {
    const auto& others = by_specified.notes;
    if (std::find(others.begin(), others.end(), note) == others.end()) return "it is not yet so that " + note;
  }
  return by_specified.notes.front();
}

}  // namespace detail

/// The first step of `run`, which is one of `model` under `choices`, in which the protocol as specified would do something else; nothing
/// if it does the same throughout. A rule is to blame if without its change, and with the others, the step would not be what it
/// is; if none is by itself, all that were changed are.
template <typename Words, HasRules M>
std::optional<Departure> departure(const M& model, const Run<M>& run,
                                   std::span<const model::Choice> choices) {
  using detail::effect;
  const auto with_specified = [&](auto&& is_reset) {
    std::vector<model::Choice> reset(choices.begin(), choices.end());
    for (model::Choice& choice : reset) {
      if (is_reset(choice)) choice = {choice.rule, &choice.rule->alternatives.front(), {}};
    }
    return model.by_choices(reset);
  };
  const M specified = with_specified([](const model::Choice& /*choice*/) { return true; });
  for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
    const auto& before = run.states[i];
    const auto& action = run.path.actions[i];
    const auto changed = effect<Words>(model, before, action);
    const auto by_specified = effect<Words>(specified, before, action);
    if (by_specified == changed) continue;
    Departure departure{
        i + 1, {}, detail::said<Words>(specified, model, before, action, by_specified, changed)};
    std::vector<std::string> all;
    for (const model::Choice& choice : choices) {
      if (choice.alternative->specified) continue;
      all.push_back(std::string(choice.rule->name) + "=" + name(choice));
      const M without = with_specified([&](const model::Choice& c) { return c.rule == choice.rule; });
      if (!(effect<Words>(without, before, action) == changed)) departure.rules.push_back(all.back());
    }
    if (departure.rules.empty()) departure.rules = all;
    return departure;
  }
  return std::nullopt;
}

}  // namespace paxoscope::traces
