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

}  // namespace detail

/// The first step of `run`, which is one of `model` under `choices`, in which the protocol as it should be would do something else than
/// is seen there, if it had taken the same actions from the beginning; nothing if it never would. A rule makes the difference if without its
/// change, and with the others, the run would part as soon; if none does by itself, all that were changed do.
///
/// As it should be is as specified, where a choice is neither that nor sound. Else it is what is specified that is not sound, and the run is
/// held against the sound alternatives.
template <typename Words, HasRules M>
std::optional<Departure> departure(const M& model, const Run<M>& run,
                                   std::span<const model::Choice> choices) {
  const auto sound = [](const model::Choice& choice) {
    return &choice.rule->alternatives[choice.rule->sound];
  };
  const auto is_mistake = [&](const model::Choice& choice) {
    return choice.alternative != &choice.rule->alternatives.front() && choice.alternative != sound(choice);
  };
  const bool is_specified_to_blame = std::none_of(choices.begin(), choices.end(), is_mistake);
  const auto is_to_blame = [&](const model::Choice& choice) {
    return is_specified_to_blame ? choice.alternative != sound(choice) : is_mistake(choice);
  };
  const auto mended = [&](const model::Rule* only) {
    std::vector<model::Choice> as_it_should_be(choices.begin(), choices.end());
    for (model::Choice& choice : as_it_should_be) {
      if (!is_to_blame(choice) || (only != nullptr && choice.rule != only)) continue;
      choice = {choice.rule, is_specified_to_blame ? sound(choice) : &choice.rule->alternatives.front(), {}};
    }
    return model.by_choices(as_it_should_be);
  };
  const M reference = mended(nullptr);
  const auto parting = detail::parting<Words>(model, run, reference);
  if (!parting) return std::nullopt;
  const auto& action = run.path.actions[parting->step];
  const Words words(reference);
  Departure departure{parting->step + 1, {}, {}, is_specified_to_blame};
  if (parting->missed) {
    departure.specified =
        "it takes more than this before " + parting->missed->substr(0, parting->missed->find(':'));
  } else {
    departure.specified = reference.outcome(parting->before, action) ? words.sentence(parting->before, action)
                                                                     : words.refusal(parting->before, action);
  }
  std::vector<std::string> all;
  for (const model::Choice& choice : choices) {
    if (!is_to_blame(choice)) continue;
    all.push_back(text_of(choice));
    const auto earlier = detail::parting<Words>(model, run, mended(choice.rule));
    if (earlier && earlier->step <= parting->step) departure.rules.push_back(all.back());
  }
  if (departure.rules.empty()) departure.rules = all;
  return departure;
}

}  // namespace paxoscope::traces
