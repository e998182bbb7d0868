// What must be reached on every run that counts, and what a run is that never does.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/model.hpp"

namespace paxoscope::checker {

/// Marks of a step: bit i stands for the i-th.
using MarkSet = std::uint32_t;

inline constexpr std::size_t kMarksMax = 16;

/// What must be reached at some time, and which runs count if it is not.
///
/// - `is_reached(state)`: the run is done; what comes after is not looked at;
/// - `marks()`: how many marks there are, 0 to kMarksMax;
/// - `marks_of(before, action, after)`: the marks which this step bears. A run without end counts only if
///   every mark is borne again and again. So a mark is a demand of fairness: weak fairness of some actions is
///   the mark of the steps that take one of them or begin where none is enabled. More marks on a step make
///   more runs count, so one too many may show a run that is unfair and one too few may hide one;
/// - `may_end(state)`: whether a run counts that ends in `state`, in which the goal is not reached and
///   nothing can happen.
///
/// That is generalised Büchi acceptance, on transitions; of fairness see Baier & Katoen, Principles of Model
/// Checking, 3.5.
template <typename G, typename M>
concept Goal = Model<M> &&
    requires(const G& goal, const typename M::State& state, const typename M::Action& action) {
  { goal.is_reached(state) } -> std::same_as<bool>;
  { goal.marks() } -> std::same_as<std::size_t>;
  { goal.marks_of(state, action, state) } -> std::same_as<MarkSet>;
  { goal.may_end(state) } -> std::same_as<bool>;
};

/// A run that never reaches a goal. After `loop` steps the state is the one after all of them, and the steps
/// from there on are taken again and again; there is at least one. If `loop` is the number of all steps, the
/// run ends: nothing can happen any more.
template <typename Action>
struct Lasso {
  Path<Action> path;
  std::size_t loop = 0;

  [[nodiscard]] bool ends() const { return loop == path.actions.size(); }
  friend bool operator==(const Lasso&, const Lasso&) = default;
};

/// Whether `lasso` is a run of `model` that never reaches `goal`, and counts. Takes it step by step, without
/// what the search knows.
template <Model M, Goal<M> G>
bool is_lasso(const M& model, const G& goal, const Lasso<typename M::Action>& lasso) {
  using State = typename M::State;
  const auto encoded = [&](const State& state) {
    std::vector<std::byte> encoding(model.encoded_bytes());
    model.encode(state, encoding);
    return encoding;
  };
  const auto enabled = [&](const State& state) {
    std::vector<typename M::Action> actions;
    model.for_each_enabled(state, [&](const auto& action) { actions.push_back(action); });
    return actions;
  };
  const auto& actions = lasso.path.actions;
  const std::vector<State> initial = model.initial_states();
  if (lasso.path.initial_state >= initial.size() || lasso.loop > actions.size()) return false;
  State state = initial[lasso.path.initial_state];
  State entry = state;
  MarkSet marks = 0;
  for (std::size_t step = 0; step < actions.size(); ++step) {
    if (step == lasso.loop) entry = state;
    const auto possible = enabled(state);
    if (goal.is_reached(state) || !std::binary_search(possible.begin(), possible.end(), actions[step]))
      return false;
    State after = model.apply(state, actions[step]);
    if (step >= lasso.loop) marks |= goal.marks_of(state, actions[step], after);
    state = std::move(after);
  }
  if (lasso.ends()) return !goal.is_reached(state) && enabled(state).empty() && goal.may_end(state);
  return encoded(state) == encoded(entry) && marks == (MarkSet{1} << goal.marks()) - 1;
}

}  // namespace paxoscope::checker
