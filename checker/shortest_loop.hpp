// The shortest way from a state back to itself that collects all marks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "checker/goal.hpp"

namespace paxoscope::checker::detail {

/// Finds loops in a graph whose edges bear marks: a breadth-first search over states and the sets of marks
/// collected on the way to them, in the order of the edges.
///
/// What it finds is the shortest loop and, of several, the smallest sequence of actions, for the nodes of
/// such a search stand by length and, within a length, in the order of their sequences. A node is left out if
/// a set found before in the same state has all its marks: whatever makes a loop of the later way makes one
/// of the earlier, which is shorter or smaller.
///
/// Cost of a search: for each state within reach, at most 2^marks nodes of 40 bytes; in practice few, because
/// of that rule.
template <typename Graph>
class ShortestLoop {
 public:
  /// Keeps references to the graph and to the marks of its edges, by number. A loop has to have all of
  /// `wanted`.
  ShortestLoop(const Graph& graph, const std::vector<MarkSet>& marks, MarkSet wanted)
      : graph_(graph), marks_(marks), wanted_(wanted), last_node_(num_vertices(graph), kNone) {}

  /// The edges of the loop through `entry`, by number; of at most `length_max` edges and through vertices
  /// only for which `is_inside` holds. None if there is no such loop; a loop has at least one edge.
  template <typename IsInside>
  [[nodiscard]] std::vector<std::size_t> through(std::size_t entry, std::size_t length_max,
                                                 IsInside&& is_inside) {
    forget();
    add(entry, {.vertex = entry});
    for (std::size_t n = 0; n < nodes_.size() && nodes_[n].length < length_max; ++n) {
      const std::size_t first = graph_.first_edge(nodes_[n].vertex);
      for (std::size_t edge = first; edge < first + out_degree(nodes_[n].vertex, graph_); ++edge) {
        const std::size_t target = graph_.edge(edge).target();
        if (!is_inside(target)) continue;
        const MarkSet marks = nodes_[n].marks | marks_[edge];
        if (target == entry && marks == wanted_) return way_to(n, edge);
        if (is_outdone(target, marks)) continue;
        add(target,
            {.vertex = target, .from = n, .edge = edge, .marks = marks, .length = nodes_[n].length + 1});
      }
    }
    return {};
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  struct Node {
    std::size_t vertex = kNone;
    std::size_t from = kNone;    ///< the node before it
    std::size_t edge = kNone;    ///< from there to here
    std::size_t before = kNone;  ///< the node found last of the same vertex
    MarkSet marks = 0;           ///< collected on the way
    std::uint32_t length = 0;    ///< of the way
  };

  void add(std::size_t vertex, Node node) {
    node.before = last_node_[vertex];
    last_node_[vertex] = nodes_.size();
    nodes_.push_back(node);
  }

  [[nodiscard]] bool is_outdone(std::size_t vertex, MarkSet marks) const {
    for (std::size_t n = last_node_[vertex]; n != kNone; n = nodes_[n].before) {
      if ((marks & ~nodes_[n].marks) == 0) return true;
    }
    return false;
  }

  [[nodiscard]] std::vector<std::size_t> way_to(std::size_t node, std::size_t last_edge) const {
    std::vector<std::size_t> edges{last_edge};
    for (; nodes_[node].from != kNone; node = nodes_[node].from) edges.push_back(nodes_[node].edge);
    std::reverse(edges.begin(), edges.end());
    return edges;
  }

  void forget() {
    for (const Node& node : nodes_) last_node_[node.vertex] = kNone;
    nodes_.clear();
  }

  // Invariant: `last_node_` is, for each vertex, the last of its nodes, and those are linked from there.
  const Graph& graph_;
  const std::vector<MarkSet>& marks_;
  MarkSet wanted_;
  std::vector<std::size_t> last_node_;
  std::vector<Node> nodes_;
};

}  // namespace paxoscope::checker::detail
