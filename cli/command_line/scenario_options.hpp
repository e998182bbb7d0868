// The options that say which scenario a command works on.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_line/telling.hpp"
#include "cli/keys.hpp"

namespace paxoscope::cli {

/// What is given for each key.
using KeyValues = std::map<std::string, std::vector<std::string>>;
using IsWanted = std::function<bool(const Key&)>;

/// What a command that works on a scenario is given.
struct ScenarioArguments {
  std::string target;
  std::vector<std::string> assignments;
  KeyValues options;
  TellingArguments telling;
};

/// Whether a target is a scenario file and not the name of a protocol.
bool looks_like_file(const std::string& target);

/// Throws InputError if what `option` is to write, at `output`, would take the place of what is read: the target, if it is a file, and that of rules.
void refuse_to_overwrite_inputs(const std::string& option, const std::string& output,
                                const std::string& target, const Scenario& scenario);

/// The file that an option names, or nothing. Throws InputError if it names none, or several.
std::optional<std::string> path_of(const KeyValues& options, const std::string& key);

/// Whether a key says what is checked, and not how.
bool is_of_scenario(const Key& key);

/// An option that may be given again: each time it takes one value.
CLI::Option* add_repeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                            const std::string& meaning);

/// Adds options for those keys that are `wanted`. What they fill must live until the command line is read.
void add_keys(CLI::App& command, KeyValues& options, const IsWanted& wanted);

/// Adds the target and the keys that are `wanted`.
void add_scenario(CLI::App& command, ScenarioArguments& arguments, const IsWanted& wanted);

/// The network that is asked for, by an option or by --set. Throws InputError if there are two.
std::optional<GivenNetwork> network_of(const KeyValues& options, const std::vector<std::string>& assignments);

/// Throws InputError if what is asked is about runs without end and `command` is not the one that looks for them.
void refuse_liveness(const Scenario& scenario, std::string_view command);

/// Sets a key to all the values that were given for it. Throws InputError.
void set_key(RequestBuilder& builder, const std::string& name, const std::vector<std::string>& values,
             const Source& source);

/// `reductions` are those that are on where nothing else is said; of the key's own default if null. Throws InputError.
CheckRequest request_of(const ScenarioArguments& arguments, const char* command,
                        const char* reductions = nullptr);

}  // namespace paxoscope::cli
