// Protects: the packed model of Paxos.tla: its layout, what its variants break and how soon, and how its runs are
// told.
#include "model/synod/synod.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/shortest_path.hpp"
#include "invariants/selection.hpp"
#include "model/synod/words.hpp"
#include "tests/catalogue.hpp"
#include "traces/replay.hpp"

namespace paxoscope::tests {
namespace {

using model::AcceptorId;
using model::Ballot;
using model::Value;
using model::Vote;
using synod::Action;
using synod::Bounds;
using synod::Layout;
using synod::Synod;

std::vector<Bounds> all_bounds() {
  std::vector<Bounds> all;
  for (int acceptors = 1; acceptors <= synod::kAcceptorsMax; ++acceptors) {
    for (int values = 1; values <= synod::kValuesMax; ++values) {
      for (int ballots = 1; ballots <= synod::kBallotsMax; ++ballots) {
        all.push_back({acceptors, values, ballots});
        all.push_back({acceptors, values, ballots, model::Budget::times(model::Budget::kTimesMax)});
      }
    }
  }
  return all;
}

TEST(SynodLayout, EveryBoundInRangeFitsTheState) {
  std::size_t largest = 0;
  for (const Bounds& bounds : all_bounds()) {
    ASSERT_TRUE(synod::fits(bounds));
    largest = std::max(largest, Layout(bounds).words());
  }
  EXPECT_LE(largest, synod::State::kWordsMax);
  EXPECT_EQ(largest, 64U);
  EXPECT_EQ(Layout({3, 2, 4}).words(), 4U) << "the largest of the benchmarks: a word for each acceptor";
}

TEST(SynodLayout, PartsAreTheWholeEncoding) {
  for (const Bounds& bounds : all_bounds()) {
    const Synod model(bounds);
    const std::vector<checker::Part> parts = model.parts();
    ASSERT_EQ(parts.size(), 1U + static_cast<std::size_t>(bounds.acceptors));
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      ASSERT_EQ(parts[i].kind, i == 0 ? 0U : 1U);
      ASSERT_EQ(parts[i].bytes, parts[i == 0 ? 0 : 1].bytes);
      ASSERT_EQ(parts[i].bytes % sizeof(model::Word), 0U);
      bytes += parts[i].bytes;
    }
    ASSERT_EQ(bytes, model.encoded_bytes());
  }
}

/// How many messages a state has, as its view tells.
std::size_t messages_seen(const Synod& model, const synod::State& state) {
  const synod::View view = model.view(state);
  std::size_t count = static_cast<std::size_t>(view.sent_1a().size());
  for (int b = 0; b < model.bounds().ballots; ++b) {
    count += static_cast<std::size_t>(view.sent_2a(Ballot(b)).size());
    for (int a = 0; a < model.bounds().acceptors; ++a) {
      view.sent_1b(AcceptorId(a), Ballot(b)).for_each([&](const Vote& /*vote*/) { ++count; });
    }
  }
  for (int a = 0; a < model.bounds().acceptors; ++a) {
    view.for_each_2b(AcceptorId(a), [&](Ballot /*ballot*/, Value /*value*/) { ++count; });
  }
  return count;
}

TEST(SynodLayout, NoTwoMessagesShareABit) {
  for (const Bounds& bounds : {Bounds{7, 4, 8}, Bounds{3, 2, 2}, Bounds{1, 1, 1}, Bounds{4, 3, 5}}) {
    const Synod model(bounds);
    const Layout layout(bounds);
    synod::State state = model.initial_states().front();
    synod::Editor editor(layout, state);
    std::size_t sent = 0;
    const auto count = [&] { ASSERT_EQ(messages_seen(model, state), ++sent); };
    for (int b = 0; b < bounds.ballots; ++b) {
      editor.send_1a(Ballot(b));
      count();
      for (int v = 0; v < bounds.values; ++v) {
        editor.send_2a(Ballot(b), Value(v));
        count();
      }
    }
    for (int i = 0; i < bounds.acceptors; ++i) {
      const AcceptorId a(i);
      for (int b = 0; b < bounds.ballots; ++b) {
        for (int v = 0; v < bounds.values; ++v) {
          editor.send_2b(a, Ballot(b), Value(v));
          count();
        }
      }
      std::vector<Vote> reports{{}};
      for (int b = 0; b < bounds.ballots; ++b) {
        for (int v = 0; v < bounds.values; ++v) reports.push_back({Ballot(b), Value(v)});
      }
      editor.set_latest_vote(a, reports.back());
      for (const Vote& report : reports) {
        for (int b = 0; b < bounds.ballots; ++b) {
          editor.send_1b(a, Ballot(b), report);
          count();
        }
      }
      editor.set_max_bal(a, Ballot(bounds.ballots - 1));
      ASSERT_EQ(messages_seen(model, state), sent) << "a variable is no message";
      ASSERT_EQ(editor.max_bal(a), Ballot(bounds.ballots - 1));
      ASSERT_EQ(editor.latest_vote(a), reports.back());
    }
  }
}

TEST(SynodBounds, OutOfRangeDoesNotFit) {
  EXPECT_FALSE(synod::fits({.acceptors = 0}));
  EXPECT_FALSE(synod::fits({.acceptors = 8}));
  EXPECT_FALSE(synod::fits({.values = 0}));
  EXPECT_FALSE(synod::fits({.values = 5}));
  EXPECT_FALSE(synod::fits({.ballots = 0}));
  EXPECT_FALSE(synod::fits({.ballots = 9}));
}

TEST(SynodBounds, ParametersAreTheMembersInOrder) {
  std::vector<int> settings;
  for (const auto& parameter : synod::parameters()) settings.push_back(parameter.standard);
  EXPECT_EQ(synod::bounds_of(settings), Bounds{});
  EXPECT_EQ(synod::bounds_of(std::vector{5, 3, 7, 2}), (Bounds{5, 3, 7, model::Budget::times(2)}));
}

TEST(SynodRules, HaveTheSpecifiedAlternativeFirst) { expect_specified_alternatives_first(synod::rules()); }

TEST(SynodRules, EachVariantChangesWhatItSays) {
  expect_variants_change_what_they_say(synod::variants(), synod::rules(), synod::rules_of_variant);
  EXPECT_EQ(synod::rules_of_variant("none"), synod::Rules{});
}

TEST(SynodActions, OfASmallSpaceAreCountedExactly) {
  const Synod model({3, 2, 2});
  const auto e = checker::breadth_first_search(model, checker::NoProperties<synod::State>{});
  std::map<std::string_view, std::uint64_t> taken;
  for (std::size_t i = 0; i < model.action_kinds(); ++i) {
    taken[model.action_kind_name(i)] = e.statistics.actions_taken[i];
  }
  EXPECT_EQ(taken["phase-1a"], 146U);
  EXPECT_EQ(taken["phase-1b"], 2448U);
  EXPECT_EQ(taken["phase-2a"], 992U);
  EXPECT_EQ(taken["phase-2b"], 5856U);
  EXPECT_EQ(e.statistics.generated, 1U + 146 + 2448 + 992 + 5856);
  EXPECT_EQ(e.statistics.terminal, 368U);
}

// ---- Variants

struct Case {
  const char* variant;
  const char* property;
  std::uint64_t length;  // 0: holds
};

class SynodVariants : public testing::TestWithParam<Case> {};

/// At 3 acceptors, 2 values and 2 ballots. Every row also replays, tells its run without a gap, and names its
/// actions uniquely.
TEST_P(SynodVariants, AreViolatedInExactlySoManySteps) {
  const Case& c = GetParam();
  const Synod model({3, 2, 2}, synod::rules_of_variant(c.variant).value());
  const invariants::Property& property = *invariants::find_property(c.property);
  const invariants::Selection selection(model, {&property});
  const auto e = checker::breadth_first_search(model, selection);
  if (c.length == 0) {
    EXPECT_EQ(e.stop, checker::StopReason::kExhausted);
    EXPECT_TRUE(e.findings.empty());
    return;
  }
  ASSERT_EQ(e.findings.size(), 1U);
  EXPECT_EQ(e.findings[0].length, c.length);
  const auto path = checker::shortest_path(model, selection, e, 1, c.length);
  ASSERT_TRUE(path);
  ASSERT_EQ(path->actions.size(), c.length);
  const auto run = traces::replay(model, *path);
  EXPECT_NE(selection.noticed_in(run.last()) | selection.noticed_by(run.last_but_one(), run.last()), 0U);
  EXPECT_FALSE(property.explain(model.history(run.last_but_one()), model.history(run.last())).empty());
  const synod::Words words(model);
  for (std::size_t i = 0; i < run.path.actions.size(); ++i) {
    EXPECT_FALSE(words.sentence(run.states[i], run.path.actions[i]).empty());
    EXPECT_FALSE(
        model::changes_between(words.attributes(run.states[i]), words.attributes(run.states[i + 1])).empty());
    std::set<std::string> records;
    std::size_t enabled = 0;
    model.for_each_enabled(run.states[i], [&](const Action& action) {
      records.insert(traces::text_of(words.record(action)));
      ++enabled;
    });
    EXPECT_EQ(records.size(), enabled);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, SynodVariants,
    testing::Values(
        Case{"accept-ignores-promise", "p2b", 10}, Case{"accept-ignores-promise", "p2c", 10},
        Case{"accept-ignores-promise", "agreement", 12}, Case{"accept-ignores-promise", "stability", 12},
        Case{"accept-ignores-promise", "validity", 0},
        Case{"accept-ignores-promise", "one-value-per-ballot", 0}, Case{"proposer-ignores-votes", "p2b", 10},
        Case{"proposer-ignores-votes", "p2c", 10}, Case{"proposer-ignores-votes", "agreement", 12},
        Case{"proposer-ignores-votes", "stability", 12}, Case{"proposer-ignores-votes", "validity", 0},
        Case{"proposer-ignores-votes", "one-value-per-ballot", 0}, Case{"none", "agreement", 0},
        Case{"none", "p2b", 0}, Case{"none", "p2c", 0}, Case{"none", "stability", 0},
        Case{"none", "validity", 0}, Case{"none", "one-value-per-ballot", 0},
        Case{"none", "value-chosen", 6}),
    [](const testing::TestParamInfo<Case>& row) {
      std::string name = std::string(row.param.variant) + "_" + row.param.property;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

// ---- Words

const AcceptorId a1(0);
const AcceptorId a2(1);
const AcceptorId a3(2);
const Ballot ballot1(0);
const Ballot ballot2(1);
const Ballot ballot3(2);
const Value v1(0);
const Value v2(1);

/// Takes steps and tells them.
class Teller {
 public:
  explicit Teller(const Synod& model) : model_(model) {}

  std::string take(const Action& action) {
    const std::string sentence = synod::Words(model_).sentence(state_, action);
    state_ = model_.apply(state_, action);
    return sentence;
  }
  [[nodiscard]] std::string told(const Action& action) const {
    return synod::Words(model_).sentence(state_, action);
  }

 private:
  const Synod& model_;
  synod::State state_ = model_.initial_states().front();
};

TEST(SynodWords, SayWhoIsWho) {
  const Synod usual({3, 2, 2});
  EXPECT_EQ(synod::Words(usual).legend(),
            (std::vector<std::string>{
                "a1, a2 and a3: acceptors; any 2 are a majority",
                "ballots 1 and 2: each may propose one value, any of v1 and v2 where it is free to",
                "a promise of ballot b: to vote in no ballot below b",
                "a message, once sent, stays for all to act on"}));
  const Synod smallest({1, 1, 1});
  EXPECT_EQ(synod::Words(smallest).legend()[1], "ballot 1: it may propose one value, v1");
  EXPECT_EQ(synod::Words::process(Action::phase1a(ballot2)), "ballot 2");
  EXPECT_EQ(synod::Words::process(Action::phase2a(ballot2, v1)), "ballot 2");
  EXPECT_EQ(synod::Words::process(Action::phase1b(a1, ballot2)), "a1");
  EXPECT_EQ(synod::Words::process(Action::phase2b(a3, ballot2, v1)), "a3");
}

TEST(SynodWords, NameEachActionAsData) {
  EXPECT_EQ(traces::text_of(synod::Words::record(Action::phase1a(ballot1))), "type=phase-1a ballot=1");
  EXPECT_EQ(traces::text_of(synod::Words::record(Action::phase1b(a2, ballot1))),
            "type=phase-1b acceptor=a2 ballot=1");
  EXPECT_EQ(traces::text_of(synod::Words::record(Action::phase2a(ballot1, v2))),
            "type=phase-2a ballot=1 value=v2");
  EXPECT_EQ(traces::text_of(synod::Words::record(Action::phase2b(a2, ballot1, v2))),
            "type=phase-2b acceptor=a2 ballot=1 value=v2");
}

TEST(SynodWords, SayWhereAValueComesFrom) {
  const Synod model({3, 2, 3});
  Teller run(model);
  EXPECT_EQ(run.take(Action::phase1a(ballot1)), "ballot 1 asks a1, a2 and a3 for promises");
  EXPECT_EQ(run.take(Action::phase1b(a1, ballot1)), "a1 promises ballot 1 and reports that it has not voted");
  run.take(Action::phase1b(a2, ballot1));
  EXPECT_EQ(run.take(Action::phase2a(ballot1, v1)),
            "ballot 1 proposes v1: it is free to, as the majority {a1, a2} reports no vote");
  EXPECT_EQ(run.take(Action::phase2b(a1, ballot1, v1)), "a1 votes for v1 in ballot 1");
  run.take(Action::phase1a(ballot2));
  EXPECT_EQ(run.take(Action::phase1b(a1, ballot2)),
            "a1 promises ballot 2 and reports that its latest vote is for v1 in ballot 1");
  run.take(Action::phase1b(a2, ballot2));
  EXPECT_EQ(
      run.told(Action::phase2a(ballot2, v1)),
      "ballot 2 proposes v1, the value of the highest vote that the majority {a1, a2} reports, in ballot 1");

  const Synod wrong(model.bounds(), synod::rules_of_variant("proposer-ignores-votes").value());
  Teller wrong_run(wrong);
  for (const Action& action :
       {Action::phase1a(ballot1), Action::phase1b(a1, ballot1), Action::phase1b(a2, ballot1),
        Action::phase2a(ballot1, v1), Action::phase2b(a1, ballot1, v1), Action::phase1a(ballot2),
        Action::phase1b(a1, ballot2), Action::phase1b(a2, ballot2)}) {
    wrong_run.take(action);
  }
  EXPECT_EQ(wrong_run.told(Action::phase2a(ballot2, v2)),
            "ballot 2 proposes v2, although the highest vote that the majority {a1, a2} reports is for v1 in "
            "ballot 1");
  EXPECT_EQ(wrong_run.told(Action::phase2a(ballot2, v1)), run.told(Action::phase2a(ballot2, v1)));
  // A third promise, without a vote, sets the ballot free again, whatever the rules.
  wrong_run.take(Action::phase1b(a3, ballot2));
  EXPECT_EQ(wrong_run.told(Action::phase2a(ballot2, v2)),
            "ballot 2 proposes v2: it is free to, as the majority {a2, a3} reports no vote");
}

TEST(SynodWords, SayWhenAPromiseIsBroken) {
  const Synod model({1, 2, 2}, synod::rules_of_variant("accept-ignores-promise").value());
  Teller run(model);
  for (const Action& action : {Action::phase1a(ballot1), Action::phase1b(a1, ballot1),
                               Action::phase2a(ballot1, v2), Action::phase1a(ballot2)}) {
    run.take(action);
  }
  run.take(Action::phase1b(a1, ballot2));
  EXPECT_EQ(run.told(Action::phase2b(a1, ballot1, v2)),
            "a1 votes for v2 in ballot 1, although it has promised ballot 2");
}

TEST(SynodWords, SayWhatChangesAndWhatIsChosen) {
  const Synod model({1, 1, 1});
  const synod::Words words(model);
  std::vector<synod::State> states{model.initial_states().front()};
  for (const Action& action : {Action::phase1a(ballot1), Action::phase1b(a1, ballot1),
                               Action::phase2a(ballot1, v1), Action::phase2b(a1, ballot1, v1)}) {
    states.push_back(model.apply(states.back(), action));
  }
  EXPECT_EQ(traces::text_of(model::changes_between(words.attributes(states[0]), words.attributes(states[1]))),
            "ballot 1 begun: no → yes");
  EXPECT_EQ(traces::text_of(model::changes_between(words.attributes(states[1]), words.attributes(states[2]))),
            "a1 promised: none → ballot 1");
  EXPECT_EQ(traces::text_of(model::changes_between(words.attributes(states[2]), words.attributes(states[3]))),
            "ballot 1 proposal: none → v1");
  EXPECT_EQ(traces::text_of(model::changes_between(words.attributes(states[3]), words.attributes(states[4]))),
            "a1 vote: none → v1 in ballot 1");
  EXPECT_TRUE(words.notes(states[2], states[3]).empty());
  EXPECT_EQ(words.notes(states[3], states[4]),
            std::vector<std::string>{"v1 is chosen in ballot 1: {a1} voted for it"});
}

// ---- Which values a ballot may propose

/// The values that ballot 3 may propose when it has these reports; of an acceptor without, nothing.
std::string proposable(const std::vector<std::pair<AcceptorId, Vote>>& reports) {
  const Synod model({3, 2, 3});
  const Layout layout(model.bounds());
  synod::State state = model.initial_states().front();
  synod::Editor editor(layout, state);
  for (const auto& [acceptor, vote] : reports) editor.send_1b(acceptor, ballot3, vote);
  return model::name(model.proposable(model.view(state), ballot3));
}

TEST(SynodProposable, IsWhatSomeMajorityShows) {
  const Vote none;
  EXPECT_EQ(proposable({}), "");
  EXPECT_EQ(proposable({{a1, none}}), "") << "no majority";
  EXPECT_EQ(proposable({{a1, none}, {a2, none}}), "v1 and v2");
  EXPECT_EQ(proposable({{a1, none}, {a2, {ballot1, v2}}}), "v2");
  EXPECT_EQ(proposable({{a1, {ballot1, v1}}, {a2, {ballot2, v2}}}), "v2") << "the highest";
  EXPECT_EQ(proposable({{a1, {ballot1, v1}}, {a2, {ballot2, v2}}, {a3, none}}), "v1 and v2")
      << "{a1, a3} shows the one, {a2, a3} the other";
  EXPECT_EQ(proposable({{a1, none}, {a2, {ballot2, v2}}, {a3, none}}), "v1 and v2")
      << "{a1, a3} reports none";
  EXPECT_EQ(proposable({{a1, {ballot2, v1}}, {a2, {ballot2, v1}}, {a3, {ballot1, v2}}}), "v1")
      << "no majority has the vote in ballot 1 as its highest";
  // Under accept-ignores-promise an acceptor may have reported twice: it stands for both.
  EXPECT_EQ(proposable({{a1, none}, {a1, {ballot1, v2}}, {a2, none}}), "v2");
  EXPECT_EQ(proposable({{a1, {ballot1, v1}}, {a1, {ballot2, v2}}, {a2, {ballot1, v1}}}), "v2");
}

}  // namespace
}  // namespace paxoscope::tests
