// Events of a search, under the names of Boost.Graph's breadth-first visitors.
#pragma once

#include <cstdint>

namespace paxoscope::checker {

struct Statistics;

/// Derive from it and hide the events of interest; calls are resolved at compile time, so an event that
/// nobody hides costs nothing.
struct SearchObserver {
  /// A state seen for the first time, `depth` transitions from an initial state.
  template <typename State>
  void discover_state(const State& /*state*/, std::uint64_t /*depth*/) {}

  /// A transition, whether or not it leads to a new state.
  template <typename State, typename Action>
  void examine_transition(const State& /*before*/, const Action& /*action*/, const State& /*after*/) {}

  /// All transitions that leave a state have been examined.
  void finish_state(const Statistics& /*so_far*/) {}
};

}  // namespace paxoscope::checker
