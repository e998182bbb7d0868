// Running a path again, from the model alone: no search code, no store, nothing the search believed.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "checker/model.hpp"
#include "model/history.hpp"
#include "model/milestones.hpp"
#include "model/narration.hpp"
#include "traces/trace.hpp"

namespace paxoscope::traces {

/// A path that the model does not allow. `step` counts from 1; 0 is the initial state.
class ReplayError : public std::runtime_error {
 public:
  ReplayError(std::size_t step, const std::string& problem) : std::runtime_error(problem), step_(step) {}
  [[nodiscard]] std::size_t step() const { return step_; }

 private:
  std::size_t step_;
};

/// A path with the states it passes through: one more than there are actions.
template <checker::Model M>
struct Run {
  checker::Path<typename M::Action> path;
  std::vector<typename M::State> states;

  [[nodiscard]] const typename M::State& last() const { return states.back(); }
  /// The state one step before the last; of a run without steps, the last itself.
  [[nodiscard]] const typename M::State& last_but_one() const {
    return states[states.size() - std::min<std::size_t>(states.size(), 2)];
  }
};

/// Words for the actions and states of a model.
template <typename W, typename M>
concept Narrator = checker::Model<M> &&
    requires(const W& words, const typename M::State& state, const typename M::Action& action) {
  { words.legend() } -> std::same_as<std::vector<std::string>>;
  { words.process(action) } -> std::same_as<std::string>;
  { words.record(action) } -> std::same_as<model::Record>;
  { words.sentence(state, action) } -> std::same_as<std::string>;
  { words.attributes(state) } -> std::same_as<std::vector<model::Attribute>>;
  { words.notes(state, state) } -> std::same_as<std::vector<std::string>>;
};

/// Words that say more, of which diagrams and formats for other tools make use: who takes part, which messages a step sends and receives,
/// and the state as a specification has it.
template <typename W, typename M>
concept DetailedNarrator = Narrator<W, M> &&
    requires(const W& words, const typename M::State& state, const typename M::Action& action) {
  { words.processes() } -> std::same_as<std::vector<model::Process>>;
  { words.vocabulary() } -> std::same_as<model::Vocabulary>;
  { words.traffic(state, action, state) } -> std::same_as<model::Traffic>;
  { words.variables(state) } -> std::same_as<std::vector<model::Variable>>;
};

/// A model with a past that tells of what matters in the family.
template <typename M>
concept HasPast = checker::Model<M> && requires(const M& model, const typename M::State& state) {
  model::milestones(model.history(state), model.history(state));
};

namespace detail {

template <checker::Model M>
typename M::State initial_state(const M& model, std::size_t index) {
  const auto initial = model.initial_states();
  if (index >= initial.size()) throw ReplayError(0, "there is no such initial state");
  return initial[index];
}

}  // namespace detail

/// Takes the actions of `path` one by one, each only if the model enables it. Throws ReplayError at the first
/// that it does not.
template <checker::Model M>
Run<M> replay(const M& model, const checker::Path<typename M::Action>& path) {
  Run<M> run{path, {detail::initial_state(model, path.initial_state)}};
  for (const auto& action : path.actions) {
    bool enabled = false;
    model.for_each_enabled(run.last(),
                           [&](const auto& candidate) { enabled = enabled || candidate == action; });
    if (!enabled) throw ReplayError(run.states.size(), "the action is not enabled there");
    run.states.push_back(model.apply(run.last(), action));
  }
  return run;
}

/// A value of a record as text.
std::string text_of(const model::Field::Value& value);

/// A record as "type=deliver message=accept ballot=1 …".
std::string text_of(const model::Record& record);

/// Changes as "a1 promised: none → ballot 1, …", or "nothing".
std::string text_of(const std::vector<model::Change>& changes);

/// True if both say the same, in whatever order.
bool same_fields(const model::Record& a, const model::Record& b);

/// Finds the actions of a saved trace among the enabled ones, step by step, and takes them. Throws
/// ReplayError, with the step, where none fits or where one changes something else than was saved.
template <checker::Model M, Narrator<M> W>
Run<M> replay(const M& model, const W& words, const SavedTrace& saved) {
  Run<M> run{{saved.initial_state, {}}, {detail::initial_state(model, saved.initial_state)}};
  for (const model::Record& wanted : saved.actions) {
    std::optional<typename M::Action> found;
    model.for_each_enabled(run.last(), [&](const auto& candidate) {
      if (!found && same_fields(words.record(candidate), wanted)) found = candidate;
    });
    if (!found) throw ReplayError(run.states.size(), "no such action is possible here: " + text_of(wanted));
    run.path.actions.push_back(*found);
    run.states.push_back(model.apply(run.last(), *found));
    // The same action may do something else under other rules or bounds: then this is not the run that was
    // saved.
    const std::vector<model::Change> changes =
        model::changes_between(words.attributes(run.last_but_one()), words.attributes(run.last()));
    const auto& said = saved.changes[run.path.actions.size() - 1];
    if (said && changes != *said) {
      throw ReplayError(run.path.actions.size(),
                        "it changes " + text_of(changes) + ", but in the file " + text_of(*said));
    }
  }
  return run;
}

/// The steps of a run with nothing but who takes them and what they do with messages: what their causal order follows from.
template <checker::Model M, DetailedNarrator<M> W>
Trace steps_of(const W& words, const Run<M>& run) {
  Trace trace;
  for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
    Step step;
    step.process = words.process(run.path.actions[i]);
    step.traffic = words.traffic(run.states[i], run.path.actions[i], run.states[i + 1]);
    trace.steps.push_back(std::move(step));
  }
  return trace;
}

/// Tells a run of `model`. The scenario, the property and the reasons are the caller's to fill in.
template <checker::Model M, Narrator<M> W>
Trace narrate(const M& model, const W& words, const Run<M>& run) {
  Trace trace;
  trace.initial_state = run.path.initial_state;
  trace.legend = words.legend();
  if constexpr (requires { words.beginning(run.states.front()); }) {
    for (std::string& line : words.beginning(run.states.front())) trace.legend.push_back(std::move(line));
  }
  if constexpr (DetailedNarrator<W, M>) {
    trace.processes = words.processes();
    trace.vocabulary = words.vocabulary();
  }
  for (const auto& state : run.states) {
    Situation situation{words.attributes(state), {}};
    if constexpr (DetailedNarrator<W, M>) situation.variables = words.variables(state);
    trace.situations.push_back(std::move(situation));
  }
  for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
    const auto& action = run.path.actions[i];
    const auto& before = run.states[i];
    const auto& after = run.states[i + 1];
    Step step;
    step.process = words.process(action);
    step.action = words.record(action);
    step.sentence = words.sentence(before, action);
    step.changes = model::changes_between(trace.situations[i].attributes, trace.situations[i + 1].attributes);
    step.notes = words.notes(before, after);
    if constexpr (DetailedNarrator<W, M>) step.traffic = words.traffic(before, action, after);
    if constexpr (HasPast<M>) {
      step.milestones = model::milestones(model.history(before), model.history(after));
    }
    trace.steps.push_back(std::move(step));
  }
  return trace;
}

}  // namespace paxoscope::traces
