// Protects: each property has teeth. For each a hand-made past that violates it, with the exact reasons
// given, and one that barely does not.
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "invariants/property.hpp"
#include "invariants/selection.hpp"
#include "model/paxos/paxos.hpp"

namespace paxoscope::tests {
namespace {

using namespace invariants;

/// Three acceptors, four ballots, three values, two learners, written as people read them: counted from 1.
class Past {
 public:
  explicit Past(int acceptors = 3) {
    history_.acceptors = acceptors;
    history_.promise_quorums = model::Quorums::majorities(acceptors);
    history_.vote_quorums = history_.promise_quorums;
    history_.ballots = 4;
    history_.values = 3;
    history_.learners = 2;
  }
  Past& proposal(int ballot, int value) {
    history_.proposed.at(static_cast<std::size_t>(ballot - 1)).insert(Value(value - 1));
    return *this;
  }
  Past& votes(std::initializer_list<int> acceptors, int ballot, int value) {
    for (const int a : acceptors) history_.cast.cast(AcceptorId(a - 1), Ballot(ballot - 1), Value(value - 1));
    return *this;
  }
  Past& hears(int learner, std::initializer_list<int> acceptors, int ballot, int value) {
    for (const int a : acceptors) {
      history_.heard.at(static_cast<std::size_t>(learner - 1))
          .cast(AcceptorId(a - 1), Ballot(ballot - 1), Value(value - 1));
    }
    return *this;
  }
  operator const History&() const { return history_; }  // NOLINT(google-explicit-constructor): it is one

 private:
  History history_;
};

void expect_violation(const Property& property, const History& past, const Explanation& why) {
  EXPECT_FALSE(property.holds_in(past));
  EXPECT_EQ(property.explain(past, past), why);
}

TEST(Agreement, FailsWhenTwoValuesAreChosen) {
  expect_violation(
      kAgreement, Past().votes({1, 2}, 1, 1).votes({2, 3}, 3, 2),
      {"v1 is chosen in ballot 1: {a1, a2} voted for it.", "v2 is chosen in ballot 3: {a2, a3} voted for it.",
       "Both v1 and v2 are chosen; at most one value may be."});
}

TEST(Agreement, HoldsForOneValueTwiceAndForVotesSpreadOverBallots) {
  EXPECT_TRUE(kAgreement.holds_in(Past().votes({1, 2}, 1, 1).votes({2, 3}, 3, 1)));
  EXPECT_TRUE(kAgreement.holds_in(Past().votes({1, 2}, 1, 1).votes({2}, 2, 2).votes({3}, 3, 2)));
}

TEST(P2b, FailsWhenAHigherBallotProposesAnotherValue) {
  expect_violation(kP2b, Past().proposal(1, 1).votes({1, 3}, 1, 1).proposal(4, 2),
                   {"v1 is chosen in ballot 1: {a1, a3} voted for it.",
                    "Ballot 4 proposes v2; every ballot above 1 must propose v1."});
}

TEST(P2b, HoldsWhenOnlyALowerBallotOrAnUnchosenOneDiffers) {
  EXPECT_TRUE(kP2b.holds_in(Past().proposal(1, 2).proposal(2, 1).votes({1, 3}, 2, 1).proposal(3, 1)));
  EXPECT_TRUE(kP2b.holds_in(Past().proposal(1, 1).votes({1}, 1, 1).proposal(2, 2)));
}

TEST(P2c, FailsWhenNoMajorityJustifiesAProposal) {
  expect_violation(kP2c, Past().votes({1, 2}, 1, 1).votes({2}, 2, 3).proposal(3, 2),
                   {"Ballot 3 proposes v2.",
                    "The highest votes below ballot 3 are a1: v1 in ballot 1, a2: v3 in ballot 2, a3: none.",
                    "Every quorum has a member that voted below ballot 3, and in none is the highest such "
                    "vote for v2."});
}

TEST(P2c, HoldsWhenSomeMajorityDoes) {
  // {a2, a3} has not voted below.
  EXPECT_TRUE(kP2c.holds_in(Past().votes({1}, 1, 1).proposal(3, 2)));
  // {a1, a3}: its highest vote is v1, though a2's is v3.
  EXPECT_TRUE(kP2c.holds_in(Past().votes({1, 2}, 1, 1).votes({2}, 2, 3).proposal(3, 1)));
  // Votes at or above the proposal's ballot do not matter.
  EXPECT_TRUE(kP2c.holds_in(Past().votes({1, 2, 3}, 3, 1).proposal(3, 2)));
}

TEST(P2c, IsStrongerThanP2b) {
  // Nothing is chosen, so P2b has nothing to say; but no majority is free of votes or carries v2.
  const Past past = Past().votes({1}, 1, 1).votes({2}, 2, 3).proposal(3, 2);
  EXPECT_TRUE(kP2b.holds_in(past));
  EXPECT_FALSE(kP2c.holds_in(past));
}

/// P2c as the paper states it, over all sets of acceptors.
bool p2c_by_definition(const History& past) {
  for (int n = 0; n < past.ballots; ++n) {
    for (int v = 0; v < past.values; ++v) {
      if (!past.proposed_in(Ballot(n)).contains(Value(v))) continue;
      bool justified = false;
      for (unsigned set = 0; set < (1U << static_cast<unsigned>(past.acceptors)); ++set) {
        AcceptorSet s;
        for (int a = 0; a < past.acceptors; ++a) {
          if ((set >> static_cast<unsigned>(a) & 1U) != 0) s.insert(AcceptorId(a));
        }
        if (!past.promise_quorums.contains(s)) continue;
        std::set<std::pair<int, int>> votes_below;
        s.for_each([&](AcceptorId a) {
          for (int b = 0; b < n; ++b) {
            for (int w = 0; w < past.values; ++w) {
              if (past.cast.voters(Ballot(b), Value(w)).contains(a)) votes_below.emplace(b, w);
            }
          }
        });
        const int highest = votes_below.empty() ? -1 : votes_below.rbegin()->first;
        justified = justified || votes_below.empty() || votes_below.contains({highest, v});
      }
      if (!justified) return false;
    }
  }
  return true;
}

TEST(P2c, EqualsItsDefinitionOnRandomPasts) {
  constexpr unsigned kSeed = 20260103;
  std::mt19937 random(kSeed);
  int violated = 0;
  for (int i = 0; i < 20000; ++i) {
    Past past(1 + static_cast<int>(random() % 5));
    const History& history = past;
    for (unsigned k = random() % 8; k > 0; --k) {
      past.votes({1 + static_cast<int>(random() % static_cast<unsigned>(history.acceptors))},
                 1 + static_cast<int>(random() % 4), 1 + static_cast<int>(random() % 3));
    }
    past.proposal(1 + static_cast<int>(random() % 4), 1 + static_cast<int>(random() % 3));
    ASSERT_EQ(kP2c.holds_in(past), p2c_by_definition(past)) << "past " << i << " of seed " << kSeed;
    violated += kP2c.holds_in(past) ? 0 : 1;
  }
  EXPECT_GT(violated, 1000);
}

TEST(OneValuePerBallot, FailsForTwoProposalsOfOneBallot) {
  expect_violation(kOneValuePerBallot, Past().proposal(2, 1).proposal(2, 3),
                   {"Ballot 2 proposes both v1 and v3; a ballot stands for one value."});
  EXPECT_TRUE(kOneValuePerBallot.holds_in(Past().proposal(1, 1).proposal(2, 3)));
}

TEST(Validity, FailsForAValueNobodyProposedInThatBallot) {
  expect_violation(kValidity, Past().proposal(1, 2).proposal(2, 1).votes({1, 2}, 1, 1),
                   {"v1 is chosen in ballot 1: {a1, a2} voted for it.", "Ballot 1 proposed v2."});
  expect_violation(kValidity, Past().votes({1, 2}, 1, 1),
                   {"v1 is chosen in ballot 1: {a1, a2} voted for it.", "Ballot 1 proposed nothing."});
  EXPECT_TRUE(kValidity.holds_in(Past().proposal(1, 1).votes({1, 2}, 1, 1)));
  EXPECT_TRUE(kValidity.holds_in(Past().votes({1}, 1, 1)));
}

TEST(LearnersAgree, FailsWithinOneLearnerAndBetweenTwo) {
  expect_violation(kLearnersAgree, Past().hears(1, {1, 2}, 1, 1).hears(2, {2, 3}, 2, 2),
                   {"l1 learned v1: it heard that {a1, a2} voted for it in ballot 1.",
                    "l2 learned v2: it heard that {a2, a3} voted for it in ballot 2.",
                    "At most one value may be learned, whoever learns it."});
  EXPECT_FALSE(kLearnersAgree.holds_in(Past().hears(2, {1, 2}, 1, 1).hears(2, {2, 3}, 2, 2)));
  EXPECT_TRUE(
      kLearnersAgree.holds_in(Past().hears(1, {1, 2}, 1, 1).hears(2, {2, 3}, 2, 1).hears(2, {1}, 2, 2)));
}

TEST(LearnedIsChosen, FailsForHearsay) {
  expect_violation(kLearnedIsChosen, Past().votes({1}, 1, 1).hears(2, {1, 2}, 1, 1),
                   {"l2 learned v1: it heard that {a1, a2} voted for it in ballot 1.",
                    "v1 is not chosen: in ballot 1 only {a1} voted for it."});
  EXPECT_TRUE(kLearnedIsChosen.holds_in(Past().votes({1, 2}, 1, 1).hears(2, {1, 2}, 1, 1)));
  EXPECT_TRUE(kLearnedIsChosen.holds_in(Past().hears(2, {1}, 1, 1)));
}

TEST(Stability, FailsWhenAChoiceChangesOrVanishes) {
  const Past v1 = Past().votes({1, 2}, 1, 1);
  const Past both = Past().votes({1, 2}, 1, 1).votes({2, 3}, 2, 2);
  EXPECT_FALSE(kStability.holds_of(v1, both));
  EXPECT_EQ(kStability.explain(v1, both),
            (Explanation{"Before this step v1 (by {a1, a2} in ballot 1) was chosen; after it, v1 (by {a1, "
                         "a2} in ballot 1) and v2 (by {a2, a3} in ballot 2).",
                         "What is chosen may never change."}));
  EXPECT_FALSE(kStability.holds_of(v1, Past()));
  EXPECT_TRUE(kStability.holds_of(Past(), v1));
  EXPECT_TRUE(kStability.holds_of(v1, v1));
}

TEST(Stability, FailsWhenALearnerChangesItsMind) {
  const Past v1 = Past().hears(2, {1, 2}, 1, 1);
  const Past both = Past().hears(2, {1, 2}, 1, 1).hears(2, {2, 3}, 2, 2);
  EXPECT_FALSE(kStability.holds_of(v1, both));
  EXPECT_EQ(kStability.explain(v1, both),
            (Explanation{"Before this step l2 had learned v1 (by {a1, a2} in ballot 1); after it, v1 (by "
                         "{a1, a2} in ballot 1) and v2 (by {a2, a3} in ballot 2).",
                         "What a learner has learned may never change."}));
  EXPECT_TRUE(kStability.holds_of(v1, Past().hears(2, {1, 2, 3}, 1, 1).hears(1, {1, 2}, 1, 1)));
}

TEST(ValueChosen, NeedsAMajorityInOneBallot) {
  const Past chosen = Past().votes({2, 3}, 2, 3);
  EXPECT_TRUE(kValueChosen.holds_in(chosen));
  EXPECT_EQ(kValueChosen.explain(chosen, chosen),
            Explanation{"v3 is chosen in ballot 2: {a2, a3} voted for it."});
  EXPECT_FALSE(kValueChosen.holds_in(Past().votes({1}, 1, 1).votes({2}, 2, 1).votes({3}, 1, 2)));
}

TEST(ValueLearned, NeedsAMajorityHeardByOneLearner) {
  const Past learned = Past().hears(1, {1, 3}, 1, 2);
  EXPECT_TRUE(kValueLearned.holds_in(learned));
  EXPECT_EQ(kValueLearned.explain(learned, learned),
            Explanation{"l1 learned v2: it heard that {a1, a3} voted for it in ballot 1."});
  EXPECT_FALSE(kValueLearned.holds_in(Past().hears(1, {1}, 1, 2).hears(2, {3}, 1, 2)));
}

// ---- Logs

constexpr Slot slot1{0};
constexpr Slot slot2{1};
constexpr Value v1{0};
constexpr Value v2{1};

/// Two slots, in which a1 and a2 chose v1 and v2, and what learners made of them.
LogHistory executing(std::vector<std::vector<model::Execution>> learners) {
  return {{Past().votes({1, 2}, 1, 1), Past().votes({1, 2}, 1, 2)}, std::move(learners), {}};
}

void expect_violation(const Property& property, const LogHistory& past, const Explanation& why) {
  EXPECT_FALSE(holds_in(property, past));
  EXPECT_EQ(explain(property, past, past), why);
}

TEST(PrefixOrder, FailsWhenTwoLearnersGoDifferentWays) {
  expect_violation(kPrefixOrder, executing({{{slot1, v1}}, {}, {{slot1, v2}, {slot2, v1}}}),
                   {"l1 executed v1 in slot 1.", "l3 executed v2 in slot 1, then v1 in slot 2.",
                    "Neither is the beginning of the other."});
  EXPECT_FALSE(kPrefixOrder.holds_in_log(executing({{{slot1, v1}}, {{slot2, v1}}})));
}

TEST(PrefixOrder, HoldsWhenOneIsBehind) {
  EXPECT_TRUE(kPrefixOrder.holds_in_log(executing({{{slot1, v1}, {slot2, v2}}, {{slot1, v1}}, {}})));
}

TEST(NoGap, FailsWhenALowerSlotComesLater) {
  expect_violation(kNoGap, executing({{}, {{slot2, model::kNoOp}, {slot1, v1}}}),
                   {"l2 executed no-op in slot 2, then v1 in slot 1.",
                    "When it executed slot 2 it had not executed slot 1."});
}

TEST(NoGap, HoldsInOrder) {
  EXPECT_TRUE(kNoGap.holds_in_log(executing({{{slot1, v2}, {slot2, v1}}, {{slot1, v1}}})));
}

TEST(AtMostOnce, FailsWhenACommandHasItsEffectTwice) {
  expect_violation(kAtMostOnce, executing({{{slot1, v1}, {slot2, v1}}}),
                   {"l1 executed v1 in slot 1, then v1 in slot 2.", "v1 had its effect twice."});
}

TEST(AtMostOnce, HoldsWhereItIsPassedOverAndOfTheNoOp) {
  EXPECT_TRUE(kAtMostOnce.holds_in_log(executing({{{slot1, v1}, {slot2, v1, false}}, {{slot1, v1}}})));
  EXPECT_TRUE(kAtMostOnce.holds_in_log(executing({{{slot1, model::kNoOp}, {slot2, model::kNoOp}}})));
}

TEST(ExecutedIsChosen, FailsWhenTooFewVoted) {
  LogHistory past = executing({{{slot1, v1}, {slot2, v1}}});
  past.slots[1] = Past().votes({1}, 1, 1).votes({2}, 2, 1);
  expect_violation(
      kExecutedIsChosen, past,
      {"l1 executed v1 in slot 2, where it is not chosen.", "In ballot 1 only {a1} voted for it there.",
       "In ballot 2 only {a2} voted for it there."});
}

TEST(ExecutedIsChosen, HoldsOfWhatIsChosenInThatSlot) {
  EXPECT_TRUE(kExecutedIsChosen.holds_in_log(executing({{{slot1, v1}, {slot2, v2}}})));
  EXPECT_FALSE(kExecutedIsChosen.holds_in_log(executing({{{slot1, v2}}})));
}

/// A log of which these values are chosen from the lowest slot on, and none above.
LogHistory with_reads(const std::vector<Value>& chosen, const std::vector<model::Read>& reads) {
  LogHistory log;
  for (const Value value : chosen)
    log.slots.emplace_back(Past()).cast.at(Ballot(0), value) = AcceptorSet::first(2);
  log.slots.emplace_back(Past());
  log.reads = reads;
  return log;
}

model::Read answered(int acknowledged, Value answer, model::IdSet<model::ReadId> after = {}) {
  return {acknowledged, after, true, answer};
}

constexpr Value nothing{};
constexpr auto after_r1 = model::IdSet<model::ReadId>::first(1);

TEST(LinearizableReads, FailWhereMoreWasAcknowledged) {
  expect_violation(kLinearizableReads, with_reads({v1, v2}, {answered(1, nothing)}),
                   {"Read r1 is answered nothing; when it was asked slot 1 had been executed.",
                    "By what is chosen the register holds nothing after no slot, v1 after slot 1 and v2 "
                    "after slots 1 and 2."});
  EXPECT_FALSE(kLinearizableReads.holds_in_log(with_reads({v1}, {answered(2, v1)})))
      << "slot 2 is not even chosen";
  EXPECT_TRUE(kLinearizableReads.holds_in_log(with_reads({v1}, {{1, {}, false, nothing}})))
      << "not answered yet";
}

TEST(LinearizableReads, MaySeeWhatIsChosenOrNotUntilItIsAcknowledged) {
  EXPECT_TRUE(kLinearizableReads.holds_in_log(with_reads({}, {answered(0, nothing)})));
  EXPECT_FALSE(kLinearizableReads.holds_in_log(with_reads({}, {answered(0, v1)})));
  EXPECT_TRUE(kLinearizableReads.holds_in_log(with_reads({v1}, {answered(0, nothing)})));
  EXPECT_TRUE(kLinearizableReads.holds_in_log(with_reads({v1}, {answered(0, v1)})));
}

TEST(LinearizableReads, FailWhereWhatWasSeenIsUnseen) {
  expect_violation(kLinearizableReads, with_reads({v1}, {answered(0, v1), answered(0, nothing, after_r1)}),
                   {"Read r1 is answered v1; when it was asked no slot had been executed.",
                    "Read r2 is answered nothing; when it was asked no slot had been executed and r1 had "
                    "been answered v1.",
                    "By what is chosen the register holds nothing after no slot and v1 after slot 1."});
  EXPECT_TRUE(kLinearizableReads.holds_in_log(with_reads({v1}, {answered(0, v1), answered(0, nothing)})))
      << "they were asked at the same time";
  EXPECT_TRUE(
      kLinearizableReads.holds_in_log(with_reads({v1}, {answered(0, nothing), answered(0, v1, after_r1)})));
  EXPECT_FALSE(
      kLinearizableReads.holds_in_log(with_reads({v1, v2}, {answered(0, v2), answered(0, v1, after_r1)})));
  // The same may be read at two places: each read is taken to be at the first that will do.
  EXPECT_TRUE(kLinearizableReads.holds_in_log(
      with_reads({v1, model::kNoOp}, {answered(2, v1), answered(0, v1, after_r1)})));
}

TEST(LinearizableReads, AreOfCommandsThatHaveAnEffect) {
  EXPECT_TRUE(kLinearizableReads.holds_in_log(with_reads({v1, model::kNoOp}, {answered(2, v1)})));
  EXPECT_TRUE(kLinearizableReads.holds_in_log(with_reads({v1, v2, v1}, {answered(3, v2)})));
  EXPECT_FALSE(kLinearizableReads.holds_in_log(with_reads({v1, v2, v1}, {answered(3, v1)})));
}

TEST(LinearizableReads, GoByOneLogWhereAgreementIsBroken) {
  LogHistory torn = with_reads({v1}, {answered(1, v2)});
  torn.slots[0].cast.at(Ballot(1), v2) = AcceptorSet::first(2);
  EXPECT_TRUE(kLinearizableReads.holds_in_log(torn));
  torn.reads.push_back(answered(1, v1));
  EXPECT_FALSE(kLinearizableReads.holds_in_log(torn));
}

TEST(Logs, AreAskedWhatOneDecreeIsInEachSlot) {
  LogHistory past = executing({});
  EXPECT_TRUE(holds_in(kAgreement, past));
  EXPECT_TRUE(holds_in(kValueChosen, past));
  EXPECT_EQ(explain(kValueChosen, past, past).size(), 1U);
  past.slots[0] = Past();
  EXPECT_TRUE(holds_in(kValueChosen, past));
  LogHistory after = past;
  after.slots[1] = Past().votes({1, 2}, 1, 2).votes({2, 3}, 2, 1);
  EXPECT_FALSE(holds_in(kAgreement, after));
  EXPECT_EQ(explain(kAgreement, past, after).front(),
            "In slot 2: v1 is chosen in ballot 2: {a2, a3} voted for it.");
  EXPECT_TRUE(holds_of(kStability, past, past));
  EXPECT_FALSE(holds_of(kStability, after, past));
  EXPECT_FALSE(kLearnersAgree.is_asked_of_logs());
  for (const Property* property : properties_of_logs()) EXPECT_TRUE(property->is_asked_of_logs());
}

TEST(Termination, IsNotAboutStatesAndNamesWhoNeverLearns) {
  EXPECT_EQ(kTermination.holds_in, nullptr);
  EXPECT_EQ(kTermination.holds_of, nullptr);
  EXPECT_EQ(kTermination.kind, Kind::kLiveness);
  const Past one = Past().hears(1, {1, 3}, 1, 2).hears(2, {3}, 1, 2);
  EXPECT_EQ(kTermination.explain(one, one), Explanation{"l2 never learns a value"});
  EXPECT_EQ(find_property("termination"), &kTermination);
  EXPECT_EQ(named_properties().size(), all_properties().size() + 6);  // five are about logs
}

TEST(Properties, HaveDistinctNamesAndWhatTheirKindNeeds) {
  std::set<std::string_view> names;
  for (const Property* property : all_properties()) {
    EXPECT_TRUE(names.insert(property->name).second) << property->name;
    EXPECT_EQ(find_property(property->name), property);
    EXPECT_EQ(property->holds_of != nullptr, property->kind == Kind::kStep) << property->name;
    EXPECT_EQ(property->holds_in == nullptr, property->kind == Kind::kStep) << property->name;
    EXPECT_NE(property->explain, nullptr);
  }
  EXPECT_EQ(names.size(), 10U);
  EXPECT_EQ(find_property("no-such"), nullptr);
}

TEST(Selection, SetsTheBitsOfWhatItNotices) {
  const paxos::Paxos model({.acceptors = 1, .proposers = 1, .attempts = 1, .values = 1, .learners = 1});
  const Selection selection(model, all_properties());
  EXPECT_EQ(selection.size(), 10U);
  EXPECT_EQ(selection.witnesses(), 0b11'0000'0000U);
  paxos::State state = model.initial_states().front();
  EXPECT_EQ(selection.noticed_in(state), 0U);
  // One proposer, one acceptor: prepare, promise, accept; then a value is chosen.
  for (int step = 0; step < 4; ++step) {
    paxos::Action first;
    bool found = false;
    model.for_each_enabled(state, [&](const paxos::Action& action) {
      if (!found) first = action;
      found = true;
    });
    state = model.apply(state, first);
  }
  EXPECT_EQ(selection.noticed_in(state), 0b01'0000'0000U);
}

}  // namespace
}  // namespace paxoscope::tests
