// Protects the meaning of the protocol: the packed model has exactly the steps of the naive one, at every
// state of whole state spaces and of random walks at larger bounds, under the specified rules and under each
// wrong one. The sizes of those spaces are exact numbers, and both models must arrive at them.
#include "tests/naive_paxos.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/model.hpp"
#include "checker/property.hpp"
#include "model/paxos/paxos.hpp"
#include "tests/arbitrary_rules.hpp"
#include "tests/catalogue.hpp"
#include "tests/model_without_parts.hpp"
#include "tests/paxos_as_naive.hpp"
#include "tests/sanitized.hpp"
#include "tests/seen_bits.hpp"
#include "tests/thorough.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using model::AcceptorId;
using model::Ballot;
using model::LearnerId;
using model::ProposerId;
using model::Value;
using paxos::Paxos;

// ---- Scenarios

constexpr int kAny = naive::kUnbounded;
// What of the rules is changed: "rule = alternative, …".
constexpr const char* kSpecified = "";
constexpr std::array kWrongRules{"may-vote = always", "proposal-value = own"};

struct Scenario {
  int acceptors, proposers, attempts, values, learners, loss, duplication;
  int crashes = 0;
  int recoveries = kAny;
};

/// The numbers in their order, those of crashes if there are any: "3_2_1_2_0_any_0", "2_1_1_1_0_0_0_1_any".
std::string name(const Scenario& s) {
  std::string text;
  std::vector<int> numbers{s.acceptors, s.proposers, s.attempts, s.values, s.learners, s.loss, s.duplication};
  if (s.crashes != 0) numbers.insert(numbers.end(), {s.crashes, s.recoveries});
  for (const int x : numbers) {
    text += (text.empty() ? "" : "_") + (x == kAny ? "any" : std::to_string(x));
  }
  return text;
}

std::string test_name(const Scenario& scenario, const std::string& changes) {
  return name(scenario) + "_" + name_of_changes(changes);
}

model::Budget budget(int times) { return times == kAny ? model::Budget::any() : model::Budget::times(times); }

Paxos packed_model(const Scenario& s, std::string_view changes) {
  return Paxos({.acceptors = s.acceptors,
                .proposers = s.proposers,
                .attempts = s.attempts,
                .values = s.values,
                .learners = s.learners,
                .loss = budget(s.loss),
                .duplication = budget(s.duplication),
                .crashes = budget(s.crashes),
                .recoveries = budget(s.recoveries)},
               paxos::rules_with(changes));
}

naive::Config naive_config(const Scenario& s, const std::string& changes) {
  return {.acceptors = s.acceptors,
          .proposers = s.proposers,
          .attempts = s.attempts,
          .values = s.values,
          .learners = s.learners,
          .losses = s.loss,
          .duplications = s.duplication,
          .crashes = s.crashes,
          .recoveries = s.recoveries,
          .rules = changed_rules(paxos::rules(), changes)};
}

struct Counts {
  std::uint64_t distinct;
  std::uint64_t generated;
  std::uint64_t depth;  ///< in transitions; a checker that counts states on the way says one more

  friend bool operator==(const Counts&, const Counts&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Counts& c) {
    return out << c.distinct << " distinct, " << c.generated << " generated, depth " << c.depth;
  }
};

struct Row {
  Scenario scenario;
  Counts counts;

  friend std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << name(row.scenario) << ": " << row.counts;
  }
};

/// Counted by TLC.
constexpr std::array kRows{
    Row{{3, 1, 1, 1, 0, 0, 0}, {77, 182, 9}},
    Row{{3, 1, 1, 1, 0, kAny, 0}, {356, 1118, 10}},
    Row{{3, 1, 1, 1, 0, kAny, kAny}, {7817, 97238, 10}},
    Row{{3, 1, 1, 1, 1, kAny, 0}, {1138, 4280, 12}},
    Row{{3, 1, 1, 1, 0, 1, 1}, {1387, 5417, 10}},
    Row{{3, 2, 1, 2, 0, 0, 0}, {16702, 69320, 18}},
    Row{{3, 2, 1, 2, 1, 0, 0}, {103676, 526675, 24}},
    Row{{3, 2, 1, 2, 0, 2, 0}, {116316, 645021, 19}},
    Row{{3, 2, 1, 2, 0, kAny, 0}, {97808, 644339, 19}},
    Row{{2, 2, 2, 2, 0, kAny, 0}, {331963, 2397127, 28}},
    Row{{3, 3, 1, 3, 0, 0, 0}, {4188956, 24841924, 27}},
    // Not from TLC, but from a third program written from the same TLA+ reading.
    Row{{2, 2, 1, 2, 1, 1, 1}, {15522, 60829, 19}},
    Row{{1, 3, 2, 2, 1, 0, 0}, {123750, 473914, 30}},
    Row{{4, 1, 1, 1, 0, kAny, 0}, {1554, 5874, 13}},
    Row{{1, 2, 1, 2, 0, kAny, kAny}, {489, 3821, 8}},
    Row{{1, 2, 2, 2, 0, 1, kAny}, {324021, 4339123, 17}},
    Row{{2, 1, 2, 1, 1, 1, 1}, {13205, 52669, 19}},
};

// ---- The comparison

std::vector<naive::Step> packed_steps(const Paxos& model, const paxos::State& state) {
  std::vector<naive::Step> steps;
  checker::for_each_successor(model, state, [&](const paxos::Action& action, const paxos::State& after) {
    steps.push_back({naive_label(model, action), naive_state(model, after)});
  });
  return steps;
}

/// Both models have the same steps out of `packed`: the same number, labels and successors.
testing::AssertionResult same_steps(const Paxos& model, const naive::Config& config,
                                    const paxos::State& packed) {
  const naive::State state = naive_state(model, packed);
  std::vector<naive::Step> actual = packed_steps(model, packed);
  std::vector<naive::Step> expected = naive::successors(config, state);
  std::sort(actual.begin(), actual.end());
  std::sort(expected.begin(), expected.end());
  if (actual == expected) return testing::AssertionSuccess();

  testing::AssertionResult failure = testing::AssertionFailure();
  failure << "in the state\n" << state;
  const auto list = [&](const char* whose, const std::vector<naive::Step>& of,
                        const std::vector<naive::Step>& but_not_of) {
    std::vector<naive::Step> only;
    std::set_difference(of.begin(), of.end(), but_not_of.begin(), but_not_of.end(), std::back_inserter(only));
    for (const auto& [label, after] : only) {
      failure << "only the " << whose << " model can: " << label << ", to\n" << after;
    }
  };
  list("packed", actual, expected);
  list("naive", expected, actual);
  return failure;
}

checker::Exploration explore(const Paxos& model) {
  return checker::breadth_first_search(model, checker::NoProperties<paxos::State>());
}

// ---- Whole state spaces

class Oracle : public testing::TestWithParam<Row> {};

// The packed model alone, which is quick: the same numbers as an independent checker.
TEST_P(Oracle, CountsOfThePackedModel) {
  const checker::Exploration exploration = explore(packed_model(GetParam().scenario, kSpecified));
  const checker::Statistics& actual = exploration.statistics;
  EXPECT_EQ((Counts{actual.distinct, actual.generated, actual.depth}), GetParam().counts);
  EXPECT_EQ(actual.complete_depth, actual.depth);
  EXPECT_EQ(actual.frontier, 0U);
  EXPECT_EQ(exploration.stop, checker::StopReason::kExhausted);
}

std::string name_of_row(const testing::TestParamInfo<Row>& row) { return name(row.param.scenario); }

INSTANTIATE_TEST_SUITE_P(Rows, Oracle, testing::ValuesIn(kRows), name_of_row);

/// A complete breadth-first search as one writes it on a blackboard.
Counts explore_naively(const naive::Config& config) {
  const naive::State initial = naive::initial_state(config);
  std::set<naive::State> seen{initial};
  std::vector<naive::State> level{initial};
  Counts counts{1, 1, 0};
  while (true) {
    std::vector<naive::State> next_level;
    for (const naive::State& state : level) {
      for (naive::Step& step : naive::successors(config, state)) {
        ++counts.generated;
        if (seen.insert(step.after).second) next_level.push_back(std::move(step.after));
      }
    }
    if (next_level.empty()) break;
    ++counts.depth;
    level = std::move(next_level);
  }
  counts.distinct = seen.size();
  return counts;
}

class NaiveOracle : public testing::TestWithParam<Row> {};

// Anchors the reference itself: what the packed model is compared with has the right numbers on its own.
TEST_P(NaiveOracle, CountsOfTheNaiveModel) {
  EXPECT_EQ(explore_naively(naive_config(GetParam().scenario, kSpecified)), GetParam().counts);
}

std::vector<Row> rows_for_the_naive_model() {
  constexpr std::uint64_t kDistinctMax = 120'000;
  std::vector<Row> rows;
  std::copy_if(kRows.begin(), kRows.end(), std::back_inserter(rows),
               [](const Row& row) { return row.counts.distinct <= kDistinctMax; });
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Rows, NaiveOracle, testing::ValuesIn(rows_for_the_naive_model()), name_of_row);

/// The states of a space whose number is `shard` modulo `shards`, so that a large space can be shared out.
struct Space {
  Scenario scenario;
  std::string rules = kSpecified;
  std::uint64_t shard = 0;
  std::uint64_t shards = 1;

  friend std::ostream& operator<<(std::ostream& out, const Space& s) {
    return out << name(s.scenario) << ", rules " << s.rules << ", shard " << s.shard << " of " << s.shards;
  }
};

class WholeSpace : public testing::TestWithParam<Space> {};

TEST_P(WholeSpace, PackedAndNaiveStepsAreTheSame) {
  const auto& [scenario, rules, shard, shards] = GetParam();
  const Paxos model = packed_model(scenario, rules);
  const naive::Config config = naive_config(scenario, rules);

  const std::vector<paxos::State> initial = model.initial_states();
  ASSERT_EQ(initial.size(), 1U);
  ASSERT_EQ(naive_state(model, initial.front()), naive::initial_state(config));
  const checker::Exploration exploration = explore(model);
  // A sanitizer looks for wrong memory, not for wrong states: there a smaller part of a large space is enough.
  constexpr std::uint64_t kLarge = 10'000;
  const std::uint64_t part = kSanitized ? 16 : part_of<std::uint64_t>(1, 4);
  const std::uint64_t every = shards * (exploration.states.size() > kLarge ? part : 1);
  const std::uint64_t first = shard;
  std::uint64_t number = 0;
  checker::for_each_state(model, exploration, [&](const paxos::State& state, std::size_t /*depth*/) {
    if (number++ % every != first || HasFailure()) return;
    EXPECT_TRUE(same_steps(model, config, state));
  });
}

std::string name_of_space(const testing::TestParamInfo<Space>& space) {
  const auto& [scenario, rules, shard, shards] = space.param;
  return test_name(scenario, rules) +
         (shards > 1 ? "_shard_" + std::to_string(shard) + "_of_" + std::to_string(shards) : "");
}

/// Each rule that says what a crash leaves, alone and with others, and some that concern what is left.
std::vector<std::string> changes_about_crashes() {
  std::vector<std::string> changes{
      kSpecified,
      "promise-storage = volatile, vote-storage = volatile",
      "promise-storage = late, vote-storage = late",
      "promise-storage = late, vote-storage = late, write-order = vote-first",
      "promise-storage = with-vote, vote-storage = volatile",
      "promise-storage = with-vote, vote-storage = late",
      "ballot-storage = volatile, promises-counted = for-any-own-ballot",
      "ballot-storage = late, may-promise = at-or-above-promise",
      "ballot-storage = late, first-phase = first-ballot",
      "ballot-storage = volatile, refusals = nack",
      "may-promise = at-or-above-promise, refusals = nack",
      "write-order = vote-first, proposals = several",
      "write-order = vote-first, proposal-value = any-reported",
      "write-order = vote-first, counting = messages, proposal-value = first-reported",
  };
  for (std::string& change : single_changes_about_crashes(paxos::rules()))
    changes.push_back(std::move(change));
  return changes;
}

// In states: from where only a share of them is compared, and from where all are left to ./test long.
constexpr std::uint64_t kLargeSpace = 200'000;
constexpr std::uint64_t kLongSpace = 500'000;
constexpr std::uint64_t kShards = 4;

std::vector<Space> spaces() {
  std::vector<Space> spaces;
  for (const Row& row : kRows) {
    if (row.counts.distinct <= kLargeSpace) {
      spaces.push_back({row.scenario, kSpecified});
    } else if (row.counts.distinct <= kLongSpace) {
      spaces.push_back({row.scenario, kSpecified, 0, kShards});
    }
  }
  for (const Scenario& scenario :
       {Scenario{3, 2, 1, 2, 0, 0, 0}, Scenario{2, 2, 1, 2, 1, 1, 1}, Scenario{1, 2, 2, 2, 1, 0, 0}}) {
    for (const std::string& changes : single_changes(paxos::rules(), scenario.acceptors)) {
      spaces.push_back({scenario, changes});
    }
  }
  for (const char* changes : kWrongRules) {
    spaces.push_back({{3, 2, 1, 2, 1, 0, 0}, changes});
    spaces.push_back({{3, 1, 1, 1, 0, kAny, kAny}, changes});
  }
  for (const Scenario& scenario :
       {Scenario{2, 1, 2, 1, 1, 0, 0, 1, kAny}, Scenario{1, 2, 1, 2, 1, 0, 0, kAny, kAny},
        Scenario{2, 2, 1, 2, 0, 0, 0, 2, 1}, Scenario{1, 1, 1, 1, 1, 1, 1, 2, 0}}) {
    for (const std::string& changes : changes_about_crashes()) {
      spaces.push_back({scenario, changes});
    }
  }
  return spaces;
}

/// What takes minutes: ./test long.
std::vector<Space> long_spaces() {
  std::vector<Space> spaces;
  for (const Row& row : kRows) {
    if (row.counts.distinct <= kLargeSpace) continue;
    for (std::uint64_t i = 0; i < kShards; ++i) spaces.push_back({row.scenario, kSpecified, i, kShards});
  }
  for (const char* changes : kWrongRules) spaces.push_back({{2, 2, 2, 2, 0, kAny, 0}, changes});
  return spaces;
}

INSTANTIATE_TEST_SUITE_P(Spaces, WholeSpace, testing::ValuesIn(spaces()), name_of_space);
INSTANTIATE_TEST_SUITE_P(Long, WholeSpace, testing::ValuesIn(long_spaces()), name_of_space);

// ---- Functions in place of rules

struct Arbitrary {
  Scenario scenario;
  ArbitraryRules rules;
  std::string changes;  ///< of the other rules

  friend std::ostream& operator<<(std::ostream& out, const Arbitrary& a) {
    return out << name(a.scenario) << ", " << a.rules << "; other rules " << a.changes;
  }
};

class ArbitraryFunctions : public testing::TestWithParam<Arbitrary> {};

// The tables are asked as the naive model asks the functions; and what a search knows of acceptors by heart it knows of the right one.
TEST_P(ArbitraryFunctions, PackedAndNaiveStepsAreTheSame) {
  const auto& [scenario, arbitrary, changes] = GetParam();
  const Paxos plain = packed_model(scenario, changes);
  model::Questions questions{scenario.acceptors, {plain.numbers(), scenario.values}, {}};
  questions.proposals.resize(static_cast<std::size_t>(plain.bounds().ballots()));
  const Paxos model(plain.bounds(), paxos::rules_of(with_tables(model::choices_of(paxos::rules(), changes),
                                                                arbitrary, questions)));
  naive::Config config = naive_config(scenario, changes);
  config.arbitrary = arbitrary;

  const checker::Exploration exploration = explore(model);
  ASSERT_EQ(exploration.stop, checker::StopReason::kExhausted);
  checker::for_each_state(model, exploration, [&](const paxos::State& state, std::size_t /*depth*/) {
    if (HasFailure()) return;
    EXPECT_TRUE(same_steps(model, config, state));
  });
  const checker::Exploration slowly =
      checker::breadth_first_search(ModelWithoutParts(model), checker::NoProperties<paxos::State>());
  EXPECT_EQ(exploration.statistics.distinct, slowly.statistics.distinct);
  EXPECT_EQ(exploration.statistics.generated, slowly.statistics.generated);
  EXPECT_EQ(exploration.statistics.depth, slowly.statistics.depth);
}

std::vector<Arbitrary> arbitrary_functions() {
  std::vector<Arbitrary> all;
  std::uint64_t seed = 0;
  const auto add = [&](const Scenario& scenario, const std::set<std::string>& replaced, bool tells_apart,
                       const char* changes) {
    const ArbitraryRules rules{++seed, replaced, tells_apart};
    all.push_back({scenario, rules, changes});
  };
  const std::set<std::string> every = rules_to_replace().back();
  for (const Scenario& scenario :
       {Scenario{3, 2, 1, 2, 0, 0, 0}, Scenario{2, 2, 1, 2, 1, 1, 1}, Scenario{1, 2, 2, 2, 0, kAny, 0}}) {
    for (const std::set<std::string>& replaced : rules_to_replace()) {
      for (const bool tells_apart : {false, true}) add(scenario, replaced, tells_apart, "");
    }
  }
  for (const char* changes : {"ballot-owner = shared", "proposals = several", "counting = messages",
                              "promises-counted = for-any-own-ballot"}) {
    add({2, 2, 1, 2, 0, 0, 0}, every, true, changes);
    add({1, 2, 2, 2, 0, 0, 0}, every, true, changes);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Drawn, ArbitraryFunctions, testing::ValuesIn(arbitrary_functions()));

// ---- The model contract

std::vector<std::byte> encoding_of(const Paxos& model, const paxos::State& state) {
  std::vector<std::byte> encoding(model.encoded_bytes());
  model.encode(state, encoding);
  return encoding;
}

std::string expected_kind(const naive::Label& label) {
  static constexpr std::array kSteps{"prepare",
                                     "deliver-",
                                     "duplicate-",
                                     "lose-",
                                     "crash-starting",
                                     "crash-receiving-",
                                     "crash-receiving-copy-of-",
                                     "crash",
                                     "recover"};
  static constexpr std::array kMessages{"prepare", "promise", "accept", "accepted", "nack"};
  const std::string step = kSteps.at(static_cast<std::size_t>(label.type));
  return step.ends_with('-') ? step + kMessages.at(static_cast<std::size_t>(label.message.type)) : step;
}

/// Proposers, acceptors, learners, network: whoever takes the step.
int expected_actor(const naive::Config& config, const naive::Label& label) {
  const int first_acceptor = config.proposers;
  const int first_learner = first_acceptor + config.acceptors;
  const int network = first_learner + config.learners;
  if (label.proposer != naive::kNone) return label.proposer;
  if (label.type == naive::StepType::kLose) return network;
  if (label.process.role == 'p') return label.process.number;
  if (label.process.role == 'a') return first_acceptor + label.process.number;
  if (label.process.role == 'l') return first_learner + label.process.number;
  switch (label.message.type) {
    case naive::MessageType::kPromise:
    case naive::MessageType::kNack:
      return label.message.proposer;
    case naive::MessageType::kAccepted:
      return first_learner + label.message.learner;
    default:
      return first_acceptor + label.message.acceptor;
  }
}

/// What properties get to see of a state is what the naive state says.
void expect_same_history(const naive::Config& config, const naive::State& state,
                         const model::History& history) {
  EXPECT_EQ(history.acceptors, config.acceptors);
  const bool are_ballots_shared = config.rules.contains("ballot-owner");
  EXPECT_EQ(history.ballots, config.attempts * (are_ballots_shared ? 1 : config.proposers));
  EXPECT_EQ(history.values, config.values);
  EXPECT_EQ(history.learners, config.learners);
  naive::State seen;
  seen.heard.resize(state.heard.size());
  model::for_each_ballot(history, [&](Ballot b) {
    model::for_each_value(history, [&](Value v) {
      if (history.proposed_in(b).contains(v)) seen.proposed.insert({b.index(), v.index()});
      history.cast.voters(b, v).for_each([&](AcceptorId a) { seen.cast.insert(naive_vote_by(a, {b, v})); });
      for (std::size_t l = 0; l < seen.heard.size(); ++l) {
        history.heard_by(LearnerId(static_cast<int>(l))).voters(b, v).for_each([&](AcceptorId a) {
          seen.heard[l].insert(naive_vote_by(a, {b, v}));
        });
      }
    });
  });
  EXPECT_EQ(seen.proposed, state.proposed);
  EXPECT_EQ(seen.cast, state.cast);
  EXPECT_EQ(seen.heard, state.heard);
  for (int l = 0; l < config.learners; ++l) {
    std::set<int> learned;
    history.learned(LearnerId(l)).for_each([&](Value v) { learned.insert(v.index()); });
    EXPECT_EQ(learned, naive::learned(config, state, l));
  }
}

/// The fused path yields the enabled actions in their order, each with what `apply` makes of it.
void expect_fused_path(const Paxos& model, const paxos::State& packed,
                       const std::vector<paxos::Action>& actions) {
  std::vector<paxos::Action> fused;
  model.for_each_successor(packed, [&](const paxos::Action& action, const paxos::State& after) {
    fused.push_back(action);
    EXPECT_EQ(after, model.apply(packed, action));
  });
  EXPECT_EQ(fused, actions);
}

/// All that a model promises of one state and of the steps out of it.
void expect_contract(const Paxos& model, const naive::Config& config, const paxos::State& packed) {
  EXPECT_EQ(model.decode(encoding_of(model, packed)), packed);
  const naive::State state = naive_state(model, packed);
  expect_same_history(config, state, model.history(packed));

  std::vector<paxos::Action> actions;
  model.for_each_enabled(packed, [&](const paxos::Action& action) { actions.push_back(action); });
  EXPECT_EQ(std::adjacent_find(actions.begin(), actions.end(), std::greater_equal<>()), actions.end())
      << "enabled actions must be strictly increasing";
  const auto bits_of_votes = model.history_bits(false);
  const auto bits_of_history = model.history_bits(true);
  for (const paxos::Action& action : actions) {
    const naive::Label label = naive_label(model, action);
    ASSERT_LT(model.action_kind(action), model.action_kinds());
    EXPECT_EQ(model.action_kind_name(model.action_kind(action)), expected_kind(label));
    EXPECT_LT(model.actor(action), model.actors());
    EXPECT_EQ(static_cast<int>(model.actor(action)), expected_actor(config, label)) << label;

    const paxos::State packed_after = model.apply(packed, action);
    const naive::State after = naive_state(model, packed_after);
    EXPECT_EQ(model.apply(packed, action), packed_after) << "apply must be a function";
    EXPECT_EQ(packed_after == packed, after == state) << label;
    EXPECT_EQ(encoding_of(model, packed_after) == encoding_of(model, packed), after == state) << label;
    const bool same_votes = after.cast == state.cast && after.heard == state.heard;
    EXPECT_EQ(model.same_votes(packed, packed_after), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, bits_of_votes), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, bits_of_history),
              same_votes && after.proposed == state.proposed)
        << label;
  }
  expect_fused_path(model, packed, actions);
}

class Contract : public testing::TestWithParam<Scenario> {};

TEST_P(Contract, IsKeptInTheWholeSpace) {
  for (const std::string rules : {kSpecified, kWrongRules[0], kWrongRules[1]}) {
    SCOPED_TRACE(rules);
    const Paxos model = packed_model(GetParam(), rules);
    const naive::Config config = naive_config(GetParam(), rules);
    const checker::Exploration exploration = explore(model);
    std::vector<paxos::State> packed;
    std::set<naive::State> naive;
    checker::for_each_state(model, exploration, [&](const paxos::State& state, std::size_t /*depth*/) {
      if (HasFailure()) return;
      packed.push_back(state);
      naive.insert(naive_state(model, state));
      expect_contract(model, config, state);
    });
    ASSERT_FALSE(HasFailure());
    // The store saw to it that all encodings differ, so all states must.
    EXPECT_EQ(naive.size(), packed.size());
    for (auto state = packed.begin(); state != packed.end(); ++state) {
      ASSERT_EQ(std::find(packed.begin(), packed.end(), *state), state);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, Contract,
                         testing::Values(Scenario{3, 1, 1, 1, 0, 0, 0}, Scenario{3, 1, 1, 1, 0, kAny, 0},
                                         Scenario{3, 1, 1, 1, 1, kAny, 0}, Scenario{3, 1, 1, 1, 0, 1, 1},
                                         Scenario{1, 2, 2, 2, 1, 0, 0}, Scenario{1, 2, 1, 2, 3, 0, 0},
                                         Scenario{2, 2, 1, 2, 0, 1, 0}, Scenario{1, 1, 1, 1, 1, 1, 1, 2, 1},
                                         Scenario{2, 1, 1, 1, 0, 0, 0, kAny, kAny}),
                         [](const auto& scenario) { return name(scenario.param); });

// ---- Random walks

/// The steps of a walk favour deliveries, or the network would fill with copies and ballots would never get
/// anywhere.
paxos::Action draw_action(const std::vector<paxos::Action>& enabled, Dice& dice) {
  using enum paxos::ActionType;
  static constexpr std::array kTypes{kPrepare, kDeliver, kDeliver, kDeliver, kDeliver,   kDeliver,
                                     kDeliver, kDeliver, kDeliver, kDeliver, kDuplicate, kLose};
  static constexpr std::array kCrashes{
      kCrashStarting, kCrashReceiving, kCrashReceivingCopy, kCrash, kRecover, kRecover, kRecover, kRecover};
  constexpr std::size_t kStepsPerCrash = 6;
  const bool are_there_crashes = std::any_of(
      enabled.begin(), enabled.end(), [](const paxos::Action& action) { return action.type >= kCrash; });
  while (true) {
    const bool is_crash = are_there_crashes && dice.below(kStepsPerCrash) == 0;
    const paxos::ActionType type =
        is_crash ? kCrashes.at(dice.below(kCrashes.size())) : kTypes.at(dice.below(kTypes.size()));
    std::vector<paxos::Action> of_type;
    std::copy_if(enabled.begin(), enabled.end(), std::back_inserter(of_type),
                 [&](const paxos::Action& action) { return action.type == type; });
    if (!of_type.empty()) return of_type[dice.below(of_type.size())];
  }
}

/// What random walks came across: they show nothing about what they never met.
struct Met {
  std::set<std::string> action_kinds;
  bool reported_value_proposed = false;  ///< some proposal carries another value than its proposer's own
};

/// Compares the models and checks the contract at every state of a random walk, which starts over where it
/// gets stuck.
void walk(const Scenario& scenario, const std::string& changes, int steps, Dice& dice, Met& met) {
  const Paxos model = packed_model(scenario, changes);
  const naive::Config config = naive_config(scenario, changes);
  paxos::State state = model.initial_states().front();
  for (int step = 0; step < steps; ++step) {
    SCOPED_TRACE("scenario " + name(scenario) + ", rules " + changes + ", step " + std::to_string(step));
    ASSERT_TRUE(same_steps(model, config, state));
    expect_contract(model, config, state);
    ASSERT_FALSE(testing::Test::HasFailure());
    for (const auto& [ballot, value] : naive_state(model, state).proposed) {
      if (value != ballot % scenario.proposers % scenario.values) met.reported_value_proposed = true;
    }

    std::vector<paxos::Action> enabled;
    model.for_each_enabled(state, [&](const paxos::Action& action) { enabled.push_back(action); });
    if (enabled.empty()) {
      state = model.initial_states().front();
      continue;
    }
    const paxos::Action action = draw_action(enabled, dice);
    met.action_kinds.emplace(model.action_kind_name(model.action_kind(action)));
    state = model.apply(state, action);
  }
}

struct Walk {
  Scenario scenario;
  int steps;
  std::uint64_t seed;

  friend std::ostream& operator<<(std::ostream& out, const Walk& w) {
    return out << name(w.scenario) << ", " << w.steps << " steps, seed " << w.seed;
  }
};

class RandomWalk : public testing::TestWithParam<Walk> {};

TEST_P(RandomWalk, PackedAndNaiveStepsAreTheSame) {
  const auto& [scenario, steps, seed] = GetParam();
  for (const std::string rules : {kSpecified, kWrongRules[0], kWrongRules[1]}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Dice dice(seed);
    Met met;
    walk(scenario, rules, steps, dice, met);
    ASSERT_FALSE(HasFailure());
    // With many crashes a walk does not get everywhere; RandomBounds sees to it that nothing is left out.
    if (scenario.crashes != 0) continue;
    EXPECT_EQ(met.action_kinds.size(), packed_model(scenario, rules).action_kinds());
    const bool reports_matter = scenario.values > 1 && rules != "proposal-value = own";
    EXPECT_EQ(met.reported_value_proposed, reports_matter);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Walks, RandomWalk,
    testing::Values(Walk{{7, 4, 4, 4, 3, kAny, kAny}, 600, 1}, Walk{{7, 4, 4, 4, 3, kAny, kAny}, 600, 2},
                    Walk{{7, 4, 4, 4, 3, 255, 255}, 600, 3}, Walk{{5, 3, 2, 3, 2, 3, 2}, 2000, 4},
                    Walk{{5, 3, 2, 3, 2, 3, 2}, 2000, 5}, Walk{{4, 2, 3, 3, 1, kAny, 1}, 2000, 6},
                    Walk{{3, 4, 2, 4, 0, kAny, 0}, 10'000, 7}, Walk{{3, 3, 3, 3, 0, 4, 4}, 10'000, 8},
                    Walk{{1, 1, 1, 1, 0, 0, 0}, 200, 9}, Walk{{1, 1, 1, 1, 1, kAny, kAny}, 500, 10},
                    Walk{{7, 4, 4, 4, 3, kAny, kAny, kAny, kAny}, 1200, 11},
                    Walk{{5, 3, 2, 3, 2, kAny, kAny, 255, 255}, 2000, 12},
                    Walk{{3, 3, 3, 3, 2, kAny, 0, kAny, kAny}, 3000, 13}),
    [](const auto& w) { return name(w.param.scenario) + "_seed_" + std::to_string(w.param.seed); });

class RandomBounds : public testing::TestWithParam<std::uint64_t> {};

// Where things stand in a packed state depends on every bound, so the bounds are drawn too.
TEST_P(RandomBounds, PackedAndNaiveStepsAreTheSame) {
  constexpr int kScenarios = 40;
  constexpr int kSteps = 300;
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Dice dice(GetParam());
  static constexpr std::array kBudgets{0, 1, 2, 255, kAny};
  Met met;
  for (int i = 0; i < kScenarios; ++i) {
    const Scenario scenario{.acceptors = dice.between(1, paxos::kAcceptorsMax),
                            .proposers = dice.between(1, paxos::kProposersMax),
                            .attempts = dice.between(1, paxos::kAttemptsMax),
                            .values = dice.between(1, paxos::kValuesMax),
                            .learners = dice.between(0, paxos::kLearnersMax),
                            .loss = kBudgets.at(dice.below(kBudgets.size())),
                            .duplication = kBudgets.at(dice.below(kBudgets.size())),
                            .crashes = kBudgets.at(dice.below(kBudgets.size())),
                            .recoveries = kBudgets.at(dice.below(kBudgets.size()))};
    walk(scenario, changes_at_random(paxos::rules(), scenario.acceptors, dice), kSteps, dice, met);
    ASSERT_FALSE(HasFailure());
  }
  // Nacks there are under one rule only, which need not be drawn.
  std::erase_if(met.action_kinds, [](const auto& kind) { return kind.ends_with("nack"); });
  EXPECT_EQ(met.action_kinds.size(), 24U) << "all other kinds of action there are";
}

std::string name_of_seed(const testing::TestParamInfo<std::uint64_t>& seed) {
  return "seed_" + std::to_string(seed.param);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomBounds, testing::Range(std::uint64_t{1}, std::uint64_t{4}),
                         name_of_seed);
INSTANTIATE_TEST_SUITE_P(Long, RandomBounds, testing::Range(std::uint64_t{4}, std::uint64_t{9}),
                         name_of_seed);

}  // namespace
}  // namespace paxoscope::tests
