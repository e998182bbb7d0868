// The search for a run that never reaches a goal, although everything in it is given its turn: termination
// under fairness.
//
// Whether a protocol terminates is no question about states or steps, so the search level by level cannot
// answer it. This one finds the whole state space as a graph first, without sharing code with the other.
#pragma once

#include <boost/graph/strong_components.hpp>
#include <boost/property_map/property_map.hpp>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <limits>
#include <new>
#include <optional>
#include <vector>

#include "checker/explored_part.hpp"
#include "checker/goal.hpp"
#include "checker/limits.hpp"
#include "checker/model.hpp"
#include "checker/outcome.hpp"
#include "checker/shortest_loop.hpp"
#include "checker/state_graph.hpp"
#include "checker/wrapper.hpp"

namespace paxoscope::checker {

/// What a search for a lasso came to.
template <typename Action>
struct LassoSearch {
  std::size_t states = 0;                    ///< distinct states found, those at the goal included
  std::size_t transitions = 0;               ///< that leave states which were expanded; none leaves the goal
  StopReason stop = StopReason::kExhausted;  ///< the limit that was reached, or kExhausted if none was
  std::optional<Lasso<Action>> found;

  [[nodiscard]] Outcome outcome() const {
    if (found) return Outcome::kViolated;
    return stop == StopReason::kExhausted ? Outcome::kHolds : Outcome::kInconclusive;
  }
};

/// The model up to the goal, where nothing happens any more.
template <Model M, Goal<M> G>
class UntilGoal : public Wrapper<M> {
 public:
  using State = typename M::State;

  UntilGoal(const M& model, const G& goal) : Wrapper<M>(model), goal_(goal) {}

  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    if (!goal_.is_reached(state)) this->inner().for_each_enabled(state, visit);
  }
  template <typename Visit>
  void for_each_successor(const State& state, Visit&& visit) const {
    if (!goal_.is_reached(state)) checker::for_each_successor(this->inner(), state, visit);
  }

 private:
  const G& goal_;
};

namespace detail {

template <Model M, Goal<M> G>
class LassoFinder {
 public:
  using State = typename M::State;
  using Action = typename M::Action;
  using Clock = std::chrono::steady_clock;

  LassoFinder(const UntilGoal<M, G>& model, const G& goal, const Limits& limits, Clock::time_point started)
      : goal_(goal),
        limits_(limits),
        started_(started),
        wanted_((MarkSet{1} << goal.marks()) - 1),
        part_(model, limits, started) {}

  void run(LassoSearch<Action>& result) {
    result.states = part_.states_found();
    result.transitions = part_.edges_known();
    result.stop = part_.stop();
    if (const auto end = first_end()) {
      result.found = {part_.path_to(*end), part_.depth(*end)};
      length_ = part_.depth(*end);
    }
    if (!goes_on(result)) return;
    find_fair_components();
    find_loop(result);
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  /// False, with the reason in the result, if there is no time for more.
  [[nodiscard]] bool goes_on(LassoSearch<Action>& result) const {
    const auto reason = interrupted_or_late(limits_, started_);
    if (reason) result.stop = *reason;
    return !reason;
  }

  [[nodiscard]] std::optional<std::size_t> first_end() const {
    for (std::size_t vertex = 0; vertex < part_.expanded(); ++vertex) {
      if (out_degree(vertex, part_) > 0) continue;
      const State state = part_.state(vertex);
      if (!goal_.is_reached(state) && goal_.may_end(state)) return vertex;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_inside(std::size_t component, std::size_t edge) const {
    return components_[part_.edge(edge).target()] == component;
  }

  /// A component is fair if some step stays in it, and those that do bear all marks together: then a run may
  /// take each of them again and again. No other component has a run without end that counts, and every run
  /// without end stays in one component from some step on.
  void find_fair_components() {
    components_.resize(part_.states_found());
    const std::size_t components = boost::strong_components(
        part_, boost::make_iterator_property_map(components_.begin(), get(boost::vertex_index, part_)));
    marks_.resize(part_.edges_known());
    is_fair_.resize(components);
    std::vector<MarkSet> borne(components);
    for (std::size_t vertex = 0; vertex < part_.expanded(); ++vertex) {
      const std::size_t component = components_[vertex];
      const std::size_t first = part_.first_edge(vertex);
      const std::size_t end = first + out_degree(vertex, part_);
      bool stays = false;
      for (std::size_t edge = first; edge < end && !stays; ++edge) stays = is_inside(component, edge);
      if (!stays) continue;
      // Anew, because the graph keeps no states: to decode every target would cost more.
      const State before = part_.state(vertex);
      std::size_t edge = first;
      for_each_successor(part_.model(), before, [&](const Action& action, const State& after) {
        if (is_inside(component, edge)) {
          marks_[edge] = goal_.marks_of(before, action, after);
          borne[component] |= marks_[edge];
          is_fair_[component] = true;  // that is, there is a loop
        }
        ++edge;
      });
      assert(edge == end);
    }
    for (std::size_t component = 0; component < components; ++component)
      is_fair_[component] = is_fair_[component] && borne[component] == wanted_;
  }

  /// Tries to enter a loop in each state, the nearest first, as long as that can make a shorter lasso.
  void find_loop(LassoSearch<Action>& result) {
    ShortestLoop<ExploredPart<UntilGoal<M, G>>> loops(part_, marks_, wanted_);
    for (std::size_t entry = 0; entry < part_.expanded() && part_.depth(entry) + 1 < length_; ++entry) {
      const std::size_t component = components_[entry];
      if (!is_fair_[component]) continue;
      if (!goes_on(result)) return;
      const std::size_t stem = part_.depth(entry);
      const auto loop = loops.through(entry, length_ - stem - 1, [&](std::size_t vertex) {
        return vertex >= entry && components_[vertex] == component;
      });
      if (loop.empty()) continue;
      length_ = stem + loop.size();
      result.found = {part_.path_to(entry), stem};
      for (const std::size_t edge : loop) result.found->path.actions.push_back(part_.edge(edge).action());
    }
  }

  const G& goal_;
  const Limits& limits_;
  Clock::time_point started_;
  MarkSet wanted_;
  ExploredPart<UntilGoal<M, G>> part_;
  std::vector<std::size_t> components_;  // by vertex
  std::vector<MarkSet> marks_;           // by edge, of those within a component
  std::vector<bool> is_fair_;            // by component
  std::size_t length_ = kNone;           // of the lasso found so far
};

}  // namespace detail

/// A run of `model` that counts and never reaches `goal`; none, where the space was exhausted, means that
/// every run that counts does.
///
/// The one that is found is the shortest: it has the fewest steps, stem and loop together. Of several an
/// ended run comes first, then the one with the shortest stem, from the first initial state, with the
/// smallest sequence of actions. That is so because the loop's entry is tried in breadth-first order and only
/// a shorter lasso replaces one: states stand by depth and by the smallest of their shortest runs, and the
/// loop is the shortest and smallest of its entry (ShortestLoop). Loops through states that were tried before
/// are not looked at again, as a lasso that enters there is as good; and none is longer than what would still
/// be shorter in all.
///
/// A limit ends the exploration before the first state that it does not allow to be expanded. What was
/// explored until then is searched all the same; only when the time is up or it is interrupted, no more loops
/// are looked for, also where the space was exhausted. So a lasso that is found with a limit is one, but
/// perhaps not the shortest. The time that strong components and the loops of one entry take is not limited,
/// and `memory_bytes_max` is compared with an estimate of the stored graph.
///
/// The model must be without reductions: an encoding stands for one state. Otherwise a loop of encodings
/// would be none of states, and a mark of one process another's.
///
/// Cost: that of an ExploredStateGraph, and of strong components (Tarjan) in linear time; `marks_of` is asked
/// once of each step within a component. If nothing is found that is all. Otherwise for each entry nearer
/// than the shortest lasso's length, at most the part of its component within that length, times the sets of
/// marks: 2^marks where it comes to the worst. The first lasso is found soon; where processes go round
/// independently of each other, most of the time goes into showing that there is no shorter one. An arbitrary
/// lasso is found in linear time (Courcoubetis, Vardi, Wolper & Yannakakis, Memory-Efficient Algorithms for
/// the Verification of Temporal Properties, 1992), but who has to understand one wants it short.
template <Model M, Goal<M> G>
LassoSearch<typename M::Action> find_lasso(const M& model, const G& goal, const Limits& limits = {}) {
  static_assert(!LeavesOutSteps<M> && !RenamesActors<M>, "a state must stand for itself");
  assert(goal.marks() <= kMarksMax);
  const auto started = std::chrono::steady_clock::now();
  const UntilGoal<M, G> until_goal(model, goal);
  LassoSearch<typename M::Action> result;
  try {
    detail::LassoFinder<M, G>(until_goal, goal, limits, started).run(result);
  } catch (const StatesMaxExceeded& limit) {  // by the initial states alone
    result.states = limit.states_max();
    result.stop = StopReason::kStatesMax;
  } catch (const std::bad_alloc&) {
    result.stop = StopReason::kMemoryShort;
  }
  assert(!result.found || is_lasso(model, goal, *result.found));
  return result;
}

}  // namespace paxoscope::checker
