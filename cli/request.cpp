#include "cli/request.hpp"

#include <fmt/format.h>

#include "checker/worker_pool.hpp"
#include "cli/errors.hpp"
#include "cli/protocol.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

checker::SearchOptions search_options_of(const CheckRequest& request) {
  checker::SearchOptions options;
  options.workers = request.workers.value_or(checker::processors());
  options.store = request.store;
  options.violations_max = request.errors_max;
  checker::Limits& limits = options.limits;
  if (request.states_max) limits.states_max = *request.states_max;
  if (request.depth_max) limits.depth_max = *request.depth_max;
  if (request.memory_bytes_max) limits.memory_bytes_max = *request.memory_bytes_max;
  if (request.timeout) limits.time_max = *request.timeout;
  if (request.disk_bytes_max) limits.disk_bytes_max = *request.disk_bytes_max;
  options.spill_folder = request.spill_folder;
  const auto& properties = request.scenario.properties;
  const bool shows_witnesses =
      request.scenario.properties_chosen &&
      std::any_of(properties.begin(), properties.end(), [](const invariants::Property* property) {
        return property->kind == invariants::Kind::kWitness;
      });
  options.saves_end = request.certificate_path || shows_witnesses;
  // A count of the whole space can only be checked by visiting it.
  options.stops_at_witnesses = !counts_are_expected(request.expectations);
  return options;
}

namespace {

std::vector<Argument> arguments_of(const Scenario& scenario) {
  std::vector<Argument> arguments;
  const Protocol& protocol = *scenario.protocol;
  if (protocol.network() != kAsynchronous) arguments.push_back({"network", std::string(protocol.network())});
  for (std::size_t i = 0; i < protocol.parameters().size(); ++i)
    arguments.push_back({std::string(protocol.parameters()[i].name), setting_text(scenario, i)});
  arguments.push_back({"variant", scenario.variant});
  for (const model::Choice& change : scenario.changes) arguments.push_back({"rule", text_of(change)});
  if (!scenario.rules_path.empty()) arguments.push_back({"rules", scenario.rules_path});
  if (scenario.properties_chosen) {
    for (const invariants::Property* property : scenario.properties)
      arguments.push_back({"property", std::string(property->name)});
  }
  return arguments;
}

std::string words_with(const Protocol& protocol, const std::vector<Argument>& arguments) {
  std::string words(protocol.name());
  for (const Argument& argument : arguments) {
    words += " --" + argument.key;
    if (argument.value.empty()) continue;
    // Only a path can be anything.
    const bool is_path = argument.key == "rules" || argument.key == "spill";
    words += " " + (is_path ? shell_word(argument.value) : argument.value);
  }
  return words;
}

}  // namespace

std::vector<Argument> arguments_of(const CheckRequest& request) {
  std::vector<Argument> arguments = arguments_of(request.scenario);
  const auto add = [&](const char* key, std::string value = {}) {
    arguments.push_back({key, std::move(value)});
  };
  add("reductions", text_of(request.reductions));
  if (request.assumes_quorums) add("assume-quorums");
  if (request.checks_reductions) add("check-reductions");
  if (request.store == checker::StoreKind::kFingerprint) add("store", "fingerprint");
  if (request.errors_max != 1) add("max-errors", std::to_string(request.errors_max));
  if (request.states_max) add("max-states", std::to_string(*request.states_max));
  if (request.depth_max) add("max-depth", std::to_string(*request.depth_max));
  if (request.timeout) add("timeout", fmt::format("{}ms", request.timeout->count()));
  if (request.memory_bytes_max) add("memory", std::to_string(*request.memory_bytes_max));
  if (!request.spill_folder.empty()) add("spill", request.spill_folder);
  if (request.disk_bytes_max) add("disk", std::to_string(*request.disk_bytes_max));
  const std::vector<Argument> expected = arguments_of(request.expectations);
  arguments.insert(arguments.end(), expected.begin(), expected.end());
  return arguments;
}

std::string scenario_words(const Scenario& scenario) {
  return words_with(*scenario.protocol, arguments_of(scenario));
}

void require_quorums(const CheckRequest& request, std::string_view command) {
  if (request.assumes_quorums) return;
  const std::vector<std::string> broken = broken_intersections(request.scenario, true);
  if (broken.empty()) return;
  throw InputError(kExpectationFailed,
                   fmt::format("{}: {}; --assume-quorums searches all the same", command, broken.front()));
}

std::string command_of(const CheckRequest& request) {
  return "paxoscope check " + words_with(*request.scenario.protocol, arguments_of(request));
}

std::vector<NamedOutput> outputs_of(const CheckRequest& request) {
  std::vector<NamedOutput> outputs;
  const auto add = [&](const char* key, const std::optional<std::string>& path) {
    if (path) outputs.push_back({key, *path});
  };
  add("json", request.json_path);
  add("junit", request.junit_path);
  add("sarif", request.sarif_path);
  for (const TraceOutput& output : request.trace_outputs) add("trace-out", output.path);
  add("checkpoint", request.checkpoint_path);
  add("certificate", request.certificate_path);
  add("history", request.history_path);
  return outputs;
}

}  // namespace paxoscope::cli
