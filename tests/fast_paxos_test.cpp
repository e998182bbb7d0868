// Protects: Fast Paxos as its readers know it: its layout and tables, which quorums keep agreement and how soon others lose it, what
// its value rules and its recovery do, which states are one under its symmetries, and how its runs are told.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "invariants/selection.hpp"
#include "model/fast_paxos/words.hpp"
#include "model/milestones.hpp"
#include "model/synod/synod.hpp"
#include "tests/catalogue.hpp"
#include "traces/departure.hpp"
#include "traces/replay.hpp"

namespace paxoscope::tests {
namespace {

using fast_paxos::Action;
using fast_paxos::Bounds;
using fast_paxos::FastPaxos;
using fast_paxos::Layout;
using fast_paxos::State;
using model::AcceptorId;
using model::Ballot;
using model::Value;
using model::ValueSet;

// ---- Tables

template <typename Visit>
void for_each_bounds(Visit&& visit) {
  for (int acceptors = 1; acceptors <= fast_paxos::kAcceptorsMax; ++acceptors) {
    for (int ballots = 1; ballots <= fast_paxos::kBallotsMax; ++ballots) {
      for (int values = 1; values <= fast_paxos::kValuesMax; ++values) {
        for (int fast = 0; fast <= ballots; ++fast) visit(Bounds{acceptors, ballots, values, fast});
      }
    }
  }
}

TEST(FastPaxosLayout, EveryBoundInRangeFitsTheState) {
  std::size_t largest = 0;
  for_each_bounds([&](const Bounds& bounds) {
    ASSERT_TRUE(fast_paxos::fits(bounds));
    const FastPaxos model(bounds);
    largest = std::max(largest, Layout(bounds).words());
    std::size_t bytes = 0;
    for (const checker::Part& part : model.parts()) bytes += part.bytes;
    ASSERT_EQ(bytes, model.encoded_bytes());
  });
  EXPECT_EQ(largest, State::kWordsMax);
}

TEST(FastPaxosBounds, AreReadInTheOrderOfTheParameters) {
  std::vector<int> settings;
  for (const auto& parameter : fast_paxos::parameters()) settings.push_back(parameter.standard);
  EXPECT_EQ(fast_paxos::bounds_of(settings), Bounds{});
  EXPECT_EQ(fast_paxos::bounds_of(std::vector{5, 3, 4, 2}), (Bounds{5, 3, 4, 2}));
}

TEST(FastPaxosBounds, OutOfRangeDoesNotFit) {
  EXPECT_FALSE(fast_paxos::fits({0, 2, 2, 1}));
  EXPECT_FALSE(fast_paxos::fits({8, 2, 2, 1}));
  EXPECT_FALSE(fast_paxos::fits({4, 0, 2, 0}));
  EXPECT_FALSE(fast_paxos::fits({4, 9, 2, 1}));
  EXPECT_FALSE(fast_paxos::fits({4, 2, 0, 1}));
  EXPECT_FALSE(fast_paxos::fits({4, 2, 5, 1}));
  EXPECT_FALSE(fast_paxos::fits({4, 2, 2, 3}));
}

TEST(FastPaxosRules, HaveTheSpecifiedAlternativeFirst) {
  expect_specified_alternatives_first(fast_paxos::rules());
}

TEST(FastPaxosRules, EachVariantChangesWhatItSays) {
  expect_variants_change_what_they_say(fast_paxos::variants(), fast_paxos::rules(),
                                       fast_paxos::rules_of_variant);
  EXPECT_EQ(fast_paxos::rules_of_variant("none"), fast_paxos::Rules{});
}

TEST(FastPaxosRules, ThreeQuartersAreTheFewestThatDoWithMajorities) {
  constexpr std::array<int, fast_paxos::kAcceptorsMax> kSizes{1, 2, 3, 3, 4, 5, 6};
  for (int n = 1; n <= fast_paxos::kAcceptorsMax; ++n) {
    const FastPaxos model({n, 1, 1, 1});
    const int fast = kSizes.at(static_cast<std::size_t>(n - 1));
    EXPECT_EQ(model.fast_quorums(), model::Quorums::of_size(fast, n));
    EXPECT_EQ(model.classic_quorums(), model::Quorums::majorities(n));
    EXPECT_GT(model.classic_quorums().size() + 2 * fast, 2 * n);
    EXPECT_LE(model.classic_quorums().size() + 2 * (fast - 1), 2 * n);
  }
}

// ---- Quorums

/// Steps of the shortest run to two chosen values; 0 if there is none.
std::uint64_t steps_to_disagreement(const Bounds& bounds, const std::string& changes) {
  const FastPaxos model(bounds, fast_paxos::rules_with(changes));
  const invariants::Selection selection(model, {&invariants::kAgreement});
  const auto e = checker::breadth_first_search(checker::SymmetricInValues(model), selection);
  if (!e.findings.empty()) return e.findings.front().length;
  EXPECT_EQ(e.stop, checker::StopReason::kExhausted);
  return 0;
}

std::string quorums(int classic, int fast) {
  return "classic-quorum = size:" + std::to_string(classic) + ", fast-quorum = size:" + std::to_string(fast);
}

/// Steps to two chosen values with two ballots, of which one is fast, or both; 0: they agree.
struct Cell {
  int acceptors;
  int classic;
  int fast;
  std::uint64_t one_fast;
  std::uint64_t two_fast;

  friend std::ostream& operator<<(std::ostream& out, const Cell& cell) {
    return out << cell.acceptors << " acceptors, " << cell.classic << " and " << cell.fast;
  }
};

class FastPaxosQuorums : public testing::TestWithParam<Cell> {};

// With one classic ballot at most there are no two that must meet: only the fast ones have to, and with each other within classic ones.
TEST_P(FastPaxosQuorums, KeepAgreementWhereTwoFastOnesMeetInEachClassicOne) {
  const auto& [n, classic, fast, one_fast, two_fast] = GetParam();
  const bool meet = classic + 2 * fast > 2 * n;
  EXPECT_EQ(one_fast == 0, meet);
  EXPECT_EQ(two_fast == 0, meet);
  EXPECT_EQ(steps_to_disagreement({n, 2, 2, 1}, quorums(classic, fast)), one_fast);
  EXPECT_EQ(steps_to_disagreement({n, 2, 2, 2}, quorums(classic, fast)), two_fast);
}

std::string cell_name(const testing::TestParamInfo<Cell>& cell) {
  return std::to_string(cell.param.acceptors) + "_" + std::to_string(cell.param.classic) + "_" +
         std::to_string(cell.param.fast);
}

INSTANTIATE_TEST_SUITE_P(Sizes, FastPaxosQuorums,
                         testing::Values(Cell{1, 1, 1, 0, 0}, Cell{2, 1, 1, 5, 5}, Cell{2, 1, 2, 0, 0},
                                         Cell{2, 2, 1, 6, 6}, Cell{2, 2, 2, 0, 0}, Cell{3, 1, 1, 5, 5},
                                         Cell{3, 1, 2, 9, 10}, Cell{3, 1, 3, 0, 0}, Cell{3, 2, 1, 6, 6},
                                         Cell{3, 2, 2, 13, 13}, Cell{3, 2, 3, 0, 0}, Cell{3, 3, 1, 7, 7},
                                         Cell{3, 3, 2, 0, 0}, Cell{3, 3, 3, 0, 0}, Cell{4, 1, 1, 5, 5},
                                         Cell{4, 1, 2, 7, 7}, Cell{4, 1, 3, 10, 12}, Cell{4, 1, 4, 0, 0},
                                         Cell{4, 2, 1, 6, 6}, Cell{4, 2, 2, 8, 8}, Cell{4, 2, 3, 14, 15},
                                         Cell{4, 2, 4, 0, 0}, Cell{4, 3, 1, 7, 7}, Cell{4, 3, 2, 9, 9},
                                         Cell{4, 3, 3, 0, 0}, Cell{4, 3, 4, 0, 0}, Cell{4, 4, 1, 8, 8},
                                         Cell{4, 4, 2, 10, 10}, Cell{4, 4, 3, 0, 0}, Cell{4, 4, 4, 0, 0}),
                         cell_name);
INSTANTIATE_TEST_SUITE_P(OfFive, FastPaxosQuorums,
                         testing::Values(Cell{5, 1, 1, 5, 5}, Cell{5, 1, 2, 7, 7}, Cell{5, 1, 3, 10, 12},
                                         Cell{5, 1, 4, 11, 14}, Cell{5, 1, 5, 0, 0}, Cell{5, 2, 1, 6, 6},
                                         Cell{5, 2, 2, 8, 8}, Cell{5, 2, 3, 13, 14}, Cell{5, 2, 4, 15, 17},
                                         Cell{5, 2, 5, 0, 0}, Cell{5, 3, 1, 7, 7}, Cell{5, 3, 2, 9, 9},
                                         Cell{5, 3, 3, 17, 17}, Cell{5, 3, 4, 0, 0}, Cell{5, 3, 5, 0, 0},
                                         Cell{5, 4, 1, 8, 8}, Cell{5, 4, 2, 10, 10}, Cell{5, 4, 3, 21, 20},
                                         Cell{5, 4, 4, 0, 0}, Cell{5, 4, 5, 0, 0}, Cell{5, 5, 1, 9, 9},
                                         Cell{5, 5, 2, 11, 11}, Cell{5, 5, 3, 0, 0}, Cell{5, 5, 4, 0, 0},
                                         Cell{5, 5, 5, 0, 0}),
                         cell_name);

// With two classic ballots these must meet too: 2QC > n. Where they need not, it takes no fast ballot to disagree.
TEST(FastPaxosQuorumsOfThreeBallots, KeepAgreementWhereClassicOnesMeetToo) {
  struct Disjoint {
    int acceptors;
    int classic;
    std::uint64_t steps;
  };
  for (const auto& [n, classic, steps] :
       {Disjoint{2, 1, 8}, {3, 1, 8}, {4, 1, 8}, {4, 2, 12}, {5, 1, 8}, {5, 2, 12}}) {
    EXPECT_EQ(steps_to_disagreement({n, 2, 2, 0}, quorums(classic, n)), steps);
    EXPECT_EQ(steps_to_disagreement({n, 3, 2, 1}, quorums(classic, n)), steps);
  }
}

class FastPaxosQuorumsOf : public testing::TestWithParam<int> {};

// Whoever is one alone agrees with itself.
TEST_P(FastPaxosQuorumsOf, KeepAgreementInThreeBallotsWhereBothKindsMeet) {
  const int n = GetParam();
  for (int classic = 1; classic <= n; ++classic) {
    for (int fast = 1; fast <= n; ++fast) {
      const bool agree = steps_to_disagreement({n, 3, 2, 1}, quorums(classic, fast)) == 0;
      const bool meet = 2 * classic > n && classic + 2 * fast > 2 * n;
      EXPECT_EQ(agree, meet) << classic << " and " << fast;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Acceptors, FastPaxosQuorumsOf, testing::Range(1, 5),
                         testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(Long, FastPaxosQuorumsOf, testing::Values(5), testing::PrintToStringParamName());

TEST(FastPaxosQuorums, CanFailWithinOneBallot) {
  EXPECT_EQ(steps_to_disagreement({4, 1, 2, 1}, quorums(3, 2)), 9U);
  EXPECT_EQ(steps_to_disagreement({4, 1, 2, 1}, quorums(4, 2)), 10U);
}

// ---- Rules

TEST(FastPaxosValueRule, MattersWhereTwoClassicQuorumsMayMeetInOneWhoIsNotOfTheFastOne) {
  EXPECT_EQ(steps_to_disagreement({4, 2, 2, 1}, "proposal-value = any-reported"), 17U);
  EXPECT_EQ(steps_to_disagreement({3, 2, 2, 1}, "proposal-value = any-reported"), 0U);
  EXPECT_EQ(steps_to_disagreement({4, 2, 2, 1}, "proposal-value = most-reported"), 0U);
  EXPECT_EQ(steps_to_disagreement({5, 2, 2, 1}, "proposal-value = most-reported"), 0U);
}

TEST(FastPaxosRecovery, KeepsAgreementInAllItsWays) {
  for (const char* recovery : {"coordinated", "uncoordinated", "both"}) {
    for (const Bounds& bounds :
         {Bounds{3, 2, 2, 1}, {3, 2, 2, 2}, {4, 2, 2, 2}, {3, 2, 3, 2}, {3, 3, 2, 2}}) {
      EXPECT_EQ(steps_to_disagreement(bounds, std::string("recovery = ") + recovery), 0U) << recovery;
    }
  }
}

// ---- Counts

struct Row {
  Bounds bounds;
  const char* changes;
  std::uint64_t distinct;
  std::uint64_t generated;
  std::uint64_t depth;
};

class FastPaxosCounts : public testing::TestWithParam<Row> {};

// The plain model for Rumur in tests/twins counts as many states of those that it is asked about.
TEST_P(FastPaxosCounts, AreExactAndTheSameUnderSymmetries) {
  const Row& row = GetParam();
  const FastPaxos model(row.bounds, fast_paxos::rules_with(row.changes));
  const checker::NoProperties<State> nothing;
  const auto all = checker::breadth_first_search(model, nothing).statistics;
  EXPECT_EQ(all.distinct, row.distinct);
  EXPECT_EQ(all.generated, row.generated);
  EXPECT_EQ(all.depth, row.depth);
  const auto orbits = checker::breadth_first_search(checker::Symmetric(model), nothing).statistics;
  EXPECT_EQ(orbits.unreduced, row.distinct);
  EXPECT_EQ(orbits.depth, row.depth);
  const auto of_values = checker::breadth_first_search(checker::SymmetricInValues(model), nothing).statistics;
  EXPECT_EQ(of_values.unreduced, row.distinct);
  EXPECT_EQ(of_values.depth, row.depth);
  EXPECT_LE(of_values.distinct, orbits.distinct);
}

INSTANTIATE_TEST_SUITE_P(Rows, FastPaxosCounts,
                         testing::Values(Row{{3, 2, 2, 1}, "", 9'821, 23'386, 16},
                                         Row{{3, 2, 2, 2}, "", 17'921, 44'044, 16},
                                         Row{{4, 2, 2, 1}, "", 70'694, 200'979, 20},
                                         Row{{3, 2, 2, 1}, "recovery = coordinated", 14'237, 37'114, 16},
                                         Row{{3, 2, 2, 2}, "recovery = uncoordinated", 35'081, 116'248, 16},
                                         Row{{3, 2, 2, 2}, "recovery = both", 58'409, 252'328, 16},
                                         Row{{3, 2, 3, 2}, "recovery = both", 511'273, 2'424'161, 16}));

// Without fast ballots this is the synod algorithm.
TEST(FastPaxosCounts, WithoutFastBallotsAreThoseOfSynod) {
  const auto e = checker::breadth_first_search(FastPaxos({3, 2, 2, 0}), checker::NoProperties<State>{});
  EXPECT_EQ(e.statistics.distinct, 3'921U);
  EXPECT_EQ(e.statistics.generated, 9'443U);
  EXPECT_EQ(e.statistics.depth, 16U);
}

/// Counts orbits, and those in which a value is chosen.
struct ChosenCounter {
  const synod::Synod* model;
  std::uint64_t* orbits;
  std::uint64_t* chosen;

  void discover_state(const synod::State& state, std::uint64_t /*depth*/) const {
    ++*orbits;
    if (!model->history(state).chosen().empty()) ++*chosen;
  }
};

// SimplifiedFastPaxos of tlaplus/Examples publishes 1,207 distinct states of its classic half (four replicas, three values, two ballots,
// symmetric in both), which is synod with a variable for a decision: none at first, and the value once one is chosen.
TEST(FastPaxosCounts, OfSynodAreThoseOfSimplifiedFastPaxosOnceDecisionsAreCounted) {
  const synod::Synod model({.acceptors = 4, .values = 3, .ballots = 2});
  std::uint64_t orbits = 0;
  std::uint64_t chosen = 0;
  checker::breadth_first_search(checker::SymmetricInValues(model), checker::NoProperties<synod::State>{}, {},
                                ChosenCounter{&model, &orbits, &chosen});
  EXPECT_EQ(orbits, 834U);
  EXPECT_EQ(orbits + chosen, 1'207U);
}

// ---- Words

const AcceptorId a1(0);
const AcceptorId a2(1);
const AcceptorId a3(2);
const Ballot ballot1(0);
const Ballot ballot2(1);
const Value v1(0);
const Value v2(1);
const Value any_value;

/// Takes steps and tells them.
class Teller {
 public:
  explicit Teller(const FastPaxos& model) : model_(model) {}

  std::string take(const Action& action) {
    const fast_paxos::Words words(model_);
    const std::string sentence = words.sentence(state_, action);
    const State after = model_.apply(state_, action);
    notes_ = words.notes(state_, after);
    state_ = after;
    return sentence;
  }
  [[nodiscard]] std::string told(const Action& action) const {
    return fast_paxos::Words(model_).sentence(state_, action);
  }
  [[nodiscard]] std::string refused(const Action& action) const {
    return fast_paxos::Words(model_).refusal(state_, action);
  }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  const FastPaxos& model_;
  State state_ = model_.initial_states().front();
  std::vector<std::string> notes_;
};

/// Ballot 1 of three acceptors lets them vote for any value; a1 votes for v1 and a2 for v2.
void collide(Teller& teller) {
  teller.take(Action::phase1a(ballot1));
  teller.take(Action::phase1b(a1, ballot1));
  teller.take(Action::phase1b(a2, ballot1));
  EXPECT_EQ(
      teller.take(Action::phase2a(ballot1, any_value)),
      "ballot 1 lets acceptors vote for any value: it is free to, as the majority {a1, a2} reports no vote");
  EXPECT_EQ(teller.take(Action::phase2b(a1, ballot1, v1)), "a1 votes for v1 in ballot 1");
  teller.take(Action::phase2b(a2, ballot1, v2));
  EXPECT_EQ(teller.refused(Action::phase2b(a1, ballot1, v2)),
            "a1 does not vote for v2 in ballot 1: it has voted for v1 in it");
  EXPECT_EQ(teller.refused(Action::phase2a(ballot1, v1)),
            "ballot 1 does not propose v1: it has let them vote for any value");
}

TEST(FastPaxosWords, SayWhoIsWho) {
  EXPECT_EQ(
      fast_paxos::Words(FastPaxos({4, 3, 2, 1})).legend(),
      (std::vector<std::string>{
          "a1, a2, a3 and a4: acceptors",
          "classic quorums, to promise a ballot and to choose a value in a classic one: any 3",
          "fast quorums, to choose a value in a fast ballot: any 3",
          "ballot 1: fast; where any value may be proposed, acceptors may be left to vote for any",
          "ballots 2 and 3: classic; one value each", "a promise of ballot b: to vote in no ballot below b",
          "a message, once sent, stays for all to act on"}));
}

TEST(FastPaxosWords, SayWhereAValueComesFrom) {
  const FastPaxos model({3, 2, 2, 1});
  Teller teller(model);
  collide(teller);
  teller.take(Action::phase1a(ballot2));
  teller.take(Action::phase1b(a1, ballot2));
  EXPECT_EQ(teller.refused(Action::phase2a(ballot2, v1)),
            "ballot 2 does not propose v1: no majority has promised it");
  teller.take(Action::phase1b(a2, ballot2));
  EXPECT_EQ(
      teller.told(Action::phase2a(ballot2, v2)),
      "ballot 2 proposes v2: it is free to, as none of v1 and v2, for which the majority {a1, a2} reports "
      "votes in ballot 1, can be chosen there");
}

TEST(FastPaxosWords, SayThatVotesCollide) {
  const FastPaxos coordinated({3, 2, 2, 1}, fast_paxos::rules_with("recovery = coordinated"));
  Teller teller(coordinated);
  collide(teller);
  EXPECT_EQ(
      teller.take(Action::coordinated_recovery(ballot2, v2)),
      "as the votes in ballot 1 collide, ballot 2 proposes v2: it is free to, as none of v1 and v2, for "
      "which the majority {a1, a2} has voted in ballot 1, can be chosen there");
  teller.take(Action::phase2b(a3, ballot2, v2));
  teller.take(Action::phase2b(a1, ballot2, v2));
  ASSERT_EQ(teller.notes().size(), 1U);
  EXPECT_EQ(teller.notes().front(), "v2 is chosen in ballot 2: {a1, a3} voted for it");

  const FastPaxos uncoordinated({3, 2, 2, 2}, fast_paxos::rules_with("recovery = uncoordinated"));
  Teller by_itself(uncoordinated);
  collide(by_itself);
  EXPECT_EQ(by_itself.take(Action::uncoordinated_recovery(a3, ballot2, v1)),
            "as the votes in ballot 1 collide, a3 votes for v1 in ballot 2 by itself");
  EXPECT_EQ(by_itself.refused(Action::coordinated_recovery(ballot2, v1)),
            "ballot 2 does not propose v1: it waits for promises");
}

/// What happened in the last of these steps: proposals only.
std::vector<std::string> proposed_by_the_last(const FastPaxos& model, const std::vector<Action>& actions) {
  State before = model.initial_states().front();
  State after = before;
  for (const Action& action : actions) {
    before = after;
    after = model.apply(before, action);
  }
  std::vector<std::string> proposed;
  for (const model::Milestone& m : model::milestones(model.history(before), model.history(after))) {
    if (m.kind == model::Milestone::Kind::kProposed)
      proposed.push_back(std::to_string(m.ballot) + " " + m.value);
  }
  return proposed;
}

TEST(FastPaxosMilestones, OfProposalsAreWhatBallotsPropose) {
  using Strings = std::vector<std::string>;
  const FastPaxos one_value({3, 2, 1, 2});
  EXPECT_EQ(proposed_by_the_last(one_value, {Action::phase2a(ballot1, any_value)}), Strings{"1 any value"});
  const FastPaxos model({3, 2, 2, 2}, fast_paxos::rules_with("recovery = both"));
  std::vector<Action> steps{Action::phase2a(ballot1, any_value), Action::phase2b(a1, ballot1, v1),
                            Action::phase2b(a2, ballot1, v2),
                            Action::uncoordinated_recovery(a3, ballot2, v1)};
  EXPECT_EQ(proposed_by_the_last(model, steps), Strings{}) << "an acceptor votes by itself";
  steps.push_back(Action::coordinated_recovery(ballot2, any_value));
  EXPECT_EQ(proposed_by_the_last(model, steps), Strings{"2 any value"});
  steps.back() = Action::coordinated_recovery(ballot2, v1);
  EXPECT_EQ(proposed_by_the_last(model, steps), Strings{"2 v1"}) << "what has been voted for without it";
  steps.push_back(Action::phase2b(a1, ballot2, v1));
  EXPECT_EQ(proposed_by_the_last(model, steps), Strings{});
}

TEST(FastPaxosSteps, AreOfTheKindsThatRulesAndBoundsLeaveRoomFor) {
  const auto kinds = [](const Bounds& bounds, const char* rules) {
    const FastPaxos model(bounds, fast_paxos::rules_with(rules));
    std::vector<std::string_view> names;
    for (std::size_t i = 4; i < model.action_kinds(); ++i) names.push_back(model.action_kind_name(i));
    return names;
  };
  using Names = std::vector<std::string_view>;
  EXPECT_EQ(kinds({3, 2, 2, 2}, ""), Names{});
  EXPECT_EQ(kinds({3, 2, 2, 2}, "recovery = uncoordinated"), Names{"uncoordinated-recovery"});
  EXPECT_EQ(kinds({3, 2, 2, 2}, "recovery = both"),
            (Names{"coordinated-recovery", "uncoordinated-recovery"}));
  EXPECT_EQ(kinds({3, 2, 2, 1}, "recovery = both"), Names{"coordinated-recovery"});
  EXPECT_EQ(kinds({3, 1, 2, 1}, "recovery = both"), Names{});
}

/// Every run of a wrong variant replays, tells itself without a gap, names its actions uniquely and parts from the specified protocol.
TEST(FastPaxosWords, TellEveryWrongVariant) {
  for (const model::Variant& variant : fast_paxos::variants()) {
    if (variant.effect != model::Effect::kBreaks) continue;
    SCOPED_TRACE(variant.name);
    Bounds bounds;
    model::for_each_setting(variant.bounds, [&](std::string_view key, std::string_view value) {
      int& bound = key == "acceptors" ? bounds.acceptors
                   : key == "ballots" ? bounds.ballots
                                      : bounds.fast_ballots;
      bound = value.front() - '0';
    });
    const FastPaxos model(bounds, fast_paxos::rules_of_variant(variant.name).value());
    const fast_paxos::Words words(model);
    const invariants::Property& property = *invariants::find_property(variant.property);
    const invariants::Selection selection(model, {&property});
    const checker::Symmetric symmetric(model);
    const auto e = checker::breadth_first_search(symmetric, selection);
    ASSERT_EQ(e.findings.size(), 1U);
    EXPECT_EQ(e.findings[0].length, static_cast<std::uint64_t>(variant.length));
    const auto path = checker::shortest_path(symmetric, selection, e, 1, e.findings[0].length);
    ASSERT_TRUE(path);
    const auto run = traces::replay(model, *path);
    EXPECT_NE(selection.noticed_in(run.last()) | selection.noticed_by(run.last_but_one(), run.last()), 0U);
    EXPECT_FALSE(property.explain(model.history(run.last_but_one()), model.history(run.last())).empty());
    for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
      EXPECT_FALSE(words.sentence(run.states[i], run.path.actions[i]).empty());
      std::set<std::string> records;
      std::size_t enabled = 0;
      model.for_each_enabled(run.states[i], [&](const Action& action) {
        records.insert(traces::text_of(words.record(action)));
        ++enabled;
      });
      EXPECT_EQ(records.size(), enabled);
    }
  }
}

}  // namespace
}  // namespace paxoscope::tests
