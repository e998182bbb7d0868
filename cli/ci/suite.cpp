#include "cli/ci/suite.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cli/numbers.hpp"
#include "traces/json.hpp"
#include "traces/loop.hpp"
#include "traces/text.hpp"

namespace paxoscope::cli {

namespace {

std::string without_line_feed(std::string line) {
  while (line.ends_with('\n')) line.pop_back();
  return line;
}

std::string as_sentence(const std::string& text) { return text.ends_with('.') ? text : text + "."; }

/// Whether the scenario says that this property is violated, by its name or because no name is given.
bool is_expected_to_fail(const PropertyResult& p, const Report& report) {
  const Expectations& expected = report.request.expectations;
  if (expected.outcome != checker::Outcome::kViolated) return false;
  return expected.violated.empty() ? fails(p, report)
                                   : std::find(expected.violated.begin(), expected.violated.end(),
                                               p.property) != expected.violated.end();
}

/// The run that shows how a property fails, or null.
const traces::Trace* run_of(const PropertyResult& p, const Report& report) {
  const auto& runs = report.result.counterexamples;
  const auto run = std::find_if(runs.begin(), runs.end(),
                                [&](const traces::Trace& r) { return r.property == p.property->name; });
  return run == runs.end() ? nullptr : &*run;
}

std::string text_of(const PropertyResult& p, const Report& report) {
  if (const traces::Trace* const run = run_of(p, report)) return text_of_run(*run, report.request);
  return "repeat with\n  " + command_of(report.request) + "\n";
}

Case case_of(const PropertyResult& p, const Report& report) {
  Case c;
  c.name = p.property->name;
  const std::string how = fmt::format("{} ({})", property_line(p), p.property->statement);
  const bool is_expected = is_expected_to_fail(p, report);
  if (fails(p, report)) {
    c.text = text_of(p, report);
    if (is_expected) return c;
    c.status = CaseStatus::kFailed;
    c.message = how;
  } else if (p.outcome == PropertyOutcome::kInconclusive) {
    c.status = CaseStatus::kSkipped;
    c.message = property_line(p);
  } else if (is_expected) {
    c.status = CaseStatus::kFailed;
    c.message = how + ", expected to be violated";
  }
  return c;
}

/// What was expected of the search and did not come, a line each.
std::vector<std::string> failures_of(const Report& report) {
  std::vector<std::string> lines;
  for (const ExpectationResult& e : report.expectations) {
    if (e.status != ExpectationStatus::kMet) lines.push_back(expectation_line(e, report));
  }
  return lines;
}

/// Of the search as a whole: whether it came out as expected.
Case case_of_outcome(const Report& report) {
  Case c;
  c.name = "outcome";
  c.seconds = report.seconds;
  for (const std::string& warning : report.warnings) c.text += "WARNING: " + warning + "\n";
  for (const ExpectationResult& e : report.expectations) c.text += expectation_line(e, report) + "\n";
  c.text += "repeat with\n  " + command_of(report.request) + "\n";
  if (report.exit_status == kHolds) return c;
  c.status = report.signal == 0 ? CaseStatus::kFailed : CaseStatus::kError;
  std::vector<std::string> lines{without_line_feed(verdict(report))};
  if (report.result.why_not_certified) lines.emplace_back("a signal came before there was a certificate");
  for (std::string& line : failures_of(report)) lines.push_back(std::move(line));
  c.message = fmt::format("{}", fmt::join(lines, "; "));
  return c;
}

Finding finding_of(const PropertyResult& p, const Report& report) {
  Finding finding;
  finding.rule = p.property->name;
  finding.message = fmt::format("{} is {} ({}).", p.property->name, outcome_text(p), p.property->statement);
  if (const traces::Trace* const run = run_of(p, report)) {
    finding.steps = steps_of(*run);
    for (const std::string& sentence : run->why) finding.message += " " + as_sentence(sentence);
  }
  finding.fingerprint = fingerprint_of(report.request.scenario, finding.rule);
  finding.command = command_of(report.request);
  return finding;
}

/// What is not as expected and about no property, in one finding: places where findings are shown take those of one rule in one file for one.
Finding finding_of_outcome(const Report& report) {
  Finding finding;
  finding.rule = kAsExpected;
  finding.is_violation =
      report.exit_status != kInconclusiveBound && report.exit_status != kInconclusiveMemory;
  finding.message = without_line_feed(verdict(report)) + ".";
  for (const std::string& line : failures_of(report)) finding.message += " " + line + ".";
  finding.fingerprint = fingerprint_of(report.request.scenario, finding.rule);
  finding.command = command_of(report.request);
  return finding;
}

}  // namespace

Suite suite_of(const Report& report, const std::string& path) {
  Suite suite;
  suite.name = path.empty() ? words_of(*report.request.scenario.protocol) : path;
  suite.is_file = !path.empty();
  suite.seconds = report.seconds;
  const checker::Statistics& statistics = report.result.statistics;
  suite.properties = {{"outcome", std::string(outcome_name(report.result.outcome))},
                      {"exit status", std::to_string(report.exit_status)},
                      {"distinct", std::to_string(statistics.distinct)},
                      {"generated", std::to_string(statistics.generated)},
                      {"depth", std::to_string(statistics.depth)},
                      {"digest", fmt::format("{:016x}", statistics.digest)},
                      {"reductions", names_at_work(report.reductions)},
                      {"command", command_of(report.request)}};
  suite.cases.push_back(case_of_outcome(report));
  for (const PropertyResult& p : report.result.properties) suite.cases.push_back(case_of(p, report));

  for (const PropertyResult& p : report.result.properties) {
    if (fails(p, report) && !is_expected_to_fail(p, report)) suite.findings.push_back(finding_of(p, report));
  }
  const bool is_interrupted = report.signal != 0;
  const bool is_said = !suite.findings.empty() &&
                       std::all_of(report.expectations.begin(), report.expectations.end(), [](const auto& e) {
                         return e.status != ExpectationStatus::kFailed || e.name == "outcome";
                       });
  if (report.exit_status != kHolds && !is_said && !is_interrupted)
    suite.findings.push_back(finding_of_outcome(report));
  return suite;
}

Suite suite_of_error(const std::string& path, const std::string& message) {
  return {path, true, {}, {{"outcome", CaseStatus::kError, message, "", 0}}, {}, 0};
}

Suite suite_not_begun(const std::string& path) {
  return {path, true, {}, {{"outcome", CaseStatus::kSkipped, "not begun: a signal came first", "", 0}},
          {},   0};
}

std::string text_of_run(const traces::Trace& run, const CheckRequest& request) {
  return traces::to_text(run, request.text) + "\nrepeat with\n  " + command_of(request) + "\n";
}

std::vector<std::string> steps_of(const traces::Trace& run) {
  std::vector<std::string> steps;
  for (const traces::Step& step : run.steps) {
    steps.push_back(fmt::format("{}. {}", steps.size() + 1, step.sentence));
    for (const std::string& note : step.notes) steps.back() += "; " + note;
  }
  if (run.loop && run.loop->from < run.steps.size())
    steps.back() += fmt::format("; and so on for ever, from step {}", run.loop->from + 1);
  return steps;
}

std::string fingerprint_of(const Scenario& scenario, std::string_view rule) {
  using nlohmann::ordered_json;
  const std::string text =
      traces::to_json(record_of(scenario)).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  return fmt::format("{:016x}:{}", XXH3_64bits(text.data(), text.size()), rule);
}

}  // namespace paxoscope::cli
