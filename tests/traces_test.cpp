// Protects: a trace survives its own format, and replay takes nothing on trust.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "graph_model.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/words.hpp"
#include "traces/json.hpp"
#include "traces/replay.hpp"
#include "traces/text.hpp"

namespace paxoscope::tests {
namespace {

using model::Budget;
using paxos::Action;
using paxos::Message;
using paxos::Paxos;
using traces::ReplayError;

const paxos::AcceptorId a1(0);
const paxos::Ballot ballot1(0);
const paxos::Value v1(0);
const paxos::LearnerId l1(0);

/// One of each process and one value, where a choice takes four steps.
Paxos smallest_model() { return Paxos({1, 1, 1, 1, 1, Budget::any(), Budget::any()}); }

std::vector<Action> choice() {
  return {Action::prepare(paxos::ProposerId(0)), Action::deliver(Message::prepare(ballot1, a1)),
          Action::duplicate(Message::promise(ballot1, a1, {})),
          Action::deliver(Message::accept(ballot1, v1, a1))};
}

TEST(Replay, TakesEnabledActions) {
  const Paxos model = smallest_model();
  const auto run = traces::replay(model, checker::Path<Action>{0, choice()});
  EXPECT_EQ(run.states.size(), 5U);
  EXPECT_FALSE(model.history(run.last()).chosen().empty());
  EXPECT_TRUE(model.history(run.last_but_one()).chosen().empty());
}

TEST(Replay, RefusesAtTheStepThatIsNotEnabled) {
  const Paxos model = smallest_model();
  auto actions = choice();
  actions[2] = Action::deliver(Message::accept(ballot1, v1, a1));
  try {
    traces::replay(model, checker::Path<Action>{0, actions});
    FAIL();
  } catch (const ReplayError& error) {
    EXPECT_EQ(error.step(), 3U);
  }
  EXPECT_THROW(traces::replay(model, checker::Path<Action>{1, {}}), ReplayError);
}

TEST(Replay, OfAnEmptyPathEndsWhereItStarts) {
  const auto run = traces::replay(GraphModel::of({{0}}), checker::Path<GraphModel::Action>{});
  EXPECT_EQ(run.last(), 0);
  EXPECT_EQ(run.last_but_one(), 0);
}

traces::Trace told() {
  const Paxos model = smallest_model();
  const paxos::Words words(model);
  traces::Trace trace =
      traces::narrate(model, words, traces::replay(model, checker::Path<Action>{0, choice()}));
  trace.scenario = {{"protocol", "paxos"},
                    {"acceptors", std::int64_t{1}},
                    {"property", std::vector<std::string>{"x", "y"}}};
  trace.property = "value-chosen";
  trace.is_witness = true;
  trace.why = {"v1 is chosen."};
  return trace;
}

TEST(Text, TellsEachStepAndOnlyWhatChanged) {
  EXPECT_EQ(traces::to_text(told()),
            "Witness of value-chosen in 4 steps\n"
            "\n"
            "  a1: acceptor; alone a majority\n"
            "  p1: proposer; it owns ballot 1 and proposes v1 when it is free to\n"
            "  l1: learner\n"
            "  a promise of ballot b: to vote in no ballot below b\n"
            "\n"
            "   1. p1 starts ballot 1 and asks a1 for promises\n"
            "       p1  ballot: none → 1; phase: idle → prepare\n"
            "   2. a1 promises ballot 1 and tells p1 that it has not voted\n"
            "       a1  promised: none → ballot 1\n"
            "   3. p1 receives a1's promise of ballot 1, which completes the majority {a1}; it proposes v1, "
            "its own "
            "value, as no vote was "
            "reported; a second copy of the message stays in flight\n"
            "       p1  phase: prepare → accept\n"
            "   4. a1 votes for v1 in ballot 1 and tells learner l1\n"
            "       a1  vote: none → v1 in ballot 1\n"
            "       * v1 is chosen in ballot 1: {a1} voted for it\n"
            "\n"
            "  v1 is chosen.\n");
}

TEST(Json, ReadsBackWhatItWrote) {
  const traces::Trace trace = told();
  const traces::SavedTrace saved = traces::parse_trace(traces::to_json(trace).dump());
  EXPECT_EQ(saved.scenario, trace.scenario);
  EXPECT_EQ(saved.property, "value-chosen");
  EXPECT_TRUE(saved.is_witness);
  ASSERT_EQ(saved.actions.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(saved.actions[i], trace.steps[i].action);

  const Paxos model = smallest_model();
  const auto run = traces::replay(model, paxos::Words(model), saved);
  EXPECT_EQ(run.path.actions, choice());
}

TEST(Json, ActionsAreFoundWhateverTheOrderOfTheirFields) {
  const Paxos model = smallest_model();
  traces::SavedTrace saved = traces::parse_trace(traces::to_json(told()).dump());
  for (model::Record& record : saved.actions) std::reverse(record.begin(), record.end());
  EXPECT_EQ(traces::replay(model, paxos::Words(model), saved).path.actions, choice());
}

TEST(Json, RefusesAnActionThatIsNotPossibleAndSaysWhere) {
  const Paxos model = smallest_model();
  traces::SavedTrace saved = traces::parse_trace(traces::to_json(told()).dump());
  saved.actions.erase(saved.actions.begin() + 1);
  try {
    traces::replay(model, paxos::Words(model), saved);
    FAIL();
  } catch (const ReplayError& error) {
    EXPECT_EQ(error.step(), 2U);
    EXPECT_STREQ(error.what(),
                 "no such action is possible here: type=duplicate message=promise ballot=1 acceptor=a1");
  }
}

/// The message with which a document is refused, after `edit`.
template <typename Edit>
std::string refusal(Edit&& edit) {
  nlohmann::ordered_json document = traces::to_json(told());
  edit(document);
  try {
    traces::parse_trace(document.dump());
  } catch (const traces::TraceFileError& error) {
    EXPECT_EQ(error.kind(), traces::TraceFileError::Kind::kContents);
    return error.what();
  }
  return "accepted";
}

TEST(Json, SaysWhatIsWrongWithADocument) {
  using Json = nlohmann::ordered_json;
  EXPECT_EQ(refusal([](Json&) {}), "accepted");
  EXPECT_EQ(refusal([](Json& d) { d = 7; }), "the document must be an object");
  EXPECT_EQ(refusal([](Json& d) { d.erase("schema_version"); }), "the document has no \"schema_version\"");
  EXPECT_EQ(refusal([](Json& d) { d["schema_version"] = 2; }),
            "schema_version is 2; this program reads version 1");
  EXPECT_EQ(refusal([](Json& d) { d["kind"] = "song"; }), "its kind is neither \"trace\" nor \"result\"");
  EXPECT_EQ(refusal([](Json& d) { d["scenario"] = "x"; }), "\"scenario\" must be an object");
  EXPECT_EQ(refusal([](Json& d) { d["scenario"]["acceptors"] = 1.5; }),
            "\"acceptors\" of \"scenario\" must be a string, a whole number or an array of strings");
  EXPECT_EQ(refusal([](Json& d) { d["scenario"]["acceptors"] = 18446744073709551615U; }),
            "\"acceptors\" of \"scenario\" is too large a number");
  EXPECT_EQ(refusal([](Json& d) { d["shows"] = 1; }), "\"shows\" of the document must be a string");
  EXPECT_EQ(refusal([](Json& d) { d["shows"] = "off"; }), "\"shows\" must be \"violation\" or \"witness\"");
  EXPECT_EQ(refusal([](Json& d) { d["initial_state"] = -1; }),
            "\"initial_state\" must be a whole number, 0 or more");
  EXPECT_EQ(refusal([](Json& d) { d["steps"] = 3; }), "\"steps\" must be an array");
  EXPECT_EQ(refusal([](Json& d) { d["steps"][1]["step"] = 7; }), "step 2 is numbered 7");
  EXPECT_EQ(refusal([](Json& d) { d["steps"][1].erase("action"); }), "step 2 has no \"action\"");
  EXPECT_EQ(refusal([](Json& d) { d["length"] = 3; }), "\"length\" is 3, but there are 4 steps");
}

TEST(Json, NamesTheByteOfASyntaxError) {
  try {
    traces::parse_trace("{\"schema_version\": }");
    FAIL();
  } catch (const traces::TraceFileError& error) {
    EXPECT_EQ(error.kind(), traces::TraceFileError::Kind::kSyntax);
    EXPECT_STREQ(error.what(), "not JSON: the mistake is at byte 20");
  }
}

// ---- Sentences that the catalogue's runs do not reach

TEST(Words, SayWhyNothingHappens) {
  const Paxos model({2, 2, 2, 2, 0, Budget::any(), Budget::none()});
  const paxos::Words words(model);
  const paxos::AcceptorId a2(1);
  const paxos::ProposerId p1(0);
  const paxos::ProposerId p2(1);
  const paxos::Ballot ballot2(1);
  const paxos::Ballot ballot3(2);
  paxos::State state = model.initial_states().front();
  const auto take = [&](const Action& action) {
    const std::string sentence = words.sentence(state, action);
    state = model.apply(state, action);
    return sentence;
  };
  take(Action::prepare(p1));
  take(Action::prepare(p2));
  take(Action::deliver(Message::prepare(ballot2, a1)));
  EXPECT_EQ(take(Action::deliver(Message::prepare(ballot1, a1))),
            "a1 ignores the prepare of ballot 1: it has promised ballot 2");
  take(Action::deliver(Message::prepare(ballot1, a2)));
  take(Action::prepare(p1));
  EXPECT_EQ(take(Action::deliver(Message::promise(ballot1, a2, {}))),
            "p1 receives a2's promise of ballot 1, too late: it is in ballot 3");
  EXPECT_EQ(take(Action::lose(Message::prepare(ballot3, a1))),
            "the network loses p1's prepare of ballot 3 to a1");
  take(Action::deliver(Message::prepare(ballot2, a2)));
  take(Action::deliver(Message::promise(ballot2, a1, {})));
  take(Action::deliver(Message::promise(ballot2, a2, {})));
  EXPECT_EQ(take(Action::deliver(Message::accept(ballot2, paxos::Value(1), a2))),
            "a2 votes for v2 in ballot 2");
  EXPECT_EQ(take(Action::deliver(Message::prepare(ballot3, a2))),
            "a2 promises ballot 3 and tells p1 that its latest vote is for v2 in ballot 2");
  EXPECT_EQ(words.sentence(state, Action::lose(Message::promise(ballot3, a2, {ballot2, paxos::Value(1)}))),
            "the network loses a2's promise of ballot 3 to p1");
  EXPECT_EQ(words.sentence(state, Action::lose(Message::accept(ballot2, paxos::Value(1), a1))),
            "the network loses p2's proposal of v2 in ballot 2 to a1");
}

TEST(Words, SayWhereAValueComesFrom) {
  const Paxos model({1, 2, 1, 2, 1, Budget::any(), Budget::none()});
  const paxos::Words words(model);
  const paxos::Ballot ballot2(1);
  paxos::State state = model.initial_states().front();
  for (const Action& action :
       {Action::prepare(paxos::ProposerId(0)), Action::deliver(Message::prepare(ballot1, a1)),
        Action::deliver(Message::promise(ballot1, a1, {})), Action::deliver(Message::accept(ballot1, v1, a1)),
        Action::prepare(paxos::ProposerId(1)), Action::deliver(Message::prepare(ballot2, a1))}) {
    state = model.apply(state, action);
  }
  const Action promise = Action::deliver(Message::promise(ballot2, a1, {ballot1, v1}));
  EXPECT_EQ(words.sentence(state, promise),
            "p2 receives a1's promise of ballot 2, which completes the majority {a1}; it proposes v1, the "
            "value of the "
            "highest vote "
            "reported, in ballot 1");
  EXPECT_EQ(words.sentence(state, Action::deliver(Message::accepted(ballot1, v1, a1, l1))),
            "l1 hears that a1 voted for v1 in ballot 1");
  EXPECT_EQ(words.sentence(state, Action::lose(Message::accepted(ballot1, v1, a1, l1))),
            "the network loses the news of a1's vote for v1 in ballot 1 to l1");

  const Paxos wrong(model.bounds(), paxos::rules_of_variant("proposer-ignores-votes").value());
  EXPECT_EQ(paxos::Words(wrong).sentence(state, promise),
            "p2 receives a1's promise of ballot 2, which completes the majority {a1}; it proposes v2, its "
            "own value, "
            "although the "
            "highest vote reported is for v1 in ballot 1");
}

}  // namespace
}  // namespace paxoscope::tests
