#include "cli/report.hpp"

#include <algorithm>
#include <cassert>
#include <csignal>
#include <fmt/format.h>

namespace paxoscope::cli {

namespace {

bool is_exhausted(const Report& report) { return report.result.stop == checker::StopReason::kExhausted; }

bool violation_level_was_cut(const Report& report) {
  if (asks_for_liveness(report.request.scenario)) return false;  // which is not found level by level
  const auto& properties = report.result.properties;
  return std::any_of(properties.begin(), properties.end(), [&](const PropertyResult& p) {
    return p.outcome == PropertyOutcome::kViolated && *p.length > report.result.statistics.complete_depth;
  });
}

const char* signal_name(int signal) {
  switch (signal) {
    case SIGTERM:
      return "SIGTERM";
    case SIGHUP:
      return "SIGHUP";
    default:
      return "SIGINT";
  }
}

void collect_warnings(Report& report) {
  report.warnings = report.request.scenario.protocol->warnings(report.request.scenario);
  if (report.request.reductions.kind != ReductionChoice::Kind::kAuto) {
    for (const std::string& line : objections(report.reductions)) {
      report.warnings.push_back("asked for, but left off: " + line);
    }
  }
  const std::string ended = report.signal != 0 ? fmt::format("interrupted by {}", signal_name(report.signal))
                                               : std::string("a limit was reached");
  if (report.result.shown_from_reduced) {
    report.warnings.push_back(ended +
                              " before the run to show could be chosen among all shortest ones: it is a "
                              "shortest one, but perhaps not the one shown otherwise");
  } else if (violation_level_was_cut(report)) {
    report.warnings.push_back(ended +
                              " before the level of the violation was complete: the run shown is a shortest "
                              "one, but not chosen from all of them");
  }
  if (report.result.runs_are_missing) {
    report.warnings.emplace_back(
        "a run cannot be shown: fingerprints do not lead back, and the exact search for it reached a limit");
  }
  if (!report.result.why_not_shown.empty()) report.warnings.push_back(report.result.why_not_shown);
  if (!is_exhausted(report)) return;
  for (std::size_t i = 0; i < report.result.action_kinds.size(); ++i) {
    if (report.result.statistics.actions_taken[i] == 0 && !report.result.is_kind_left_out[i]) {
      report.warnings.push_back(fmt::format("the action {} was never taken: the model may be vacuous",
                                            report.result.action_kinds[i]));
    }
  }
  for (const PropertyResult& p : report.result.properties) {
    if (p.outcome == PropertyOutcome::kUnreachable) {
      report.warnings.push_back(
          fmt::format("{} is unreachable ({}): what holds here may hold for want of anything to "
                      "violate it",
                      p.property->name, p.property->statement));
    }
  }
}

void collect_not_checked(Report& report) {
  const Scenario& scenario = report.request.scenario;
  std::string left_out;
  for (const invariants::Property* property : scenario.protocol->properties()) {
    const auto& checked = scenario.properties;
    if (std::find(checked.begin(), checked.end(), property) != checked.end()) continue;
    left_out += (left_out.empty() ? "" : ", ") + std::string(property->name);
  }
  if (!left_out.empty()) report.not_checked.push_back("these properties: " + left_out);
  if (!asks_for_liveness(scenario))
    report.not_checked.emplace_back("liveness (that a value is eventually chosen)");
  if (!scenario.protocol->covers_crashes(scenario)) report.not_checked.emplace_back("crashes of processes");
  if (const std::string_view of_network = scenario.protocol->leaves_out(); !of_network.empty())
    report.not_checked.emplace_back(of_network);
  report.not_checked.emplace_back("anything beyond the bounds above");
}

/// An upper bound on the probability that some two of the states have the same fingerprint, if fingerprints are random:
/// that of one pair, times the number of pairs.
double omission_probability(std::uint64_t states) {
  constexpr double kFingerprints = 18446744073709551616.0;  // 2^64
  const auto n = static_cast<double>(states);
  return states < 2 ? 0 : n * (n - 1) / 2 / kFingerprints;
}

int exit_status_of(const Report& report) {
  // Whoever says what comes of it asks whether it is so, and not what it is.
  if (report.request.expectations.outcome) {
    if (report.signal != 0) return kInterruptedBase + report.signal;
    const bool is_as_expected =
        std::all_of(report.expectations.begin(), report.expectations.end(),
                    [](const ExpectationResult& e) { return e.status == ExpectationStatus::kMet; });
    return is_as_expected ? kHolds : kExpectationFailed;
  }
  const auto& properties = report.result.properties;
  for (const PropertyResult& p : properties) {
    if (p.outcome != PropertyOutcome::kViolated) continue;
    return p.property->kind == invariants::Kind::kLiveness ? kLivenessViolated : kSafetyViolated;
  }
  if (report.result.outcome == checker::Outcome::kViolated)
    return kExpectationFailed;  // a witness is unreachable
  if (report.signal != 0) return kInterruptedBase + report.signal;
  for (const ExpectationResult& e : report.expectations) {
    if (e.status == ExpectationStatus::kFailed) return kExpectationFailed;
  }
  if (report.result.outcome == checker::Outcome::kHolds) return kHolds;
  return status_of_cut(report.result.stop, report.signal);
}

}  // namespace

void conclude(Report& report) {
  const bool was_interrupted = report.result.stop == checker::StopReason::kInterrupted ||
                               report.result.why_not_certified == checker::StopReason::kInterrupted;
  if (!was_interrupted) report.signal = 0;
  report.reductions = plan_reductions(report.request);
  report.expectations = expectation_results(report);
  collect_warnings(report);
  collect_not_checked(report);
  if (report.request.store == checker::StoreKind::kFingerprint) {
    report.omission_probability = omission_probability(report.result.statistics.distinct);
  }
  report.exit_status = exit_status_of(report);
}

int status_of_cut(checker::StopReason stop, int signal) {
  if (stop == checker::StopReason::kInterrupted) return kInterruptedBase + signal;
  const bool is_room = stop == checker::StopReason::kMemoryMax || stop == checker::StopReason::kMemoryShort ||
                       stop == checker::StopReason::kDiskMax;
  return is_room ? kInconclusiveMemory : kInconclusiveBound;
}

bool fails(const PropertyResult& property, const Report& report) {
  return property.outcome == PropertyOutcome::kViolated ||
         (property.outcome == PropertyOutcome::kUnreachable && report.request.scenario.properties_chosen);
}

bool was_cut_short(const Report& report) {
  return checker::is_cut_short(report.result.stop) || violation_level_was_cut(report) ||
         report.result.shown_from_reduced || report.result.runs_are_missing ||
         report.result.why_not_certified.has_value();
}

std::string_view outcome_name(checker::Outcome outcome) {
  switch (outcome) {
    case checker::Outcome::kHolds:
      return "holds";
    case checker::Outcome::kViolated:
      return "violated";
    case checker::Outcome::kInconclusive:
      return "inconclusive";
  }
  assert(false);
  return {};
}

std::string_view outcome_name(PropertyOutcome outcome) {
  switch (outcome) {
    case PropertyOutcome::kHolds:
      return "holds";
    case PropertyOutcome::kViolated:
      return "violated";
    case PropertyOutcome::kReached:
      return "reached";
    case PropertyOutcome::kUnreachable:
      return "unreachable";
    case PropertyOutcome::kInconclusive:
      return "inconclusive";
  }
  assert(false);
  return {};
}

std::string stop_reason(const Report& report) {
  switch (report.result.stop) {
    case checker::StopReason::kExhausted:
      return names_at_work(report.reductions) == "none"
                 ? "every reachable state was visited"
                 : "every reachable state was visited, or one that stands for it";
    case checker::StopReason::kViolation:
      return violation_level_was_cut(report)
                 ? "a violation was found, and a limit reached before its level was complete"
                 : "a violation was found";
    case checker::StopReason::kWitnessesFound:
      return "all that had to be reachable was reached";
    case checker::StopReason::kStatesMax:
      return "the limit on distinct states (--max-states) was reached";
    case checker::StopReason::kDepthMax:
      return "the limit on depth (--max-depth) was reached";
    case checker::StopReason::kTimeMax:
      return "the limit on time (--timeout) was reached";
    case checker::StopReason::kMemoryMax:
      return report.request.spill_folder.empty()
                 ? "the limit on memory (--memory) was reached"
                 : "the limit on memory (--memory) was reached by what is not spilled";
    case checker::StopReason::kDiskMax:
      return report.request.disk_bytes_max
                 ? "there was no more room for what is spilled, by --disk or on the disk"
                 : "there was no more room on the disk for what is spilled";
    case checker::StopReason::kMemoryShort:
      return "the system had no more memory to give";
    case checker::StopReason::kInterrupted:
      return fmt::format("interrupted by {}", signal_name(report.signal));
    case checker::StopReason::kPartOnly:
      return "of an asynchronous network only runs in rounds were looked for";
    case checker::StopReason::kNoRoom:
      return report.request.scenario.protocol->why_no_room(report.request.scenario);
  }
  assert(false);
  return {};
}

}  // namespace paxoscope::cli
