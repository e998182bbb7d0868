#include "cli/termination.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <utility>

#include "checker/breadth_first_search.hpp"
#include "checker/lasso.hpp"
#include "cli/errors.hpp"
#include "cli/family.hpp"
#include "model/phrases.hpp"
#include "model/rounds/termination.hpp"
#include "model/rounds/unbounded.hpp"
#include "traces/replay.hpp"

namespace paxoscope::cli {

namespace {

using rounds::InRounds;
using rounds::Termination;
using rounds::Unbounded;
using Lasso = checker::Lasso<InRounds::Action>;

/// What the first search looks out for: that there is no number for a ballot.
class OutOfNumbers {
 public:
  explicit OutOfNumbers(const Unbounded& model, const Termination& goal) : model_(model), goal_(goal) {}
  [[nodiscard]] static std::size_t size() { return 1; }
  [[nodiscard]] static checker::PropertyMask witnesses() { return 0; }
  [[nodiscard]] checker::PropertyMask noticed_in(const rounds::State& state) const {
    return !goal_.is_reached(state) && model_.is_out_of_numbers(state) ? 1 : 0;
  }
  [[nodiscard]] static checker::PropertyMask noticed_by(const rounds::State& /*before*/,
                                                        const rounds::State& /*after*/) {
    return 0;
  }

 private:
  const Unbounded& model_;
  const Termination& goal_;
};

/// The model as it is, whose states are the same if they stand for the same without end.
class UpToNumbers : public checker::Wrapper<InRounds> {
 public:
  UpToNumbers(const InRounds& model, const Unbounded& unbounded) : Wrapper(model), unbounded_(unbounded) {}
  void encode(const State& state, std::span<std::byte> encoding) const {
    inner().encode(unbounded_.representative(state), encoding);
  }

 private:
  const Unbounded& unbounded_;
};

/// The highest ballot that was ever started.
int highest_ballot(const InRounds& model, const rounds::State& state) {
  const paxos::View view = model.paxos().view(state);
  int highest = -1;
  for (int i = 0; i < model.bounds().paxos.proposers; ++i) {
    const model::ProposerId p(i);
    if (view.attempts_started(p) > 0) highest = std::max(highest, view.ballot(p).index());
  }
  return highest;
}

/// By how much the first ballot that is started in the loop is higher the next time; 0 if none is.
int rise_of_ballots(const InRounds& model, const traces::Run<InRounds>& run, std::size_t from) {
  for (std::size_t i = from; i < run.path.actions.size(); ++i) {
    const paxos::Action step = run.path.actions[i].step.whole();
    if (run.path.actions[i].event != rounds::Event::kStep || step.type != paxos::ActionType::kPrepare)
      continue;
    int next = highest_ballot(model, run.last()) + 1;
    while (model.bounds().paxos.owner(model::Ballot(next)) != step.proposer) ++next;
    return next - model.next_ballot(run.states[i], step.proposer).index();
  }
  return 0;
}

traces::Loop loop_of(const InRounds& model, const traces::Run<InRounds>& run, std::size_t from) {
  const int higher = rise_of_ballots(model, run, from);
  return {from, higher == 0 ? "" : fmt::format("each ballot is {} higher", higher)};
}

traces::Trace tell_lasso(const InRounds& model, const rounds::Words& words, const Scenario& scenario,
                         const traces::Run<InRounds>& run, std::size_t from) {
  traces::Trace trace = detail::tell(model, words, scenario, run);
  trace.property = invariants::kTermination.name;
  trace.why = invariants::kTermination.explain(model.history(run.last_but_one()), model.history(run.last()));
  trace.loop = loop_of(model, run, from);
  trace.departure = traces::departure<rounds::Words>(model, run, scenario.protocol->choices(scenario));
  return trace;
}

}  // namespace

CheckResult check_termination(const InRounds& model, const rounds::Words& words, const CheckRequest& request,
                              const checker::SearchOptions& options, const Progress& progress) {
  const Unbounded unbounded(model);
  const Termination goal(model);
  const checker::UntilGoal until_goal(unbounded, goal);
  const auto exploration = checker::breadth_first_search(until_goal, OutOfNumbers(unbounded, goal), options,
                                                         detail::ProgressObserver(progress));
  CheckResult result;
  result.stop =
      exploration.stop == checker::StopReason::kViolation ? checker::StopReason::kNoRoom : exploration.stop;
  result.statistics = exploration.statistics;
  result.levels = exploration.statistics.level_sizes;
  for (std::size_t i = 0; i < model.action_kinds(); ++i)
    result.action_kinds.push_back(model.action_kind_name(i));
  result.is_kind_left_out.assign(model.action_kinds(), false);
  result.properties.push_back({&invariants::kTermination, PropertyOutcome::kInconclusive, {}});
  if (result.stop != checker::StopReason::kExhausted) return result;

  const auto search = checker::find_lasso(unbounded, goal, options.limits);
  if (search.stop != checker::StopReason::kExhausted) {
    result.stop = search.stop;
  } else if (search.states != result.statistics.distinct ||
             search.transitions + unbounded.initial_states().size() != result.statistics.generated) {
    throw SelfCheckError("two searches found different numbers of states or transitions");
  }
  PropertyResult& termination = result.properties.front();
  if (!search.found) {
    if (result.stop != checker::StopReason::kExhausted) return result;
    termination.outcome = PropertyOutcome::kHolds;
    result.outcome = checker::Outcome::kHolds;
    return result;
  }
  termination = {&invariants::kTermination, PropertyOutcome::kViolated, search.found->path.actions.size()};
  result.outcome = checker::Outcome::kViolated;
  const auto path = unbounded.unfolded(search.found->path);
  if (!path) {
    result.why_not_shown = fmt::format(
        "the run that was found starts more ballots than the {} that each proposer has numbers for: it "
        "cannot be shown",
        model.bounds().paxos.attempts);
    return result;
  }
  if (!checker::is_lasso(UpToNumbers(model, unbounded), goal, Lasso{*path, search.found->loop}))
    throw SelfCheckError("the run found does not come back to where its loop begins, or does not count");
  result.counterexamples.push_back(
      tell_lasso(model, words, request.scenario, traces::replay(model, *path), search.found->loop));
  return result;
}

traces::Trace replay_lasso(const InRounds& model, const rounds::Words& words, const Scenario& scenario,
                           const traces::SavedTrace& saved) {
  const traces::Run<InRounds> run = traces::replay(model, words, saved);
  const std::size_t steps = run.path.actions.size();
  if (!saved.loop)
    throw traces::ReplayError(steps, "a run against termination goes on, and the file does not say how");
  const Unbounded unbounded(model);
  const Termination goal(model);
  if (!checker::is_lasso(UpToNumbers(model, unbounded), goal, Lasso{run.path, saved.loop->from})) {
    throw traces::ReplayError(
        steps,
        saved.loop->from == steps
            ? "after it something can still happen, or every learner has learned"
            : fmt::format("after it the state is not as after step {}, or not all are given their turn in "
                          "between, or every learner has learned",
                          saved.loop->from));
  }
  // Nor may it only be that ballots have run out of numbers.
  bool is_going_on = false;
  if (saved.loop->from == steps) {
    model.for_each_enabled(unbounded.representative(run.last()),
                           [&](const auto& /*action*/) { is_going_on = true; });
  }
  if (is_going_on)
    throw traces::ReplayError(steps, "after it a proposer has no number left for a ballot that it may start");
  traces::Trace trace = tell_lasso(model, words, scenario, run, saved.loop->from);
  if (trace.loop->but != saved.loop->but) {
    throw traces::ReplayError(
        steps, fmt::format("each time '{}', but in the file '{}'", trace.loop->but, saved.loop->but));
  }
  return trace;
}

}  // namespace paxoscope::cli
