#include "cli/command_line/scenario_options.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <utility>

#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/protocol.hpp"
#include "cli/suggestion.hpp"

namespace paxoscope::cli {

namespace {

/// The value of a key that takes one.
const std::string& only(const std::vector<std::string>& values, const Source& source) {
  if (values.size() > 1)
    throw source.misspelt(fmt::format("is given {} times; it takes one value", values.size()));
  return values.front();
}

/// Whether an output would be in a folder, whatever links lead there.
bool is_in(const std::string& output, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code unknown;  // what is not there is nowhere
  const fs::path path = resolved(output, unknown);
  return output != "-" && fs::equivalent(path.parent_path(), folder, unknown);
}

/// Where an output would take the place of what is read, or be among the files of the checkpoint.
void refuse_outputs(const CheckRequest& request, const std::string& target) {
  for (const NamedOutput& output : outputs_of(request)) {
    refuse_to_overwrite_inputs(output.key, output.path, target, request.scenario);
    if (request.checkpoint_path && is_in(output.path, *request.checkpoint_path)) {
      throw InputError(kUsage,
                       fmt::format("{}: {} is in the folder of the checkpoint, which is for that alone",
                                   output.key, output.path));
    }
  }
}

}  // namespace

bool looks_like_file(const std::string& target) {
  return target.ends_with(".toml") || target.find('/') != std::string::npos;
}

void refuse_to_overwrite_inputs(const std::string& option, const std::string& output,
                                const std::string& target, const Scenario& scenario) {
  if (looks_like_file(target)) refuse_to_overwrite(option, output, target);
  refuse_to_overwrite(option, output, scenario.rules_path);
}

std::optional<std::string> path_of(const KeyValues& options, const std::string& key) {
  const auto given = options.find(key);
  if (given == options.end() || given->second.empty()) return std::nullopt;
  const Source source{"--" + key, true};
  const std::string& path = only(given->second, source);
  if (path.empty()) throw source.misspelt("'' is not the name of a file");
  return path;
}

bool is_of_scenario(const Key& key) {
  return key.group == "Bounds" || key.group == "Network" || key.group == "Properties" ||
         key.group == "Protocol";
}

CLI::Option* add_repeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                            const std::string& meaning) {
  return command.add_option(name, values, meaning)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

void add_keys(CLI::App& command, KeyValues& options, const IsWanted& wanted) {
  for (const Key& key : keys()) {
    if (!wanted(key)) continue;
    if (key.placeholder.empty()) {
      command
          .add_flag_callback(
              "--" + key.name, [&values = options[key.name]] { values = {"true"}; }, key.meaning)
          ->group(key.group)
          ->disable_flag_override();
      continue;
    }
    // How often is for set_key to judge.
    add_repeatable(command, "--" + key.name, options[key.name], key.meaning)
        ->type_name(key.placeholder)
        ->group(key.group);
  }
}

void add_scenario(CLI::App& command, ScenarioArguments& arguments, const IsWanted& wanted) {
  command.add_option("target", arguments.target, "a protocol (see 'list protocols') or a scenario file")
      ->type_name("PROTOCOL|FILE.toml")
      ->required();
  add_keys(command, arguments.options, wanted);
  add_repeatable(command, "--set", arguments.assignments, "set a key of the scenario; repeatable")
      ->type_name("KEY=VALUE")
      ->group("Scenario");
}

void set_key(RequestBuilder& builder, const std::string& name, const std::vector<std::string>& values,
             const Source& source) {
  const auto key = std::find_if(keys().begin(), keys().end(), [&](const Key& k) { return k.name == name; });
  if (key != keys().end() && key->is_repeatable) return builder.set(name, {values, false}, source);
  builder.set(name, {only(values, source), false}, source);
}

void refuse_liveness(const Scenario& scenario, std::string_view command) {
  if (command == "check" || !asks_for_liveness(scenario)) return;
  throw InputError(kScenarioMakesNoSense,
                   fmt::format("{}: property '{}' is about runs without end: only check looks for those",
                               command, invariants::kTermination.name));
}

std::optional<GivenNetwork> network_of(const KeyValues& options,
                                       const std::vector<std::string>& assignments) {
  const std::string key(kNetworkKey);
  std::optional<GivenNetwork> network;
  const std::string assigned = key + "=";
  for (const std::string& assignment : assignments) {
    if (assignment.starts_with(assigned))
      network = {{assignment.substr(assigned.size()), false}, {"--set " + key, false}};
  }
  const auto given = options.find(key);
  if (given == options.end() || given->second.empty()) return network;
  const Source source{"--" + key, true};
  return GivenNetwork{{only(given->second, source), false}, source};
}

CheckRequest request_of(const ScenarioArguments& arguments, const char* command, const char* reductions) {
  RequestBuilder builder;
  const std::optional<GivenNetwork> network = network_of(arguments.options, arguments.assignments);
  if (looks_like_file(arguments.target)) {
    read_scenario_file(arguments.target, builder, network);
  } else {
    if (find_protocol(arguments.target) == nullptr) {
      throw InputError(kUsage, unknown("protocol", arguments.target, protocol_names()) +
                                   " (a scenario file ends in .toml)");
    }
    builder.set_protocol(arguments.target, {command, true});
    if (network) builder.set_network(network->value, network->source);
  }
  if (reductions != nullptr) builder.set("reductions", {std::string(reductions), false}, {command, true});
  // By key, in the order in which the keys are first named.
  std::vector<std::pair<std::string, std::vector<std::string>>> assigned;
  for (const std::string& assignment : arguments.assignments) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos) {
      throw InputError(kUsage, "--set: '" + assignment + "' is not KEY=VALUE, such as acceptors=5");
    }
    const std::string key = assignment.substr(0, equals);
    if (key == kNetworkKey) continue;  // it came first
    auto found =
        std::find_if(assigned.begin(), assigned.end(), [&](const auto& a) { return a.first == key; });
    if (found == assigned.end()) found = assigned.insert(found, {key, {}});
    found->second.push_back(assignment.substr(equals + 1));
  }
  for (const auto& [key, values] : assigned) set_key(builder, key, values, {"--set " + key, false});
  for (const Key& key : keys()) {
    const auto given = arguments.options.find(key.name);
    if (given == arguments.options.end() || given->second.empty() || key.name == kNetworkKey) continue;
    set_key(builder, key.name, given->second, {"--" + key.name, true});
  }
  const bool is_file = looks_like_file(arguments.target);
  CheckRequest request = builder.finish({is_file ? arguments.target : command, !is_file});
  refuse_liveness(request.scenario, command);
  const std::string_view given(command);
  if (request.certificate_path && given != "check" && given != "resume") {
    throw InputError(kScenarioMakesNoSense,
                     fmt::format("{}: certificate: only check visits every state, and writes one", command));
  }
  request.text = text_options_of(arguments.telling);
  refuse_outputs(request, arguments.target);
  return request;
}

}  // namespace paxoscope::cli
