// Algorithms of Boost.Graph on the state space of a model: questions that the search does not ask.
//
// What it shows: an implicit graph grows only as far as an algorithm looks; an explored one has what most
// algorithms need; an edge knows its action, so a path can be told.
#include "checker/state_graph.hpp"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/property_map/vector_property_map.hpp>
#include <boost/range/iterator_range.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iterator>
#include <utility>
#include <vector>

#include "docs/examples/naive_lock.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/words.hpp"

namespace example {

using paxoscope::checker::ExploredStateGraph;
using paxoscope::checker::Model;
using paxoscope::checker::StateGraph;
using paxoscope::paxos::Paxos;

/// Remembers the edge by which each vertex was reached; throws the first vertex whose state is wanted.
template <Model M, typename Wanted>
class Seeker : public boost::default_bfs_visitor {
 public:
  using Edge = typename StateGraph<M>::Edge;
  struct Found {
    std::size_t vertex;
  };

  Seeker(Wanted wanted, boost::vector_property_map<Edge> arrivals)
      : wanted_(std::move(wanted)), arrivals_(std::move(arrivals)) {}
  void tree_edge(const Edge& edge, const StateGraph<M>& /*graph*/) { put(arrivals_, edge.target(), edge); }
  void discover_vertex(std::size_t vertex, const StateGraph<M>& graph) {
    if (wanted_(graph.state(vertex))) throw Found{vertex};
  }

 private:
  Wanted wanted_;
  boost::vector_property_map<Edge> arrivals_;
};

/// A shortest path from the first initial state to one that is wanted; empty if there is none. `graph` grows as
/// far as it must.
template <Model M, typename Wanted>
std::vector<typename StateGraph<M>::Edge> path_to(const StateGraph<M>& graph, Wanted wanted) {
  using Seeking = Seeker<M, Wanted>;
  const std::size_t start = graph.initial_vertices().front();
  const boost::vector_property_map<typename StateGraph<M>::Edge> arrivals;
  std::vector<typename StateGraph<M>::Edge> path;
  try {
    boost::breadth_first_visit(graph, start,
                               boost::visitor(Seeking(std::move(wanted), arrivals))
                                   .color_map(boost::vector_property_map<boost::default_color_type>()));
  } catch (const typename Seeking::Found& found) {
    for (std::size_t v = found.vertex; v != start; v = path.back().source()) path.push_back(get(arrivals, v));
    std::reverse(path.begin(), path.end());
  }
  return path;
}

template <Model M>
std::size_t count_strong_components(const ExploredStateGraph<M>& graph) {
  std::vector<std::size_t> component(num_vertices(graph));
  return boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
}

template <Model M>
void print_size(const char* title, const ExploredStateGraph<M>& graph) {
  std::printf("%s: %zu states, %zu transitions, strong components: %zu\n", title, num_vertices(graph),
              num_edges(graph), count_strong_components(graph));
}

void ask_about_the_lock() {
  const NaiveLock lock(false);
  print_size("test, then set", ExploredStateGraph(lock));  // one component: it can always start over

  const StateGraph graph(lock);
  const auto path = path_to(graph, [](const NaiveLock::State& state) {
    return state.at[1] == At::kInside && !state.locked;  // the lock is free, and yet
  });
  for (const auto& edge : path) {
    const std::size_t process = edge.action().process;
    const At at = graph.state(edge.target()).at.at(process);
    std::printf("  process %zu: %s\n", process + 1, kNames.at(static_cast<std::size_t>(at)));
  }
  std::printf("  %zu states found on the way\n", graph.states_found());
}

/// Counts the runs from the start until nothing more can happen. A cycle would make them endless:
/// boost::not_a_dag.
void count_runs(const ExploredStateGraph<Paxos>& graph) {
  std::vector<std::size_t> last_first;
  boost::topological_sort(graph, std::back_inserter(last_first));
  std::vector<std::uint64_t> runs(num_vertices(graph), 0);  // from each state to an end
  std::vector<std::size_t> longest(num_vertices(graph), 0);
  for (const std::size_t v : last_first) {
    if (out_degree(v, graph) == 0) runs[v] = 1;
    for (const std::size_t w : boost::make_iterator_range(adjacent_vertices(v, graph))) {
      runs[v] += runs[w];
      longest[v] = std::max(longest[v], longest[w] + 1);
    }
  }
  const std::size_t start = graph.initial_vertices().front();
  std::printf("  %llu runs, the longest of %zu steps\n", static_cast<unsigned long long>(runs[start]),
              longest[start]);
}

void ask_about_paxos() {
  using paxoscope::model::Budget;
  paxoscope::paxos::Bounds bounds{
      .acceptors = 3, .proposers = 1, .attempts = 1, .values = 1, .learners = 0, .loss = Budget::none()};
  const Paxos paxos(bounds);
  const ExploredStateGraph whole(paxos);
  print_size("paxos", whole);  // a component for each state: no step is ever undone
  count_runs(whole);

  const StateGraph graph(paxos);
  const auto path = path_to(graph, [&](const Paxos::State& s) { return !paxos.history(s).chosen().empty(); });
  const paxoscope::paxos::Words words(paxos);
  for (const auto& edge : path) {
    std::printf("  %s\n", words.sentence(graph.state(edge.source()), edge.action()).c_str());
  }
  std::printf("  %zu states found on the way\n", graph.states_found());

  bounds.loss = bounds.duplication = Budget::any();
  const Paxos unreliable(bounds);
  print_size("paxos, messages lost and duplicated", ExploredStateGraph(unreliable));
}

}  // namespace example

int main() {
  try {
    example::ask_about_the_lock();
    example::ask_about_paxos();
  } catch (const std::exception& e) {  // a space too large for the memory, say
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
