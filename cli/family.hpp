// Checking and replaying any model of the Paxos family: search, property, replay and words put together once.
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "cli/errors.hpp"
#include "cli/protocol.hpp"
#include "cli/request.hpp"
#include "invariants/selection.hpp"
#include "traces/departure.hpp"
#include "traces/needed.hpp"
#include "traces/replay.hpp"

namespace paxoscope::cli {

namespace detail {

struct ProgressObserver {
  explicit ProgressObserver(const Progress& sink) : sink_(sink) {}

  void progress(const checker::Statistics& so_far) const {
    if (sink_) sink_(so_far);
  }

 private:
  const Progress& sink_;
};

/// The properties that a run really shows in its last state and its last step, found without the search.
template <typename M>
checker::PropertyMask shown_by(const invariants::Selection<M>& selection, const traces::Run<M>& run) {
  checker::PropertyMask shown = selection.noticed_in(run.last());
  if (run.states.size() > 1) shown |= selection.noticed_by(run.last_but_one(), run.last());
  return shown;
}

/// Since when in a run each of these properties is reached, or fails.
template <typename M>
std::vector<traces::Course> courses(const M& model,
                                    const std::vector<const invariants::Property*>& properties,
                                    const traces::Run<M>& run) {
  std::vector<traces::Course> courses;
  if (std::any_of(properties.begin(), properties.end(), [](const invariants::Property* property) {
        return property->kind == invariants::Kind::kLiveness;
      })) {
    return courses;  // at no time has a run of liveness failed
  }
  const invariants::Selection<M> selection(model, properties);
  courses.reserve(properties.size());
  for (const invariants::Property* property : properties)
    courses.push_back({std::string(property->name), property->kind == invariants::Kind::kWitness, {}});
  for (std::size_t i = 0; i < run.states.size(); ++i) {
    checker::PropertyMask noticed = selection.noticed_in(run.states[i]);
    if (i > 0) noticed |= selection.noticed_by(run.states[i - 1], run.states[i]);
    checker::for_each_property(noticed, [&](std::size_t p) {
      if (!courses[p].since) courses[p].since = i;
    });
  }
  return courses;
}

/// A run, whatever it shows.
template <typename M, typename Words>
traces::Trace tell(const M& model, const Words& words, const Scenario& scenario, const traces::Run<M>& run) {
  traces::Trace trace = traces::narrate(model, words, run);
  trace.scenario = record_of(scenario);
  trace.courses = courses(model, scenario.properties, run);
  return trace;
}

/// A run, and why it shows `property`.
template <typename M, typename Words>
traces::Trace tell(const M& model, const Words& words, const Scenario& scenario,
                   const invariants::Property& property, const traces::Run<M>& run) {
  traces::Trace trace = tell(model, words, scenario, run);
  trace.property = property.name;
  trace.is_witness = property.kind == invariants::Kind::kWitness;
  if constexpr (traces::DetailedNarrator<Words, M>) {
    const invariants::Selection<M> selection(model, {&property});
    const std::vector<bool> needed = traces::needed_steps(
        model, words, run, [&](const traces::Run<M>& left) { return shown_by(selection, left) != 0; });
    for (std::size_t i = 0; i < needed.size(); ++i) trace.steps[i].is_needed = needed[i];
  }
  trace.why = invariants::explain(property, model.history(run.last_but_one()), model.history(run.last()));
  if constexpr (traces::HasRules<M>) {
    if (trace.is_witness) return trace;
    trace.departure = traces::departure<Words>(model, run, scenario.protocol->choices(scenario));
  }
  return trace;
}

/// The run to show for `wanted`, audited: run again from the model alone, and the property asked anew.
template <typename M, typename Words, typename Searched>
traces::Trace show(const M& model, const Words& words, const Searched& searched, const Scenario& scenario,
                   const invariants::Selection<M>& selection, const checker::Exploration& exploration,
                   checker::PropertyMask wanted, std::uint64_t length) {
  const auto path = checker::shortest_path(searched, selection, exploration, wanted, length);
  if (!path || path->actions.size() != length) throw SelfCheckError("no path leads to what the search found");
  try {
    const traces::Run<M> run = traces::replay(model, *path);
    const checker::PropertyMask shown = shown_by(selection, run) & wanted;
    if (shown == 0) throw SelfCheckError("the replayed path does not show what the search found");
    traces::Trace trace =
        tell(model, words, scenario, selection[static_cast<std::size_t>(std::countr_zero(shown))], run);
    if (std::any_of(trace.steps.begin(), trace.steps.end(),
                    [](const traces::Step& s) { return !s.is_needed; }))
      throw SelfCheckError("a run shown as a shortest one shows the same without some of its steps");
    return trace;
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

/// By property: transitions of the shortest run that shows it, if one was found.
using Lengths = std::vector<std::optional<std::uint64_t>>;

inline Lengths lengths_of(const checker::Exploration& exploration, std::size_t properties) {
  Lengths lengths(properties);
  for (const checker::Finding& finding : exploration.findings) lengths[finding.property] = finding.length;
  return lengths;
}

/// A run that is to be shown: a shortest one to some property in `wanted`.
struct ToShow {
  checker::PropertyMask wanted;
  std::uint64_t length;
  bool is_witness;
};

/// How many properties that must hold do not.
template <typename M>
std::size_t violations_in(const invariants::Selection<M>& selection, const Lengths& lengths) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < selection.size(); ++i) {
    if (lengths[i] && selection[i].kind != invariants::Kind::kWitness) ++count;
  }
  return count;
}

/// What is worth showing of what was found.
template <typename M>
std::vector<ToShow> runs_to_show(const invariants::Selection<M>& selection, const Lengths& lengths,
                                 const CheckRequest& request) {
  std::vector<ToShow> witnesses;
  std::vector<ToShow> runs;
  for (std::size_t i = 0; i < selection.size(); ++i) {
    if (!lengths[i]) continue;
    if (selection[i].kind == invariants::Kind::kWitness) {
      if (request.scenario.properties_chosen)
        witnesses.push_back({checker::property_bit(i), *lengths[i], true});
    } else {
      runs.push_back({checker::property_bit(i), *lengths[i], false});
    }
  }
  std::stable_sort(runs.begin(), runs.end(),
                   [](const auto& a, const auto& b) { return a.length < b.length; });
  if (request.errors_max == 1) {
    // Of all shortest runs to any of them. They are equally long, as the search ended with the first level.
    for (std::size_t i = 1; i < runs.size(); ++i) runs.front().wanted |= runs[i].wanted;
    runs.resize(std::min<std::size_t>(runs.size(), 1));
  }
  runs.resize(std::min(runs.size(), request.errors_max));
  runs.insert(runs.end(), witnesses.begin(), witnesses.end());
  return runs;
}

/// Nothing is done with the states of a space in which everything holds.
struct Forget {
  template <typename Searched>
  void operator()(const Searched& /*searched*/, const checker::Exploration& /*exploration*/,
                  CheckResult& /*result*/) const {}
};

}  // namespace detail

/// Searches `searched`, which is `model` or that under reductions; whatever is shown is a run of `model`.
///
/// A reduction that leaves out some of the shortest runs would have a say in which is shown. So if there is anything to show, the
/// same levels are searched again as `with_all_runs`, where all shortest runs are left in; it may be `searched` itself.
///
/// If everything holds in a space that was visited whole, `when_all_holds(searched, exploration, result)` is called while its states are
/// still there.
template <typename M, typename Words, typename Searched, typename WhenAllHolds = detail::Forget>
CheckResult check_model(const M& model, const Words& words, const Searched& searched,
                        const Searched& with_all_runs, const CheckRequest& request,
                        const checker::SearchOptions& options, const Progress& progress,
                        const WhenAllHolds& when_all_holds = {}) {
  using namespace detail;
  const invariants::Selection<M> selection(model, request.scenario.properties);
  auto exploration = checker::breadth_first_search(searched, selection, options, ProgressObserver(progress));

  const checker::StopReason stop = exploration.stop;

  CheckResult result;
  result.stop = stop;
  result.statistics = exploration.statistics;
  result.levels = exploration.statistics.level_sizes;
  result.spent_before = exploration.spent_before;
  for (std::size_t i = 0; i < model.action_kinds(); ++i)
    result.action_kinds.push_back(model.action_kind_name(i));
  result.is_kind_left_out.assign(model.action_kinds(), false);

  Lengths lengths = lengths_of(exploration, selection.size());
  std::vector<ToShow> runs = runs_to_show(selection, lengths, request);
  if (request.checks_reductions) runs.clear();  // the lengths are what is compared
  const bool is_exact = options.store == checker::StoreKind::kExact;
  const Searched* shown_from = &searched;
  if (!runs.empty() && (!is_exact || &with_all_runs != &searched)) {
    checker::SearchOptions again = options;
    again.store = checker::StoreKind::kExact;
    again.checkpoint = nullptr;
    again.stops_at_witnesses = false;
    again.limits.depth_max = 0;
    for (const ToShow& run : runs) again.limits.depth_max = std::max(again.limits.depth_max, run.length);
    // Fingerprints do not lead back. What they found is real, so a search that keeps everything finds it too, and
    // perhaps sooner: a state that was missed may have hidden a shorter run.
    const bool are_all_violations =
        std::none_of(runs.begin(), runs.end(), [](const ToShow& run) { return run.is_witness; });
    again.violations_max =
        is_exact && are_all_violations ? violations_in(selection, lengths) : selection.size() + 1;
    auto second = checker::breadth_first_search(with_all_runs, selection, again, ProgressObserver(progress));
    // Whoever ended it is told so, though what was found before stays found.
    if (second.stop == checker::StopReason::kInterrupted) result.stop = second.stop;
    if (second.stop == checker::StopReason::kDepthMax || !checker::is_cut_short(second.stop)) {
      exploration = std::move(second);
      shown_from = &with_all_runs;
    } else if (&with_all_runs != &searched) {
      result.shown_from_reduced = true;
      if (!is_exact) {
        exploration = checker::breadth_first_search(searched, selection, again, ProgressObserver(progress));
      }
    } else {
      exploration = std::move(second);
    }
    const Lengths exact = lengths_of(exploration, selection.size());
    runs = runs_to_show(selection, exact, request);
    for (std::size_t i = 0; i < selection.size(); ++i) {
      const bool is_to_be_found = lengths[i] && *lengths[i] <= again.limits.depth_max;
      if (is_exact && is_to_be_found && exact[i] != lengths[i]) {
        throw SelfCheckError(
            fmt::format("two searches found runs of different lengths to {}", selection[i].name));
      }
      if (exact[i]) {
        lengths[i] = exact[i];
      } else if (lengths[i] && !is_exact) {
        result.runs_are_missing = true;
      }
    }
    if (result.runs_are_missing) result.shown_from_reduced = false;
  }

  for (std::size_t i = 0; i < selection.size(); ++i) {
    result.properties.push_back(
        {&selection[i], outcome_of(selection[i], lengths[i].has_value(), stop), lengths[i]});
  }
  for (const ToShow& run : runs) {
    (run.is_witness ? result.witnesses : result.counterexamples)
        .push_back(show(model, words, *shown_from, request.scenario, selection, exploration, run.wanted,
                        run.length));
  }
  result.outcome = overall(result, request.scenario.properties_chosen);
  if (result.outcome == checker::Outcome::kHolds && result.stop == checker::StopReason::kExhausted)
    when_all_holds(searched, exploration, result);
  return result;
}

/// The same where all shortest runs are left in from the start.
template <typename M, typename Words, typename Searched, typename WhenAllHolds = detail::Forget>
CheckResult check_model(const M& model, const Words& words, const Searched& searched,
                        const CheckRequest& request, const checker::SearchOptions& options,
                        const Progress& progress, const WhenAllHolds& when_all_holds = {}) {
  return check_model(model, words, searched, searched, request, options, progress, when_all_holds);
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
