// Protects: what diagrams and formats say of a run is so: who hears of what from whom, what comes before what, and what is not needed.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "model/paxos/paxos.hpp"
#include "model/paxos/words.hpp"
#include "model/sketch/sketch.hpp"
#include "model/sketch/words.hpp"
#include "traces/causal_order.hpp"
#include "traces/diagram.hpp"
#include "traces/itf.hpp"
#include "traces/json.hpp"
#include "traces/messages.hpp"
#include "traces/needed.hpp"
#include "traces/sequence.hpp"
#include "traces/shiviz.hpp"
#include "traces/story.hpp"
#include "traces/svg.hpp"
#include "traces/text.hpp"
#include "traces/tla.hpp"
#include "traces/wrap.hpp"

namespace paxoscope::tests {
namespace {

using model::Budget;
using model::Term;
using paxos::Action;
using paxos::Message;
using paxos::Paxos;

const paxos::AcceptorId a1(0);
const paxos::AcceptorId a2(1);
const paxos::Ballot ballot1(0);
const paxos::ProposerId p1(0);
const paxos::Value v1(0);

/// Two acceptors and one proposer: a run in which a1's promise is received twice, a2's prepare is lost, and a2 never hears of anything.
struct Example {
  Paxos model{
      {2, 1, 1, 1, 1, Budget::any(), Budget::any()},
      paxos::rules_of(model::choices_of(paxos::rules(), "promise-quorum = size:1, vote-quorum = size:1"))};
  paxos::Words words{model};
  traces::Run<Paxos> run = traces::replay(
      model, checker::Path<Action>{0,
                                   {Action::prepare(p1), Action::lose(Message::prepare(ballot1, a2)),
                                    Action::deliver(Message::prepare(ballot1, a1)),
                                    Action::duplicate(Message::promise(ballot1, a1, {})),
                                    Action::deliver(Message::promise(ballot1, a1, {})),
                                    Action::deliver(Message::accept(ballot1, v1, a1))}});
  traces::Trace trace = traces::narrate(model, words, run);
};

/// "prepare 1 p1→a1: sent 1, received 3 by a1"
std::vector<std::string> described(const std::vector<traces::SentMessage>& messages) {
  std::vector<std::string> lines;
  for (const traces::SentMessage& m : messages) {
    std::string line =
        m.message.text + " " + m.message.from + "→" + m.message.to + ": sent " + std::to_string(m.sent + 1);
    for (const traces::Receipt& receipt : m.receipts)
      line += ", received " + std::to_string(receipt.step + 1) + " by " + receipt.process;
    if (m.lost) line += ", lost " + std::to_string(*m.lost + 1);
    lines.push_back(line + (m.is_in_flight() ? ", in flight" : ""));
  }
  return lines;
}

TEST(Messages, AreFollowedFromTheirSenderToTheirEnd) {
  EXPECT_EQ(described(traces::messages_of(Example().trace)),
            (std::vector<std::string>{
                "prepare 1 p1→a1: sent 1, received 3 by a1", "prepare 1 p1→a2: sent 1, lost 2",
                "promise 1, no vote a1→p1: sent 3, received 4 by p1, received 5 by p1",
                "accept v1 in 1 p1→a1: sent 4, received 6 by a1", "accept v1 in 1 p1→a2: sent 4, in flight",
                "voted v1 in 1 a1→l1: sent 6, in flight"}));
}

TEST(Messages, OfCallsComeAndGoInOneStep) {
  const sketch::Sketch model({1, 1, 1, 1, Budget::any()});
  const sketch::Words words(model);
  const sketch::Action lost{p1, sketch::Call::kPrepare, a1, sketch::Fate::kLost};
  const sketch::Action returns{p1, sketch::Call::kPropose, a1, sketch::Fate::kReturns};
  const auto run = traces::replay(model, checker::Path<sketch::Action>{0, {lost, returns}});
  const traces::Trace trace = traces::narrate(model, words, run);
  EXPECT_EQ(
      described(traces::messages_of(trace)),
      (std::vector<std::string>{
          "prepare 1 p1→a1: sent 1, lost 1", "accept v1 in 1 p1→a1: sent 2, received 2 by a1",
          "voted v1 in 1 a1→p1: sent 2, received 2 by p1", "returns v1 p1→l1: sent 2, received 2 by l1"}));
  EXPECT_EQ(traces::places_of(trace.steps[1]), (std::vector<std::string>{"p1", "a1", "l1"}));
}

TEST(CausalOrder, IsThatOfProcessesAndMessagesAndNoOther) {
  const traces::CausalOrder order(Example().trace);
  using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;
  EXPECT_EQ(order.covering(), (Pairs{{0, 1}, {0, 2}, {2, 3}, {3, 4}, {3, 5}}));
  EXPECT_TRUE(order.happens_before(0, 5));
  EXPECT_FALSE(order.happens_before(1, 2)) << "what is lost has no consequences";
  EXPECT_FALSE(order.happens_before(4, 5));
  EXPECT_FALSE(order.happens_before(5, 4));
  EXPECT_FALSE(order.happens_before(3, 3));
}

TEST(Needed, AreTheStepsWithoutWhichItIsNotShown) {
  const Example e;
  const auto is_chosen = [&](const traces::Run<Paxos>& run) {
    return !e.model.history(run.last()).chosen().empty();
  };
  EXPECT_EQ(traces::needed_steps(e.model, e.words, e.run, is_chosen),
            (std::vector<bool>{true, false, true, true, false, true}));
  const auto left = traces::shrunk(e.model, e.words, e.run, is_chosen);
  EXPECT_EQ(left.path.actions.size(), 4U);
  EXPECT_TRUE(is_chosen(left));
  // Of what is shown from the beginning nothing is needed.
  EXPECT_EQ(traces::needed_steps(e.model, e.words, e.run, [](const auto& /*run*/) { return true; }),
            std::vector<bool>(6, false));
}

TEST(Diagram, MarksWhatCounts) {
  const traces::Diagram diagram = traces::diagram_of(Example().trace);
  ASSERT_EQ(diagram.lanes.size(), 4U);
  EXPECT_EQ(diagram.rows[1].lane, std::nullopt) << "the network has no lane";
  EXPECT_EQ(diagram.rows[2].label, "promises 1");
  EXPECT_TRUE(diagram.rows[2].has_promise_that_counts);
  EXPECT_EQ(diagram.rows[3].label, "proposes v1 in 1");
  EXPECT_EQ(diagram.rows[4].label, "hears promise 1");
  EXPECT_EQ(diagram.rows[5].label, "votes v1 in 1");
  EXPECT_TRUE(diagram.rows[5].has_vote_that_counts);
  EXPECT_FALSE(diagram.rows[2].has_vote_that_counts);
  EXPECT_EQ(diagram.rows[5].chosen, "v1 chosen in 1 by {a1}");
}

TEST(Term, IsWrittenAsTlaHasIt) {
  const Term a = Term::name("a1");
  const Term set = Term::set({Term::number(2), Term::number(-1), Term::number(2)});
  EXPECT_EQ(traces::to_tla(set), "{-1, 2}");
  EXPECT_EQ(traces::to_tla(Term::record({{"type", Term::text("1a")}, {"bal", Term::number(1)}})),
            R"([type |-> "1a", bal |-> 1])");
  EXPECT_EQ(traces::to_tla(Term::function({{a, Term::tuple({a, Term::number(1)})}, {Term::name("a2"), set}})),
            "(a1 :> <<a1, 1>> @@ a2 :> {-1, 2})");
  EXPECT_EQ(traces::to_tla(Term::function({})), "<<>>");
  EXPECT_EQ(Term::set({a, Term::name("a2")}), Term::set({Term::name("a2"), a}));
}

TEST(Itf, IsReadBackAsTheRunThatItIs) {
  Example e;
  e.trace.scenario = {{"protocol", "paxos"}};
  e.trace.property = "value-chosen";
  e.trace.is_witness = true;
  const traces::SavedTrace saved = traces::parse_trace(traces::to_itf(e.trace).dump());
  EXPECT_EQ(saved.property, "value-chosen");
  EXPECT_TRUE(saved.is_witness);
  EXPECT_EQ(traces::replay(e.model, e.words, saved).path.actions, e.run.path.actions);
  traces::compare_variables(saved, e.trace);
}

/// What is said of a document in ITF whose states are other than those of its run, after `edit`.
template <typename Edit>
std::string difference_of_itf(Edit&& edit) {
  Example e;
  e.trace.scenario = {{"protocol", "paxos"}};
  nlohmann::ordered_json document = traces::to_itf(e.trace);
  edit(document["states"]);
  try {
    traces::compare_variables(traces::parse_trace(document.dump()), e.trace);
  } catch (const traces::ReplayError& error) {
    return std::to_string(error.step()) + ": " + error.what();
  }
  return "the same";
}

TEST(Itf, StatesMustBeThoseOfTheRun) {
  using Json = nlohmann::ordered_json;
  EXPECT_EQ(difference_of_itf([](Json&) {}), "the same");
  EXPECT_EQ(difference_of_itf([](Json& states) { states[4]["promised"] = states[0]["promised"]; }),
            "4: in the file \"promised\" of the state after it is otherwise");
  EXPECT_EQ(difference_of_itf([](Json& states) { states[0].erase("vote"); }),
            "0: of the state after it the file has no \"vote\"");
  EXPECT_EQ(difference_of_itf([](Json& states) { states[2]["x"] = 1; }),
            "2: the state after it has no \"x\", as the file says");
  // Others write sets in another order, and small numbers as such.
  EXPECT_EQ(difference_of_itf([](Json& states) {
              for (Json& state : states) {
                state["lost"] = std::stoi(state["lost"]["#bigint"].get<std::string>());
                for (const char* set : {"net", "cast", "proposed"})
                  std::reverse(state[set]["#set"].begin(), state[set]["#set"].end());
              }
            }),
            "the same");
}

/// The message with which a document in ITF is refused, after `edit`.
template <typename Edit>
std::string refusal_of_itf(Edit&& edit) {
  Example e;
  e.trace.scenario = {{"protocol", "paxos"}};
  nlohmann::ordered_json document = traces::to_itf(e.trace);
  edit(document);
  try {
    traces::parse_trace(document.dump());
  } catch (const traces::TraceFileError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Itf, SaysWhatIsWrongWithADocument) {
  using Json = nlohmann::ordered_json;
  EXPECT_EQ(refusal_of_itf([](Json&) {}), "accepted");
  EXPECT_EQ(refusal_of_itf([](Json& d) { d.erase("#meta"); }),
            "it is in ITF, but it does not say what was checked: \"#meta\" has no \"paxoscope\"");
  EXPECT_EQ(refusal_of_itf([](Json& d) { d["#meta"]["paxoscope"] = 7; }),
            "\"paxoscope\" of \"#meta\" must be an object");
  EXPECT_EQ(refusal_of_itf([](Json& d) { d["states"] = Json::array(); }),
            "\"states\" must be an array of at least one");
  EXPECT_EQ(refusal_of_itf([](Json& d) { d["states"][2].erase("action"); }), "state 2 has no \"action\"");
  EXPECT_EQ(refusal_of_itf([](Json& d) { d["states"][2]["action"] = "x"; }),
            "\"action\" of state 2 must be a record");
  EXPECT_EQ(refusal_of_itf([](Json& d) {
              d["states"][2]["action"]["ballot"] = {{"#bigint", "1x"}};
            }),
            "\"ballot\" of the action of state 2 is not a number that can be read: '1x'");
  EXPECT_EQ(refusal_of_itf([](Json& d) { d["states"][2].erase("#meta"); }), "accepted");
}

TEST(Shiviz, GivesEachEventTheClockOfAllThatItKnowsOf) {
  EXPECT_EQ(traces::to_shiviz(Example().trace),
            "(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})\n"
            "\n"
            "p1 starts ballot 1 and asks a1 and a2 for promises\n"
            "p1 {\"p1\":1}\n"
            "the network loses p1's prepare of ballot 1 to a2\n"
            "network {\"network\":1, \"p1\":1}\n"
            "a1 promises ballot 1 and tells p1 that it has not voted\n"
            "a1 {\"a1\":1, \"p1\":1}\n"
            "p1 receives a1's promise of ballot 1, which completes the quorum {a1}; it proposes v1, its own "
            "value, as no vote was reported; a second copy of the message stays in flight\n"
            "p1 {\"a1\":1, \"p1\":2}\n"
            "p1 receives a1's promise of ballot 1, which it no longer needs: it has proposed\n"
            "p1 {\"a1\":1, \"p1\":3}\n"
            "a1 votes for v1 in ballot 1 and tells learner l1\n"
            "a1 {\"a1\":2, \"p1\":2}\n");
}

TEST(Text, DrawsLanesWithinTheWidthThatThereIs) {
  const Example e;
  for (const std::size_t width : {40U, 60U, 100U, 200U}) {
    const std::string text = traces::to_text(e.trace, {traces::TextStyle::kDiagram, false, width});
    const std::string lanes = text.substr(text.find("\n   1.") + 1);
    for (std::size_t at = 0; at < lanes.size();) {
      const std::size_t end = lanes.find('\n', at);
      EXPECT_LE(traces::columns_of(lanes.substr(at, end - at)), width) << lanes.substr(at, end - at);
      at = end + 1;
    }
  }
}

TEST(Story, OfARunThatShowsNothingSaysWhatHappened) {
  EXPECT_EQ(
      traces::story_of(Example().trace),
      (std::vector<std::string>{"In step 4 p1 proposes v1 in ballot 1, having the promise of a1 (step 3), "
                                "which reports no vote. With the vote of a1 (step 6) v1 is chosen in "
                                "ballot 1."}));
}

TEST(Wrap, BreaksBetweenWordsAndCountsLetters) {
  EXPECT_EQ(traces::wrapped("a bb ccc", 4), (std::vector<std::string>{"a bb", "ccc"}));
  EXPECT_EQ(traces::wrapped("→→ →", 4), (std::vector<std::string>{"→→ →"}));
  EXPECT_EQ(traces::wrapped("", 4), (std::vector<std::string>{""}));
  EXPECT_EQ(traces::wrapped("toolongaword a", 4), (std::vector<std::string>{"toolongaword", "a"}));
}

TEST(Formats, SayNothingOfWhatAProtocolDoesNotTell) {
  // As of a protocol that brings the fewest words along.
  traces::Trace trace;
  trace.property = "p";
  trace.situations.resize(2);
  traces::Step step;
  step.process = "x";
  step.action = {{"type", "go"}};
  step.sentence = "x goes";
  trace.steps.push_back(step);
  EXPECT_TRUE(traces::story_of(trace).empty());
  EXPECT_EQ(traces::to_tla(trace), "State 1: <Initial predicate>\n\nState 2: <go()>\n\n");
  EXPECT_EQ(traces::to_mermaid(trace), "sequenceDiagram\n  title A run that violates p\n");
  EXPECT_EQ(traces::to_plantuml(trace), "@startuml\ntitle A run that violates p\n@enduml\n");
  EXPECT_NE(traces::to_svg(trace).find("violates p"), std::string::npos);
  EXPECT_EQ(traces::to_itf(trace)["states"].size(), 2U);
  for (const auto style : {traces::TextStyle::kTable, traces::TextStyle::kDiagram})
    EXPECT_NE(traces::to_text(trace, {style, true, 80}).find("Counterexample to p in 1 step"),
              std::string::npos);
}

}  // namespace
}  // namespace paxoscope::tests
