// Protects: our search equals two others, Boost's and a reference of twenty lines, on every directed graph of
// up to four vertices and on random larger ones, with any number of workers and whether or not states are made of
// parts; and the run it shows is the best of all shortest ones, by enumeration.
#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/property_map/vector_property_map.hpp>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "checker/state_graph.hpp"
#include "graph_in_parts.hpp"
#include "graph_model.hpp"

namespace paxoscope::tests {
namespace {

using Targets = std::vector<std::vector<int>>;
using Depths = std::map<int, std::uint64_t>;  // by reachable vertex

template <typename M>
Depths depths_by_search(const M& model, std::size_t workers = 1) {
  const auto e = checker::breadth_first_search(model, checker::NoProperties<int>{}, {.workers = workers});
  Depths depths;
  checker::for_each_state(model, e, [&](int state, std::size_t depth) { depths[state] = depth; });
  EXPECT_EQ(depths.size(), e.statistics.distinct);
  return depths;
}

Depths depths_by_reference(const Targets& targets) {
  Depths depths{{0, 0}};
  std::deque<int> queue{0};
  while (!queue.empty()) {
    const int v = queue.front();
    queue.pop_front();
    for (const int w : targets[static_cast<std::size_t>(v)]) {
      if (depths.emplace(w, depths[v] + 1).second) queue.push_back(w);
    }
  }
  return depths;
}

/// Of the states, and of the way to them, Boost sees only what the graph of the model shows.
Depths depths_by_boost(const GraphModel& model) {
  const checker::ExploredStateGraph graph(model);
  std::vector<std::uint64_t> distances(num_vertices(graph), 0);
  std::vector<boost::default_color_type> colors(num_vertices(graph));
  boost::breadth_first_search(graph, graph.initial_vertices().front(),
                              boost::visitor(boost::make_bfs_visitor(boost::record_distances(
                                                 distances.data(), boost::on_tree_edge())))
                                  .color_map(colors.data()));
  Depths depths;
  for (std::size_t v = 0; v < num_vertices(graph); ++v) {
    EXPECT_EQ(colors[v], boost::black_color) << "a vertex that cannot be reached";
    depths[graph.state(v)] = distances[v];
  }
  return depths;
}

/// The same, with a graph that grows while it is searched.
Depths depths_by_boost_lazily(const GraphModel& model) {
  const checker::StateGraph graph(model);
  boost::vector_property_map<std::uint64_t> distances;
  boost::breadth_first_visit(
      graph, graph.initial_vertices().front(),
      boost::visitor(boost::make_bfs_visitor(boost::record_distances(distances, boost::on_tree_edge())))
          .color_map(boost::vector_property_map<boost::default_color_type>()));
  Depths depths;
  for (std::size_t v = 0; v < graph.states_found(); ++v) depths[graph.state(v)] = distances[v];
  return depths;
}

/// All ways to the depths of all vertices agree.
void expect_same_depths(const Targets& targets) {
  const GraphModel model = GraphModel::of(targets);
  const Depths ours = depths_by_search(model);
  EXPECT_EQ(ours, depths_by_reference(targets));
  EXPECT_EQ(ours, depths_by_boost(model));
  EXPECT_EQ(ours, depths_by_boost_lazily(model));
}

/// Calls `visit(targets)` for every directed graph of 1 to `vertices` vertices; how many there are.
template <typename Visit>
int for_each_graph(int vertices, Visit&& visit) {
  int graphs = 0;
  for (int n = 1; n <= vertices; ++n) {
    for (unsigned edges = 0; edges < (1U << static_cast<unsigned>(n * n)); ++edges) {
      Targets targets(static_cast<std::size_t>(n));
      for (int v = 0; v < n; ++v) {
        for (int w = 0; w < n; ++w) {
          if ((edges >> static_cast<unsigned>(v * n + w) & 1U) != 0)
            targets[static_cast<std::size_t>(v)].push_back(w);
        }
      }
      if (!testing::Test::HasFailure()) visit(targets);
      EXPECT_FALSE(testing::Test::HasFailure()) << n << " vertices, edges " << edges;
      if (testing::Test::HasFailure()) return graphs;
      ++graphs;
    }
  }
  return graphs;
}

TEST(SmallGraphs, EveryGraphOfUpToFourVertices) {
  EXPECT_EQ(for_each_graph(4, expect_same_depths), 2 + 16 + 512 + 65536);
}

Targets random_targets(std::mt19937& random, int vertices, int edges) {
  Targets targets(static_cast<std::size_t>(vertices));
  for (int i = 0; i < edges; ++i) {
    const auto v = random() % static_cast<unsigned>(vertices);
    targets[v].push_back(static_cast<int>(random() % static_cast<unsigned>(vertices)));
  }
  return targets;
}

TEST(SmallGraphs, RandomLargerOnes) {
  constexpr unsigned kSeed = 20260101;
  std::mt19937 random(kSeed);
  for (int i = 0; i < 200; ++i) {
    const int vertices = 1 + static_cast<int>(random() % 3000);
    const Targets targets = random_targets(random, vertices, 2 * vertices);
    expect_same_depths(targets);
    ASSERT_FALSE(HasFailure()) << "graph " << i << " of seed " << kSeed;
  }
}

// ---- The same with workers, and with states made of parts

/// With any number of workers, and whatever the states are made of.
void expect_same_depths_in_every_way(const Targets& targets) {
  const GraphModel model = GraphModel::of(targets);
  const Depths expected = depths_by_reference(targets);
  for (const std::size_t workers : {1U, 2U, 3U}) {
    EXPECT_EQ(depths_by_search(model, workers), expected);
    EXPECT_EQ(depths_by_search(GraphInParts(model, 2, false), workers), expected);
    EXPECT_EQ(depths_by_search(GraphInParts(model, 2, true), workers), expected);
    EXPECT_EQ(depths_by_search(GraphInParts(model, 9, false), workers), expected);
  }
}

TEST(WaysToSearch, AgreeOnEveryGraphOfUpToThreeVertices) {
  EXPECT_EQ(for_each_graph(3, expect_same_depths_in_every_way), 2 + 16 + 512);
}

TEST(WaysToSearch, AgreeOnRandomGraphs) {
  constexpr unsigned kSeed = 20260301;
  std::mt19937 random(kSeed);
  for (int i = 0; i < 300; ++i) {
    const int vertices = 1 + static_cast<int>(random() % 3000);
    expect_same_depths_in_every_way(random_targets(random, vertices, 2 * vertices));
    ASSERT_FALSE(HasFailure()) << "graph " << i << " of seed " << kSeed;
  }
}

// ---- The run that is shown

using Actions = std::vector<GraphModel::Action>;
struct Candidate {
  std::size_t changes;
  std::size_t initial;
  Actions actions;
  friend auto operator<=>(const Candidate&, const Candidate&) = default;
};

/// The best run of exactly `length` transitions that ends in something noticed, by trying all.
std::optional<Candidate> best_by_enumeration(const GraphModel& model, const GraphProperties& properties,
                                             checker::PropertyMask wanted, std::size_t length) {
  std::optional<Candidate> best;
  const auto initial = model.initial_states();
  for (std::size_t i = 0; i < initial.size(); ++i) {
    Actions actions;
    const auto extend = [&](const auto& self, int state, bool noticed) -> void {
      if (actions.size() == length) {
        if (!noticed) return;
        std::size_t changes = 0;
        for (std::size_t k = 1; k < length; ++k)
          changes += actions[k].actor != actions[k - 1].actor ? 1U : 0U;
        Candidate candidate{changes, i, actions};
        if (!best || candidate < *best) best = std::move(candidate);
        return;
      }
      model.for_each_enabled(state, [&](const GraphModel::Action& action) {
        const int after = model.apply(state, action);
        actions.push_back(action);
        const auto shown = properties.noticed_in(after) | properties.noticed_by(state, after);
        self(self, after, (shown & wanted) != 0);
        actions.pop_back();
      });
    };
    extend(extend, initial[i], (properties.noticed_in(initial[i]) & wanted) != 0);
  }
  return best;
}

/// A random graph whose edges are taken by several processes, and what is bad there.
struct RandomSearch {
  GraphModel model;
  GraphProperties properties;
};

RandomSearch random_search(std::mt19937& random, std::size_t vertices) {
  std::vector<std::vector<GraphModel::Edge>> edges(vertices);
  for (std::size_t e = 0; e < 2 * vertices; ++e) {
    // One by one: in which order a compiler evaluates arguments is its own affair.
    const std::size_t from = random() % vertices;
    const int to = static_cast<int>(random() % vertices);
    edges[from].push_back({to, static_cast<int>(random() % 4)});
  }
  GraphModel model(edges, random() % 2 == 0 ? std::vector{0} : std::vector{1, 0});
  GraphProperties properties;
  for (int k = 0; k < 2; ++k) {
    properties.bad.push_back(static_cast<int>(random() % vertices));
    const int from = static_cast<int>(random() % vertices);
    const int to = static_cast<int>(random() % vertices);
    properties.bad_steps.emplace_back(from, random() % 4 == 0 ? from : to);  // often one that leads nowhere
  }
  return {std::move(model), std::move(properties)};
}

checker::PropertyMask noticed(const checker::Exploration& e) {
  checker::PropertyMask mask = 0;
  for (const auto& finding : e.findings) mask |= checker::property_bit(finding.property);
  return mask;
}

TEST(ShortestPath, IsTheBestOfAllShortestRuns) {
  constexpr unsigned kSeed = 20260102;
  std::mt19937 random(kSeed);
  int violations = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto [model, properties] = random_search(random, 2 + random() % 9);
    const auto e = checker::breadth_first_search(model, properties);
    if (e.stop != checker::StopReason::kViolation) continue;
    ++violations;
    const std::uint64_t length = e.findings.front().length;
    const auto path = checker::shortest_path(model, properties, e, noticed(e), length);
    const auto expected = best_by_enumeration(model, properties, noticed(e), length);
    ASSERT_TRUE(path && expected) << "graph " << i << " of seed " << kSeed;
    ASSERT_EQ(path->actions, expected->actions) << "graph " << i << " of seed " << kSeed;
    ASSERT_EQ(path->initial_state, expected->initial) << "graph " << i << " of seed " << kSeed;
    for (std::size_t shorter = 0; shorter < length; ++shorter) {
      ASSERT_FALSE(best_by_enumeration(model, properties, noticed(e), shorter)) << "graph " << i;
    }
  }
  EXPECT_GT(violations, 1000);
}

/// What is found, and the run to it.
template <typename M>
std::string found(const M& model, const GraphProperties& properties, std::size_t workers) {
  const auto e = checker::breadth_first_search(model, properties, {.workers = workers});
  std::string text;
  for (const auto& finding : e.findings) {
    text += std::to_string(finding.property) + " in " + std::to_string(finding.length) + "; ";
  }
  if (e.findings.empty()) return "";
  const auto path = checker::shortest_path(model, properties, e, noticed(e), e.findings.front().length);
  if (!path) return text + "no path";
  text += "from " + std::to_string(path->initial_state);
  for (const auto& action : path->actions) text += " " + std::to_string(action.edge);
  return text;
}

TEST(WaysToSearch, ShowTheSameRun) {
  constexpr unsigned kSeed = 20260302;
  std::mt19937 random(kSeed);
  int violations = 0;
  for (int i = 0; i < 300; ++i) {
    const auto [model, properties] = random_search(random, 2 + random() % (i % 2 == 0 ? 9 : 2000));
    const std::string expected = found(model, properties, 1);
    violations += expected.empty() ? 0 : 1;
    for (const std::size_t workers : {1U, 2U, 3U}) {
      ASSERT_EQ(found(model, properties, workers), expected) << "graph " << i << " of seed " << kSeed;
      for (const std::size_t parts : {2U, 9U}) {
        ASSERT_EQ(found(GraphInParts(model, parts, false), properties, workers), expected)
            << "graph " << i << " of seed " << kSeed;
        ASSERT_EQ(found(GraphInParts(model, parts, true), properties, workers), expected)
            << "graph " << i << " of seed " << kSeed;
      }
    }
  }
  EXPECT_GT(violations, 150);
}

TEST(ShortestPath, NothingWhereNothingIsToBeFound) {
  const GraphModel model = GraphModel::of({{1}, {}});
  const GraphProperties properties;
  const auto e = checker::breadth_first_search(model, properties);
  EXPECT_FALSE(checker::shortest_path(model, properties, e, 0b001, 1));
}

}  // namespace
}  // namespace paxoscope::tests
