// The state space of a model as a graph to look at: states that look the same are one vertex.
#pragma once

#include <boost/graph/adjacency_list.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/live_model.hpp"
#include "cli/scenario.hpp"

namespace paxoscope::cli {

/// States that look the same.
struct GraphVertex {
  std::vector<std::string> label;     ///< lines: what can be seen of them
  std::uint64_t states = 0;           ///< how many there are
  std::uint64_t depth = 0;            ///< transitions to the first of them
  bool is_initial = false;            ///< the initial state is one of them
  bool is_terminal = false;           ///< nothing can happen in one of them
  std::vector<std::string> chosen;    ///< values chosen in one of them
  std::vector<std::string> violates;  ///< properties that fail in one of them
};

/// Transitions from states that look the one way to states that look the other.
struct GraphEdge {
  std::vector<std::string> actions;  ///< different ones, in the order in which they are met
};

/// No directedS, whose edges are listed by an iterator that g++ 12 takes for uninitialized.
using CollapsedGraph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, GraphVertex, GraphEdge>;

/// What of a state is looked at.
struct GraphView {
  std::vector<std::string>
      fields;  ///< "chosen", "promised", "p1.phase"; all that differs from the initial state, and every state by itself, if empty
  bool is_symmetric = false;  ///< states that differ only in who is who are one
};

/// What came of looking at a space.
struct GraphOfStates {
  CollapsedGraph
      graph;  ///< vertices in breadth-first order; steps that change nothing of what is looked at are left out
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
};

/// Throws checker::StatesMaxExceeded if there are more than `states_max`.
GraphOfStates graph_of(const LiveModel& model, const Scenario& scenario, const GraphView& view,
                       std::size_t states_max);

/// What may be a field of a view of this model.
std::vector<std::string> fields_of(const LiveModel& model);

}  // namespace paxoscope::cli
