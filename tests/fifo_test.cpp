// Protects: links that keep order. What is in flight tells in which order it was sent, so that the packed model, which keeps no queues, has exactly
// the steps of one that has; where it does not tell the scenario is refused, and nowhere else; and every run is one of the usual network.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/property.hpp"
#include "checker/symmetry.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/why_order_is_lost.hpp"
#include "model/paxos/words.hpp"
#include "tests/arbitrary_rules.hpp"
#include "tests/catalogue.hpp"
#include "tests/model_without_parts.hpp"
#include "tests/naive_fifo.hpp"
#include "tests/paxos_as_naive.hpp"
#include "tests/sanitized.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;
using model::Budget;
using naive::StateWithQueues;
using naive::StepOfQueues;
using paxos::Bounds;
using paxos::Paxos;

constexpr Budget kNever = Budget::none();
constexpr Budget kAny = Budget::any();
constexpr Budget kOnce = Budget::times(1);

Bounds ordered(int acceptors, int proposers, int attempts, int learners, Budget loss, Budget crashes = kNever,
               Budget recoveries = kAny) {
  return {.acceptors = acceptors,
          .proposers = proposers,
          .attempts = attempts,
          .values = 2,
          .learners = learners,
          .loss = loss,
          .duplication = kNever,
          .crashes = crashes,
          .recoveries = recoveries,
          .order = paxos::Order::kFirstSentFirst};
}

std::string text_of(Budget budget) { return budget.is_any() ? "any" : std::to_string(budget.limit()); }

std::string text_of(const Bounds& b) {
  std::string text;
  for (const int number : {b.acceptors, b.proposers, b.attempts, b.learners})
    text += std::to_string(number) + "_";
  text += text_of(b.loss);
  return b.may_crash() ? text + "_" + text_of(b.crashes) + "_" + text_of(b.recoveries) : text;
}

naive::Config naive_config(const Bounds& bounds, const std::string& changes) {
  return naive_paxos_config(bounds, changed_rules(paxos::rules(), changes));
}

std::optional<paxos::LostOrder> lost_order(const Bounds& bounds, const std::string& changes) {
  return paxos::why_order_is_lost(bounds, paxos::rules_with(changes));
}

// ---- With queues and without

using PackedSteps = std::map<naive::Label, paxos::State>;

/// The steps out of `state`, each of which must be one of the usual network too; of the others `outcome` must know that they are not possible.
PackedSteps steps_of(const Paxos& model, const Paxos& usual, const paxos::State& state) {
  PackedSteps steps;
  std::set<paxos::Action> enabled;
  checker::for_each_successor(model, state, [&](const paxos::Action& action, const paxos::State& after) {
    EXPECT_TRUE(steps.emplace(naive_label(model, action), after).second);
    enabled.insert(action);
    EXPECT_EQ(model.outcome(state, action), after);
  });
  std::size_t are_usual = 0;
  usual.for_each_enabled(state, [&](const paxos::Action& action) {
    are_usual += enabled.count(action);
    if (!enabled.contains(action)) {
      EXPECT_FALSE(model.outcome(state, action)) << naive_label(model, action);
    }
  });
  EXPECT_EQ(are_usual, enabled.size());
  return steps;
}

/// Goes through the states of both models in step. What is in flight must say in which order it was sent: no two states with queues may differ in
/// nothing else. How many states there are; stops at `states_max`.
std::size_t expect_same_as_with_queues(const Paxos& model, const naive::Config& config,
                                       std::size_t states_max = ~std::size_t{0}) {
  Bounds in_any_order = model.bounds();
  in_any_order.order = paxos::Order::kAny;
  const Paxos usual(in_any_order, model.rules());
  std::map<naive::State, StateWithQueues> seen;
  std::deque<std::pair<paxos::State, StateWithQueues>> next;
  const auto visit = [&](const paxos::State& packed, const StateWithQueues& with_queues) {
    const naive::State set = naive::without_order(with_queues);
    ASSERT_EQ(naive_state(model, packed), set);
    ASSERT_FALSE(naive::has_copies(with_queues)) << set;
    const auto [known, is_new] = seen.emplace(set, with_queues);
    ASSERT_EQ(known->second, with_queues) << "two orders of what is in flight in\n" << set;
    if (is_new) next.emplace_back(packed, with_queues);
  };
  visit(model.initial_states().front(), naive::initial_state_with_queues(config));
  while (!next.empty() && seen.size() < states_max && !testing::Test::HasFailure()) {
    const auto [packed, with_queues] = std::move(next.front());
    next.pop_front();
    PackedSteps steps = steps_of(model, usual, packed);
    for (const StepOfQueues& step : naive::successors(config, with_queues)) {
      const auto found = steps.find(step.label);
      if (found == steps.end()) {
        ADD_FAILURE() << "only with queues: " << step.label << " in\n" << naive::without_order(with_queues);
        break;
      }
      visit(found->second, step.after);
      steps.erase(found);
    }
    for (const auto& [label, after] : steps) {
      ADD_FAILURE() << "only without queues: " << label << " in\n" << naive::without_order(with_queues);
    }
  }
  return seen.size();
}

struct Space {
  Bounds bounds;
  std::string changes;  ///< of rules: "rule = alternative, …"

  friend std::ostream& operator<<(std::ostream& out, const Space& space) {
    return out << text_of(space.bounds) << ", rules " << space.changes;
  }
};

std::string name_of_space(const testing::TestParamInfo<Space>& space) {
  return text_of(space.param.bounds) + "_" + name_of_changes(space.param.changes);
}

class WholeSpace : public testing::TestWithParam<Space> {};

TEST_P(WholeSpace, IsThatOfQueues) {
  const auto& [bounds, changes] = GetParam();
  ASSERT_FALSE(lost_order(bounds, changes));
  const Paxos model(bounds, paxos::rules_with(changes));
  constexpr std::size_t kPart = 500;  // a sanitizer looks for wrong memory, not for wrong states
  const std::size_t states =
      expect_same_as_with_queues(model, naive_config(bounds, changes), kSanitized ? kPart : ~std::size_t{0});
  const checker::Exploration searched =
      checker::breadth_first_search(model, checker::NoProperties<paxos::State>());
  if (!kSanitized) {
    EXPECT_EQ(states, searched.statistics.distinct);
  }
  // Looked up part by part, or not.
  const checker::Exploration slowly =
      checker::breadth_first_search(ModelWithoutParts(model), checker::NoProperties<paxos::State>());
  EXPECT_EQ(searched.statistics.distinct, slowly.statistics.distinct);
  EXPECT_EQ(searched.statistics.generated, slowly.statistics.generated);
  EXPECT_EQ(searched.statistics.digest, slowly.statistics.digest);
}

std::vector<Space> whole_spaces() {
  std::vector<Space> spaces{{ordered(3, 2, 1, 0, kNever), ""},      {ordered(3, 1, 2, 0, kNever), ""},
                            {ordered(3, 1, 1, 1, kAny), ""},        {ordered(2, 2, 1, 1, kOnce), ""},
                            {ordered(2, 1, 2, 2, kNever), ""},      {ordered(2, 3, 1, 0, kNever), ""},
                            {ordered(2, 2, 1, 0, kAny, kOnce), ""}, {ordered(1, 2, 2, 1, kNever), ""},
                            {ordered(1, 1, 3, 1, kAny), ""},        {ordered(1, 3, 1, 1, kAny), ""},
                            {ordered(2, 1, 2, 0, kAny, kOnce), ""}, {ordered(1, 2, 1, 1, kNever, kAny), ""}};
  const std::array few{ordered(2, 2, 1, 1, kNever), ordered(1, 2, 2, 1, kNever), ordered(2, 1, 2, 1, kNever),
                       ordered(2, 2, 1, 0, kAny)};
  const std::array few_with_crashes{ordered(1, 2, 1, 1, kNever, kOnce), ordered(2, 2, 1, 0, kNever, kOnce),
                                    ordered(1, 1, 2, 1, kNever, Budget::times(2), kOnce),
                                    ordered(1, 2, 1, 1, kNever, kAny, kNever)};
  const auto add = [&](const Bounds& bounds, const std::string& changes) {
    if (!lost_order(bounds, changes)) spaces.push_back({bounds, changes});
  };
  for (const Bounds& bounds : few) {
    for (const std::string& changes : single_changes(paxos::rules(), bounds.acceptors)) add(bounds, changes);
  }
  for (const Bounds& bounds : few_with_crashes) {
    for (const std::string& changes : single_changes_about_crashes(paxos::rules())) add(bounds, changes);
  }
  // What goes together although one of them alone does not, or the other way round.
  add(ordered(1, 2, 2, 1, kNever), "may-promise = always, promise-record = forgotten");
  add(ordered(2, 1, 2, 1, kOnce), "refusals = nack, may-vote = above-promise");
  add(ordered(2, 2, 2, 0, kNever), "may-promise = at-or-above-promise, ballot-owner = shared");
  add(ordered(1, 2, 2, 1, kNever),
      "may-vote = above-promise, may-promise = at-or-above-promise, ballot-owner = shared");
  add(ordered(1, 2, 2, 1, kNever), "vote-record = highest, promise-record = forgotten");
  add(ordered(1, 2, 1, 1, kNever, kOnce), "promise-storage = with-vote, vote-record = highest");
  add(ordered(1, 2, 1, 1, kNever, kOnce), "write-order = vote-first, vote-storage = late");
  add(ordered(1, 2, 1, 1, kNever, kOnce), "write-order = vote-first, promise-storage = with-vote");
  add(ordered(1, 2, 1, 1, kNever, kOnce), "promise-record = forgotten, vote-storage = volatile");
  add(ordered(1, 1, 2, 1, kNever, kOnce),
      "promise-storage = volatile, vote-storage = volatile, may-vote = always");
  return spaces;
}

INSTANTIATE_TEST_SUITE_P(Spaces, WholeSpace, testing::ValuesIn(whole_spaces()), name_of_space);

// Several rules at once, and who takes part, drawn by lot.
TEST(ByLot, WhatIsNotRefusedIsAsWithQueues) {
  constexpr std::uint64_t kSeed = 20261126;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  const std::array budgets{kNever, kNever, kOnce, kAny};
  const auto budget = [&] { return budgets.at(dice.below(budgets.size())); };
  const int wanted = kSanitized ? 10 : 150;
  constexpr std::size_t kStates = 1500;
  std::set<std::string> rules_met;
  int tried = 0;
  while (tried < wanted) {
    const Bounds bounds = ordered(dice.between(1, 3), dice.between(1, 3), dice.between(1, 3),
                                  dice.between(0, 2), budget(), budget(), budget());
    const std::string changes = changes_at_random(paxos::rules(), bounds.acceptors, dice);
    if (lost_order(bounds, changes)) continue;
    ++tried;
    SCOPED_TRACE(text_of(bounds) + ", rules " + changes);
    for (const auto& [rule, alternative] : changed_rules(paxos::rules(), changes)) rules_met.insert(rule);
    expect_same_as_with_queues(Paxos(bounds, paxos::rules_with(changes)), naive_config(bounds, changes),
                               kStates);
    if (HasFailure()) return;
  }
  if (!kSanitized) {
    EXPECT_EQ(rules_met.size(), paxos::rules().size() - 1) << "all but `proposals`, which is refused";
  }
}

/// Rules in which functions stand in for some.
paxos::Rules with_functions(const Bounds& bounds, const ArbitraryRules& arbitrary,
                            const std::string& changes) {
  const Paxos plain(bounds, paxos::rules_with(changes));
  model::Questions questions{bounds.acceptors, {plain.numbers(), bounds.values}, {}};
  questions.proposals.resize(static_cast<std::size_t>(bounds.ballots()));
  return paxos::rules_of(with_tables(model::choices_of(paxos::rules(), changes), arbitrary, questions));
}

TEST(ByLot, SoAreFunctionsThatAreNotRefused) {
  constexpr std::size_t kStates = 1000;
  int tried = 0;
  int with_learners = 0;
  for (std::uint64_t seed = 1; seed <= (kSanitized ? 3 : 60); ++seed) {
    for (const std::set<std::string>& replaced : rules_to_replace()) {
      const ArbitraryRules arbitrary{seed, replaced, seed % 2 == 0};
      for (const Bounds& bounds : {ordered(2, 2, 1, 1, kNever), ordered(1, 1, 3, 1, kNever, kOnce)}) {
        const paxos::Rules rules = with_functions(bounds, arbitrary, "");
        if (paxos::why_order_is_lost(bounds, rules)) continue;
        SCOPED_TRACE(arbitrary.seed);
        ++tried;
        if (bounds.proposers > 1 && replaced.size() == 1) ++with_learners;
        naive::Config config = naive_config(bounds, "");
        config.arbitrary = arbitrary;
        expect_same_as_with_queues(Paxos(bounds, rules), config, kStates);
        if (HasFailure()) return;
      }
    }
  }
  EXPECT_GT(tried, with_learners);
  EXPECT_GT(with_learners, 0);
}

TEST(Words, SayWhyAMessageIsNotReceived) {
  using model::AcceptorId;
  using model::Ballot;
  const Paxos model(ordered(1, 1, 2, 0, kNever));
  paxos::State state = model.initial_states().front();
  for (int i = 0; i < 2; ++i) state = model.apply(state, paxos::Action::prepare(model::ProposerId(0)));
  const paxos::Words words(model);
  const auto refusal = [&](int ballot) {
    return words.refusal(state,
                         paxos::Action::deliver(paxos::Message::prepare(Ballot(ballot), AcceptorId(0))));
  };
  EXPECT_EQ(refusal(1), "a1 first receives what was sent to it before");
  EXPECT_EQ(refusal(0), "a1 promises ballot 1 and tells p1 that it has not voted");
}

// ---- What is refused

/// What becomes of the order among the first `states_max` states with queues.
struct Order {
  /// A queue has a message twice, or the same messages are in flight on a link in either order.
  bool is_lost = false;
  /// Likewise, and nothing else in the state tells them apart.
  bool is_lost_in_state = false;
};

Order order_of(const naive::Config& config, std::size_t states_max) {
  Order order;
  std::map<std::pair<naive::Link, std::set<naive::Message>>, std::vector<naive::Message>> queues;
  std::map<naive::State, StateWithQueues> seen;
  std::deque<StateWithQueues> next;
  const auto visit = [&](const StateWithQueues& state) {
    for (const auto& [link, queue] : state.queues) {
      const auto known = queues.try_emplace({link, {queue.begin(), queue.end()}}, queue).first;
      order.is_lost = order.is_lost || known->second != queue;
    }
    const auto [known, is_new] = seen.emplace(naive::without_order(state), state);
    if (is_new) next.push_back(state);
    order.is_lost_in_state = order.is_lost_in_state || known->second != state;
    if (naive::has_copies(state)) order.is_lost = order.is_lost_in_state = true;
  };
  visit(naive::initial_state_with_queues(config));
  while (!next.empty() && seen.size() < states_max && !order.is_lost_in_state) {
    const StateWithQueues state = std::move(next.front());
    next.pop_front();
    for (const StepOfQueues& step : naive::successors(config, state)) visit(step.after);
  }
  return order;
}

struct Refusal {
  Bounds bounds;
  const char* changes;
  const char* rule;  ///< that is named

  friend std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
    return out << text_of(refusal.bounds) << ", rules " << refusal.changes;
  }
};

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, BecauseTheOrderIsLost) {
  const auto& [bounds, changes, rule] = GetParam();
  const auto lost = lost_order(bounds, changes);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->rule, rule);
  constexpr std::size_t kStates = 300'000;
  if (kSanitized) return;
  const Order order = order_of(naive_config(bounds, changes), kStates);
  EXPECT_TRUE(order.is_lost);
  EXPECT_TRUE(order.is_lost_in_state);
}

std::vector<Refusal> refusals() {
  // With a third ballot an acceptor may forget in which order it cast its votes.
  const Bounds one = ordered(1, 3, 1, 1, kNever);
  const Bounds one_crashes = ordered(1, 3, 1, 1, kNever, kOnce);
  return {
      {ordered(3, 1, 1, 0, kNever), "proposals = several", "proposals"},
      {ordered(3, 2, 1, 0, kNever), "refusals = nack", "refusals"},
      {ordered(2, 2, 1, 0, kNever), "refusals = nack, promise-quorum = size:1", "refusals"},
      {ordered(1, 1, 1, 0, kNever, kOnce), "ballot-storage = volatile", "ballot-storage"},
      {ordered(1, 1, 1, 0, kNever, kOnce, kOnce), "ballot-storage = late", "ballot-storage"},
      {one, "may-vote = always", "may-vote"},
      {one, "may-promise = always", "may-promise"},
      {ordered(1, 2, 2, 1, kNever), "vote-promises = no, first-phase = first-ballot", "vote-promises"},
      {ordered(2, 3, 1, 1, kOnce), "vote-promises = no, promise-quorum = size:1", "vote-promises"},
      {one_crashes, "promise-storage = volatile", "promise-storage"},
      {ordered(1, 3, 1, 1, kNever, Budget::times(2)), "promise-storage = late", "promise-storage"},
      {one_crashes, "promise-storage = with-vote, vote-storage = volatile", "vote-storage"},
      {one_crashes, "promise-storage = with-vote, vote-storage = late", "vote-storage"},
      {one, "may-promise = at-or-above-promise, ballot-owner = shared", "ballot-owner"},
      {ordered(1, 2, 2, 1, kNever), "promise-record = forgotten, ballot-owner = shared", "ballot-owner"},
      {ordered(1, 2, 3, 1, kNever), "first-phase = first-ballot, ballot-owner = shared", "ballot-owner"},
      {ordered(1, 2, 3, 1, kNever), "promises-counted = for-any-own-ballot, ballot-owner = shared",
       "ballot-owner"},
      {ordered(2, 2, 2, 1, kNever), "promise-quorum = size:1, ballot-owner = shared", "ballot-owner"},
      {ordered(2, 2, 2, 1, kNever),
       "counting = messages, promise-quorum = sets:a1/a1+a2, ballot-owner = shared", "ballot-owner"},
      {ordered(1, 2, 2, 1, kNever, kOnce), "promise-storage = with-vote, ballot-owner = shared",
       "ballot-owner"},
  };
}

INSTANTIATE_TEST_SUITE_P(Rules, Refused, testing::ValuesIn(refusals()), [](const auto& r) {
  return text_of(r.param.bounds) + "_" + name_of_changes(r.param.changes);
});

// With a function in place of the rule.
TEST(Refusals, AreOfFunctionsThatMayDoTheSame) {
  const Bounds bounds = ordered(2, 2, 1, 1, kNever);
  std::map<std::string, int> lost;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const char* rule : {"may-promise", "promise-record", "may-vote", "vote-promises"}) {
      const auto why = paxos::why_order_is_lost(bounds, with_functions(bounds, {seed, {rule}, false}, ""));
      if (!why) continue;
      EXPECT_EQ(why->rule, rule);
      ++lost[rule];
    }
    // What is reported, kept or proposed has no say, unless what is kept counts as a promise.
    for (const char* rule : {"promise-reports", "vote-record", "proposal-value"}) {
      EXPECT_FALSE(paxos::why_order_is_lost(bounds, with_functions(bounds, {seed, {rule}, false}, "")));
    }
  }
  EXPECT_EQ(lost.size(), 4U);
  const Bounds crashing = ordered(1, 2, 1, 1, kNever, kOnce);
  const auto why = paxos::why_order_is_lost(
      crashing, with_functions(crashing, {1, {"vote-record"}, false}, "promise-storage = with-vote"));
  ASSERT_TRUE(why);
  EXPECT_EQ(why->rule, "vote-record");
}

// Each alternative alone, so that none is refused that need not be.
TEST(Refusals, AreTheseAndNoOthers) {
  const std::set<std::string> everywhere{"proposals = several"};
  const std::set<std::string> of_ballots{"ballot-storage = volatile", "ballot-storage = late"};
  const std::set<std::string> of_votes{"may-vote = always", "may-promise = always"};
  const std::set<std::string> of_promises{"promise-storage = volatile", "promise-storage = late"};
  std::vector<std::string> changes = single_changes(paxos::rules(), 3);
  for (const std::string& change : single_changes_about_crashes(paxos::rules())) changes.push_back(change);
  changes.emplace_back("");
  for (const int proposers : {1, 2}) {
    for (const int learners : {0, 1}) {
      for (const auto& [loss, crashes, recoveries] :
           {std::tuple{kNever, kNever, kAny}, std::tuple{kAny, kNever, kAny}, std::tuple{kNever, kOnce, kAny},
            std::tuple{kNever, kAny, kNever}}) {
        const Bounds bounds = ordered(3, proposers, 2, learners, loss, crashes, recoveries);
        const bool may_forget = bounds.may_crash() && !recoveries.is_none();
        const bool may_vote_down = proposers > 1 && learners > 0;
        std::set<std::string> expected = everywhere;
        if (proposers > 1) expected.insert("refusals = nack");
        if (may_forget) expected.insert(of_ballots.begin(), of_ballots.end());
        if (may_vote_down) expected.insert(of_votes.begin(), of_votes.end());
        if (may_vote_down && (bounds.may_crash() || !loss.is_none())) expected.insert("vote-promises = no");
        if (may_vote_down && may_forget) expected.insert(of_promises.begin(), of_promises.end());
        std::set<std::string> refused;
        for (const std::string& change : changes) {
          if (lost_order(bounds, change)) refused.insert(change);
        }
        EXPECT_EQ(refused, expected) << text_of(bounds);
      }
    }
  }
}

// ---- Sizes

struct Size {
  Bounds bounds;
  const char* changes;
  std::uint64_t distinct, generated, depth;

  friend std::ostream& operator<<(std::ostream& out, const Size& size) {
    return out << text_of(size.bounds) << ", rules " << size.changes;
  }
};

class Sizes : public testing::TestWithParam<Size> {};

TEST_P(Sizes, AreAlwaysTheSame) {
  const auto& [bounds, changes, distinct, generated, depth] = GetParam();
  const Paxos model(bounds, paxos::rules_with(changes));
  const checker::NoProperties<paxos::State> nothing;
  std::set<std::uint64_t> digests;
  for (const std::size_t workers : {1U, 2U, 3U}) {
    checker::SearchOptions options;
    options.workers = workers;
    const checker::Statistics all = checker::breadth_first_search(model, nothing, options).statistics;
    EXPECT_EQ(all.distinct, distinct);
    EXPECT_EQ(all.generated, generated);
    EXPECT_EQ(all.depth, depth);
    digests.insert(all.digest);
    const checker::Symmetric orbits(model);
    const checker::Statistics reduced = checker::breadth_first_search(orbits, nothing, options).statistics;
    EXPECT_EQ(reduced.unreduced, distinct);
    EXPECT_LE(reduced.distinct, distinct);
  }
  EXPECT_EQ(digests.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Spaces, Sizes,
    testing::Values(Size{ordered(3, 2, 1, 0, kNever), "", 10801, 42953, 20},
                    Size{ordered(3, 2, 1, 0, kAny), "", 82013, 523298, 19},
                    Size{ordered(3, 2, 1, 1, kNever), "", 46117, 212617, 26},
                    Size{ordered(2, 2, 2, 0, kNever), "", 14506, 44528, 28},
                    Size{ordered(3, 1, 2, 0, kAny), "", 18831, 86415, 19},
                    Size{ordered(3, 2, 1, 0, kNever), "may-vote = always", 12644, 48896, 19},
                    Size{ordered(2, 2, 1, 1, kNever, kOnce), "", 6937, 21439, 20}),
    [](const auto& s) { return text_of(s.param.bounds) + "_" + name_of_changes(s.param.changes); });

}  // namespace
}  // namespace paxoscope::tests
