// Protects: the history of a search has a line for every level, which says what is so; it goes on where the search does, and a file that cannot be written is complained
// about without a loss.
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::json;

// A space of 16,702 states, 21 deep.
const Words kRun = words("check paxos --reductions none --learners 0 --loss none");

std::vector<json> lines_of(const TemporaryDirectory& directory, const std::string& file) {
  std::istringstream text(directory.read(file));
  std::vector<json> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(json::parse(line));
  return lines;
}

/// The levels that lines tell of, in order; a level may have more than one if it takes long.
std::vector<std::uint64_t> depths_of(const std::vector<json>& lines) {
  std::vector<std::uint64_t> depths;
  for (const json& line : lines) {
    const std::uint64_t depth = line.at("complete_depth");
    if (depths.empty() || depths.back() != depth) depths.push_back(depth);
  }
  return depths;
}

TEST(History, HasALineForEachLevel) {
  const TemporaryDirectory directory;
  directory.write("history", "what was there before");
  const auto checked = run(kRun + "--history history --json result.json", directory);
  ASSERT_EQ(checked.status, kHolds) << checked.standard_error;
  const std::vector<json> lines = lines_of(directory, "history");
  const json result = json::parse(directory.read("result.json"));
  std::vector<std::uint64_t> depths;
  for (std::uint64_t depth = 0; depth <= result.at("depth"); ++depth) depths.push_back(depth);
  EXPECT_EQ(depths_of(lines), depths);
  const json& levels = result.at("levels");
  for (const json& line : lines)
    EXPECT_EQ(line.at("level_size"), levels.at(line.at("complete_depth").get<std::size_t>()));
  const json& last = lines.back();
  EXPECT_EQ(last.at("distinct"), result.at("distinct"));
  EXPECT_EQ(last.at("generated"), result.at("generated"));
  EXPECT_EQ(last.at("frontier"), 0);
  EXPECT_EQ(last.at("to_come"), (json{{"least", 0}, {"likely", 0}, {"most", 0}}));
  EXPECT_EQ(last.at("store_peak_bytes"), result.at("store").at("peak_bytes"));
  EXPECT_EQ(last.at("spilled_bytes"), 0);
  EXPECT_GT(last.at("resident_bytes"), 1'000'000);
  EXPECT_LT(lines.front().at("resident_bytes"), result.at("peak_bytes").get<std::uint64_t>() + 1);
  EXPECT_TRUE(lines.front().at("to_come").is_null());
}

TEST(History, GoesOnWhereTheSearchDoes) {
  const TemporaryDirectory directory;
  ASSERT_EQ(run(kRun + "--history whole", directory).status, kHolds);
  EXPECT_EQ(run(kRun + "--checkpoint kept --max-states 5000 --history history", directory).status,
            kBoundReached);
  directory.write("history", directory.read("history") + "{\"torn");
  // A limit cuts a level in the middle, so the next part tells of the same one again.
  EXPECT_EQ(run(words("resume kept --max-states 100000 --history history"), directory).status, kHolds);
  std::string history = directory.read("history");
  const std::size_t torn = history.find("{\"torn\n{");
  ASSERT_NE(torn, std::string::npos) << history;
  directory.write("history", history.erase(torn, std::string("{\"torn\n").size()));
  EXPECT_EQ(depths_of(lines_of(directory, "history")), depths_of(lines_of(directory, "whole")));
  EXPECT_EQ(lines_of(directory, "history").back().at("distinct"), 16'702);
}

TEST(History, IsOfOneScenarioAndGoesToAFile) {
  const TemporaryDirectory directory;
  expect_refused(run(kRun + "--history -", directory), kUsage, "--history: '-' is not the name of a file");
  expect_refused(run(kRun + "--history=", directory), kUsage, "--history: 1 required FILE missing");
  expect_refused(run(kRun + "--history same --json same", directory), kUsage, "two outputs go to same");
  expect_refused(run(kRun + "--history nowhere/history", directory), kSystem,
                 "nowhere/history: cannot be written");
  expect_refused(run(words("check paxos --check-reductions --history history"), directory), kUsage,
                 "does not go with --history");
  expect_refused(run(words("check . --history history"), directory), kUsage, "--history is of one scenario");
  directory.write("s.toml", kPaxos + "history = \"history\"\n");
  expect_refused(run(words("check s.toml --history ./s.toml"), directory), kUsage,
                 "history: ./s.toml is what is read");
  expect_refused(run(words("check s.toml --json s.toml"), directory), kUsage, "json: s.toml is what is read");
  expect_refused(run(words("graph s.toml --out ./s.toml"), directory), kUsage,
                 "--out: ./s.toml is what is read");
  // What is called like a protocol is not what is read.
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(run(words("graph synod --ballots 1 --out synod"), directory).status, kHolds);
  std::filesystem::remove(directory.path() / "synod");
  const Finished all = run(words("check ."), directory);
  EXPECT_TRUE(contains(all.standard_output + all.standard_error,
                       "history: a scenario of a directory writes no file of its own"));
}

TEST(History, DoesNotEndTheSearchWhereTheDiskIsFull) {
  const TemporaryDirectory directory;
  const auto checked = run(kRun + "--history /dev/full --json result.json", directory);
  EXPECT_EQ(checked.status, kSystem);
  EXPECT_TRUE(contains(checked.standard_output, "HOLDS")) << checked.standard_output;
  EXPECT_TRUE(contains(checked.standard_error, "/dev/full: cannot be written: No space left on device"))
      << checked.standard_error;
  EXPECT_EQ(json::parse(directory.read("result.json")).at("distinct"), 16'702);
}

}  // namespace
}  // namespace paxoscope::tests
