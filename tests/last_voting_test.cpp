// Protects the protocol last-voting as its readers know it: its tables, how a run is told, what its reduction may leave out, and what it
// takes for everyone to decide.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/reduced.hpp"
#include "checker/shortest_path.hpp"
#include "invariants/selection.hpp"
#include "model/catalogue.hpp"
#include "model/last_voting/past.hpp"
#include "model/last_voting/words.hpp"
#include "tests/catalogue.hpp"
#include "tests/probes.hpp"
#include "traces/departure.hpp"
#include "traces/replay.hpp"

namespace paxoscope::tests {
namespace {

using last_voting::Action;
using last_voting::Bounds;
using last_voting::LastVoting;
using last_voting::Past;
using last_voting::ProcessId;
using last_voting::ProcessSet;
using last_voting::Round;
using last_voting::State;
using model::Value;

// ---- Tables

TEST(LastVotingBounds, AreReadInTheOrderOfTheParameters) {
  std::vector<int> settings;
  for (const auto& parameter : last_voting::parameters()) settings.push_back(parameter.standard);  // NOLINT
  EXPECT_EQ(last_voting::bounds_of(settings), Bounds{});
  EXPECT_EQ(last_voting::bounds_of(std::vector{5, 3, 4, 2}), (Bounds{5, 3, 4, 2}));
}

TEST(LastVotingBounds, FitWheneverTheyAreInRange) {
  for (int processes = 1; processes <= last_voting::kProcessesMax; ++processes) {
    for (int phases = 1; phases <= last_voting::kPhasesMax; ++phases) {
      for (int values = 1; values <= last_voting::kValuesMax; ++values) {
        const LastVoting model({processes, phases, values, 0});
        EXPECT_LE(model.layout().words(), State::kWordsMax);
      }
    }
  }
}

TEST(LastVotingRules, HaveTheSpecifiedAlternativeFirst) {
  expect_specified_alternatives_first(last_voting::rules());
}

TEST(LastVotingRules, EachVariantChangesWhatItSays) {
  expect_variants_change_what_they_say(last_voting::variants(), last_voting::rules(),
                                       [](std::string_view name) -> std::optional<last_voting::Rules> {
                                         const auto changes =
                                             model::changes_of(last_voting::variants(), name);
                                         if (!changes) return std::nullopt;
                                         return last_voting::rules_with(*changes);
                                       });
  EXPECT_EQ(last_voting::rules_with(""), last_voting::Rules{});
}

// ---- What it takes to decide

template <typename Visit>
void for_each_reachable(const LastVoting& model, Visit&& visit) {
  const checker::NoProperties<State> nothing;
  const auto exploration = checker::breadth_first_search(model, nothing);
  checker::for_each_state(model, exploration,
                          [&](const State& state, std::size_t /*depth*/) { visit(state); });
}

bool have_all_decided(const LastVoting& model, const State& state) {
  const last_voting::View view = model.view(state);
  for (int p = 0; p < model.bounds().processes; ++p) {
    if (view.decided(ProcessId(p)).empty()) return false;
  }
  return true;
}

// Where everyone hears of everyone, all decide in the first phase; where one may fail to hear of another, they need not.
TEST(LastVotingPredicates, DecideWhatEveryRunComesTo) {
  const auto always_decide = [](const Bounds& bounds) {
    const LastVoting model(bounds);
    bool always = true;
    for_each_reachable(model, [&](const State& state) {
      if (model.view(state).rounds() == 4) always = always && have_all_decided(model, state);
    });
    return always;
  };
  for (int processes = 1; processes <= 4; ++processes) {
    EXPECT_TRUE(always_decide({processes, 1, 2, processes}));
    EXPECT_TRUE(always_decide({processes, 2, 2, last_voting::kProcessesMax})) << "of fewer all";
    EXPECT_FALSE(always_decide({processes, 1, 2, processes - 1}));
  }
}

// The theorem of the paper: one phase is enough in which the coordinator hears of a majority twice, and everyone of the coordinator.
TEST(LastVotingPredicates, NeedOneGoodPhase) {
  const LastVoting model({3, 2, 2, 0});
  const ProcessSet all = ProcessSet::first(3);
  int tried = 0;
  for_each_reachable(model, [&](const State& state) {
    if (model.view(state).rounds() != 4) return;  // whatever happened in the first phase
    std::vector<State> states{state};
    for (int round = 0; round < last_voting::kRounds; ++round) {
      std::vector<State> next;
      for (const State& s : states) {
        const Round r = model.view(s).round();
        const ProcessSet sending = model.senders(model.view(s));
        model.for_each_enabled(s, [&](const Action& action) {
          const bool is_to_all = r == Round::kVote || r == Round::kDecide;
          if (is_to_all ? action.heard == all : action.heard.common(sending).size() >= 2)
            next.push_back(model.apply(s, action));
        });
      }
      states = next;
    }
    EXPECT_FALSE(states.empty());
    for (const State& s : states) EXPECT_TRUE(have_all_decided(model, s));
    ++tried;
  });
  EXPECT_GT(tried, 100);
}

// ---- The reduction

State normal_form(const Past& past, State state) {
  past.normalize(state);
  return state;
}

std::vector<std::uint64_t> words_of(const State& state) {
  return {state.data(), state.data() + state.size()};
}

/// Every state has a normal form that answers all that may be asked as it does, and has the same steps.
void expect_normal_forms(const Bounds& bounds, const std::string& changes, bool sees_votes) {
  SCOPED_TRACE(changes);
  const LastVoting model(bounds, last_voting::rules_with(changes));
  const Past past(model, sees_votes);
  std::vector<Probe> questions = probes(bounds.processes, bounds.phases, bounds.values, bounds.processes,
                                        {.votes = false, .proposals = false});
  if (!sees_votes) {
    std::erase_if(questions,
                  [](const Probe& probe) { return probe.name.find("learned") == std::string::npos; });
  }
  ASSERT_FALSE(questions.empty());
  bool has_failed = false;  // one failure tells enough
  const auto fail_if = [&](bool failed, const std::string& why) {
    if (failed && !has_failed) ADD_FAILURE() << why;
    has_failed = has_failed || failed;
  };
  for_each_reachable(model, [&](const State& state) {
    if (has_failed) return;
    const State normal = normal_form(past, state);
    fail_if(!(normal_form(past, normal) == normal), "the normal form has another");
    const model::History history = model.history(state);
    const model::History of_normal = model.history(normal);
    for (const Probe& question : questions) {
      fail_if(question.is_so(history) != question.is_so(of_normal), question.name);
    }
    std::vector<std::vector<std::uint64_t>> reached;
    std::vector<std::vector<std::uint64_t>> reached_from_normal;
    checker::for_each_successor(model, state, [&](const Action& /*action*/, const State& after) {
      reached.push_back(words_of(normal_form(past, after)));
    });
    checker::for_each_successor(model, normal, [&](const Action& /*action*/, const State& after) {
      reached_from_normal.push_back(words_of(normal_form(past, after)));
    });
    fail_if(reached != reached_from_normal, "a step has no twin");
  });
}

const std::vector<Bounds>& reduced_bounds() {
  static const std::vector<Bounds> all{{1, 2, 2, 0}, {2, 3, 2, 0}, {3, 2, 2, 0}, {2, 2, 3, 1}};
  return all;
}

TEST(LastVotingPast, LeavesOutNothingThatIsAskedFor) {
  for (const Bounds& bounds : reduced_bounds()) {
    std::vector<std::string> all = single_changes(last_voting::rules(), bounds.processes);
    all.emplace_back("");
    all.emplace_back("estimate = any-reported, flags = kept");
    for (const std::string& changes : all) {
      for (const bool sees_votes : {false, true}) expect_normal_forms(bounds, changes, sees_votes);
    }
  }
}

/// The lengths of the shortest runs to each of these properties.
template <typename Searched>
Lengths lengths(const LastVoting& model, const Searched& searched,
                const std::vector<const invariants::Property*>& properties) {
  checker::SearchOptions options;
  options.violations_max = properties.size() + 1;
  const auto e = checker::breadth_first_search(searched, invariants::Selection(model, properties), options);
  Lengths all(properties.size());
  for (const checker::Finding& finding : e.findings) all[finding.property] = finding.length;
  return all;
}

TEST(LastVotingPast, ChangesNoAnswer) {
  const model::AssumptionSet assumed = last_voting::reductions().front().of_properties;
  std::vector<const invariants::Property*> properties;
  std::vector<const invariants::Property*> about_decisions;
  for (const invariants::Property* property : invariants::all_properties()) {
    if (!assumed.without(property->keeps).empty()) continue;
    properties.push_back(property);
    if (!property->sees_votes) about_decisions.push_back(property);
  }
  EXPECT_EQ(properties.size(), 7U);
  EXPECT_EQ(about_decisions.size(), 2U);
  for (const Bounds& bounds : {Bounds{3, 2, 2, 0}, Bounds{2, 3, 2, 0}}) {
    std::vector<std::string> all = single_changes(last_voting::rules(), bounds.processes);
    all.emplace_back("");
    for (const std::string& changes : all) {
      SCOPED_TRACE(changes);
      const LastVoting model(bounds, last_voting::rules_with(changes));
      for (const auto& asked : {properties, about_decisions}) {
        const Past past(model, asked.size() == properties.size());
        EXPECT_EQ(lengths(model, checker::Reduced(model, past), asked), lengths(model, model, asked));
      }
    }
  }
}

// ---- Runs

struct Shown {
  traces::Run<LastVoting> run;
  std::optional<traces::Departure> departure;
};

Shown shown(const Bounds& bounds, const std::string& changes, const char* property) {
  const std::vector<model::Choice> choices = model::choices_of(last_voting::rules(), changes);
  const LastVoting model(bounds, last_voting::rules_of(choices));
  const invariants::Selection selection(model, {invariants::find_property(property)});
  const auto e = checker::breadth_first_search(model, selection);
  const auto path = checker::shortest_path(model, selection, e, 1, e.findings.at(0).length);
  Shown result{traces::replay(model, path.value()), {}};
  result.departure = traces::departure<last_voting::Words>(model, result.run, choices);
  return result;
}

TEST(LastVotingWords, TellEachStepAndNameEachActionOnce) {
  const LastVoting model({3, 1, 2, 0}, last_voting::rules_with("estimate = any-reported"));
  const last_voting::Words words(model);
  for_each_reachable(model, [&](const State& state) {
    std::set<std::string> records;
    std::size_t enabled = 0;
    model.for_each_enabled(state, [&](const Action& action) {
      EXPECT_NE(words.sentence(state, action), "");
      records.insert(traces::text_of(last_voting::Words::record(action)));
      ++enabled;
      // Whatever is sent is heard or lost.
      const model::Traffic traffic = words.traffic(state, action, model.apply(state, action));
      EXPECT_EQ(traffic.sent.size(), traffic.received.size() + traffic.lost.size());
      EXPECT_EQ(traffic.sent.size(),
                3 * (Round::kVote == action.round || Round::kDecide == action.round
                         ? static_cast<std::size_t>(model.senders(model.view(state)).size())
                         : 0) +
                    (Round::kEstimates == action.round || Round::kAcks == action.round
                         ? static_cast<std::size_t>(model.senders(model.view(state)).size())
                         : 0));
    });
    EXPECT_EQ(records.size(), enabled);
  });
}

TEST(LastVotingWords, SayWhatHappens) {
  const LastVoting model({3, 2, 2, 0});
  const last_voting::Words words(model);
  const ProcessId a1(0);
  const ProcessSet all = ProcessSet::first(3);
  const ProcessSet two = ProcessSet::of_bits(5);
  State state = model.initial_states().front();
  EXPECT_EQ(words.beginning(state), std::vector<std::string>{"a1 and a3 begin with v1, a2 with v2"});
  std::vector<std::string> told;
  const auto take = [&](const Action& action) {
    told.push_back(words.sentence(state, action));
    state = model.apply(state, action);
  };
  take({a1, Round::kEstimates, ProcessSet::of_bits(6), Value(1)});
  take({a1, Round::kVote, two, {}});
  take({a1, Round::kAcks, two, {}});
  take({a1, Round::kDecide, all, {}});
  const ProcessId a2(1);
  take({a2, Round::kEstimates, all, Value(1)});
  take({a2, Round::kVote, {}, {}});
  take({a2, Round::kAcks, {}, {}});
  take({a2, Round::kDecide, {}, {}});
  EXPECT_EQ(told,
            (std::vector<std::string>{
                "a1 hears the estimates of a2 (v2, no vote) and a3 (v1, no vote) in phase 1, and proposes v2",
                "a1 asks everyone to vote for v2 in phase 1; a1 and a3 hear of it, and vote",
                "a1 hears the acks of a1 and a3 in phase 1, and is ready",
                "a1 tells everyone in phase 1 to decide v2; a1, a2 and a3 hear of it, and decide",
                "a2 hears the estimates of a1 (v2, of phase 1), a2 (v2, no vote) and a3 (v2, of phase 1) in "
                "phase 2, "
                "and proposes v2, the latest of them",
                "a2 asks everyone to vote for v2 in phase 2; nobody hears of it",
                "a2 hears no ack in phase 2",
                "a2 has nothing to tell in phase 2",
            }));
}

TEST(LastVotingWords, SayWhichRuleWasBroken) {
  const auto expect = [](const Bounds& bounds, const char* change, const char* property, std::size_t step,
                         const char* rule, const char* specified) {
    SCOPED_TRACE(change);
    const Shown s = shown(bounds, change, property);
    ASSERT_TRUE(s.departure);
    EXPECT_EQ(s.departure->against, traces::Departure::Against::kSpecified);
    EXPECT_EQ(s.departure->step, step);
    EXPECT_EQ(s.departure->rules, std::vector<std::string>{rule});
    EXPECT_EQ(s.departure->specified, specified);
  };
  expect({}, "estimate = own", "p2b", 5, "estimate=own",
         "a2 does not propose v2: by the estimates of a1 and a2 it may only propose v1");
  expect({3, 1, 1, 0}, "acks = everyone", "learned-is-chosen", 3, "acks=everyone",
         "a1 and a2 send no ack: they did not vote in phase 1");
  expect({3, 1, 1, 0}, "decision = when-committed", "learned-is-chosen", 4, "decision=when-committed",
         "a1 tells nobody to decide: it is not ready");
  expect({2, 3, 2, 0}, "flags = kept", "p2b", 9, "flags=kept",
         "a1 hears no estimate in phase 3: too few to propose anything");
}

}  // namespace
}  // namespace paxoscope::tests
