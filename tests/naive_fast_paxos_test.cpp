// Protects the meaning of the protocol fast-paxos: the packed model has exactly the steps of the naive one, at every state of whole state
// spaces and of random walks at larger bounds, under the specified rules, under each other one and under rules drawn by lot; and it keeps
// the contract of a model.
#include "tests/naive_fast_paxos.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/property.hpp"
#include "model/fast_paxos/fast_paxos.hpp"
#include "tests/arbitrary_rules.hpp"
#include "tests/catalogue.hpp"
#include "tests/same_steps.hpp"
#include "tests/sanitized.hpp"
#include "tests/seen_bits.hpp"
#include "tests/thorough.hpp"

namespace paxoscope::tests {
namespace {

using fast_paxos::Bounds;
using fast_paxos::FastPaxos;
using model::AcceptorId;
using model::Ballot;
using model::Value;

std::string name(const Bounds& b) {
  return std::to_string(b.acceptors) + "_" + std::to_string(b.ballots) + "_" + std::to_string(b.values) +
         "_" + std::to_string(b.fast_ballots);
}

FastPaxos packed_model(const Bounds& bounds, std::string_view changes) {
  return FastPaxos(bounds, fast_paxos::rules_with(changes));
}

naive_fast_paxos::Config naive_config(const Bounds& b, std::string_view changes) {
  return {.acceptors = b.acceptors,
          .ballots = b.ballots,
          .values = b.values,
          .fast_ballots = b.fast_ballots,
          .rules = changed_rules(fast_paxos::rules(), changes)};
}

checker::Exploration explore(const FastPaxos& model, const checker::SearchOptions& options) {
  return checker::breadth_first_search(model, checker::NoProperties<fast_paxos::State>(), options);
}

// ---- From packed to naive

naive_fast_paxos::Label naive_label(const fast_paxos::Action& action) {
  using naive_fast_paxos::StepType;
  static constexpr std::array kTypes{StepType::kPhase1a,
                                     StepType::kPhase1b,
                                     StepType::kPhase2a,
                                     StepType::kPhase2b,
                                     StepType::kCoordinatedRecovery,
                                     StepType::kUncoordinatedRecovery};
  naive_fast_paxos::Label label{kTypes.at(static_cast<std::size_t>(action.type)), action.acceptor.index(),
                                action.ballot.index(), action.value.index()};
  const bool is_proposal = label.type == StepType::kPhase2a || label.type == StepType::kCoordinatedRecovery;
  if (is_proposal && !action.value.exists()) label.value = naive_fast_paxos::kAny;
  return label;
}

naive_fast_paxos::State naive_state(const FastPaxos& model, const fast_paxos::State& packed) {
  using naive_fast_paxos::MessageType;
  const fast_paxos::View view = model.view(packed);
  naive_fast_paxos::State state;
  for (int b = 0; b < model.bounds().ballots; ++b) {
    if (view.sent_1a().contains(Ballot(b))) state.msgs.insert({.type = MessageType::k1a, .bal = b});
    if (view.sent_2a_any(Ballot(b))) {
      state.msgs.insert({.type = MessageType::k2a, .bal = b, .val = naive_fast_paxos::kAny});
    }
    view.sent_2a(Ballot(b)).for_each(
        [&](Value v) { state.msgs.insert({.type = MessageType::k2a, .bal = b, .val = v.index()}); });
  }
  for (int i = 0; i < model.bounds().acceptors; ++i) {
    const AcceptorId a(i);
    state.maxBal[i] = view.max_bal(a).index();
    state.maxVBal[i] = view.latest_vote(a).ballot.index();
    state.maxVal[i] = view.latest_vote(a).value.index();
    for (int b = 0; b < model.bounds().ballots; ++b) {
      for (model::Word rest = view.sent_1b(a, Ballot(b)); rest != 0; rest &= rest - 1) {
        const model::Vote reported =
            view.layout().report_at(static_cast<std::size_t>(std::countr_zero(rest)));
        state.msgs.insert({.type = MessageType::k1b,
                           .acc = i,
                           .bal = b,
                           .mbal = reported.ballot.index(),
                           .mval = reported.value.index()});
      }
    }
    view.for_each_2b(a, [&](Ballot b, Value v) {
      state.msgs.insert({.type = MessageType::k2b, .acc = i, .bal = b.index(), .val = v.index()});
    });
  }
  return state;
}

// ---- What is asked of each state

/// Both models have the same steps out of `packed`: the same number, labels and successors.
void expect_same_steps(const FastPaxos& model, const naive_fast_paxos::Config& config,
                       const fast_paxos::State& packed) {
  const naive_fast_paxos::State state = naive_state(model, packed);
  std::set<naive_fast_paxos::Step> actual;
  std::size_t steps = 0;
  model.for_each_enabled(packed, [&](const fast_paxos::Action& action) {
    actual.insert({naive_label(action), naive_state(model, model.apply(packed, action))});
    ++steps;
  });
  EXPECT_EQ(steps, actual.size());
  expect_only_common_steps(actual, naive_fast_paxos::successors(config, state), state);
}

/// The votes, and what was proposed: what a ballot asked for, any value if it said so, and what acceptors voted for in a fast one.
std::set<naive_fast_paxos::Message> past(const naive_fast_paxos::Config& config,
                                         const naive_fast_paxos::State& state) {
  using naive_fast_paxos::MessageType;
  std::set<naive_fast_paxos::Message> messages;
  for (const naive_fast_paxos::Message& m : state.msgs) {
    const auto propose = [&](int v) { messages.insert({.type = MessageType::k2a, .bal = m.bal, .val = v}); };
    if (m.type == MessageType::k2b) messages.insert(m);
    if (m.type == MessageType::k2b && m.bal < config.fast_ballots) propose(m.val);
    if (m.type != MessageType::k2a) continue;
    for (int v = 0; v < config.values; ++v) {
      if (m.val == v || m.val == naive_fast_paxos::kAny) propose(v);
    }
  }
  return messages;
}

std::set<naive_fast_paxos::Message> past(const model::History& history) {
  using naive_fast_paxos::MessageType;
  std::set<naive_fast_paxos::Message> messages;
  model::for_each_ballot(history, [&](Ballot b) {
    history.proposed_in(b).for_each(
        [&](Value v) { messages.insert({.type = MessageType::k2a, .bal = b.index(), .val = v.index()}); });
    model::for_each_value(history, [&](Value v) {
      history.cast.voters(b, v).for_each([&](AcceptorId a) {
        messages.insert({.type = MessageType::k2b, .acc = a.index(), .bal = b.index(), .val = v.index()});
      });
    });
  });
  return messages;
}

/// The 2a messages and the 2b messages, or these alone.
std::set<naive_fast_paxos::Message> messages(const naive_fast_paxos::State& state, bool with_2a) {
  using naive_fast_paxos::MessageType;
  std::set<naive_fast_paxos::Message> all = state.msgs;
  std::erase_if(all, [&](const auto& m) {
    return m.type != MessageType::k2b && !(with_2a && m.type == MessageType::k2a);
  });
  return all;
}

/// All that a model promises of one state and of the steps out of it.
void expect_contract(const FastPaxos& model, const naive_fast_paxos::Config& config,
                     const fast_paxos::State& packed) {
  static constexpr std::array kKinds{
      "phase-1a", "phase-1b", "phase-2a", "phase-2b", "coordinated-recovery", "uncoordinated-recovery"};
  std::vector<std::byte> encoding(model.encoded_bytes());
  model.encode(packed, encoding);
  EXPECT_EQ(model.decode(encoding), packed);
  const naive_fast_paxos::State state = naive_state(model, packed);
  const model::History history = model.history(packed);
  EXPECT_EQ(history.acceptors, config.acceptors);
  EXPECT_EQ(history.ballots, config.ballots);
  EXPECT_EQ(history.values, config.values);
  EXPECT_EQ(history.fast_ballots, config.fast_ballots);
  EXPECT_EQ(history.learners, 0);
  EXPECT_EQ(past(history), past(config, state));
  for (int b = 0; b < config.ballots; ++b) {
    std::set<int> chosen;
    for (int v = 0; v < config.values; ++v) {
      if (history.is_chosen(Ballot(b), Value(v))) chosen.insert(v);
    }
    EXPECT_EQ(chosen, naive_fast_paxos::chosen_in(config, state, b));
  }

  std::vector<fast_paxos::Action> actions;
  model.for_each_enabled(packed, [&](const fast_paxos::Action& action) { actions.push_back(action); });
  EXPECT_EQ(std::adjacent_find(actions.begin(), actions.end(), std::greater_equal<>()), actions.end())
      << "enabled actions must be strictly increasing";
  for (const fast_paxos::Action& action : actions) {
    const naive_fast_paxos::Label label = naive_label(action);
    ASSERT_LT(model.action_kind(action), model.action_kinds());
    EXPECT_EQ(model.action_kind_name(model.action_kind(action)),
              kKinds.at(static_cast<std::size_t>(label.type)));
    EXPECT_LT(model.actor(action), model.actors());
    EXPECT_EQ(static_cast<int>(model.actor(action)),
              label.acceptor == naive_fast_paxos::kNone ? label.ballot : config.ballots + label.acceptor);

    const fast_paxos::State packed_after = model.apply(packed, action);
    EXPECT_EQ(model.outcome(packed, action), packed_after);
    const naive_fast_paxos::State after = naive_state(model, packed_after);
    EXPECT_NE(packed_after, packed) << "a step that changes nothing is no transition";
    const bool same_votes = messages(after, false) == messages(state, false);
    EXPECT_EQ(model.same_votes(packed, packed_after), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, model.history_bits(false)), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, model.history_bits(true)),
              messages(after, true) == messages(state, true))
        << label;
  }
}

// ---- Whole state spaces

struct Space {
  Bounds bounds;
  std::string rules;

  friend std::ostream& operator<<(std::ostream& out, const Space& s) {
    return out << name(s.bounds) << ", rules " << s.rules;
  }
};

class FastPaxosWholeSpace : public testing::TestWithParam<Space> {};

TEST_P(FastPaxosWholeSpace, PackedAndNaiveStepsAreTheSame) {
  const auto& [bounds, rules] = GetParam();
  const FastPaxos model = packed_model(bounds, rules);
  const naive_fast_paxos::Config config = naive_config(bounds, rules);
  const std::vector<fast_paxos::State> initial = model.initial_states();
  ASSERT_EQ(initial.size(), 1U);
  ASSERT_EQ(naive_state(model, initial.front()), naive_fast_paxos::initial_state(config));

  // Of large spaces a part is compared, and of that a part as to the contract. Where acceptors promise again and again the space is larger
  // than is worth the time, and not much new in it.
  const std::uint64_t most = kSanitized ? 1'000 : part_of<std::uint64_t>(4'000, 1'500);
  constexpr std::uint64_t kPart = 8;
  checker::SearchOptions options;
  options.limits.states_max = 200'000;
  const checker::Exploration exploration = explore(model, options);
  const std::uint64_t every = 1 + exploration.statistics.distinct / most;
  std::set<naive_fast_paxos::State> naive;
  std::uint64_t number = 0;
  std::uint64_t compared = 0;
  checker::for_each_state(model, exploration, [&](const fast_paxos::State& packed, std::size_t /*depth*/) {
    if (HasFailure() || number++ % every != 0) return;
    expect_same_steps(model, config, packed);
    if (compared++ % kPart == 0) expect_contract(model, config, packed);
    naive.insert(naive_state(model, packed));
  });
  ASSERT_FALSE(HasFailure());
  // The store saw to it that all encodings differ, so all states must.
  EXPECT_EQ(naive.size(), compared);
}

std::vector<Space> spaces() {
  std::vector<Space> spaces;
  for (const Bounds& bounds :
       {Bounds{3, 2, 2, 1}, {3, 2, 2, 0}, {4, 1, 2, 1}, {2, 2, 3, 1}, {1, 3, 2, 2}, {5, 1, 2, 1}}) {
    spaces.push_back({bounds, ""});
  }
  for (const char* recovery : {"recovery = coordinated", "recovery = uncoordinated", "recovery = both"}) {
    for (const Bounds& bounds : {Bounds{3, 2, 2, 1}, {3, 2, 2, 2}, {2, 3, 2, 2}}) {
      spaces.push_back({bounds, recovery});
      spaces.push_back({bounds, std::string(recovery) + ", fast-quorum = majority"});
    }
  }
  for (const Bounds& bounds : {Bounds{3, 2, 2, 2}, {2, 2, 2, 2}, {1, 3, 2, 1}}) {
    for (const std::string& changes : single_changes(fast_paxos::rules(), bounds.acceptors)) {
      spaces.push_back({bounds, changes});
      spaces.push_back({bounds, changes + (changes.starts_with("recovery") ? "" : ", recovery = both")});
    }
  }
  std::sort(spaces.begin(), spaces.end(), [](const Space& x, const Space& y) {
    return std::pair(name(x.bounds), x.rules) < std::pair(name(y.bounds), y.rules);
  });
  const auto is_same = [](const Space& x, const Space& y) {
    return x.bounds == y.bounds && x.rules == y.rules;
  };
  spaces.erase(std::unique(spaces.begin(), spaces.end(), is_same), spaces.end());
  return spaces;
}

INSTANTIATE_TEST_SUITE_P(Spaces, FastPaxosWholeSpace, testing::ValuesIn(spaces()), [](const auto& space) {
  return name(space.param.bounds) + "_" + name_of_changes(space.param.rules);
});

// ---- Functions in place of rules

struct Arbitrary {
  Bounds bounds;
  ArbitraryRules rules;
  std::string changes;  ///< of the other rules

  friend std::ostream& operator<<(std::ostream& out, const Arbitrary& a) {
    return out << name(a.bounds) << ", " << a.rules << "; other rules " << a.changes;
  }
};

class FastPaxosArbitraryFunctions : public testing::TestWithParam<Arbitrary> {};

TEST_P(FastPaxosArbitraryFunctions, PackedAndNaiveStepsAreTheSame) {
  const auto& [bounds, arbitrary, changes] = GetParam();
  model::Questions questions{bounds.acceptors, {bounds.ballots, bounds.values}, {}};
  questions.proposals.resize(static_cast<std::size_t>(bounds.ballots));
  const FastPaxos model(bounds, fast_paxos::rules_of(with_tables(
                                    model::choices_of(fast_paxos::rules(), changes), arbitrary, questions)));
  naive_fast_paxos::Config config = naive_config(bounds, changes);
  config.arbitrary = arbitrary;
  // Where acceptors promise again and again the space is large, and not much new in it.
  checker::SearchOptions options;
  constexpr std::uint64_t kDepth = 7;
  options.limits.depth_max = kDepth;
  checker::for_each_state(model, explore(model, options),
                          [&](const fast_paxos::State& packed, std::size_t /*depth*/) {
                            if (!HasFailure()) expect_same_steps(model, config, packed);
                          });
}

std::vector<Arbitrary> arbitrary_functions() {
  std::vector<Arbitrary> all;
  std::uint64_t seed = 0;
  for (const Bounds& bounds : {Bounds{2, 2, 2, 2}, {3, 2, 2, 1}, {1, 3, 2, 2}}) {
    for (const std::set<std::string>& replaced : rules_to_replace()) {
      for (const bool tells_apart : {false, true}) {
        all.push_back({bounds, {++seed, replaced, tells_apart}, tells_apart ? "recovery = both" : ""});
      }
    }
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Drawn, FastPaxosArbitraryFunctions, testing::ValuesIn(arbitrary_functions()));

// ---- Random walks

/// What random walks came across: they show nothing about what they never met.
struct Met {
  std::set<std::string_view> action_kinds;
  bool lets_vote_for_any = false;
  bool votes_collide = false;  ///< in a fast ballot acceptors voted for different values
};

/// Compares the models and checks the contract at every state of a random walk, which starts over where it gets stuck, and now and then.
/// The kind of step is drawn first, so that there are proposals and votes among all the promises.
void walk(const Bounds& bounds, const std::string& rules, int steps, Dice& dice, Met& met) {
  const FastPaxos model = packed_model(bounds, rules);
  const naive_fast_paxos::Config config = naive_config(bounds, rules);
  fast_paxos::State state = model.initial_states().front();
  for (int step = 0; step < steps; ++step) {
    SCOPED_TRACE("bounds " + name(bounds) + ", rules " + rules + ", step " + std::to_string(step));
    expect_same_steps(model, config, state);
    expect_contract(model, config, state);
    ASSERT_FALSE(testing::Test::HasFailure());
    const fast_paxos::View view = model.view(state);
    for (int b = 0; b < bounds.ballots; ++b) {
      met.lets_vote_for_any = met.lets_vote_for_any || view.sent_2a_any(Ballot(b));
      const model::ValueSet values = model.values_reported(
          view.votes(Ballot(b)), model::AcceptorSet::first(bounds.acceptors), Ballot(b));
      met.votes_collide = met.votes_collide || values.size() > 1;
    }

    std::array<std::vector<fast_paxos::Action>, fast_paxos::kActionTypes> enabled;
    std::size_t count = 0;
    model.for_each_enabled(state, [&](const fast_paxos::Action& action) {
      enabled.at(static_cast<std::size_t>(action.type)).push_back(action);
      ++count;
    });
    constexpr std::size_t kStepsBetweenStarts = 100;
    if (count == 0 || dice.below(kStepsBetweenStarts) == 0) {
      state = model.initial_states().front();
      continue;
    }
    const auto* of_type = &enabled.front();
    do of_type = &enabled.at(dice.below(enabled.size()));
    while (of_type->empty());
    const fast_paxos::Action action = (*of_type)[dice.below(of_type->size())];
    met.action_kinds.insert(model.action_kind_name(model.action_kind(action)));
    state = model.apply(state, action);
  }
}

class FastPaxosRandomBounds : public testing::TestWithParam<std::uint64_t> {};

// Where things stand in a packed state depends on every bound, so the bounds are drawn too, and the rules.
TEST_P(FastPaxosRandomBounds, PackedAndNaiveStepsAreTheSame) {
  constexpr int kScenarios = 12;
  constexpr int kSteps = kSanitized ? 60 : 200;
  constexpr int kAcceptorsMost = 5;  // a naive step goes through all pairs of quorums
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Dice dice(GetParam());
  Met met;
  for (int i = 0; i < kScenarios; ++i) {
    Bounds bounds{.acceptors = dice.between(1, kAcceptorsMost),
                  .ballots = dice.between(1, fast_paxos::kBallotsMax),
                  .values = dice.between(1, fast_paxos::kValuesMax)};
    bounds.fast_ballots = dice.between(0, bounds.ballots);
    walk(bounds, changes_at_random(fast_paxos::rules(), bounds.acceptors, dice), kSteps, dice, met);
    ASSERT_FALSE(HasFailure());
  }
  constexpr int kStepsToMeetAll = 2000;
  walk({3, 3, 2, 3}, "recovery = both", kStepsToMeetAll, dice, met);
  walk({7, 2, 4, 1}, "", kSanitized ? 5 : 30, dice, met);
  walk({7, 8, 4, 8}, "recovery = both", kSanitized ? 2 : 8, dice, met);
  EXPECT_EQ(met.action_kinds.size(), 6U);
  EXPECT_TRUE(met.lets_vote_for_any);
  EXPECT_TRUE(met.votes_collide);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FastPaxosRandomBounds, testing::Range(std::uint64_t{1}, std::uint64_t{5}),
                         [](const auto& seed) { return "seed_" + std::to_string(seed.param); });

}  // namespace
}  // namespace paxoscope::tests
