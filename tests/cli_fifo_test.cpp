// Protects links that keep order as they are asked for and reported: which keys there are, what is refused and what would be right, and saved runs in
// which a message overtakes another. docs/fifo.md has a table, whose commands the test of the README runs.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

const Words kOrdered = words("check paxos --network fifo");
const Words kOrderedAndBroken = kOrdered + "--learners 0 --loss none --variant accept-ignores-promise";

void expect_complaint(const Words& arguments, int status, std::string_view says) {
  const TemporaryDirectory directory;
  SCOPED_TRACE(shown(arguments));
  expect_refused(run(arguments, directory), status, says);
}

TEST(OrderedLinks, AreANetworkOfPaxos) {
  const TemporaryDirectory directory;
  const Finished finished = run(kOrdered + "--learners 0 --loss none", directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output, "paxos --network fifo: 3 acceptors, 2 proposers, "));
  EXPECT_TRUE(contains(finished.standard_output, "messages that overtake others"));
  EXPECT_TRUE(contains(finished.standard_output, "check paxos --network fifo --acceptors 3 "));
  const Finished help = run({"check", "--help"}, directory);
  EXPECT_TRUE(contains(help.standard_output, "fifo")) << help.standard_output;
}

TEST(OrderedLinks, HaveNoCopies) {
  expect_complaint(
      kOrdered + "--duplication any", kUsage,
      "--duplication: is a key of paxos, not of paxos --network fifo; paxos --network fifo has acceptors, "
      "proposers, attempts, values, learners, loss, crashes and recoveries");
  expect_complaint(kOrdered + "--patience 2", kUsage, "not of paxos --network fifo");
}

TEST(OrderedLinks, HaveOneReduction) {
  expect_complaint(kOrdered + "--reductions dead-messages", kUsage,
                   "dead-messages is a reduction of paxos, not of paxos --network fifo");
  const TemporaryDirectory directory;
  const Finished all = run(kOrdered + "--acceptors 2 --reductions all", directory);
  EXPECT_EQ(all.status, kHolds) << all.standard_error;
  EXPECT_TRUE(contains(all.standard_output, "symmetry")) << all.standard_output;
  EXPECT_EQ(run(kOrdered + "--acceptors 2 --check-reductions", directory).status, kHolds);
}

TEST(OrderedLinks, RefuseRulesThatLoseTheOrder) {
  expect_complaint(
      kOrdered + "--rule may-vote=always", kMakesNoSense,
      "rule may-vote=always: may let an acceptor vote below a vote of its own, so that ballots do "
      "not tell which message was sent first, as they must over a network that is fifo; "
      "may-vote=at-or-above-promise or no learners would do");
  expect_complaint(
      kOrdered + "--variant proposes-twice", kMakesNoSense,
      "variant proposes-twice: rule proposals=several: may ask an acceptor twice to vote in a ballot");
  expect_complaint(kOrdered + "--learners 0 --crashes 1 --rule ballot-storage=late", kMakesNoSense,
                   "rule ballot-storage=late: may ask an acceptor twice for a promise of a ballot");
  expect_complaint(kOrdered + "--rule ballot-owner=shared --rule promise-quorum=size:1", kMakesNoSense,
                   "rule ballot-owner=shared: may let an acceptor vote twice in a ballot");
  // What makes no sense in any network is told of first.
  expect_complaint(kOrdered + "--rule may-vote=always --rule promise-quorum=weights:1", kMakesNoSense,
                   "rule promise-quorum=weights:1: ");
  const TemporaryDirectory directory;
  EXPECT_EQ(run(kOrderedAndBroken, directory).status, kViolated);
  EXPECT_EQ(run(kOrdered + "--acceptors 2 --rule ballot-storage=late", directory).status, kHolds);
}

// An atlas searches all combinations or none.
TEST(OrderedLinks, HaveAnAtlasOfRulesThatKeepTheOrder) {
  const Words atlas = words("atlas paxos --network fifo --acceptors 2 --vary vote-promises --vary may-vote");
  expect_complaint(atlas + "--learners 1", kMakesNoSense,
                   "atlas: among the combinations is rule may-vote=always: may let an acceptor vote below");
  const TemporaryDirectory directory;
  const Finished finished = run(atlas, directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output, "6 combinations: ")) << finished.standard_output;
}

TEST(OrderedLinks, RefuseFunctionsThatDo) {
  const TemporaryDirectory directory;
  const auto write = [&](const char* name, const char* answer) {
    directory.write(
        name, std::string("#include <paxoscope/rule.hpp>\n"
                          "bool paxoscope::rule::may_vote(const Acceptor& acceptor, const Vote& asked) {") +
                  answer + "}\n");
  };
  write("up.cpp", "return asked.ballot >= acceptor.promised;");
  write("down.cpp", "return acceptor.promised >= 0 || asked.ballot >= 0;");
  const Words small = kOrdered + "--acceptors 2 --loss none";
  const Finished up = run(small + "--rules up.cpp", directory);
  EXPECT_EQ(up.status, kHolds) << up.standard_error;
  expect_refused(run(small + "--rules down.cpp", directory), kMakesNoSense, "may let an acceptor vote below");
  EXPECT_EQ(run(small + "--learners 0 --rules down.cpp", directory).status, kViolated);
}

TEST(OrderedLinks, CannotBeAskedForTermination) {
  expect_complaint(kOrdered + "--property termination", kMakesNoSense,
                   "property 'termination': a run without end is looked for in rounds");
}

TEST(OrderedLinks, AreSetInAFile) {
  const TemporaryDirectory directory;
  directory.write("s.toml", "protocol = \"paxos\"\nacceptors = 2\nnetwork = \"fifo\"\nloss = 1\n");
  const Finished finished = run(kScenario, directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output, "paxoscope check paxos --network fifo --acceptors 2 "));
  directory.write("s.toml", "protocol = \"paxos\"\nnetwork = \"fifo\"\nduplication = \"none\"\n");
  expect_refused(run(kScenario, directory), kMakesNoSense, "s.toml:3:15: duplication: is a key of paxos");
}

TEST(OrderedLinks, SaveRunsThatAreReplayed) {
  const TemporaryDirectory directory;
  const Finished finished = run(kOrderedAndBroken + "--trace-out json=t.json --style full", directory);
  ASSERT_EQ(finished.status, kViolated) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output, "arrives in the order in which it was sent, or never"));
  const Finished replayed = run({"replay", "t.json"}, directory);
  EXPECT_EQ(replayed.status, kViolated) << replayed.standard_error;
  EXPECT_TRUE(replayed.standard_output.starts_with("REPLAYED: "));
}

// The shortest run is one in which a proposal overtakes a prepare.
TEST(OrderedLinks, RefuseARunInWhichAMessageOvertakes) {
  const TemporaryDirectory directory;
  const Words skipping =
      words("check paxos --attempts 2 --learners 0 --loss none --variant skips-first-phase");
  ASSERT_EQ(run(skipping + "--trace-out json=t.json", directory).status, kViolated);
  EXPECT_EQ(run({"replay", "t.json"}, directory).status, kViolated);

  nlohmann::ordered_json trace = nlohmann::ordered_json::parse(directory.read("t.json"));
  trace["scenario"]["network"] = "fifo";
  trace["scenario"].erase("duplication");
  directory.write("t.json", trace.dump());
  expect_refused(run({"replay", "t.json"}, directory), kMakesNoSense, "t.json: does not replay: step ");
}

}  // namespace
}  // namespace paxoscope::tests
