#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <system_error>

#include "cli/certificate/certificate.hpp"
#include "cli/command_line/command_line.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/protocol.hpp"

namespace paxoscope::cli {

namespace {

constexpr const char* kCheckNotes =
    "A scenario file (TOML) has the same keys as the options (but for --set and --check-reductions), after\n"
    "protocol = \"NAME\"; options win over --set, and --set over the file. What is not given has the "
    "default\n"
    "shown. Every scenario file in a directory is checked; docs/ci.md says how to have that done by a CI\n"
    "system.\n";

struct CheckArguments : ScenarioArguments {
  bool checks_reductions = false;
};

/// Whether the target is a folder of scenarios. The name of a protocol is one whatever there is in the working directory.
bool is_directory(const std::string& target) {
  std::error_code unknown;
  return find_protocol(target) == nullptr && std::filesystem::is_directory(target, unknown);
}

/// What is written is of the whole directory; all else that is given is given to each of its scenarios.
int check_directory(const ScenarioArguments& arguments, bool checks_reductions) {
  const auto refuse = [](const std::string& option) {
    throw InputError(kUsage, fmt::format("check: {} is of one scenario, and not of a directory", option));
  };
  if (checks_reductions) refuse("--check-reductions");
  for (const char* const key : {"trace-out", "checkpoint", "certificate", "history"}) {
    const auto given = arguments.options.find(key);
    if (given != arguments.options.end() && !given->second.empty()) refuse(fmt::format("--{}", key));
  }
  DirectoryRequest request;
  request.directory = arguments.target;
  request.json_path = path_of(arguments.options, "json");
  request.junit_path = path_of(arguments.options, "junit");
  request.sarif_path = path_of(arguments.options, "sarif");
  ScenarioArguments of_each = arguments;
  for (const char* const key : {"json", "junit", "sarif"}) of_each.options.erase(key);
  request.request_of = [of_each](const std::string& path) {
    ScenarioArguments of_one = of_each;
    of_one.target = path;
    return request_of(of_one, "check");
  };
  return check_directory_command(request);
}

}  // namespace

Command add_check(CLI::App& app) {
  const auto arguments = std::make_shared<CheckArguments>();
  CLI::App* const check =
      app.add_subcommand("check", "Explore every reachable state and check the properties");
  check->footer(std::string(kCheckNotes) + "\n" + kStatuses);
  add_scenario(*check, *arguments, [](const Key& /*key*/) { return true; });
  check->get_option("target")
      ->description("a protocol (see 'list protocols'), a scenario file, or a directory with such files")
      ->type_name("PROTOCOL|FILE.toml|DIR");
  add_telling(*check, arguments->telling);
  check
      ->add_flag("--check-reductions", arguments->checks_reductions,
                 "search with the reductions and without any, to the end, and compare the answers (exit 254 "
                 "if they differ)")
      ->group("Search")
      ->disable_flag_override();
  return {check, [arguments] {
            if (is_directory(arguments->target))
              return check_directory(*arguments, arguments->checks_reductions);
            CheckRequest request = request_of(*arguments, "check");
            request.checks_reductions = arguments->checks_reductions;
            prepare_for_certificate(request);
            if (request.checks_reductions && request.checkpoint_path)
              throw InputError(kUsage, "--check-reductions: of the two searches neither writes checkpoints");
            if (request.checks_reductions) return check_reductions_command(request);
            return check_command(request, looks_like_file(arguments->target) ? arguments->target : "");
          }};
}

}  // namespace paxoscope::cli
