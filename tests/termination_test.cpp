// Protects what is said of runs without end: states that stand for others have the same steps as those, whatever numbers their ballots have;
// and which scenarios terminate.
#include "model/rounds/termination.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/lasso.hpp"
#include "checker/property.hpp"
#include "model/rounds/in_rounds.hpp"
#include "model/rounds/unbounded.hpp"
#include "tests/bounds_in_rounds.hpp"

namespace paxoscope::tests {
namespace {

using model::Budget;
using model::ProposerId;
using rounds::Bounds;
using rounds::InRounds;
using rounds::Termination;
using rounds::Unbounded;

struct Scenario {
  Bounds bounds;
  const char* changes = "";
};

std::ostream& operator<<(std::ostream& out, const Scenario& scenario) {
  const paxos::Bounds& b = scenario.bounds.paxos;
  return out << b.acceptors << ' ' << b.proposers << ' ' << b.attempts << ' ' << scenario.bounds.patience
             << ' ' << scenario.changes;
}

Bounds bounds_of(int acceptors, int proposers, int attempts, int patience) {
  return {.paxos = {acceptors, proposers, attempts, 2, 1, kNone, kNone}, .patience = patience};
}
Bounds with_crashes(Bounds bounds, Budget crashes, Budget recoveries) {
  bounds.paxos.crashes = crashes;
  bounds.paxos.recoveries = recoveries;
  return bounds;
}
Bounds with_loss(Bounds bounds, Budget loss, Budget omissions) {
  bounds.paxos.loss = loss;
  bounds.omissions = omissions;
  return bounds;
}

Bounds with_growth(Bounds bounds, int growth) {
  bounds.growth = growth;
  return bounds;
}

/// What a step is but for the numbers of its ballots, and what it leads to but for them.
using Told = std::tuple<rounds::Event, paxos::ActionType, std::size_t, std::uint32_t, std::vector<std::byte>>;

std::vector<Told> told_steps(const InRounds& model, const rounds::State& state) {
  const Unbounded unbounded(model);
  const Termination goal(model);
  std::vector<Told> steps;
  checker::for_each_successor(model, state, [&](const rounds::Action& action, const rounds::State& after) {
    std::vector<std::byte> encoding(model.encoded_bytes());
    model.encode(unbounded.representative(after), encoding);
    steps.emplace_back(action.event, action.step.type, model.actor(action),
                       goal.marks_of(state, action, after), std::move(encoding));
  });
  std::sort(steps.begin(), steps.end());
  return steps;
}

class WithoutNumbers : public testing::TestWithParam<Scenario> {};

// That is the lemma on which the search for runs without end rests, tried in every state of bounded spaces.
TEST_P(WithoutNumbers, AStateHasTheStepsOfWhatStandsForIt) {
  const InRounds model(GetParam().bounds, rounds::rules_with(GetParam().changes));
  ASSERT_EQ(Unbounded::why_not(model.rules()), "");
  const Unbounded unbounded(model);
  const Termination goal(model);
  const auto exploration = checker::breadth_first_search(model, checker::NoProperties<rounds::State>());
  std::size_t renumbered = 0;
  std::size_t out_of_numbers = 0;
  for_each_state(model, exploration, [&](const rounds::State& state, std::size_t /*depth*/) {
    const rounds::State other = unbounded.representative(state);
    ASSERT_EQ(unbounded.representative(other), other);
    ASSERT_EQ(goal.is_reached(other), goal.is_reached(state));
    ASSERT_EQ(goal.may_end(other), goal.may_end(state));
    if (other != state) ++renumbered;
    if (goal.is_reached(state)) return;  // the search goes no further
    bool has_numbers = true;             // for all that may start, in this state
    for (int i = 0; i < model.bounds().paxos.proposers; ++i)
      has_numbers = has_numbers && model.next_ballot(state, ProposerId(i)).exists();
    if (has_numbers) {
      ASSERT_EQ(told_steps(model, other), told_steps(model, state));
    } else {
      ++out_of_numbers;
    }
  });
  EXPECT_GT(renumbered, 0U);
  EXPECT_LT(out_of_numbers, exploration.statistics.distinct);
}

INSTANTIATE_TEST_SUITE_P(
    Spaces, WithoutNumbers,
    testing::Values(
        Scenario{bounds_of(3, 2, 4, 4)}, Scenario{bounds_of(3, 2, 4, 1)}, Scenario{bounds_of(2, 3, 3, 3)},
        Scenario{bounds_of(3, 2, 4, 3), "starts = time-out"},
        Scenario{bounds_of(3, 2, 4, 4), "leader = omega"},
        Scenario{bounds_of(3, 2, 4, 2), "may-vote = always"},
        Scenario{bounds_of(3, 2, 4, 2), "may-promise = always"},
        Scenario{bounds_of(3, 2, 4, 2), "proposal-value = lowest-reported"},
        Scenario{bounds_of(3, 2, 4, 2), "learning = first-vote"},
        Scenario{bounds_of(3, 2, 3, 2), "proposals = several"},
        Scenario{with_loss(bounds_of(2, 2, 2, 4), Budget::times(2), Budget::times(1))},
        Scenario{with_crashes(bounds_of(2, 2, 3, 3), Budget::times(1), kAny)},
        Scenario{with_crashes(bounds_of(2, 1, 4, 3), Budget::times(2), kAny), "ballot-storage = volatile"},
        Scenario{with_crashes(bounds_of(2, 1, 4, 3), Budget::times(2), kAny), "promise-storage = volatile"},
        Scenario{with_growth(bounds_of(3, 2, 4, 1), 3), "starts = time-out"},
        Scenario{bounds_of(3, 2, 4, 2), "refusals = nack"},
        Scenario{bounds_of(2, 3, 3, 3), "refusals = nack, starts = time-out"},
        Scenario{with_loss(bounds_of(2, 2, 2, 4), Budget::times(2), Budget::times(1)),
                 "refusals = nack, omitting = receivers"},
        Scenario{with_crashes(bounds_of(2, 2, 3, 3), Budget::times(1), kAny), "refusals = nack"},
        Scenario{late(bounds_of(2, 1, 4, 1), Budget::times(2), 2), "refusals = nack"},
        Scenario{late(bounds_of(2, 1, 4, 2), Budget::times(2), 2)},
        Scenario{late(bounds_of(2, 2, 2, 4), Budget::times(2), 1), "leader = omega"}));

// ---- What terminates

struct Answer {
  Scenario scenario;
  std::uint64_t states;  ///< without end
  int length;            ///< of the run against it; 0 if there is none
  int stem = 0;
};

std::ostream& operator<<(std::ostream& out, const Answer& answer) { return out << answer.scenario; }

class WithoutEnd : public testing::TestWithParam<Answer> {};

TEST_P(WithoutEnd, TerminatesOrDoesNot) {
  const Answer& answer = GetParam();
  const InRounds model(answer.scenario.bounds, rounds::rules_with(answer.scenario.changes));
  const Unbounded unbounded(model);
  const Termination goal(model);
  const auto search = checker::find_lasso(unbounded, goal);
  EXPECT_EQ(search.states, answer.states);
  ASSERT_EQ(search.found.has_value(), answer.length > 0);
  if (!search.found) return;
  EXPECT_EQ(search.found->path.actions.size(), static_cast<std::size_t>(answer.length));
  EXPECT_EQ(search.found->loop, static_cast<std::size_t>(answer.stem));
  EXPECT_TRUE(checker::is_lasso(unbounded, goal, *search.found));
}

INSTANTIATE_TEST_SUITE_P(
    Scenarios, WithoutEnd,
    testing::Values(
        // One proposer with patience gets through; one without goes on giving up its own ballots.
        Answer{{bounds_of(3, 1, 4, 4)}, 17, 0}, Answer{{bounds_of(3, 1, 4, 2)}, 30, 17, 5},
        Answer{{bounds_of(3, 1, 4, 1)}, 37, 13, 5},
        // The duel, and what ends it: patience for two, or one leader.
        Answer{{bounds_of(3, 2, 4, 4)}, 113, 30, 6},
        Answer{{bounds_of(3, 2, 4, 4), "starts = time-out"}, 132, 34, 10},
        Answer{{bounds_of(3, 2, 4, 5), "starts = time-out"}, 146, 0},
        Answer{{bounds_of(3, 3, 4, 6), "starts = time-out"}, 1313, 58, 22},
        Answer{{bounds_of(3, 3, 4, 7), "starts = time-out"}, 1373, 0},
        Answer{{bounds_of(3, 2, 4, 4), "starts = together"}, 58, 0},
        Answer{{bounds_of(3, 2, 4, 4), "leader = omega"}, 339, 0},
        // Who crashes need not start again; but another one may lead.
        Answer{{with_crashes(bounds_of(3, 1, 4, 4), Budget::times(1), kAny)}, 449, 2, 1},
        Answer{{with_crashes(bounds_of(3, 1, 4, 4), Budget::times(1), kNone)}, 263, 1, 1},
        Answer{{with_crashes(bounds_of(3, 2, 4, 4), Budget::times(1), kAny), "leader = omega"}, 14790, 0},
        // Two acceptors of three crash for good, or all proposers that there are do.
        Answer{{with_crashes(bounds_of(3, 3, 4, 4), Budget::times(2), kNone), "starts = together"},
               51333,
               10,
               10},
        Answer{{with_crashes(bounds_of(3, 2, 4, 4), Budget::times(2), kNone), "leader = omega"}, 64102, 2, 2},
        Answer{{with_crashes(bounds_of(3, 1, 4, 4), Budget::times(1), kNone), "leader = omega"}, 432, 1, 1},
        Answer{{late(with_crashes(bounds_of(3, 1, 4, 4), Budget::times(1), kNone), Budget::times(1), 1),
                "leader = omega"},
               1148,
               2,
               2},
        // A message lost in each round is enough.
        Answer{{with_loss(bounds_of(3, 1, 4, 4), Budget::times(2), kAny)}, 225, 0},
        Answer{{with_loss(bounds_of(3, 1, 4, 4), kAny, Budget::times(1))}, 318, 10, 0},
        // Once the network is stable it takes a leader, and patience for as long as messages may take.
        Answer{{late(bounds_of(3, 1, 4, 4), Budget::times(2), 1)}, 273, 0},
        Answer{{late(bounds_of(3, 2, 4, 4), Budget::times(1), 1)}, 1291, 31, 7},
        Answer{{late(bounds_of(3, 2, 4, 4), Budget::times(2), 1), "leader = omega"}, 21345, 0},
        Answer{{late(bounds_of(2, 2, 4, 7), Budget::times(1), 2), "leader = omega"}, 15755, 0},
        Answer{{late(bounds_of(2, 2, 4, 8), Budget::times(1), 2), "leader = omega"}, 16731, 0},
        // Patience that grows is in the end enough: for two, and for messages that may be late by a round that nobody told of.
        Answer{{with_growth(bounds_of(3, 2, 4, 3), 1), "starts = time-out"}, 251, 56, 32},
        Answer{{with_growth(bounds_of(3, 2, 4, 4), 1), "starts = time-out"}, 212, 0},
        Answer{{late(bounds_of(2, 2, 4, 4), kNone, 2), "leader = omega"}, 8642, 19, 5},
        Answer{{late(with_growth(bounds_of(2, 2, 4, 4), 3), kNone, 2), "leader = omega"}, 14710, 0},
        // Who is told that it is refused starts again at once, and refuses the other one: no patience is enough.
        Answer{{bounds_of(3, 2, 4, 8), "starts = time-out, refusals = nack"}, 145, 40, 10},
        Answer{{bounds_of(3, 2, 4, 4), "leader = omega, refusals = nack"}, 423, 0},
        // Of what one process sends, or is sent, all may be lost.
        Answer{{with_loss(bounds_of(3, 1, 4, 4), kAny, Budget::times(1)), "omitting = senders"}, 677, 8, 0},
        Answer{
            {with_loss(bounds_of(3, 1, 4, 4), kAny, Budget::times(1)), "omitting = receivers"}, 324, 10, 0},
        // It takes acceptors that answer.
        Answer{{bounds_of(3, 1, 4, 4), "may-vote = above-promise"}, 14, 14, 0}));

TEST(WithoutEnd, RulesByWhichNumbersMeanMoreAreNamed) {
  EXPECT_EQ(Unbounded::why_not(rounds::rules_with("ballot-owner = shared")), "ballot-owner=shared");
  EXPECT_EQ(Unbounded::why_not(rounds::rules_with("learning = any-ballots")), "learning=any-ballots");
  EXPECT_EQ(Unbounded::why_not(rounds::rules_with("counting = messages")), "counting=messages");
  EXPECT_EQ(Unbounded::why_not(rounds::rules_with("first-phase = first-ballot")), "first-phase=first-ballot");
  EXPECT_EQ(Unbounded::why_not(rounds::rules_with("promises-counted = for-any-own-ballot")),
            "promises-counted=for-any-own-ballot");
  EXPECT_EQ(Unbounded::why_not(rounds::rules_with("proposal-value = first-reported")),
            "proposal-value=first-reported");
}

}  // namespace
}  // namespace paxoscope::tests
