// Protects the protocol sketch as its readers know it: its tables, how a run is told, and which repairs it takes.
#include <algorithm>
#include <array>
#include <cstddef>
#include <gtest/gtest.h>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "invariants/selection.hpp"
#include "model/catalogue.hpp"
#include "model/sketch/words.hpp"
#include "tests/catalogue.hpp"
#include "traces/departure.hpp"
#include "traces/json.hpp"
#include "traces/replay.hpp"

namespace paxoscope::tests {
namespace {

using checker::StopReason;
using model::Budget;
using sketch::Bounds;
using sketch::Sketch;

TEST(SketchBounds, AreReadInTheOrderOfTheParameters) {
  std::vector<int> settings;
  for (const auto& parameter : sketch::parameters()) settings.push_back(parameter.standard);  // NOLINT
  EXPECT_EQ(sketch::bounds_of(settings), Bounds{});
  EXPECT_EQ(sketch::bounds_of(std::vector{5, 3, 1, 2, model::Parameter::kAny}),
            (Bounds{5, 3, 1, 2, Budget::any()}));
}

TEST(SketchRules, HaveTheAlternativeOfTheSketchFirst) {
  expect_specified_alternatives_first(sketch::rules());
}

TEST(SketchRules, AreHeldAgainstThoseOfPaxos) {
  std::set<std::string> repairs;
  for (const model::Rule& rule : sketch::rules()) {
    if (rule.sound != 0)
      repairs.insert(std::string(rule.name) + "=" + std::string(rule.alternatives[rule.sound].name));
  }
  EXPECT_EQ(repairs, (std::set<std::string>{"run-number=fresh", "promises-needed=majority",
                                            "votes-needed=majority", "vote-promises=yes"}));
}

TEST(SketchRules, EachVariantChangesWhatItSays) {
  expect_variants_change_what_they_say(sketch::variants(), sketch::rules(),
                                       [](std::string_view name) -> std::optional<sketch::Rules> {
                                         const auto changes = model::changes_of(sketch::variants(), name);
                                         if (!changes) return std::nullopt;
                                         return sketch::rules_with(*changes);
                                       });
  EXPECT_EQ(sketch::rules_with(""), sketch::Rules{});
}

// ---- Repairs

bool is_safe(const Bounds& bounds, const std::string& changes) {
  const Sketch model(bounds, sketch::rules_with(changes));
  std::vector<const invariants::Property*> properties;
  for (const invariants::Property* property : invariants::all_properties()) {
    if (property->kind != invariants::Kind::kWitness) properties.push_back(property);
  }
  const auto e = checker::breadth_first_search(model, invariants::Selection(model, properties));
  EXPECT_TRUE(e.stop == StopReason::kExhausted || !e.findings.empty());
  return e.findings.empty();
}

constexpr unsigned kCountsPromises = 1;
constexpr unsigned kCountsVotes = 2;
constexpr unsigned kVoteIsPromise = 4;
constexpr unsigned kKeepsHighest = 8;
constexpr unsigned kFreshNumbers = 16;
constexpr unsigned kAll = 31;

std::string changes_of(unsigned repairs) {
  constexpr std::array kRepairs{"promises-needed = majority", "votes-needed = majority",
                                "vote-promises = yes", "vote-record = highest", "run-number = fresh"};
  std::string changes;
  for (std::size_t i = 0; i < kRepairs.size(); ++i) {
    if ((repairs >> i & 1U) != 0) changes += (changes.empty() ? "" : ", ") + std::string(kRepairs.at(i));
  }
  return changes;
}

/// Safe within all of these bounds.
bool is_safe_everywhere(unsigned repairs, const std::vector<Bounds>& everywhere) {
  return std::all_of(everywhere.begin(), everywhere.end(),
                     [&](const Bounds& bounds) { return is_safe(bounds, changes_of(repairs)); });
}

TEST(SketchRepairs, WithCallsThatNeverFailItTakesBothCounts) {
  const std::vector<Bounds> bounds{{3, 2, 2, 2, Budget::none()}, {3, 3, 1, 2, Budget::none()}};
  for (unsigned repairs = 0; repairs <= kAll; ++repairs) {
    const bool counts_both = (repairs & kCountsPromises) != 0 && (repairs & kCountsVotes) != 0;
    EXPECT_EQ(is_safe_everywhere(repairs, bounds), counts_both) << changes_of(repairs);
  }
}

TEST(SketchRepairs, WithCallsThatFailItTakesThatNoVoteIsOverwrittenByALowerOneToo) {
  const std::vector<Bounds> bounds{{3, 3, 1, 2, Budget::times(2)}};
  for (unsigned repairs = 0; repairs <= kAll; ++repairs) {
    if ((repairs & kFreshNumbers) != 0) continue;  // there is one run each
    const bool counts_both = (repairs & kCountsPromises) != 0 && (repairs & kCountsVotes) != 0;
    const bool keeps_the_vote = (repairs & (kVoteIsPromise | kKeepsHighest)) != 0;
    EXPECT_EQ(is_safe_everywhere(repairs, bounds), counts_both && keeps_the_vote) << changes_of(repairs);
  }
}

// ---- Runs

struct Shown {
  traces::Run<Sketch> run;
  std::optional<traces::Departure> departure;
};

Shown shown(const Bounds& bounds, const std::string& changes, const char* property) {
  const std::vector<model::Choice> choices = model::choices_of(sketch::rules(), changes);
  const Sketch model(bounds, sketch::rules_of(choices));
  const invariants::Selection selection(model, {invariants::find_property(property)});
  const auto e = checker::breadth_first_search(model, selection);
  const auto path = checker::shortest_path(model, selection, e, 1, e.findings.at(0).length);
  Shown result{traces::replay(model, path.value()), {}};
  result.departure = traces::departure<sketch::Words>(model, result.run, choices);
  return result;
}

TEST(SketchWords, TellEachStepAndNameEachActionOnce) {
  const Bounds bounds{3, 2, 2, 2, Budget::times(1)};
  const Sketch model(bounds, sketch::rules_with("votes-needed = majority"));
  const sketch::Words words(model);
  const Shown s = shown(bounds, "votes-needed = majority", "p2b");
  for (std::size_t i = 0; i < s.run.path.actions.size(); ++i) {
    EXPECT_NE(words.sentence(s.run.states[i], s.run.path.actions[i]), "");
    std::set<std::string> records;
    std::size_t enabled = 0;
    model.for_each_enabled(s.run.states[i], [&](const sketch::Action& action) {
      records.insert(traces::text_of(sketch::Words::record(action)));
      ++enabled;
    });
    EXPECT_EQ(records.size(), enabled);
  }
}

TEST(SketchWords, SayWhichRepairWouldHavePreventedIt) {
  const Shown uncounted = shown({}, "", "learned-is-chosen");
  ASSERT_TRUE(uncounted.departure);
  EXPECT_EQ(uncounted.departure->against, traces::Departure::Against::kRepaired);
  EXPECT_EQ(uncounted.departure->step, 5U);
  EXPECT_EQ(uncounted.departure->rules, std::vector<std::string>{"promises-needed=none"});
  EXPECT_EQ(uncounted.departure->specified,
            "p1 calls a3 to prepare 1: a3 promises ballot 1 and answers that it has not voted; p1 gives up, "
            "as to its knowledge only {a3} promised");

  const Shown overwritten =
      shown({3, 3, 1, 2, Budget::times(2)}, "promises-needed = majority, votes-needed = majority", "p2b");
  ASSERT_TRUE(overwritten.departure);
  EXPECT_EQ(overwritten.departure->step, 9U);
  EXPECT_EQ(overwritten.departure->rules, std::vector<std::string>{"vote-promises=no"});
  EXPECT_EQ(overwritten.departure->specified,
            "p1 calls a1 to accept v1 in 1, its own value, as no vote was returned to it: a1 does not vote "
            "for it: it "
            "has promised ballot 2");
}

// What a call returns is seen by who makes it: long before anyone votes otherwise.
TEST(SketchWords, SayWhichRepairIsMissedFirst) {
  const Shown again = shown({3, 2, 2, 2, Budget::none()}, "votes-needed = majority", "one-value-per-ballot");
  ASSERT_TRUE(again.departure);
  EXPECT_EQ(again.departure->against, traces::Departure::Against::kRepaired);
  EXPECT_EQ(again.departure->step, 11U);
  EXPECT_EQ(again.departure->rules, std::vector<std::string>{"run-number=id"});
  EXPECT_EQ(again.departure->specified,
            "p2 calls a1 to prepare 4: a1 promises ballot 4 and answers that its latest vote is for v1 in "
            "ballot 2");
}

// A rule that is as it should be, changed, is to blame before what the sketch has wrong.
TEST(SketchWords, SayWhichRuleWasBroken) {
  const Shown broken = shown({}, "may-vote = always", "p2b");
  ASSERT_TRUE(broken.departure);
  EXPECT_EQ(broken.departure->against, traces::Departure::Against::kSpecified);
  EXPECT_EQ(broken.departure->rules, std::vector<std::string>{"may-vote=always"});

  const Shown of_repaired =
      shown({}, "promises-needed = majority, votes-needed = majority, vote-promises = yes, may-vote = always",
            "p2b");
  ASSERT_TRUE(of_repaired.departure);
  EXPECT_EQ(of_repaired.departure->against, traces::Departure::Against::kUnchanged);
  EXPECT_EQ(of_repaired.departure->rules, std::vector<std::string>{"may-vote=always"});

  // A change that plays no part does not hide what does.
  for (const char* changes : {"may-promise = at-or-above-promise", "vote-record = highest"}) {
    const Shown uncounted = shown({}, changes, "learned-is-chosen");
    ASSERT_TRUE(uncounted.departure) << changes;
    EXPECT_EQ(uncounted.departure->against, traces::Departure::Against::kRepaired) << changes;
    EXPECT_EQ(uncounted.departure->rules.front(), "promises-needed=none") << changes;
  }
}

TEST(SketchWords, SayWhyACallIsNotMade) {
  const Sketch model(Bounds{2, 1, 1, 1, Budget::times(1)});
  const sketch::Words words(model);
  using sketch::Call;
  using sketch::Fate;
  const model::ProposerId p1(0);
  const model::AcceptorId a1(0);
  const model::AcceptorId a2(1);
  sketch::State state = model.initial_states().front();
  EXPECT_EQ(words.refusal(state, {p1, Call::kPropose, a1, Fate::kReturns}),
            "p1 makes no such call: its next is to a1, to prepare");
  state = model.apply(state, {p1, Call::kPrepare, a1, Fate::kLost});
  EXPECT_EQ(words.refusal(state, {p1, Call::kPrepare, a2, Fate::kLost}),
            "p1 calls a2 to prepare: no more calls may fail");
  state = model.apply(state, {p1, Call::kPrepare, a2, Fate::kReturns});
  state = model.apply(state, {p1, Call::kPropose, a1, Fate::kReturns});
  EXPECT_EQ(words.sentence(state, {p1, Call::kPropose, a2, Fate::kReturns}),
            "p1 calls a2 to accept v1 in 1: a2 votes for v1 in ballot 1; p1 returns v1 to l1");
  state = model.apply(state, {p1, Call::kPropose, a2, Fate::kReturns});
  EXPECT_EQ(words.refusal(state, {p1, Call::kPrepare, a1, Fate::kReturns}),
            "p1 makes no call: it is not called to propose any more");
}

}  // namespace
}  // namespace paxoscope::tests
