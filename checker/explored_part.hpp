// As much of a state space as limits allow, found breadth-first, with the way to each state.
#pragma once

#include <algorithm>
#include <boost/graph/graph_traits.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "checker/limits.hpp"
#include "checker/model.hpp"
#include "checker/outcome.hpp"
#include "checker/state_graph.hpp"

namespace paxoscope::checker {

/// Why to stop now: somebody said so, or the time is up. `started` is when that began to run.
inline std::optional<StopReason> interrupted_or_late(const Limits& limits,
                                                     std::chrono::steady_clock::time_point started) {
  if (limits.is_interrupted()) return StopReason::kInterrupted;
  if (limits.time_max && std::chrono::steady_clock::now() - started >= *limits.time_max)
    return StopReason::kTimeMax;
  return std::nullopt;
}

/// A state space up to limits. Models Boost.Graph's VertexListGraph, besides what a StateGraph does.
///
/// An ExploredStateGraph is the whole space or nothing; this is what there was time and room for. Vertices
/// are expanded in their order until a limit stops it, and those that were not have no out-edges here. Which
/// they are does not depend on anything but the model, where no limit of time is reached.
///
/// Vertices stand by depth and, within a depth, by the smallest of their shortest runs: initial state first,
/// then actions. For by induction the first vertex with an edge to a new one is the one with the smallest
/// run, and `path_to` takes that edge.
///
/// `memory_bytes_max` is compared with an estimate, made of counts.
///
/// Errors: StatesMaxExceeded if there are more initial states than `states_max`; std::bad_alloc.
template <Model M>
class ExploredPart : public StateGraph<M> {
 public:
  using Action = typename M::Action;
  using Edge = typename StateGraph<M>::Edge;
  using Clock = std::chrono::steady_clock;

  // What boost::graph_traits asks for.
  struct TraversalCategory : StateGraph<M>::TraversalCategory, boost::vertex_list_graph_tag {};
  using traversal_category = TraversalCategory;
  using vertex_iterator = boost::counting_iterator<std::size_t>;
  using vertices_size_type = std::size_t;

  ExploredPart(const M& model, const Limits& limits, Clock::time_point started)
      : StateGraph<M>(model, limits.states_max), ways_(this->states_found()) {
    while (expanded_ < this->states_found() && expand(expanded_, limits, started)) ++expanded_;
    ways_.resize(this->states_found());  // a limit may have cut among the successors of one state
  }
  ExploredPart(const M&& model, const Limits& limits, Clock::time_point started) = delete;

  /// Why no more was explored; kExhausted if this is the whole space.
  [[nodiscard]] StopReason stop() const { return stop_; }

  /// The vertices below this one are expanded: all their edges are known.
  [[nodiscard]] std::size_t expanded() const { return expanded_; }
  [[nodiscard]] std::size_t edges_known() const {
    return expanded_ == 0 ? 0 : ways_[expanded_ - 1].first_edge + out_degree(expanded_ - 1, base());
  }

  /// Edges have numbers, by source; those of one vertex begin with this one. For expanded vertices only.
  [[nodiscard]] std::size_t first_edge(std::size_t vertex) const { return ways_[vertex].first_edge; }
  [[nodiscard]] Edge edge(std::size_t number) const {
    return *(this->edges_found().first + static_cast<std::ptrdiff_t>(number));
  }

  /// Transitions from an initial state to an expanded vertex, at least.
  [[nodiscard]] std::size_t depth(std::size_t vertex) const { return ways_[vertex].depth; }

  /// The smallest of the shortest runs to an expanded vertex.
  [[nodiscard]] Path<Action> path_to(std::size_t vertex) const {
    Path<Action> path;
    for (; ways_[vertex].edge != kNone; vertex = edge(ways_[vertex].edge).source()) {
      path.actions.push_back(edge(ways_[vertex].edge).action());
    }
    std::reverse(path.actions.begin(), path.actions.end());
    path.initial_state = vertex;  // initial states are the first vertices
    return path;
  }

  friend vertices_size_type num_vertices(const ExploredPart& part) { return part.states_found(); }
  friend std::pair<vertex_iterator, vertex_iterator> vertices(const ExploredPart& part) {
    return {vertex_iterator(0), vertex_iterator(part.states_found())};
  }
  friend auto out_edges(std::size_t vertex, const ExploredPart& part) {
    using Iterator = typename StateGraph<M>::EdgeIterator;
    return vertex < part.expanded_ ? out_edges(vertex, part.base()) : std::pair<Iterator, Iterator>();
  }
  friend std::size_t out_degree(std::size_t vertex, const ExploredPart& part) {
    return vertex < part.expanded_ ? out_degree(vertex, part.base()) : 0;
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  static constexpr std::uint64_t kStateBytes = 250;  // with what algorithms keep of it, but for its encoding
  static constexpr std::uint64_t kEdgeBytes = 20;    // but for its action

  /// How a vertex was found. Those found by the last, unfinished expansion have an entry that means nothing.
  struct Way {
    std::size_t depth = 0;
    std::size_t edge = kNone;  ///< the first that led there; none to an initial state
    std::size_t first_edge = 0;
  };

  [[nodiscard]] const StateGraph<M>& base() const { return *this; }

  /// False, with the reason in `stop_`, if a limit does not allow it.
  bool expand(std::size_t vertex, const Limits& limits, Clock::time_point started) {
    if (const auto reason = interrupted_or_late(limits, started)) return stop(*reason);
    const std::size_t edges = edges_known();
    const std::uint64_t bytes = this->states_found() * (kStateBytes + this->model().encoded_bytes()) +
                                edges * (kEdgeBytes + sizeof(Action));
    if (bytes > limits.memory_bytes_max) return stop(StopReason::kMemoryMax);
    if (ways_[vertex].depth >= limits.depth_max && has_successors(vertex)) return stop(StopReason::kDepthMax);
    try {
      ways_[vertex].first_edge = edges;
      for (std::size_t i = 0; i < out_degree(vertex, base()); ++i) {
        // New states have the next numbers, in the order of the edges that found them.
        if (edge(edges + i).target() == ways_.size())
          ways_.push_back({.depth = ways_[vertex].depth + 1, .edge = edges + i});
      }
    } catch (const StatesMaxExceeded&) {
      return stop(StopReason::kStatesMax);
    }
    return true;
  }

  bool stop(StopReason reason) {
    stop_ = reason;
    return false;
  }

  [[nodiscard]] bool has_successors(std::size_t vertex) const {
    bool any = false;
    this->model().for_each_enabled(this->state(vertex), [&](const Action& /*action*/) { any = true; });
    return any;
  }

  std::vector<Way> ways_;  // by vertex
  std::size_t expanded_ = 0;
  StopReason stop_ = StopReason::kExhausted;
};

}  // namespace paxoscope::checker
