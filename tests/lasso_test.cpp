// Protects: the search for a run that never reaches a goal. Which runs count, which of them is found, what a
// limit makes of it; and on random graphs that it finds one if and only if there is one, and the best of all,
// as enumeration and definitions have it.
#include "checker/lasso.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "graph_model.hpp"

namespace paxoscope::tests {
namespace {

using checker::LassoSearch;
using checker::MarkSet;
using checker::Outcome;
using checker::StopReason;
using Action = GraphModel::Action;
using Lasso = checker::Lasso<Action>;

/// Of a GraphModel: an edge bears those of marks 0 and 1 that are the bits of its actor, and mark 2 if it
/// joins two vertices of `pair`.
struct GraphGoal {
  std::set<int> goal;
  std::size_t count = 0;
  std::set<int> stuck = {};  // where a run that ends does not count
  std::pair<int, int> pair = {-1, -1};

  [[nodiscard]] bool is_reached(int state) const { return goal.contains(state); }
  [[nodiscard]] std::size_t marks() const { return count; }
  [[nodiscard]] MarkSet marks_of(int before, const Action& action, int after) const {
    const MarkSet all = static_cast<MarkSet>(action.actor) | (std::pair(before, after) == pair ? 0b100U : 0U);
    return all & ((MarkSet{1} << count) - 1);
  }
  [[nodiscard]] bool may_end(int state) const { return !stuck.contains(state); }
};
static_assert(checker::Goal<GraphGoal, GraphModel>);

/// From an initial state along these edges; actions know who takes them.
Lasso lasso(const GraphModel& model, std::size_t initial, const std::vector<int>& edges, std::size_t loop) {
  Lasso made{{.initial_state = initial, .actions = {}}, loop};
  int state = model.initial_states().at(initial);
  for (const int edge : edges) {
    const auto& taken = model.edges().at(static_cast<std::size_t>(state)).at(static_cast<std::size_t>(edge));
    made.path.actions.push_back({edge, taken.actor});
    state = taken.target;
  }
  return made;
}

void expect_found(const GraphModel& model, const GraphGoal& goal, const std::vector<int>& edges,
                  std::size_t loop, std::size_t initial = 0) {
  const auto search = checker::find_lasso(model, goal);
  EXPECT_EQ(search.stop, StopReason::kExhausted);
  EXPECT_EQ(search.outcome(), Outcome::kViolated);
  ASSERT_TRUE(search.found);
  EXPECT_EQ(search.found->loop, loop);
  const Lasso expected = lasso(model, initial, edges, loop);
  EXPECT_EQ(search.found->path.initial_state, expected.path.initial_state);
  EXPECT_EQ(search.found->path.actions, expected.path.actions);
}

void expect_holds(const GraphModel& model, const GraphGoal& goal) {
  const auto search = checker::find_lasso(model, goal);
  EXPECT_EQ(search.outcome(), Outcome::kHolds);
  EXPECT_FALSE(search.found);
}

// ---- Which runs count

TEST(Lasso, ThereIsNoneWhereEveryRunReachesTheGoal) {
  const GraphModel model = GraphModel::of({{1, 2}, {3}, {3, 1}, {}});
  expect_holds(model, {.goal = {3}});
  const auto search = checker::find_lasso(model, GraphGoal{.goal = {3}});
  EXPECT_EQ(search.states, 4U);
  EXPECT_EQ(search.transitions, 5U);
}

TEST(Lasso, ASelfLoopIsOne) {
  expect_found(GraphModel::of({{1}, {2, 1}, {}}), {.goal = {2}}, {0, 1}, 1);
  expect_found(GraphModel::of({{0}}), {}, {0}, 0);
}

TEST(Lasso, WhatComesAfterTheGoalIsNotLookedAt) {
  // 0 → 1 → 2 → 0 goes through the goal, as does the only way to the loop at 3; from an initial state at the
  // goal leads nothing.
  const GraphModel model = GraphModel::of({{1}, {2}, {0, 3}, {3}});
  expect_holds(model, {.goal = {1}});
  expect_holds(model, {.goal = {0}});
  const auto search = checker::find_lasso(model, GraphGoal{.goal = {1}});
  EXPECT_EQ(search.states, 2U);
  EXPECT_EQ(search.transitions, 1U);
  expect_found(model, {}, {0, 0, 0}, 0);
}

TEST(Lasso, AComponentCountsOnlyWithAllMarks) {
  // The loop at 0 bears mark 0 and the one at 1 mark 1; each way between them bears both, and leads one way
  // only.
  const GraphModel model({{{0, 0b01}, {1, 0b11}}, {{1, 0b10}, {2, 0b11}}, {}});
  expect_holds(model, {.goal = {2}, .count = 2});
  expect_found(model, {.goal = {2}, .count = 1}, {0}, 0);
  expect_found(model, {.goal = {2}, .count = 0}, {0}, 0);
}

TEST(Lasso, TheNearerComponentIsUnfair) {
  const GraphModel model({{{0, 0b01}, {1, 0}}, {{2, 0}}, {{3, 0b01}}, {{2, 0b10}}});
  expect_found(model, {.goal = {}, .count = 2}, {1, 0, 0, 0}, 2);
  expect_found(model, {.goal = {}, .count = 1}, {0}, 0);
}

TEST(Lasso, ALoopMayPassItsEntrySeveralTimes) {
  // Mark 0 is borne on a detour to 1, mark 1 on one to 2.
  const GraphModel model({{{1, 0}, {2, 0}}, {{0, 0b01}}, {{0, 0b10}}});
  expect_found(model, {.goal = {}, .count = 2}, {0, 0, 1, 0}, 0);
}

TEST(Lasso, AMarkIsOfAStepAndItsStates) {
  // Of the two loops through 0 the longer one has the step from 2 to 3.
  const GraphModel model = GraphModel::of({{1, 2}, {0}, {3}, {0}});
  GraphGoal goal{.goal = {}, .count = 3, .stuck = {}, .pair = {2, 3}};
  expect_holds(model, goal);  // nobody bears marks 0 and 1
  expect_found(GraphModel({{{1, 0b11}, {2, 0b11}}, {{0, 0}}, {{3, 0}}, {{0, 0}}}), goal, {1, 0, 0}, 0);
}

TEST(Lasso, ARunThatEndsCountsIfItMay) {
  const GraphModel model = GraphModel::of({{1, 2, 3}, {}, {3}, {}});
  expect_found(model, {.goal = {3}}, {0}, 1);
  expect_found(model, {.goal = {}, .count = 2}, {0}, 1);  // marks are for runs without end
  expect_holds(model, {.goal = {3}, .count = 0, .stuck = {1}});
  expect_found(model, {.goal = {}, .count = 0, .stuck = {1}}, {2}, 1);
  expect_found(GraphModel::of({{}}), {}, {}, 0);
  expect_holds(GraphModel::of({{}}), {.goal = {0}});
}

// ---- Which is found

TEST(Lasso, TheFewestStepsInAllCount) {
  // A loop of three steps at once, or one step and a loop of one.
  expect_found(GraphModel::of({{1, 3}, {2}, {0}, {3}}), {}, {1, 0}, 1);
  // The loop nearest by is longer than what is left of it for a lasso with a longer stem.
  expect_found(GraphModel::of({{1}, {2}, {3, 2}, {4}, {0}}), {}, {0, 0, 1}, 2);
}

TEST(Lasso, AmongEquallyLongOnesARunThatEndsComesFirstThenTheShortestStem) {
  // 0 → 1 → 0, 0 → 2 → 2 and the end 0 → 3 → 4 have two steps each.
  const GraphModel model = GraphModel::of({{2, 3, 1}, {0}, {2}, {4}, {}});
  expect_found(model, {}, {1, 0}, 2);
  expect_found(model, {.goal = {}, .count = 0, .stuck = {4}}, {2, 0}, 0);
  expect_found(model, {.goal = {1}, .count = 0, .stuck = {4}}, {0, 0}, 1);
  // The end is one step further than the loop, and one step nearer.
  expect_found(GraphModel::of({{1, 2}, {3}, {2}, {4}, {}}), {}, {1, 0}, 1);
  expect_found(GraphModel::of({{2, 1}, {1}, {}}), {}, {0}, 1);
}

TEST(Lasso, AmongEqualStemsTheSmallestActions) {
  expect_found(GraphModel::of({{2, 1}, {1}, {2}}), {}, {0, 0}, 1);
  expect_found(GraphModel::of({{1, 1}, {2}, {1, 1}}), {}, {0, 0, 0}, 1);
  // Two loops of the same length at the same entry; the smaller one begins with what leads on to the larger
  // state.
  expect_found(GraphModel::of({{2, 1}, {0}, {0}}), {}, {0, 0}, 0);
  // Both orders of two detours.
  expect_found(GraphModel({{{1, 0}, {2, 0}}, {{0, 0b10}}, {{0, 0b01}}}), {.goal = {}, .count = 2},
               {0, 0, 1, 0}, 0);
}

TEST(Lasso, TheFirstOfSeveralInitialStatesWins) {
  const std::vector<std::vector<int>> targets{{0}, {1}, {1, 2}};
  expect_found(GraphModel::of(targets, {2, 1, 0}), {.goal = {}, .count = 0}, {1}, 0, 0);
  expect_found(GraphModel::of(targets, {2, 1, 0}), {.goal = {2}, .count = 0}, {0}, 0, 1);
  expect_found(GraphModel::of({{1}, {1}, {2}}, {0, 2}), {}, {0}, 0, 1);  // nearer beats first
}

// ---- Limits

TEST(Lasso, ALimitOfStatesMakesItInconclusiveAndWhatWasFoundBeforeStays) {
  // 0 → 1 → … → 9, from each a step back to 5 or, at the end, none.
  std::vector<std::vector<int>> targets;
  for (int i = 0; i < 9; ++i) targets.push_back({i + 1});
  targets.push_back({5});
  const GraphModel model = GraphModel::of(targets);
  for (std::uint64_t limit = 0; limit < 10; ++limit) {
    const auto search = checker::find_lasso(model, GraphGoal{}, {.states_max = limit});
    EXPECT_EQ(search.stop, StopReason::kStatesMax) << limit;
    EXPECT_EQ(search.outcome(), Outcome::kInconclusive) << limit;
    EXPECT_EQ(search.states, limit);
    EXPECT_EQ(search.transitions, limit == 0 ? 0 : limit - 1);
  }
  const auto all = checker::find_lasso(model, GraphGoal{}, {.states_max = 10});
  EXPECT_EQ(all.stop, StopReason::kExhausted);
  EXPECT_EQ(all.found, lasso(model, 0, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 5));

  // With a loop among the first states it is found, whatever the limit leaves out.
  targets[1] = {0, 2, 3, 4};
  const GraphModel looped = GraphModel::of(targets);
  const auto some = checker::find_lasso(looped, GraphGoal{}, {.states_max = 6});
  EXPECT_EQ(some.stop, StopReason::kStatesMax);
  EXPECT_EQ(some.outcome(), Outcome::kViolated);
  EXPECT_EQ(some.found, lasso(looped, 0, {0, 0}, 0));
  EXPECT_EQ(checker::find_lasso(looped, GraphGoal{}, {.states_max = 4}).outcome(), Outcome::kInconclusive)
      << "not all successors of 1 are known, so none is";
}

TEST(Lasso, WhatWasNotExpandedIsNoEnd) {
  const GraphModel model = GraphModel::of({{1, 2}, {3, 4}, {4}, {4}, {5}, {}});
  for (std::uint64_t limit = 1; limit < 6; ++limit) {
    EXPECT_FALSE(checker::find_lasso(model, GraphGoal{}, {.states_max = limit}).found) << limit;
  }
  for (std::uint64_t limit = 0; limit < 3; ++limit) {
    const auto search = checker::find_lasso(model, GraphGoal{}, {.depth_max = limit});
    EXPECT_EQ(search.stop, StopReason::kDepthMax) << limit;
    EXPECT_FALSE(search.found) << limit;
  }
  const auto search = checker::find_lasso(model, GraphGoal{}, {.depth_max = 3});
  EXPECT_EQ(search.stop, StopReason::kExhausted) << "nothing is deeper";
  EXPECT_EQ(search.found, lasso(model, 0, {0, 1, 0}, 3));
}

TEST(Lasso, TimeMemoryAndInterruptionStopIt) {
  const GraphModel model = GraphModel::of({{0}});
  const std::atomic<bool> interrupted = true;
  for (const auto& [limits, reason] :
       {std::pair(checker::Limits{.time_max = std::chrono::seconds(0)}, StopReason::kTimeMax),
        std::pair(checker::Limits{.memory_bytes_max = 10}, StopReason::kMemoryMax),
        std::pair(checker::Limits{.interrupted = &interrupted}, StopReason::kInterrupted)}) {
    const auto search = checker::find_lasso(model, GraphGoal{}, limits);
    EXPECT_EQ(search.stop, reason);
    EXPECT_EQ(search.outcome(), Outcome::kInconclusive);
    EXPECT_EQ(search.states, 1U);
  }
}

// ---- The replay of a lasso

TEST(Lasso, WhatIsNoneIsTakenForNone) {
  const GraphModel model({{{1, 0b01}, {0, 0b10}}, {{0, 0b10}, {2, 0}}, {}});
  const GraphGoal goal{.goal = {}, .count = 2};
  EXPECT_TRUE(checker::is_lasso(model, goal, lasso(model, 0, {0, 0}, 0)));
  EXPECT_TRUE(checker::is_lasso(model, goal, lasso(model, 0, {0, 1}, 2)));
  EXPECT_FALSE(checker::is_lasso(model, goal, lasso(model, 0, {1}, 0))) << "lacks mark 0";
  EXPECT_TRUE(checker::is_lasso(model, goal, lasso(model, 0, {0, 0, 0}, 1))) << "longer than need be";
  EXPECT_FALSE(checker::is_lasso(model, goal, lasso(model, 0, {0, 0}, 1))) << "does not close";
  EXPECT_FALSE(checker::is_lasso(model, goal, lasso(model, 0, {0}, 1))) << "does not end";
  EXPECT_FALSE(checker::is_lasso(model, GraphGoal{.goal = {1}, .count = 2}, lasso(model, 0, {0, 0}, 0)));
  EXPECT_FALSE(checker::is_lasso(model, GraphGoal{.goal = {2}, .count = 2}, lasso(model, 0, {0, 1}, 2)));
  EXPECT_FALSE(
      checker::is_lasso(model, GraphGoal{.goal = {}, .count = 0, .stuck = {2}}, lasso(model, 0, {0, 1}, 2)));
  EXPECT_FALSE(checker::is_lasso(model, goal, Lasso{{.initial_state = 1, .actions = {}}, 0}))
      << "no such state";
  EXPECT_FALSE(checker::is_lasso(model, goal, Lasso{{.initial_state = 0, .actions = {{0, 0b10}}}, 1}))
      << "no such step";
}

// ---- Against plainer ways, on graphs drawn by lot

/// Steps, whether it goes on, stem, initial state, actions: what comes first is found.
using Candidate = std::tuple<std::size_t, bool, std::size_t, std::size_t, std::vector<Action>>;

/// The best lasso of exactly `length` steps, by trying all runs.
std::optional<Candidate> best_by_enumeration(const GraphModel& model, const GraphGoal& goal,
                                             std::size_t length) {
  std::optional<Candidate> best;
  const MarkSet all = (MarkSet{1} << goal.count) - 1;
  for (std::size_t i = 0; i < model.initial_states().size(); ++i) {
    std::vector<int> states{model.initial_states()[i]};
    std::vector<Action> actions;
    const auto offer = [&](bool goes_on, std::size_t stem) {
      Candidate candidate{length, goes_on, stem, i, actions};
      if (!best || candidate < *best) best = std::move(candidate);
    };
    const auto extend = [&](const auto& self) -> void {
      const int state = states.back();
      if (goal.is_reached(state)) return;
      if (actions.size() == length) {
        bool is_end = true;
        model.for_each_enabled(state, [&](const Action& /*action*/) { is_end = false; });
        if (is_end && goal.may_end(state)) offer(false, length);
        MarkSet marks = 0;
        for (std::size_t k = length; k-- > 0;) {
          marks |= goal.marks_of(states[k], actions[k], states[k + 1]);
          if (states[k] == state && marks == all) offer(true, k);
        }
        return;
      }
      model.for_each_enabled(state, [&](const Action& action) {
        actions.push_back(action);
        states.push_back(model.apply(state, action));
        self(self);
        states.pop_back();
        actions.pop_back();
      });
    };
    extend(extend);
  }
  return best;
}

/// How long a shortest way is from any of `from` to each (vertex, marks collected), with at least one step if
/// `leaves` and never beyond the goal.
std::map<std::pair<int, MarkSet>, std::size_t> distances(const GraphModel& model, const GraphGoal& goal,
                                                         const std::vector<int>& from, bool leaves) {
  std::map<std::pair<int, MarkSet>, std::size_t> found;
  std::deque<std::tuple<int, MarkSet, std::size_t>> queue;
  for (const int state : from) {
    queue.emplace_back(state, 0, 0);
    if (!leaves) found.emplace(std::pair(state, 0), 0);
  }
  while (!queue.empty()) {
    const auto [state, marks, steps] = queue.front();
    queue.pop_front();
    if (goal.is_reached(state)) continue;
    model.for_each_enabled(state,
                           [&, before = state, so_far = marks, length = steps + 1](const Action& action) {
                             const int after = model.apply(before, action);
                             const std::pair next(after, so_far | goal.marks_of(before, action, after));
                             if (found.emplace(next, length).second)
                               queue.emplace_back(next.first, next.second, length);
                           });
  }
  return found;
}

/// The first three of the best candidate, by definition: over all ends, and all entries and their shortest
/// loops.
std::optional<std::tuple<std::size_t, bool, std::size_t>> best_by_definition(const GraphModel& model,
                                                                             const GraphGoal& goal) {
  std::optional<std::tuple<std::size_t, bool, std::size_t>> best;
  const auto offer = [&](std::size_t stem, std::size_t loop, bool goes_on) {
    const std::tuple candidate(stem + loop, goes_on, stem);
    if (!best || candidate < *best) best = candidate;
  };
  std::map<int, std::size_t> depths;
  for (const auto& [node, steps] : distances(model, goal, model.initial_states(), false)) {
    const auto [depth, is_new] = depths.emplace(node.first, steps);
    depth->second = std::min(depth->second, steps);
  }
  for (const auto& [state, depth] : depths) {
    if (goal.is_reached(state)) continue;
    if (model.edges()[static_cast<std::size_t>(state)].empty() && goal.may_end(state)) offer(depth, 0, false);
    const auto loops = distances(model, goal, {state}, true);
    const auto loop = loops.find({state, (MarkSet{1} << goal.count) - 1});
    if (loop != loops.end()) offer(depth, loop->second, true);
  }
  return best;
}

struct RandomQuestion {
  GraphModel model;
  GraphGoal goal;
};

RandomQuestion random_question(std::mt19937& random, int vertices, int edges) {
  // One by one: in which order a compiler evaluates arguments is its own affair.
  const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
  std::vector<std::vector<GraphModel::Edge>> out(static_cast<std::size_t>(vertices));
  for (int e = 0; e < edges; ++e) {
    auto& from = out[static_cast<std::size_t>(below(vertices))];
    const int to = below(vertices);
    from.push_back({to, below(3) == 0 ? below(4) : 0});
  }
  GraphGoal goal{.goal = {}, .count = static_cast<std::size_t>(below(4))};
  for (int i = 0; i < vertices; ++i) {
    if (below(6) == 0) goal.goal.insert(i);
    if (below(6) != 0) goal.stuck.insert(i);
  }
  const int some = below(vertices);  // of an edge, if there is one
  const auto& from = out[static_cast<std::size_t>(some)];
  if (!from.empty()) goal.pair = {some, from.front().target};
  std::vector<int> initial{0};
  if (below(2) == 0) initial = {vertices - 1, vertices / 2, 0};
  if (vertices < 4) initial = {0};
  return {GraphModel(std::move(out), std::move(initial)), std::move(goal)};
}

/// How many of the searches of one test found what.
struct Tally {
  int loops = 0;
  int ends = 0;
  int nothing = 0;

  void count(const LassoSearch<Action>& search) {
    ++(!search.found ? nothing : search.found->ends() ? ends : loops);
  }
};

TEST(Lasso, IsTheBestOfAllRunsOnSmallGraphs) {
  constexpr unsigned kSeed = 20261201;
  std::mt19937 random(kSeed);
  Tally tally;
  for (int i = 0; i < 5000; ++i) {
    const int vertices = 1 + static_cast<int>(random() % 6);
    const auto [model, goal] =
        random_question(random, vertices, 2 * vertices - static_cast<int>(random() % 3));
    const auto search = checker::find_lasso(model, goal);
    tally.count(search);
    const auto expected = best_by_definition(model, goal);
    ASSERT_EQ(search.stop, StopReason::kExhausted);
    ASSERT_EQ(search.found.has_value(), expected.has_value()) << "graph " << i << " of seed " << kSeed;
    if (!search.found) continue;
    const std::size_t length = search.found->path.actions.size();
    for (std::size_t shorter = 0; shorter < length; ++shorter)
      ASSERT_FALSE(best_by_enumeration(model, goal, shorter)) << "graph " << i << " of seed " << kSeed;
    const auto best = best_by_enumeration(model, goal, length);
    ASSERT_EQ(best, std::optional<Candidate>(std::tuple(length, !search.found->ends(), search.found->loop,
                                                        search.found->path.initial_state,
                                                        search.found->path.actions)))
        << "graph " << i << " of seed " << kSeed;
  }
  EXPECT_GT(tally.loops, 500);
  EXPECT_GT(tally.ends, 200);
  EXPECT_GT(tally.nothing, 500);
}

TEST(Lasso, IsAsShortAsItsDefinitionSaysOnLargerGraphs) {
  constexpr unsigned kSeed = 20261202;
  std::mt19937 random(kSeed);
  Tally tally;
  int parts = 0;  // of a space, that show something
  for (int i = 0; i < 600; ++i) {
    const int vertices = 5 + static_cast<int>(random() % 60);
    const auto [model, goal] = random_question(random, vertices, vertices + static_cast<int>(random() % 40));
    const auto search = checker::find_lasso(model, goal);
    tally.count(search);
    const auto expected = best_by_definition(model, goal);
    ASSERT_EQ(search.found.has_value(), expected.has_value()) << "graph " << i << " of seed " << kSeed;
    if (!search.found) continue;
    const std::size_t length = search.found->path.actions.size();
    ASSERT_EQ(std::tuple(length, !search.found->ends(), search.found->loop), *expected)
        << "graph " << i << " of seed " << kSeed;
    // Of a part of the space something may be said too, and nothing shorter.
    const auto part = checker::find_lasso(model, goal, {.states_max = 1 + random() % search.states});
    if (!part.found) continue;
    ++parts;
    ASSERT_TRUE(checker::is_lasso(model, goal, *part.found)) << "graph " << i << " of seed " << kSeed;
    ASSERT_GE(part.found->path.actions.size(), length) << "graph " << i << " of seed " << kSeed;
  }
  EXPECT_GT(parts, 100);
  EXPECT_GT(tally.loops, 100);
  EXPECT_GT(tally.ends, 100);
  EXPECT_GT(tally.nothing, 50);
}

}  // namespace
}  // namespace paxoscope::tests
