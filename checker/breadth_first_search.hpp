// Exhaustive breadth-first search with an exact visited set.
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/exploration.hpp"
#include "checker/limits.hpp"
#include "checker/model.hpp"
#include "checker/observer.hpp"
#include "checker/outcome.hpp"
#include "checker/property.hpp"
#include "checker/state_store.hpp"

namespace paxoscope::checker {

namespace detail {

template <Model M, PropertySet<M> P, typename Observer>
class BreadthFirstSearch {
 public:
  using State = typename M::State;
  using Action = typename M::Action;

  BreadthFirstSearch(const M& model, const P& properties, const Limits& limits, Observer& observer)
      : model_(model),
        properties_(properties),
        limits_(limits),
        observer_(observer),
        encoding_(model.encoded_bytes()),
        result_(StateStore(model.encoded_bytes(), {limits.states_max, limits.memory_bytes_max})) {
    result_.statistics.actions_taken.resize(model.action_kinds());
  }

  Exploration run() && {
    add_initial_states();
    for (std::uint64_t depth = 0; !stopped_; ++depth) {
      const std::uint64_t begin = result_.level_begin.back();
      const std::uint64_t end = result_.states.size();
      if (begin == end) break;
      if (violated() || witnesses_suffice()) break;
      if (depth >= limits_.depth_max && !is_closed(begin, end)) break;
      result_.level_begin.push_back(end);
      expand(begin, end, depth);
      if (!stopped_ && result_.states.size() > end) result_.statistics.complete_depth = depth + 1;
    }
    return finish();
  }

 private:
  void add_initial_states() {
    result_.level_begin.push_back(0);
    for (const State& state : model_.initial_states()) {
      ++result_.statistics.generated;
      ++initial_states_;
      if (add(state, 0)) notice(properties_.noticed_in(state), 0);
      if (stopped_) return;
    }
  }

  /// Stores a state; true if it is new.
  bool add(const State& state, std::uint64_t depth) {
    model_.encode(state, encoding_);
    switch (result_.states.insert(encoding_)) {
      case StateStore::Insertion::kKnown:
        return false;
      case StateStore::Insertion::kStatesMax:
        stop(StopReason::kStatesMax);
        return false;
      case StateStore::Insertion::kMemoryMax:
        stop(StopReason::kMemoryMax);
        return false;
      case StateStore::Insertion::kAdded:
        break;
    }
    observer_.discover_state(state, depth);
    return true;
  }

  // A level is expanded to its end even after a violation, so that which violations were seen, and every
  // count, is a fact about the level and not about the order in which its states came up.
  void expand(std::uint64_t begin, std::uint64_t end, std::uint64_t depth) {
    for (std::uint64_t number = begin; number < end; ++number) {
      if (interrupted_or_late()) return;
      const State before = model_.decode(result_.states[static_cast<StateNumber>(number)]);
      bool terminal = true;
      for_each_successor(model_, before, [&](const Action& action, const State& after) {
        if (stopped_) return;
        terminal = false;
        ++result_.statistics.generated;
        ++result_.statistics.actions_taken[model_.action_kind(action)];
        observer_.examine_transition(before, action, after);
        notice(properties_.noticed_by(before, after), depth + 1);
        if (add(after, depth + 1)) notice(properties_.noticed_in(after), depth + 1);
      });
      if (stopped_) return;
      ++expanded_;
      if (terminal) ++result_.statistics.terminal;
      result_.statistics.distinct = result_.states.size();
      result_.statistics.depth = depth + (result_.states.size() > end ? 1 : 0);
      result_.statistics.frontier = result_.states.size() - expanded_;
      result_.statistics.store_peak_bytes = result_.states.peak_bytes();
      observer_.finish_state(result_.statistics);
    }
  }

  // At the depth limit the space may happen to be complete: then the limit cost nothing and must not cost the
  // verdict.
  bool is_closed(std::uint64_t begin, std::uint64_t end) {
    bool closed = true;
    for (std::uint64_t number = begin; number < end && closed; ++number) {
      if (interrupted_or_late()) return false;
      const State before = model_.decode(result_.states[static_cast<StateNumber>(number)]);
      for_each_successor(model_, before, [&](const Action& /*action*/, const State& after) {
        if (!closed) return;
        model_.encode(after, encoding_);
        closed = result_.states.find(encoding_) != StateStore::kAbsent;
      });
    }
    if (!closed) stop(StopReason::kDepthMax);
    return closed;
  }

  void notice(PropertyMask mask, std::uint64_t length) {
    const PropertyMask fresh = mask & ~noticed_;
    if (fresh == 0) return;
    noticed_ |= fresh;
    for_each_property(fresh, [&](std::size_t property) { result_.findings.push_back({property, length}); });
  }

  [[nodiscard]] bool violated() const { return (noticed_ & ~properties_.witnesses()) != 0; }

  [[nodiscard]] bool witnesses_suffice() const {
    const PropertyMask witnesses = properties_.witnesses();
    const bool only_witnesses = static_cast<std::size_t>(std::popcount(witnesses)) == properties_.size();
    return limits_.stops_at_witnesses && witnesses != 0 && only_witnesses && noticed_ == witnesses;
  }

  void stop(StopReason reason) {
    stopped_ = true;
    result_.stop = reason;
  }

  bool interrupted_or_late() {
    if (limits_.interrupted != nullptr && limits_.interrupted->load(std::memory_order_relaxed)) {
      stop(StopReason::kInterrupted);
      return true;
    }
    // Reading the clock for every state would be felt; a time limit is not precise to the microsecond anyway.
    constexpr std::uint64_t kStatesBetweenClockReadings = 256;
    if (limits_.time_max && looks_at_limits_++ % kStatesBetweenClockReadings == 0 &&
        std::chrono::steady_clock::now() - started_ >= *limits_.time_max) {
      stop(StopReason::kTimeMax);
      return true;
    }
    return false;
  }

  Exploration finish() {
    auto& [statistics, stop, findings, states, level_begin] = result_;
    if (states.size() > level_begin.back()) level_begin.push_back(states.size());
    if (violated()) {
      stop = StopReason::kViolation;
    } else if (witnesses_suffice()) {
      stop = StopReason::kWitnessesFound;
    }
    statistics.distinct = states.size();
    statistics.depth = level_begin.size() >= 2 ? level_begin.size() - 2 : 0;
    statistics.frontier = states.size() - expanded_;
    statistics.store_peak_bytes = states.peak_bytes();
    // Recounted here, from what was counted one by one.
    const auto& taken = statistics.actions_taken;
    [[maybe_unused]] const auto transitions = std::accumulate(taken.begin(), taken.end(), std::uint64_t{0});
    assert(initial_states_ + transitions == statistics.generated);
    assert(level_begin.back() == states.size());
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
      return a.length != b.length ? a.length < b.length : a.property < b.property;
    });
    return std::move(result_);
  }

  const M& model_;
  const P& properties_;
  const Limits& limits_;
  Observer& observer_;
  std::vector<std::byte> encoding_;
  Exploration result_;
  PropertyMask noticed_ = 0;
  bool stopped_ = false;
  std::uint64_t initial_states_ = 0;
  std::uint64_t expanded_ = 0;
  std::uint64_t looks_at_limits_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace detail

/// Visits every state of `model` reachable within `limits`, level by level.
///
/// The first violated invariant ends the search at the end of its level, so every reported length is that of
/// a shortest run. A set of witnesses alone ends it as soon as all are reached. Time and interruption aside,
/// the result is a function of the arguments.
template <Model M, PropertySet<M> P, typename Observer = SearchObserver>
Exploration breadth_first_search(const M& model, const P& properties, const Limits& limits = {},
                                 Observer&& observer = {}) {
  return detail::BreadthFirstSearch<M, P, std::remove_reference_t<Observer>>(model, properties, limits,
                                                                             observer)
      .run();
}

}  // namespace paxoscope::checker
