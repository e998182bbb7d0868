// The state space as a graph, where it is small enough to look at.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checker/state_graph.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/graph/collapsed_graph.hpp"
#include "cli/graph/graph_formats.hpp"
#include "cli/numbers.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"
#include "cli/suggestion.hpp"
#include "model/catalogue.hpp"
#include "traces/json.hpp"

namespace paxoscope::cli {

namespace {

/// Fields of the view that the model does not have are refused, and those that name an acceptor where acceptors are not told apart.
void require_fields(const GraphView& view, const LiveModel& model,
                    const std::vector<model::Process>& processes) {
  const std::vector<std::string> known = fields_of(model);
  for (const std::string& field : view.fields) {
    if (std::find(known.begin(), known.end(), field) == known.end())
      throw InputError(kUsage, "--view: " + unknown("field", field, known));
    const std::size_t dot = field.find('.');
    if (!view.is_symmetric || dot == std::string::npos) continue;
    const std::string process = field.substr(0, dot);
    const bool is_acceptor = std::any_of(processes.begin(), processes.end(), [&](const model::Process& p) {
      return p.name == process && p.role == "acceptor";
    });
    if (is_acceptor) {
      throw InputError(kScenarioMakesNoSense,
                       fmt::format("--view: with 'symmetry' nobody knows which acceptor is {}; ask for {}",
                                   process, field.substr(dot + 1)));
    }
  }
}

/// Whether symmetry is asked for, and sound: what is drawn is all states, or orbits of them.
bool is_symmetric(const CheckRequest& request) {
  if (request.reductions.kind == ReductionChoice::Kind::kNone) return false;
  const std::vector<PlannedReduction> plan = plan_reductions(request);
  bool is_at_work_here = false;
  for (const PlannedReduction& planned : plan) {
    const bool is_symmetry = planned.reduction->name == model::kAcceptorSymmetry.name;
    if (is_symmetry) is_at_work_here = is_at_work(plan, planned.reduction->name);
    if (!is_symmetry && is_at_work(plan, planned.reduction->name)) {
      throw InputError(
          kUsage, fmt::format("--reductions: a graph shows all states, or with 'symmetry' orbits of them; "
                              "'{}' would leave some out",
                              planned.reduction->name));
    }
  }
  if (!is_at_work_here) {
    const std::vector<std::string> reasons = objections(plan);
    throw InputError(
        kScenarioMakesNoSense,
        fmt::format("--reductions: {}", reasons.empty() ? "there is no symmetry to use" : reasons.front()));
  }
  return true;
}

std::string rendered(const GraphOfStates& graph, const GraphRequest& request, const GraphView& view) {
  if (request.format == GraphFormat::kDot) return graph_to_dot(graph);
  if (request.format == GraphFormat::kGraphMl) return graph_to_graphml(graph);
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  json["schema_version"] = kGraphSchemaVersion;
  json["kind"] = "graph";
  json["scenario"] = traces::to_json(record_of(request.base.scenario));
  json["view"] = view.fields;
  json["symmetric"] = view.is_symmetric;
  json["states"] = graph.states;
  json["transitions"] = graph.transitions;
  json.update(graph_to_json(graph));
  return json.dump(2) + "\n";
}

}  // namespace

int graph_command(const GraphRequest& request) {
  OutputFile out(request.out_path);
  const auto model = request.base.scenario.protocol->open(request.base.scenario);
  const GraphView view{request.view, is_symmetric(request.base)};
  require_fields(view, *model, model->tell({}).processes);
  const std::uint64_t states_max = request.base.states_max.value_or(kGraphStatesMax);
  try {
    const GraphOfStates graph = graph_of(*model, request.base.scenario, view, states_max);
    const std::uint64_t vertices = boost::num_vertices(graph.graph);
    if (vertices > request.vertices_max) {
      throw InputError(
          kInconclusiveBound,
          fmt::format("the graph has {} vertices, and more than {} are too many to look at: collapse "
                      "it with --view{}, or ask for --max-vertices {}",
                      grouped(vertices), grouped(request.vertices_max),
                      view.is_symmetric || model->exchanged(model->initial_state()).empty()
                          ? ""
                          : " or --reductions symmetry",
                      vertices));
    }
    out.write(rendered(graph, request, view));
  } catch (const checker::StatesMaxExceeded& error) {
    throw InputError(kInconclusiveBound,
                     fmt::format("there are more than {} states to make a graph of (--max-states): "
                                 "smaller bounds, or faults that are left out, have fewer",
                                 grouped(error.states_max())));
  }
  return kHolds;
}

}  // namespace paxoscope::cli
