#include <memory>
#include <string>

#include "cli/command_line/command_line.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"

namespace paxoscope::cli {

namespace {

constexpr const char* kCheckNotes =
    "A scenario file (TOML) has the same keys as the options (but for --set and --check-reductions), after\n"
    "protocol = \"NAME\"; options win over --set, and --set over the file. What is not given has the "
    "default\n"
    "shown.\n";

struct CheckArguments : ScenarioArguments {
  bool checks_reductions = false;
};

}  // namespace

Command add_check(CLI::App& app) {
  const auto arguments = std::make_shared<CheckArguments>();
  CLI::App* const check =
      app.add_subcommand("check", "Explore every reachable state and check the properties");
  check->footer(std::string(kCheckNotes) + "\n" + kStatuses);
  add_scenario(*check, *arguments, [](const Key& /*key*/) { return true; });
  add_telling(*check, arguments->telling);
  check
      ->add_flag("--check-reductions", arguments->checks_reductions,
                 "search with the reductions and without any, to the end, and compare the answers (exit 254 "
                 "if they differ)")
      ->group("Search")
      ->disable_flag_override();
  return {check, [arguments] {
            CheckRequest request = request_of(*arguments, "check");
            request.checks_reductions = arguments->checks_reductions;
            if (request.checks_reductions && request.checkpoint_path) {
              throw InputError(kUsage, "--check-reductions: of the two searches neither writes checkpoints");
            }
            return request.checks_reductions ? check_reductions_command(request) : check_command(request);
          }};
}

}  // namespace paxoscope::cli
