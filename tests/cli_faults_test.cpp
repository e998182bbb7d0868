// Protects crashes as they are asked for and reported: budgets, what is left out and why, what is not checked, saved runs; and the lengths
// of what goes wrong where something is forgotten. docs/faults.md has the table, whose commands the test of the README runs.
#include <gtest/gtest.h>
#include <string>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

const Words kCrash = words("check paxos --learners 0 --loss none --crashes 1");

std::string printed(const Words& arguments, int status) {
  const TemporaryDirectory directory;
  const Finished finished = run(arguments, directory);
  EXPECT_EQ(finished.status, status) << shown(arguments) << "\n" << finished.standard_error;
  return finished.standard_output;
}

TEST(Faults, OfProcessesAreAbsorbedWhereNothingIsForgotten) {
  const std::string report = printed(kCrash, kHolds);
  EXPECT_TRUE(contains(report, "reductions: symmetry, crash-absorption, dead-messages, ")) << report;
  EXPECT_TRUE(contains(report, "; loss none, duplication none, crashes 1, recoveries any\n")) << report;
  EXPECT_FALSE(contains(report, "crashes of processes")) << report;
  EXPECT_TRUE(contains(printed(words("check paxos"), kHolds), "\n  crashes of processes\n"));

  // What is named brings it along, and without it nothing that goes by what processes know is at work.
  EXPECT_TRUE(contains(printed(kCrash + "--reductions past-votes --property agreement", kHolds),
                       "reductions: crash-absorption, past-votes\n"));
  const std::string forgetful =
      printed(kCrash + "--rule vote-storage=late --property agreement --property p2b", kHolds);
  EXPECT_TRUE(contains(forgetful,
                       "left off: crash-absorption: the rule vote-storage = late may let a process forget"))
      << forgetful;
  EXPECT_TRUE(
      contains(forgetful, "past-proposals, ballot-order, partial-order: it counts on crash-absorption"))
      << forgetful;
}

TEST(Faults, OfProcessesAreSearchedWhereNothingIsLeftOut) {
  const std::string report = printed(kCrash + "--reductions none", kHolds);
  EXPECT_TRUE(contains(report, "HOLDS on the whole bounded space: 286,177 states")) << report;
  EXPECT_FALSE(contains(report, "WARNING")) << report;
  EXPECT_TRUE(
      contains(printed(kCrash + "--check-reductions", kHolds), "AGREE: the reductions change no answer"));
}

TEST(Faults, OfSynodChangeNothingWhereNothingIsForgotten) {
  const std::string report = printed(words("check synod --crashes any --reductions none"), kHolds);
  EXPECT_TRUE(contains(report, "3,921 states")) << report;
  EXPECT_FALSE(contains(report, "\n  crash ")) << report;
  EXPECT_FALSE(contains(report, "WARNING")) << report;
}

TEST(Faults, ThatForgetAreToldOf) {
  const std::string late = printed(kCrash + "--variant promise-written-late --property p2b", kViolated);
  EXPECT_TRUE(contains(late,
                       "a3 crashes in the middle of a step, in which a3 promises ballot 2 and tells p2 that "
                       "it has not voted: it has "
                       "written nothing and told p2\n"))
      << late;
  EXPECT_TRUE(
      contains(late, "goes another way, because of promise-storage=late:\n  a3 first writes its promise."))
      << late;
  const std::string synod =
      printed(words("check synod --crashes 1 --variant nothing-on-disk --property agreement"), kViolated);
  EXPECT_TRUE(contains(synod, "VIOLATED: agreement in 13 steps")) << synod;
}

// Rules that make no difference are said to.
TEST(Faults, MakeNoDifferenceWhereNobodyIsToldOrLittleIsWritten) {
  EXPECT_TRUE(contains(printed(kCrash + "--rule vote-storage=late", kHolds),
                       "WARNING: vote-storage=late has no effect: there are no learners to tell\n"));
  EXPECT_FALSE(contains(
      printed(kCrash + "--rule vote-storage=late --rule promise-storage=late --property validity", kHolds),
      "has no effect"));
  const std::string order = "WARNING: write-order=vote-first has no effect: ";
  EXPECT_TRUE(contains(
      printed(kCrash + "--rule write-order=vote-first --variant promise-in-memory --property validity",
              kHolds),
      order + "of promise and vote an acceptor does not write both before it answers, nor both "
              "after\n"));
  EXPECT_FALSE(contains(printed(kCrash + "--rule write-order=vote-first", kHolds), order));
}

TEST(Faults, OfASavedRunAreTakenAgain) {
  for (const std::string protocol :
       {"paxos --learners 0 --loss none --variant promise-written-late",
        "paxos --loss none --variant vote-written-late --property p2b", "synod --variant vote-in-memory"}) {
    const TemporaryDirectory directory;
    const Words check =
        words("check " + protocol + " --crashes 1 --trace-out json=t.json --trace-out itf=t.itf.json");
    EXPECT_EQ(run(check, directory).status, kViolated);
    const Finished from_json = run({"replay", "t.json"}, directory);
    EXPECT_EQ(from_json.status, kViolated) << from_json.standard_error;
    const Finished from_itf = run({"replay", "t.itf.json"}, directory);
    EXPECT_EQ(from_itf.status, kViolated) << from_itf.standard_error;
    EXPECT_EQ(from_itf.standard_output, from_json.standard_output);
  }
}

TEST(Faults, HaveBudgetsThatMakeSense) {
  const TemporaryDirectory directory;
  EXPECT_TRUE(contains(printed(words("check paxos --recoveries 2"), kHolds),
                       "WARNING: recoveries = 2 has no effect: nothing crashes\n"));
  expect_refused(run(words("check paxos --crashes -1"), directory), kMakesNoSense,
                 "--crashes: -1 is too small");
  expect_refused(run(words("check paxos --crashes 256"), directory), kMakesNoSense,
                 "--crashes: 256 is too large");
  expect_refused(run(words("check paxos --crashes often"), directory), kUsage, "'often'");
  expect_refused(run(words("check synod --recoveries 1"), directory), kUsage,
                 "--recoveries: is a key of paxos, not of synod");
  expect_refused(run(words("check synod --crashes 1 --rule promise-storage=late"), directory), kUsage,
                 "durable, with-vote, volatile");
  expect_refused(run(words("check sketch --crashes 1"), directory), kUsage,
                 "--crashes: is a key of paxos, synod and multi-paxos, not of sketch");
}

// Of all combinations of storage only that which forgets nothing is safe; the others are told apart by how soon they fail.
TEST(Faults, AreVariedInAnAtlas) {
  const std::string atlas = printed(
      words("atlas paxos --crashes 1 --loss none --vary promise-storage --vary vote-storage"), kHolds);
  EXPECT_TRUE(contains(atlas, "12 combinations")) << atlas;
}

}  // namespace
}  // namespace paxoscope::tests
