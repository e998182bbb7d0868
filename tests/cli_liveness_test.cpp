// Protects networks and termination as they are asked for and reported: which keys there are, the run without end in every form, saved runs
// that come back or do not, and what cannot be asked. docs/rounds.md has the table, whose commands the test of the README runs.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

const Words kSynchronous = words("check paxos --network synchronous");
const Words kDuel = kSynchronous + "--property termination";

std::string printed(const Words& arguments, int status) {
  const TemporaryDirectory directory;
  const Finished finished = run(arguments, directory);
  EXPECT_EQ(finished.status, status) << shown(arguments) << "\n" << finished.standard_error;
  return finished.standard_output;
}

std::string complaint(const Words& arguments, int status) {
  const TemporaryDirectory directory;
  const Finished finished = run(arguments, directory);
  EXPECT_EQ(finished.status, status) << shown(arguments) << "\n" << finished.standard_output;
  return finished.standard_error;
}

TEST(Networks, AreNamed) {
  EXPECT_TRUE(contains(printed(kSynchronous, kHolds),
                       "paxos --network synchronous: 3 acceptors, 2 proposers, "
                       "4 attempts each, 2 values, 1 learner, 4 rounds of patience; "
                       "loss none"));
  EXPECT_TRUE(contains(complaint(words("check paxos --network sync"), kUsage),
                       "--network: unknown network of paxos 'sync'"));
  EXPECT_TRUE(contains(complaint(words("check synod --network synchronous"), kUsage),
                       "synod knows no other network than asynchronous"));
  EXPECT_TRUE(contains(complaint(words("check paxos --rule leader=omega"), kUsage),
                       "leader is a rule of paxos --network synchronous, not of paxos"));
  EXPECT_TRUE(contains(complaint(kSynchronous + "--network synchronous", kUsage), "is given 2 times"));
  EXPECT_TRUE(contains(complaint(words("check paxos --patience 3"), kUsage),
                       "--patience: is a key of paxos --network synchronous and paxos --network "
                       "partially-synchronous, not of paxos"));
  EXPECT_TRUE(contains(complaint(kSynchronous + "--duplication 1", kUsage), "--duplication: is a key of "));
  EXPECT_TRUE(
      contains(complaint(kSynchronous + "--acceptors 7 --proposers 4 --values 4 --learners 3", kMakesNoSense),
               "these bounds do not fit a state"));
}

TEST(Networks, SayWhatHasNoEffect) {
  const Words omitting = kSynchronous + "--rule omitting=senders";
  EXPECT_TRUE(contains(printed(omitting, kHolds), "omitting=senders has no effect: no message is lost"));
  EXPECT_TRUE(contains(printed(omitting + "--attempts 1 --loss 1", kHolds),
                       "omitting=senders has no effect: omissions are not counted"));
  EXPECT_FALSE(
      contains(printed(omitting + "--attempts 1 --loss 2 --omissions 1", kHolds), "omitting=senders has"));
  const Words none = kSynchronous + "--attempts 1 --loss 1 --omissions none";
  EXPECT_TRUE(contains(printed(none, kHolds), "loss has no effect: no message may be lost in any round"));
  EXPECT_TRUE(contains(printed(none + "--rule omitting=senders", kHolds),
                       "omitting=senders has no effect: no message is lost in any round"));
  EXPECT_TRUE(contains(printed(kSynchronous + "--attempts 1 --growth 2", kHolds),
                       "growth = 2 has no effect: each proposer has one ballot"));
  const Words one_ballot = kSynchronous + "--proposers 1 --attempts 1 --rule refusals=nack";
  EXPECT_TRUE(contains(printed(one_ballot, kHolds), "refusals=nack has no effect: there is one ballot"));
}

TEST(Networks, LetPatienceGrow) {
  const std::string grown = printed(kDuel + "--rule starts=time-out --growth 1", kHolds);
  EXPECT_TRUE(contains(grown, "4 rounds of patience, 1 round of growth; loss none")) << grown;
  const std::string report =
      printed(kDuel + "--rule starts=time-out --patience 3 --growth 1", kLivenessViolated);
  EXPECT_TRUE(contains(report, "with each ballot that it starts it waits for one round more, for up to 4"))
      << report;
}

TEST(Networks, TellOfRefusals) {
  const std::string report =
      printed(kDuel + "--rule refusals=nack --rule starts=time-out --style full", kLivenessViolated);
  EXPECT_TRUE(contains(report, "when it hears that its last ballot is refused it waits no longer")) << report;
  EXPECT_TRUE(contains(report, "a1 does not vote for v1 in ballot 1 and tells p1: it has promised ballot 2"))
      << report;
  EXPECT_TRUE(contains(report, "p1 hears that a1 refuses ballot 1, in which it has proposed")) << report;
}

TEST(Networks, ComeBeforeAllElse) {
  const TemporaryDirectory directory;
  directory.write("s.toml", "protocol = \"paxos\"\npatience = 5\nacceptors = 2\nnetwork = \"synchronous\"\n");
  const Finished finished = run(kScenario, directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(
      contains(finished.standard_output,
               "2 acceptors, 2 proposers, 4 attempts each, 2 values, 1 learner, 5 rounds of patience"));
  EXPECT_TRUE(
      contains(finished.standard_output, "paxoscope check paxos --network synchronous --acceptors 2 "));
  const Finished late = run(kScenario + "--set unstable=1 --set network=partially-synchronous", directory);
  EXPECT_EQ(late.status, kHolds) << late.standard_error;
  EXPECT_TRUE(contains(late.standard_output, "--network partially-synchronous --acceptors 2 "));
  EXPECT_TRUE(contains(late.standard_output, "--patience 5 ")) << late.standard_output;
  // What another network has no use for is not passed over.
  const Finished other = run(kScenario + "--network asynchronous", directory);
  EXPECT_EQ(other.status, kMakesNoSense);
  EXPECT_TRUE(
      contains(other.standard_error, "s.toml:2:12: patience: is a key of paxos --network synchronous"))
      << other.standard_error;

  // Rules and settings go by the network that it is in the end, wherever they are said.
  directory.write(
      "s.toml",
      "protocol = \"paxos\"\nrule = [\"may-vote=always\"]\nattempts = 1\nlearners = 0\nloss = \"any\"\n");
  for (const char* network : {"--network synchronous", "--set network=synchronous"}) {
    const Finished broken = run(kScenario + network, directory);
    EXPECT_EQ(broken.status, kViolated) << network << broken.standard_output;
    EXPECT_TRUE(contains(broken.standard_output, "1 attempt each, ")) << broken.standard_output;
    EXPECT_TRUE(contains(broken.standard_output, "; loss any, ")) << broken.standard_output;
  }
}

TEST(Networks, ChangeNoSafety) {
  for (const char* network : {"synchronous", "partially-synchronous --attempts 1 --unstable 1"}) {
    const Words base = words(std::string("check paxos --learners 0 --network ") + network);
    EXPECT_TRUE(contains(printed(base, kHolds), "HOLDS on the whole bounded space")) << network;
  }
  const std::string broken =
      printed(kSynchronous + "--patience 1 --variant accept-ignores-promise --property p2b", kViolated);
  EXPECT_TRUE(contains(broken, "because of may-vote=always")) << broken;
}

TEST(Liveness, IsAskedAloneAndOfWhatHasToGoOn) {
  EXPECT_TRUE(
      contains(complaint(kDuel + "--property agreement", kMakesNoSense), "'termination' is asked alone"));
  EXPECT_TRUE(contains(complaint(words("check synod --property termination"), kMakesNoSense),
                       "property 'termination': synod says nothing of what has to happen"));
  EXPECT_TRUE(contains(complaint(kDuel + "--learners 0", kMakesNoSense), "'termination' is about learners"));
  EXPECT_TRUE(contains(complaint(kDuel + "--crashes any", kMakesNoSense), "crashes must be a number"));
  EXPECT_TRUE(contains(complaint(kDuel + "--rule counting=messages", kMakesNoSense),
                       "and counting=messages goes by more than their order"));
  EXPECT_TRUE(contains(complaint(words("simulate paxos --property termination"), kMakesNoSense),
                       "only check looks for those"));
  EXPECT_TRUE(
      contains(printed(words("list properties"), kHolds), "of every run: every learner that stays up"));
}

TEST(Liveness, FailsInADuelWithoutEnd) {
  const std::string report = printed(kDuel, kLivenessViolated);
  EXPECT_TRUE(
      contains(report, "VIOLATED: termination: a run of 30 steps, of which the last 24 repeat for ever"))
      << report;
  EXPECT_TRUE(contains(report, "l1 never learns a value")) << report;
  EXPECT_FALSE(contains(report, "\n  liveness")) << report;
  EXPECT_EQ(printed(kDuel + "--workers 1", kLivenessViolated).substr(0, 400),
            printed(kDuel + "--workers 2", kLivenessViolated).substr(0, 400));
}

TEST(Liveness, HoldsWhereOneLeads) {
  EXPECT_TRUE(contains(printed(kDuel + "--rule leader=omega", kHolds),
                       "HOLDS on the whole space, in which ballots have no end: 339 states"));
  EXPECT_TRUE(contains(printed(kDuel + "--proposers 1", kHolds), "ballots have no end: 17 states"));
}

TEST(Liveness, OfAnAsynchronousNetworkIsLookedForInRounds) {
  EXPECT_TRUE(contains(printed(words("check paxos --attempts 4 --property termination"), kLivenessViolated),
                       "VIOLATED: termination: a run of 24 steps, of which the last 15 repeat for ever"));
  EXPECT_TRUE(
      contains(printed(words("check paxos --property termination"), kBoundReached),
               "INCONCLUSIVE: some proposer needs another ballot while something still speaks of its last 1 "
               "(--attempts)"));
}

TEST(Liveness, RunsWithoutEndAreSavedAndReplayed) {
  const TemporaryDirectory directory;
  EXPECT_EQ(run(kDuel + "--trace-out json=t.json", directory).status, kLivenessViolated);
  const Finished replayed = run(words("replay t.json"), directory);
  EXPECT_EQ(replayed.status, kLivenessViolated) << replayed.standard_error;
  EXPECT_TRUE(contains(replayed.standard_output, "the run goes on as it says: termination is violated"));

  const auto json = nlohmann::json::parse(directory.read("t.json"));
  const auto from = json.at("loop").at("from").get<std::size_t>();
  const auto length = json.at("length").get<std::size_t>();
  EXPECT_LT(from, length);
  for (const std::size_t other : {from + 1, length}) {
    auto spoilt = json;
    spoilt["loop"]["from"] = other;
    directory.write("spoilt.json", spoilt.dump());
    EXPECT_TRUE(contains(run(words("replay spoilt.json"), directory).standard_error, "does not replay: step"))
        << other;
  }
  auto otherwise = json;
  otherwise["loop"]["but"] = "each ballot is 7 higher";
  directory.write("spoilt.json", otherwise.dump());
  EXPECT_TRUE(contains(run(words("replay spoilt.json"), directory).standard_error,
                       "each time 'each ballot is 2 higher', but in the file 'each ballot is 7 higher'"));
  auto without = json;
  without.erase("loop");
  directory.write("without.json", without.dump());
  EXPECT_TRUE(
      contains(run(words("replay without.json"), directory).standard_error, "the file does not say how"));
  EXPECT_EQ(run(words("explore --trace t.json"), directory).status, kMakesNoSense);
}

TEST(Liveness, IsNotViolatedByRunsThatOnlyPretend) {
  const TemporaryDirectory directory;
  // A run of an asynchronous network is none in rounds.
  EXPECT_EQ(run(words("check paxos --property value-learned --trace-out json=t.json"), directory).status,
            kHolds);
  auto json = nlohmann::json::parse(directory.read("t.json"));
  json["property"] = "termination";
  json["shows"] = "violation";
  json["scenario"]["property"] = {"termination"};
  directory.write("t.json", json.dump());
  const Finished pretends = run(words("replay t.json"), directory);
  EXPECT_EQ(pretends.status, kMakesNoSense);
  EXPECT_TRUE(contains(pretends.standard_error,
                       "a run against termination is one over a network that is synchronous"))
      << pretends.standard_error;
  // That its one ballot is spent is no reason for a proposer to stop.
  EXPECT_EQ(printed(kDuel + "--proposers 1 --attempts 1 --loss any", kBoundReached).find("VIOLATED"),
            std::string::npos);
}

}  // namespace
}  // namespace paxoscope::tests
