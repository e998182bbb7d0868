// Protects: actions that a protocol says commute do so, in every state of every variant; and what is built on that, sets of numbered
// actions, loses none of them.
#include "checker/independence.hpp"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "checker/bit_selection.hpp"
#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/why_order_is_lost.hpp"
#include "model/synod/synod.hpp"
#include "tests/catalogue.hpp"
#include "tests/model_without_parts.hpp"
#include "tests/sanitized.hpp"
#include "tests/thorough.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::ActionSet;
using checker::breadth_first_search;
using checker::kNoNumber;
using model::Budget;
using paxos::Paxos;
using synod::Synod;

// ---- Sets

std::set<std::size_t> numbers_in(const ActionSet& set) {
  std::set<std::size_t> numbers;
  for (std::size_t i = 0; i < ActionSet::kNumbers; ++i) {
    if (set.has(i)) numbers.insert(i);
  }
  return numbers;
}

TEST(ActionSet, IsASet) {
  constexpr std::uint64_t kSeed = 20261124;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  for (int round = 0; round < 300; ++round) {
    std::array<ActionSet, 2> sets;
    std::array<std::set<std::size_t>, 2> expected;
    for (std::size_t i = 0; i < 2; ++i) {
      for (std::size_t n = dice.below(20); n > 0; --n) {
        const std::size_t number = dice.below(ActionSet::kNumbers);
        const bool goes = dice.below(4) == 0;
        goes ? sets.at(i).remove(number) : sets.at(i).insert(number);
        goes ? static_cast<void>(expected.at(i).erase(number))
             : static_cast<void>(expected.at(i).insert(number));
      }
      EXPECT_EQ(numbers_in(sets.at(i)), expected.at(i));
    }
    std::set<std::size_t> both;
    std::set<std::size_t> either = expected[0];
    for (const std::size_t number : expected[1]) {
      if (!either.insert(number).second) both.insert(number);
    }
    EXPECT_EQ(numbers_in(sets[0] & sets[1]), both);
    EXPECT_EQ(numbers_in(sets[0] | sets[1]), either);
  }
  EXPECT_EQ(numbers_in(ActionSet::all()).size(), ActionSet::kNumbers);
}

TEST(NumberAllocator, GivesNumbersThatShareAWord) {
  checker::NumberAllocator numbers;
  const auto first = numbers.take(50);
  const auto second = numbers.take(50);  // does not fit behind the first
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->first, 0U);
  EXPECT_EQ(second->first, 64U);
  EXPECT_FALSE(numbers.take(15));
  EXPECT_EQ(numbers.take(14)->first, 114U);
  EXPECT_EQ(numbers.end(), 128U);
  EXPECT_FALSE(numbers.take(1));

  ActionSet set;
  second->add_to(set, 0b101U);
  EXPECT_EQ(numbers_in(set), (std::set<std::size_t>{64, 66}));
  set.insert(63);
  set.insert(114);
  EXPECT_EQ(second->of(set), 0b101U);
  EXPECT_EQ(first->of(set), 0U) << "63 is nobody's";
  second->remove_from(set);
  EXPECT_EQ(numbers_in(set), (std::set<std::size_t>{63, 114}));
  checker::NumberAllocator whole_words;
  EXPECT_EQ(whole_words.take(64)->mask(), ~std::uint64_t{0});
  EXPECT_FALSE(whole_words.take(65));
}

TEST(BitSelection, GathersAndScatters) {
  constexpr std::uint64_t kSeed = 20261125;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  const auto word = [&] {
    return (std::uint64_t{dice.below(std::size_t{1} << 32U)} << 32U) | dice.below(std::size_t{1} << 32U);
  };
  for (int round = 0; round < 1000; ++round) {
    std::uint64_t mask = word();
    if (round % 2 == 1) mask &= word();  // fewer ones
    if (round == 0) mask = 0;
    if (round == 1) mask = ~std::uint64_t{0};
    const std::uint64_t bits = word();
    std::uint64_t gathered = 0;
    std::uint64_t scattered = 0;
    unsigned next = 0;
    for (unsigned i = 0; i < 64; ++i) {
      if ((mask >> i & 1U) == 0) continue;
      gathered |= (bits >> i & 1U) << next;
      scattered |= (bits >> next & 1U) << i;
      ++next;
    }
    ASSERT_EQ(checker::extract(bits, mask), gathered);
    ASSERT_EQ(checker::deposit(bits, mask), scattered);
  }
}

// ---- What protocols say of their actions

struct Nothing {
  static std::size_t size() { return 0; }
  static checker::PropertyMask witnesses() { return 0; }
  template <typename State>
  static checker::PropertyMask noticed_in(const State& /*state*/) {
    return 0;
  }
  template <typename State>
  static checker::PropertyMask noticed_by(const State& /*before*/, const State& /*after*/) {
    return 0;
  }
};

/// What local steps say of themselves, by number.
template <typename M>
std::map<std::size_t, ActionSet> also_independent_local_steps(const M& model,
                                                              const typename M::State& state) {
  const checker::Independence said = model.independence();
  std::map<std::size_t, ActionSet> sets;
  const std::uint64_t* value = model.encoded_words(state);
  const std::vector<checker::Part> parts = model.parts();
  for (std::size_t part = 0; part < parts.size(); ++part) {
    model.for_each_local_step(
        parts[part].kind, value, [&](const checker::LocalStep& step, const std::uint64_t* /*after*/) {
          if (step.number == kNoNumber) return;
          EXPECT_LT(step.number, said.of_part[part].count);
          ActionSet& set = sets[said.of_part[part].first + step.number];
          said.of_part[part].add_to(set, step.also_independent & said.of_part[part].mask());
        });
    value += parts[part].bytes / sizeof(std::uint64_t);
  }
  return sets;
}

/// Of two enabled actions that are said to commute each is enabled after the other, and both orders lead to the same state. How many
/// pairs were said to, of how many.
template <typename M>
std::pair<std::uint64_t, std::uint64_t> expect_actions_commute_as_said(const M& model) {
  using Action = typename M::Action;
  using State = typename M::State;
  const checker::Independence said = model.independence();
  for (std::size_t a = 0; a < said.independent_of.size(); ++a) {
    for (std::size_t b = 0; b < said.independent_of.size(); ++b) {
      EXPECT_EQ(said.independent_of[a].has(b), said.independent_of[b].has(a));
    }
  }
  const auto by_number = [&](const State& state) {
    std::map<std::size_t, Action> numbered;
    model.for_each_enabled(state, [&](const Action& action) {
      const std::size_t number = model.action_number(action);
      if (number == kNoNumber) return;
      EXPECT_LT(number, said.independent_of.size());
      EXPECT_TRUE(numbered.emplace(number, action).second) << "two with number " << number;
    });
    return numbered;
  };
  std::uint64_t pairs = 0;
  std::uint64_t commuting = 0;
  const ModelWithoutParts<M> plain(model);
  checker::for_each_state(
      plain, breadth_first_search(plain, Nothing{}), [&](const State& state, std::size_t /*depth*/) {
        if (testing::Test::HasFailure()) return;
        const std::map<std::size_t, Action> enabled = by_number(state);
        std::set<Action> others;
        model.for_each_other_successor(
            state, [&](const Action& action) { return !others.insert(action).second; },
            [](const Action& /*action*/, const State& /*after*/) {});
        const std::map<std::size_t, ActionSet> local = also_independent_local_steps(model, state);
        std::map<std::size_t, State> after;
        std::map<std::size_t, std::map<std::size_t, Action>> then;
        for (const auto& [number, action] : enabled) {
          after.emplace(number, model.apply(state, action));
          then.emplace(number, by_number(after.at(number)));
        }
        for (const auto& [a, action] : enabled) {
          ActionSet independent = said.independent_of[a];
          if constexpr (checker::KnowsIndependenceInState<M>) {
            if (others.contains(action)) independent = independent | model.also_independent(state, action);
          }
          if (local.contains(a)) independent = independent | local.at(a);
          for (const auto& entry : enabled) {
            const std::size_t b = entry.first;
            pairs += a == b ? 0U : 1U;
            if (!independent.has(b)) continue;
            ++commuting;
            ASSERT_NE(a, b);
            ASSERT_TRUE(then.at(a).contains(b)) << a << " disables " << b;
            ASSERT_TRUE(then.at(b).contains(a)) << b << " disables " << a;
            ASSERT_EQ(model.apply(after.at(a), then.at(a).at(b)), model.apply(after.at(b), then.at(b).at(a)))
                << a << " and " << b;
          }
        }
      });
  return {commuting, pairs};
}

const std::vector<paxos::Bounds>& paxos_bounds() {
  static const std::vector<paxos::Bounds> kBounds{
      {3, 2, 1, 2, 0, Budget::none(), Budget::none()},   {2, 2, 1, 2, 1, Budget::any(), Budget::none()},
      {2, 1, 2, 1, 0, Budget::none(), Budget::any()},    {1, 2, 1, 2, 1, Budget::any(), Budget::any()},
      {2, 2, 1, 2, 0, Budget::times(1), Budget::none()}, {2, 2, 1, 2, 0, Budget::none(), Budget::times(2)},
      {1, 2, 2, 2, 1, Budget::none(), Budget::none()},   {2, 1, 2, 1, 0, Budget::any(), Budget::none()},
      {1, 1, 3, 1, 0, Budget::any(), Budget::any()},     {2, 1, 1, 1, 3, Budget::none(), Budget::none()},
      {2, 1, 1, 1, 1, Budget::any(), Budget::times(1)},  {2, 1, 1, 1, 1, Budget::times(1), Budget::any()},
      {2, 2, 1, 2, 2, Budget::none(), Budget::none()}};
  return kBounds;
}

void expect_independence_is_as_said(const std::string& changes, const paxos::Bounds& bounds) {
  SCOPED_TRACE(changes);
  const Paxos model(bounds, paxos::rules_with(changes));
  const auto [commuting, pairs] = expect_actions_commute_as_said(model);
  if (model.independence().words() > 0) {
    EXPECT_GT(commuting, pairs / 6) << "many do";
  }
}

TEST(Independence, OfPaxosIsAsSaid) {
  std::size_t turn = 0;
  for (const std::string changes : {"", "may-vote = always", "proposal-value = own"}) {
    for (const paxos::Bounds& bounds : paxos_bounds()) {
      const bool is_its_turn = turn++ % part_of<std::size_t>(1, 2) == 0;
      if (kSanitized ? &bounds == &paxos_bounds().front() : is_its_turn)
        expect_independence_is_as_said(changes, bounds);
    }
  }
}

// Small ones: each still has a ballot that follows another, a message that may come twice, and two proposers.
const std::vector<paxos::Bounds>& small_paxos_bounds() {
  static const std::vector<paxos::Bounds> kBounds{{2, 2, 1, 2, 0, Budget::none(), Budget::none()},
                                                  {2, 1, 2, 1, 0, Budget::none(), Budget::none()},
                                                  {1, 2, 1, 2, 0, Budget::any(), Budget::any()},
                                                  {1, 1, 2, 1, 0, Budget::any(), Budget::any()},
                                                  {1, 1, 1, 1, 1, Budget::any(), Budget::times(1)}};
  return kBounds;
}

TEST(Independence, OfEachAlternativeOfPaxosIsAsSaid) {
  for (const paxos::Bounds& bounds : small_paxos_bounds()) {
    for (const std::string& changes : single_changes(paxos::rules(), bounds.acceptors)) {
      expect_independence_is_as_said(changes, bounds);
    }
  }
}

/// Some that one process or several may crash in.
const std::vector<paxos::Bounds>& paxos_bounds_with_crashes() {
  static const std::vector<paxos::Bounds> kBounds{
      {2, 1, 1, 1, 1, Budget::none(), Budget::none(), Budget::times(1), Budget::any()},
      {1, 2, 1, 2, 1, Budget::any(), Budget::none(), Budget::any(), Budget::any()},
      {1, 1, 2, 1, 0, Budget::none(), Budget::any(), Budget::times(2), Budget::times(1)}};
  return kBounds;
}

std::vector<std::string> changes_about_crashes(std::span<const model::Rule> rules) {
  std::vector<std::string> changes = single_changes_about_crashes(rules);
  changes.emplace_back("");
  changes.emplace_back("may-vote = always");
  return changes;
}

TEST(Independence, OfPaxosWithCrashesIsAsSaid) {
  for (const paxos::Bounds& bounds : paxos_bounds_with_crashes()) {
    for (const std::string& changes : changes_about_crashes(paxos::rules())) {
      SCOPED_TRACE(changes);
      expect_actions_commute_as_said(Paxos(bounds, paxos::rules_with(changes)));
    }
  }
}

/// Where links keep the order of messages.
const std::vector<paxos::Bounds>& paxos_bounds_with_ordered_links() {
  static const std::vector<paxos::Bounds> kBounds = [] {
    std::vector<paxos::Bounds> all;
    for (const auto* list : {&paxos_bounds(), &small_paxos_bounds(), &paxos_bounds_with_crashes()}) {
      for (paxos::Bounds bounds : *list) {
        if (!bounds.duplication.is_none()) continue;
        bounds.order = paxos::Order::kFirstSentFirst;
        all.push_back(bounds);
      }
    }
    // Several messages on each link.
    for (const auto& [learners, loss] : {std::pair{1, Budget::none()}, std::pair{0, Budget::any()}}) {
      all.push_back({.acceptors = 1,
                     .proposers = 1,
                     .attempts = 4,
                     .values = 1,
                     .learners = learners,
                     .loss = loss,
                     .order = paxos::Order::kFirstSentFirst});
    }
    return all;
  }();
  return kBounds;
}

// One step may enable another on the same link; none disables any that it is said to commute with.
TEST(Independence, OfPaxosOverOrderedLinksIsAsSaid) {
  for (const paxos::Bounds& bounds : paxos_bounds_with_ordered_links()) {
    std::vector<std::string> all = changes_about_crashes(paxos::rules());
    const bool is_large = bounds.acceptors * bounds.proposers * bounds.attempts > 4;
    for (std::string& changes : single_changes(paxos::rules(), bounds.acceptors)) {
      if (!is_large && !kSanitized) all.push_back(std::move(changes));
    }
    for (const std::string& changes : all) {
      const paxos::Rules rules = paxos::rules_with(changes);
      if (!bounds.may_crash() && !changes.empty() && changes.find("-storage") != std::string::npos) continue;
      if (paxos::why_order_is_lost(bounds, rules)) continue;
      SCOPED_TRACE(changes);
      expect_actions_commute_as_said(Paxos(bounds, rules));
    }
  }
}

TEST(Independence, OfSynodWithCrashesIsAsSaid) {
  for (const synod::Bounds& bounds :
       {synod::Bounds{2, 2, 2, Budget::times(1)}, {1, 2, 3, Budget::any()}, {2, 1, 2, Budget::any()}}) {
    for (const std::string& changes : changes_about_crashes(synod::rules())) {
      SCOPED_TRACE(changes);
      expect_actions_commute_as_said(Synod(bounds, synod::rules_with(changes)));
    }
  }
}

TEST(Independence, OfPaxosWithManyRulesChangedIsAsSaid) {
  Dice dice(20261124);
  for (int i = 0; i < (kSanitized ? 10 : 100); ++i) {
    const paxos::Bounds& bounds = small_paxos_bounds()[dice.below(small_paxos_bounds().size())];
    const std::string changes = changes_at_random(paxos::rules(), bounds.acceptors, dice);
    SCOPED_TRACE(changes);
    expect_actions_commute_as_said(Paxos(bounds, paxos::rules_with(changes)));
  }
}

TEST(Independence, OfSynodIsAsSaid) {
  for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {2, 2, 2}, {1, 2, 3}, {4, 1, 2}}) {
    if (kSanitized && bounds.acceptors != 3) continue;
    std::vector<std::string> all{"", "may-vote = always", "proposal-value = own"};
    if (bounds.acceptors < 3) all = single_changes(synod::rules(), bounds.acceptors);
    for (const std::string& changes : all) {
      SCOPED_TRACE(changes);
      const auto [commuting, pairs] =
          expect_actions_commute_as_said(Synod(bounds, synod::rules_with(changes)));
      EXPECT_GT(commuting, pairs / 20) << "many do";
    }
  }
}

// ---- And what a search makes of it

template <typename M>
void expect_same_search(const M& model, std::uint64_t depth_max = ~std::uint64_t{0}) {
  const ModelWithoutParts<M> plain(model);
  checker::SearchOptions options;
  options.limits.depth_max = depth_max;
  const checker::Exploration all = breadth_first_search(plain, Nothing{}, options);
  for (const std::size_t workers : {1U, 3U}) {
    options.workers = workers;
    const checker::Exploration e = breadth_first_search(model, Nothing{}, options);
    EXPECT_EQ(e.statistics.level_sizes, all.statistics.level_sizes);
    EXPECT_EQ(e.statistics.actions_taken, all.statistics.actions_taken);
    EXPECT_EQ(e.statistics.terminal, all.statistics.terminal);
    EXPECT_EQ(e.statistics.digest, all.statistics.digest);
    EXPECT_EQ(all.statistics.looked_up, all.statistics.generated - 1);
    if (model.independence().words() > 0) {
      EXPECT_LT(e.statistics.looked_up, all.statistics.looked_up);
    }
  }
}

TEST(SleepSets, ChangeNothingOfPaxosOverOrderedLinks) {
  for (const paxos::Bounds& bounds : paxos_bounds_with_ordered_links()) {
    if (bounds.may_crash() || (kSanitized && bounds.acceptors > 2)) continue;
    for (const char* changes : kSomeRules) {
      const paxos::Rules rules = paxos::rules_with(changes);
      if (!paxos::why_order_is_lost(bounds, rules)) expect_same_search(Paxos(bounds, rules));
    }
  }
}

TEST(SleepSets, ChangeNothingOfPaxos) {
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    const paxos::Rules rules = paxos::rules_with(changes);
    for (const paxos::Bounds& bounds : paxos_bounds()) expect_same_search(Paxos(bounds, rules));
    if (kSanitized) continue;
    // Numbers in two words; and more actions than there are numbers: copies go without, then losses, then
    // what learners receive, then all.
    constexpr std::uint64_t kDepth = 7;
    checker::SearchOptions shallow;
    shallow.limits.depth_max = 3;
    for (const Budget duplication : {Budget::none(), Budget::any()}) {
      expect_same_search(Paxos({3, 2, 1, 2, 1, Budget::any(), duplication}, rules), kDepth);
      expect_same_search(Paxos({3, 2, 2, 2, 1, Budget::any(), duplication}, rules), kDepth);
      expect_same_search(Paxos({5, 3, 2, 2, 1, Budget::any(), duplication}, rules), kDepth - 2);
    }
    const Paxos none({7, 4, 4, 2, 1, Budget::none(), Budget::none()}, rules);
    EXPECT_EQ(none.independence().words(), 0U);
    const checker::Exploration e = breadth_first_search(none, Nothing{}, shallow);
    EXPECT_EQ(e.statistics.looked_up, e.statistics.generated - 1);
    expect_same_search(Paxos({2, 2, 2, 2, 0, Budget::none(), Budget::none()}, rules));
    // Losses go without, and have more messages to lose than a block has numbers: none of these may be taken for another's.
    expect_same_search(Paxos({3, 2, 3, 1, 3, Budget::any(), Budget::none()}, rules), 9);
  }
}

TEST(SleepSets, ChangeNothingOfAnyAlternativeOfPaxos) {
  for (const paxos::Bounds& bounds : small_paxos_bounds()) {
    for (const std::string& changes : single_changes(paxos::rules(), bounds.acceptors)) {
      SCOPED_TRACE(changes);
      expect_same_search(Paxos(bounds, paxos::rules_with(changes)));
    }
  }
}

TEST(SleepSets, ChangeNothingOfAnyAlternativeOfSynod) {
  for (const synod::Bounds& bounds : {synod::Bounds{2, 2, 2}, {1, 2, 3}}) {
    for (const std::string& changes : single_changes(synod::rules(), bounds.acceptors)) {
      SCOPED_TRACE(changes);
      expect_same_search(Synod(bounds, synod::rules_with(changes)));
    }
  }
}

TEST(SleepSets, ChangeNothingWhereThereAreCrashes) {
  for (const paxos::Bounds& bounds : paxos_bounds_with_crashes()) {
    for (const std::string& changes : changes_about_crashes(paxos::rules())) {
      SCOPED_TRACE(changes);
      expect_same_search(Paxos(bounds, paxos::rules_with(changes)));
    }
  }
  for (const synod::Bounds& bounds : {synod::Bounds{2, 2, 2, Budget::times(1)}, {1, 2, 3, Budget::any()}}) {
    for (const std::string& changes : changes_about_crashes(synod::rules())) {
      SCOPED_TRACE(changes);
      expect_same_search(Synod(bounds, synod::rules_with(changes)));
    }
  }
}

TEST(SleepSets, ChangeNothingOfSynod) {
  for (const char* changes : kSomeRules) {
    SCOPED_TRACE(changes);
    const synod::Rules rules = synod::rules_with(changes);
    for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {2, 2, 3}, {1, 3, 3}, {4, 1, 2}, {1, 1, 5}}) {
      expect_same_search(Synod(bounds, rules));
    }
    if (!kSanitized) expect_same_search(Synod({3, 2, 3}, rules), 11);
  }
}

TEST(SleepSets, CountWhatWasLookedUpBeforeALimitToo) {
  const Synod model({3, 2, 2});
  for (const std::uint64_t most : {1U, 2U, 9U, 77U, 1000U, 3920U}) {
    checker::SearchOptions options;
    options.limits.states_max = most;
    const checker::Statistics statistics = breadth_first_search(model, Nothing{}, options).statistics;
    EXPECT_EQ(statistics.distinct, most);
    EXPECT_GE(statistics.looked_up, statistics.distinct)
        << "the one too many as well, but not the initial state";
    EXPECT_LT(statistics.looked_up, statistics.generated);
  }
}

// Every action of synod but an acceptor's own commutes, so there is but one way to a state.
TEST(SleepSets, LetEachStateOfSynodBeLookedUpOnce) {
  for (const synod::Bounds& bounds : {synod::Bounds{3, 2, 2}, {3, 2, 3}, {4, 1, 2}, {1, 3, 3}}) {
    const checker::Statistics statistics = breadth_first_search(Synod(bounds), Nothing{}).statistics;
    EXPECT_EQ(statistics.looked_up, statistics.distinct - 1);
  }
}

}  // namespace
}  // namespace paxoscope::tests
