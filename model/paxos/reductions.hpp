// The ways in which searches of `paxos` leave out states and steps that no answer depends on.
//
// docs/reductions.md has the argument for each, in the order of the list.
#pragma once

#include <cstdint>
#include <span>

#include "model/catalogue.hpp"
#include "model/paxos/needed_steps.hpp"
#include "model/paxos/normal_form.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/reduction_set.hpp"

namespace paxoscope::paxos {

/// By number of Reduction.
std::span<const model::Reduction> reductions();

/// Some of them at work: a checker::ReductionOf<Paxos>. Keeps a reference to the model.
class Reductions {
 public:
  /// They must be sound together: see `needs_loss_absorption` and `needs_crash_absorption`.
  Reductions(const Paxos& model, ReductionSet set, const Seen& seen,
             ShortestRuns left_in = ShortestRuns::kSome)
      : normal_form_(model, set, seen), needed_steps_(model, set, left_in) {}

  void normalize(State& state) const { normal_form_.normalize(state); }
  [[nodiscard]] NeededSteps::Predicate needed(const State& state) const { return needed_steps_.in(state); }
  [[nodiscard]] bool leaves_out_runs() const { return needed_steps_.leaves_out_runs(); }
  /// Whether an action of this type, with a message of this type, is ever needed.
  [[nodiscard]] bool needs_any_of(const Action& action) const {
    const bool concerns_hearing =
        action.type != ActionType::kPrepare && action.message.type == MessageType::kAccepted;
    return needed_steps_.needs_any_of(action) && !(concerns_hearing && normal_form_.forgets_all_hearings());
  }

 private:
  NormalForm normal_form_;
  NeededSteps needed_steps_;
};

/// Whether there is anything that it can leave out.
constexpr bool has_use_for(Reduction reduction, const Bounds& bounds) {
  switch (reduction) {
    case Reduction::kCrashAbsorption:
      return bounds.may_crash();
    case Reduction::kLossAbsorption:
      return !bounds.loss.is_none() || !bounds.duplication.is_none();
    case Reduction::kPastHearings:
      return bounds.learners > 0;
    default:
      return true;
  }
}

/// Partial order counts on promises that stay where they are: either nothing is ever lost, or losses are absorbed.
constexpr bool needs_loss_absorption(Reduction reduction, const Bounds& bounds) {
  return reduction == Reduction::kPartialOrder && !bounds.loss.is_none();
}

/// What is left out of a state, and which steps can wait, goes by what processes know, which a crash may change.
constexpr bool needs_crash_absorption(Reduction reduction, const Bounds& bounds) {
  const bool is_absorption =
      reduction == Reduction::kCrashAbsorption || reduction == Reduction::kLossAbsorption;
  return bounds.may_crash() && !is_absorption;
}

}  // namespace paxoscope::paxos
