// Protects: what a scenario says will come of it is held against what does come of it, so that an edit that makes it vacuous, or breaks
// another thing, turns it red; and the exit status is about that alone.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::json;

// Both p2b and p2c are violated in 12 steps.
const Words kMistake = kBroken + "--expect-outcome violated";

struct Checked {
  Finished finished;
  json expectations;
};

/// A run with its expectations as JSON.
Checked check(const Words& arguments) {
  const TemporaryDirectory directory;
  Checked checked{run(arguments + "--json r.json", directory), {}};
  EXPECT_EQ(checked.finished.standard_error, "");
  const json result = json::parse(directory.read("r.json"));
  EXPECT_EQ(result.at("exit_status"), checked.finished.status);
  checked.expectations = result.at("expectations");
  return checked;
}

TEST(Expectations, DecideTheStatusOfAViolation) {
  struct Row {
    std::string options;
    int status;
    const char* says;
  };
  const std::vector<Row> rows{
      {"--expect-outcome violated", kHolds, "outcome = violated: as expected"},
      {"--expect-length 12", kHolds, "length = 12: as expected"},
      {"--expect-length 13", kNotAsExpected, "length = 12: FAILED, expected 13"},
      {"--expect-violated p2c --expect-violated p2b", kHolds, "violated = p2b, p2c: as expected"},
      {"--expect-violated p2b", kNotAsExpected, "violated = p2b, p2c: FAILED, expected p2b"},
      {"--expect-violated agreement", kNotAsExpected, "violated = p2b, p2c: FAILED, expected agreement"},
      {"--expect-outcome holds", kNotAsExpected, "outcome = violated: FAILED, expected holds"},
      {"--expect-outcome inconclusive", kNotAsExpected, "outcome = violated: FAILED, expected inconclusive"},
      // As long as nobody says what comes of it, what does is what matters.
      {"--expect-depth 1", kViolated, "depth = 12: FAILED, expected 1"},
  };
  for (const auto& [options, status, says] : rows) {
    const Finished finished = check(kBroken + options).finished;
    EXPECT_EQ(finished.status, status) << options;
    EXPECT_TRUE(contains(finished.standard_output, says)) << options << "\n" << finished.standard_output;
  }
}

TEST(Expectations, AreTheSameInJson) {
  const Checked checked = check(kBroken + "--expect-violated p2b --expect-length 13 --expect-chosen");
  EXPECT_EQ(
      checked.expectations,
      json::parse(R"([{"name": "outcome", "expected": "violated", "actual": "violated", "status": "met"},
                            {"name": "violated", "expected": ["p2b"], "actual": ["p2b", "p2c"], "status": "failed"},
                            {"name": "length", "expected": 13, "actual": 12, "status": "failed"},
                            {"name": "chosen", "expected": 1, "actual": 1, "status": "met"}])"));
  EXPECT_EQ(check(kSmall + "--expect-length 3").expectations[1],
            json::parse(R"({"name": "length", "expected": 3, "actual": null, "status": "failed"})"));
}

// A search that ends with a violation, or at a limit, visits the same states every time.
TEST(Expectations, OfCountsAreMetWhereTheSearchEndsAsExpected) {
  EXPECT_EQ(check(kMistake + "--expect-depth 12").finished.status, kHolds);
  const Checked more = check(kMistake + "--expect-depth 13");
  EXPECT_EQ(more.finished.status, kNotAsExpected);
  EXPECT_EQ(more.expectations[1].at("status"), "failed");
  const Words cut = kSmall + "--max-states 50 --expect-outcome inconclusive";
  EXPECT_EQ(check(cut + "--expect-distinct 50").finished.status, kHolds);
  EXPECT_EQ(check(cut + "--expect-distinct 51").finished.status, kNotAsExpected);
  EXPECT_EQ(check(cut).finished.status, kHolds);
  // Whoever expects it to hold has not been told that it does.
  const Checked holds = check(kSmall + "--max-states 50 --expect-outcome holds --expect-distinct 77");
  EXPECT_EQ(holds.finished.status, kNotAsExpected);
  EXPECT_EQ(holds.expectations[1].at("status"), "undecided");
}

TEST(Expectations, OfTransitionsAndStatesNoticeWhatOtherNumbersDoNot) {
  const json whole = [] {
    const TemporaryDirectory directory;
    return json::parse(run(kSmall + "--json -", directory).standard_output);
  }();
  const std::string digest = whole.at("digest");
  EXPECT_EQ(check(kSmall + "--expect-generated 182 --expect-digest" + digest).finished.status, kHolds);
  EXPECT_EQ(check(kSmall + "--expect-generated 183").finished.status, kNotAsExpected);
  const std::string other = (digest.front() == '0' ? "1" : "0") + digest.substr(1);
  const Finished finished = check(kSmall + "--expect-digest" + other).finished;
  EXPECT_EQ(finished.status, kNotAsExpected);
  EXPECT_TRUE(contains(finished.standard_output, "digest = " + digest + ": FAILED, expected " + other))
      << finished.standard_output;
  // Of a space that was not visited whole nothing is known.
  EXPECT_EQ(check(kSmall + "--max-states 50 --expect-digest" + digest).finished.status, kBoundReached);
  // All of it is visited even where a witness is all that is looked for.
  EXPECT_EQ(check(kSmall + "--property value-chosen --expect-generated 182").finished.status, kHolds);
}

// A rule by which nobody ever votes holds, and that is what it is to be caught at.
TEST(Expectations, TurnRedWhereAnEditMakesAScenarioVacuous) {
  const Words vacuous = words("check paxos --variant votes-only-above-promise --loss none --learners 0");
  EXPECT_EQ(check(vacuous + "--expect-outcome holds").finished.status, kHolds);
  EXPECT_EQ(check(vacuous + "--expect-outcome holds --expect-chosen").finished.status, kNotAsExpected);
  const Words unreachable = vacuous + "--property value-chosen --expect-violated value-chosen";
  EXPECT_EQ(check(unreachable).finished.status, kHolds);
  EXPECT_EQ(check(unreachable + "--expect-length 3").finished.status, kNotAsExpected);
}

TEST(Expectations, OfARunWithoutEnd) {
  const Words duel = words("check paxos --network synchronous --property termination");
  const Checked bare = check(duel);
  EXPECT_EQ(bare.finished.status, kLivenessViolated);
  EXPECT_EQ(check(duel + "--expect-violated termination").finished.status, kHolds);
  EXPECT_EQ(check(duel + "--expect-outcome holds").finished.status, kNotAsExpected);
}

TEST(Expectations, AreRepeatedByTheCommandThatIsPrinted) {
  const TemporaryDirectory directory;
  const std::string options =
      " --expect-outcome violated --expect-violated p2b --expect-violated p2c --expect-length 12"
      " --expect-distinct 7 --expect-generated 8 --expect-depth 9 --expect-digest 00000000000000ab "
      "--expect-chosen";
  const json result = json::parse(run(kBroken + options + "--json -", directory).standard_output);
  EXPECT_TRUE(result.at("command").get<std::string>().ends_with(options)) << result.at("command");
}

TEST(Expectations, ThatMakeNoSenseAreRefused) {
  struct Row {
    Words arguments;
    int status;
    const char* says;
  };
  const TemporaryDirectory directory;
  directory.write("s.toml", kPaxos + "expect-digest = 12\n");
  directory.write("t.toml", kPaxos + "expect-outcome = \"hold\"\n");
  directory.write("u.toml", kPaxos + "expect-violated = []\n");
  directory.write("v.toml", kPaxos + "expect-outcome = \"holds\"\nexpect-length = 12\n");
  const std::vector<Row> rows{
      {kSmall + "--expect-outcome fails", kUsage, "--expect-outcome: unknown outcome 'fails'"},
      {kSmall + "--expect-violated agrement", kUsage, "did you mean 'agreement'?"},
      {kSmall + "--expect-digest 12", kUsage, "--expect-digest: '12' is not a digest: 16 hexadecimal digits"},
      {kSmall + "--expect-digest 00000000000000-1", kUsage, "is not a digest"},
      {kSmall + "--expect-length -1", kMakesNoSense, "--expect-length: -1 is too small"},
      {kSmall + "--expect-length 2 --expect-outcome holds", kMakesNoSense,
       "check: expect-length is said of a violation, and the expected outcome is 'holds'"},
      {kSmall + "--expect-violated p2b --expect-outcome inconclusive", kMakesNoSense,
       "check: expect-violated is said of a violation, and the expected outcome is 'inconclusive'"},
      {kSmall + "--property agreement --expect-violated p2b", kMakesNoSense,
       "check: expect-violated: p2b is not among the properties that are checked"},
      {kSmall + "--expect-violated value-chosen", kMakesNoSense, "only where property asks for it"},
      {words("check s.toml"), kMakesNoSense,
       "s.toml:2:17: expect-digest: must be a string of 16 hexadecimal digits"},
      {words("check t.toml"), kMakesNoSense,
       "t.toml:2:18: expect-outcome: unknown outcome 'hold'; did you mean 'holds'?"},
      {words("check u.toml"), kMakesNoSense, "u.toml:2:19: expect-violated: names no property"},
      {words("check v.toml"), kMakesNoSense, "v.toml: expect-length is said of a violation"},
      {kSmall + "--check-reductions --expect-outcome holds", kUsage, "does not go with --expect-…"},
      {kSmall + "--check-reductions --junit r.xml", kUsage, "does not go with --junit"},
      {kSmall + "--check-reductions --sarif r.sarif", kUsage, "does not go with --sarif"},
  };
  for (const auto& [arguments, status, says] : rows) {
    SCOPED_TRACE(shown(arguments));
    expect_refused(run(arguments, directory), status, says);
  }
}

}  // namespace
}  // namespace paxoscope::tests
