#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <optional>

#include "cli/numbers.hpp"
#include "cli/report.hpp"
#include "traces/loop.hpp"
#include "traces/text.hpp"

namespace paxoscope::cli {

namespace {

/// "1.9e-06", rounded up: a bound stays one.
std::string probability_text(double probability) {
  if (probability == 0) return "0";
  const double unit = std::pow(10.0, std::floor(std::log10(probability)) - 1);
  return fmt::format("{:.1e}", std::ceil(probability / unit) * unit);
}

std::vector<const PropertyResult*> violated_by_length(const CheckResult& result) {
  std::vector<const PropertyResult*> violated;
  for (const PropertyResult& p : result.properties) {
    if (p.outcome == PropertyOutcome::kViolated) violated.push_back(&p);
  }
  std::stable_sort(violated.begin(), violated.end(),
                   [](const auto* a, const auto* b) { return *a->length < *b->length; });
  return violated;
}

/// "97,808 states", "17,547 orbits standing for 97,808 states", "…of the reduced space".
std::string states_visited(const Report& report) {
  const checker::Statistics& statistics = report.result.statistics;
  const char* const of_what = is_space_reduced(report.reductions) ? " of the reduced space" : "";
  const std::string stored =
      counted(statistics.distinct, is_symmetric(report.reductions) ? "orbit" : "state");
  if (!are_orbits_counted(report.reductions)) return stored + of_what;
  return fmt::format("{} standing for {}{}", stored, counted(statistics.unreduced, "state"), of_what);
}

}  // namespace

std::string heading(const Scenario& scenario) {
  const auto parameters = scenario.protocol->parameters();
  std::string counts;
  std::string budgets;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const model::Parameter& p = parameters[i];
    if (p.is_budget) {
      if (!says_something(scenario, i)) continue;
      budgets += fmt::format("{}{} {}", budgets.empty() ? "; " : ", ", p.name, setting_text(scenario, i));
    } else if (scenario.settings[i] != 0 || p.standard != 0) {  // a usual "none" is not worth a word
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", scenario.settings[i],
                            scenario.settings[i] == 1 ? p.one : p.many);
    }
  }
  const auto variants = scenario.protocol->variants();
  const auto variant = std::find_if(variants.begin(), variants.end(),
                                    [&](const model::Variant& v) { return v.name == scenario.variant; });
  std::string text = fmt::format("{}: {}{}\nvariant {}: {}{}{}\n", words_of(*scenario.protocol), counts,
                                 budgets, variant->name, variant->meaning,
                                 variant->change.empty() ? "" : fmt::format(" ({})", variant->change),
                                 scenario.changes.empty() && scenario.from_file.empty() ? "" : "; but for");
  for (const auto* changes : {&scenario.changes, &scenario.from_file}) {
    for (const model::Choice& change : *changes) {
      text += fmt::format("rule {} = {}: {} {}\n", change.rule->name, name(change), change.rule->question,
                          change.alternative->meaning);
    }
  }
  return text;
}

std::string verdict(const Report& report) {
  const CheckResult& result = report.result;
  const std::string states = states_visited(report);
  switch (result.outcome) {
    case checker::Outcome::kHolds:
      if (result.stop == checker::StopReason::kWitnessesFound)
        return "HOLDS: all that had to be reachable was reached\n";
      if (report.omission_probability) {
        return fmt::format("HOLDS, with probability at least 1 - {} (no state missed): {} by fingerprint\n",
                           probability_text(*report.omission_probability), states);
      }
      if (asks_for_liveness(report.request.scenario))
        return fmt::format("HOLDS on the whole space, in which ballots have no end: {}\n", states);
      return fmt::format("HOLDS on the whole bounded space: {}\n", states);
    case checker::Outcome::kInconclusive:
      if (result.statistics.distinct == 0) {
        return fmt::format("INCONCLUSIVE: {} before the first state\n", stop_reason(report));
      }
      return fmt::format("INCONCLUSIVE: {}; no violation in {}, complete to depth {}\n", stop_reason(report),
                         states, result.statistics.complete_depth);
    case checker::Outcome::kViolated:
      break;
  }
  if (asks_for_liveness(report.request.scenario) && !result.counterexamples.empty()) {
    const traces::Trace& run = result.counterexamples.front();
    return fmt::format("VIOLATED: {}: a run of {}\n", run.property, traces::extent_of(run));
  }
  std::string names;
  std::string how;
  // "a, b in 12 steps, c in 14 steps"
  std::optional<std::uint64_t> length;
  for (const PropertyResult* p : violated_by_length(result)) {
    if (length && *length != *p->length) names += how;
    length = p->length;
    names += (names.empty() ? "" : ", ") + std::string(p->property->name);
    how = fmt::format(" in {}", counted(*length, "step"));
  }
  if (names.empty()) {
    for (const PropertyResult& p : result.properties) {
      if (p.outcome != PropertyOutcome::kUnreachable) continue;
      names += (names.empty() ? "" : ", ") + std::string(p.property->name);
    }
    how = fmt::format(" is unreachable: in none of {} is it so", states);
  }
  return fmt::format("VIOLATED: {}{}\n", names, how);
}

std::string property_line(const PropertyResult& p) {
  std::string text = outcome_text(p);
  if (p.outcome == PropertyOutcome::kInconclusive) {
    text +=
        p.property->kind == invariants::Kind::kWitness ? " (not reached so far)" : " (no violation so far)";
  }
  return text;
}

std::string outcome_text(const PropertyResult& property) {
  std::string text(outcome_name(property.outcome));
  if (property.length) text += fmt::format(" in {}", counted(*property.length, "step"));
  return text;
}

std::string to_text(const Report& report) {
  const CheckResult& result = report.result;
  const checker::Statistics& statistics = result.statistics;
  std::string text;
  auto out = std::back_inserter(text);

  text += heading(report.request.scenario) + "\n" + verdict(report);
  for (const std::string& warning : report.warnings) fmt::format_to(out, "WARNING: {}\n", warning);
  text += "\n";
  for (const auto* runs : {&result.counterexamples, &result.witnesses}) {
    for (const traces::Trace& run : *runs) text += traces::to_text(run, report.request.text) + "\n";
  }

  text += "properties\n";
  for (const PropertyResult& p : result.properties) {
    fmt::format_to(out, "  {:<21} {}\n", p.property->name, property_line(p));
  }
  text += "actions taken\n";
  std::size_t width = 21;
  for (const auto& kind : result.action_kinds) width = std::max(width, kind.size());
  for (std::size_t i = 0; i < result.action_kinds.size(); ++i) {
    fmt::format_to(out, "  {:<{}} {:>14}\n", result.action_kinds[i], width,
                   result.is_kind_left_out[i] ? "left out" : grouped(statistics.actions_taken[i]));
  }
  if (!report.expectations.empty()) {
    text += "expectations\n";
    for (const ExpectationResult& e : report.expectations)
      fmt::format_to(out, "  {}\n", expectation_line(e, report));
  }
  text += "space\n";
  fmt::format_to(out, "  {} distinct, {} generated, depth {}, {} terminal\n", grouped(statistics.distinct),
                 grouped(statistics.generated), statistics.depth, grouped(statistics.terminal));
  if (report.result.stop != checker::StopReason::kExhausted && statistics.distinct > 0) {
    fmt::format_to(out, "  complete to depth {}, {} not yet expanded\n", statistics.complete_depth,
                   counted(statistics.frontier, "state"));
  }
  const std::string in_file =
      statistics.spilled_bytes == 0
          ? ""
          : fmt::format(" in memory, {} in a file", bytes_text(statistics.spilled_bytes));
  fmt::format_to(out, "  search: breadth-first; store: {}, {}{}\n",
                 report.omission_probability ? "64-bit fingerprints" : "exact",
                 bytes_text(statistics.store_peak_bytes), in_file);
  fmt::format_to(out, "  reductions: {}\n", names_at_work(report.reductions));
  if (report.request.reductions.kind == ReductionChoice::Kind::kAuto) {  // else they are among the warnings
    for (const std::string& line : objections(report.reductions))
      fmt::format_to(out, "  left off: {}\n", line);
  }
  fmt::format_to(out, "  digest of the states: {:016x}\n", statistics.digest);
  fmt::format_to(out, "  {:.2f} s, {} of memory in all\n", report.seconds, bytes_text(report.peak_bytes));
  text += "not checked\n";
  for (const std::string& line : report.not_checked) fmt::format_to(out, "  {}\n", line);
  fmt::format_to(out, "repeat with\n  {}\n", command_of(report.request));
  return text;
}

}  // namespace paxoscope::cli
