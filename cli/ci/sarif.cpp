#include "cli/ci/sarif.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <system_error>

#include "invariants/property.hpp"

namespace paxoscope::cli {

namespace {

using nlohmann::ordered_json;

/// A message as the standard wants it (3.11): braces would enclose the number of an argument, brackets the text of a link.
ordered_json message(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '{' || c == '}') escaped += c;
    if (c == '[' || c == ']' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return {{"text", escaped}};
}

ordered_json rule(std::string_view id, const std::string& statement, const std::string& help) {
  return {{"id", id},
          {"shortDescription", {{"text", statement}}},
          {"fullDescription", {{"text", statement}}},
          {"help", {{"text", help}}},
          {"defaultConfiguration", {{"level", "error"}}}};
}

/// One for each property, whatever is checked, and one for all that is about none.
ordered_json rules() {
  ordered_json all = ordered_json::array();
  for (const invariants::Property* property : invariants::named_properties()) {
    const std::string statement = fmt::format("{}: {}.", property->name, property->statement);
    all.push_back(
        rule(property->name, statement,
             fmt::format("{} From: {}. The steps of a result are a shortest run that shows it; its property "
                         "command repeats the search.",
                         statement, property->source)));
  }
  all.push_back(
      rule(kAsExpected, "What comes of a search is what was expected.",
           "A scenario says with expect-outcome and the other keys that begin with expect- what comes of "
           "it; one that says nothing is expected to hold. The result says what came instead. Where that is "
           "right, the scenario is to be changed."));
  return all;
}

std::size_t index_of(const std::string& rule) {
  const auto& properties = invariants::named_properties();
  std::size_t index = 0;
  while (index < properties.size() && properties[index]->name != rule) ++index;
  return index;
}

/// Where a suite is: the first line of its file, or a place in no file.
ordered_json location_of(const Suite& suite) {
  if (suite.is_file) {
    return {{"physicalLocation",
             {{"artifactLocation", {{"uri", uri_of(suite.name)}}}, {"region", {{"startLine", 1}}}}}};
  }
  ordered_json place = ordered_json::object();
  place["fullyQualifiedName"] = suite.name;
  place["kind"] = "scenario";
  ordered_json location = ordered_json::object();
  location["logicalLocations"] = ordered_json::array({std::move(place)});
  return location;
}

ordered_json code_flow(const Finding& finding, const Suite& suite) {
  ordered_json locations = ordered_json::array();
  for (const std::string& step : finding.steps) {
    ordered_json location = location_of(suite);
    location["message"] = message(step);
    locations.push_back({{"executionOrder", locations.size() + 1}, {"location", std::move(location)}});
  }
  ordered_json thread_flow = ordered_json::object();
  thread_flow["locations"] = std::move(locations);
  ordered_json flow = ordered_json::object();
  flow["threadFlows"] = ordered_json::array({std::move(thread_flow)});
  return flow;
}

ordered_json result(const Finding& finding, const Suite& suite) {
  ordered_json json = ordered_json::object();
  json["ruleId"] = finding.rule;
  json["ruleIndex"] = index_of(finding.rule);
  json["level"] = finding.is_violation ? "error" : "warning";
  json["message"] = message(finding.message);
  json["locations"] = ordered_json::array({location_of(suite)});
  if (!finding.steps.empty()) json["codeFlows"] = ordered_json::array({code_flow(finding, suite)});
  json["partialFingerprints"] = {{"scenarioAndRule/v1", finding.fingerprint}};
  json["properties"] = {{"command", finding.command}};
  return json;
}

/// What could not be run, or not to its end.
ordered_json notifications(const Results& results) {
  ordered_json all = ordered_json::array();
  for (const Suite& suite : results.suites) {
    for (const Case& c : suite.cases) {
      const bool is_open = suite.is_file && c.status == CaseStatus::kSkipped && suite.cases.size() == 1;
      if (c.status != CaseStatus::kError && !is_open) continue;
      ordered_json notification = ordered_json::object();
      notification["level"] = "error";
      notification["message"] = message(c.message);
      notification["locations"] = ordered_json::array({location_of(suite)});
      all.push_back(std::move(notification));
    }
  }
  return all;
}

}  // namespace

std::string uri_of(const std::string& path) {
  namespace fs = std::filesystem;
  fs::path place = fs::path(path).lexically_normal();
  std::string uri;
  if (place.is_absolute()) {
    std::error_code unknown;
    const fs::path relative = place.lexically_relative(fs::current_path(unknown));
    if (unknown || relative.empty() || *relative.begin() == "..") {
      uri = "file://";
    } else {
      place = relative;
    }
  }
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  for (const char c : place.string()) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

std::string to_sarif(const Results& results) {
  ordered_json run = ordered_json::object();
  run["tool"] = ordered_json::object();
  run["tool"]["driver"] = {{"name", "Paxoscope"}, {"version", PAXOSCOPE_VERSION}, {"rules", rules()}};
  const ordered_json problems = notifications(results);
  ordered_json invocation = ordered_json::object();
  invocation["commandLine"] = results.command;
  invocation["exitCode"] = results.exit_status;
  invocation["executionSuccessful"] = problems.empty();
  invocation["toolExecutionNotifications"] = problems;
  run["invocations"] = ordered_json::array({std::move(invocation)});
  run["artifacts"] = ordered_json::array();
  run["results"] = ordered_json::array();
  for (const Suite& suite : results.suites) {
    if (suite.is_file) {
      run["artifacts"].push_back(
          {{"location", {{"uri", uri_of(suite.name)}}}, {"roles", ordered_json::array({"analysisTarget"})}});
    }
    for (const Finding& finding : suite.findings) run["results"].push_back(result(finding, suite));
  }
  ordered_json json = ordered_json::object();
  json["$schema"] =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  json["version"] = "2.1.0";
  json["runs"] = ordered_json::array({std::move(run)});
  // A path may hold what is no UTF-8, and shows as U+FFFD there.
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace paxoscope::cli
