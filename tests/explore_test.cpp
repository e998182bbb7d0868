// Protects: what the explorer answers. Goals are read as docs/explorer.md says, or refused with what would be right; the shortest way to a goal
// is as long as `check` says; paths that lead nowhere are refused; nothing that a stranger can send is more than a refusal.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/limits.hpp"
#include "cli/erased_model.hpp"
#include "cli/explore/explorer.hpp"
#include "cli/explore/goal.hpp"
#include "cli/explore/seek.hpp"
#include "cli/keys.hpp"
#include "cli/protocol.hpp"

namespace paxoscope::tests {
namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;
using nlohmann::ordered_json;
using Outcome = cli::Sought::Outcome;

cli::CheckRequest request(const std::string& protocol, const Keys& keys) {
  cli::RequestBuilder builder;
  builder.set_protocol(protocol, {"test", true});
  for (const auto& [key, value] : keys) {
    if (key == cli::kNetworkKey) builder.set_network({value, false}, {"test", true});
  }
  for (const auto& [key, value] : keys) {
    if (key != cli::kNetworkKey) builder.set(key, {value, false}, {"test", true});
  }
  return builder.finish({"test", true});
}

const Keys kSmall{{"proposers", "1"}, {"values", "1"}, {"learners", "0"}, {"loss", "none"}};
const Keys kBroken{{"variant", "accept-ignores-promise"}, {"learners", "0"}, {"loss", "none"}};

/// A model with what can be asked of it.
struct Opened {
  explicit Opened(const std::string& protocol, const Keys& keys = {})
      : scenario(request(protocol, keys).scenario),
        model(scenario.protocol->open(scenario)),
        vocabulary(cli::goal_vocabulary(scenario, *model)) {}

  [[nodiscard]] cli::Sought seek(const std::string& goal, std::uint64_t states_max = 200'000) const {
    return cli::seek(*model, model->initial_state(), cli::parse_goal(goal, vocabulary), vocabulary,
                     states_max);
  }
  /// The state after these places, and the one before it.
  [[nodiscard]] std::pair<std::string, std::string> end_of(const std::vector<std::size_t>& places) const {
    std::string before = model->initial_state();
    std::string state = before;
    for (const std::size_t place : places) {
      before = state;
      state = model->after(before, place);
    }
    return {before, state};
  }

  cli::Scenario scenario;
  std::unique_ptr<cli::LiveModel> model;
  cli::GoalVocabulary vocabulary;
};

// ---- Goals

class GoalTest : public ::testing::Test {
 protected:
  static const Opened& paxos() {
    static const Opened opened("paxos");
    return opened;
  }
  static std::vector<cli::GoalFact> facts(std::string_view text) {
    return cli::parse_goal(text, paxos().vocabulary).facts();
  }
  static std::string name_of(const cli::GoalFact& fact) {
    const std::string negation = fact.is_negated ? "not " : "";
    switch (fact.kind) {
      case cli::GoalFact::Kind::kChosen:
        return fmt::format("{}chosen({})", negation, fact.value);
      case cli::GoalFact::Kind::kAttribute: {
        const model::Attribute& a = paxos().vocabulary.attributes[fact.index];
        return fmt::format("{}{}.{} = {}", negation, a.process, a.field, fact.value);
      }
      case cli::GoalFact::Kind::kProperty:
        return fmt::format("{}{}", negation, paxos().vocabulary.properties[fact.index]->name);
    }
    return "";
  }
  static std::string read(std::string_view text) {
    std::string all;
    for (const cli::GoalFact& fact : facts(text)) all += (all.empty() ? "" : " and ") + name_of(fact);
    return all;
  }
};

TEST_F(GoalTest, IsReadInAllItsForms) {
  const std::vector<std::pair<std::string, std::string>> forms{
      {"chosen", "chosen()"},
      {"chosen(v1)", "chosen(v1)"},
      {"chosen( v2 )", "chosen(v2)"},
      {"v1 chosen", "chosen(v1)"},
      {"v1 is chosen", "chosen(v1)"},
      {"not chosen(v1)", "not chosen(v1)"},
      {"a1.promised = ballot 2", "a1.promised = ballot 2"},
      {"  a1 . promised=ballot   2  ", "a1.promised = ballot 2"},
      {"a1.promised == ballot 2", "a1.promised = ballot 2"},
      {"a1.promised != none", "not a1.promised = none"},
      {"not a1.promised != none", "a1.promised = none"},
      {"a1.vote = \"v1 in ballot 1\"", "a1.vote = v1 in ballot 1"},
      {"p1.promises = {a1, a2}", "p1.promises = {a1, a2}"},
      {"p2 has prepared", "not p2.phase = idle"},
      {"not p2 has prepared", "p2.phase = idle"},
      {"violates p2b", "p2b"},
      {"reaches value-learned", "value-learned"},
      {"not violates p2b", "not p2b"},
      {"v1 chosen while p2 has prepared", "chosen(v1) and not p2.phase = idle"},
      {"chosen(v1) and\tchosen(v2) and not a1.vote = none",
       "chosen(v1) and chosen(v2) and not a1.vote = none"},
      {"a1.vote = \"this and that\"", "a1.vote = this and that"},
      {"a1.vote = android", "a1.vote = android"},
  };
  for (const auto& [text, meaning] : forms) EXPECT_EQ(read(text), meaning) << text;
}

TEST_F(GoalTest, IsRefusedWithWhereAndWhatWouldBeRight) {
  struct Mistake {
    std::string text;
    std::size_t column;
    std::string says;
  };
  const std::vector<Mistake> mistakes{
      {"", 1, "nothing is asked"},
      {" \t ", 1, "nothing is asked"},
      {"nonsense", 1, "'nonsense' is no fact; a fact is such as chosen(v1)"},
      {"chosen(v3)", 8, "unknown value 'v3'; did you mean 'v1'?"},
      {"chosen(v1", 1, "has no )"},
      {"v9 chosen", 1, "unknown value 'v9'"},
      {"chosen(v1) and", 15, "a fact is missing"},
      {"and chosen(v1)", 1, "a fact is missing"},
      {"not", 4, "a fact is missing"},
      {"a1.promissed = none", 4, "unknown field of a1 'promissed'; did you mean 'promised'?"},
      {"chosen and b1.vote = none", 12, "unknown process 'b1'; did you mean 'p1'?"},
      {"a1.vote", 8, "'a1.vote' is to be = or != what?"},
      {"a1.vote =", 10, "a value is missing here, such as a1.vote = none"},
      {"vote = none", 1, "'vote = none' names no field"},
      {"violates p2d", 10, "unknown property 'p2d'; did you mean 'p2b'?"},
      {"violates value-chosen", 10, "ask for 'reaches value-chosen'"},
      {"reaches agreement", 9, "ask for 'violates agreement'"},
      {"not violates stability", 5, "stability is about steps"},
      {"a1 has prepared", 1, "unknown field of a1 'phase'; known: promised, vote"},
      {"a1.vote = \"v1", 11, "nothing closes"},
      {"größer = 1 and nonsense", 1, "names no field"},
      {"chosen and größer and x", 12, "'größer' is no fact"},
  };
  for (const Mistake& mistake : mistakes) {
    try {
      static_cast<void>(facts(mistake.text));
      ADD_FAILURE() << "accepted: " << mistake.text;
    } catch (const cli::GoalError& error) {
      EXPECT_EQ(error.column(), mistake.column) << mistake.text << ": " << error.what();
      EXPECT_NE(std::string(error.what()).find(mistake.says), std::string::npos)
          << mistake.text << ": " << error.what();
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
  }
}

TEST_F(GoalTest, OfJunkIsRefusedInOneLine) {
  checker::Dice dice(1);
  const std::vector<std::string> pieces{
      "chosen", "(",  ")",        "v1",           "and", "not",
      " ",      "\"", "=",        "!=",           ".",   "a1",
      "phase",  "p2", "while",    "has prepared", "\n",  std::string(1, '\0'),
      "\xFF",   "ö",  "violates", "p2b",          "==",  "!"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t length = dice.below(9); length > 0; --length) text += pieces[dice.below(pieces.size())];
    try {
      EXPECT_FALSE(facts(text).empty());
    } catch (const cli::GoalError& error) {
      EXPECT_GE(error.column(), 1U);
      EXPECT_LE(error.column(), text.size() + 1) << text;
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
  }
}

TEST_F(GoalTest, HasExamplesThatCanBeRead) {
  for (const char* protocol : {"paxos", "synod", "sketch", "last-voting", "fast-paxos", "multi-paxos"}) {
    const Opened opened(protocol);
    const auto examples = cli::goal_examples(opened.vocabulary);
    EXPECT_FALSE(examples.empty());
    for (const std::string& example : examples)
      EXPECT_NO_THROW(static_cast<void>(cli::parse_goal(example, opened.vocabulary)))
          << protocol << ": " << example;
  }
}

TEST_F(GoalTest, MayNameWhatHasBlanksInIt) {
  const Opened synod("synod");
  EXPECT_EQ(synod.seek("ballot 1.begun = yes").places.size(), 1U);
  const Opened sketch("sketch");
  EXPECT_EQ(sketch.seek("p1.highest returned = none").outcome, Outcome::kFound);
}

// ---- Models without their types

class ErasedTest : public ::testing::TestWithParam<const char*> {};

TEST_P(ErasedTest, IsTheModelThatItStandsFor) {
  const cli::CheckRequest small =
      request(GetParam(), std::string_view(GetParam()) == "paxos" ? kSmall : Keys{});
  const auto model = small.scenario.protocol->open(small.scenario);
  const cli::ErasedModel erased(*model, model->initial_state());
  const checker::Exploration found =
      checker::breadth_first_search(erased, checker::NoProperties<std::string>{});
  // Again with nothing but places.
  std::set<std::string> states{model->initial_state()};
  std::vector<std::string> queue{model->initial_state()};
  std::uint64_t generated = 1;
  while (!queue.empty()) {
    const std::string state = queue.back();
    queue.pop_back();
    ASSERT_EQ(model->actors_in(state).size(), model->enabled(state));
    for (const std::size_t actor : model->actors_in(state)) ASSERT_LT(actor, model->actors());
    for (std::size_t place = 0; place < model->enabled(state); ++place) {
      ++generated;
      const std::string next = model->after(state, place);
      if (states.insert(next).second) queue.push_back(next);
    }
  }
  EXPECT_EQ(found.statistics.distinct, states.size());
  EXPECT_EQ(found.statistics.generated, generated);
}

INSTANTIATE_TEST_SUITE_P(Protocol, ErasedTest, ::testing::Values("paxos", "synod"));

// ---- Seeking

TEST(Seek, FindsWaysAsLongAsCheckDoes) {
  for (const Keys& keys : {Keys{}, kBroken}) {
    const Opened opened("paxos", keys);
    cli::CheckRequest base = request("paxos", keys);
    base.errors_max = 32;
    base.scenario.properties_chosen = true;  // then witnesses are shown too
    const cli::CheckResult result =
        base.scenario.protocol->check(base, cli::search_options_of(base), [](const auto& /*statistics*/) {});
    for (const cli::PropertyResult& p : result.properties) {
      if (!p.length) continue;
      const bool is_witness = p.property->kind == invariants::Kind::kWitness;
      const cli::Sought sought =
          opened.seek(fmt::format("{} {}", is_witness ? "reaches" : "violates", p.property->name), 2'000'000);
      ASSERT_EQ(sought.outcome, Outcome::kFound) << p.property->name;
      EXPECT_EQ(sought.places.size(), *p.length) << p.property->name;
    }
  }
}

TEST(Seek, FindsTheKnownLengths) {
  const Opened broken("paxos", kBroken);
  EXPECT_EQ(broken.seek("violates p2b").places.size(), 12U);
  const Opened paxos("paxos", {{"loss", "none"}, {"learners", "0"}});
  const cli::Sought chosen = paxos.seek("chosen(v1)");
  EXPECT_EQ(chosen.places.size(), paxos.seek("reaches value-chosen").places.size());
  EXPECT_EQ(chosen.places.size(), 7U);  // begin, two promises, two receipts, two votes
  EXPECT_EQ(paxos.seek("v1 chosen while p2 has prepared").places.size(), 8U);
}

TEST(Seek, EndsWhereTheGoalHolds) {
  const Opened opened("paxos", kBroken);
  for (const std::string goal :
       {"chosen(v2)", "v1 chosen while p2 has prepared", "a3.vote = v2 in ballot 2",
        "violates p2b and a3.promised = none", "not a1.promised = none and p1.phase = idle"}) {
    const cli::Sought sought = opened.seek(goal);
    ASSERT_EQ(sought.outcome, Outcome::kFound) << goal;
    const auto [before, state] = opened.end_of(sought.places);
    EXPECT_TRUE(cli::parse_goal(goal, opened.vocabulary).holds(*opened.model, before, state)) << goal;
    EXPECT_EQ(opened.seek(goal).places, sought.places) << "the same every time";
  }
}

TEST(Seek, TakesNoStepWhereItIsSoAlready) {
  const Opened opened("paxos", kSmall);
  const cli::Sought sought = opened.seek("p1.phase = idle");
  EXPECT_EQ(sought.outcome, Outcome::kFound);
  EXPECT_TRUE(sought.places.empty());
}

TEST(Seek, KnowsWhatIsUnreachableAndWhatItSawInstead) {
  const Opened opened("paxos", kSmall);
  const cli::Sought sought = opened.seek("a1.vote = v7 in ballot 9");
  EXPECT_EQ(sought.outcome, Outcome::kUnreachable);
  EXPECT_EQ(sought.states, 77U);
  EXPECT_EQ(sought.values_seen, (std::vector<std::vector<std::string>>{{"none", "v1 in ballot 1"}}));
}

TEST(Seek, StopsAtItsLimit) {
  const Opened opened("paxos");
  const cli::Sought sought = opened.seek("violates agreement", 500);
  EXPECT_EQ(sought.outcome, Outcome::kLimit);
  EXPECT_LE(sought.states, 500U);
  EXPECT_GT(sought.complete_depth, 0U);
}

// ---- Answers

TEST(Explorer, TellsTheRunToAState) {
  const cli::Explorer explorer(request("paxos", kBroken).scenario);
  const ordered_json start = explorer.run("");
  EXPECT_EQ(start["run"]["length"], 0);
  EXPECT_TRUE(start["run"]["property"].is_null());
  EXPECT_EQ(start["choices"].size(), 1U);
  EXPECT_NE(start["svg"].get<std::string>().find("<svg"), std::string::npos);
  const ordered_json found = explorer.seek("", "violates p2b");
  ASSERT_TRUE(found["found"]);
  EXPECT_EQ(found["steps"], 12);
  const ordered_json end = explorer.run(found["path"].get<std::string>());
  EXPECT_EQ(end["path"], found["path"]);
  EXPECT_EQ(end["run"]["property"], "p2b");
  EXPECT_EQ(end["run"]["departure"]["step"], 8);
  EXPECT_EQ(end["run"]["states"].size(), 13U);
  EXPECT_EQ(end["choices"].size(), 13U);
  // The choice that was taken last says what it violates.
  const ordered_json& last = end["choices"][11][end["places"][11].get<std::size_t>()];
  EXPECT_EQ(last["brings"], (ordered_json{"p2b", "p2c"}));
  EXPECT_EQ(last["sentence"], end["run"]["steps"][11]["text"]);
  // From the middle of it, the rest.
  std::string half;
  for (std::size_t i = 0; i < 6; ++i)
    half += fmt::format("{}{}", i == 0 ? "" : ".", end["places"][static_cast<std::size_t>(i)].get<int>());
  EXPECT_EQ(explorer.seek(half, "violates p2b")["steps"], 6);
}

TEST(Explorer, OffersOfALinkThatKeepsOrderWhatIsNext) {
  Keys keys{{"acceptors", "1"}, {"proposers", "1"}, {"attempts", "2"}, {"learners", "0"}, {"loss", "none"}};
  const Opened in_any_order("paxos", keys);
  keys.emplace_back("network", "fifo");
  const Opened in_order("paxos", keys);
  // Both ballots are started: two prepares are on their way.
  EXPECT_EQ(in_any_order.model->enabled(in_any_order.end_of({0, 0}).second), 2U);
  EXPECT_EQ(in_order.model->enabled(in_order.end_of({0, 0}).second), 1U);
}

TEST(Explorer, RefusesPathsThatLeadNowhere) {
  const cli::Explorer explorer(request("paxos", kSmall).scenario);
  const std::string longest = [] {
    std::string path = "0";
    for (int i = 0; i < 1000; ++i) path += ".0";
    return path;
  }();
  const std::vector<std::pair<std::string, std::string>> mistakes{
      {"x", "path: step 1 is no number"},
      {".", "path: step 1 is no number"},
      {"0.", "path: step 2 is no number"},
      {"0..1", "path: step 2 is no number"},
      {"-1", "path: step 1 is no number"},
      {"0 ", "path: step 1 is no number"},
      {"99999999999999999999999", "path: step 1 is no number"},
      {"7", "path: step 1 has place 7, but 1 thing can happen there"},
      {"0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0", "nothing can happen there"},
      {longest, "more than 1,000 steps"},
  };
  for (const auto& [path, says] : mistakes) {
    try {
      static_cast<void>(explorer.run(path));
      ADD_FAILURE() << "accepted: " << path;
    } catch (const cli::QuestionError& error) {
      EXPECT_NE(std::string(error.what()).find(says), std::string::npos) << path << ": " << error.what();
    }
    EXPECT_THROW(static_cast<void>(explorer.seek(path, "chosen")), cli::QuestionError);
  }
}

TEST(Explorer, SaysWhyNothingWasFound) {
  const cli::Explorer all(request("paxos", kSmall).scenario);
  const ordered_json nowhere = all.seek("", "a1.promised = ballot 7");
  EXPECT_FALSE(nowhere["found"]);
  EXPECT_TRUE(nowhere["unreachable"]);
  EXPECT_EQ(
      nowhere["reason"],
      "No way leads there: all 77 states that can be reached from here were visited. a1.promised was seen to "
      "be: ballot 1; none.");
  const cli::Explorer few(request("paxos", {}).scenario, 100);
  const ordered_json limited = few.seek("", "violates agreement");
  EXPECT_FALSE(limited["found"]);
  EXPECT_FALSE(limited["unreachable"]);
  EXPECT_NE(limited["reason"].get<std::string>().find("Not found among the first 100 states"),
            std::string::npos);
}

TEST(Explorer, DescribesTheScenarioOfEachProtocol) {
  for (const char* protocol : {"paxos", "synod", "sketch", "last-voting", "fast-paxos", "multi-paxos"}) {
    const cli::Explorer explorer(request(protocol, {}).scenario);
    const ordered_json scenario = explorer.scenario();
    EXPECT_TRUE(
        scenario["command"].get<std::string>().starts_with(std::string("paxoscope explore ") + protocol));
    EXPECT_TRUE(scenario["trace"].is_null());
    EXPECT_FALSE(scenario["goals"]["fields"].empty());
    EXPECT_EQ(scenario["goals"]["values"].size(), 2U);
    EXPECT_FALSE(explorer.run("0")["choices"][1].empty());
  }
}

// Of a protocol with several initial states a saved run begins in its own.
TEST(Explorer, BeginsWhereASavedRunDoes) {
  const cli::CheckRequest asked = request("last-voting", {});
  const auto model = asked.scenario.protocol->open(asked.scenario, 5);
  const std::vector<std::string> initial = model->initial_states();
  ASSERT_EQ(initial.size(), 8U);
  EXPECT_EQ(model->initial_state(), initial[5]);
  EXPECT_EQ(asked.scenario.protocol->open(asked.scenario)->initial_state(), initial[0]);
  const traces::Trace trace = model->tell({1, 0});
  EXPECT_EQ(trace.initial_state, 5U);
  const cli::Explorer explorer(cli::SavedRun{asked.scenario, trace});
  const cli::Explorer from_the_first(asked.scenario);
  EXPECT_EQ(explorer.scenario()["trace"]["path"], "1.0") << explorer.scenario()["trace"];
  EXPECT_TRUE(explorer.scenario()["command"].get<std::string>().ends_with(" --initial-state 5"));
  EXPECT_NE(explorer.run("")["run"], from_the_first.run("")["run"]);
}

}  // namespace
}  // namespace paxoscope::tests
