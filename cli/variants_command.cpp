#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/catalogued.hpp"
#include "cli/ci/outputs.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/keys.hpp"
#include "cli/numbers.hpp"
#include "cli/protocol.hpp"
#include "cli/report.hpp"
#include "cli/signals.hpp"
#include "cli/suggestion.hpp"
#include "cli/variant_matrix.hpp"
#include "traces/json.hpp"

namespace paxoscope::cli {

namespace {

using model::Effect;
using model::Variant;
using nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

/// A row of the catalogue, searched again.
struct Row {
  const Variant* variant;
  CheckRequest request;
  CheckResult result;
  Effect effect = Effect::kSafe;
  std::vector<std::string_view> violated;  ///< the properties that fail first, in the scenario's order
  std::uint64_t length = 0;                ///< of the shortest run to any of them
  std::optional<std::uint64_t> witness;    ///< of the shortest run to a chosen value
  double seconds = 0;                      ///< wall clock of the search
};

Row row_of(const Protocol& protocol, const Variant& variant) {
  Row row{&variant, catalogued_request(protocol, variant), {}, Effect::kSafe, {}, 0, std::nullopt, 0};
  const Clock::time_point start = Clock::now();
  row.result = search(row.request);
  row.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::optional<std::uint64_t> shortest;
  bool is_unreachable = false;
  for (const PropertyResult& p : row.result.properties) {
    const bool is_of_choice = p.property->name == std::string_view("value-chosen");
    if (is_of_choice && p.outcome == PropertyOutcome::kReached) row.witness = p.length;
    if (is_of_choice && p.outcome == PropertyOutcome::kUnreachable) is_unreachable = true;
    if (p.outcome != PropertyOutcome::kViolated) continue;
    if (!shortest || *p.length < *shortest) row.violated.clear();
    if (!shortest || *p.length <= *shortest) {
      shortest = p.length;
      row.violated.push_back(p.property->name);
    }
  }
  row.length = shortest.value_or(0);
  if (shortest) {
    row.effect = Effect::kBreaks;
  } else if (is_unreachable) {
    row.effect = Effect::kVacuous;
  }
  return row;
}

bool is_cut(const Row& row) {
  return row.effect != Effect::kBreaks && row.result.stop != checker::StopReason::kExhausted;
}

bool is_as_catalogued(const Row& row) {
  const Variant& v = *row.variant;
  if (is_cut(row) || row.effect != v.effect) return false;
  return v.effect != Effect::kBreaks ||
         (row.violated.front() == v.property && row.length == static_cast<std::uint64_t>(v.length));
}

std::string_view verdict_name(Effect effect) {
  switch (effect) {
    case Effect::kSafe:
      return "holds";
    case Effect::kVacuous:
      return "vacuous";
    case Effect::kBreaks:
      break;
  }
  return "violated";
}

std::string verdict_text(const Row& row) {
  if (row.effect != Effect::kBreaks) return std::string(verdict_name(row.effect));
  std::string properties;
  for (const std::string_view property : row.violated) {
    properties.append(properties.empty() ? "" : ", ").append(property);
  }
  return fmt::format("{} in {} steps", properties, row.length);
}

/// "violated, p2b in 12 steps"
std::string catalogued_text(const Variant& v) {
  return fmt::format(
      "{}{}", verdict_name(v.effect),
      v.effect == Effect::kBreaks ? fmt::format(", {} in {} steps", v.property, v.length) : "");
}

/// What is not as specified: "rule=alternative".
std::vector<std::string> changed_rules(const Row& row) {
  std::vector<std::string> rules;
  for (const model::Choice& choice : row.request.scenario.protocol->choices(row.request.scenario)) {
    if (!choice.alternative->specified) rules.push_back(text_of(choice));
  }
  return rules;
}

struct Tally {
  std::size_t violated = 0, safe = 0, vacuous = 0, different = 0;
};

Tally count(const std::vector<Row>& rows) {
  Tally tally;
  for (const Row& row : rows) {
    ++(row.effect == Effect::kBreaks    ? tally.violated
       : row.effect == Effect::kVacuous ? tally.vacuous
                                        : tally.safe);
    if (!is_as_catalogued(row)) ++tally.different;
  }
  return tally;
}

std::string to_text(const std::vector<Row>& rows) {
  std::string text;
  std::string_view last_protocol;
  for (const Row& row : rows) {
    const Protocol& of_row = *row.request.scenario.protocol;
    if (of_row.name() != last_protocol) {
      last_protocol = of_row.name();
      text += fmt::format("{}variants of {}\n", text.empty() ? "" : "\n", of_row.name());
    }
    text += fmt::format("  {:<32} {:<36} {}\n", row.variant->name, verdict_text(row),
                        bounds_text(row.request.scenario));
    if (is_as_catalogued(row)) continue;
    text += fmt::format("    THE CATALOGUE SAYS: {}\n", catalogued_text(*row.variant));
  }
  const Tally tally = count(rows);
  text += fmt::format("\n{} variants: {} violated, {} hold, {} vacuous; {}\n", rows.size(), tally.violated,
                      tally.safe, tally.vacuous,
                      tally.different == 0 ? "all as the catalogue says"
                                           : fmt::format("{} NOT AS THE CATALOGUE SAYS", tally.different));
  return text;
}

std::string to_markdown(const std::vector<Row>& rows, const std::vector<MatrixRow>& matrix) {
  std::string text;
  std::string_view last_protocol;
  for (const Row& row : rows) {
    const Protocol& of_row = *row.request.scenario.protocol;
    if (of_row.name() != last_protocol) {
      last_protocol = of_row.name();
      text += fmt::format(
          "{}## {}\n\n| variant | rules | what goes wrong | bounds | known from |\n|---|---|---|---|---|\n",
          text.empty() ? "" : "\n", of_row.name());
    }
    const Variant& v = *row.variant;
    std::string rules;
    for (const std::string& rule : changed_rules(row)) {
      rules += fmt::format("{}`{}`", rules.empty() ? "" : " ", rule);
    }
    std::string what = verdict_text(row);
    if (!v.remark.empty()) what += fmt::format(": {}", v.remark);
    text +=
        fmt::format("| **{}**: {} | {} | {} | {} | {} |\n", v.name, v.meaning, rules, what,
                    bounds_text(row.request.scenario), v.source.empty() ? "nobody: measured here" : v.source);
  }
  if (!matrix.empty()) text += "\n## Who catches what\n\n```\n" + to_text(matrix) + "```\n";
  return text;
}

ordered_json to_json(const Row& row) {
  const Variant& v = *row.variant;
  ordered_json json = ordered_json::object();
  json["protocol"] = row.request.scenario.protocol->name();
  json["name"] = v.name;
  json["meaning"] = v.meaning;
  json["source"] = v.source;
  json["rules"] = changed_rules(row);
  json["scenario"] = traces::to_json(record_of(row.request.scenario));
  json["verdict"] = is_cut(row) ? "inconclusive" : verdict_name(row.effect);
  const bool breaks = row.effect == Effect::kBreaks;
  json["property"] = breaks ? ordered_json(row.violated.front()) : ordered_json(nullptr);
  json["properties"] = row.violated;
  json["length"] = breaks ? ordered_json(row.length) : ordered_json(nullptr);
  const bool is_shown = !row.result.counterexamples.empty();
  json["departure"] =
      is_shown ? traces::departure_to_json(row.result.counterexamples.front()) : ordered_json(nullptr);
  json["chosen_in"] = row.witness ? ordered_json(*row.witness) : ordered_json(nullptr);
  json["remark"] = v.remark;
  json["as_catalogued"] = is_as_catalogued(row);
  json["distinct"] = row.result.statistics.distinct;
  json["command"] = command_of(row.request);
  return json;
}

ordered_json to_json(const std::vector<Row>& rows, const std::vector<MatrixRow>& matrix, double seconds) {
  const Tally tally = count(rows);
  ordered_json json = ordered_json::object();
  json["schema_version"] = kVariantsSchemaVersion;
  json["kind"] = "variants";
  json["violated"] = tally.violated;
  json["holds"] = tally.safe;
  json["vacuous"] = tally.vacuous;
  json["not_as_catalogued"] = tally.different;
  json["variants"] = ordered_json::array();
  for (const Row& row : rows) json["variants"].push_back(to_json(row));
  json["matrix"] = matrix.empty() ? ordered_json(nullptr) : to_json(matrix);
  json["seconds"] = to_milliseconds(seconds);
  return json;
}

Case case_of(const Row& row) {
  Case c{std::string(row.variant->name), CaseStatus::kPassed, "", "", row.seconds};
  c.text = fmt::format("{}; {} visited, digest {:016x}\nrepeat with\n  {}\n", verdict_text(row),
                       counted(row.result.statistics.distinct, "state"), row.result.statistics.digest,
                       command_of(row.request));
  if (is_as_catalogued(row)) return c;
  c.status = CaseStatus::kFailed;
  c.message = fmt::format("{}; the catalogue says: {}", verdict_text(row), catalogued_text(*row.variant));
  if (!row.result.counterexamples.empty())
    c.text = text_of_run(row.result.counterexamples.front(), row.request);
  return c;
}

/// Of a row that is not as the catalogue says.
Finding finding_of(const Row& row) {
  Finding finding;
  finding.rule = kAsExpected;
  finding.message = fmt::format("{} of {}: {}.", row.variant->name, row.request.scenario.protocol->name(),
                                case_of(row).message);
  if (!row.result.counterexamples.empty()) finding.steps = steps_of(row.result.counterexamples.front());
  finding.fingerprint = fingerprint_of(row.request.scenario, finding.rule);
  finding.command = command_of(row.request);
  return finding;
}

/// One for each protocol.
std::vector<Suite> suites_of(const std::vector<Row>& rows) {
  std::vector<Suite> suites;
  for (const Row& row : rows) {
    const std::string name = fmt::format("variants of {}", row.request.scenario.protocol->name());
    if (suites.empty() || suites.back().name != name) suites.emplace_back().name = name;
    Suite& suite = suites.back();
    suite.seconds += row.seconds;
    suite.cases.push_back(case_of(row));
    if (!is_as_catalogued(row)) suite.findings.push_back(finding_of(row));
  }
  return suites;
}

}  // namespace

int variants_command(const VariantsRequest& request) {
  const Clock::time_point start = Clock::now();
  std::vector<const Protocol*> wanted(protocols().begin(), protocols().end());
  if (!request.protocol.empty()) {
    const Protocol* const protocol = find_protocol(request.protocol);
    if (protocol == nullptr) {
      throw InputError(kUsage, unknown("protocol", request.protocol, protocol_names()));
    }
    wanted = {protocol};
  }
  const std::vector<std::string> paths{request.json_path, request.markdown_path,
                                       request.junit_path.value_or(""), request.sarif_path.value_or("")};
  refuse_same_outputs(paths, {"variants", true});
  // Opened before the searches, so that a path that cannot be written costs nothing.
  std::list<OutputFile> files;
  for (const std::string* path : {&request.json_path, &request.markdown_path}) {
    if (!path->empty()) files.emplace_back(*path);
  }
  CiOutputs ci(request.junit_path, request.sarif_path);

  std::vector<Row> rows;
  for (const Protocol* protocol : wanted) {
    for (const Variant& variant : protocol->variants()) {
      rows.push_back(row_of(*protocol, variant));
      if (const int signal = caught_signal(); signal != 0) return kInterruptedBase + signal;
    }
  }
  std::vector<MatrixRow> matrix;
  if (request.has_matrix) matrix = variant_matrix(wanted);
  if (const int signal = caught_signal(); signal != 0) return kInterruptedBase + signal;
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();

  OutputAttempts attempts;
  if (std::find(paths.begin(), paths.end(), "-") == paths.end()) {
    attempts.attempt([&] { write_stdout(to_text(rows) + (matrix.empty() ? "" : "\n" + to_text(matrix))); });
  }
  auto file = files.begin();
  if (!request.json_path.empty())
    attempts.attempt([&] { (file++)->write(to_json(rows, matrix, seconds).dump(2) + "\n"); });
  if (!request.markdown_path.empty()) attempts.attempt([&] { file->write(to_markdown(rows, matrix)); });
  const int status = count(rows).different == 0 ? kHolds : kExpectationFailed;
  const std::string command = "paxoscope variants" + (request.protocol.empty() ? "" : " " + request.protocol);
  if (ci.are_wanted()) ci.write({command, status, suites_of(rows)}, attempts);
  attempts.report();
  return status;
}

}  // namespace paxoscope::cli
