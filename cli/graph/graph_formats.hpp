// A graph of states for those who draw and read graphs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/graph/collapsed_graph.hpp"

namespace paxoscope::cli {

/// For Graphviz. Where a property fails a vertex is red, where a value is chosen golden; that of the initial state has a double border.
std::string graph_to_dot(const GraphOfStates& graph);

/// GraphML, which most programs for graphs read.
std::string graph_to_graphml(const GraphOfStates& graph);

/// `vertices` and `edges` of docs/schemas/graph.schema.json.
nlohmann::ordered_json graph_to_json(const GraphOfStates& graph);

}  // namespace paxoscope::cli
