#include "traces/dot.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>
#include <fmt/format.h>
#include <sstream>

#include "traces/causal_order.hpp"
#include "traces/diagram.hpp"
#include "traces/loop.hpp"
#include "traces/wrap.hpp"

namespace paxoscope::traces {

namespace {

/// Not directedS, whose edges are listed by an iterator that g++ 12 takes for uninitialized.
using DrawnGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

constexpr std::size_t kLabelColumns = 34;

std::string label_of(std::size_t step, const std::string& sentence) {
  std::string text = fmt::format("{}.", step + 1);
  bool is_first = true;
  for (const std::string& line : wrapped(sentence, kLabelColumns)) {
    text += (is_first ? " " : "\n") + line;
    is_first = false;
  }
  return text;
}

/// What there is to see, and how it goes on.
std::string title_of(const Trace& trace, const Diagram& diagram) {
  std::string title = "happens-before in a run that " + diagram.verdict;
  if (!trace.loop) return title;
  if (!repeats_after(trace)) return title + "\nat its end " + end_of_loop(trace);
  return fmt::format("{}\n{} {} (two frames)", title, repeated_steps(trace), for_ever(*trace.loop));
}

}  // namespace

std::string to_dot(const Trace& trace) {
  const CausalOrder order(trace);
  const Diagram diagram = diagram_of(trace);
  DrawnGraph graph(order.steps());
  for (const auto& [before, after] : order.covering()) boost::add_edge(before, after, graph);
  const auto from = repeats_after(trace);
  std::ostringstream out;
  boost::write_graphviz(
      out, graph,
      [&](std::ostream& node, DrawnGraph::vertex_descriptor step) {
        const Row& row = diagram.rows[step];
        node << "[label=" << boost::escape_dot_string(label_of(step, trace.steps[step].sentence));
        if (row.is_wrong) node << ", color=\"#b3261e\", penwidth=2";
        if (!row.chosen.empty()) node << ", style=filled, fillcolor=\"#fff3d6\"";
        if (from && step >= *from) node << ", peripheries=2";
        if (!row.is_needed) node << ", fontcolor=\"#5d6672\", style=dashed";
        node << "]";
      },
      boost::default_writer(),
      [&](std::ostream& of_graph) {
        of_graph << "node [shape=box, fontname=\"sans-serif\", fontsize=10];\n"
                 << "label=" << boost::escape_dot_string(title_of(trace, diagram)) << ";\n";
      });
  return out.str();
}

}  // namespace paxoscope::traces
