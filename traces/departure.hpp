// Where a run under changed rules leaves the protocol as specified, or as it should have been specified, and which rule makes the
// difference.
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

/// A model whose rules are choices. `by_choices` gives one over the same states under others, `outcome` what comes of an action there, if
/// it is possible, and `look_alike` whether two states under rules of their own are the same to all but the process itself: by the messages
/// sent and by the past.
template <typename M>
concept HasRules = checker::Model<M> &&
    requires(const M& model, const typename M::State& state, const typename M::Action& action,
             std::span<const model::Choice> choices) {
  { model.by_choices(choices) } -> std::same_as<M>;
  { model.outcome(state, action) } -> std::same_as<std::optional<typename M::State>>;
  { M::look_alike(model, state, model, state) } -> std::same_as<bool>;
};

namespace detail {

/// Where a run parts from what the same actions do under other rules.
template <HasRules M>
struct Parting {
  std::size_t step = 0;               ///< counted from 0
  typename M::State before;           ///< under the other rules
  std::optional<std::string> missed;  ///< what only the run brings about, if that is all there is
};

/// Takes the actions of `run`, which is one of `model`, under the rules of `other` from the beginning, as long as nobody sees a difference;
/// nothing if nobody ever does.
template <typename Words, HasRules M>
std::optional<Parting<M>> parting(const M& model, const Run<M>& run, const M& other) {
  typename M::State state = run.states.front();
  for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
    const std::optional<typename M::State> after = other.outcome(state, run.path.actions[i]);
    if (!after || !M::look_alike(model, run.states[i + 1], other, *after)) return Parting<M>{i, state, {}};
    const std::vector<std::string> notes = Words(other).notes(state, *after);
    for (const std::string& note : Words(model).notes(run.states[i], run.states[i + 1])) {
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) return Parting<M>{i, state, note};
    }
    state = *after;
  }
  return std::nullopt;
}

/// What it would take to part: those choices that are `to_blame` as they are `mended`; nothing if that makes no difference.
template <typename Words, HasRules M, typename IsToBlame, typename Mended>
std::optional<Departure> departure_from(const M& model, const Run<M>& run,
                                        std::span<const model::Choice> choices, const IsToBlame& is_to_blame,
                                        const Mended& mended) {
  const auto with_mended = [&](const auto& is_chosen) {
    std::vector<model::Choice> others(choices.begin(), choices.end());
    for (model::Choice& choice : others) {
      if (is_to_blame(choice) && is_chosen(choice)) choice = {choice.rule, mended(choice), {}};
    }
    return others;
  };
  const std::vector<model::Choice> all_mended =
      with_mended([](const model::Choice& /*choice*/) { return true; });
  const M reference = model.by_choices(all_mended);
  const auto parted = parting<Words>(model, run, reference);
  if (!parted) return std::nullopt;
  const auto& action = run.path.actions[parted->step];
  const Words words(reference);
  Departure departure;
  departure.step = parted->step + 1;
  if (parted->missed) {
    departure.specified =
        "it takes more than this before " + parted->missed->substr(0, parted->missed->find(':'));
  } else {
    departure.specified = reference.outcome(parted->before, action) ? words.sentence(parted->before, action)
                                                                    : words.refusal(parted->before, action);
  }
  const auto are_all = [&](const auto& is) { return std::all_of(all_mended.begin(), all_mended.end(), is); };
  if (are_all([](const model::Choice& c) { return c.alternative == &c.rule->alternatives.front(); })) {
    departure.against = Departure::Against::kSpecified;
  } else if (are_all([](const model::Choice& c) {
               return c.alternative == &c.rule->alternatives[c.rule->sound];
             })) {
    departure.against = Departure::Against::kRepaired;
  } else {
    departure.against = Departure::Against::kUnchanged;
  }
  for (std::size_t i = departure.step; i < run.path.actions.size(); ++i) {
    const std::optional<typename M::State> after = reference.outcome(run.states[i], run.path.actions[i]);
    if (!after || !M::look_alike(model, run.states[i + 1], reference, *after))
      departure.again.push_back(i + 1);
  }
  std::vector<std::string> all;
  for (const model::Choice& choice : choices) {
    if (!is_to_blame(choice)) continue;
    all.push_back(text_of(choice));
    const M without =
        model.by_choices(with_mended([&](const model::Choice& other) { return other.rule == choice.rule; }));
    const auto earlier = parting<Words>(model, run, without);
    if (earlier && earlier->step <= parted->step) departure.rules.push_back(all.back());
  }
  if (departure.rules.empty()) departure.rules = all;
  return departure;
}

}  // namespace detail

/// The first step of `run`, which is one of `model` under `choices`, in which the protocol as it should be would do something else than
/// is seen there, if it had taken the same actions from the beginning; nothing if it never would. A rule makes the difference if without its
/// change, and with the others, the run would part as soon; if none does by itself, all that were changed do.
///
/// Of the steps after it those are named that it would not take so either.
///
/// First the run is held against the protocol without what was changed to something that is neither sound nor right too. If that does the same, or there is
/// nothing of the kind, it is what is specified that may be wrong: then it is held against the sound alternatives.
template <typename Words, HasRules M>
std::optional<Departure> departure(const M& model, const Run<M>& run,
                                   std::span<const model::Choice> choices) {
  const auto specified = [](const model::Choice& choice) { return &choice.rule->alternatives.front(); };
  const auto sound = [](const model::Choice& choice) {
    return &choice.rule->alternatives[choice.rule->sound];
  };
  const auto is_mistake = [&](const model::Choice& choice) {
    return choice.alternative != specified(choice) && choice.alternative != sound(choice) &&
           !choice.alternative->is_right_too;
  };
  if (auto found = detail::departure_from<Words>(model, run, choices, is_mistake, specified)) return found;
  const auto is_unsound = [&](const model::Choice& choice) { return choice.alternative != sound(choice); };
  return detail::departure_from<Words>(model, run, choices, is_unsound, sound);
}

}  // namespace paxoscope::traces
