// Protects the meaning of the protocol last-voting: the packed model, in which a round is one set of processes, has exactly the steps of the
// naive one, in which every process hears of a set of its own, at every state of whole state spaces, as specified, under each other
// alternative, and under some drawn by lot; it keeps the contract of a model; and it has as many states as the paper's algorithm.
#include "tests/naive_last_voting.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <gtest/gtest.h>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/property.hpp"
#include "checker/reduced.hpp"
#include "model/last_voting/last_voting.hpp"
#include "model/last_voting/past.hpp"
#include "tests/catalogue.hpp"
#include "tests/sanitized.hpp"
#include "tests/seen_bits.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;
using last_voting::Bounds;
using last_voting::LastVoting;
using last_voting::ProcessId;
using last_voting::ProcessSet;
using last_voting::Round;
using model::Ballot;
using model::Value;

namespace reference = naive_last_voting;

reference::Config naive_config(const Bounds& b, const std::string& changes) {
  return {.processes = b.processes,
          .phases = b.phases,
          .values = b.values,
          .heard = b.heard,
          .rules = changed_rules(last_voting::rules(), changes)};
}

template <typename Id>
std::set<int> indices(model::IdSet<Id> set) {
  std::set<int> all;
  set.for_each([&](Id id) { all.insert(id.index()); });
  return all;
}

reference::Label naive_label(const last_voting::Action& action) {
  return {action.coordinator.index(), 1 + static_cast<int>(action.round), indices(action.heard),
          action.vote.index()};
}

reference::State naive_state(const LastVoting& model, const last_voting::State& packed) {
  const last_voting::View view = model.view(packed);
  reference::State state;
  state.round = view.rounds() + 1;
  for (int i = 0; i < model.bounds().processes; ++i) {
    const ProcessId p(i);
    state.processes[i] = {view.x(p).index(), view.vote(p).index(),          view.is_committed(p),
                          view.is_ready(p),  view.timestamp(p).index() + 1, indices(view.decided(p))};
    state.votes[i] = {};
    for (int b = 0; b < model.bounds().phases; ++b) {
      view.cast(p, Ballot(b)).for_each([&](Value v) { state.votes[i].insert({b + 1, v.index()}); });
    }
  }
  for (int b = 0; b < model.bounds().phases; ++b) {
    view.proposed(Ballot(b)).for_each([&](Value v) { state.proposals.insert({b + 1, v.index()}); });
  }
  return state;
}

/// Some heard-of sets with which `action` is what happens: everyone hears of all whom it does not matter to hear of.
reference::HeardOf heard_of(const LastVoting& model, const last_voting::View& state,
                            const last_voting::Action& action) {
  const ProcessSet all = ProcessSet::first(model.bounds().processes);
  const bool is_to_coordinator = action.round == Round::kEstimates || action.round == Round::kAcks;
  reference::HeardOf sets;
  for (int i = 0; i < model.bounds().processes; ++i) {
    const ProcessId p(i);
    ProcessSet set = all;
    if (is_to_coordinator && p == action.coordinator) {
      set = action.heard;
      set.merge(all.without(model.senders(state)));
    } else if (!is_to_coordinator && !action.heard.contains(p) && !model.senders(state).empty()) {
      set = all.without(ProcessSet::of(action.coordinator));
    }
    sets.push_back(indices(set));
  }
  return sets;
}

std::set<reference::Step> packed_steps(const LastVoting& model, const last_voting::State& packed) {
  std::set<reference::Step> steps;
  std::size_t count = 0;
  model.for_each_enabled(packed, [&](const last_voting::Action& action) {
    steps.insert({naive_label(action), naive_state(model, model.apply(packed, action))});
    ++count;
  });
  EXPECT_EQ(count, steps.size());
  EXPECT_LE(count, static_cast<std::size_t>(model.bounds().values)
                       << static_cast<unsigned>(model.bounds().processes));
  return steps;
}

/// With all collections of heard-of sets.
void expect_same_steps(const LastVoting& model, const reference::Config& config,
                       const last_voting::State& packed) {
  const reference::State state = naive_state(model, packed);
  const std::set<reference::Step> actual = packed_steps(model, packed);
  const std::set<reference::Step> expected = reference::successors(config, state);
  if (actual == expected) return;
  for (const auto& [label, after] : actual) {
    if (!expected.contains({label, after}))
      ADD_FAILURE() << "only packed: " << label << "\n" << state << "to\n" << after;
  }
  for (const auto& [label, after] : expected) {
    if (!actual.contains({label, after}))
      ADD_FAILURE() << "only naive: " << label << "\n" << state << "to\n" << after;
  }
}

/// With collections that lead to each action, and some drawn by lot: where there are too many to try them all.
void expect_same_steps_with_some(const LastVoting& model, const reference::Config& config,
                                 const last_voting::State& packed, Dice& dice) {
  const reference::State state = naive_state(model, packed);
  const std::set<reference::Step> actual = packed_steps(model, packed);
  model.for_each_enabled(packed, [&](const last_voting::Action& action) {
    const auto steps = reference::steps_with(config, state, heard_of(model, model.view(packed), action));
    EXPECT_TRUE(steps.contains({naive_label(action), naive_state(model, model.apply(packed, action))}))
        << naive_label(action) << "\n"
        << state;
  });
  for (int i = 0; i < 20; ++i) {
    reference::HeardOf sets(static_cast<std::size_t>(config.processes));
    for (std::set<int>& set : sets) {
      for (int p = 0; p < config.processes; ++p) {
        if (dice.below(2) == 0) set.insert(p);
      }
      for (int p = 0; static_cast<int>(set.size()) < std::min(config.heard, config.processes); ++p)
        set.insert(p);
    }
    for (const reference::Step& step : reference::steps_with(config, state, sets)) {
      EXPECT_TRUE(actual.contains(step)) << step.label << "\n" << state;
    }
  }
}

void expect_history(const model::History& history, const reference::Config& config,
                    const reference::State& state) {
  EXPECT_EQ(history.acceptors, config.processes);
  EXPECT_EQ(history.ballots, config.phases);
  EXPECT_EQ(history.values, config.values);
  EXPECT_EQ(history.learners, config.processes);
  model::for_each_ballot(history, [&](Ballot b) {
    model::for_each_value(history, [&](Value v) {
      const std::pair pair(b.index() + 1, v.index());
      EXPECT_EQ(history.proposed_in(b).contains(v), state.proposals.contains(pair));
      for (const auto& [p, votes] : state.votes) {
        EXPECT_EQ(history.cast.voters(b, v).contains(ProcessId(p)), votes.contains(pair));
      }
    });
  });
  for (const auto& [p, process] : state.processes) {
    EXPECT_EQ(indices(history.learned(model::LearnerId(p))), process.decisions);
  }
}

/// All that a model promises of one state and of the steps out of it.
void expect_contract(const LastVoting& model, const reference::Config& config,
                     const last_voting::State& packed) {
  std::vector<std::byte> encoding(model.encoded_bytes());
  model.encode(packed, encoding);
  EXPECT_EQ(LastVoting::decode(encoding), packed);
  const reference::State state = naive_state(model, packed);
  expect_history(model.history(packed), config, state);

  std::vector<last_voting::Action> actions;
  model.for_each_enabled(packed, [&](const last_voting::Action& action) { actions.push_back(action); });
  EXPECT_EQ(std::adjacent_find(actions.begin(), actions.end(), std::greater_equal<>()), actions.end())
      << "enabled actions must be strictly increasing";
  for (const last_voting::Action& action : actions) {
    const reference::Label label = naive_label(action);
    ASSERT_LT(LastVoting::action_kind(action), LastVoting::action_kinds());
    EXPECT_EQ(static_cast<int>(LastVoting::action_kind(action)) + 1, label.round);
    EXPECT_EQ(static_cast<int>(LastVoting::actor(action)), label.coordinator);
    const last_voting::State packed_after = model.apply(packed, action);
    const reference::State after = naive_state(model, packed_after);
    EXPECT_EQ(after.round, state.round + 1);
    bool same_votes = after.votes == state.votes;
    for (const auto& [p, process] : state.processes) {
      same_votes = same_votes && after.processes.at(p).decisions == process.decisions;
    }
    EXPECT_EQ(model.same_votes(packed, packed_after), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, model.history_bits(false)), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, model.history_bits(true)),
              same_votes && after.proposals == state.proposals)
        << label;
  }
}

void expect_same_beginning(const LastVoting& model, const reference::Config& config) {
  std::set<reference::State> actual;
  for (const last_voting::State& state : model.initial_states()) actual.insert(naive_state(model, state));
  const std::vector<reference::State> expected = reference::initial_states(config);
  EXPECT_EQ(model.initial_states().size(), expected.size());
  EXPECT_EQ(actual, std::set<reference::State>(expected.begin(), expected.end()));
}

/// Visits every state.
void expect_same_space(const Bounds& bounds, const std::string& changes) {
  SCOPED_TRACE(changes);
  const LastVoting model(bounds, last_voting::rules_with(changes));
  const reference::Config config = naive_config(bounds, changes);
  expect_same_beginning(model, config);
  const checker::Exploration exploration =
      checker::breadth_first_search(model, checker::NoProperties<last_voting::State>());
  checker::for_each_state(model, exploration, [&](const last_voting::State& state, std::size_t /*depth*/) {
    if (testing::Test::HasFailure()) return;
    expect_same_steps(model, config, state);
    expect_contract(model, config, state);
  });
  EXPECT_FALSE(testing::Test::HasFailure());
}

/// Two processes take turns quickly; three have majorities that are not all.
const std::vector<Bounds>& small_bounds() {
  static const std::vector<Bounds> all{{1, 2, 2, 0}, {2, 3, 2, 0}, {2, 1, 3, 2}, {3, 1, 2, 0}, {3, 1, 2, 2}};
  return all;
}

TEST(NaiveLastVoting, HasTheSameStepsAsSpecified) {
  for (const Bounds& bounds : small_bounds()) expect_same_space(bounds, "");
  if (!kSanitized) expect_same_space({3, 2, 2, 0}, "");
}

TEST(NaiveLastVoting, HasTheSameStepsWithEachAlternative) {
  for (const Bounds& bounds : small_bounds()) {
    for (const std::string& changes : single_changes(last_voting::rules(), bounds.processes))
      expect_same_space(bounds, changes);
  }
}

TEST(NaiveLastVoting, HasTheSameStepsWithRulesDrawnByLot) {
  constexpr std::uint64_t kSeed = 20261126;
  Dice dice(kSeed);
  for (int i = 0; i < (kSanitized ? 2 : 20); ++i) {
    for (const Bounds& bounds : small_bounds())
      expect_same_space(bounds, changes_at_random(last_voting::rules(), bounds.processes, dice));
  }
}

// The largest bounds fit, and a run from one end to the other is the same.
TEST(NaiveLastVoting, WalksTheSameAtLargerBounds) {
  constexpr std::uint64_t kSeed = 20261127;
  Dice dice(kSeed);
  const Bounds largest{last_voting::kProcessesMax, last_voting::kPhasesMax, last_voting::kValuesMax, 0};
  for (const Bounds& bounds : {largest, Bounds{3, 7, 2, 0}, Bounds{4, 5, 3, 2}, Bounds{5, 6, 2, 4}}) {
    for (const char* changes :
         {"", "flags = kept", "estimate = any-reported, flags = kept", "acks = everyone"}) {
      const LastVoting model(bounds, last_voting::rules_with(changes));
      const reference::Config config = naive_config(bounds, changes);
      const std::vector<last_voting::State> initial = model.initial_states();
      for (int walk = 0; walk < 5 && !HasFailure(); ++walk) {
        last_voting::State state = initial[dice.below(initial.size())];
        for (;;) {
          expect_same_steps_with_some(model, config, state, dice);
          expect_contract(model, config, state);
          std::vector<last_voting::Action> actions;
          model.for_each_enabled(state,
                                 [&](const last_voting::Action& action) { actions.push_back(action); });
          if (actions.empty() || HasFailure()) break;
          state = model.apply(state, actions[dice.below(actions.size())]);
        }
      }
    }
  }
}

// ---- Counts

/// How many states, and how many steps to the deepest.
std::pair<std::uint64_t, std::uint64_t> count(const Bounds& bounds, const char* what) {
  const LastVoting model(bounds);
  const checker::NoProperties<last_voting::State> nothing;
  const auto counted = [](const checker::Exploration& e) {
    return std::pair(e.statistics.distinct, e.statistics.depth);
  };
  if (what == std::string("all")) return counted(checker::breadth_first_search(model, nothing));
  const last_voting::Past past(model, what == std::string("chosen"));
  return counted(checker::breadth_first_search(checker::Reduced(model, past), nothing));
}

// The states of the algorithm are what it remembers, and how many rounds are over; a coordinator's vote is forgotten with its phase.
TEST(LastVotingCounts, OfTheAlgorithmWithoutItsPast) {
  struct Row {
    Bounds bounds;
    std::uint64_t bare;    ///< what the algorithm remembers
    std::uint64_t chosen;  ///< and in which phase what was chosen first
    std::uint64_t all;     ///< and every vote and proposal
  };
  std::vector<Row> rows{
      {{3, 1, 2, 0}, 308, 308, 322},
      {{3, 2, 2, 0}, 2958, 3250, 5550},
      {{3, 3, 2, 0}, 10994, 14982, 70114},
      {{5, 1, 2, 0}, 4876, 4876, 4938},
  };
  if (!kSanitized) {
    rows.push_back({{3, 4, 2, 0}, 29120, 47544, 777078});
    rows.push_back({{5, 2, 2, 0}, 134974, 144194, 346118});
  }
  for (const Row& row : rows) {
    const auto depth = static_cast<std::uint64_t>(4 * row.bounds.phases);
    EXPECT_EQ(count(row.bounds, "bare"), std::pair(row.bare, depth));
    EXPECT_EQ(count(row.bounds, "chosen"), std::pair(row.chosen, depth));
    EXPECT_EQ(count(row.bounds, "all"), std::pair(row.all, depth));
  }
  if (!kSanitized) {
    EXPECT_EQ(count({5, 3, 2, 0}, "bare").first, 840530U);
    EXPECT_EQ(count({5, 3, 2, 0}, "chosen").first, 1110774U);
  }
}

/// Distinct states without their past, as the naive model has them.
std::size_t naive_count(const Bounds& bounds) {
  const reference::Config config = naive_config(bounds, "");
  std::set<reference::State> seen;
  std::vector<reference::State> frontier;
  for (const reference::State& state : reference::initial_states(config)) {
    frontier.push_back(reference::without_past(state));
    seen.insert(frontier.back());
  }
  while (!frontier.empty()) {
    std::vector<reference::State> next;
    for (const reference::State& state : frontier) {
      for (const reference::Step& step : reference::successors(config, state)) {
        const reference::State bare = reference::without_past(step.after);
        if (seen.insert(bare).second) next.push_back(bare);
      }
    }
    frontier = std::move(next);
  }
  return seen.size();
}

// The same from the naive model alone.
TEST(LastVotingCounts, AreThoseOfTheNaiveModel) {
  EXPECT_EQ(naive_count({3, 1, 2, 0}), 308U);
  if (!kSanitized) {
    EXPECT_EQ(naive_count({3, 2, 2, 0}), 2958U);
  }
}

}  // namespace
}  // namespace paxoscope::tests
