// Checking and replaying any model of the Paxos family: search, property, replay and words put together once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "cli/errors.hpp"
#include "cli/protocol.hpp"
#include "invariants/selection.hpp"
#include "traces/replay.hpp"

namespace paxoscope::cli {

namespace detail {

struct ProgressObserver : checker::SearchObserver {
  explicit ProgressObserver(const Progress& sink) : sink_(sink) {}

  void finish_state(const checker::Statistics& so_far) {
    constexpr std::uint64_t kStatesBetweenReports = 1024;
    if (sink_ && ++finished_ % kStatesBetweenReports == 0) sink_(so_far);
  }

 private:
  const Progress& sink_;
  std::uint64_t finished_ = 0;
};

/// The properties that a run really shows in its last state and its last step, found without the search.
template <typename M>
checker::PropertyMask shown_by(const invariants::Selection<M>& selection, const traces::Run<M>& run) {
  checker::PropertyMask shown = selection.noticed_in(run.last());
  if (run.states.size() > 1) shown |= selection.noticed_by(run.last_but_one(), run.last());
  return shown;
}

template <typename M, typename Words>
traces::Trace tell(const M& model, const Words& words, const Scenario& scenario,
                   const invariants::Property& property, const traces::Run<M>& run) {
  traces::Trace trace = traces::narrate(words, run);
  trace.scenario = record_of(scenario);
  trace.property = property.name;
  trace.is_witness = property.kind == invariants::Kind::kWitness;
  trace.why = property.explain(model.history(run.last_but_one()), model.history(run.last()));
  return trace;
}

/// The run to show for `wanted`, audited: run again from the model alone, and the property asked anew.
template <typename M, typename Words>
traces::Trace show(const M& model, const Words& words, const Scenario& scenario,
                   const invariants::Selection<M>& selection, const checker::Exploration& exploration,
                   checker::PropertyMask wanted, std::uint64_t length) {
  const auto path = checker::shortest_path(model, selection, exploration, wanted, length);
  if (!path || path->actions.size() != length) throw SelfCheckError("no path leads to what the search found");
  try {
    const traces::Run<M> run = traces::replay(model, *path);
    const checker::PropertyMask shown = shown_by(selection, run) & wanted;
    if (shown == 0) throw SelfCheckError("the replayed path does not show what the search found");
    return tell(model, words, scenario, selection[static_cast<std::size_t>(std::countr_zero(shown))], run);
  } catch (const traces::ReplayError& error) {
    throw SelfCheckError("the path found does not replay: step " + std::to_string(error.step()) + ": " +
                         error.what());
  }
}

inline PropertyOutcome outcome_of(const invariants::Property& property, bool noticed,
                                  checker::StopReason stop) {
  if (property.kind == invariants::Kind::kWitness) {
    if (noticed) return PropertyOutcome::kReached;
    return stop == checker::StopReason::kExhausted ? PropertyOutcome::kUnreachable
                                                   : PropertyOutcome::kInconclusive;
  }
  if (noticed) return PropertyOutcome::kViolated;
  return stop == checker::StopReason::kExhausted ? PropertyOutcome::kHolds : PropertyOutcome::kInconclusive;
}

/// The whole run's outcome. A witness counts against it only if it was asked for by name: by default it is
/// there to warn of a vacuous model.
inline checker::Outcome overall(const CheckResult& result, bool properties_chosen) {
  bool all_known = true;
  for (const PropertyResult& p : result.properties) {
    if (p.outcome == PropertyOutcome::kViolated) return checker::Outcome::kViolated;
    if (p.outcome == PropertyOutcome::kUnreachable && properties_chosen) return checker::Outcome::kViolated;
    all_known = all_known && p.outcome != PropertyOutcome::kInconclusive;
  }
  const bool conclusive = result.stop == checker::StopReason::kExhausted ||
                          (result.stop == checker::StopReason::kWitnessesFound && all_known);
  return conclusive ? checker::Outcome::kHolds : checker::Outcome::kInconclusive;
}

}  // namespace detail

template <typename M, typename Words>
CheckResult check_model(const M& model, const Words& words, const Scenario& scenario,
                        const checker::Limits& limits, const Progress& progress) {
  const invariants::Selection<M> selection(model, scenario.properties);
  const checker::Exploration exploration =
      checker::breadth_first_search(model, selection, limits, detail::ProgressObserver(progress));

  CheckResult result;
  result.stop = exploration.stop;
  result.statistics = exploration.statistics;
  for (std::size_t k = 0; k + 1 < exploration.level_begin.size(); ++k) {
    result.levels.push_back(exploration.level_begin[k + 1] - exploration.level_begin[k]);
  }
  for (std::size_t i = 0; i < model.action_kinds(); ++i)
    result.action_kinds.push_back(model.action_kind_name(i));

  std::vector<std::optional<std::uint64_t>> lengths(selection.size());
  for (const checker::Finding& finding : exploration.findings) lengths[finding.property] = finding.length;
  checker::PropertyMask violated = 0;
  std::uint64_t violation_length = 0;
  for (std::size_t i = 0; i < selection.size(); ++i) {
    result.properties.push_back({&selection[i],
                                 detail::outcome_of(selection[i], lengths[i].has_value(), exploration.stop),
                                 lengths[i]});
    if (!lengths[i]) continue;
    if (selection[i].kind != invariants::Kind::kWitness) {
      violated |= checker::property_bit(i);
      violation_length =
          *lengths[i];  // the same for all: a search ends with the level of the first violation
    } else if (scenario.properties_chosen) {
      result.witnesses.push_back(detail::show(model, words, scenario, selection, exploration,
                                              checker::property_bit(i), *lengths[i]));
    }
  }
  if (violated != 0) {
    result.counterexample =
        detail::show(model, words, scenario, selection, exploration, violated, violation_length);
  }
  result.outcome = detail::overall(result, scenario.properties_chosen);
  return result;
}

template <typename M, typename Words>
traces::Trace replay_model(const M& model, const Words& words, const Scenario& scenario,
                           const traces::SavedTrace& saved) {
  const traces::Run<M> run = traces::replay(model, words, saved);
  const invariants::Property& property = *invariants::find_property(saved.property);
  const invariants::Selection<M> selection(model, {&property});
  if (detail::shown_by(selection, run) == 0) {
    throw traces::ReplayError(
        saved.actions.size(),
        "after it, " + saved.property + (saved.is_witness ? " is not reached" : " is not violated"));
  }
  return detail::tell(model, words, scenario, property, run);
}

}  // namespace paxoscope::cli
