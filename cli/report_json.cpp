#include <cassert>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/numbers.hpp"
#include "cli/report.hpp"
#include "traces/json.hpp"

namespace paxoscope::cli {

namespace {

using nlohmann::ordered_json;

std::string_view kind_name(invariants::Kind kind) {
  switch (kind) {
    case invariants::Kind::kInvariant:
      return "invariant";
    case invariants::Kind::kStep:
      return "step";
    case invariants::Kind::kWitness:
      return "witness";
    case invariants::Kind::kLiveness:
      return "liveness";
  }
  assert(false);
  return {};
}

std::string_view stop_name(checker::StopReason stop) {
  switch (stop) {
    case checker::StopReason::kExhausted:
      return "exhausted";
    case checker::StopReason::kViolation:
      return "violation";
    case checker::StopReason::kWitnessesFound:
      return "witnesses-found";
    case checker::StopReason::kStatesMax:
      return "max-states";
    case checker::StopReason::kDepthMax:
      return "max-depth";
    case checker::StopReason::kTimeMax:
      return "timeout";
    case checker::StopReason::kMemoryMax:
    case checker::StopReason::kMemoryShort:
      return "memory";
    case checker::StopReason::kDiskMax:
      return "disk";
    case checker::StopReason::kInterrupted:
      return "interrupted";
    case checker::StopReason::kPartOnly:
      return "part-only";
    case checker::StopReason::kNoRoom:
      return "no-room";
  }
  assert(false);
  return {};
}

ordered_json value_to_json(const ExpectationValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return nullptr;
  if (const auto* const number = std::get_if<std::uint64_t>(&value)) return *number;
  if (const auto* const names = std::get_if<std::vector<std::string>>(&value)) return *names;
  return std::get<std::string>(value);
}

std::string_view status_name(ExpectationStatus status) {
  switch (status) {
    case ExpectationStatus::kMet:
      return "met";
    case ExpectationStatus::kFailed:
      return "failed";
    case ExpectationStatus::kUndecided:
      return "undecided";
  }
  assert(false);
  return {};
}

ordered_json properties_to_json(const CheckResult& result) {
  ordered_json properties = ordered_json::array();
  for (const PropertyResult& p : result.properties) {
    ordered_json item = ordered_json::object();
    item["name"] = p.property->name;
    item["kind"] = kind_name(p.property->kind);
    item["outcome"] = outcome_name(p.outcome);
    item["length"] = p.length ? ordered_json(*p.length) : ordered_json(nullptr);
    properties.push_back(std::move(item));
  }
  return properties;
}

}  // namespace

ordered_json to_json(const Report& report) {
  const CheckResult& result = report.result;
  const checker::Statistics& statistics = result.statistics;
  ordered_json json = ordered_json::object();
  json["schema_version"] = kResultSchemaVersion;
  json["kind"] = "result";
  json["outcome"] = outcome_name(result.outcome);
  json["stop"] = stop_name(result.stop);
  json["reason"] = stop_reason(report);
  json["exit_status"] = report.exit_status;
  json["scenario"] = traces::to_json(record_of(report.request.scenario));
  json["properties"] = properties_to_json(result);
  json["distinct"] = statistics.distinct;
  json["unreduced"] =
      is_space_reduced(report.reductions) ? ordered_json(nullptr) : ordered_json(statistics.unreduced);
  const bool is_known = are_orbits_counted(report.reductions) || !is_symmetric(report.reductions);
  json["without_symmetry"] = is_known ? ordered_json(statistics.unreduced) : ordered_json(nullptr);
  json["generated"] = statistics.generated;
  json["looked_up"] = statistics.looked_up;
  json["depth"] = statistics.depth;
  json["complete_depth"] = statistics.complete_depth;
  json["frontier"] = statistics.frontier;
  json["terminal"] = statistics.terminal;
  json["digest"] = fmt::format("{:016x}", statistics.digest);
  json["levels"] = result.levels;
  json["actions"] = ordered_json::object();
  for (std::size_t i = 0; i < result.action_kinds.size(); ++i) {
    json["actions"][std::string(result.action_kinds[i])] = statistics.actions_taken[i];
  }
  json["counterexamples"] = ordered_json::array();
  for (const traces::Trace& run : result.counterexamples) {
    json["counterexamples"].push_back(traces::run_to_json(run));
  }
  json["counterexample"] =
      result.counterexamples.empty() ? ordered_json(nullptr) : json["counterexamples"][0];
  json["witnesses"] = ordered_json::array();
  for (const traces::Trace& witness : result.witnesses)
    json["witnesses"].push_back(traces::run_to_json(witness));
  json["expectations"] = ordered_json::array();
  for (const ExpectationResult& e : report.expectations) {
    json["expectations"].push_back({{"name", e.name},
                                    {"expected", value_to_json(e.expected)},
                                    {"actual", value_to_json(e.actual)},
                                    {"status", status_name(e.status)}});
  }
  json["warnings"] = report.warnings;
  json["not_checked"] = report.not_checked;
  json["reductions"] = ordered_json::array();
  json["reductions_off"] = ordered_json::array();
  for (const PlannedReduction& planned : report.reductions) {
    if (planned.is_at_work()) {
      json["reductions"].push_back(planned.reduction->name);
    } else {
      json["reductions_off"].push_back({{"name", planned.reduction->name}, {"reason", planned.objection}});
    }
  }
  json["store"] = {{"kind", report.omission_probability ? "fingerprint" : "exact"},
                   {"peak_bytes", statistics.store_peak_bytes},
                   {"spilled_bytes", statistics.spilled_bytes}};
  if (report.omission_probability) json["store"]["omission_probability"] = *report.omission_probability;
  json["seconds"] = to_milliseconds(report.seconds);
  json["peak_bytes"] = report.peak_bytes;
  json["command"] = command_of(report.request);
  return json;
}

}  // namespace paxoscope::cli
