// Protects: the catalogue of variants. Each is searched and is as it says, at bounds of which none can be lowered; and what the table and
// its page in the docs show is what there is.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
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
  EXPECT_EQ(all.at("variants").size(), 49U);
  EXPECT_EQ(all.at("violated"), 35);
  EXPECT_EQ(all.at("holds"), 12);
  EXPECT_EQ(all.at("vacuous"), 2);
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
    for (const char* key :
         {"acceptors", "proposers", "attempts", "values", "ballots", "learners", "duplication"}) {
      if (!row.at("scenario").contains(key) || !row.at("scenario").at(key).is_number()) continue;
      const int value = row.at("scenario").at(key);
      // Three acceptors are what people think of, though many mistakes show with one.
      const int least = key == std::string("acceptors") ? 3 : key == std::string("learners") ? 0 : 1;
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
  EXPECT_EQ(nlohmann::json::parse(directory.read("v.json")).at("variants").size(), 18U);
  expect_refused(run({"variants", "sinod"}, directory), kUsage, "did you mean 'synod'?");
  expect_refused(run({"variants", "--json", "none/v.json"}, directory), kSystem, "none/v.json");
}

TEST(Variants, WithQuorumsThatTheAcceptorsDoNotMakeUpAreRefused) {
  const TemporaryDirectory directory;
  expect_refused(
      run(words("check paxos --variant grid-quorums"), directory), kMakesNoSense,
      "check: rule promise-quorum=rows:2x2: wants a grid of as many as there are, 3 acceptors, not 4");
}

// `./test refresh` writes the page.
TEST(Variants, GoldenPageOfTheDocsIsWhatIsFound) {
  const TemporaryDirectory directory;
  const Finished finished = run({"variants", "--markdown", "-"}, directory);
  ASSERT_EQ(finished.status, kHolds) << finished.standard_error;
  const std::string path = std::string(PAXOSCOPE_SOURCE_DIR) + "/docs/variants.md";
  std::ifstream file(path, std::ios::binary);
  std::ostringstream page;
  page << file.rdbuf();
  const std::string text = page.str();
  const std::string mark = "<!-- from here on: paxoscope variants --markdown - -->\n\n";
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
