#include <fmt/format.h>
#include <memory>
#include <string>

#include "cli/command_line/command_line.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/command_line/validators.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"

namespace paxoscope::cli {

namespace {

struct ExploreArguments : ScenarioArguments {
  ExploreRequest request;
};

ExploreRequest explore_request_of(const ExploreArguments& arguments) {
  ExploreRequest request = arguments.request;
  if (request.trace_path.empty()) {
    if (arguments.target.empty()) {
      throw InputError(kUsage,
                       "explore: what? A protocol, a scenario file, or a saved run with --trace FILE");
    }
    request.scenario = request_of(arguments, "explore").scenario;
    return request;
  }
  const auto refuse = [](const std::string& what) {
    throw InputError(kUsage, fmt::format("--trace: the run brings its scenario with it; leave out {}", what));
  };
  if (!arguments.target.empty()) refuse(arguments.target);
  if (!arguments.assignments.empty()) refuse("--set");
  if (request.initial_state) refuse("--initial-state");
  for (const auto& [key, values] : arguments.options) {
    if (!values.empty()) refuse("--" + key);
  }
  return request;
}

}  // namespace

Command add_explore(CLI::App& app) {
  const auto arguments = std::make_shared<ExploreArguments>();
  CLI::App* const explore = app.add_subcommand(
      "explore", "Serve a page on this machine on which to walk through the states of a scenario");
  explore->footer(
      "The page is at http://127.0.0.1:PORT/, for browsers on this machine only, until Ctrl-C.\n\n" +
      std::string(kStatuses));
  add_scenario(*explore, *arguments, is_of_scenario);
  explore->get_option("target")->required(false);
  explore
      ->add_option("--port", arguments->request.port,
                   "where it is served; 0 is any that is free; 8080 if left out")
      ->type_name("N")
      ->check(whole_number(0, 65535))
      ->group("Server");
  explore
      ->add_option("--trace", arguments->request.trace_path,
                   "a saved run to jump along, as 'replay' reads it; its scenario is explored")
      ->type_name("FILE")
      ->group("Server");
  explore
      ->add_option(
          "--initial-state", arguments->request.initial_state,
          "where it begins, of several initial states: counted from 0, as saved runs say it; 0 if left out")
      ->type_name("N")
      ->check(whole_number(0, 1'000'000))
      ->group("Server");
  return {explore, [arguments] { return explore_command(explore_request_of(*arguments)); }};
}

}  // namespace paxoscope::cli
