// Protects: what CI systems are told in JUnit XML and SARIF is what was found: a case for the scenario and for each property, a finding for
// each thing that is not as expected and for nothing else.
#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::json;

const std::string kWrong = kPaxos + "loss = \"none\"\nlearners = 0\nvariant = \"accept-ignores-promise\"\n";

/// Names of elements and attributes in the order of the document: what a test of its form looks at.
std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (auto i = std::sregex_iterator(text.begin(), text.end(), expression); i != std::sregex_iterator(); ++i)
    found.push_back((*i)[1]);
  return found;
}

/// The one run of a SARIF document.
json run_in(const std::string& sarif) {
  json document = json::parse(sarif);
  EXPECT_EQ(document.at("version"), "2.1.0");
  EXPECT_EQ(document.at("runs").size(), 1U);
  return document.at("runs").at(0);
}

/// Runs of a scenario file s.toml with both outputs.
struct Told {
  Finished finished;
  std::string junit;
  json sarif;
};

Told check(const std::string& scenario, const std::string& options = "") {
  const TemporaryDirectory directory;
  directory.write("s.toml", scenario);
  Told told{run(kScenario + options + "--junit r.xml --sarif r.sarif", directory), "", {}};
  EXPECT_EQ(told.finished.standard_error, "");
  told.junit = directory.read("r.xml");
  told.sarif = run_in(directory.read("r.sarif"));
  EXPECT_EQ(told.sarif.at("invocations")[0].at("exitCode"), told.finished.status);
  EXPECT_EQ(directory.names(), (Words{"r.sarif", "r.xml", "s.toml"}));
  return told;
}

TEST(Junit, HasACaseForTheScenarioAndForEachProperty) {
  const Told told = check(kWrong);
  EXPECT_EQ(told.finished.status, kViolated);
  EXPECT_EQ(matches(told.junit, "<testcase name=\"([^\"]*)\""),
            (Words{"outcome", "agreement", "p2b", "p2c", "one-value-per-ballot", "validity", "stability",
                   "value-chosen"}));
  EXPECT_EQ(matches(told.junit, "(<testsuite [^>]*failures=\"3\" errors=\"0\" skipped=\"4\")").size(), 1U)
      << told.junit;
  EXPECT_EQ(matches(told.junit, "<property name=\"distinct\" value=\"([0-9]+)\"/>").size(), 1U);
  EXPECT_EQ(matches(told.junit, "<property name=\"digest\" value=\"([0-9a-f]{16})\"/>").size(), 1U);
  EXPECT_TRUE(contains(told.junit, "classname=\"s\"")) << told.junit;
  EXPECT_TRUE(contains(
      told.junit,
      "<failure message=\"violated in 12 steps (once a value is chosen, every proposal in a higher ballot "
      "carries it)\">Counterexample to p2b in 12 steps\n"))
      << told.junit;
  EXPECT_TRUE(
      contains(told.junit, "\n   8. a1 votes for v1 in ballot 1, although it has promised ballot 2\n"));
}

TEST(Junit, PassesWhatIsViolatedAsExpected) {
  const Told told = check(kWrong + "expect-length = 12\n");
  EXPECT_EQ(told.finished.status, kHolds);
  EXPECT_TRUE(contains(told.junit, "failures=\"0\" errors=\"0\" skipped=\"4\"")) << told.junit;
  EXPECT_TRUE(contains(told.junit, "<system-out>Counterexample to p2b in 12 steps\n")) << told.junit;
  EXPECT_EQ(told.sarif.at("results"), json::array());
  EXPECT_EQ(told.sarif.at("artifacts")[0].at("location").at("uri"), "s.toml");
}

TEST(Junit, FailsWhatWasToBeViolatedAndIsNot) {
  const Told told = check(
      kPaxos + "attempts = 1\nacceptors = 2\nlearners = 0\nloss = \"none\"\nexpect-violated = \"p2b\"\n");
  EXPECT_EQ(told.finished.status, kNotAsExpected);
  EXPECT_TRUE(contains(told.junit, "expected to be violated\"")) << told.junit;
  EXPECT_TRUE(contains(
      told.junit, "outcome = holds: FAILED, expected violated; violated = none: FAILED, expected p2b\">"))
      << told.junit;
  ASSERT_EQ(told.sarif.at("results").size(), 1U);
  EXPECT_EQ(told.sarif.at("results")[0].at("ruleId"), "as-expected");
  EXPECT_EQ(told.sarif.at("results")[0].at("level"), "error");
}

TEST(Sarif, HasAResultForEachViolatedPropertyWithItsSteps) {
  const json run = check(kWrong).sarif;
  const json& results = run.at("results");
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].at("ruleId"), "p2b");
  EXPECT_EQ(results[1].at("ruleId"), "p2c");
  for (const json& result : results) {
    EXPECT_EQ(run.at("tool").at("driver").at("rules").at(result.at("ruleIndex").get<std::size_t>()).at("id"),
              result.at("ruleId"));
    EXPECT_EQ(result.at("locations")[0].at("physicalLocation").at("artifactLocation").at("uri"), "s.toml");
    EXPECT_EQ(result.at("locations")[0].at("physicalLocation").at("region").at("startLine"), 1);
  }
  // One run is shown, that of the first.
  EXPECT_FALSE(results[1].contains("codeFlows"));
  const json& steps = results[0].at("codeFlows")[0].at("threadFlows")[0].at("locations");
  ASSERT_EQ(steps.size(), 12U);
  EXPECT_EQ(steps[9].at("executionOrder"), 10);
  // Braces are doubled, as the standard has it.
  EXPECT_EQ(steps[9].at("location").at("message").at("text"),
            "10. a2 votes for v1 in ballot 1, although it has promised ballot 2; v1 is chosen in ballot 1: "
            "{{a1, a2}} voted "
            "for it");
  EXPECT_TRUE(contains(results[0].at("message").at("text").get<std::string>(),
                       "p2b is violated in 12 steps (once a value is chosen, every proposal in a higher "
                       "ballot carries it). v1 is "
                       "chosen in ballot 1: {{a1, a2}} voted for it."))
      << results[0].at("message");
}

TEST(Sarif, HasOneRuleForEachProperty) {
  const json rules = check(kWrong).sarif.at("tool").at("driver").at("rules");
  Words ids;
  for (const json& rule : rules) ids.push_back(rule.at("id"));
  EXPECT_EQ(ids.size(), 17U);
  EXPECT_EQ(ids.back(), "as-expected");
  for (const char* const id : {"agreement", "p2b", "value-chosen", "termination", "prefix-order"})
    EXPECT_EQ(std::count(ids.begin(), ids.end(), id), 1) << id;
}

TEST(Sarif, KnowsAFindingAgainWhereverItIsAndHoweverItIsSearched) {
  const auto fingerprints = [](const json& run) {
    Words all;
    for (const json& result : run.at("results"))
      all.push_back(result.at("partialFingerprints").at("scenarioAndRule/v1"));
    return all;
  };
  const Words first = fingerprints(check(kWrong).sarif);
  EXPECT_EQ(first.size(), 2U);
  EXPECT_EQ(fingerprints(check("# Moved.\n\n" + kWrong + "max-states = 100000\n", "--workers 1").sarif),
            first);
  for (const std::string& other : fingerprints(check(kWrong + "proposers = 3\n").sarif))
    EXPECT_EQ(std::count(first.begin(), first.end(), other), 0) << other;
}

TEST(Sarif, WarnsWhereNothingIsKnownToBeWrong) {
  const json run = check(kPaxos + "max-states = 10\n").sarif;
  ASSERT_EQ(run.at("results").size(), 1U);
  EXPECT_EQ(run.at("results")[0].at("level"), "warning");
  EXPECT_EQ(run.at("results")[0].at("ruleId"), "as-expected");
  EXPECT_EQ(run.at("invocations")[0].at("executionSuccessful"), true);
}

TEST(Sarif, TellsARunWithoutEnd) {
  const json run =
      check("protocol = \"paxos\"\nnetwork = \"synchronous\"\nproperty = \"termination\"\n").sarif;
  ASSERT_EQ(run.at("results").size(), 1U);
  const json& steps = run.at("results")[0].at("codeFlows")[0].at("threadFlows")[0].at("locations");
  EXPECT_TRUE(std::regex_search(steps.back().at("location").at("message").at("text").get<std::string>(),
                                std::regex("; and so on for ever, from step [0-9]+$")));
}

TEST(CiOutputs, OfACommandLineHaveNoFile) {
  const TemporaryDirectory directory;
  const Finished finished = run(kBroken + "--sarif -", directory);
  EXPECT_EQ(finished.status, kViolated);
  const json sarif = run_in(finished.standard_output);
  EXPECT_EQ(sarif.at("artifacts"), json::array());
  EXPECT_EQ(sarif.at("results")[0].at("locations")[0].at("logicalLocations")[0].at("fullyQualifiedName"),
            "paxos");
}

TEST(CiOutputs, SurviveWhatNamesAndMessagesHold) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "d");
  const std::string name = "a\"<&>\x1B\xFF ü{0}[x].toml";
  directory.write("d/" + name, kWrong);
  directory.write("d/bad\n\"<&>.toml", kPaxos + "\"k\\\"<&>\\u0007\" = 1\n");
  const Finished finished = run(words("check d --junit r.xml --sarif r.sarif --json r.json"), directory);
  EXPECT_EQ(finished.status, kMakesNoSense);
  const std::string junit = directory.read("r.xml");
  EXPECT_TRUE(contains(junit, "<testsuite name=\"d/a&quot;&lt;&amp;&gt;␛\uFFFD ü{0}[x].toml\"")) << junit;
  EXPECT_TRUE(contains(junit, "<testsuite name=\"d/bad&#10;&quot;&lt;&amp;&gt;.toml\"")) << junit;
  const json sarif = run_in(directory.read("r.sarif"));
  EXPECT_EQ(sarif.at("artifacts")[0].at("location").at("uri"),
            "d/a%22%3C%26%3E%1B%FF%20%C3%BC%7B0%7D%5Bx%5D.toml");
  EXPECT_EQ(sarif.at("invocations")[0].at("executionSuccessful"), false);
  EXPECT_EQ(sarif.at("invocations")[0].at("toolExecutionNotifications").size(), 1U);
  EXPECT_EQ(json::parse(directory.read("r.json")).at("failed"), 1);
}

// Keys of a scenario file that mean nothing to a command are passed over, and do not take its standard output.
TEST(CiOutputs, AreOfCheckOnly) {
  const TemporaryDirectory directory;
  directory.write("s.toml", kWrong + "junit = \"-\"\n");
  EXPECT_TRUE(run(kScenario, directory).standard_output.starts_with("<?xml "));
  const Finished walked = run(words("simulate s.toml --runs 1"), directory);
  EXPECT_TRUE(walked.standard_output.starts_with("paxos: ")) << walked.standard_output;
}

TEST(CiOutputs, ThatCannotBeWrittenCostNoSearchAndHarmNoOther) {
  const TemporaryDirectory directory;
  expect_refused(run(kBig + "--junit none/r.xml", directory), kSystem, "none/r.xml: cannot be written");
  expect_refused(run(kBig + "--sarif none/r.sarif", directory), kSystem, "none/r.sarif: cannot be written");
  expect_refused(run(kBig + "--junit r --sarif ./r", directory), kUsage, "two outputs go to ./r");
  expect_refused(run(kBig + "--json - --sarif -", directory), kUsage,
                 "two outputs go to standard output (-)");
  expect_refused(run(kBig + "--trace-out text=r --junit r", directory), kUsage, "two outputs go to r");
  directory.write("s.toml", kPaxos + "json = \"r\"\n");
  expect_refused(run(words("check s.toml --junit r"), directory), kUsage, "check: two outputs go to r");
  directory.write("s.toml", kPaxos + "json = \"r\"\njunit = \"r\"\n");
  expect_refused(run(words("check s.toml"), directory), kMakesNoSense, "s.toml: two outputs go to r");
  expect_refused(run(Words(kBig) + "--set junit=", directory), kMakesNoSense,
                 "--set junit: '' is not the name of a file");
  Command full = command(kSmall + "--junit r.xml", directory);
  full.standard_output = Stream::file("/dev/full");
  const Finished finished = run(full);
  EXPECT_EQ(finished.status, kSystem);
  EXPECT_TRUE(contains(directory.read("r.xml"), "<testsuites ")) << "what could be written was";
}

TEST(CiOutputs, OfVariantsAreACaseEach) {
  const TemporaryDirectory directory;
  const Finished finished = run(words("variants synod --junit r.xml --sarif r.sarif"), directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(finished.standard_output.starts_with("variants of synod\n"));
  const std::string junit = directory.read("r.xml");
  EXPECT_TRUE(contains(
      junit, "<testsuites name=\"paxoscope variants synod\" tests=\"22\" failures=\"0\" errors=\"0\""))
      << junit;
  EXPECT_EQ(matches(junit, "<testcase name=\"([^\"]*)\"").size(), 22U);
  EXPECT_EQ(run_in(directory.read("r.sarif")).at("results"), json::array());
  expect_refused(run(words("variants synod --junit a --markdown a"), directory), kUsage,
                 "two outputs go to a");
}

}  // namespace
}  // namespace paxoscope::tests
