// Events of a search, under the names of Boost.Graph's breadth-first visitors.
#pragma once

#include <cstdint>

#include "checker/model.hpp"

namespace paxoscope::checker {

struct Statistics;

/// What an observer may offer; a search calls what is there, and what is not there costs nothing.
///
/// - `progress(statistics)`: now and then, from the thread that called the search;
/// - `examine_transition(before, action, after)`: a transition, whether or not it leads to a new state;
/// - `discover_state(state, depth)`: a state seen for the first time, `depth` transitions from an initial state;
/// - `finish_state(state)`: all transitions that leave it have been examined, and their targets discovered.
///
/// Whoever watches single states or transitions sees them one by one in the order of the search, so such a search
/// uses one worker, whatever it was told.
struct SearchObserver {};

template <typename Observer>
concept WatchesProgress = requires(Observer& observer, const Statistics& statistics) {
  observer.progress(statistics);
};

template <typename Observer, typename M>
concept WatchesTransitions = requires(Observer& observer, const typename M::State& state,
                                      const typename M::Action& action) {
  observer.examine_transition(state, action, state);
};

template <typename Observer, typename M>
concept WatchesDiscovery = requires(Observer& observer, const typename M::State& state) {
  observer.discover_state(state, std::uint64_t{});
};

template <typename Observer, typename M>
concept WatchesFinish = requires(Observer& observer, const typename M::State& state) {
  observer.finish_state(state);
};

}  // namespace paxoscope::checker
