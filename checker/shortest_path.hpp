// From the set of visited states to the one run that is shown.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "checker/exploration.hpp"
#include "checker/model.hpp"
#include "checker/property.hpp"
#include "checker/state_store.hpp"

namespace paxoscope::checker {

namespace detail {

/// All shortest runs to what was noticed, as a layered graph, and the best run through it.
///
/// The store keeps no parent pointers, so the layers are found from the back: a state of level k belongs to
/// the graph if one of its successors is one of the graph's states of level k+1. That costs one more pass
/// over the levels, paid only when there is something to show, and it sees *all* shortest runs where a parent
/// pointer sees one.
template <Model M, PropertySet<M> P>
class ShortestRuns {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  ShortestRuns(const M& model, const P& properties, const Exploration& exploration, PropertyMask wanted,
               std::uint64_t length)
      : model_(model),
        properties_(properties),
        exploration_(exploration),
        wanted_(wanted),
        actors_(model.actors()) {
    layers_.resize(length + 1);
    fill_last_layer();
    for (std::uint64_t level = length; level-- > 0;) fill_layer(level);
  }

  std::optional<Path<Action>> best() const {
    // Before the first step nobody has acted, so the first step is no change of process.
    std::size_t node = kNone;
    std::uint32_t fewest = std::numeric_limits<std::uint32_t>::max();
    for (std::size_t i = 0; i < layers_.front().nodes.size(); ++i) {
      const auto [changes, edge] = best_step(0, i, kNone);
      if (changes < fewest) {
        fewest = changes;
        node = i;
      }
    }
    if (node == kNone) return std::nullopt;

    Path<Action> path;
    path.initial_state = layers_.front().nodes[node].number;
    std::size_t last_actor = kNone;
    for (std::size_t level = 0; level + 1 < layers_.size(); ++level) {
      const Edge* const edge = best_step(level, node, last_actor).second;
      assert(edge != nullptr);  // a node of an inner layer has an edge: that is how it came to be one
      path.actions.push_back(edge->action);
      last_actor = model_.actor(edge->action);
      node = edge->target;
    }
    return path;
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  struct Edge {
    Action action;
    std::size_t target;  // a node of the next layer; kNone where the transition itself is what was noticed
  };
  struct Node {
    StateNumber number;
    std::size_t edges_begin;
    std::size_t edges_end;
  };
  struct Layer {
    std::vector<Node> nodes;             // by number
    std::vector<Edge> edges;             // of each node in the order of actions
    std::vector<std::uint32_t> changes;  // [node * actors + actor]: see changes_after
  };

  [[nodiscard]] State state(std::uint64_t number) const {
    return model_.decode(exploration_.states[static_cast<StateNumber>(number)]);
  }

  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> level(std::uint64_t k) const {
    const auto& begin = exploration_.level_begin;
    if (k + 1 >= begin.size()) return {0, 0};
    return {begin[k], begin[k + 1]};
  }

  void fill_last_layer() {
    const auto [begin, end] = level(layers_.size() - 1);
    for (std::uint64_t number = begin; number < end; ++number) {
      if ((properties_.noticed_in(state(number)) & wanted_) == 0) continue;
      layers_.back().nodes.push_back({static_cast<StateNumber>(number), 0, 0});
    }
    layers_.back().changes.assign(layers_.back().nodes.size() * actors_, 0);
  }

  void fill_layer(std::uint64_t k) {
    Layer& layer = layers_[k];
    const Layer& next = layers_[k + 1];
    const bool transitions_count = k + 2 == layers_.size();
    const auto [begin, end] = level(k);
    const std::uint64_t next_begin = level(k + 1).first;
    const std::uint64_t next_end = level(k + 1).second;
    std::vector<std::size_t> node_of(next_end - next_begin, kNone);
    for (std::size_t i = 0; i < next.nodes.size(); ++i) node_of[next.nodes[i].number - next_begin] = i;

    std::vector<std::byte> encoding(model_.encoded_bytes());
    for (std::uint64_t number = begin; number < end; ++number) {
      const State before = state(number);
      const std::size_t edges_begin = layer.edges.size();
      for_each_successor(model_, before, [&](const Action& action, const State& after) {
        if (transitions_count && (properties_.noticed_by(before, after) & wanted_) != 0) {
          layer.edges.push_back({action, kNone});
          return;
        }
        if (next.nodes.empty()) return;
        model_.encode(after, encoding);
        const StateNumber found = exploration_.states.find(encoding);
        if (found == StateStore::kAbsent || found < next_begin || found >= next_end) return;
        const std::size_t target = node_of[found - next_begin];
        if (target != kNone) layer.edges.push_back({action, target});
      });
      if (layer.edges.size() > edges_begin) {
        layer.nodes.push_back({static_cast<StateNumber>(number), edges_begin, layer.edges.size()});
      }
    }
    count_changes(k);
  }

  /// The fewest changes of acting process from node `node` of layer `k` to the end, if `actor` acted last.
  [[nodiscard]] std::uint32_t changes_after(std::size_t k, std::size_t node, std::size_t actor) const {
    return node == kNone ? 0 : layers_[k].changes[node * actors_ + actor];
  }

  void count_changes(std::size_t k) {
    Layer& layer = layers_[k];
    layer.changes.resize(layer.nodes.size() * actors_);
    std::vector<std::uint32_t> by_first_actor(actors_);
    for (std::size_t i = 0; i < layer.nodes.size(); ++i) {
      constexpr std::uint32_t kUnreachable = std::numeric_limits<std::uint32_t>::max() - 1;
      std::fill(by_first_actor.begin(), by_first_actor.end(), kUnreachable);
      for (std::size_t e = layer.nodes[i].edges_begin; e < layer.nodes[i].edges_end; ++e) {
        const std::size_t actor = model_.actor(layer.edges[e].action);
        by_first_actor[actor] =
            std::min(by_first_actor[actor], changes_after(k + 1, layer.edges[e].target, actor));
      }
      const std::uint32_t least = *std::min_element(by_first_actor.begin(), by_first_actor.end());
      for (std::size_t last = 0; last < actors_; ++last) {
        layer.changes[i * actors_ + last] = std::min(by_first_actor[last], least + 1);
      }
    }
  }

  /// The first edge, in the order of actions, of those with the fewest changes from here to the end.
  [[nodiscard]] std::pair<std::uint32_t, const Edge*> best_step(std::size_t k, std::size_t node,
                                                                std::size_t last_actor) const {
    const Layer& layer = layers_[k];
    if (k + 1 == layers_.size()) return {0, nullptr};
    std::pair<std::uint32_t, const Edge*> best{std::numeric_limits<std::uint32_t>::max(), nullptr};
    for (std::size_t e = layer.nodes[node].edges_begin; e < layer.nodes[node].edges_end; ++e) {
      const Edge& edge = layer.edges[e];
      const std::size_t actor = model_.actor(edge.action);
      const std::uint32_t change = last_actor != kNone && actor != last_actor ? 1 : 0;
      const std::uint32_t changes = change + changes_after(k + 1, edge.target, actor);
      if (changes < best.first) best = {changes, &edge};
    }
    return best;
  }

  const M& model_;
  const P& properties_;
  const Exploration& exploration_;
  PropertyMask wanted_;
  std::size_t actors_;
  std::vector<Layer> layers_;
};

}  // namespace detail

/// The run of `length` transitions that is shown for the properties in `wanted`.
///
/// `length` is that of a finding of one of them. Of all runs of this length that end in something wanted, it
/// is the one with the fewest changes of acting process and, among those, from the first initial state that
/// allows it, the smallest sequence of actions: a rule about the state space, not about the search, so the
/// answer does not depend on who found what first. Nothing if there is no such run among the states of
/// `exploration`.
template <Model M, PropertySet<M> P>
std::optional<Path<typename M::Action>> shortest_path(const M& model, const P& properties,
                                                      const Exploration& exploration, PropertyMask wanted,
                                                      std::uint64_t length) {
  return detail::ShortestRuns<M, P>(model, properties, exploration, wanted, length).best();
}

}  // namespace paxoscope::checker
