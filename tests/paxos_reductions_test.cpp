// Protects the reductions of `paxos`: each alone, all together and some at random, under every rule, answer every question that they
// may be asked as a search of the whole space does, in as many steps; and what their proofs rest on is tried in every state.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <optional>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/reduced.hpp"
#include "checker/symmetry.hpp"
#include "invariants/selection.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/reductions.hpp"
#include "model/paxos/rules.hpp"
#include "tests/arbitrary_rules.hpp"
#include "tests/catalogue.hpp"
#include "tests/probes.hpp"
#include "tests/thorough.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::Reduced;
using checker::Symmetric;
using model::Budget;
using paxos::Bounds;
using paxos::Paxos;
using paxos::Reduction;
using paxos::Reductions;
using paxos::ReductionSet;
using paxos::Seen;
using paxos::State;

/// Whether rules so changed keep what is assumed of them, by their own declaration.
bool keeps(const std::string& changes, model::AssumptionSet assumed) {
  const std::vector<model::Choice> choices = model::choices_of(paxos::rules(), changes);
  return std::all_of(choices.begin(), choices.end(), [&](const model::Choice& choice) {
    return assumed.without(choice.alternative->keeps).empty();
  });
}

struct Case {
  Bounds bounds;
  std::string changes;  ///< of the rules

  [[nodiscard]] Paxos model() const { return Paxos(bounds, paxos::rules_with(changes)); }
  /// By what the rules declare.
  [[nodiscard]] bool are_acceptors_alike() const { return keeps(changes, model::kAcceptorSymmetry.of_rules); }

  friend std::ostream& operator<<(std::ostream& out, const Case& c) {
    const auto budget = [](Budget b) { return b.is_any() ? std::string("any") : std::to_string(b.limit()); };
    return out << c.bounds.acceptors << " " << c.bounds.proposers << " " << c.bounds.attempts << " "
               << c.bounds.values << " " << c.bounds.learners << " loss " << budget(c.bounds.loss)
               << " duplication " << budget(c.bounds.duplication) << " crashes " << budget(c.bounds.crashes)
               << " recoveries " << budget(c.bounds.recoveries) << " " << c.changes;
  }
};

/// Those whose assumptions the rules keep, and those keep that they count on.
ReductionSet allowed_in(const Bounds& bounds, const std::string& changes) {
  const auto absorption = static_cast<std::size_t>(Reduction::kCrashAbsorption);
  const bool are_crashes_absorbed = keeps(changes, paxos::reductions()[absorption].of_rules);
  ReductionSet set;
  for (int i = 0; i < paxos::kReductions; ++i) {
    const model::Reduction& reduction = paxos::reductions()[static_cast<std::size_t>(i)];
    const auto which = static_cast<Reduction>(i);
    if (paxos::needs_crash_absorption(which, bounds) && !are_crashes_absorbed) continue;
    if (keeps(changes, reduction.of_rules)) set.insert(which);
  }
  return set;
}

/// With what the reductions in it count on.
ReductionSet completed(ReductionSet set, const Bounds& bounds) {
  for (int i = 0; i < paxos::kReductions; ++i) {
    const auto reduction = static_cast<Reduction>(i);
    if (set.has(reduction) && paxos::needs_loss_absorption(reduction, bounds)) {
      set.insert(Reduction::kLossAbsorption);
    }
    if (set.has(reduction) && paxos::needs_crash_absorption(reduction, bounds)) {
      set.insert(Reduction::kCrashAbsorption);
    }
  }
  return set;
}

std::string name(ReductionSet set) {
  std::string text;
  for (int i = 0; i < paxos::kReductions; ++i) {
    if (!set.has(static_cast<Reduction>(i))) continue;
    text += (text.empty() ? "" : ",") + std::string(paxos::reductions()[static_cast<std::size_t>(i)].name);
  }
  return text;
}

/// Each allowed reduction alone, all of them, and some sets at random.
std::vector<ReductionSet> sets_to_try(const Case& c, std::uint64_t seed) {
  const ReductionSet allowed = allowed_in(c.bounds, c.changes);
  std::vector<ReductionSet> sets{completed(allowed, c.bounds)};
  Dice dice(seed);
  // Each case has a third of them, and each of them a third of the cases.
  const std::size_t turn = c.changes.size() + static_cast<std::size_t>(c.bounds.acceptors + c.bounds.values);
  for (int i = 0; i < paxos::kReductions; ++i) {
    if (!is_thorough() && (turn + static_cast<std::size_t>(i)) % 3 != 0) continue;
    const auto reduction = static_cast<Reduction>(i);
    if (allowed.has(reduction)) sets.push_back(completed({reduction}, c.bounds));
    ReductionSet some;
    for (int k = 0; k < paxos::kReductions; ++k) {
      if (allowed.has(static_cast<Reduction>(k)) && dice.below(2) == 0)
        some.insert(static_cast<Reduction>(k));
    }
    if (i % 3 == 0) sets.push_back(completed(some, c.bounds));
  }
  return sets;
}

ProbedFor probed_for(ReductionSet set) {
  return {!set.has(Reduction::kPastVotes), !set.has(Reduction::kPastProposals)};
}

std::vector<Probe> probes_of(const Bounds& b, const ProbedFor& what) {
  return probes(b.acceptors, b.ballots(), std::min(b.values, b.proposers), b.learners, what);
}

std::vector<Case> with_all_rules(const std::vector<Bounds>& spaces) {
  std::vector<Case> cases;
  for (const Bounds& bounds : spaces) {
    for (const char* changes :
         {"", "proposal-value = own", "may-vote = always", "may-vote = always, proposal-value = own"}) {
      cases.push_back({bounds, changes});
    }
  }
  return cases;
}

std::vector<Case> with_each_alternative(const std::vector<Bounds>& spaces) {
  std::vector<Case> cases;
  for (const Bounds& bounds : spaces) {
    for (const std::string& changes : single_changes(paxos::rules(), bounds.acceptors))
      cases.push_back({bounds, changes});
  }
  return cases;
}

/// As specified, and with each alternative of rules that say what a crash leaves.
std::vector<Case> with_crashes(const std::vector<Bounds>& spaces) {
  std::vector<Case> cases;
  for (const Bounds& bounds : spaces) {
    cases.push_back({bounds, ""});
    cases.push_back({bounds, "may-vote = always"});
    for (const std::string& changes : single_changes_about_crashes(paxos::rules()))
      cases.push_back({bounds, changes});
  }
  return cases;
}

constexpr Budget kOnce = Budget::times(1);
constexpr Budget kNone = Budget::none();
constexpr Budget kAny = Budget::any();

// ---- What the proofs rest on, in every state

class EveryState : public testing::TestWithParam<Case> {};

template <typename Visit>
void for_each_reachable(const Paxos& model, Visit&& visit) {
  const checker::NoProperties<State> nothing;
  const auto exploration = checker::breadth_first_search(model, nothing);
  checker::for_each_state(model, exploration,
                          [&](const State& state, std::uint64_t /*depth*/) { visit(state); });
}

std::vector<std::uint64_t> words(const State& state) { return {state.data(), state.data() + state.size()}; }

State normal_form(const Reductions& reductions, State state) {
  reductions.normalize(state);
  return state;
}

/// A renaming of the acceptors.
State permuted(const Paxos& model, const State& state, const std::vector<int>& places) {
  State after = state;
  const paxos::Layout& layout = model.layout();
  const std::size_t length = layout.block_words();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t from = layout.block(model::AcceptorId(static_cast<int>(i))) / model::kWordBits;
    const std::size_t to = layout.block(model::AcceptorId(places[i])) / model::kWordBits;
    std::copy_n(state.data() + from, length, after.data() + to);
  }
  return after;
}

TEST_P(EveryState, HasANormalFormThatStandsForIt) {
  const Paxos model = GetParam().model();
  for (const ReductionSet set : sets_to_try(GetParam(), 1)) {
    SCOPED_TRACE(name(set));
    const Reductions reductions(model, set, Seen{});
    const std::vector<Probe> questions = probes_of(GetParam().bounds, probed_for(set));
    std::vector<int> places(static_cast<std::size_t>(GetParam().bounds.acceptors));
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<int>(i);
    Dice dice(2);
    bool has_failed = false;  // one failure tells enough
    const auto fail_if = [&](bool failed, const std::string& why) {
      if (failed && !has_failed) ADD_FAILURE() << why;
      has_failed = has_failed || failed;
    };
    for_each_reachable(model, [&](const State& state) {
      if (has_failed) return;
      const State normal = normal_form(reductions, state);
      // Once is enough.
      fail_if(!(normal_form(reductions, normal) == normal), "the normal form has another");
      // Nothing that may be asked has another answer.
      const model::History history = model.history(state);
      const model::History of_normal = model.history(normal);
      for (const Probe& question : questions) {
        fail_if(question.is_so(history) != question.is_so(of_normal), question.name);
      }
      // Who is who does not matter, where it does not to the rules.
      if (GetParam().are_acceptors_alike()) {
        std::swap(places[dice.below(places.size())], places[dice.below(places.size())]);
      }
      fail_if(!(normal_form(reductions, permuted(model, state, places)) == permuted(model, normal, places)),
              "who is who matters");
      // A step that is needed has a twin.
      std::set<std::vector<std::uint64_t>> reached;
      model.for_each_successor(state, [&](const paxos::Action& /*action*/, const State& after) {
        reached.insert(words(normal_form(reductions, after)));
      });
      const auto is_needed = reductions.needed(normal);
      model.for_each_wanted_successor(
          normal, is_needed, [&](const paxos::Action& /*action*/, const State& after) {
            fail_if(!reached.contains(words(normal_form(reductions, after))), "a step has no twin");
          });
    });
  }
}

INSTANTIATE_TEST_SUITE_P(OfSmallSpaces, EveryState,
                         testing::ValuesIn(with_all_rules({
                             {1, 2, 1, 2, 0, kAny, kAny},
                             {1, 1, 2, 1, 1, kAny, kNone},
                             {1, 1, 1, 1, 2, kAny, kAny},
                             {3, 1, 1, 1, 1, kNone, kNone},
                             {1, 2, 2, 2, 0, kNone, kNone},
                             {2, 2, 1, 2, 0, kNone, kNone},
                             {2, 2, 1, 2, 0, Budget::times(1), kNone},
                             {1, 2, 1, 2, 1, Budget::times(1), Budget::times(1)},
                             {2, 2, 1, 1, 1, kNone, kNone},
                             {1, 2, 2, 2, 0, kAny, kNone},
                             {2, 1, 1, 1, 0, kAny, kAny},
                             {3, 2, 1, 2, 0, kNone, kNone},
                             {2, 3, 1, 3, 0, kNone, kNone},
                         })));
INSTANTIATE_TEST_SUITE_P(WithCrashes, EveryState,
                         testing::ValuesIn(with_crashes({
                             {1, 2, 1, 2, 0, kAny, kNone, kOnce, kAny},
                             {2, 1, 1, 1, 1, kNone, kNone, kOnce, kOnce},
                         })));
INSTANTIATE_TEST_SUITE_P(OfEachAlternative, EveryState,
                         testing::ValuesIn(with_each_alternative({
                             {1, 2, 1, 2, 0, kAny, kAny},
                             {3, 1, 1, 1, 1, kNone, kNone},
                             {1, 2, 2, 2, 0, kNone, kNone},
                             {2, 2, 1, 2, 0, kNone, kNone},
                             {2, 2, 1, 1, 1, kNone, kNone},
                             {1, 2, 1, 2, 1, Budget::times(1), Budget::times(1)},
                         })));

// ---- Searches

/// Of the probes in `some`, all have the lengths that they have in `all`.
void expect_same_lengths(const std::vector<Probe>& some, const Lengths& lengths,
                         const std::vector<Probe>& all, const Lengths& expected) {
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto same =
        std::find_if(all.begin(), all.end(), [&](const Probe& p) { return p.name == some[i].name; });
    ASSERT_NE(same, all.end());
    EXPECT_EQ(lengths[i], expected[static_cast<std::size_t>(same - all.begin())]) << some[i].name;
  }
}

/// Without any reduction but the symmetry, which is tested elsewhere.
Lengths lengths_in_whole_space(const Case& c, const Paxos& model, const std::vector<Probe>& questions) {
  return c.are_acceptors_alike() ? lengths_to(model, Symmetric<Paxos>(model), questions)
                                 : lengths_to(model, model, questions);
}

/// `reduced` is sound without the symmetry, and with it if it is allowed.
Lengths lengths_in_reduced_space(const Case& c, const Paxos& model, const Reduced<Paxos, Reductions>& reduced,
                                 const std::vector<Probe>& questions) {
  return c.are_acceptors_alike() ? lengths_to(model, Symmetric(reduced), questions)
                                 : lengths_to(model, reduced, questions);
}

class Search : public testing::TestWithParam<Case> {};

TEST_P(Search, AnswersAsThatOfTheWholeSpace) {
  const Paxos model = GetParam().model();
  const std::vector<Probe> all = probes_of(GetParam().bounds, {});
  const auto expected = lengths_in_whole_space(GetParam(), model, all);
  for (const ReductionSet set : sets_to_try(GetParam(), 3)) {
    SCOPED_TRACE(name(set));
    const Reductions reductions(model, set, Seen{true, GetParam().bounds.learners > 0});
    const Reduced reduced(model, reductions);
    const std::vector<Probe> some = probes_of(GetParam().bounds, probed_for(set));
    const auto lengths = lengths_to(model, reduced, some);
    EXPECT_EQ(lengths, lengths_in_reduced_space(GetParam(), model, reduced, some)) << "with symmetry";
    expect_same_lengths(some, lengths, all, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(OfSmallSpaces, Search,
                         testing::ValuesIn(with_all_rules({
                             {1, 2, 1, 2, 1, kAny, kAny},
                             {1, 1, 2, 1, 1, kAny, kAny},
                             {3, 1, 1, 1, 0, kAny, kAny},
                             {3, 1, 1, 1, 1, kAny, kNone},
                             {2, 2, 1, 2, 0, Budget::times(1), Budget::times(1)},
                             {1, 3, 2, 3, 0, kNone, kNone},
                             {2, 2, 2, 2, 0, kNone, kNone},
                             {3, 2, 1, 2, 0, kNone, kNone},
                         })));
INSTANTIATE_TEST_SUITE_P(WithCrashes, Search,
                         testing::ValuesIn(with_crashes({
                             {1, 2, 1, 2, 1, kNone, kNone, kOnce, kAny},
                             {2, 1, 2, 1, 0, kAny, kNone, kOnce, kAny},
                             {1, 1, 1, 1, 1, kNone, kAny, kAny, kAny},
                             {2, 2, 1, 2, 0, kNone, kNone, kOnce, kNone},
                         })));
INSTANTIATE_TEST_SUITE_P(OfEachAlternative, Search,
                         testing::ValuesIn(with_each_alternative({
                             {1, 2, 1, 2, 1, kAny, kAny},
                             {1, 2, 2, 2, 0, kAny, kNone},
                             {2, 2, 1, 2, 0, Budget::times(1), Budget::times(1)},
                             {2, 2, 1, 1, 1, kNone, kNone},
                             {3, 2, 1, 2, 0, kNone, kNone},
                         })));

// ---- Functions in place of rules

struct Arbitrary {
  Bounds bounds;
  ArbitraryRules rules;

  friend std::ostream& operator<<(std::ostream& out, const Arbitrary& a) {
    return out << Case{a.bounds, ""} << a.rules;
  }
};

class ArbitraryFunctions : public testing::TestWithParam<Arbitrary> {};

// What a function may declare, it does; these do not tell acceptors apart.
TEST_P(ArbitraryFunctions, KeepWhatTheyMayDeclare) {
  const auto& [bounds, arbitrary] = GetParam();
  const Paxos plain(bounds);
  model::Questions questions{bounds.acceptors, {plain.numbers(), bounds.values}, {}};
  questions.proposals.resize(static_cast<std::size_t>(bounds.ballots()));
  const Paxos model(
      bounds, paxos::rules_of(with_tables(model::choices_of(paxos::rules(), ""), arbitrary, questions)));
  const std::vector<Probe> all =
      probes(bounds.acceptors, bounds.ballots(), bounds.values, bounds.learners, {});
  const auto expected = lengths_to(model, model, all);
  EXPECT_EQ(lengths_to(model, Symmetric<Paxos>(model), all), expected);
  const Reductions reductions(model, {Reduction::kLossAbsorption}, Seen{true, bounds.learners > 0});
  const Reduced reduced(model, reductions);
  EXPECT_EQ(lengths_to(model, reduced, all), expected);
  EXPECT_EQ(lengths_to(model, Symmetric(reduced), all), expected);
}

std::vector<Arbitrary> arbitrary_functions() {
  std::vector<Arbitrary> all;
  std::uint64_t seed = 100;
  const std::vector<Bounds> spaces{{1, 2, 1, 2, 0, kAny, kAny},
                                   {1, 2, 2, 2, 0, kAny, kNone},
                                   {2, 2, 1, 2, 0, Budget::times(1), Budget::times(1)},
                                   {2, 1, 1, 2, 1, kAny, kAny}};
  for (const Bounds& bounds : spaces) {
    for (const std::set<std::string>& replaced : rules_to_replace()) {
      const ArbitraryRules rules{++seed, replaced, false};
      all.push_back({bounds, rules});
    }
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Drawn, ArbitraryFunctions, testing::ValuesIn(arbitrary_functions()));

// ---- Larger spaces, which are out of reach without dead messages dropped

class LargerWholeSpace : public testing::TestWithParam<Case> {};

TEST_P(LargerWholeSpace, IsAnsweredForWithFewerStatesToo) {
  const Paxos model = GetParam().model();
  const std::vector<Probe> all = probes_of(GetParam().bounds, {});
  const auto search = [&](ReductionSet set, const std::vector<Probe>& questions) {
    const Reductions reductions(model, set, Seen{true, GetParam().bounds.learners > 0});
    const Reduced reduced(model, reductions);
    return lengths_to(model, Symmetric(reduced), questions);
  };
  const ReductionSet few{Reduction::kLossAbsorption, Reduction::kDeadMessages};
  const ReductionSet allowed = allowed_in(GetParam().bounds, GetParam().changes);
  const auto expected = search(few, all);
  std::vector<ReductionSet> sets{allowed};
  for (const Reduction less : {Reduction::kPastVotes, Reduction::kPastProposals}) {
    ReductionSet most = sets.back();
    most.remove(less);
    sets.push_back(most);
  }
  for (const Reduction one :
       {Reduction::kHopelessBallots, Reduction::kBallotOrder, Reduction::kPartialOrder}) {
    if (!allowed.has(one)) continue;
    ReductionSet some = few;
    some.insert(one);
    sets.push_back(some);
  }
  for (const ReductionSet set : sets) {
    SCOPED_TRACE(name(set));
    const std::vector<Probe> some = probes_of(GetParam().bounds, probed_for(set));
    const auto lengths = search(set, some);
    expect_same_lengths(some, lengths, all, expected);
  }
}

std::vector<Case> with_rising_promises(const std::vector<Bounds>& spaces) {
  std::vector<Case> cases = with_all_rules(spaces);
  std::erase_if(cases, [](const Case& c) { return c.changes.find("may-vote") != std::string::npos; });
  return cases;
}

INSTANTIATE_TEST_SUITE_P(OfSeveralBallots, LargerWholeSpace,
                         testing::ValuesIn(with_rising_promises({
                             {3, 2, 2, 2, 0, kAny, kAny},
                             {2, 3, 2, 3, 0, kNone, kNone},
                             {2, 2, 3, 2, 0, kNone, kNone},
                             {5, 2, 1, 2, 0, kAny, kNone},
                             {3, 3, 1, 3, 0, kNone, kNone},
                             {3, 2, 1, 2, 2, kNone, kNone},
                         })));

/// Of each alternative alone, those that let messages be dropped and tell no acceptors apart.
std::vector<Case> with_each_that_allows_it(const std::vector<Bounds>& spaces) {
  std::vector<Case> cases = with_each_alternative(spaces);
  std::erase_if(cases, [](const Case& c) {
    return !c.are_acceptors_alike() || !allowed_in(c.bounds, c.changes).has(Reduction::kDeadMessages);
  });
  return cases;
}

INSTANTIATE_TEST_SUITE_P(OfEachAlternative, LargerWholeSpace,
                         testing::ValuesIn(with_each_that_allows_it({
                             {3, 3, 1, 3, 0, kNone, kNone},
                             {3, 2, 1, 2, 1, kNone, kNone},
                             {2, 2, 2, 2, 0, kAny, kNone},
                         })));

// ---- At random

// PAXOSCOPE_SEEDS=1000 reduction_tests --gtest_filter='*AtRandom*' tries as many.
TEST(AtRandom, ReductionsAnswerAsSearchesOfTheWholeSpace) {
  const char* const asked_for = std::getenv("PAXOSCOPE_SEEDS");
  const int seeds = asked_for == nullptr ? 30 : std::atoi(asked_for);
  constexpr std::uint64_t kStatesMax = 30'000;
  int tried = 0;
  for (int seed = 0; tried < seeds; ++seed) {
    Dice dice(static_cast<std::uint64_t>(seed));
    const auto budget = [&] {
      const int times = dice.between(0, 3);
      return times == 3 ? kAny : Budget::times(times == 2 ? 1 : 0);
    };
    Case c;
    c.bounds.acceptors = dice.between(1, 4);
    c.bounds.proposers = dice.between(1, 3);
    c.bounds.attempts = dice.between(1, 3);
    c.bounds.values = dice.between(1, 3);
    c.bounds.learners = dice.between(0, 2);
    c.bounds.loss = budget();
    c.bounds.duplication = budget();
    if (dice.below(3) == 0) {
      c.bounds.crashes = kOnce;
      c.bounds.recoveries = budget();
    }
    c.changes = changes_at_random(paxos::rules(), c.bounds.acceptors, dice);
    const Paxos model = c.model();
    checker::SearchOptions options;
    options.limits.states_max = kStatesMax;
    const checker::NoProperties<State> nothing;
    const auto size = c.are_acceptors_alike()
                          ? checker::breadth_first_search(Symmetric<Paxos>(model), nothing, options)
                          : checker::breadth_first_search(model, nothing, options);
    if (size.stop != checker::StopReason::kExhausted) continue;
    ++tried;
    SCOPED_TRACE(testing::Message() << "seed " << seed << ": " << c);
    const std::vector<Probe> all = probes_of(c.bounds, {});
    const auto expected = lengths_in_whole_space(c, model, all);
    for (const ReductionSet set : sets_to_try(c, static_cast<std::uint64_t>(seed))) {
      const Reductions reductions(model, set, Seen{true, c.bounds.learners > 0});
      const Reduced reduced(model, reductions);
      const std::vector<Probe> some = probes_of(c.bounds, probed_for(set));
      const auto lengths = lengths_in_reduced_space(c, model, reduced, some);
      expect_same_lengths(some, lengths, all, expected);
    }
  }
}

}  // namespace
}  // namespace paxoscope::tests
