#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "cli/command_line/command_line.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/command_line/validators.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/suggestion.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

namespace {

struct GraphArguments : ScenarioArguments {
  std::string format = "dot";
  std::string view;
  GraphRequest request;
};

GraphRequest graph_request_of(const GraphArguments& arguments) {
  static constexpr std::array<const char*, 3> kFormats{"dot", "graphml", "json"};
  const auto* const format = std::find(kFormats.begin(), kFormats.end(), arguments.format);
  if (format == kFormats.end()) {
    throw InputError(
        kUsage, "--to: " + unknown("graph format", arguments.format, {kFormats.begin(), kFormats.end()}));
  }
  GraphRequest request = arguments.request;
  request.format = static_cast<GraphFormat>(format - kFormats.begin());
  if (!arguments.view.empty()) request.view = words_of(arguments.view);
  // All that there is, unless something else is asked for.
  request.base = request_of(arguments, "graph", "none");
  refuse_to_overwrite_inputs("--out", request.out_path, arguments.target, request.base.scenario);
  return request;
}

}  // namespace

Command add_graph(CLI::App& app) {
  const auto arguments = std::make_shared<GraphArguments>();
  CLI::App* const graph =
      app.add_subcommand("graph", "Write the state space as a graph, where it is small enough to look at");
  graph->footer(
      "Every state is a vertex, unless --view or --reductions symmetry makes one of several. Steps that "
      "change nothing of a view are left "
      "out.\nExit status 3 where there are too many states or vertices.\n\n" +
      std::string(kStatuses));
  add_scenario(*graph, *arguments, [](const Key& key) {
    return is_of_scenario(key) || key.name == "reductions" || key.name == "max-states";
  });
  graph->get_option("--reductions")
      ->description("symmetry: states that differ only in which acceptor is which are one (default none)")
      ->type_name("none|symmetry");
  graph->add_option("--to", arguments->format, "dot, graphml or json; dot if left out")
      ->type_name("FORMAT")
      ->group("Output");
  graph->add_option("--out", arguments->request.out_path, "where to write it; standard output if left out")
      ->type_name("FILE|-")
      ->group("Output");
  graph
      ->add_option("--view", arguments->view,
                   "look only at these: chosen, promised, p1.phase, …; states in which they are the same are "
                   "one vertex")
      ->type_name("FIELD,…")
      ->group("Output");
  graph
      ->add_option("--max-vertices", arguments->request.vertices_max,
                   "refuse to write more; 1,000 if left out")
      ->type_name("N")
      ->check(whole_number(1, 10'000'000))
      ->group("Limits");
  return {graph, [arguments] { return graph_command(graph_request_of(*arguments)); }};
}

}  // namespace paxoscope::cli
