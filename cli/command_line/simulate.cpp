#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "cli/command_line/command_line.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/command_line/validators.hpp"
#include "cli/commands.hpp"

namespace paxoscope::cli {

namespace {

struct SimulateArguments : ScenarioArguments {
  SimulationRequest request;
};

}  // namespace

Command add_simulate(CLI::App& app) {
  const auto arguments = std::make_shared<SimulateArguments>();
  CLI::App* const simulate = app.add_subcommand(
      "simulate", "Take random walks, for bounds too large to visit every state, until one shows something");
  simulate->footer(
      "What a walk does depends on its number and on the seed alone: the same seed finds the same run on any "
      "machine. What the run\n"
      "does not need is left out before it is shown. A walk that finds nothing proves nothing: exit status "
      "3.\n\n" +
      std::string(kStatuses));
  add_scenario(*simulate, *arguments, [](const Key& key) {
    return is_of_scenario(key) || key.name == "workers" || key.name == "json" || key.name == "trace-out" ||
           key.name == "assume-quorums";
  });
  add_telling(*simulate, arguments->telling);
  simulate->add_option("--seed", arguments->request.seed, "which walks are taken; 1 if left out")
      ->type_name("N")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
      ->group("Walks");
  simulate
      ->add_option("--steps", arguments->request.steps, "at most so many steps in a walk; 200 if left out")
      ->type_name("N")
      ->check(whole_number(1, 100'000))
      ->group("Walks");
  simulate->add_option("--runs", arguments->request.runs, "at most so many walks; 10,000 if left out")
      ->type_name("N")
      ->check(whole_number(1, 1'000'000'000'000))
      ->group("Walks");
  return {simulate, [arguments] {
            SimulationRequest request = arguments->request;
            request.base = request_of(*arguments, "simulate");
            return simulate_command(request);
          }};
}

}  // namespace paxoscope::cli
