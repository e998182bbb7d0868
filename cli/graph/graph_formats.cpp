#include "cli/graph/graph_formats.hpp"

#include <boost/graph/graphml.hpp>
#include <boost/graph/graphviz.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <boost/range/iterator_range.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace paxoscope::cli {

namespace {

using nlohmann::ordered_json;

std::string lines(const std::vector<std::string>& items) { return fmt::format("{}", fmt::join(items, "\n")); }

/// The first actions of an edge, and how many more there are.
std::string edge_label(const GraphEdge& edge) {
  constexpr std::size_t kShown = 2;
  std::vector<std::string> shown(
      edge.actions.begin(),
      edge.actions.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, edge.actions.size())));
  if (edge.actions.size() > kShown) shown.push_back(fmt::format("and {} more", edge.actions.size() - kShown));
  return lines(shown);
}

std::string vertex_label(const GraphVertex& vertex) {
  std::vector<std::string> all = vertex.label;
  if (all.empty()) all.emplace_back(vertex.is_initial ? "the beginning" : "as at the beginning");
  if (vertex.states > 1) all.push_back(fmt::format("({} states)", vertex.states));
  return lines(all);
}

}  // namespace

std::string graph_to_dot(const GraphOfStates& graph) {
  std::ostringstream out;
  boost::write_graphviz(
      out, graph.graph,
      [&](std::ostream& node, CollapsedGraph::vertex_descriptor v) {
        const GraphVertex& vertex = graph.graph[v];
        node << "[label=" << boost::escape_dot_string(vertex_label(vertex));
        if (vertex.is_initial) node << ", peripheries=2";
        if (!vertex.violates.empty()) {
          node << R"(, style=filled, fillcolor="#fdeceb", color="#b3261e", penwidth=2)";
        } else if (!vertex.chosen.empty()) {
          node << R"(, style=filled, fillcolor="#fff3d6")";
        }
        node << "]";
      },
      [&](std::ostream& line, CollapsedGraph::edge_descriptor e) {
        line << "[label=" << boost::escape_dot_string(edge_label(graph.graph[e])) << "]";
      },
      [](std::ostream& whole) {
        whole << "node [shape=box, fontname=\"sans-serif\", fontsize=10];\n"
              << "edge [fontname=\"sans-serif\", fontsize=9];\n";
      });
  return out.str();
}

std::string graph_to_graphml(const GraphOfStates& graph) {
  const CollapsedGraph& g = graph.graph;
  const auto of_vertices = [&](const auto& value) {
    return boost::make_function_property_map<CollapsedGraph::vertex_descriptor>(
        [&g, value](CollapsedGraph::vertex_descriptor v) { return value(g[v]); });
  };
  boost::dynamic_properties properties;
  properties.property("label", of_vertices([](const GraphVertex& v) { return vertex_label(v); }));
  properties.property("depth", of_vertices([](const GraphVertex& v) { return v.depth; }));
  properties.property("states", of_vertices([](const GraphVertex& v) { return v.states; }));
  properties.property("initial", of_vertices([](const GraphVertex& v) { return v.is_initial; }));
  properties.property("terminal", of_vertices([](const GraphVertex& v) { return v.is_terminal; }));
  properties.property("chosen", of_vertices([](const GraphVertex& v) { return lines(v.chosen); }));
  properties.property("violates", of_vertices([](const GraphVertex& v) { return lines(v.violates); }));
  properties.property("actions",
                      boost::make_function_property_map<CollapsedGraph::edge_descriptor>(
                          [&g](CollapsedGraph::edge_descriptor e) { return lines(g[e].actions); }));
  std::ostringstream out;
  boost::write_graphml(out, g, properties, true);
  return out.str();
}

ordered_json graph_to_json(const GraphOfStates& graph) {
  ordered_json json{{"vertices", ordered_json::array()}, {"edges", ordered_json::array()}};
  for (const auto v : boost::make_iterator_range(boost::vertices(graph.graph))) {
    const GraphVertex& vertex = graph.graph[v];
    json["vertices"].push_back({{"vertex", v},
                                {"label", vertex.label},
                                {"states", vertex.states},
                                {"depth", vertex.depth},
                                {"initial", vertex.is_initial},
                                {"terminal", vertex.is_terminal},
                                {"chosen", vertex.chosen},
                                {"violates", vertex.violates}});
  }
  for (const auto e : boost::make_iterator_range(boost::edges(graph.graph))) {
    json["edges"].push_back({{"source", boost::source(e, graph.graph)},
                             {"target", boost::target(e, graph.graph)},
                             {"actions", graph.graph[e].actions}});
  }
  return json;
}

}  // namespace paxoscope::cli
