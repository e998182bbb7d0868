// Protects what is written about changed rules: --rule on the command line, in files and in saved traces; and that each alternative
// of each rule breaks what it is known to break, in as many steps as it is known to take.
#include <gtest/gtest.h>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

/// "rule=alternative" for every alternative of a rule of paxos that is not the specified one, as `list rules` has them.
std::vector<std::string> listed_changes() {
  const TemporaryDirectory directory;
  std::istringstream lines(run({"list", "rules"}, directory).standard_output);
  std::vector<std::string> changes;
  std::string rule;
  for (std::string line; std::getline(lines, line) && line != "rules of synod (* as specified)";) {
    if (line.starts_with("      ")) {
      changes.push_back(rule + "=" + words(line).front());
    } else if (line.starts_with("  ") && !line.starts_with("   ")) {
      rule = line.substr(2, line.find(':') - 2);
    }
  }
  return changes;
}

/// With something that makes sense for 2 acceptors and for 3 in place of what comes after a colon.
std::string with_argument(const std::string& change, const std::string& acceptors) {
  const std::size_t colon = change.find(':');
  if (colon == std::string::npos) return change;
  const std::string wanted = change.substr(colon + 1);
  std::string argument = "1x" + acceptors;
  if (wanted == "N") argument = "1";
  if (wanted == "W+W+…") argument = acceptors == "2" ? "2+1" : "2+1+1";
  if (wanted == "N+N+…") argument = acceptors == "2" ? "1+1" : "1+2";
  if (wanted == "a1+a2/…") argument = acceptors == "2" ? "a2" : "a1+a2/a2+a3";
  return change.substr(0, colon + 1) + argument;
}

TEST(Rules, ReductionsChangeNoAnswerOfAnyAlternative) {
  const std::vector<std::string> changes = listed_changes();
  EXPECT_EQ(changes.size(), 47U);
  const std::vector<std::string> without_crashes{
      "--acceptors 2 --learners 1 --loss none",
      "--acceptors 2 --proposers 1 --attempts 2 --loss any --learners 0",
      "--acceptors 3 --learners 0 --loss none"};
  const std::vector<std::string> with_crashes{
      "--acceptors 2 --learners 0 --loss none --crashes 1",
      "--acceptors 2 --proposers 1 --learners 1 --loss any --crashes 1"};
  for (const std::string& listed : changes) {
    const bool is_about_crashes = contains(listed, "-storage=") || listed.starts_with("write-order=");
    for (const std::string& bounds : is_about_crashes ? with_crashes : without_crashes) {
      const TemporaryDirectory directory;
      const std::string change = with_argument(listed, bounds.substr(std::string("--acceptors ").size(), 1));
      const Words arguments = words("check paxos") + bounds + ("--rule " + change) + "--check-reductions";
      const Finished finished = run(arguments, directory);
      EXPECT_EQ(finished.status, kHolds) << shown(arguments) << "\n"
                                         << finished.standard_output << finished.standard_error;
    }
  }
}

/// A change of a rule, bounds with which it makes no difference, why, and bounds with which it does.
struct Idle {
  const char* change;
  const char* idle_bounds;
  const char* reason;
  const char* other_bounds;
};

/// Where the change makes no difference this is said, and where it does it is not; `check` ends where the change goes.
void expect_warnings_of_idle_rules(const std::string& check, const std::vector<Idle>& all) {
  for (const Idle& idle : all) {
    const auto report = [&](const std::string& bounds) {
      const TemporaryDirectory directory;
      return run(words(check) + idle.change + bounds, directory).standard_output;
    };
    const std::string said = std::string(idle.change) + " has no effect: " + idle.reason;
    EXPECT_TRUE(contains(report(idle.idle_bounds), said)) << report(idle.idle_bounds);
    EXPECT_FALSE(contains(report(idle.other_bounds), "has no effect")) << report(idle.other_bounds);
  }
}

TEST(Rules, ThatHaveNoEffectAreWarnedOf) {
  expect_warnings_of_idle_rules(
      "check paxos --loss none --max-states 1 --reductions none --rule",
      {
          {"learning=first-vote", "--learners 0", "there are no learners", "--learners 1"},
          {"first-phase=first-ballot", "--attempts 1", "each proposer has one ballot, its first",
           "--attempts 2"},
          {"promises-counted=for-any-own-ballot", "--attempts 1", "each proposer has one ballot",
           "--attempts 2"},
          {"promise-storage=volatile", "--crashes none", "nothing crashes", "--crashes 1"},
          {"vote-storage=late", "--crashes 1 --recoveries none", "nothing that crashed starts again",
           "--crashes 1"},
          {"ballot-owner=shared", "--proposers 1", "there is one proposer", "--proposers 2"},
          {"counting=messages", "--duplication none",
           "no message is received twice, and no acceptor promises a ballot twice", "--duplication any"},
          {"promise-quorum=half", "--acceptors 3", "of 3 acceptors that is a majority", "--acceptors 2"},
          {"vote-quorum=one-short", "--acceptors 1", "of 1 acceptor that is a majority", "--acceptors 2"},
          {"vote-quorum=size:2", "--acceptors 3", "of 3 acceptors that is a majority", "--acceptors 4"},
      });
}

// The same of a window and of memberships.
TEST(Rules, OfWindowsAreWarnedOfWhereThereIsNone) {
  expect_warnings_of_idle_rules(
      "check multi-paxos --acceptors 2 --learners 0 --max-states 1 --reductions none --assume-quorums --rule",
      {{"window=ignored", "--window 0", "there is no window", "--window 1"},
       {"window=ignored", "--window 2", "the window is as wide as the log", "--window 2 --slots 3"},
       {"change-takes-effect=at-once", "--window 1", "there are no changes of membership",
        "--window 2 --rule membership=changes:a1/a2"},
       {"change-takes-effect=at-once", "--window 1 --rule membership=changes:a1/a2",
        "with a window of 1 all lower slots are known to be chosen anyway",
        "--window 1 --rule membership=changes:a1/a2 --rule window=ignored"},
       {"vote-quorum=half", "--window 1 --rule membership=changes:a1/a2",
        "more than half of a membership is a quorum", "--window 1"},
       {"known-chosen=one-vote", "--window 0", "there are no learners", "--window 1"}});
}

// A leader that counts votes wrongly does so without learners too: no reduction may take that for nothing.
TEST(Rules, ThatLeadersCountVotesByKeepReductionsOff) {
  const TemporaryDirectory directory;
  const Finished finished =
      run(words("check multi-paxos --values 1 --learners 0 --window 1 --property agreement --property p2b "
                "--rule membership=changes:a1+a2+a3/a3 --rule known-chosen=one-vote"),
          directory);
  EXPECT_EQ(finished.status, kViolated);
  EXPECT_TRUE(contains(finished.standard_output, "VIOLATED: p2b in 14 steps")) << finished.standard_output;
  const Finished fixed =
      run(words("check multi-paxos --values 1 --learners 0 --window 1 --property agreement "
                "--rule known-chosen=one-vote"),
          directory);
  EXPECT_TRUE(contains(fixed.standard_output,
                       "left off: past-votes: the rule known-chosen = one-vote may learn from less"))
      << fixed.standard_output;
}

TEST(Rules, AreToldWithTheVerdictAndInTheCommandThatRepeatsIt) {
  const TemporaryDirectory directory;
  const Finished finished =
      run(words("check paxos --rule vote-promises=no --rule may-vote=above-promise --learners 0 --loss none"),
          directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(contains(
      finished.standard_output,
      "\nvariant none: the protocol as specified; but for\n"
      "rule may-vote = above-promise: When does an acceptor vote? only in a ballot above every "
      "ballot it has promised\n"
      "rule vote-promises = no: Is a vote in a ballot a promise of it too? no: only what it promised "
      "when it was asked to counts\n"))
      << finished.standard_output;
  EXPECT_TRUE(contains(finished.standard_output,
                       " --variant none --rule may-vote=above-promise --rule vote-promises=no "))
      << finished.standard_output;
}

TEST(Rules, OfAVariantCanBeNamedOneByOne) {
  const TemporaryDirectory directory;
  const auto after_heading = [](const std::string& report) { return report.substr(report.find("\n\n")); };
  const Words bounds = words("check paxos --learners 0 --loss none");
  const std::string variant = run(bounds + "--variant accept-ignores-promise", directory).standard_output;
  const std::string rule = run(bounds + "--rule may-vote=always", directory).standard_output;
  const auto until_space = [](std::string report) { return report.substr(0, report.find("\nspace\n")); };
  EXPECT_EQ(until_space(after_heading(rule)), until_space(after_heading(variant)));
  // What the variant does anyway is no change; what undoes it is one.
  const std::string same =
      run(bounds + "--variant accept-ignores-promise --rule may-vote=always", directory).standard_output;
  EXPECT_FALSE(contains(same, "\nrule ")) << same;
  const Finished undone =
      run(bounds + "--variant accept-ignores-promise --rule may-vote=at-or-above-promise", directory);
  EXPECT_EQ(undone.status, kHolds);
  EXPECT_TRUE(contains(undone.standard_output, "\nrule may-vote = at-or-above-promise: "))
      << undone.standard_output;
}

TEST(Rules, OfASavedTraceAreThoseOfItsReplay) {
  const TemporaryDirectory directory;
  const Words arguments =
      words("check paxos --rule promise-record=forgotten --rule vote-record=highest --learners 0") +
      "--trace-out json=t.json";
  EXPECT_EQ(run(arguments, directory).status, kViolated);
  EXPECT_TRUE(contains(directory.read("t.json"), "\"promise-record=forgotten\"")) << directory.read("t.json");
  const Finished again = run({"replay", "t.json"}, directory);
  EXPECT_EQ(again.status, kViolated) << again.standard_error;
  EXPECT_TRUE(contains(again.standard_output, "it does not remember the promise")) << again.standard_output;
}

TEST(Rules, StandInScenarioFilesToo) {
  const TemporaryDirectory directory;
  directory.write("s.toml", kPaxos + "learners = 0\nloss = \"none\"\nrule = [\"promise-reports=nothing\"]\n");
  const Finished file = run(kScenario, directory);
  EXPECT_EQ(file.status, kViolated) << file.standard_error;
  EXPECT_TRUE(contains(file.standard_output, "VIOLATED: p2b, p2c in 12 steps")) << file.standard_output;
  const Finished set = run(kScenario + "--set rule=may-vote=above-promise", directory);
  EXPECT_EQ(set.status, kHolds) << "--set wins over the file, for all rules: " << set.standard_output;
}

// Flexible Paxos: it takes that every quorum of promises meets every quorum of votes, and no more.
TEST(Rules, OfQuorumsAreSafeExactlyWhereTheyMeet) {
  const auto expect = [](const char* command, int acceptors, int promises, int votes) {
    SCOPED_TRACE(testing::Message() << command << ": " << acceptors << " " << promises << " " << votes);
    const TemporaryDirectory directory;
    const Words arguments = words(command) + std::to_string(acceptors) + "--phase1-quorum" +
                            std::to_string(promises) + "--phase2-quorum" + std::to_string(votes);
    const bool meet = promises + votes > acceptors;
    if (!meet) {
      EXPECT_EQ(run(arguments, directory).status, kNotAsExpected);
    }
    const Finished assumed = run(arguments + "--assume-quorums", directory);
    EXPECT_EQ(assumed.status, meet ? kHolds : kViolated) << assumed.standard_error;
    EXPECT_EQ(contains(assumed.standard_output, "WARNING: a ballot that {"), !meet);
    EXPECT_TRUE(contains(assumed.standard_output, " --assume-quorums")) << "in the command to repeat it";
  };
  for (int acceptors = 1; acceptors <= 5; ++acceptors) {
    for (int promises = 1; promises <= acceptors; ++promises) {
      for (int votes = 1; votes <= acceptors; ++votes) {
        expect("check paxos --learners 0 --loss none --property agreement --acceptors", acceptors, promises,
               votes);
        expect("check synod --property agreement --acceptors", acceptors, promises, votes);
      }
    }
  }
}

TEST(Quorums, ThatNeedNotMeetAreToldOfBeforeAnythingIsSearched) {
  const std::string rest =
      ": these quorums have no acceptor in common; --assume-quorums searches all the same";
  const auto expect = [&](const char* arguments, const std::string& what) {
    const TemporaryDirectory directory;
    expect_refused(run(words(arguments) + "--json r.json", directory), kNotAsExpected, what + rest);
    EXPECT_EQ(directory.names(), Words{}) << arguments;
  };
  expect("check synod --acceptors 4 --phase1-quorum 2 --phase2-quorum 2",
         "paxoscope: check: a ballot that {a1, a2} promised need not hear of a value that {a3, a4} chose");
  expect("check paxos --acceptors 4 --phase1-quorum rows:2x2 --phase2-quorum rows:2x2",
         "a ballot that {a1, a2} promised need not hear of a value that {a3, a4} chose");
  expect("check paxos --acceptors 5 --rule vote-quorum=hierarchical:2+3 --phase1-quorum 1",
         "a ballot that {a3} promised need not hear of a value that {a1, a2, a4, a5} chose");
  expect("check paxos --network fifo --phase1-quorum 1",
         "a ballot that {a1} promised need not hear of a value that {a2, a3} chose");
  expect("check paxos --network synchronous --phase2-quorum 1",
         "a ballot that {a1, a2} promised need not hear of a value that {a3} chose");
  expect("check last-voting --rule promise-quorum=one-short",
         "a ballot that {a1} promised need not hear of a value that {a2, a3} chose");
  expect("check fast-paxos --classic-quorum 2",
         "a ballot that {a1, a2} promised need not hear of a value that {a3, a4} chose");
  expect("check fast-paxos --acceptors 3 --fast-quorum 2",
         "a ballot that {a1, a2} promised need not hear which of two values was chosen in a fast ballot, by "
         "{a1, a3} or by {a2, a3}");
  expect("simulate paxos --phase1-quorum 1",
         "paxoscope: simulate: a ballot that {a1} promised need not hear of a value that {a2, a3} chose");
}

TEST(Quorums, AreNotAskedAboutWhereSearchesAreCompared) {
  const TemporaryDirectory directory;
  EXPECT_EQ(
      run(words("check paxos --rule promise-quorum=one-short --check-reductions --learners 0"), directory)
          .status,
      kHolds)
      << "compares searches, whatever they find";
}

TEST(Quorums, OfAVariantAreNotAskedAbout) {
  const TemporaryDirectory directory;
  EXPECT_EQ(run(words("check paxos --variant promised-by-too-few --loss none"), directory).status, kViolated);
  EXPECT_EQ(
      run(words("check paxos --variant promised-by-too-few --loss none --phase2-quorum 3"), directory).status,
      kHolds);
  expect_refused(
      run(words("check paxos --variant promised-by-too-few --phase2-quorum 2 --phase1-quorum 1"), directory),
      kNotAsExpected, "have no acceptor in common");
}

TEST(Quorums, HaveKeysOfTheirOwn) {
  const TemporaryDirectory directory;
  directory.write("s.toml",
                  kPaxos + "phase1-quorum = 3\nphase2-quorum = \"size:1\"\nassume-quorums = false\n");
  const Finished file = run(kScenario, directory);
  EXPECT_EQ(file.status, kHolds) << file.standard_error;
  EXPECT_TRUE(contains(file.standard_output, "--rule promise-quorum=size:3 --rule vote-quorum=size:1"))
      << file.standard_output;
  EXPECT_EQ(run(kScenario + "--phase1-quorum 2", directory).status, kNotAsExpected) << "wins over the file";
  EXPECT_EQ(run(kScenario + "--phase1-quorum majority --phase2-quorum majority", directory).status, kHolds);

  const auto complaint = [](const char* arguments, int status, const char* what) {
    expect_refused(run(words(arguments), TemporaryDirectory()), status, what);
  };
  complaint("check paxos --phase1-quorum 4", kMakesNoSense,
            "rule promise-quorum=size:4: wants at most 3, as there are no more");
  complaint("check paxos --phase1-quorum -1", kMakesNoSense, "wants a number of acceptors, not '-1'");
  complaint("check paxos --phase1-quorum most", kUsage,
            "--phase1-quorum: unknown alternative of promise-quorum 'most'");
  complaint("check paxos --phase1-quorum size", kUsage, "promise-quorum = size wants an argument: size:N");
  complaint("check paxos --phase1-quorum 2 --rule promise-quorum=all", kUsage,
            "--phase1-quorum: changes promise-quorum, as rule promise-quorum=all does");
  complaint("check sketch --phase2-quorum 2", kUsage,
            "--phase2-quorum: is short for the rule vote-quorum, which sketch does not have");
}

struct Known {
  const char* rules;
  const char* bounds;
  int status;
  const char* verdict;

  friend std::ostream& operator<<(std::ostream& out, const Known& known) {
    return out << known.rules << " " << known.bounds;
  }
};

// Known from the literature (docs/paxos.md has the sources), with how many ballots each needs; the lengths are those of this model, in
// which starting a ballot, promising, and hearing of a promise are steps of their own.
void expect_as_known(const char* command, const Known& known) {
  const TemporaryDirectory directory;
  Words arguments = words(command) + known.bounds;
  for (const std::string& rule : words(known.rules)) arguments = arguments + ("--rule " + rule);
  if (contains(known.rules, "-quorum")) arguments = arguments + "--assume-quorums";
  const Finished finished = run(arguments, directory);
  EXPECT_EQ(finished.status, known.status) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output, known.verdict)) << finished.standard_output;
}

class KnownRules : public testing::TestWithParam<Known> {};

TEST_P(KnownRules, BreakWhatTheyAreKnownToBreak) { expect_as_known("check paxos --loss none", GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Alternatives, KnownRules,
    testing::Values(
        Known{"may-vote=always", "--learners 0", kViolated, "VIOLATED: p2b, p2c in 12 steps"},
        Known{"promise-record=forgotten", "--learners 0", kViolated, "VIOLATED: p2b, p2c in 12 steps"},
        Known{"promise-reports=nothing", "--learners 0", kViolated, "VIOLATED: p2b, p2c in 12 steps"},
        Known{"may-promise=always", "--learners 0", kViolated, "VIOLATED: p2b, p2c in 12 steps"},
        Known{"proposal-value=own", "--learners 0", kViolated, "VIOLATED: p2b, p2c in 12 steps"},
        Known{"vote-promises=no", "--learners 0", kHolds, "HOLDS on the whole bounded space: "},
        Known{"vote-promises=no", "--learners 0 --proposers 3 --values 3", kViolated,
              "VIOLATED: p2b, p2c in 18 steps"},
        Known{"vote-promises=no vote-record=highest", "--learners 0 --proposers 3 --values 3", kHolds,
              "HOLDS on the whole bounded space: "},
        Known{"vote-record=highest", "--learners 0 --attempts 2", kHolds,
              "HOLDS on the whole bounded space: "},
        Known{"may-promise=at-or-above-promise", "--learners 0 --attempts 2", kHolds,
              "HOLDS on the whole bounded space: "},
        Known{"may-vote=above-promise", "--learners 0 --attempts 2", kHolds,
              "WARNING: value-chosen is unreachable"},
        Known{"proposal-value=lowest-reported", "--learners 0", kHolds, "HOLDS on the whole bounded space: "},
        Known{"proposal-value=lowest-reported", "--learners 0 --proposers 3", kViolated,
              "VIOLATED: p2b, p2c in 18 steps"},
        Known{"proposal-value=most-reported", "--learners 0", kHolds, "HOLDS on the whole bounded space: "},
        Known{"proposal-value=most-reported", "--learners 0 --proposers 3", kViolated,
              "VIOLATED: p2b, p2c in 18 steps"},
        Known{"first-phase=first-ballot", "--learners 0 --attempts 2", kViolated,
              "VIOLATED: p2b, p2c in 6 steps"},
        Known{"promises-counted=for-any-own-ballot", "--learners 0 --attempts 2", kViolated,
              "VIOLATED: p2b, p2c in 13 steps"},
        Known{"proposal-value=any-reported", "--learners 0", kHolds, "HOLDS on the whole bounded space: "},
        Known{"proposal-value=any-reported", "--learners 0 --proposers 3", kViolated,
              "VIOLATED: p2b, p2c in 18 steps"},
        Known{"proposal-value=first-reported", "--learners 0", kHolds, "HOLDS on the whole bounded space: "},
        Known{"proposal-value=first-reported", "--learners 0 --proposers 3", kViolated,
              "VIOLATED: p2b, p2c in 18 steps"},
        Known{"counting=messages", "--learners 0", kHolds, "HOLDS on the whole bounded space: "},
        Known{"counting=messages", "--learners 0 --duplication 1", kViolated,
              "VIOLATED: p2b, p2c in 11 steps"},
        Known{"ballot-owner=shared", "--learners 0 --attempts 2", kHolds,
              "HOLDS on the whole bounded space: "},
        Known{"ballot-owner=shared may-promise=at-or-above-promise", "--learners 0", kViolated,
              "VIOLATED: one-value-per-ballot in 10 steps"},
        Known{"promise-quorum=one-short", "--learners 0", kViolated, "VIOLATED: p2b in 8 steps"},
        Known{"vote-quorum=one-short", "--learners 0", kViolated, "VIOLATED: p2b in 11 steps"},
        Known{"promise-quorum=one-short vote-quorum=one-short", "--learners 0", kViolated,
              "VIOLATED: p2b in 7 steps"},
        Known{"promise-quorum=one-short vote-quorum=one-short", "--learners 0 --acceptors 2", kViolated,
              "VIOLATED: p2b in 7 steps"},
        Known{"promise-quorum=half vote-quorum=half", "--learners 0 --acceptors 4", kViolated,
              "VIOLATED: p2b in 12 steps"},
        Known{"promise-quorum=rows:2x2 vote-quorum=columns:2x2", "--learners 0 --acceptors 4", kHolds,
              "HOLDS on the whole bounded space: "},
        Known{"promise-quorum=rows:2x2 vote-quorum=rows:2x2", "--learners 0 --acceptors 4", kViolated,
              "VIOLATED: p2b in 12 steps"},
        Known{"promise-quorum=weights:3+1+1 vote-quorum=weights:3+1+1", "--learners 0", kHolds,
              "HOLDS on the whole bounded space: "},
        Known{"promise-quorum=sets:a1+a2/a3", "--learners 0", kViolated, "VIOLATED: p2b in 8 steps"},
        Known{"proposals=several", "--learners 0", kViolated, "VIOLATED: one-value-per-ballot in 13 steps"},
        Known{"proposals=several", "--learners 0 --property agreement", kViolated,
              "VIOLATED: agreement in 17 steps"},
        Known{"learning=first-vote", "--learners 1", kViolated, "VIOLATED: learned-is-chosen in 7 steps"},
        Known{"learning=first-vote", "--learners 1 --property learners-agree", kViolated,
              "VIOLATED: learners-agree in 14 steps"},
        Known{"learning=any-ballots", "--learners 1", kViolated, "VIOLATED: learned-is-chosen in 14 steps"},
        Known{"learning=any-ballots", "--learners 1 --proposers 3 --values 3 --property learners-agree",
              kHolds, "HOLDS on the whole bounded space: "},
        Known{"learning=any-ballots", "--learners 1 --attempts 2 --property learners-agree", kViolated,
              "VIOLATED: learners-agree in 28 steps"}));

// The same of synod, which has no proposers that start ballots and receive promises one by one.
class KnownRulesOfSynod : public testing::TestWithParam<Known> {};

TEST_P(KnownRulesOfSynod, BreakWhatTheyAreKnownToBreak) { expect_as_known("check synod", GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Alternatives, KnownRulesOfSynod,
    testing::Values(
        Known{"may-promise=always", "", kViolated, "VIOLATED: p2b, p2c in 10 steps"},
        Known{"may-promise=at-or-above-promise", "", kHolds, "HOLDS on the whole bounded space: "},
        Known{"promise-record=forgotten", "", kViolated, "VIOLATED: p2b, p2c in 10 steps"},
        Known{"promise-reports=nothing", "", kViolated, "VIOLATED: p2b, p2c in 10 steps"},
        Known{"may-vote=always", "", kViolated, "VIOLATED: p2b, p2c in 10 steps"},
        Known{"may-vote=above-promise", "", kHolds, "WARNING: value-chosen is unreachable"},
        Known{"vote-promises=no", "", kHolds, "HOLDS on the whole bounded space: "},
        Known{"vote-promises=no", "--ballots 3", kViolated, "VIOLATED: p2b, p2c in 15 steps"},
        Known{"vote-promises=no vote-record=highest", "--ballots 3", kHolds,
              "HOLDS on the whole bounded space: "},
        Known{"vote-record=highest", "--ballots 3", kHolds, "HOLDS on the whole bounded space: "},
        Known{"proposal-value=own", "", kViolated, "VIOLATED: p2b, p2c in 10 steps"},
        Known{"proposal-value=lowest-reported", "", kHolds, "HOLDS on the whole bounded space: "},
        Known{"proposal-value=lowest-reported", "--ballots 3", kViolated, "VIOLATED: p2b, p2c in 15 steps"},
        Known{"proposal-value=most-reported", "", kHolds, "HOLDS on the whole bounded space: "},
        Known{"proposal-value=most-reported", "--ballots 3", kViolated, "VIOLATED: p2b, p2c in 15 steps"},
        Known{"proposal-value=any-reported", "", kHolds, "HOLDS on the whole bounded space: "},
        Known{"proposal-value=any-reported", "--ballots 3", kViolated, "VIOLATED: p2b, p2c in 15 steps"},
        Known{"proposals=several", "", kViolated, "VIOLATED: one-value-per-ballot in 5 steps"},
        Known{"promise-quorum=one-short", "", kViolated, "VIOLATED: p2b in 8 steps"},
        Known{"vote-quorum=one-short", "", kViolated, "VIOLATED: p2b in 9 steps"},
        Known{"promise-quorum=one-short vote-quorum=one-short", "", kViolated, "VIOLATED: p2b in 7 steps"},
        Known{"promise-quorum=half vote-quorum=half", "--acceptors 4", kViolated,
              "VIOLATED: p2b in 10 steps"},
        Known{"promise-quorum=rows:2x2 vote-quorum=columns:2x2", "--acceptors 4", kHolds,
              "HOLDS on the whole bounded space: "}));

}  // namespace
}  // namespace paxoscope::tests
