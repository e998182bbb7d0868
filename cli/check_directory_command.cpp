// Every scenario of a folder, one after the other, and whether each comes out as it says.
#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/ci/outputs.hpp"
#include "cli/commands.hpp"
#include "cli/early_end.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/keys.hpp"
#include "cli/numbers.hpp"
#include "cli/report.hpp"
#include "cli/scenario_directory.hpp"
#include "cli/signals.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

namespace {

using nlohmann::ordered_json;

/// A file, and what came of it: a report or a failure, or neither if its turn has not come.
struct Entry {
  std::string path;
  std::optional<CheckRequest> request;
  std::optional<Report> report;
  std::optional<EarlyEnd> failure;
};

template <typename Do>
void attempt(Entry& entry, const Do& act) {
  try {
    act();
  } catch (const std::exception&) {
    entry.failure = early_end_at_hand();
  }
}

/// One folder has one file of results; a file named in a scenario would be written over by the next that names it.
void refuse_outputs(const CheckRequest& request, const std::string& path) {
  const std::vector<NamedOutput> outputs = outputs_of(request);
  if (outputs.empty()) return;
  throw InputError(
      kScenarioMakesNoSense,
      fmt::format("{}: {}: a scenario of a directory writes no file of its own", path, outputs.front().key));
}

std::vector<Entry> read_all(const DirectoryRequest& request) {
  std::vector<Entry> entries;
  for (const ScenarioPlace& place : scenarios_in(request.directory)) {
    Entry& entry = entries.emplace_back(Entry{place.path, {}, {}, {}});
    if (!place.problem.empty()) {
      entry.failure = EarlyEnd{kSystemFailed, place.path + ": " + place.problem};
      continue;
    }
    attempt(entry, [&] {
      entry.request = request.request_of(place.path);
      refuse_outputs(*entry.request, place.path);
    });
    // What is wrong with the command line is not for the file to answer for.
    if (entry.failure && entry.failure->status == kUsage)
      throw InputError(kUsage, place.path + ": " + entry.failure->message);
  }
  if (entries.empty()) {
    throw InputError(kScenarioMakesNoSense,
                     request.directory + ": there is no scenario in it: a file whose name ends in .toml");
  }
  return entries;
}

/// What is written would take the place of what is read, or be read as a scenario the next time.
void refuse_to_write_scenarios(const std::vector<NamedOutput>& outputs, const std::vector<Entry>& entries,
                               const std::string& directory) {
  namespace fs = std::filesystem;
  for (const NamedOutput& output : outputs) {
    for (const Entry& entry : entries) {
      refuse_to_overwrite(output.key, output.path, entry.path);
      if (entry.request) refuse_to_overwrite(output.key, output.path, entry.request->scenario.rules_path);
    }
    if (!output.path.ends_with(".toml")) continue;
    std::error_code unknown;  // what is not there is nowhere
    for (fs::path folder = resolved(output.path, unknown).parent_path(); folder.has_relative_path();
         folder = folder.parent_path()) {
      if (!fs::equivalent(folder, directory, unknown)) continue;
      throw InputError(kUsage, fmt::format("{}: {} would be taken for a scenario of {}", output.key,
                                           output.path, directory));
    }
  }
}

void search(Entry& entry) {
  attempt(entry, [&] {
    require_quorums(*entry.request, "check");
    entry.report = search_and_conclude(*entry.request);
  });
}

bool is_as_expected(const Entry& entry) { return entry.report && entry.report->exit_status == kHolds; }
bool is_begun(const Entry& entry) { return entry.report || entry.failure; }
/// Whether there is a result: it could be searched, and no signal ended that.
bool is_searched(const Entry& entry) { return entry.report && entry.report->signal == 0; }

struct Tally {
  std::size_t as_expected = 0, not_as_expected = 0, failed = 0, not_begun = 0;
};

Tally count(const std::vector<Entry>& entries) {
  Tally tally;
  for (const Entry& entry : entries) {
    ++(is_as_expected(entry) ? tally.as_expected
       : is_searched(entry)  ? tally.not_as_expected
       : is_begun(entry)     ? tally.failed
                             : tally.not_begun);
  }
  return tally;
}

int status_of(const Entry& entry) {
  if (entry.failure) return entry.failure->status;
  if (!is_searched(entry)) return kInterruptedBase + caught_signal();
  return entry.report->exit_status == kHolds ? kHolds : kExpectationFailed;
}

/// The first of these that is the status of an entry; docs/ci.md and README.md promise this order.
int status_of(const std::vector<Entry>& entries) {
  const std::array order{static_cast<int>(kSelfCheckFailed),      kInterruptedBase + caught_signal(),
                         static_cast<int>(kSystemFailed),         static_cast<int>(kFileDoesNotParse),
                         static_cast<int>(kScenarioMakesNoSense), static_cast<int>(kExpectationFailed)};
  for (const int status : order) {
    if (std::any_of(entries.begin(), entries.end(), [&](const Entry& e) { return status_of(e) == status; }))
      return status;
  }
  return kHolds;
}

/// What went wrong, with its place if the message does not begin with it.
std::string problem_of(const Entry& entry) {
  const std::string& message = entry.failure->message;
  return one_line(message.starts_with(entry.path) ? message : entry.path + ": " + message);
}

std::string to_text(const Entry& entry) {
  if (!is_begun(entry)) return {};
  if (entry.failure) return "ERROR   " + problem_of(entry) + "\n";
  const Report& report = *entry.report;
  std::string text = fmt::format("{}  {}: {}", is_as_expected(entry) ? "ok    " : "FAILED",
                                 one_line(entry.path), verdict(report));
  for (const std::string& warning : report.warnings) text += fmt::format("        WARNING: {}\n", warning);
  if (is_as_expected(entry)) return text;
  for (const ExpectationResult& e : report.expectations)
    text += fmt::format("        {}\n", expectation_line(e, report));
  if (!report.request.expectations.outcome && report.result.outcome != checker::Outcome::kHolds) {
    text +=
        fmt::format("        outcome = {}: FAILED, expected holds\n", outcome_name(report.result.outcome));
  }
  return text + fmt::format("        repeat with: {}\n", command_of(report.request));
}

std::string summary(const std::vector<Entry>& entries) {
  const Tally tally = count(entries);
  std::string text =
      fmt::format("\n{}: {} as expected", counted(entries.size(), "scenario"), tally.as_expected);
  if (tally.not_as_expected > 0) text += fmt::format(", {} NOT AS EXPECTED", tally.not_as_expected);
  if (tally.failed > 0) text += fmt::format(", {} NOT SEARCHED TO AN END", tally.failed);
  if (tally.not_begun > 0) text += fmt::format(", {} not begun as a signal came", tally.not_begun);
  return text + "\n";
}

ordered_json to_json(const Entry& entry) {
  ordered_json json = ordered_json::object();
  json["file"] = entry.path;
  json["as_expected"] = is_as_expected(entry);
  json["exit_status"] = entry.report ? entry.report->exit_status : status_of(entry);
  json["error"] = entry.failure ? ordered_json(entry.failure->message) : ordered_json(nullptr);
  json["result"] = entry.report ? to_json(*entry.report) : ordered_json(nullptr);
  return json;
}

std::string to_json(const std::vector<Entry>& entries, const std::string& directory, double seconds) {
  const Tally tally = count(entries);
  ordered_json json = ordered_json::object();
  json["schema_version"] = kDirectorySchemaVersion;
  json["kind"] = "directory";
  json["directory"] = directory;
  json["exit_status"] = status_of(entries);
  json["as_expected"] = tally.as_expected;
  json["not_as_expected"] = tally.not_as_expected;
  json["failed"] = tally.failed;
  json["not_begun"] = tally.not_begun;
  json["scenarios"] = ordered_json::array();
  for (const Entry& entry : entries) json["scenarios"].push_back(to_json(entry));
  json["seconds"] = to_milliseconds(seconds);
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";  // paths may be no UTF-8
}

Results results_of(const std::vector<Entry>& entries, const std::string& directory) {
  Results results{"paxoscope check " + shell_word(directory), status_of(entries), {}};
  for (const Entry& entry : entries) {
    results.suites.push_back(entry.failure  ? suite_of_error(entry.path, problem_of(entry))
                             : entry.report ? suite_of(*entry.report, entry.path)
                                            : suite_not_begun(entry.path));
  }
  return results;
}

}  // namespace

int check_directory_command(const DirectoryRequest& request) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  std::vector<NamedOutput> outputs;
  for (const auto& [key, path] :
       {std::pair("json", &request.json_path), std::pair("junit", &request.junit_path),
        std::pair("sarif", &request.sarif_path)}) {
    if (!*path) continue;
    outputs.push_back({key, **path});
  }
  refuse_same_outputs(outputs, {"check", true});
  std::vector<Entry> entries = read_all(request);
  refuse_to_write_scenarios(outputs, entries, request.directory);
  std::optional<OutputFile> json;
  if (request.json_path) json.emplace(*request.json_path);
  CiOutputs ci(request.junit_path, request.sarif_path);

  const bool tells =
      std::none_of(outputs.begin(), outputs.end(), [](const NamedOutput& o) { return o.path == "-"; });
  OutputAttempts attempts;
  for (Entry& entry : entries) {
    if (!entry.failure && caught_signal() == 0) search(entry);
    // At once: whatever becomes of the others, this has been said.
    if (tells) attempts.attempt([&] { write_stdout(to_text(entry)); });
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (tells) attempts.attempt([&] { write_stdout(summary(entries)); });
  if (json) attempts.attempt([&] { json->write(to_json(entries, request.directory, seconds)); });
  ci.write(results_of(entries, request.directory), attempts);
  attempts.report();
  return status_of(entries);
}

}  // namespace paxoscope::cli
