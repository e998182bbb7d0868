// Protects: the catalogue of variants. Each is searched and is as it says, at bounds of which none can be lowered; and what the table and
// its page in the docs show is what there is.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

nlohmann::json catalogue() {
  const TemporaryDirectory directory;
  const Finished finished = run({"variants", "--json", "-"}, directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_output << finished.standard_error;
  return nlohmann::json::parse(finished.standard_output);
}

TEST(Variants, AreAllAsTheCatalogueSays) {
  const nlohmann::json all = catalogue();
  EXPECT_EQ(all.at("variants").size(), 142U);
  EXPECT_EQ(all.at("violated"), 104);
  EXPECT_EQ(all.at("holds"), 35);
  EXPECT_EQ(all.at("vacuous"), 3);
  EXPECT_EQ(all.at("not_as_catalogued"), 0);
  for (const nlohmann::json& row : all.at("variants")) {
    EXPECT_EQ(row.at("as_catalogued"), true) << row;
    EXPECT_EQ(row.at("verdict") == "violated", row.at("length").is_number()) << row;
    // What holds does so although a value can be chosen.
    EXPECT_TRUE(row.at("verdict") != "holds" || row.at("chosen_in").is_number()) << row;
    EXPECT_EQ(row.at("rules").empty(), row.at("name") == "none") << row;
    EXPECT_TRUE(row.at("verdict") == "violated" || row.at("name") == "none" || row.at("remark") != "") << row;
  }
}

// The first step that the specified protocol would not take so, and by which of the rules that the variant changes.
TEST(Variants, ThatBreakSayWhereTheyLeaveTheSpecifiedProtocol) {
  const nlohmann::json all = catalogue();
  std::map<std::string, nlohmann::json> departures;
  for (const nlohmann::json& row : all.at("variants")) {
    const nlohmann::json& departure = row.at("departure");
    ASSERT_EQ(departure.is_null(), row.at("verdict") != "violated") << row;
    if (departure.is_null()) continue;
    EXPECT_LE(departure.at("step"), row.at("length")) << row;
    // What is changed makes the difference; of the sketch, what is not repaired.
    const auto& changed = row.at("rules");
    for (const nlohmann::json& rule : departure.at("rules")) {
      const std::string text = rule;
      const bool is_one_of_them = row.at("protocol") == "sketch"
                                      ? text == "run-number=id" || text == "promises-needed=none" ||
                                            text == "votes-needed=none" || text == "vote-promises=no"
                                      : std::find(changed.begin(), changed.end(), rule) != changed.end();
      EXPECT_TRUE(is_one_of_them) << row;
    }
    departures[std::string(row.at("protocol")) + " " + std::string(row.at("name"))] = departure;
  }
  const auto expect = [&](const char* variant, int step, const char* rule, const char* specified) {
    SCOPED_TRACE(variant);
    const nlohmann::json& departure = departures.at(variant);
    EXPECT_EQ(departure.at("step"), step);
    EXPECT_EQ(departure.at("rules").dump(), std::string("[\"") + rule + "\"]");
    EXPECT_EQ(departure.at("specified"), specified);
  };
  expect("paxos accept-ignores-promise", 8, "may-vote=always",
         "a1 does not vote for v1 in ballot 1: it has promised ballot 2");
  expect("paxos promises-anything", 6, "may-promise=always",
         "a2 ignores the prepare of ballot 1: it has promised ballot 2");
  expect("paxos promise-not-recorded", 8, "promise-record=forgotten",
         "a1 does not vote for v1 in ballot 1: it has promised ballot 2");
  expect("paxos vote-is-no-promise", 15, "vote-promises=no",
         "a3 does not vote for v1 in ballot 1: it has promised ballot 2");
  expect("paxos proposes-twice", 13, "proposals=several",
         "p2 receives a3's promise of ballot 2, which it no longer needs: it has proposed");
  expect("paxos shared-ballots-promised-again", 2, "ballot-owner=shared",
         "p2 starts ballot 2 and asks a1, a2 and a3 for promises");
  expect("paxos proposes-lowest-reported-value", 18, "proposal-value=lowest-reported",
         "p3 receives a3's promise of ballot 3, which completes the majority {a1, a3}; it proposes v2, the "
         "value of the highest vote reported, in ballot 2");
  expect("paxos counts-copies", 11, "counting=messages",
         "p2 receives a1's promise of ballot 2 (1 of the 2 it needs)");
  expect("paxos chosen-by-too-few", 11, "vote-quorum=one-short",
         "it takes more than this before v1 is chosen in ballot 1");
  expect("paxos learns-from-first-vote", 7, "learning=first-vote",
         "it takes more than this before l1 has learned v1");
  expect("fast-paxos proposes-any-reported-value", 14, "proposal-value=any-reported",
         "ballot 2 does not propose v2: by the votes reported it may only propose v1");
  expect("fast-paxos votes-for-several", 6, "votes-in-ballot=several",
         "a1 does not vote for v2 in ballot 1: it has voted for v1 in it");
  expect("synod accept-ignores-promise", 9, "may-vote=always",
         "a1 does not vote for v1 in ballot 1: it has promised ballot 2");
  expect("synod proposer-ignores-votes", 9, "proposal-value=own",
         "ballot 2 does not propose v2: by the votes reported it may only propose v1");
  expect("synod proposes-twice", 5, "proposals=several", "ballot 1 does not propose v2: it has proposed v1");
  expect("synod one-short-of-a-majority", 5, "promise-quorum=one-short",
         "ballot 1 does not propose v1: no majority has promised it");
}

/// The command of a row with another value of `key`.
Words command_with(const nlohmann::json& row, const std::string& key, int value) {
  Words command = words(row.at("command").get<std::string>().c_str());
  command.erase(command.begin());  // the program
  const auto option = std::find(command.begin(), command.end(), "--" + key);
  *std::next(option) = std::to_string(value);
  return command;
}

TEST(Variants, ThatBreakTakeTheBoundsTheySay) {
  const nlohmann::json all = catalogue();
  int lowered = 0;
  for (const nlohmann::json& row : all.at("variants")) {
    if (row.at("verdict") != "violated") continue;
    for (const char* key : {"acceptors", "processes", "proposers", "attempts", "values", "ballots", "phases",
                            "slots", "learners", "duplication", "crashes"}) {
      if (!row.at("scenario").contains(key) || !row.at("scenario").at(key).is_number()) continue;
      const int value = row.at("scenario").at(key);
      // Three acceptors are what people think of, though many mistakes show with one.
      const bool is_of_acceptors = key == std::string("acceptors") || key == std::string("processes");
      const bool may_be_none = key == std::string("learners") || key == std::string("crashes");
      const int least = is_of_acceptors ? 3 : may_be_none ? 0 : 1;
      if (value <= least) continue;
      // With one value these cannot fail, as the report says; to search it all the same would take long.
      if (key == std::string("values") && value == 2 && row.at("property") != "learned-is-chosen") continue;
      const TemporaryDirectory directory;
      Words command = command_with(row, key, value - 1);
      const Finished finished = run(command, directory);
      EXPECT_NE(finished.status, kViolated) << shown(command) << "\n" << finished.standard_output;
      ++lowered;
    }
  }
  EXPECT_GT(lowered, 40);
}

TEST(Variants, OfOneProtocolCanBeAskedFor) {
  const TemporaryDirectory directory;
  const Finished finished = run({"variants", "synod", "--json", "v.json"}, directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(finished.standard_output.starts_with("variants of synod\n")) << finished.standard_output;
  EXPECT_FALSE(contains(finished.standard_output, "variants of paxos")) << finished.standard_output;
  EXPECT_EQ(nlohmann::json::parse(directory.read("v.json")).at("variants").size(), 22U);
  expect_refused(run({"variants", "sinod"}, directory), kUsage, "did you mean 'synod'?");
  expect_refused(run(words("variants --json - --markdown -"), directory), kUsage,
                 "two outputs go to standard output (-)");
  expect_refused(run({"variants", "--json", "none/v.json"}, directory), kSystem, "none/v.json");
}

TEST(Variants, InAMatrixSayWhichPropertyCatchesThem) {
  const TemporaryDirectory directory;
  const Finished finished = run({"variants", "synod", "--matrix", "--json", "v.json"}, directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output,
                       "\nvalidity catches none of them\n"
                       "learners-agree catches none of them\n"
                       "learned-is-chosen catches none of them\n"))
      << finished.standard_output;
  const nlohmann::json matrix = nlohmann::json::parse(directory.read("v.json")).at("matrix");
  EXPECT_EQ(matrix.at("rows").size(), 22U);
  const nlohmann::json& caught = matrix.at("rows").at(1).at("caught");
  EXPECT_EQ(matrix.at("rows").at(1).at("name"), "accept-ignores-promise");
  EXPECT_EQ(
      caught.dump(),
      R"({"agreement":12,"one-value-per-ballot":null,"p2b":10,"p2c":10,"stability":12,"validity":null})");
  // Where quorums do not meet P2b fails and P2c does not; the other way round it never was.
  EXPECT_EQ(matrix.at("properties").at(2).dump(),
            R"({"as_good":["agreement","p2b","stability"],"catches":13,"name":"p2c"})");
}

TEST(Variants, WithQuorumsThatTheAcceptorsDoNotMakeUpAreRefused) {
  const TemporaryDirectory directory;
  expect_refused(
      run(words("check paxos --variant grid-quorums"), directory), kMakesNoSense,
      "check: variant grid-quorums: rule promise-quorum=rows:2x2: is a grid of 4, but there are 3 acceptors");
}

// `./test refresh` writes the page.
TEST(Variants, GoldenPageOfTheDocsIsWhatIsFound) {
  const TemporaryDirectory directory;
  const Finished finished = run({"variants", "--matrix", "--markdown", "-"}, directory);
  ASSERT_EQ(finished.status, kHolds) << finished.standard_error;
  const std::string path = std::string(PAXOSCOPE_SOURCE_DIR) + "/docs/variants.md";
  std::ifstream file(path, std::ios::binary);
  std::ostringstream page;
  page << file.rdbuf();
  const std::string text = page.str();
  const std::string mark = "<!-- from here on: paxoscope variants --matrix --markdown - -->\n\n";
  const std::size_t begin = text.find(mark);
  ASSERT_NE(begin, std::string::npos) << path;
  const std::string expected = text.substr(0, begin) + mark + finished.standard_output;
  if (std::getenv("PAXOSCOPE_REFRESH_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << expected;
    return;
  }
  EXPECT_EQ(text, expected) << "if the change is meant, ./test refresh";
}

}  // namespace
}  // namespace paxoscope::tests
