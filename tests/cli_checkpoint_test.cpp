// Protects: what the command line says of checkpoints, which mistakes it refuses, and that a run goes on as it was begun, with the limits and outputs that are
// given anew. (Kills, signals, full disks: survival_test.py.)
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;

// A space of 16,702 states.
const Words kRun = words("check paxos --reductions none --learners 0 --loss none");

Finished check(const TemporaryDirectory& directory, const std::string& more) {
  return run(kRun + more, directory);
}
Finished resume(const TemporaryDirectory& directory, const std::string& more) {
  return run(words("resume " + more), directory);
}

TEST(Checkpoint, GoesOnWithOtherLimitsAndOutputs) {
  const TemporaryDirectory directory;
  const auto whole = check(directory, "--json whole.json");
  ASSERT_EQ(whole.status, kHolds);
  const auto stopped = check(directory, "--checkpoint kept --max-states 5000");
  EXPECT_EQ(stopped.status, kBoundReached);
  EXPECT_TRUE(contains(stopped.standard_output, "\nnote: 'paxoscope resume kept' goes on from here\n"))
      << stopped.standard_output;
  // Its limits are those of the first part unless others are given.
  EXPECT_EQ(resume(directory, "kept").status, kBoundReached);
  EXPECT_EQ(resume(directory, "kept --max-states 9000 --workers 2").status, kBoundReached);
  EXPECT_EQ(resume(directory, "kept --max-states 1000000 --max-depth 7").status, kBoundReached);
  const auto ended = resume(directory, "kept --max-states 1000000 --max-depth 1000 --json ended.json");
  EXPECT_EQ(ended.status, kHolds);
  auto expected = ordered_json::parse(directory.read("whole.json"));
  auto result = ordered_json::parse(directory.read("ended.json"));
  for (const char* measured : {"seconds", "peak_bytes", "command"}) {
    expected.erase(measured);
    result.erase(measured);
  }
  // How much was on its way at a time hangs on the limits.
  expected.at("store").erase("peak_bytes");
  result.at("store").erase("peak_bytes");
  for (auto* each : {&expected, &result}) each->erase("limits");
  EXPECT_EQ(result, expected);
  EXPECT_EQ(directory.names(), (std::vector<std::string>{"ended.json", "kept", "whole.json"}));
  EXPECT_TRUE(std::filesystem::is_empty(directory.path() / "kept"));
}

// What a part is given besides is for that part.
TEST(Checkpoint, LimitsAreThoseOfTheFirstPart) {
  const TemporaryDirectory directory;
  EXPECT_EQ(check(directory, "--checkpoint kept --max-depth 3").status, kBoundReached);
  EXPECT_EQ(resume(directory, "kept --max-depth 100 --max-states 5000").status, kBoundReached);
  const Finished again = resume(directory, "kept");
  EXPECT_TRUE(contains(again.standard_output, "the limit on depth (--max-depth) was reached"))
      << again.standard_output;
  EXPECT_EQ(resume(directory, "kept --max-depth 100").status, kHolds);
}

TEST(Checkpoint, IsWrittenAsOftenAsInTheFirstPart) {
  const TemporaryDirectory directory;
  const auto number = [&] {
    for (const auto& entry : std::filesystem::directory_iterator(directory.path() / "kept")) {
      const std::string name = entry.path().filename();
      if (name.starts_with("search-")) return std::stoi(name.substr(std::string("search-").size()));
    }
    return 0;
  };
  const Words begin = words("check paxos --reductions none --checkpoint kept --max-states 100000");
  EXPECT_EQ(run(begin + "--every 1ms", directory).status, kBoundReached);
  const int first = number();
  EXPECT_EQ(resume(directory, "kept --max-states 600000 --every 1h").status, kBoundReached);
  EXPECT_EQ(number(), first + 1);  // where it stopped
  EXPECT_EQ(resume(directory, "kept --max-states 1100000").status, kBoundReached);
  EXPECT_GT(number(), first + 2);
}

TEST(Checkpoint, GoesOnToACertificate) {
  const TemporaryDirectory directory;
  const std::string line = "check synod --ballots 3 --certificate ";
  ASSERT_EQ(run(words(line + "whole"), directory).status, kHolds);
  EXPECT_EQ(run(words(line + "none --checkpoint kept --max-states 3000"), directory).status, kBoundReached);
  EXPECT_EQ(resume(directory, "kept --max-states 1000000 --certificate resumed").status, kHolds);
  EXPECT_EQ(directory.read("resumed"), directory.read("whole"));
  // Of a search with reductions that cannot be certified there is none.
  EXPECT_EQ(run(words("check paxos --checkpoint other --max-states 100"), directory).status, kBoundReached);
  expect_refused(resume(directory, "other --certificate none"), kMakesNoSense,
                 "other: with these options the reductions at work are symmetry");
}

// The search for the run to show is larger than the one that found that there is something to show.
TEST(Checkpoint, IsKeptWhereTheRunToShowCouldNotBeChosen) {
  const Words violating =
      words("check paxos --acceptors 2 --attempts 2 --learners 1 --loss none --property stability") +
      "--property value-chosen --variant accept-ignores-promise";
  const TemporaryDirectory directory;
  ASSERT_EQ(run(violating + "--trace-out json=whole", directory).status, kViolated);
  for (const std::string store : {"exact", "fingerprint"}) {
    const Finished cut =
        run(violating + ("--max-states 13610 --checkpoint kept --store " + store), directory);
    EXPECT_EQ(cut.status, kViolated);
    EXPECT_TRUE(contains(cut.standard_output, "\nnote: 'paxoscope resume kept' goes on from here\n"))
        << cut.standard_output;
    EXPECT_EQ(resume(directory, "kept --max-states 1000000 --trace-out json=resumed").status, kViolated);
    EXPECT_EQ(directory.read("resumed"), directory.read("whole")) << store;
    EXPECT_TRUE(std::filesystem::is_empty(directory.path() / "kept"));
  }
}

TEST(Checkpoint, ItsFolderIsNoPlaceForOutputs) {
  const TemporaryDirectory directory;
  EXPECT_EQ(check(directory, "--checkpoint kept --max-states 5000").status, kBoundReached);
  std::filesystem::create_directory_symlink("kept", directory.path() / "link");
  std::filesystem::create_symlink("kept/states-1", directory.path() / "result");
  const std::string why = " is in the folder of the checkpoint, which is for that alone";
  for (const auto& [option, path] : {std::pair("json", "kept/states-1"),
                                     {"history", "kept/search-1"},
                                     {"json", "link/../kept/result"},
                                     {"junit", "link/result"},
                                     {"json", "result"}}) {
    const std::string both = std::string(" --") + option + " " + path;
    expect_refused(resume(directory, "kept" + both), kUsage, std::string(option) + ": " + path + why);
    expect_refused(check(directory, "--checkpoint kept" + both), kUsage, path + why);
  }
  expect_refused(check(directory, "--checkpoint new --json new/result"), kSystem,
                 "new/result: cannot be written");
  EXPECT_EQ(resume(directory, "kept --max-states 1000000 --json kept.json").status, kHolds);
}

TEST(Checkpoint, IsGoneWhenTheRunHasEnded) {
  const TemporaryDirectory directory;
  EXPECT_EQ(check(directory, "--checkpoint kept").status, kHolds);
  EXPECT_EQ(directory.names(), std::vector<std::string>{});
}

TEST(Checkpoint, IsNotOverwritten) {
  const TemporaryDirectory directory;
  check(directory, "--checkpoint kept --max-states 100");
  const auto again = check(directory, "--checkpoint kept");
  EXPECT_EQ(again.status, kUsage);
  EXPECT_EQ(again.standard_error,
            "paxoscope: --checkpoint: a run was stopped that is kept in kept; go on with 'paxoscope resume "
            "kept', or remove that folder\n");
}

TEST(Checkpoint, IsRefusedWhereDamaged) {
  const TemporaryDirectory directory;
  check(directory, "--checkpoint kept --max-states 100");
  std::string contents = directory.read("kept/search-2");
  contents[contents.size() / 2] ^= 1;
  directory.write("kept/search-2", contents);
  const auto refused = resume(directory, "kept");
  EXPECT_EQ(refused.status, kSystem);
  expect_one_line(refused.standard_error, "the checkpoint is damaged: kept/search-2: section ");
  EXPECT_TRUE(contains(refused.standard_error, ": the checksum is wrong")) << refused.standard_error;
}

TEST(Checkpoint, IsRefusedOfOtherRulesInTheSameFile) {
  const TemporaryDirectory directory;
  const std::string rule =
      "#include <paxoscope/rule.hpp>\nbool paxoscope::rule::may_promise(const Acceptor& a, int ballot) { "
      "return ballot ";
  directory.write("rule.cpp", rule + "> a.promised; }\n");
  const std::string line =
      "check paxos --learners 0 --loss none --rules rule.cpp --checkpoint kept --max-states 100";
  const auto stopped = run(words(line), directory);
  ASSERT_EQ(stopped.status, kBoundReached) << stopped.standard_error;
  directory.write("rule.cpp", rule + ">= a.promised; }\n");
  const auto refused = resume(directory, "kept");
  EXPECT_EQ(refused.status, kMakesNoSense);
  EXPECT_EQ(refused.standard_error,
            "paxoscope: kept: the rules in rule.cpp are not as they were when the run was stopped\n");
}

// Half of the memory: the same result, but for how much memory was taken. (What sleeps, and tables, stay there: with larger spaces it may be less.)
TEST(Spill, ChangesNothingButTheMemory) {
  const TemporaryDirectory directory;
  const std::string line = "check paxos --reductions none --acceptors 4 --learners 0 --loss none --json ";
  ASSERT_EQ(run(words(line + "whole.json"), directory).status, kHolds);
  auto whole = ordered_json::parse(directory.read("whole.json"));
  const std::uint64_t memory = whole.at("store").at("peak_bytes").get<std::uint64_t>() / 2;
  const std::string limit = " --memory " + std::to_string(memory);
  EXPECT_EQ(run(words(line + "cut.json" + limit), directory).status, kMemoryReached);
  const Finished finished = run(words(line + "spilled.json --spill ." + limit), directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_output;
  const auto spilled = ordered_json::parse(directory.read("spilled.json"));
  EXPECT_LE(spilled.at("store").at("peak_bytes"), memory);
  for (const char* same : {"outcome", "distinct", "generated", "depth", "terminal", "digest", "properties"})
    EXPECT_EQ(spilled.at(same), whole.at(same)) << same;
  EXPECT_TRUE(contains(finished.standard_output, " in memory, ") &&
              contains(finished.standard_output, " in a file\n"))
      << finished.standard_output;
  const Finished full = run(words(line + "full.json --spill . --disk 100K" + limit), directory);
  EXPECT_EQ(full.status, kMemoryReached);
  EXPECT_TRUE(
      contains(full.standard_output,
               "\nINCONCLUSIVE: there was no more room for what is spilled, by --disk or on the disk; "))
      << full.standard_output;
  EXPECT_EQ(ordered_json::parse(directory.read("full.json")).at("stop"), "disk");
  EXPECT_EQ(directory.names(),
            (std::vector<std::string>{"cut.json", "full.json", "spilled.json", "whole.json"}));
}

TEST(Checkpoint, MistakesAreOneLine) {
  struct Mistake {
    Words words;
    int status;
    std::string what;
  };
  const std::vector<Mistake> mistakes{
      {kRun + "--spill .", kMakesNoSense, "spill: says what to do at a limit on memory, and there is none"},
      {kRun + "--memory 1G --disk 1G", kMakesNoSense, "disk: limits what is spilled, and nothing is"},
      {kRun + "--memory 100K --spill nowhere", kSystem,
       "nowhere cannot be spilled to: No such file or directory"},
      {kRun + "--every 10s", kMakesNoSense, "every: says how often, and there is no checkpoint"},
      {kRun + "--checkpoint kept --every soon", kUsage, "'soon' is not a time such as 90s or 5m"},
      {kRun + "--checkpoint nowhere/kept", kSystem, "nowhere/kept cannot be made: No such file or directory"},
      {kRun + "--set checkpoint=", kMakesNoSense, "--set checkpoint: '' is not the name of a folder"},
      {kRun + "--checkpoint kept --check-reductions", kUsage, "neither writes checkpoints"},
      {words("check paxos --network synchronous --property termination --checkpoint kept"), kMakesNoSense,
       "checkpoint: "},
      {words("resume kept"), kSystem, "kept cannot be read: No such file or directory"},
      {words("resume empty"), kMakesNoSense, "empty: no run is kept there that could go on"},
      {words("resume empty --acceptors 3"), kUsage, "unknown option '--acceptors'"},
      {words("resume"), kUsage, "dir is required"},
      {{"resume", ""}, kUsage, "resume: '' is not the name of a folder"},
  };
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(shown(mistake.words));
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory.path() / "empty");
    const auto finished = run(mistake.words, directory);
    EXPECT_EQ(finished.status, mistake.status);
    expect_one_line(finished.standard_error, mistake.what);
    EXPECT_EQ(directory.names(), std::vector<std::string>{"empty"});
  }
}

}  // namespace
}  // namespace paxoscope::tests
