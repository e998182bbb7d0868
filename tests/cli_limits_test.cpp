// Protects: limits, expectations and interruptions end a run with a report and the documented status.

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <utility>
#include <vector>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;

struct Checked {
  Finished finished;
  ordered_json result;
};

/// A run that is no refusal, with its result as JSON.
Checked check(const Words& arguments) {
  const TemporaryDirectory directory;
  Checked checked{run(arguments + "--json r.json", directory), {}};
  EXPECT_EQ(checked.finished.standard_error, "");
  EXPECT_EQ(directory.names(), Words{"r.json"});
  checked.result = ordered_json::parse(directory.read("r.json"));
  EXPECT_EQ(checked.result.at("exit_status"), checked.finished.status);
  return checked;
}

TEST(Limits, EachMakesARunInconclusive) {
  struct Limit {
    Words arguments;
    int status;
    const char* stop;
  };
  const std::vector<Limit> limits{
      {kBig + "--max-states 1000", kBoundReached, "max-states"},
      {kBig + "--max-depth 3", kBoundReached, "max-depth"},
      {kBig + "--timeout 50ms", kBoundReached, "timeout"},
      {kBig + "--memory 1M", kMemoryReached, "memory"},
      {kSmall + "--max-depth 0", kBoundReached, "max-depth"},
      {kSmall + "--memory 1", kMemoryReached, "memory"},
  };
  for (const auto& [arguments, status, stop] : limits) {
    SCOPED_TRACE(shown(arguments));
    const auto [finished, result] = check(arguments);
    EXPECT_EQ(finished.status, status);
    EXPECT_EQ(result.at("outcome"), "inconclusive");
    EXPECT_EQ(result.at("stop"), stop);
    EXPECT_TRUE(contains(finished.standard_output, "\nINCONCLUSIVE: ")) << finished.standard_output;
    EXPECT_FALSE(contains(finished.standard_output, "HOLDS")) << finished.standard_output;
  }
}

TEST(Limits, BeforeTheFirstStateClaimNothing) {
  const auto [finished, result] = check(kSmall + "--memory 1");
  EXPECT_TRUE(contains(finished.standard_output,
                       "\nINCONCLUSIVE: the limit on memory (--memory) was reached before the first state\n"))
      << finished.standard_output;
  EXPECT_FALSE(contains(finished.standard_output, "complete to depth")) << finished.standard_output;
  EXPECT_EQ(result.at("distinct"), 0);
}

TEST(Limits, AreKept) {
  EXPECT_EQ(check(kBig + "--max-states 1000").result.at("distinct"), 1000);
  EXPECT_EQ(check(kBig + "--max-depth 3").result.at("depth"), 3);
  EXPECT_LE(check(kBig + "--memory 1M").result.at("store").at("peak_bytes"), 1024 * 1024);
}

TEST(Limits, ThatTheSpaceJustFitsInCostNothing) {
  EXPECT_EQ(check(kSmall + "--max-states 77").finished.status, kHolds);
  EXPECT_EQ(check(kSmall + "--max-states 76").finished.status, kBoundReached);
  EXPECT_EQ(check(kSmall + "--max-depth 9").finished.status, kHolds);
  EXPECT_EQ(check(kSmall + "--max-depth 8").finished.status, kBoundReached);
}

TEST(Limits, AViolationFoundBeforeOneWins) {
  const auto whole = check(kBroken).result;
  const int length = whole.at("counterexample").at("length");
  const int distinct = whole.at("distinct");
  EXPECT_EQ(check(kBroken + ("--max-depth " + std::to_string(length))).finished.status, kViolated);
  EXPECT_EQ(check(kBroken + ("--max-depth " + std::to_string(length - 1))).finished.status, kBoundReached);
  // The level of the violation is visited to its end, so its last state is found after the violation.
  const auto [finished, result] = check(kBroken + ("--max-states " + std::to_string(distinct - 1)));
  EXPECT_EQ(finished.status, kViolated);
  EXPECT_EQ(result.at("outcome"), "violated");
  EXPECT_EQ(result.at("distinct"), distinct - 1);
  EXPECT_EQ(result.at("counterexample").at("length"), length);
}

TEST(Expectations, DecideTheStatus) {
  struct Expectation {
    Words arguments;
    int status;
    const char* verdict;
  };
  const std::vector<Expectation> expectations{
      {kSmall + "--expect-distinct 77", kHolds, "met"},
      {kSmall + "--expect-distinct 76", kNotAsExpected, "failed"},
      {kSmall + "--expect-distinct 78", kNotAsExpected, "failed"},
      {kSmall + "--expect-depth 9", kHolds, "met"},
      {kSmall + "--expect-depth 8", kNotAsExpected, "failed"},
      {kSmall + "--expect-depth 10", kNotAsExpected, "failed"},
      {kSmall + "--max-states 76 --expect-distinct 77", kBoundReached, "undecided"},
      {kSmall + "--max-states 76 --expect-distinct 75", kNotAsExpected, "failed"},
      {kBroken + "--expect-depth 1", kViolated, "failed"},
  };
  for (const auto& [arguments, status, verdict] : expectations) {
    SCOPED_TRACE(shown(arguments));
    const auto [finished, result] = check(arguments);
    EXPECT_EQ(finished.status, status);
    ASSERT_EQ(result.at("expectations").size(), 1U);
    EXPECT_EQ(result.at("expectations")[0].at("status"), verdict);
  }
}

TEST(Expectations, MakeASearchForWitnessesVisitTheWholeSpace) {
  const auto [finished, result] = check(kSmall + "--property value-chosen --expect-distinct 77");
  EXPECT_EQ(finished.status, kHolds);
  EXPECT_EQ(result.at("stop"), "exhausted");
  EXPECT_EQ(check(kSmall + "--property value-chosen --expect-distinct 76").finished.status, kNotAsExpected);
}

TEST(Limits, ThatCutTheLevelOfAViolationAreReported) {
  const auto [finished, result] = check(kBroken + "--reductions none --max-states 5900");
  EXPECT_EQ(finished.status, kViolated);
  EXPECT_EQ(result.at("complete_depth"), 11);
  EXPECT_EQ(result.at("depth"), 12);
  EXPECT_TRUE(
      contains(result.at("reason").get<std::string>(), "a limit reached before its level was complete"));
  ASSERT_EQ(result.at("warnings").size(), 1U);
}

// ---- Interruptions

class InterruptionTest : public ::testing::TestWithParam<std::pair<int, const char*>> {};

TEST_P(InterruptionTest, EndsInAPartialReport) {
  const auto [number, name] = GetParam();
  const TemporaryDirectory directory;
  directory.write("t.json", "former");
  Command interrupted = command(kBig + "--json r.json --trace-out json=t.json", directory);
  interrupted.signal = number;
  // Ready for it, and at work for a while since: in the middle of the search, however long it took to start.
  std::optional<std::chrono::milliseconds> ready;
  interrupted.when = [signal = number, &ready](pid_t process) {
    constexpr std::chrono::milliseconds kAWhile{500};
    if (!catches(process, signal)) return false;
    const auto now = processor_time(process);
    if (!ready) ready = now;
    return now >= *ready + kAWhile;
  };
  const Finished finished = run(interrupted);
  EXPECT_EQ(finished.status, kSignalled + number);
  EXPECT_EQ(finished.standard_error, "");
  EXPECT_TRUE(contains(finished.standard_output, "\nINCONCLUSIVE: interrupted by " + std::string(name) + ";"))
      << finished.standard_output;
  EXPECT_TRUE(contains(finished.standard_output, "\nrepeat with\n")) << finished.standard_output;

  const auto result = ordered_json::parse(directory.read("r.json"));
  EXPECT_EQ(result.at("outcome"), "inconclusive");
  EXPECT_EQ(result.at("stop"), "interrupted");
  EXPECT_EQ(result.at("exit_status"), kSignalled + number);
  const auto levels = result.at("levels").get<std::vector<std::uint64_t>>();
  EXPECT_GT(levels.size(), 1U);
  EXPECT_EQ(std::accumulate(levels.begin(), levels.end(), std::uint64_t{0}), result.at("distinct"));
  EXPECT_EQ(directory.names(), (Words{"r.json", "t.json"}));
  EXPECT_EQ(directory.read("t.json"), "former");
}

INSTANTIATE_TEST_SUITE_P(Signal, InterruptionTest,
                         ::testing::Values(std::pair(SIGINT, "SIGINT"), std::pair(SIGTERM, "SIGTERM"),
                                           std::pair(SIGHUP, "SIGHUP")),
                         [](const auto& parameter) { return parameter.param.second; });

TEST(Memory, ThatTheSystemDoesNotGiveIsNoCrash) {
  // `./test` says so: these tests themselves have no sanitizers, the program may have.
  if (std::getenv("PAXOSCOPE_SANITIZED") != nullptr) {
    GTEST_SKIP() << "sanitizers reserve more address space than the limit";
  }
  const TemporaryDirectory directory;
  Command limited = command(kBig + "--reductions none --json r.json", directory);
  limited.prepare = [] {
    constexpr rlim_t kAddressSpace = 300'000'000;
    const rlimit limit{kAddressSpace, kAddressSpace};
    ::setrlimit(RLIMIT_AS, &limit);
  };
  const Finished finished = run(limited);
  if (finished.status == kSystem) {
    expect_one_line(finished.standard_error, "memory");
    EXPECT_EQ(directory.names(), Words{});
    return;
  }
  EXPECT_EQ(finished.status, kMemoryReached);
  EXPECT_TRUE(contains(finished.standard_output, "\nINCONCLUSIVE: the system had no more memory"))
      << finished.standard_output;
  EXPECT_EQ(finished.standard_error, "");
  EXPECT_EQ(ordered_json::parse(directory.read("r.json")).at("stop"), "memory");
}

}  // namespace
}  // namespace paxoscope::tests
