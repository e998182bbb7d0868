// Protects: a run is written in the format and the style that was asked for, and nothing else is understood; random walks are the same
// everywhere.
#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;

/// A folder with a saved trace.
struct WithTrace {
  WithTrace() { directory.write("t.json", saved().trace); }
  [[nodiscard]] Finished run(const std::string& line) const { return tests::run(words(line), directory); }
  TemporaryDirectory directory;
};

TEST(Trace, IsWrittenInEachFormatAsCheckWritesIt) {
  const WithTrace files;
  for (const char* format : {"text", "svg", "json", "itf", "tla", "mermaid", "plantuml", "dot", "shiviz"}) {
    const std::string name(format);
    const Finished checked = tests::run(kBroken + ("--trace-out " + name + "=checked"), files.directory);
    ASSERT_EQ(checked.status, kViolated) << checked.standard_error;
    const Finished traced = files.run("trace t.json --to " + name);
    EXPECT_EQ(traced.status, 0) << traced.standard_error;
    EXPECT_EQ(traced.standard_output, files.directory.read("checked")) << name;
  }
}

// Its page says with which command it can be replayed, and pages are in UTF-8.
TEST(Trace, MayHaveANameThatIsNoUtf8) {
  const WithTrace files;
  files.directory.write("\xff.json", saved().trace);
  const Finished traced = tests::run({"trace", "\xff.json", "--to", "html"}, files.directory);
  EXPECT_EQ(traced.status, 0) << traced.standard_error;
  EXPECT_TRUE(contains(traced.standard_output, "paxoscope replay '\xef\xbf\xbd.json'"));
}

TEST(Trace, OfItfIsTheOneOfJson) {
  const WithTrace files;
  ASSERT_EQ(files.run("trace t.json --to itf --out t.itf").status, 0);
  EXPECT_EQ(files.run("trace t.itf --to json").standard_output,
            files.run("trace t.json --to json").standard_output);
  EXPECT_EQ(files.run("replay t.itf").status, kViolated);
}

// The story of a run goes by the promises that were counted, whatever ballot they are of.
TEST(Trace, StoryNamesTheVotesThatStandInForPromises) {
  const Finished told =
      run(words("check fast-paxos --acceptors 3 --variant majorities-recover --explain --width 1000"),
          TemporaryDirectory());
  EXPECT_EQ(told.status, kViolated);
  EXPECT_TRUE(
      contains(told.standard_output, "ballot 2 proposes v2, taking the votes of a1, a2 and a3 for promises."))
      << told.standard_output;
  EXPECT_TRUE(contains(told.standard_output, "it rests on the votes of a1, a2 and a3 in place of promises."));
}

TEST(Trace, StoryNamesThePromisesThatCount) {
  const TemporaryDirectory directory;
  const std::string bounds = " --acceptors 3 --proposers 2 --attempts 2 --values 2 --explain --width 1000";
  const auto says = [&](const std::string& arguments, const std::string& sentence) {
    const Finished told = tests::run(words("check " + arguments + bounds), directory);
    EXPECT_EQ(told.status, kViolated) << told.standard_error;
    EXPECT_TRUE(contains(told.standard_output, sentence)) << told.standard_output;
  };
  const std::string old = "paxos --variant counts-old-promises --learners 0 --loss none";
  says(old,
       "In step 9 p1 proposes v1 in ballot 3, having the promises of a1 and a2 (steps 4 and 6, of ballot 1), "
       "which report no vote.");
  says(old, "a1 voted in ballot 2 in step 12, of which its promise of ballot 1, in step 4, could not tell.");
  says("sketch --variant counts-votes", "In step 14 p2 proposes v2 in number 2, without any promise.");
}

TEST(Trace, NamesEachStepThatTheSpecifiedProtocolWouldNotTake) {
  const WithTrace files;
  const ordered_json trace = ordered_json::parse(files.run("trace t.json --to json").standard_output);
  EXPECT_EQ(trace["departure"]["step"], 8);
  EXPECT_EQ(trace["departure"]["again"].dump(), "[10]") << "there a2 does as a1 did";
  EXPECT_TRUE(contains(files.run("trace t.json").standard_output, "It goes another way in step 10 too."));
}

TEST(Trace, StepsThatAreNotNeededAreMarked) {
  const WithTrace files;
  // p2's request reaches a3 too, which nobody asks for: then there is one step more than it takes.
  ordered_json trace = ordered_json::parse(saved().trace);
  ordered_json step = trace["steps"][2];
  ASSERT_EQ(step["action"]["acceptor"], "a1");
  step["action"]["acceptor"] = "a3";
  step["changes"] = ordered_json::array(
      {{{"process", "a3"}, {"field", "promised"}, {"before", "none"}, {"after", "ballot 1"}}});
  trace["steps"].insert(trace["steps"].begin() + 2, step);
  for (std::size_t i = 0; i < trace["steps"].size(); ++i) trace["steps"][i]["step"] = i + 1;
  trace["length"] = trace["steps"].size();
  files.directory.write("longer.json", trace.dump());
  const Finished told = files.run("trace longer.json --to json");
  ASSERT_EQ(told.status, 0) << told.standard_error;
  const ordered_json again = ordered_json::parse(told.standard_output);
  for (std::size_t i = 0; i < again["steps"].size(); ++i) EXPECT_EQ(again["steps"][i]["needed"], i != 2) << i;
  EXPECT_TRUE(
      contains(files.run("trace longer.json").standard_output, "(not needed for what the run shows)"));
}

TEST(Trace, IsRefusedInALineWhereSomethingIsWrong) {
  const WithTrace files;
  expect_refused(files.run("trace t.json --to pdf"), kUsage, "--to: unknown trace format 'pdf'");
  expect_refused(files.run("trace t.json --style fancy"), kUsage, "--style: unknown style 'fancy'");
  expect_refused(files.run("trace t.json --width 39"), kUsage,
                 "--width: '39' is not a number of columns, 40 to 1000");
  expect_refused(files.run("trace t.json --width 4x"), kUsage, "--width: '4x' is not a number of columns");
  expect_refused(files.run("trace nothing.json"), kSystem, "nothing.json: cannot be read");
  expect_refused(files.run("trace t.json --out nowhere/x"), kSystem, "nowhere/x: cannot be written");
  expect_refused(files.run("trace t.json --out ./t.json"), kUsage, "--out: ./t.json is what is read");
  expect_refused(tests::run(kBroken + "--trace-out pdf=x", files.directory), kUsage,
                 "--trace-out: unknown trace format 'pdf'");
}

TEST(Trace, TextHasTheStyleThatIsAskedFor) {
  const WithTrace files;
  EXPECT_TRUE(
      contains(files.run("replay t.json --style diagram").standard_output, "├──────prepare 1───────▶●"));
  EXPECT_TRUE(contains(files.run("trace t.json --style full").standard_output,
                       "       a3  promised: none; vote: none\n"));
  EXPECT_TRUE(contains(files.run("trace t.json --style table").standard_output, "⚠ votes v1 in 1"));
  EXPECT_FALSE(contains(files.run("trace t.json").standard_output, "and yet voted"));
  EXPECT_TRUE(contains(files.run("trace t.json --explain --width 200").standard_output,
                       "a1 promised ballot 2 in step 4 and yet voted in ballot 1 afterwards, in step 8."));
}

// ---- Random walks

const Words kWalks = words("simulate synod --variant accept-ignores-promise");

TEST(Simulate, SaysTheSameForAnyWorkers) {
  const TemporaryDirectory directory;
  const Finished one = run(kWalks + "--workers 1", directory);
  EXPECT_EQ(one.status, kViolated);
  for (const char* workers : {"2", "3", "8"})
    EXPECT_EQ(run(kWalks + "--workers" + workers, directory).standard_output, one.standard_output);
}

TEST(Simulate, OtherSeedsTakeOtherWalks) {
  const TemporaryDirectory directory;
  EXPECT_NE(run(kWalks + "--seed 1 --json -", directory).standard_output,
            run(kWalks + "--seed 2 --json -", directory).standard_output);
}

TEST(Simulate, WhatItFindsReplays) {
  const TemporaryDirectory directory;
  ASSERT_EQ(run(kWalks + "--trace-out json=t.json --trace-out html=t.html", directory).status, kViolated);
  EXPECT_EQ(run(words("replay t.json"), directory).status, kViolated);
  for (const auto& step : ordered_json::parse(directory.read("t.json"))["steps"])
    EXPECT_EQ(step["needed"], true);
  EXPECT_TRUE(contains(directory.read("t.html"), "random") || contains(directory.read("t.html"), "walk"));
}

TEST(Simulate, ThatFindsNothingIsInconclusive) {
  const TemporaryDirectory directory;
  const Finished finished = run(words("simulate paxos --runs 100 --trace-out json=t.json"), directory);
  EXPECT_EQ(finished.status, kBoundReached);
  EXPECT_TRUE(contains(finished.standard_output, "INCONCLUSIVE: nothing found in 100 walks"));
  EXPECT_TRUE(contains(finished.standard_output, "note: there is no trace to write to t.json"));
}

TEST(Simulate, AWitnessThatIsAskedForIsReached) {
  const TemporaryDirectory directory;
  const Finished finished =
      run(words("simulate paxos --learners 0 --loss none --proposers 1 --property value-chosen"), directory);
  EXPECT_EQ(finished.status, kHolds);
  // Nothing less than what check finds to be the shortest way: a question, two promises that arrive, two votes.
  EXPECT_TRUE(contains(finished.standard_output, "REACHED: value-chosen in walk 1; of its"))
      << finished.standard_output;
  EXPECT_TRUE(contains(finished.standard_output, "Witness of value-chosen in 7 steps"));
}

TEST(Simulate, RefusesWhatMakesNoSense) {
  const TemporaryDirectory directory;
  expect_refused(run(kWalks + "--steps 0", directory), kUsage,
                 "--steps: '0' is not a whole number from 1 to 100000");
  EXPECT_EQ(run(kWalks + "--runs x", directory).status, kUsage);
  for (const char* seed : {"-1", "abc", "1.5", "18446744073709551616"}) {
    expect_refused(run(kWalks + ("--seed " + std::string(seed)), directory), kUsage,
                   (std::string(seed) + "' is not a whole number from 0 to 18446744073709551615").c_str());
  }
  expect_refused(run(kWalks + "--reductions none", directory), kUsage, "unknown option '--reductions'");
  expect_refused(run(words("simulate raft"), directory), kUsage, "unknown protocol 'raft'");
}

}  // namespace
}  // namespace paxoscope::tests
