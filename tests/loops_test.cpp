// Protects: of a run that goes on for ever every format says so: which steps repeat, where they begin again, and in what they differ.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "model/paxos/paxos.hpp"
#include "model/paxos/words.hpp"
#include "traces/dot.hpp"
#include "traces/html.hpp"
#include "traces/itf.hpp"
#include "traces/json.hpp"
#include "traces/loop.hpp"
#include "traces/replay.hpp"
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
using paxos::Action;
using paxos::Message;
using paxos::Paxos;
using traces::Loop;
using traces::TextStyle;

constexpr std::size_t kLength = 5;
constexpr std::size_t kMiddle = 3;

/// a2 is never reached, and the network delivers to the others what it has delivered before: the state after step 5 is that after step 3.
traces::Trace lasso(std::optional<Loop> loop) {
  const Paxos model({2, 1, 1, 1, 0, Budget::any(), Budget::any()});
  const paxos::AcceptorId a1(0);
  const Action prepare = Action::duplicate(Message::prepare(paxos::Ballot(0), a1));
  const Action promise = Action::duplicate(Message::promise(paxos::Ballot(0), a1, {}));
  const auto run = traces::replay(
      model,
      checker::Path<Action>{0, {Action::prepare(paxos::ProposerId(0)), prepare, promise, prepare, promise}});
  EXPECT_EQ(run.states[kMiddle], run.last());
  traces::Trace trace = traces::narrate(model, paxos::Words(model), run);
  trace.scenario = {{"protocol", "paxos"}};
  trace.property = "termination";
  trace.why = {"No value is ever chosen."};
  trace.loop = std::move(loop);
  return trace;
}

/// What stands between who is who and why, the first line before it.
std::string told(const traces::Trace& trace, TextStyle style, std::size_t width = 80) {
  const std::string text = traces::to_text(trace, {style, false, width});
  const std::size_t legend = text.find("\n\n") + 1;
  const std::size_t body = text.find("\n\n", legend + 1) + 2;
  const std::size_t end = text.rfind("\n\n");
  return text.substr(0, legend) + text.substr(body, end + 1 - body);
}

const std::string kFirstThree =
    "   1. p1 starts ballot 1 and asks a1 and a2 for promises\n"
    "       p1  ballot: none → 1; phase: idle → prepare\n"
    "   2. a1 promises ballot 1 and tells p1 that it has not voted; a second copy of the message stays in "
    "flight\n"
    "       a1  promised: none → ballot 1\n"
    "   3. p1 receives a1's promise of ballot 1 (1 of the 2 it needs); a second copy of the message stays in "
    "flight\n"
    "       p1  promises: {} → {a1}\n";
const std::string kLastTwo =
    "   4. a1 ignores the prepare of ballot 1: it has promised that very ballot; a second copy of the "
    "message "
    "stays in flight\n"
    "   5. p1 receives a1's promise of ballot 1 (1 of the 2 it needs); a second copy of the message stays in "
    "flight\n";

TEST(Loop, IsMarkedBetweenTheStepsOfAText) {
  EXPECT_EQ(told(lasso({}), TextStyle::kDiff),
            "Counterexample to termination in 5 steps\n" + kFirstThree + kLastTwo);
  EXPECT_EQ(told(lasso(Loop{kMiddle, ""}), TextStyle::kDiff),
            "Counterexample to termination: 5 steps, of which the last 2 repeat for ever\n" + kFirstThree +
                "  ── from here on, for ever ──\n" + kLastTwo + "  ── back where it was after step 3 ──\n");
  EXPECT_EQ(told(lasso(Loop{0, "each ballot is 2 higher"}), TextStyle::kDiff),
            "Counterexample to termination: 5 steps, which repeat for ever\n"
            "  ── from here on, for ever ──\n" +
                kFirstThree + kLastTwo + "  ── back where it began, but each ballot is 2 higher ──\n");
  EXPECT_EQ(told(lasso(Loop{kLength, ""}), TextStyle::kDiff),
            "Counterexample to termination in 5 steps, after which nothing can happen\n" + kFirstThree +
                kLastTwo + "  ── nothing can happen any more ──\n");
}

TEST(Loop, IsMarkedBetweenStatesToo) {
  const std::string full = told(lasso(Loop{kLength - 1, ""}), TextStyle::kFull);
  EXPECT_TRUE(full.starts_with(
      "Counterexample to termination: 5 steps, of which the last repeats for ever\n   1. p1 starts"));
  EXPECT_NE(full.find("       a2  promised: none; vote: none\n  ── from here on, for ever ──\n   5. p1"),
            std::string::npos);
  EXPECT_TRUE(
      full.ends_with("       a2  promised: none; vote: none\n  ── back where it was after step 4 ──\n"));
}

const std::string kTableHead =
    "                                     p1                       a1              a2\n"
    "  step  who  what                    ballot; phase; promises  promised; vote  promised; vote\n"
    "  ────  ───  ──────────────────────  ───────────────────────  ──────────────  ──────────────\n"
    "  0          (the beginning)         none; idle; {}           none; none      none; none\n";
const std::string kTableFirstThree =
    "  1     p1   asks for promises of 1  1; prepare; {}           ·               ·\n"
    "  2     a1   promises 1              ·                        ballot 1; none  ·\n"
    "  3     p1   hears promise 1         1; prepare; {a1}         ·               ·\n";
const std::string kTableLastTwo =
    "  4     a1   ignores prepare 1       ·                        ·               ·\n"
    "  5     p1   hears promise 1         ·                        ·               ·\n";

TEST(Loop, IsMarkedBetweenTheRowsOfATable) {
  const auto rows = [](std::size_t from) {
    const std::string text = told(lasso(Loop{from, ""}), TextStyle::kTable);
    return text.substr(text.find('\n') + 1);
  };
  EXPECT_EQ(rows(0), kTableHead + "  ── from here on, for ever ──\n" + kTableFirstThree + kTableLastTwo +
                         "  ── back where it began ──\n");
  EXPECT_EQ(rows(kMiddle), kTableHead + kTableFirstThree + "  ── from here on, for ever ──\n" +
                               kTableLastTwo + "  ── back where it was after step 3 ──\n");
  EXPECT_EQ(rows(kLength),
            kTableHead + kTableFirstThree + kTableLastTwo + "  ── nothing can happen any more ──\n");
}

TEST(Loop, IsALineAlongTheSideOfADiagram) {
  EXPECT_EQ(told(lasso(Loop{kMiddle, "each ballot is 2 higher"}), TextStyle::kDiagram),
            "Counterexample to termination: 5 steps, of which the last 2 repeat for ever\n"
            "         p1             a1             a2\n"
            "     1.   ●              │              │             asks for promises of 1\n"
            "     2.   ├──prepare 1──▶●              │             promises 1 (sent in 1)\n"
            "     3.   ●◀─────────────┤              │             hears promise 1 (sent in\n"
            "          │              │              │             2)\n"
            "┌▶        │              │              │             from here on, for ever\n"
            "│    4.   ├──prepare 1──▶●              │             ignores prepare 1 (sent in\n"
            "│         │              │              │             1)\n"
            "│    5.   ●◀─────────────┤              │             hears promise 1 (sent in\n"
            "│         │              │              │             2)\n"
            "└─        │              │              │             back where it was after\n"
            "          │              │              │             step 3, but each ballot is\n"
            "          │              │              │             2 higher\n"
            "  still in flight: p1 to a2 (prepare 1)\n");
  const std::string all = told(lasso(Loop{0, ""}), TextStyle::kDiagram);
  EXPECT_NE(all.find("a2\n┌▶        │              │              │             from here on, for ever\n"
                     "│    1.   ●"),
            std::string::npos)
      << all;
  const std::string ends = told(lasso(Loop{kLength, ""}), TextStyle::kDiagram);
  EXPECT_NE(ends.find("\n        │              │              │             nothing can happen any more\n"),
            std::string::npos)
      << ends;
  EXPECT_EQ(ends.find("▶   "), std::string::npos) << "nothing goes back";
}

TEST(Loop, IsDrawnWithinTheWidthThatThereIs) {
  for (const std::size_t from : {std::size_t{0}, kMiddle, kLength}) {
    for (const std::size_t width : {40U, 60U, 100U, 200U}) {
      std::istringstream text(told(lasso(Loop{from, "each ballot is 2 higher"}), TextStyle::kDiagram, width));
      std::string line;
      std::getline(text, line);
      std::size_t lines = 0;
      for (; std::getline(text, line); ++lines) EXPECT_LE(traces::columns_of(line), width) << line;
      EXPECT_GT(lines, kLength);
    }
  }
}

/// Where a crashed process is down when a loop begins and ends, its lane says so there too.
TEST(Loop, BeginsAndEndsWithProcessesAsTheyAre) {
  traces::Trace trace = lasso(Loop{kMiddle, ""});
  trace.steps[1].traffic.crashed = "a2";
  const std::string text = told(trace, TextStyle::kDiagram);
  EXPECT_NE(text.find("┌▶        │              │              ┊  "), std::string::npos) << text;
  EXPECT_NE(text.find("└─        │              │              ┊  "), std::string::npos) << text;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// The numbers that a pattern finds in a text, in their order.
std::vector<double> numbers(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::vector<double> found;
  for (std::sregex_iterator match(text.begin(), text.end(), expression); match != std::sregex_iterator();
       ++match) {
    for (std::size_t i = 1; i < match->size(); ++i) found.push_back(std::stod((*match)[i]));
  }
  return found;
}

TEST(Loop, IsAnArrowBackInAPicture) {
  const std::string none = traces::to_svg(lasso({}));
  EXPECT_EQ(none.find("loop"), std::string::npos) << "not in the style sheet either";
  for (const std::size_t from : {std::size_t{0}, kMiddle, kLength - 1}) {
    const std::string svg = traces::to_svg(lasso(Loop{from, "each ballot is 2 higher"}));
    EXPECT_EQ(count(svg, "<g class=\"loop\">"), 1U);
    EXPECT_EQ(count(svg, "<title>back where it "), 1U);
    EXPECT_EQ(count(svg, ">for ever, but each ballot is 2 higher</text>"), 1U);
    const std::string loop = svg.substr(svg.find("<g class=\"loop\">"));
    const std::string arrow = loop.substr(0, loop.find("</g>"));
    const auto box = numbers(svg, R"re(viewBox="0 0 ([\d.]+) ([\d.]+)")re");
    for (const double x : numbers(arrow, R"([MLH]([\d.]+))")) EXPECT_TRUE(0 < x && x < box[0]) << arrow;
    for (const double y : numbers(arrow, R"((?:[ML][\d.]+ |V)([\d.]+))"))
      EXPECT_TRUE(0 < y && y < box[1]) << arrow;
    // It points to between two steps, and comes from below the last.
    const auto rows = numbers(svg, R"re(class="number" x="[\d.]+" y="([\d.]+)")re");
    const auto tip = numbers(arrow, R"re(class="head" d="M([\d.]+) ([\d.]+))re");
    ASSERT_EQ(rows.size(), kLength);
    EXPECT_LT(from == 0 ? 0 : rows[from - 1], tip[1]);
    EXPECT_LT(tip[1], rows[from]);
    const auto label = numbers(arrow, R"re(<text x="([\d.]+)" y="([\d.]+)")re");
    EXPECT_LT(rows.back(), label[1]);
    EXPECT_LT(label[0] + 40 * 6.9, box[0]) << "the words do not end beyond the picture";
    // What is on its way may yet arrive.
    EXPECT_EQ(svg.find("never received"), std::string::npos);
  }
  const std::string ends = traces::to_svg(lasso(Loop{kLength, ""}));
  EXPECT_EQ(count(ends, "<g class=\"loop\"><title>nothing can happen any more</title>\n<text"), 1U);
  EXPECT_NE(ends.find("never received"), std::string::npos);
}

TEST(Loop, OfAPageIsThatOfItsPictureAndItsData) {
  const std::string page = traces::to_html(lasso(Loop{kMiddle, "each ballot is 2 higher"}), {});
  EXPECT_NE(
      page.find("<title>Counterexample to termination: 5 steps, of which the last 2 repeat for ever</title>"),
      std::string::npos);
  EXPECT_EQ(count(page, "<g class=\"loop\">"), 1U);
  EXPECT_NE(
      page.find(
          R"("loop":{"from":3,"but":"each ballot is 2 higher","marks":{"begin":"from here on, for ever",)"
          R"("end":"back where it was after step 3, but each ballot is 2 higher"}})"),
      std::string::npos);
  const std::string without = traces::to_html(lasso({}), {});
  EXPECT_NE(without.find("<title>Counterexample to termination, in 5 steps</title>"), std::string::npos);
  EXPECT_EQ(without.find("\"loop\":"), std::string::npos);
}

TEST(Loop, IsReadBackFromJsonAndItf) {
  for (const std::optional<Loop>& loop :
       {std::optional<Loop>(), std::optional(Loop{0, ""}),
        std::optional(Loop{kMiddle, "each ballot is 2 higher"}), std::optional(Loop{kLength, ""})}) {
    const nlohmann::ordered_json json = traces::to_json(lasso(loop));
    EXPECT_EQ(traces::parse_trace(json.dump()).loop, loop);
    EXPECT_EQ(json.contains("loop"), loop.has_value());
    const nlohmann::ordered_json itf = traces::to_itf(lasso(loop));
    EXPECT_EQ(traces::parse_trace(itf.dump()).loop, loop);
    EXPECT_EQ(itf.contains("loop"), loop.has_value());
    if (!loop) continue;
    EXPECT_EQ(json["loop"], (nlohmann::ordered_json{{"from", loop->from}, {"but", loop->but}}));
    EXPECT_EQ(itf["loop"], loop->from);
  }
  // The last state is the one that the index names: the same but for the action that led there.
  nlohmann::ordered_json states = traces::to_itf(lasso(Loop{kMiddle, ""}))["states"];
  for (const std::size_t i : {kMiddle, kLength}) states[i].erase("#meta");
  EXPECT_EQ(states[kMiddle], states[kLength]);
}

/// The message with which a document is refused, after `edit`.
template <typename Edit>
std::string refusal(nlohmann::ordered_json document, Edit&& edit) {
  edit(document);
  try {
    traces::parse_trace(document.dump());
  } catch (const traces::TraceFileError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Loop, OfAFileMustBeOneOfItsRun) {
  using Json = nlohmann::ordered_json;
  const traces::Trace trace = lasso(Loop{kMiddle, "x"});
  const Json json = traces::to_json(trace);
  EXPECT_EQ(refusal(json, [](Json& d) { d["loop"]["from"] = 5; }), "accepted");
  EXPECT_EQ(refusal(json, [](Json& d) { d["loop"]["from"] = 6; }),
            "\"loop\" goes back to after 6 steps, but there are 5");
  EXPECT_EQ(refusal(json, [](Json& d) { d["loop"]["from"] = -1; }),
            "\"loop\" goes back to after -1 steps, but there are 5");
  EXPECT_EQ(refusal(json, [](Json& d) { d["loop"].erase("from"); }), "\"loop\" has no \"from\"");
  EXPECT_EQ(refusal(json, [](Json& d) { d["loop"].erase("but"); }), "\"loop\" has no \"but\"");
  EXPECT_EQ(refusal(json, [](Json& d) { d["loop"]["but"] = 7; }), "\"but\" of \"loop\" must be a string");
  EXPECT_EQ(refusal(json, [](Json& d) { d["loop"]["to"] = 7; }), "\"loop\" has an unknown key \"to\"");
  EXPECT_EQ(refusal(json, [](Json& d) { d["loop"] = 3; }), "\"loop\" must be an object");
  const Json itf = traces::to_itf(trace);
  EXPECT_EQ(refusal(itf, [](Json& d) { d["loop"] = 6; }),
            "\"loop\" goes back to after 6 steps, but there are 5");
  EXPECT_EQ(refusal(itf, [](Json& d) { d.erase("loop"); }), "the document has an unknown key \"but\"");
}

TEST(Loop, EndsStatesAsTlcDoes) {
  const std::string plain = traces::to_tla(lasso({}));
  const std::size_t last = plain.find("State 6: <duplicate(promise, 1, a1)>\n");
  ASSERT_NE(last, std::string::npos);
  EXPECT_EQ(traces::to_tla(lasso(Loop{kMiddle, ""})),
            plain.substr(0, last) + "Back to state 4: <duplicate(promise, 1, a1)>\n\n");
  EXPECT_EQ(traces::to_tla(lasso(Loop{kLength, ""})), plain + "State 7: Stuttering\n\n");
  // A state that is another is shown before it is said how.
  EXPECT_EQ(traces::to_tla(lasso(Loop{0, "each ballot is 2 higher"})),
            plain + "Back to state 1: <for ever, but each ballot is 2 higher>\n\n");
}

TEST(Loop, IsAGroupInSequenceDiagrams) {
  const auto between = [](const std::string& text, const std::string& begin) {
    const std::size_t at = text.find(begin);
    return at == std::string::npos ? text : text.substr(at);
  };
  EXPECT_EQ(between(traces::to_mermaid(lasso(Loop{kMiddle, "a; b"})), "  Note over p1: 3"),
            "  Note over p1: 3. hears promise 1\n"
            "  loop for ever, but a#59; b\n"
            "  p1->>a1: prepare 1\n"
            "  Note over a1: 4. ignores prepare 1\n"
            "  a1->>p1: promise 1, no vote\n"
            "  Note over p1: 5. hears promise 1\n"
            "  end\n"
            "  Note over p1,a2: ✗ violates termination\n");
  EXPECT_EQ(between(traces::to_plantuml(lasso(Loop{kLength - 1, ""})), "note over a1 : 4"),
            "note over a1 : 4. ignores prepare 1\n"
            "loop for ever\n"
            "a1 -> p1 : promise 1, no vote\n"
            "note over p1 : 5. hears promise 1\n"
            "end\n"
            "note over p1, a2 : ✗ violates termination\n"
            "@enduml\n");
  EXPECT_NE(traces::to_mermaid(lasso(Loop{0, ""}))
                .find("  participant a2 as a2, acceptor\n  loop for ever\n  Note over p1: 1."),
            std::string::npos);
  const std::string ends = traces::to_mermaid(lasso(Loop{kLength, ""}));
  EXPECT_EQ(ends.find("loop"), std::string::npos);
  EXPECT_NE(ends.find("  Note over p1,a2: nothing can happen any more\n  Note over p1,a2: ✗"),
            std::string::npos);
}

TEST(Loop, HasStepsWithTwoFramesInAGraph) {
  const std::string graph = traces::to_dot(lasso(Loop{kMiddle, "each ballot is 2 higher"}));
  EXPECT_NE(graph.find("that violates termination\n"
                       "steps 4 and 5 are taken for ever, but each ballot is 2 higher (two frames)\";"),
            std::string::npos);
  EXPECT_EQ(count(graph, "peripheries=2"), 2U);
  EXPECT_EQ(count(traces::to_dot(lasso(Loop{0, ""})), "peripheries=2"), kLength);
  const std::string ends = traces::to_dot(lasso(Loop{kLength, ""}));
  EXPECT_NE(ends.find("that violates termination\nat its end nothing can happen any more\";"),
            std::string::npos);
  EXPECT_EQ(count(ends, "peripheries=2"), 0U);
}

TEST(Loop, EndsAStory) {
  const auto end = [](const Loop& loop) { return traces::story_of(lasso(loop)).back(); };
  EXPECT_TRUE(traces::story_of(lasso({})).empty());
  EXPECT_EQ(end({0, ""}),
            "After step 5 the run is back where it began; so steps 1 to 5 are taken again and again.");
  EXPECT_EQ(
      end({kMiddle, "each ballot is 2 higher"}),
      "After step 5 the run is back where it was after step 3, but each ballot is 2 higher; so steps 4 and 5 "
      "are taken again and again.");
  EXPECT_EQ(end({kLength - 1, ""}),
            "After step 5 the run is back where it was after step 4; so step 5 is taken again and again.");
  EXPECT_EQ(end({kLength, ""}), "After step 5 the run is over: nothing can happen any more.");
}

TEST(Loop, OfARunWithoutStepsIsThatNothingCanHappen) {
  traces::Trace trace = lasso(Loop{0, ""});
  trace.steps.clear();
  trace.situations.resize(1);
  EXPECT_EQ(traces::repeats_after(trace), std::nullopt);
  EXPECT_EQ(traces::extent_of(trace), "0 steps, after which nothing can happen");
  EXPECT_EQ(traces::story_of(trace), std::vector<std::string>{"Nothing can happen."});
  for (const TextStyle style : {TextStyle::kDiff, TextStyle::kTable, TextStyle::kDiagram})
    EXPECT_NE(told(trace, style).find("nothing can happen any more"), std::string::npos);
  EXPECT_EQ(count(traces::to_svg(trace), "<g class=\"loop\">"), 1U);
  EXPECT_TRUE(traces::to_tla(trace).ends_with("State 2: Stuttering\n\n"));
  EXPECT_EQ(traces::parse_trace(traces::to_itf(trace).dump()).loop, trace.loop);
}

TEST(Loop, LeavesALogAsItIs) {
  EXPECT_EQ(traces::to_shiviz(lasso(Loop{kMiddle, ""})), traces::to_shiviz(lasso({})));
}

}  // namespace
}  // namespace paxoscope::tests
