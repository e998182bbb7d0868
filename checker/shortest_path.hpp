// From the set of visited states to the one run that is shown.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
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
/// pointer sees one. Of each state of the graph it is kept how many changes of process the best run from there to the
/// end has, for every process that may have acted last; the run itself is then taken from the model, forwards.
///
/// Where a stored state stands for others (a reduction), the graph is one of representatives and the run is
/// nevertheless one of the model: a step leads to a real state, and what is known of its representative holds for it
/// once the processes are called by the names they have there.
template <Model M, PropertySet<M> P>
class ShortestRuns {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  ShortestRuns(const M& model, const P& properties, const Exploration& exploration, PropertyMask wanted,
               std::uint64_t length)
      : model_(model),
        properties_(properties),
        states_(exploration.states),
        wanted_(wanted),
        actors_(model.actors()),
        encoding_(states_.codec().words()) {
    assert(states_.kind() == StoreKind::kExact);
    layers_.resize(length + 1);
    fill_last_layer();
    for (std::uint64_t level = length; level-- > 0;) fill_layer(level);
  }

  std::optional<Path<Action>> best() {
    const std::vector<State> initial = model_.initial_states();
    Path<Action> path;
    std::uint32_t fewest = kUnreachable;
    for (std::size_t i = 0; i < initial.size(); ++i) {
      if (node_of(0, initial[i]) == kNone) continue;
      // Before the first step nobody has acted, so the first step is no change of process.
      const std::uint32_t changes = layers_.size() == 1 ? 0 : best_step(0, initial[i], kNone).changes;
      if (changes < fewest) {
        fewest = changes;
        path.initial_state = i;
      }
    }
    if (fewest == kUnreachable) return std::nullopt;

    State state = initial[path.initial_state];
    std::size_t last_actor = kNone;
    for (std::size_t level = 0; level + 1 < layers_.size(); ++level) {
      const Step step = best_step(level, state, last_actor);
      assert(step.action);  // a node of an inner layer has a step: that is how it came to be one
      last_actor = model_.actor(*step.action);
      state = model_.apply(state, *step.action);
      path.actions.push_back(*step.action);
    }
    return path;
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  static constexpr std::uint32_t kUnreachable = std::numeric_limits<std::uint32_t>::max() - 1;

  struct Layer {
    std::vector<StateNumber> nodes;      // in order
    std::vector<std::uint32_t> changes;  // [node * actors + actor who acted last]
  };
  struct Step {
    std::optional<Action> action;
    std::uint32_t changes = kUnreachable;  // from here to the end
  };

  [[nodiscard]] State state(StateNumber number) {
    states_.read(number, encoding_);
    return model_.decode(std::as_bytes(std::span(encoding_)).first(model_.encoded_bytes()));
  }

  /// The node of a layer that stands for `state`, or kNone.
  [[nodiscard]] std::size_t node_of(std::size_t k, const State& state) {
    const std::vector<StateNumber>& nodes = layers_[k].nodes;
    if (nodes.empty()) return kNone;
    encoding_.back() = 0;
    model_.encode(state, std::as_writable_bytes(std::span(encoding_)).first(model_.encoded_bytes()));
    const auto number = states_.find(encoding_);
    if (!number) return kNone;
    const auto found = std::lower_bound(nodes.begin(), nodes.end(), *number);
    return found != nodes.end() && *found == *number ? static_cast<std::size_t>(found - nodes.begin())
                                                     : kNone;
  }

  void fill_last_layer() {
    Layer& last = layers_.back();
    const std::size_t level = layers_.size() - 1;
    if (level < states_.levels()) {
      states_.for_each_in_level(level, [&](StateNumber number) {
        if ((properties_.noticed_in(state(number)) & wanted_) != 0) last.nodes.push_back(number);
      });
    }
    last.changes.assign(last.nodes.size() * actors_, 0);
  }

  void fill_layer(std::size_t k) {
    Layer& layer = layers_[k];
    if (k >= states_.levels()) return;
    std::vector<std::uint32_t> by_first_actor(actors_);
    states_.for_each_in_level(k, [&](StateNumber number) {
      std::fill(by_first_actor.begin(), by_first_actor.end(), kUnreachable);
      for_each_step(k, state(number), [&](const Action& action, std::uint32_t changes_after) {
        std::uint32_t& least = by_first_actor[model_.actor(action)];
        least = std::min(least, changes_after);
      });
      const std::uint32_t least = *std::min_element(by_first_actor.begin(), by_first_actor.end());
      if (least == kUnreachable) return;
      layer.nodes.push_back(number);
      for (std::size_t last = 0; last < actors_; ++last) {
        layer.changes.push_back(std::min(by_first_actor[last], least + 1));
      }
    });
  }

  /// Calls `visit(action, changes from the next state to the end)` for each transition that leaves a state of
  /// level k and leads on towards the end.
  template <typename Visit>
  void for_each_step(std::size_t k, const State& before, Visit&& visit) {
    const bool is_last = k + 2 == layers_.size();
    for_each_unreduced_successor(model_, before, [&](const Action& action, const State& after) {
      if (is_last && (properties_.noticed_by(before, after) & wanted_) != 0)
        return visit(action, std::uint32_t{0});
      const std::size_t target = node_of(k + 1, after);
      if (target == kNone) return;
      visit(action, layers_[k + 1].changes[target * actors_ + renamed(after, model_.actor(action))]);
    });
  }

  [[nodiscard]] std::size_t renamed(const State& state, std::size_t actor) const {
    if constexpr (RenamesActors<M>) {
      return model_.actor_in_representative(state, actor);
    } else {
      static_cast<void>(state);
      return actor;
    }
  }

  /// The first, in the order of actions, of the steps with the fewest changes from here to the end.
  [[nodiscard]] Step best_step(std::size_t k, const State& before, std::size_t last_actor) {
    Step best;
    for_each_step(k, before, [&](const Action& action, std::uint32_t changes_after) {
      const std::uint32_t change = last_actor != kNone && model_.actor(action) != last_actor ? 1 : 0;
      if (change + changes_after < best.changes) best = {action, change + changes_after};
    });
    return best;
  }

  const M& model_;
  const P& properties_;
  const StateStore& states_;
  PropertyMask wanted_;
  std::size_t actors_;
  std::vector<Layer> layers_;
  std::vector<std::uint64_t> encoding_;
};

}  // namespace detail

/// The run of `length` transitions that is shown for the properties in `wanted`.
///
/// `length` is that of a finding of one of them. Of all runs of this length that end in something wanted, it
/// is the one with the fewest changes of acting process and, among those, from the first initial state that
/// allows it, the smallest sequence of actions: a rule about the state space, not about the search, so the
/// answer does not depend on who found what first. Nothing if there is no such run among the states of
/// `exploration`, which must be exact.
template <Model M, PropertySet<M> P>
std::optional<Path<typename M::Action>> shortest_path(const M& model, const P& properties,
                                                      const Exploration& exploration, PropertyMask wanted,
                                                      std::uint64_t length) {
  return detail::ShortestRuns<M, P>(model, properties, exploration, wanted, length).best();
}

}  // namespace paxoscope::checker
