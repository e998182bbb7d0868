// The state space of a model as a graph of Boost.Graph, for every algorithm that the search is not.
//
// Only this file and what is built on it (lasso.hpp) need Boost (1.74 or later, headers only); the target is
// paxoscope_state_graph. It finds states by itself and shares no code with the search, so that each can be held
// against the other.
#pragma once

#include <boost/graph/adjacency_iterator.hpp>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <boost/property_map/property_map.hpp>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <deque>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/model.hpp"

namespace paxoscope::checker {

/// A graph would need more states than it may have.
class StatesMaxExceeded : public std::runtime_error {
 public:
  explicit StatesMaxExceeded(std::size_t states_max)
      : std::runtime_error("more than " + std::to_string(states_max) + " states"), states_max_(states_max) {}
  [[nodiscard]] std::size_t states_max() const { return states_max_; }

 private:
  std::size_t states_max_;
};

/// Names the property of an edge that is its action: `get(kEdgeAction, graph)` is the map from edges to
/// actions, `get(kEdgeAction, graph, edge)` the action of one of them.
struct EdgeAction {
  using kind = boost::edge_property_tag;
};
inline constexpr EdgeAction kEdgeAction{};

/// The state space found so far: an implicit graph, which grows where it is looked at. Models Boost.Graph's
/// IncidenceGraph and AdjacencyGraph.
///
/// A vertex is the number of a state, in the order of discovery: first the initial states, in their order;
/// then the new targets of each vertex, when its out-edges are first asked for. An edge is a transition; those
/// that leave a vertex stand in the order of the actions, with parallel edges and self-loops.
///
/// What is kept by vertex must be able to grow too: `boost::vector_property_map<boost::default_color_type>`
/// is a color map that does. To stop early, throw from a visitor; the graph is then as good as before.
///
/// Cost: the out-edges of a vertex are computed once, with one `apply`, one `encode` and one look-up in a hash
/// table for each; afterwards, and for everything else, the time is constant, but for `state` (one `decode`)
/// and `vertex_of` (one `encode`, one look-up). Every edge that was asked for is kept, because algorithms keep
/// iterators and come back: some 16 bytes and an action for each, and for a state some 120 bytes and its
/// encoding.
///
/// Errors: whatever needs a state beyond the first `states_max` throws StatesMaxExceeded, also when it is asked
/// for again. All that was found before stays valid, and so does the graph. After std::bad_alloc it may only be
/// destroyed. A vertex that is not one of this graph is an error of the caller.
///
/// Descriptors and iterators are valid as long as the graph, which is neither copied nor moved and keeps a
/// reference to the model. Asking a const graph may make it grow, so threads must take turns.
template <Model M>
class StateGraph {
  struct Transition {
    std::size_t source;
    std::size_t target;
    typename M::Action action;
  };

 public:
  using State = typename M::State;
  using Action = typename M::Action;
  using ModelType = M;

  /// A transition. Equal are only the same transitions of the same graph: parallel edges differ. One made by
  /// default is none, and may only be assigned to and compared.
  class Edge {
   public:
    Edge() = default;
    [[nodiscard]] std::size_t source() const { return transition_->source; }
    [[nodiscard]] std::size_t target() const { return transition_->target; }
    [[nodiscard]] const Action& action() const { return transition_->action; }
    friend bool operator==(const Edge&, const Edge&) = default;

   private:
    friend class StateGraph;
    explicit Edge(const Transition& transition) : transition_(&transition) {}
    const Transition* transition_ = nullptr;
  };

  /// Goes by index, not by address, so that it outlives the growth of the graph.
  class EdgeIterator : public boost::iterator_facade<EdgeIterator, Edge, boost::random_access_traversal_tag,
                                                     Edge, std::ptrdiff_t> {
   public:
    EdgeIterator() = default;

   private:
    friend class StateGraph;
    friend class boost::iterator_core_access;
    EdgeIterator(const std::deque<Transition>& transitions, std::size_t index)
        : transitions_(&transitions), index_(index) {}

    [[nodiscard]] Edge dereference() const { return Edge((*transitions_)[index_]); }
    [[nodiscard]] bool equal(const EdgeIterator& other) const { return index_ == other.index_; }
    void increment() { ++index_; }
    void decrement() { --index_; }
    void advance(std::ptrdiff_t by) { index_ += static_cast<std::size_t>(by); }
    [[nodiscard]] std::ptrdiff_t distance_to(const EdgeIterator& other) const {
      return static_cast<std::ptrdiff_t>(other.index_) - static_cast<std::ptrdiff_t>(index_);
    }

    const std::deque<Transition>* transitions_ = nullptr;
    std::size_t index_ = 0;
  };

  class ActionMap {
   public:
    using key_type = Edge;
    using value_type = Action;
    using reference = const Action&;
    using category = boost::readable_property_map_tag;
    friend reference get(const ActionMap& /*map*/, const Edge& edge) { return edge.action(); }
  };

  // What boost::graph_traits asks for.
  struct TraversalCategory : boost::incidence_graph_tag, boost::adjacency_graph_tag {};
  using traversal_category = TraversalCategory;
  using directed_category = boost::directed_tag;
  using edge_parallel_category = boost::allow_parallel_edge_tag;
  using vertex_descriptor = std::size_t;
  using edge_descriptor = Edge;
  using out_edge_iterator = EdgeIterator;
  using adjacency_iterator =
      typename boost::adjacency_iterator_generator<StateGraph, vertex_descriptor, out_edge_iterator>::type;
  using degree_size_type = std::size_t;
  static constexpr vertex_descriptor null_vertex() { return std::numeric_limits<std::size_t>::max(); }

  /// Finds the initial states.
  explicit StateGraph(const M& model, std::size_t states_max = std::numeric_limits<std::size_t>::max())
      : model_(model), states_max_(states_max), encoding_(model.encoded_bytes()) {
    for (const State& state : model_.initial_states()) {
      initial_vertices_.push_back(vertices_.size());
      [[maybe_unused]] const vertex_descriptor vertex = number(state);
      assert(vertex == initial_vertices_.back() && "a model's initial states have no duplicates");
    }
  }
  explicit StateGraph(const M&& model, std::size_t states_max = 0) = delete;  // it would be gone
  StateGraph(const StateGraph&) = delete;
  StateGraph& operator=(const StateGraph&) = delete;
  ~StateGraph() = default;

  [[nodiscard]] const M& model() const { return model_; }

  /// One for each of the model's initial states, in their order.
  [[nodiscard]] const std::vector<vertex_descriptor>& initial_vertices() const { return initial_vertices_; }

  /// The states found so far are the vertices 0 to states_found() - 1.
  [[nodiscard]] std::size_t states_found() const { return vertices_.size(); }

  [[nodiscard]] State state(vertex_descriptor vertex) const {
    assert(vertex < vertices_.size());
    return model_.decode(*vertices_[vertex].encoding);
  }

  /// The vertex of a state, if it has been found.
  [[nodiscard]] std::optional<vertex_descriptor> vertex_of(const State& state) const {
    Encoding encoding(model_.encoded_bytes());
    model_.encode(state, encoding);
    const auto found = numbers_.find(encoding);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }

  // What the algorithms call.
  friend std::pair<out_edge_iterator, out_edge_iterator> out_edges(vertex_descriptor vertex,
                                                                   const StateGraph& graph) {
    return graph.out_edges_of(vertex);
  }
  friend degree_size_type out_degree(vertex_descriptor vertex, const StateGraph& graph) {
    return graph.expanded(vertex).out_degree;
  }
  friend std::pair<adjacency_iterator, adjacency_iterator> adjacent_vertices(vertex_descriptor vertex,
                                                                             const StateGraph& graph) {
    const auto [begin, end] = graph.out_edges_of(vertex);
    return {adjacency_iterator(begin, &graph), adjacency_iterator(end, &graph)};
  }
  friend vertex_descriptor source(const Edge& edge, const StateGraph& /*graph*/) { return edge.source(); }
  friend vertex_descriptor target(const Edge& edge, const StateGraph& /*graph*/) { return edge.target(); }

  friend boost::typed_identity_property_map<std::size_t> get(boost::vertex_index_t /*tag*/,
                                                             const StateGraph& /*graph*/) {
    return {};
  }
  friend std::size_t get(boost::vertex_index_t /*tag*/, const StateGraph& /*graph*/,
                         vertex_descriptor vertex) {
    return vertex;
  }
  friend ActionMap get(EdgeAction /*tag*/, const StateGraph& /*graph*/) { return {}; }
  friend const Action& get(EdgeAction /*tag*/, const StateGraph& /*graph*/, const Edge& edge) {
    return edge.action();
  }

 protected:
  /// All edges found so far, by source where the vertices were expanded in their order.
  [[nodiscard]] std::pair<EdgeIterator, EdgeIterator> edges_found() const {
    return {EdgeIterator(transitions_, 0), EdgeIterator(transitions_, transitions_.size())};
  }

 private:
  using Encoding = std::vector<std::byte>;
  struct Hash {
    std::size_t operator()(const Encoding& encoding) const {
      const void* const bytes = encoding.data();
      return std::hash<std::string_view>{}({static_cast<const char*>(bytes), encoding.size()});
    }
  };

  static constexpr std::size_t kUnexpanded = std::numeric_limits<std::size_t>::max();
  struct Vertex {
    const Encoding* encoding = nullptr;  ///< the key in `numbers_`
    std::size_t first_edge = kUnexpanded;
    std::size_t out_degree = 0;
  };

  [[nodiscard]] std::pair<EdgeIterator, EdgeIterator> out_edges_of(vertex_descriptor vertex) const {
    const Vertex& v = expanded(vertex);
    return {EdgeIterator(transitions_, v.first_edge),
            EdgeIterator(transitions_, v.first_edge + v.out_degree)};
  }

  /// The vertex, with its out-edges known. They become part of the graph all at once, or not at all.
  const Vertex& expanded(vertex_descriptor vertex) const {
    assert(vertex < vertices_.size());
    if (vertices_[vertex].first_edge == kUnexpanded) {
      std::vector<Transition> out;
      for_each_successor(model_, state(vertex), [&](const Action& action, const State& after) {
        out.push_back({vertex, number(after), action});
      });
      vertices_[vertex].first_edge = transitions_.size();
      vertices_[vertex].out_degree = out.size();
      for (Transition& transition : out) transitions_.push_back(std::move(transition));
    }
    return vertices_[vertex];
  }

  vertex_descriptor number(const State& state) const {
    model_.encode(state, encoding_);
    const auto [entry, is_new] = numbers_.try_emplace(encoding_, vertices_.size());
    if (is_new) {
      if (vertices_.size() == states_max_) {
        numbers_.erase(entry);
        throw StatesMaxExceeded(states_max_);
      }
      vertices_.push_back({&entry->first});
    }
    return entry->second;
  }

  // Invariant: `numbers_` maps the encoding of each state found to its vertex, and that vertex points back to
  // it. The out-edges of an expanded vertex stand side by side in `transitions_`, and nothing else is there.
  // Vertices point to keys and edges to transitions, so these two containers must grow in place.
  const M& model_;
  std::size_t states_max_;
  std::vector<vertex_descriptor> initial_vertices_;
  mutable std::unordered_map<Encoding, vertex_descriptor, Hash> numbers_;
  mutable std::vector<Vertex> vertices_;
  mutable std::deque<Transition> transitions_;
  mutable Encoding encoding_;  // of the state being numbered
};

/// The whole state space, found before anything else is done. Models also VertexListGraph and EdgeListGraph, and
/// with its index of vertices that is what strong_components, topological_sort, transitive_closure,
/// dijkstra_shortest_paths, write_graphviz and most other algorithms need.
///
/// Vertices are numbered in breadth-first order, edges are listed by source. It does not change any more, so
/// any number of threads may read it.
template <Model M>
class ExploredStateGraph : public StateGraph<M> {
 public:
  struct TraversalCategory : StateGraph<M>::TraversalCategory,
                             boost::vertex_list_graph_tag,
                             boost::edge_list_graph_tag {};
  using traversal_category = TraversalCategory;
  using vertex_iterator = boost::counting_iterator<std::size_t>;
  using edge_iterator = typename StateGraph<M>::EdgeIterator;
  using vertices_size_type = std::size_t;
  using edges_size_type = std::size_t;

  /// Finds every reachable state. Throws StatesMaxExceeded if there are more than `states_max`.
  explicit ExploredStateGraph(const M& model,
                              std::size_t states_max = std::numeric_limits<std::size_t>::max())
      : StateGraph<M>(model, states_max) {
    for (std::size_t vertex = 0; vertex < this->states_found(); ++vertex) out_degree(vertex, *this);
  }
  explicit ExploredStateGraph(const M&& model, std::size_t states_max = 0) = delete;

  friend vertices_size_type num_vertices(const ExploredStateGraph& graph) { return graph.states_found(); }
  friend std::pair<vertex_iterator, vertex_iterator> vertices(const ExploredStateGraph& graph) {
    return {vertex_iterator(0), vertex_iterator(graph.states_found())};
  }
  friend edges_size_type num_edges(const ExploredStateGraph& graph) {
    const auto [begin, end] = graph.edges_found();
    return static_cast<edges_size_type>(end - begin);
  }
  friend std::pair<edge_iterator, edge_iterator> edges(const ExploredStateGraph& graph) {
    return graph.edges_found();
  }
};

/// One of the two above.
template <typename G>
concept AnyStateGraph = requires {
  typename G::ModelType;
}
&&std::derived_from<G, StateGraph<typename G::ModelType>>;

}  // namespace paxoscope::checker

namespace boost {

template <paxoscope::checker::AnyStateGraph G>
struct property_map<G, vertex_index_t> {
  using type = typed_identity_property_map<std::size_t>;
  using const_type = type;
};

template <paxoscope::checker::AnyStateGraph G>
struct property_map<G, paxoscope::checker::EdgeAction> {
  using type = typename G::ActionMap;
  using const_type = type;
};

}  // namespace boost
