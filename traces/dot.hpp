// The causal order of a run as a graph, for Graphviz.
#pragma once

#include <string>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// A node for each step, and an edge to each that follows from it and from nothing between (the transitive reduction of happens-before). Steps
/// that are not ordered could as well happen the other way round.
std::string to_dot(const Trace& trace);

}  // namespace paxoscope::traces
