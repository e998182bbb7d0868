// What a search hands back: numbers, findings, and the states themselves.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "checker/digest.hpp"
#include "checker/outcome.hpp"
#include "checker/state_store.hpp"

namespace paxoscope::checker {

struct Statistics {
  std::uint64_t distinct = 0;   ///< states stored
  std::uint64_t unreduced = 0;  ///< states of the model that these stand for; `distinct` without a symmetry
  std::uint64_t generated = 0;  ///< initial states, plus one for every transition examined, wherever it leads
  std::uint64_t looked_up =
      0;  ///< transitions whose target was looked up; others lead to what is found without (Independence)
  std::uint64_t terminal = 0;          ///< states that were expanded and have no transition
  std::uint64_t depth = 0;             ///< the deepest level with a state in it; an initial state has depth 0
  std::uint64_t complete_depth = 0;    ///< every state of at most this depth was visited
  std::uint64_t frontier = 0;          ///< states known but not yet expanded
  std::uint64_t spilled_bytes = 0;     ///< the most in files
  std::uint64_t store_peak_bytes = 0;  ///< the most ever allocated for states, stored or on their way
  std::vector<std::uint64_t> level_sizes;    ///< states by depth; the deepest level may not be complete yet
  std::vector<std::uint64_t> actions_taken;  ///< transitions examined, by kind of action
  Digest digest = 0;                         ///< of the states stored; known when the search is over
};

/// A property was noticed for the first time: an invariant violated, or a witness reached.
struct Finding {
  std::size_t property;  ///< its number in the property set
  std::uint64_t length;  ///< transitions of the shortest run that shows it
};

struct Exploration {
  explicit Exploration(StateStore store) : states(std::move(store)) {}

  Statistics statistics;
  StopReason stop = StopReason::kExhausted;
  std::vector<Finding> findings;  ///< by length, then by number
  StateStore states;
  std::chrono::duration<double> spent_before{};  ///< on the part of the search that a checkpoint spared
};

/// Calls `visit(state, depth)` for every state of an exact exploration of `model`, by depth. The order within a depth is
/// fixed and means nothing.
template <typename M, typename Visit>
void for_each_state(const M& model, const Exploration& exploration, Visit&& visit) {
  const StateStore& states = exploration.states;
  std::vector<std::uint64_t> encoding(states.codec().words());
  for (std::size_t depth = 0; depth < states.levels(); ++depth) {
    states.for_each_in_level(depth, [&](StateNumber number) {
      states.read(number, encoding);
      visit(model.decode(std::as_bytes(std::span(encoding)).first(model.encoded_bytes())), depth);
    });
  }
}

}  // namespace paxoscope::checker
