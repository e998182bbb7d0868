// Protects: a model's state space as a graph of Boost.Graph. It models the concepts it says, has the states and
// transitions that the search counts, numbers and orders them as promised, finds no more than it is asked for,
// and algorithms of Boost run on it and arrive at what their definitions say.
#include "checker/state_graph.hpp"

#include <algorithm>
#include <array>
#include <boost/concept/assert.hpp>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/filtered_graph.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/graphviz.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/graph/transitive_closure.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <boost/property_map/vector_property_map.hpp>
#include <boost/range/iterator_range.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <random>
#include <span>
#include <sstream>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "graph_model.hpp"
#include "model/paxos/paxos.hpp"

namespace paxoscope::tests {

/// Counts from 1, by adding one or by doubling, without end. An action is nothing before it is chosen.
class Counter {
 public:
  using State = std::uint64_t;
  class Action {
   public:
    explicit Action(bool doubles) : doubles_(doubles) {}
    [[nodiscard]] bool doubles() const { return doubles_; }
    friend auto operator<=>(const Action&, const Action&) = default;

   private:
    bool doubles_;
  };

  static std::vector<State> initial_states() { return {1}; }
  template <typename Visit>
  static void for_each_enabled(State /*state*/, Visit&& visit) {
    for (const bool doubles : {false, true}) visit(Action(doubles));
  }
  static State apply(State state, const Action& action) { return action.doubles() ? 2 * state : state + 1; }
  static std::size_t encoded_bytes() { return sizeof(State); }
  static void encode(State state, std::span<std::byte> out) { std::memcpy(out.data(), &state, sizeof state); }
  static State decode(std::span<const std::byte> in) {
    State state = 0;
    std::memcpy(&state, in.data(), sizeof state);
    return state;
  }
  static std::size_t action_kinds() { return 1; }
  static std::size_t action_kind(const Action& /*action*/) { return 0; }
  static std::size_t actors() { return 1; }
  static std::size_t actor(const Action& /*action*/) { return 0; }
};
static_assert(checker::Model<Counter>);
static_assert(!std::is_default_constructible_v<Counter::Action>);

namespace {

using checker::ExploredStateGraph;
using checker::kEdgeAction;
using checker::StateGraph;
using checker::StatesMaxExceeded;
using paxos::Paxos;

/// One proposer, one attempt, one value, no learner.
Paxos small_paxos(int acceptors, model::Budget loss = model::Budget::none(),
                  model::Budget duplication = model::Budget::none()) {
  return Paxos({.acceptors = acceptors,
                .proposers = 1,
                .attempts = 1,
                .values = 1,
                .learners = 0,
                .loss = loss,
                .duplication = duplication});
}

// ---- Concepts

template <typename M>
void check_concepts() {
  using Lazy = StateGraph<M>;
  using Explored = ExploredStateGraph<M>;
  using Vertex = std::size_t;
  using Edge = typename boost::graph_traits<Lazy>::edge_descriptor;
  BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<Lazy>));
  BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<Lazy>));
  BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<Lazy, Vertex, boost::vertex_index_t>));
  BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<Lazy, Edge, checker::EdgeAction>));
  BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<Explored>));
  BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<Explored>));
  BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<Explored>));
  BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<Explored>));
  BOOST_CONCEPT_ASSERT((boost::VertexAndEdgeListGraphConcept<Explored>));
  BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<Explored, Vertex, boost::vertex_index_t>));
  BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<Explored, Edge, checker::EdgeAction>));

  // An algorithm that needs all vertices must not be given some of them.
  static_assert(!boost::is_vertex_list_graph<Lazy>::value && !boost::is_edge_list_graph<Lazy>::value);
  static_assert(!std::is_constructible_v<Lazy, M&&> && !std::is_constructible_v<Explored, M&&>,
                "the model would be gone before the graph");
  static_assert(!std::is_move_constructible_v<Lazy> && !std::is_move_constructible_v<Explored>);
}

TEST(StateGraph, ModelsTheConcepts) {
  check_concepts<GraphModel>();
  check_concepts<Counter>();
  check_concepts<Paxos>();
}

// ---- Numbers and order

/// Source, target and action of each.
using Listed = std::vector<std::array<int, 3>>;

template <typename Graph, typename Iterators>
Listed listed(const Graph& graph, const Iterators& range) {
  Listed all;
  for (const auto& edge : boost::make_iterator_range(range)) {
    EXPECT_EQ(edge.source(), source(edge, graph));
    EXPECT_EQ(edge.target(), target(edge, graph));
    all.push_back({static_cast<int>(source(edge, graph)), static_cast<int>(target(edge, graph)),
                   get(kEdgeAction, graph, edge).edge});
  }
  return all;
}

// States 7 and 2 are initial. Two edges from 7 to 3, one from 3 to itself, nothing out of 5; 0 is unreachable.
GraphModel odd_graph() {
  return GraphModel::of({{7}, {2}, {5, 1}, {3, 2, 5}, {}, {}, {}, {3, 1, 3}}, {7, 2});
}

TEST(StateGraph, NumbersStatesAndOrdersEdgesAsPromised) {
  const GraphModel model = odd_graph();
  const ExploredStateGraph graph(model);
  EXPECT_EQ(graph.initial_vertices(), (std::vector<std::size_t>{0, 1}));
  ASSERT_EQ(num_vertices(graph), 5U);
  std::vector<int> states;
  for (const std::size_t v : boost::make_iterator_range(vertices(graph))) {
    EXPECT_EQ(get(boost::vertex_index, graph, v), v);
    EXPECT_EQ(get(get(boost::vertex_index, graph), v), v);
    EXPECT_EQ(graph.vertex_of(graph.state(v)), v);
    states.push_back(graph.state(v));
  }
  EXPECT_EQ(states, (std::vector{7, 2, 3, 1, 5}));
  EXPECT_EQ(graph.vertex_of(0), std::nullopt);

  EXPECT_EQ(listed(graph, out_edges(0, graph)), (Listed{{0, 2, 0}, {0, 3, 1}, {0, 2, 2}}))
      << "parallel edges";
  EXPECT_EQ(listed(graph, out_edges(2, graph)), (Listed{{2, 2, 0}, {2, 1, 1}, {2, 4, 2}})) << "a self-loop";
  EXPECT_EQ(listed(graph, out_edges(4, graph)), Listed{}) << "the end";
  EXPECT_EQ(out_degree(0, graph), 3U);
  EXPECT_EQ(out_degree(4, graph), 0U);
  EXPECT_EQ(num_edges(graph), 9U);
  EXPECT_EQ(listed(graph, edges(graph)), (Listed{{0, 2, 0},
                                                 {0, 3, 1},
                                                 {0, 2, 2},
                                                 {1, 4, 0},
                                                 {1, 3, 1},
                                                 {2, 2, 0},
                                                 {2, 1, 1},
                                                 {2, 4, 2},
                                                 {3, 1, 0}}));
  const auto neighbours = boost::make_iterator_range(adjacent_vertices(0, graph));
  EXPECT_EQ(std::vector<std::size_t>(neighbours.begin(), neighbours.end()),
            (std::vector<std::size_t>{2, 3, 2}));

  const StateGraph<GraphModel>::Edge first = *out_edges(0, graph).first;
  const StateGraph<GraphModel>::Edge third = *(out_edges(0, graph).first + 2);
  EXPECT_EQ(first, *edges(graph).first);
  EXPECT_NE(first, third) << "parallel edges are two";
  EXPECT_NE(first, StateGraph<GraphModel>::Edge());
}

TEST(StateGraph, GrowsOnlyWhereItIsAsked) {
  const GraphModel model = odd_graph();
  const StateGraph graph(model);
  EXPECT_EQ(graph.states_found(), 2U);
  // Not the first vertex first: numbers follow the questions.
  const auto [begin, end] = out_edges(1, graph);
  EXPECT_EQ(graph.states_found(), 4U);
  EXPECT_EQ(graph.state(2), 5);
  EXPECT_EQ(graph.state(3), 1);
  EXPECT_EQ(graph.vertex_of(3), std::nullopt) << "there, but not found";
  EXPECT_EQ(out_degree(0, graph), 3U);
  EXPECT_EQ(graph.state(4), 3);
  EXPECT_EQ(listed(graph, std::pair(begin, end)), (Listed{{1, 2, 0}, {1, 3, 1}})) << "as before it grew";
  EXPECT_EQ(listed(graph, out_edges(1, graph)), listed(graph, std::pair(begin, end)))
      << "and when asked again";
  EXPECT_EQ(graph.states_found(), 5U);
}

TEST(StateGraph, IteratorsAndEdgesOutliveGrowth) {
  const Counter model;
  const StateGraph graph(model);
  const auto [begin, end] = out_edges(0, graph);
  const auto edge = *begin;
  for (std::size_t v = 1; v < 10'000; ++v) out_degree(v, graph);
  EXPECT_EQ(end - begin, 2);
  EXPECT_EQ(edge, *begin);
  EXPECT_EQ(edge.target(), 1U);
  EXPECT_FALSE(edge.action().doubles());
}

TEST(StateGraph, NoMoreStatesThanAllowed) {
  const GraphModel model = odd_graph();
  EXPECT_EQ(num_vertices(ExploredStateGraph(model, 5)), 5U);
  EXPECT_THROW(ExploredStateGraph(model, 4), StatesMaxExceeded);
  EXPECT_THROW(StateGraph(model, 1), StatesMaxExceeded) << "the initial states count";
  const Counter endless;
  EXPECT_THROW(ExploredStateGraph(endless, 1000), StatesMaxExceeded);

  const StateGraph graph(model, 4);
  EXPECT_EQ(out_degree(0, graph), 3U);
  for (int again = 0; again < 2; ++again) {
    try {
      out_edges(1, graph);
      ADD_FAILURE() << "there is a fifth state";
    } catch (const StatesMaxExceeded& e) {
      EXPECT_EQ(e.states_max(), 4U);
      EXPECT_STREQ(e.what(), "more than 4 states");
    }
  }
  EXPECT_EQ(graph.states_found(), 4U);
  EXPECT_EQ(graph.vertex_of(5), std::nullopt);
  EXPECT_EQ(listed(graph, out_edges(3, graph)), (Listed{{3, 1, 0}}))
      << "where it need not grow it still answers";
}

// ---- The state space is the one that was searched

template <checker::Model M>
std::map<std::vector<std::byte>, std::uint64_t> depths_by_search(const M& model,
                                                                 const checker::Exploration& exploration) {
  std::map<std::vector<std::byte>, std::uint64_t> depths;
  checker::for_each_state(model, exploration, [&](const typename M::State& state, std::uint64_t depth) {
    std::vector<std::byte> encoding(model.encoded_bytes());
    model.encode(state, encoding);
    depths[encoding] = depth;
  });
  return depths;
}

template <checker::Model M>
std::map<std::vector<std::byte>, std::uint64_t> depths_by_boost(const ExploredStateGraph<M>& graph) {
  std::vector<std::uint64_t> distances(num_vertices(graph), 0);
  std::vector<boost::default_color_type> colors(num_vertices(graph));
  boost::queue<std::size_t> queue;
  const auto& sources = graph.initial_vertices();
  boost::breadth_first_search(
      graph, sources.begin(), sources.end(), queue,
      boost::make_bfs_visitor(boost::record_distances(distances.data(), boost::on_tree_edge())),
      colors.data());
  std::map<std::vector<std::byte>, std::uint64_t> depths;
  for (const std::size_t v : boost::make_iterator_range(vertices(graph))) {
    std::vector<std::byte> encoding(graph.model().encoded_bytes());
    graph.model().encode(graph.state(v), encoding);
    depths[encoding] = distances[v];
  }
  return depths;
}

/// Every count of the search, and the depth of every state.
template <checker::Model M>
void expect_as_searched(const M& model, const ExploredStateGraph<M>& graph) {
  const auto exploration = checker::breadth_first_search(model, checker::NoProperties<typename M::State>{});
  const auto& statistics = exploration.statistics;
  EXPECT_EQ(num_vertices(graph), statistics.distinct);
  EXPECT_EQ(graph.initial_vertices().size() + num_edges(graph), statistics.generated);
  EXPECT_EQ(depths_by_boost(graph), depths_by_search(model, exploration));
  std::uint64_t terminal = 0;
  for (const std::size_t v : boost::make_iterator_range(vertices(graph))) {
    terminal += out_degree(v, graph) == 0 ? 1U : 0U;
  }
  EXPECT_EQ(terminal, statistics.terminal);
  std::vector<std::uint64_t> actions_taken(model.action_kinds(), 0);
  for (const auto& edge : boost::make_iterator_range(edges(graph))) {
    ++actions_taken[model.action_kind(get(kEdgeAction, graph, edge))];
    EXPECT_EQ(model.apply(graph.state(source(edge, graph)), edge.action()), graph.state(target(edge, graph)));
  }
  EXPECT_EQ(actions_taken, statistics.actions_taken);
}

TEST(StateGraph, ToyGraphsAreAsSearched) {
  for (const GraphModel& model : {odd_graph(), GraphModel::of({{}}), GraphModel::of({{0, 0}}),
                                  GraphModel::of({{1, 2}, {3}, {3}, {0}})}) {
    expect_as_searched(model, ExploredStateGraph(model));
  }
}

TEST(StateGraph, PaxosIsAsSearched) {
  constexpr auto kAny = model::Budget::any();
  constexpr auto kNone = model::Budget::none();
  struct Row {
    int acceptors = 0;
    model::Budget loss, duplication;
    std::size_t states = 0, transitions = 0;
  };
  // The last three are TLC's counts, less the initial state.
  for (const Row& row : {Row{2, kNone, kNone, 13, 17}, Row{3, kNone, kNone, 77, 181},
                         Row{3, kAny, kNone, 356, 1117}, Row{3, kAny, kAny, 7817, 97237}}) {
    const Paxos model = small_paxos(row.acceptors, row.loss, row.duplication);
    const ExploredStateGraph graph(model);
    EXPECT_EQ(num_vertices(graph), row.states);
    EXPECT_EQ(num_edges(graph), row.transitions);
    expect_as_searched(model, graph);
  }
}

// ---- Early stop

struct Found {
  std::size_t vertex;
  std::uint64_t depth;
};

/// Throws Found at the first state that is wanted.
template <typename Wanted>
class StopAt : public boost::default_bfs_visitor {
 public:
  explicit StopAt(Wanted wanted) : wanted_(std::move(wanted)) {}
  template <typename Graph>
  void tree_edge(const typename Graph::Edge& edge, const Graph& /*graph*/) {
    depths_[edge.target()] = depths_[edge.source()] + 1;
  }
  template <typename Graph>
  void discover_vertex(std::size_t vertex, const Graph& graph) {
    if (wanted_(graph.state(vertex))) throw Found{vertex, depths_[vertex]};
  }

 private:
  Wanted wanted_;
  boost::vector_property_map<std::uint64_t> depths_;
};

template <checker::Model M, typename Wanted>
Found find_first(const StateGraph<M>& graph, Wanted wanted) {
  try {
    boost::breadth_first_visit(graph, graph.initial_vertices().front(),
                               boost::visitor(StopAt<Wanted>(std::move(wanted)))
                                   .color_map(boost::vector_property_map<boost::default_color_type>()));
  } catch (const Found& found) {
    return found;
  }
  ADD_FAILURE() << "there is no such state";
  return {};
}

TEST(StateGraph, EarlyStopInAnEndlessSpace) {
  const Counter model;
  const StateGraph graph(model);
  const Found found = find_first(graph, [](std::uint64_t state) { return state == 100; });
  EXPECT_EQ(graph.state(found.vertex), 100U);
  EXPECT_EQ(found.depth, 8U) << "100 is 1100100 in binary: six doublings and two more";
  EXPECT_EQ(found.vertex, 63U);
  EXPECT_EQ(graph.states_found(), 64U) << "it is the last one found";
}

TEST(StateGraph, EarlyStopLeavesTheRestOfPaxosAlone) {
  const Paxos model = small_paxos(3);
  const StateGraph graph(model);
  const Found found =
      find_first(graph, [&](const paxos::State& state) { return !model.history(state).chosen().empty(); });
  EXPECT_EQ(found.depth, 7U) << "start, two promises made, two received, two votes";
  EXPECT_EQ(graph.states_found(), 39U) << "of 77";
  // It goes on from there as if nothing had happened.
  boost::depth_first_visit(graph, graph.initial_vertices().front(), boost::default_dfs_visitor(),
                           boost::vector_property_map<boost::default_color_type>());
  EXPECT_EQ(graph.states_found(), 77U);
}

// ---- Algorithms

using Targets = std::vector<std::vector<int>>;
using Relation = std::vector<std::vector<bool>>;

/// Which vertices can be reached from which, in one transition or more: by the definition of transitivity.
template <checker::Model M>
Relation reachability(const ExploredStateGraph<M>& graph) {
  const std::size_t n = num_vertices(graph);
  Relation reaches(n, std::vector<bool>(n, false));
  for (const auto& edge : boost::make_iterator_range(edges(graph)))
    reaches[edge.source()][edge.target()] = true;
  for (std::size_t via = 0; via < n; ++via) {
    for (std::size_t v = 0; v < n; ++v) {
      for (std::size_t w = 0; w < n; ++w) {
        if (reaches[v][via] && reaches[via][w]) reaches[v][w] = true;
      }
    }
  }
  return reaches;
}

void expect_components(const ExploredStateGraph<GraphModel>& graph, const Relation& reaches) {
  const std::size_t n = num_vertices(graph);
  std::vector<std::size_t> component(n);
  const std::size_t components = boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  std::size_t first_ones = 0;  // vertices in no component of a smaller one
  for (std::size_t v = 0; v < n; ++v) {
    bool is_first = true;
    for (std::size_t w = 0; w < n; ++w) {
      const bool together = v == w || (reaches[v][w] && reaches[w][v]);
      ASSERT_EQ(component[v] == component[w], together) << v << " and " << w;
      is_first = is_first && !(w < v && together);
    }
    first_ones += is_first ? 1U : 0U;
  }
  EXPECT_EQ(components, first_ones);
}

void expect_closure(const ExploredStateGraph<GraphModel>& graph, const Relation& reaches) {
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> closure;
  boost::transitive_closure(graph, closure);
  Relation closed(num_vertices(graph), std::vector<bool>(num_vertices(graph), false));
  for (const auto& edge : boost::make_iterator_range(edges(closure))) {
    closed[source(edge, closure)][target(edge, closure)] = true;
  }
  EXPECT_EQ(closed, reaches);
}

TEST(StateGraph, ComponentsAndClosureAreWhatTheirDefinitionsSay) {
  constexpr unsigned kSeed = 20260103;
  std::mt19937 random(kSeed);
  std::size_t reached = 0;
  for (int i = 0; i < 200; ++i) {
    const std::size_t vertices = 1 + random() % 40;
    Targets targets(vertices);
    for (std::size_t k = 0; k < vertices + random() % (vertices + 1); ++k) {
      targets[random() % vertices].push_back(static_cast<int>(random() % vertices));
    }
    const GraphModel model = GraphModel::of(targets, vertices > 2 ? std::vector{0, 1, 2} : std::vector{0});
    const ExploredStateGraph graph(model);
    const Relation reaches = reachability(graph);
    expect_components(graph, reaches);
    expect_closure(graph, reaches);
    ASSERT_FALSE(HasFailure()) << "graph " << i << " of seed " << kSeed;
    reached += num_vertices(graph);
  }
  EXPECT_GT(reached, 1000U);
}

TEST(StateGraph, TopologicalOrder) {
  const Paxos model = small_paxos(3);
  const ExploredStateGraph graph(model);
  std::vector<std::size_t> backwards;
  boost::topological_sort(graph, std::back_inserter(backwards));
  ASSERT_EQ(backwards.size(), num_vertices(graph));
  std::vector<std::size_t> place(num_vertices(graph), 0);
  for (std::size_t i = 0; i < backwards.size(); ++i) place[backwards[i]] = i;
  for (const auto& edge : boost::make_iterator_range(edges(graph))) {
    EXPECT_GT(place[edge.source()], place[edge.target()]);
  }

  const GraphModel loop = GraphModel::of({{1}, {1}});
  const ExploredStateGraph cyclic(loop);
  EXPECT_THROW(boost::topological_sort(cyclic, std::back_inserter(backwards)), boost::not_a_dag);
}

TEST(StateGraph, CheapestPath) {
  // Here the actor of an edge says what it costs: 0 -> 3 directly costs 3, through 1 and 2 it costs 2.
  using Edge = GraphModel::Edge;
  const GraphModel model({{Edge{3, 3}, Edge{1, 1}}, {Edge{2, 0}, Edge{2, 2}}, {Edge{3, 1}}, {}});
  const ExploredStateGraph graph(model);
  const auto cost = boost::make_function_property_map<StateGraph<GraphModel>::Edge>(
      [&](const auto& edge) { return edge.action().actor; });
  std::vector<int> distances(num_vertices(graph));
  std::vector<std::size_t> predecessors(num_vertices(graph));
  boost::dijkstra_shortest_paths(
      graph, 0, boost::weight_map(cost).distance_map(distances.data()).predecessor_map(predecessors.data()));
  const auto at = [&](int state) { return graph.vertex_of(state).value(); };
  EXPECT_EQ(distances[at(3)], 2);
  EXPECT_EQ(predecessors[at(3)], at(2));
  EXPECT_EQ(predecessors[at(2)], at(1));
}

TEST(StateGraph, Graphviz) {
  const GraphModel model = GraphModel::of({{1, 0}, {0}});
  const ExploredStateGraph graph(model);
  std::ostringstream out;
  const auto edge_number = boost::make_function_property_map<StateGraph<GraphModel>::Edge>(
      [](const auto& edge) { return edge.action().edge; });
  boost::write_graphviz(out, graph, boost::default_writer(), boost::make_label_writer(edge_number));
  EXPECT_EQ(out.str(),
            "digraph G {\n"
            "0;\n"
            "1;\n"
            "0->1 [label=0];\n"
            "0->0 [label=1];\n"
            "1->0 [label=0];\n"
            "}\n");
}

/// Leaves out what loses messages.
struct LosesNothing {
  bool operator()(const StateGraph<Paxos>::Edge& edge) const {
    return edge.action().type != paxos::ActionType::kLose;
  }
};

TEST(StateGraph, Filtered) {
  const Paxos model = small_paxos(3, model::Budget::any());
  const ExploredStateGraph graph(model);
  const boost::filtered_graph lossless(graph, LosesNothing{});
  std::vector<boost::default_color_type> colors(num_vertices(graph));
  boost::breadth_first_visit(lossless, graph.initial_vertices().front(),
                             boost::visitor(boost::default_bfs_visitor()).color_map(colors.data()));
  const auto reached = std::count(colors.begin(), colors.end(), boost::black_color);
  EXPECT_EQ(reached, 77) << "what Paxos reaches where nothing is lost";
}

}  // namespace
}  // namespace paxoscope::tests
