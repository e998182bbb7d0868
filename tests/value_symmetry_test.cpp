// Protects symmetry of values: that renaming them is renaming what is seen of a state, and neither a rule nor a property notices;
// that states which differ in names only have one representative, and it stands for as many as there are; and that a search
// says the same with it as without.
#include "checker/value_symmetry.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/independence.hpp"
#include "checker/local_steps.hpp"
#include "invariants/selection.hpp"
#include "model/synod/rules.hpp"
#include "model/synod/synod.hpp"
#include "tests/catalogue.hpp"
#include "tests/sanitized.hpp"
#include "tests/shown_runs.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::StoreKind;
using checker::SymmetricInValues;
using checker::ValueRenaming;
using model::AcceptorId;
using model::Ballot;
using model::Value;
using synod::Synod;

static_assert(checker::Model<SymmetricInValues<Synod>> &&
              checker::HasFusedSuccessors<SymmetricInValues<Synod>> &&
              checker::RenamesActors<SymmetricInValues<Synod>> &&
              checker::StandsForOrbits<SymmetricInValues<Synod>>);
static_assert(!checker::HasLocalSteps<SymmetricInValues<Synod>> &&
                  !checker::StandsForOrbitsOfParts<SymmetricInValues<Synod>>,
              "a renaming of values may change every part");

std::string name(const synod::Bounds& b) {
  return std::to_string(b.acceptors) + "_" + std::to_string(b.values) + "_" + std::to_string(b.ballots);
}

std::vector<ValueRenaming> renamings(int values) {
  ValueRenaming renaming{};
  std::iota(renaming.begin(), renaming.end(), std::uint8_t{0});
  std::vector<ValueRenaming> all;
  do {
    all.push_back(renaming);
  } while (std::next_permutation(renaming.begin(), renaming.begin() + values));
  return all;
}

/// Calls `visit(model, state)` for every state of some small spaces, under the specified rules and under each wrong one.
template <typename Visit>
void for_each_state_of_small_spaces(Visit&& visit) {
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {2, 3, 2}, {1, 4, 2}, {2, 2, 3}}) {
      SCOPED_TRACE(name(bounds));
      const Synod model(bounds, synod::rules_with(changes));
      std::uint64_t states = 0;
      const std::uint64_t stride = kSanitized ? 17 : 1;  // a state differs from its neighbours in little
      checker::for_each_state(model, explore(model), [&](const synod::State& state, std::size_t /*depth*/) {
        if (!testing::Test::HasFailure() && states++ % stride == 0) visit(model, state);
      });
    }
  }
}

// ---- What the model promises

Value renamed(Value value, const ValueRenaming& renaming) {
  return value.exists() ? Value(renaming.at(static_cast<std::size_t>(value.index()))) : value;
}

using Message = std::array<int, 5>;  // its type, an acceptor, a ballot, and a vote

/// All that a view tells of a state, with every value v called `renaming[v]`.
std::vector<Message> seen(const Synod& model, const synod::State& state, const ValueRenaming& renaming) {
  const synod::View view = model.view(state);
  std::vector<Message> messages;
  for (int i = 0; i < model.bounds().ballots; ++i) {
    const Ballot b(i);
    if (view.sent_1a().contains(b)) messages.push_back({1, -1, i, -1, -1});
    view.sent_2a(b).for_each([&](Value v) {
      messages.push_back({2, -1, i, i, renamed(v, renaming).index()});
    });
  }
  for (int i = 0; i < model.bounds().acceptors; ++i) {
    const AcceptorId a(i);
    const auto add = [&](int type, Ballot ballot, const model::Vote& vote) {
      messages.push_back(
          {type, i, ballot.index(), vote.ballot.index(), renamed(vote.value, renaming).index()});
    };
    add(3, view.max_bal(a), view.latest_vote(a));
    for (int b = 0; b < model.bounds().ballots; ++b) {
      view.sent_1b(a, Ballot(b)).for_each([&](const model::Vote& vote) { add(4, Ballot(b), vote); });
    }
    view.for_each_2b(a, [&](Ballot b, Value v) { add(5, b, {b, v}); });
  }
  std::sort(messages.begin(), messages.end());
  return messages;
}

TEST(ValueSymmetry, ARenamingRenamesWhatIsSeen) {
  for_each_state_of_small_spaces([](const Synod& model, const synod::State& state) {
    const std::vector<ValueRenaming> all = renamings(model.bounds().values);
    for (const ValueRenaming& renaming : all) {
      const synod::State other = model.rename_values(state, renaming);
      EXPECT_EQ(seen(model, other, all.front()), seen(model, state, renaming));
    }
    EXPECT_EQ(model.rename_values(state, all.front()), state) << "the first renaming changes nothing";
  });
}

/// The steps out of a state: action, and encoding of the successor, all with every value v called `renaming[v]`.
std::vector<std::tuple<synod::Action, Encoding>> steps(const Synod& model, const synod::State& state,
                                                       const ValueRenaming& renaming) {
  std::vector<std::tuple<synod::Action, Encoding>> steps;
  model.for_each_successor(state, [&](synod::Action action, const synod::State& after) {
    action.value = renamed(action.value, renaming);
    steps.emplace_back(action, encoding_of(model, model.rename_values(after, renaming)));
  });
  std::sort(steps.begin(), steps.end());
  return steps;
}

TEST(ValueSymmetry, NoRuleTellsValuesApart) {
  for_each_state_of_small_spaces([](const Synod& model, const synod::State& state) {
    const std::vector<ValueRenaming> all = renamings(model.bounds().values);
    for (const ValueRenaming& renaming : all) {
      EXPECT_EQ(steps(model, state, renaming),
                steps(model, model.rename_values(state, renaming), all.front()));
      for (const synod::State& initial : model.initial_states()) {
        EXPECT_EQ(model.rename_values(initial, renaming), initial);
      }
    }
  });
}

TEST(ValueSymmetry, NoPropertyTellsValuesApart) {
  for_each_state_of_small_spaces([](const Synod& model, const synod::State& state) {
    const invariants::Selection<Synod> selection(model, invariants::all_properties());
    for (const ValueRenaming& renaming : renamings(model.bounds().values)) {
      const synod::State other = model.rename_values(state, renaming);
      EXPECT_EQ(selection.noticed_in(other), selection.noticed_in(state));
      model.for_each_successor(state, [&](const synod::Action& /*action*/, const synod::State& after) {
        EXPECT_EQ(selection.noticed_by(other, model.rename_values(after, renaming)),
                  selection.noticed_by(state, after));
      });
    }
  });
}

// ---- Representatives

/// A state with its acceptors in this order.
synod::State in_order(const Synod& model, const synod::State& state, const std::vector<std::size_t>& order) {
  const std::vector<checker::Part> parts = model.parts();
  const std::size_t first = parts[0].bytes / sizeof(model::Word);
  const std::size_t words = parts[1].bytes / sizeof(model::Word);
  synod::State permuted = state;
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::copy_n(state.data() + first + order[i] * words, words, permuted.data() + first + i * words);
  }
  return permuted;
}

std::vector<std::size_t> acceptors_in_order(const Synod& model) {
  std::vector<std::size_t> order(static_cast<std::size_t>(model.bounds().acceptors));
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

std::uint64_t orders_of_acceptors(const Synod& model) {
  std::uint64_t orders = 1;
  for (std::uint64_t i = 2; i <= static_cast<std::uint64_t>(model.bounds().acceptors); ++i) orders *= i;
  return orders;
}

/// Whatever acceptors and values of a state are called, it has one representative, which represents itself and stands for as
/// many states as there are different ones. Returns how many.
std::uint64_t expect_one_representative(const Synod& model, const synod::State& state) {
  const SymmetricInValues<Synod> symmetric(model);
  const Encoding representative = encoding_of(symmetric, state);
  EXPECT_EQ(encoding_of(symmetric, symmetric.decode(representative)), representative);
  std::set<Encoding> orbit;
  for (const ValueRenaming& renaming : renamings(model.bounds().values)) {
    const synod::State renamed = model.rename_values(state, renaming);
    std::vector<std::size_t> order = acceptors_in_order(model);
    do {
      const synod::State other = in_order(model, renamed, order);
      if (!orbit.insert(encoding_of(model, other)).second) continue;
      EXPECT_EQ(encoding_of(symmetric, other), representative);
    } while (std::next_permutation(order.begin(), order.end()));
  }
  EXPECT_TRUE(orbit.contains(representative));
  EXPECT_EQ(symmetric.orbit_size(representative), orbit.size());
  return orbit.size();
}

/// Some renaming of values makes of each acceptor what the one with its name in the representative is; others keep theirs.
void expect_names_in_representative(const Synod& model, const synod::State& state) {
  const SymmetricInValues<Synod> symmetric(model);
  const checker::InterchangeableParts alike = model.interchangeable_parts();
  std::vector<std::size_t> at_place(alike.count, alike.count);
  for (std::size_t actor = 0; actor < model.actors(); ++actor) {
    const std::size_t name = symmetric.actor_in_representative(state, actor);
    if (actor < alike.first_actor || actor >= alike.first_actor + alike.count) {
      EXPECT_EQ(name, actor);
      continue;
    }
    at_place.at(name - alike.first_actor) = actor - alike.first_actor;
  }
  std::vector<std::size_t> names = at_place;
  std::sort(names.begin(), names.end());
  ASSERT_EQ(names, acceptors_in_order(model)) << "no two acceptors are called the same";
  const std::vector<ValueRenaming> all = renamings(model.bounds().values);
  const Encoding representative = encoding_of(symmetric, state);
  EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const ValueRenaming& renaming) {
    const synod::State other = in_order(model, model.rename_values(state, renaming), at_place);
    return encoding_of(model, other) == representative;
  }));
}

/// Calls `visit(state)` for the states of a random walk, which starts over where it gets stuck.
template <typename Visit>
void walk(const Synod& model, Dice& dice, int steps, Visit&& visit) {
  synod::State state = model.initial_states().front();
  for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
    visit(state);
    // The kind of step is drawn first, so that there are proposals and votes among all the promises.
    std::array<std::vector<synod::Action>, synod::kActionTypes> enabled;
    model.for_each_enabled(
        state, [&](const synod::Action& action) { enabled.at(model.action_kind(action)).push_back(action); });
    const auto drawn = std::find_if(enabled.begin() + static_cast<std::ptrdiff_t>(dice.below(enabled.size())),
                                    enabled.end(), [](const auto& of_kind) { return !of_kind.empty(); });
    const bool is_stuck =
        std::all_of(enabled.begin(), enabled.end(), [](const auto& of_kind) { return of_kind.empty(); });
    if (is_stuck) state = model.initial_states().front();
    if (drawn != enabled.end()) state = model.apply(state, drawn->at(dice.below(drawn->size())));
  }
}

TEST(ValueSymmetry, TheRepresentativeIsTheSameWhateverNamesThereAre) {
  constexpr std::uint64_t kSeed = 20261124;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 4}, {4, 3, 3}, {3, 4, 5}, {5, 2, 3}, {2, 4, 8}}) {
      SCOPED_TRACE(name(bounds));
      const Synod model(bounds, synod::rules_with(changes));
      std::uint64_t largest = 0;
      walk(model, dice, 500, [&](const synod::State& state) {
        largest = std::max(largest, expect_one_representative(model, state));
        expect_names_in_representative(model, state);
      });
      EXPECT_GT(largest, orders_of_acceptors(model)) << "names of values matter";
    }
  }
}

/// A state that perhaps no run leads to. In those of a run a ballot has one value, and so the order of acceptors never hangs
/// on what values are called.
synod::State random_state(const Synod& model, const synod::Layout& layout, Dice& dice) {
  const synod::Bounds& bounds = model.bounds();
  synod::State state = model.initial_states().front();
  synod::Editor editor(layout, state);
  const auto any_ballot = [&] { return Ballot(dice.between(0, bounds.ballots - 1)); };
  const auto any_value = [&] { return Value(dice.between(0, bounds.values - 1)); };
  for (int i = dice.between(0, 2); i > 0; --i) editor.send_2a(any_ballot(), any_value());
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    for (int n = dice.between(0, 2); n > 0; --n) editor.send_2b(a, any_ballot(), any_value());
    if (dice.below(3) > 0) editor.set_latest_vote(a, {any_ballot(), any_value()});
    if (dice.below(2) > 0) editor.send_1b(a, any_ballot(), editor.latest_vote(a));
  }
  return state;
}

TEST(ValueSymmetry, TheRepresentativeIsTheSameOfStatesThatNoRunLeadsTo) {
  constexpr std::uint64_t kSeed = 20261125;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {4, 3, 3}, {3, 4, 5}, {5, 2, 3}, {2, 4, 8}}) {
    SCOPED_TRACE(name(bounds));
    const Synod model(bounds);
    const synod::Layout layout(bounds);
    for (int i = 0; i < (kSanitized ? 30 : 300) && !HasFailure(); ++i) {
      const synod::State state = random_state(model, layout, dice);
      expect_one_representative(model, state);
      expect_names_in_representative(model, state);
    }
  }
}

// ---- Whole spaces

struct Row {
  synod::Bounds bounds;
  std::uint64_t distinct;
  std::uint64_t orbits;
  std::uint64_t depth;

  friend std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << name(row.bounds) << ": " << row.orbits << " orbits of " << row.distinct << " states";
  }
};

/// Distinct states and depths are those of tests/naive_synod_test.cpp.
constexpr std::array kRows{
    Row{{3, 2, 2}, 3'921, 443, 16},        Row{{3, 2, 3}, 185'369, 17'153, 24},
    Row{{3, 3, 3}, 362'361, 17'559, 24},   Row{{5, 2, 2}, 701'505, 5'811, 24},
    Row{{4, 2, 3}, 2'135'473, 57'436, 30}, Row{{3, 2, 4}, 8'220'065, 710'709, 32},
};

class ValueOrbitsWholeSpace : public testing::TestWithParam<Row> {};

TEST_P(ValueOrbitsWholeSpace, StandForAllStates) {
  const Row& row = GetParam();
  constexpr std::uint64_t kMostSanitized = 20'000;
  if (kSanitized && row.orbits > kMostSanitized) GTEST_SKIP() << "too slow with a sanitizer";
  const Synod model(row.bounds);
  const SymmetricInValues<Synod> symmetric(model);
  const checker::Exploration one = explore(symmetric);
  const auto expect_row = [&](const checker::Exploration& e) {
    EXPECT_EQ(e.stop, checker::StopReason::kExhausted);
    EXPECT_EQ(e.statistics.distinct, row.orbits);
    EXPECT_EQ(e.statistics.unreduced, row.distinct);
    EXPECT_EQ(e.statistics.depth, row.depth);
    EXPECT_EQ(e.statistics.digest, one.statistics.digest);
    EXPECT_EQ(e.statistics.level_sizes, one.statistics.level_sizes);
  };
  expect_row(one);
  std::uint64_t stand_for = 0;
  checker::for_each_state(symmetric, one, [&](const synod::State& state, std::size_t /*depth*/) {
    stand_for += symmetric.orbit_size(encoding_of(symmetric, state));
  });
  EXPECT_EQ(stand_for, row.distinct);
  expect_row(explore(symmetric, 2));
  expect_row(explore(symmetric, 1, StoreKind::kFingerprint));
  expect_row(explore(symmetric, 3, StoreKind::kFingerprint));
}

INSTANTIATE_TEST_SUITE_P(Rows, ValueOrbitsWholeSpace, testing::ValuesIn(kRows),
                         [](const auto& row) { return name(row.param.bounds); });

// Counted by sorting the representatives of all states.
TEST(ValueSymmetry, ASearchStoresTheRepresentativesOfAllStates) {
  for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {2, 3, 2}, {1, 4, 2}, {2, 2, 2}, {2, 2, 3}}) {
    SCOPED_TRACE(name(bounds));
    std::vector<std::string> all_changes{"", "may-vote = always", "proposal-value = own"};
    if (bounds.ballots * bounds.acceptors < 5) {
      all_changes = single_changes(synod::rules(), bounds.acceptors, model::kValueSymmetry.of_rules);
    }
    for (const std::string& changes : all_changes) {
      SCOPED_TRACE(changes);
      const Synod model(bounds, synod::rules_with(changes));
      const SymmetricInValues<Synod> symmetric(model);
      std::set<Encoding> expected;
      const checker::Exploration all = explore(model);
      checker::for_each_state(model, all, [&](const synod::State& state, std::size_t /*depth*/) {
        expected.insert(encoding_of(symmetric, state));
      });
      std::set<Encoding> stored;
      const checker::Exploration orbits = explore(symmetric);
      checker::for_each_state(symmetric, orbits, [&](const synod::State& state, std::size_t /*depth*/) {
        stored.insert(encoding_of(model, state));
      });
      EXPECT_EQ(stored, expected);
      EXPECT_EQ(orbits.statistics.distinct, expected.size());
      EXPECT_EQ(orbits.statistics.unreduced, all.statistics.distinct);
      EXPECT_EQ(orbits.statistics.depth, all.statistics.depth);
    }
  }
}

// ---- What is said

TEST(ValueSymmetry, TheRunsShownAreTheSame) {
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {3, 3, 2}, {2, 4, 2}}) {
      SCOPED_TRACE(name(bounds));
      if (kSanitized && bounds.values > 2) continue;
      const Synod model(bounds, synod::rules_with(changes));
      const std::string expected = told(model, model, 1);
      EXPECT_NE(expected, "");
      EXPECT_EQ(expected.find("agreement") != std::string::npos, changes != kSomeRules.front());
      EXPECT_EQ(told(model, SymmetricInValues<Synod>(model), 1), expected);
      EXPECT_EQ(told(model, SymmetricInValues<Synod>(model), 2), expected);
    }
  }
}

}  // namespace
}  // namespace paxoscope::tests
