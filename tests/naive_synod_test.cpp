// Protects the meaning of the protocol synod: the packed model has exactly the steps of the naive one, at every
// state of whole state spaces and of random walks at larger bounds, under the specified rules and under each
// wrong one; and it keeps the contract of a model. The sizes of the spaces are exact numbers, counted by other
// checkers.
#include "tests/naive_synod.hpp"

#include <algorithm>
#include <array>
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
#include "model/synod/synod.hpp"
#include "tests/arbitrary_rules.hpp"
#include "tests/catalogue.hpp"
#include "tests/model_without_parts.hpp"
#include "tests/same_steps.hpp"
#include "tests/sanitized.hpp"
#include "tests/seen_bits.hpp"
#include "tests/thorough.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using model::AcceptorId;
using model::Ballot;
using model::Value;
using synod::Synod;

// What of the rules is changed: "rule = alternative, …".
constexpr const char* kSpecified = "";
constexpr const char* kAlwaysVotes = "may-vote = always";
constexpr const char* kIgnoresVotes = "proposal-value = own";
constexpr std::array kAllRules{kSpecified, kAlwaysVotes, kIgnoresVotes};

std::string name(const synod::Bounds& b) {
  const std::string size =
      std::to_string(b.acceptors) + "_" + std::to_string(b.values) + "_" + std::to_string(b.ballots);
  if (b.crashes.is_none()) return size;
  return size + "_" + (b.crashes.is_any() ? "any" : std::to_string(b.crashes.limit()));
}

std::string test_name(const synod::Bounds& bounds, const std::string& changes) {
  return name(bounds) + "_" + name_of_changes(changes);
}

Synod packed_model(const synod::Bounds& bounds, std::string_view changes) {
  return Synod(bounds, synod::rules_with(changes));
}

naive_synod::Config naive_config(const synod::Bounds& b, std::string_view changes) {
  return {.acceptors = b.acceptors,
          .values = b.values,
          .ballots = b.ballots,
          .crashes = b.crashes.is_any() ? naive_synod::kUnbounded : b.crashes.limit(),
          .rules = changed_rules(synod::rules(), changes)};
}

checker::Exploration explore(const Synod& model) {
  return checker::breadth_first_search(model, checker::NoProperties<synod::State>());
}

/// Calls `visit(state)` for every state that a search stored.
template <typename Visit>
void for_each_stored(const Synod& model, const checker::Exploration& exploration, Visit&& visit) {
  checker::for_each_state(model, exploration,
                          [&](const synod::State& state, std::size_t /*depth*/) { visit(state); });
}

// ---- Counts

struct Row {
  synod::Bounds bounds;
  std::uint64_t distinct;
  std::uint64_t generated;
  std::uint64_t depth;  ///< in transitions; a checker that counts states on the way says one more

  friend std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << name(row.bounds) << ": " << row.distinct << " distinct, depth " << row.depth;
  }
};

/// Distinct states and depth counted by TLC, Spin and Rumur; generated, which they count otherwise, by us.
constexpr std::array kRows{
    Row{{3, 2, 2}, 3'921, 9'443, 16},         Row{{3, 2, 3}, 185'369, 491'536, 24},
    Row{{3, 3, 3}, 362'361, 979'864, 24},     Row{{5, 2, 2}, 701'505, 2'694'211, 24},
    Row{{4, 2, 3}, 2'135'473, 6'419'820, 30}, Row{{3, 2, 4}, 8'220'065, 23'340'613, 32},
};

class SynodOracle : public testing::TestWithParam<Row> {};

TEST_P(SynodOracle, CountsOfThePackedModel) {
  const Row& row = GetParam();
  constexpr std::uint64_t kLarge = 5'000'000;
  if (kSanitized && row.distinct > kLarge) GTEST_SKIP() << "too slow with a sanitizer";
  const checker::Exploration exploration = explore(packed_model(row.bounds, kSpecified));
  EXPECT_EQ(exploration.statistics.distinct, row.distinct);
  EXPECT_EQ(exploration.statistics.generated, row.generated);
  EXPECT_EQ(exploration.statistics.depth, row.depth);
  EXPECT_EQ(exploration.stop, checker::StopReason::kExhausted);
}

INSTANTIATE_TEST_SUITE_P(Rows, SynodOracle, testing::ValuesIn(kRows),
                         [](const auto& row) { return name(row.param.bounds); });

// Majorities are recognised in a way of their own, which is quick; as sets of two of three they go the way of all others.
TEST(SynodOracle, MajoritiesByAnotherNameAreTheSame) {
  for (const Row& row : kRows) {
    if (row.bounds.acceptors != 3 || row.bounds.ballots > 3) continue;
    const checker::Exploration exploration =
        explore(packed_model(row.bounds, "promise-quorum = sets:a1+a2/a1+a3/a2+a3, vote-quorum = size:2"));
    EXPECT_EQ(exploration.statistics.distinct, row.distinct);
    EXPECT_EQ(exploration.statistics.generated, row.generated);
    EXPECT_EQ(exploration.statistics.depth, row.depth);
  }
}

// Anchors the reference itself.
TEST(NaiveSynod, HasTheSameCountsOnItsOwn) {
  for (const Row& row : kRows) {
    constexpr std::uint64_t kSmall = 10'000;
    if (row.distinct > kSmall) continue;
    const naive_synod::Config config = naive_config(row.bounds, kSpecified);
    const naive_synod::State initial = naive_synod::initial_state(config);
    std::set<naive_synod::State> seen{initial};
    std::vector<naive_synod::State> level{initial};
    std::uint64_t generated = 1;
    std::uint64_t levels = 0;
    for (; !level.empty(); ++levels) {
      std::vector<naive_synod::State> next_level;
      for (const naive_synod::State& state : level) {
        for (const naive_synod::Step& step : naive_synod::successors(config, state)) {
          ++generated;
          if (seen.insert(step.after).second) next_level.push_back(step.after);
        }
      }
      level = std::move(next_level);
    }
    EXPECT_EQ(seen.size(), row.distinct);
    EXPECT_EQ(generated, row.generated);
    EXPECT_EQ(levels, row.depth + 1);
  }
}

// ---- From packed to naive

naive_synod::Label naive_label(const synod::Action& action) {
  naive_synod::Label label;
  switch (action.type) {
    case synod::ActionType::kPhase1a:
      label.type = naive_synod::StepType::kPhase1a;
      break;
    case synod::ActionType::kPhase1b:
      label.type = naive_synod::StepType::kPhase1b;
      break;
    case synod::ActionType::kPhase2a:
      label.type = naive_synod::StepType::kPhase2a;
      break;
    case synod::ActionType::kPhase2b:
      label.type = naive_synod::StepType::kPhase2b;
      break;
    case synod::ActionType::kCrash:
      label.type = naive_synod::StepType::kCrash;
      break;
  }
  label.acceptor = action.acceptor.index();
  label.ballot = action.ballot.index();
  label.value = action.value.index();
  return label;
}

naive_synod::State naive_state(const Synod& model, const synod::State& packed) {
  using naive_synod::MessageType;
  const synod::View view = model.view(packed);
  naive_synod::State state;
  state.crashed = view.crashed();
  for (int b = 0; b < model.bounds().ballots; ++b) {
    if (view.sent_1a().contains(Ballot(b))) state.msgs.insert({.type = MessageType::k1a, .bal = b});
    view.sent_2a(Ballot(b)).for_each(
        [&](Value v) { state.msgs.insert({.type = MessageType::k2a, .bal = b, .val = v.index()}); });
  }
  for (int i = 0; i < model.bounds().acceptors; ++i) {
    const AcceptorId a(i);
    state.maxBal[i] = view.max_bal(a).index();
    state.maxVBal[i] = view.latest_vote(a).ballot.index();
    state.maxVal[i] = view.latest_vote(a).value.index();
    for (int b = 0; b < model.bounds().ballots; ++b) {
      view.sent_1b(a, Ballot(b)).for_each([&](const model::Vote& reported) {
        state.msgs.insert({.type = MessageType::k1b,
                           .acc = i,
                           .bal = b,
                           .mbal = reported.ballot.index(),
                           .mval = reported.value.index()});
      });
    }
    view.for_each_2b(a, [&](Ballot b, Value v) {
      state.msgs.insert({.type = MessageType::k2b, .acc = i, .bal = b.index(), .val = v.index()});
    });
  }
  return state;
}

// ---- What is asked of each state

/// Both models have the same steps out of `packed`: the same number, labels and successors.
void expect_same_steps(const Synod& model, const naive_synod::Config& config, const synod::State& packed) {
  const naive_synod::State state = naive_state(model, packed);
  std::set<naive_synod::Step> actual;
  std::size_t steps = 0;
  model.for_each_enabled(packed, [&](const synod::Action& action) {
    actual.insert({naive_label(action), naive_state(model, model.apply(packed, action))});
    ++steps;
  });
  EXPECT_EQ(steps, actual.size());
  expect_only_common_steps(actual, naive_synod::successors(config, state), state);
}

/// The messages that properties may look at: the proposals and the votes.
std::set<naive_synod::Message> past(const naive_synod::State& state) {
  std::set<naive_synod::Message> messages;
  std::copy_if(state.msgs.begin(), state.msgs.end(), std::inserter(messages, messages.end()),
               [](const naive_synod::Message& m) {
                 return m.type == naive_synod::MessageType::k2a || m.type == naive_synod::MessageType::k2b;
               });
  return messages;
}

std::set<naive_synod::Message> past(const model::History& history) {
  using naive_synod::MessageType;
  std::set<naive_synod::Message> messages;
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

std::set<naive_synod::Message> votes(std::set<naive_synod::Message> messages) {
  std::erase_if(messages, [](const auto& m) { return m.type != naive_synod::MessageType::k2b; });
  return messages;
}

std::vector<std::byte> encoding_of(const Synod& model, const synod::State& state) {
  std::vector<std::byte> encoding(model.encoded_bytes());
  model.encode(state, encoding);
  return encoding;
}

/// Ballots, then acceptors: whoever takes the step.
int expected_actor(const naive_synod::Config& config, const naive_synod::Label& label) {
  return label.acceptor == naive_synod::kNone ? label.ballot : config.ballots + label.acceptor;
}

/// All that a model promises of one state and of the steps out of it.
void expect_contract(const Synod& model, const naive_synod::Config& config, const synod::State& packed) {
  static constexpr std::array kKinds{"phase-1a", "phase-1b", "phase-2a", "phase-2b", "crash"};
  EXPECT_EQ(model.decode(encoding_of(model, packed)), packed);
  const naive_synod::State state = naive_state(model, packed);
  const model::History history = model.history(packed);
  EXPECT_EQ(history.acceptors, config.acceptors);
  EXPECT_EQ(history.ballots, config.ballots);
  EXPECT_EQ(history.values, config.values);
  EXPECT_EQ(history.learners, 0);
  EXPECT_EQ(past(history), past(state));

  std::vector<synod::Action> actions;
  model.for_each_enabled(packed, [&](const synod::Action& action) { actions.push_back(action); });
  EXPECT_EQ(std::adjacent_find(actions.begin(), actions.end(), std::greater_equal<>()), actions.end())
      << "enabled actions must be strictly increasing";

  // The fused path: the same actions in the same order, each with its successor.
  std::size_t fused = 0;
  model.for_each_successor(packed, [&](const synod::Action& action, const synod::State& after) {
    ASSERT_LT(fused, actions.size());
    EXPECT_EQ(action, actions[fused]);
    EXPECT_EQ(after, model.apply(packed, actions[fused]));
    ++fused;
  });
  EXPECT_EQ(fused, actions.size());

  for (const synod::Action& action : actions) {
    const naive_synod::Label label = naive_label(action);
    ASSERT_LT(model.action_kind(action), model.action_kinds());
    EXPECT_EQ(model.action_kind_name(model.action_kind(action)),
              kKinds.at(static_cast<std::size_t>(label.type)));
    EXPECT_LT(model.actor(action), model.actors());
    EXPECT_EQ(static_cast<int>(model.actor(action)), expected_actor(config, label)) << label;

    const synod::State packed_after = model.apply(packed, action);
    const naive_synod::State after = naive_state(model, packed_after);
    EXPECT_NE(packed_after, packed) << "a step that changes nothing is no transition";
    EXPECT_NE(after, state);
    const bool same_votes = votes(past(after)) == votes(past(state));
    EXPECT_EQ(model.same_votes(packed, packed_after), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, model.history_bits(false)), same_votes) << label;
    EXPECT_EQ(same_bits(packed, packed_after, model.history_bits(true)), past(after) == past(state)) << label;
  }
}

// ---- Whole state spaces

struct Space {
  synod::Bounds bounds;
  std::string rules;

  friend std::ostream& operator<<(std::ostream& out, const Space& s) {
    return out << name(s.bounds) << ", rules " << s.rules;
  }
};

class SynodWholeSpace : public testing::TestWithParam<Space> {};

TEST_P(SynodWholeSpace, PackedAndNaiveStepsAreTheSame) {
  const auto& [bounds, rules] = GetParam();
  const Synod model = packed_model(bounds, rules);
  const naive_synod::Config config = naive_config(bounds, rules);
  const std::vector<synod::State> initial = model.initial_states();
  ASSERT_EQ(initial.size(), 1U);
  ASSERT_EQ(naive_state(model, initial.front()), naive_synod::initial_state(config));

  const checker::Exploration exploration = explore(model);
  // Where spaces are large, or a sanitizer watches, the contract and the states are compared in part.
  constexpr std::uint64_t kLarge = 10'000;
  constexpr std::uint64_t kPart = 16;
  const bool is_large = exploration.statistics.distinct > kLarge;
  std::set<naive_synod::State> naive;
  std::uint64_t number = 0;
  for_each_stored(model, exploration, [&](const synod::State& packed) {
    const bool in_part = number++ % kPart == 0;
    const bool is_passed_over = kSanitized ? !in_part : !is_thorough() && number % 4 != 1;
    if (HasFailure() || (is_large && is_passed_over)) return;
    expect_same_steps(model, config, packed);
    if (is_large && !in_part) return;
    expect_contract(model, config, packed);
    naive.insert(naive_state(model, packed));
  });
  ASSERT_FALSE(HasFailure());
  // The store saw to it that all encodings differ, so all states must.
  EXPECT_EQ(naive.size(), is_large ? (number + kPart - 1) / kPart : number);
}

std::vector<Space> spaces() {
  std::vector<Space> spaces;
  for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {2, 2, 3}, {1, 2, 3}}) {
    for (const char* changes : kAllRules) spaces.push_back({bounds, changes});
  }
  for (const synod::Bounds& bounds : {synod::Bounds{2, 2, 2}, {1, 2, 3}}) {
    for (const std::string& changes : single_changes(synod::rules(), bounds.acceptors)) {
      const bool is_among_those = std::find(kAllRules.begin(), kAllRules.end(), changes) != kAllRules.end();
      if (!is_among_those || bounds.ballots == 2) spaces.push_back({bounds, changes});
    }
  }
  spaces.push_back({{3, 2, 3}, kSpecified});
  const model::Budget once = model::Budget::times(1);
  for (const synod::Bounds& bounds :
       {synod::Bounds{2, 2, 2, once}, {1, 2, 3, model::Budget::times(2)}, {1, 2, 2, model::Budget::any()}}) {
    for (const char* changes :
         {kSpecified, "promise-storage = volatile", "promise-storage = with-vote", "vote-storage = volatile",
          "promise-storage = volatile, vote-storage = volatile",
          "promise-storage = with-vote, vote-storage = volatile",
          "promise-storage = with-vote, vote-promises = no, vote-record = highest",
          "promise-storage = volatile, proposals = several", "vote-storage = volatile, may-vote = always"}) {
      spaces.push_back({bounds, changes});
    }
  }
  spaces.push_back({{3, 1, 2, once}, "promise-storage = volatile"});
  return spaces;
}

INSTANTIATE_TEST_SUITE_P(Spaces, SynodWholeSpace, testing::ValuesIn(spaces()),
                         [](const auto& space) { return test_name(space.param.bounds, space.param.rules); });

// ---- Functions in place of rules

struct Arbitrary {
  synod::Bounds bounds;
  ArbitraryRules rules;
  std::string changes;  ///< of the other rules

  friend std::ostream& operator<<(std::ostream& out, const Arbitrary& a) {
    return out << name(a.bounds) << ", " << a.rules << "; other rules " << a.changes;
  }
};

class SynodArbitraryFunctions : public testing::TestWithParam<Arbitrary> {};

TEST_P(SynodArbitraryFunctions, PackedAndNaiveStepsAreTheSame) {
  const auto& [bounds, arbitrary, changes] = GetParam();
  model::Questions questions{bounds.acceptors, {bounds.ballots, bounds.values}, {}};
  questions.proposals.resize(static_cast<std::size_t>(bounds.ballots));
  const Synod model(
      bounds, synod::rules_of(with_tables(model::choices_of(synod::rules(), changes), arbitrary, questions)));
  naive_synod::Config config = naive_config(bounds, changes);
  config.arbitrary = arbitrary;
  // Where acceptors promise again and again the space is large, and not much new in it.
  checker::SearchOptions options;
  constexpr std::uint64_t kDepth = 9;
  options.limits.depth_max = kDepth;
  const checker::NoProperties<synod::State> nothing;
  const checker::Exploration exploration = checker::breadth_first_search(model, nothing, options);
  for_each_stored(model, exploration, [&](const synod::State& packed) {
    if (!HasFailure()) expect_same_steps(model, config, packed);
  });
  const checker::Exploration slowly =
      checker::breadth_first_search(ModelWithoutParts(model), nothing, options);
  EXPECT_EQ(exploration.statistics.distinct, slowly.statistics.distinct);
  EXPECT_EQ(exploration.statistics.generated, slowly.statistics.generated);
  EXPECT_EQ(exploration.statistics.depth, slowly.statistics.depth);
}

std::vector<Arbitrary> arbitrary_functions() {
  std::vector<Arbitrary> all;
  std::uint64_t seed = 0;
  const auto add = [&](const synod::Bounds& bounds, const std::set<std::string>& replaced, bool tells_apart,
                       const char* changes) {
    const ArbitraryRules rules{++seed, replaced, tells_apart};
    all.push_back({bounds, rules, changes});
  };
  const std::set<std::string> every = rules_to_replace().back();
  for (const synod::Bounds& bounds : {synod::Bounds{2, 2, 2}, {3, 2, 2}, {1, 2, 3}}) {
    for (const std::set<std::string>& replaced : rules_to_replace()) {
      for (const bool tells_apart : {false, true})
        all.push_back({bounds, {++seed, replaced, tells_apart}, ""});
    }
  }
  for (const char* changes : {"proposals = several", "promise-quorum = one-short"}) {
    add({2, 2, 2}, every, true, changes);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Drawn, SynodArbitraryFunctions, testing::ValuesIn(arbitrary_functions()));

// ---- Random walks

/// What random walks came across: they show nothing about what they never met.
struct Met {
  std::set<std::string_view> action_kinds;
  bool reports_bind = false;   ///< a majority's reports left a ballot some values and not all
  bool reports_twice = false;  ///< an acceptor sent two 1b messages for a ballot
};

void look(const Synod& model, const synod::State& packed, Met& met) {
  const synod::View view = model.view(packed);
  for (int b = 0; b < model.bounds().ballots; ++b) {
    const int values = model.proposable(view, Ballot(b)).size();
    met.reports_bind = met.reports_bind || (values > 0 && values < model.bounds().values);
    for (int a = 0; a < model.bounds().acceptors; ++a) {
      int reports = 0;
      view.sent_1b(AcceptorId(a), Ballot(b)).for_each([&](const model::Vote& /*vote*/) { ++reports; });
      met.reports_twice = met.reports_twice || reports > 1;
    }
  }
}

/// The kind of step is drawn first, so that there are proposals and votes among all the promises.
synod::Action draw_action(const std::vector<synod::Action>& enabled, Dice& dice) {
  while (true) {
    const auto type = static_cast<synod::ActionType>(dice.below(synod::kActionTypes));
    std::vector<synod::Action> of_type;
    std::copy_if(enabled.begin(), enabled.end(), std::back_inserter(of_type),
                 [&](const synod::Action& action) { return action.type == type; });
    if (!of_type.empty()) return of_type[dice.below(of_type.size())];
  }
}

/// Compares the models and checks the contract at every state of a random walk, which starts over where it
/// gets stuck, and now and then, as with a wrong rule it may go in circles.
void walk(const synod::Bounds& bounds, std::string_view rules, int steps, Dice& dice, Met& met) {
  const Synod model = packed_model(bounds, rules);
  const naive_synod::Config config = naive_config(bounds, rules);
  synod::State state = model.initial_states().front();
  for (int step = 0; step < steps; ++step) {
    SCOPED_TRACE("bounds " + name(bounds) + ", rules " + std::string(rules) + ", step " +
                 std::to_string(step));
    expect_same_steps(model, config, state);
    expect_contract(model, config, state);
    ASSERT_FALSE(testing::Test::HasFailure());
    look(model, state, met);

    std::vector<synod::Action> enabled;
    model.for_each_enabled(state, [&](const synod::Action& action) { enabled.push_back(action); });
    constexpr std::size_t kStepsBetweenStarts = 100;
    if (enabled.empty() || dice.below(kStepsBetweenStarts) == 0) {
      state = model.initial_states().front();
      continue;
    }
    const synod::Action action = draw_action(enabled, dice);
    met.action_kinds.insert(model.action_kind_name(model.action_kind(action)));
    state = model.apply(state, action);
  }
}

struct Walk {
  synod::Bounds bounds;
  int steps;
  std::uint64_t seed;

  friend std::ostream& operator<<(std::ostream& out, const Walk& w) {
    return out << name(w.bounds) << ", " << w.steps << " steps, seed " << w.seed;
  }
};

class SynodRandomWalk : public testing::TestWithParam<Walk> {};

TEST_P(SynodRandomWalk, PackedAndNaiveStepsAreTheSame) {
  const auto& [bounds, steps, seed] = GetParam();
  for (const char* rules : kAllRules) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Dice dice(seed);
    Met met;
    walk(bounds, rules, steps, dice, met);
    ASSERT_FALSE(HasFailure());
    EXPECT_EQ(met.action_kinds.size(), 4U);
    EXPECT_EQ(met.reports_bind, std::string_view(rules) != kIgnoresVotes);
    EXPECT_EQ(met.reports_twice, std::string_view(rules) == kAlwaysVotes);
  }
}

INSTANTIATE_TEST_SUITE_P(Walks, SynodRandomWalk,
                         testing::Values(Walk{{7, 4, 8}, 800, 1}, Walk{{7, 4, 8}, 800, 2},
                                         Walk{{6, 3, 7}, 1000, 3}, Walk{{5, 2, 8}, 2000, 4},
                                         Walk{{4, 4, 6}, 4000, 5}, Walk{{3, 2, 8}, 8000, 6},
                                         Walk{{3, 4, 5}, 8000, 7}, Walk{{2, 3, 4}, 8000, 8}),
                         [](const auto& w) {
                           return name(w.param.bounds) + "_seed_" + std::to_string(w.param.seed);
                         });

class SynodRandomBounds : public testing::TestWithParam<std::uint64_t> {};

// Where things stand in a packed state depends on every bound, so the bounds are drawn too.
TEST_P(SynodRandomBounds, PackedAndNaiveStepsAreTheSame) {
  constexpr int kScenarios = 40;
  constexpr int kSteps = 200;
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  Dice dice(GetParam());
  Met met;
  static constexpr std::array kBudgets{model::Budget::none(), model::Budget::times(1),
                                       model::Budget::times(255), model::Budget::any()};
  for (int i = 0; i < kScenarios; ++i) {
    const synod::Bounds bounds{.acceptors = dice.between(1, synod::kAcceptorsMax),
                               .values = dice.between(1, synod::kValuesMax),
                               .ballots = dice.between(1, synod::kBallotsMax),
                               .crashes = kBudgets.at(dice.below(kBudgets.size()))};
    walk(bounds, changes_at_random(synod::rules(), bounds.acceptors, dice), kSteps, dice, met);
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_EQ(met.action_kinds.size(), 5U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SynodRandomBounds, testing::Range(std::uint64_t{1}, std::uint64_t{3}),
                         [](const auto& seed) { return "seed_" + std::to_string(seed.param); });

}  // namespace
}  // namespace paxoscope::tests
