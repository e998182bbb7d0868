#include "traces/causal_order.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/transitive_closure.hpp>
#include <boost/graph/transitive_reduction.hpp>
#include <map>

#include "traces/messages.hpp"

namespace paxoscope::traces {

namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

/// Each step after the last at each of its processes, and after those that sent what it receives or loses.
Graph direct_order(const Trace& trace) {
  Graph graph(trace.steps.size());
  std::map<std::string, std::size_t> last;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    for (const std::string& place : places_of(trace.steps[i])) {
      if (const auto found = last.find(place); found != last.end()) boost::add_edge(found->second, i, graph);
      last[place] = i;
    }
  }
  for (const SentMessage& message : messages_of(trace)) {
    const auto reaches = [&](std::size_t step) {
      if (step != message.sent) boost::add_edge(message.sent, step, graph);
    };
    for (const Receipt& receipt : message.receipts) reaches(receipt.step);
    if (message.lost) reaches(*message.lost);
  }
  return graph;
}

}  // namespace

std::vector<std::string> places_of(const Step& step) {
  constexpr std::string_view kNetwork = "network";
  std::vector<std::string> places;
  const auto add = [&](const std::string& place) {
    if (!place.empty() && place != kNetwork && std::find(places.begin(), places.end(), place) == places.end())
      places.push_back(place);
  };
  add(step.process);
  for (const auto* messages : {&step.traffic.received, &step.traffic.read}) {
    for (const model::Message& message : *messages) add(message.to);
  }
  return places;
}

CausalOrder::CausalOrder(const Trace& trace)
    : before_(trace.steps.size(), std::vector<bool>(trace.steps.size())) {
  if (trace.steps.empty()) return;  // Boost's algorithms want a vertex
  const Graph direct = direct_order(trace);
  Graph closure;
  boost::transitive_closure(direct, closure);
  for (const auto& edge : boost::make_iterator_range(boost::edges(closure))) {
    before_[boost::source(edge, closure)][boost::target(edge, closure)] = true;
  }
  Graph reduced;
  std::vector<Graph::vertex_descriptor> to_reduced(trace.steps.size());
  boost::transitive_reduction(
      direct, reduced,
      boost::make_iterator_property_map(to_reduced.begin(), boost::get(boost::vertex_index, direct)),
      boost::get(boost::vertex_index, direct));
  std::vector<std::size_t> from_reduced(trace.steps.size());
  for (std::size_t i = 0; i < to_reduced.size(); ++i) from_reduced[to_reduced[i]] = i;
  for (const auto& edge : boost::make_iterator_range(boost::edges(reduced))) {
    covering_.emplace_back(from_reduced[boost::source(edge, reduced)],
                           from_reduced[boost::target(edge, reduced)]);
  }
  std::sort(covering_.begin(), covering_.end());
}

}  // namespace paxoscope::traces
