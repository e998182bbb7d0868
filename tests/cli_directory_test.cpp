// Protects: every scenario of a directory is checked, in order, whatever becomes of the others; and the exit status of the whole is the first
// of a documented list.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::json;

// 77 states.
const std::string kTiny =
    kPaxos + "proposers = 1\nvalues = 1\nlearners = 0\nloss = \"none\"\nreductions = \"none\"\n";
// Two acceptors that vote in different quorums: agreement fails at once.
const std::string kWrongKey =
    kPaxos + "loss = \"none\"\nlearners = 0\nvariant = \"accept-ignores-promise\"\n";

using Files = std::vector<std::pair<std::string, std::string>>;

/// A directory `d` with these files in it.
void write(const TemporaryDirectory& directory, const Files& files) {
  for (const auto& [name, contents] : files) {
    std::filesystem::create_directories((directory.path() / "d" / name).parent_path());
    directory.write("d/" + name, contents);
  }
}

/// Without times.
json stable(json result) {
  result.erase("seconds");
  for (json& scenario : result.at("scenarios")) {
    if (!scenario.at("result").is_object()) continue;
    scenario.at("result").erase("seconds");
    scenario.at("result").erase("peak_bytes");
  }
  return result;
}

TEST(Directory, IsCheckedInTheOrderOfNames) {
  const TemporaryDirectory directory;
  write(directory, {{"b.toml", kTiny + "expect-distinct = 77\n"},
                    {"a/z.toml", kTiny},
                    {"B.toml", kTiny},
                    {"a/y.toml", kWrongKey + "expect-length = 12\n"},
                    {".hidden.toml", "not read"},
                    {".hidden/x.toml", "not read"},
                    {"notes.txt", "not read"}});
  std::filesystem::create_directory_symlink("..", directory.path() / "d" / "loop");
  const std::string warning =
      "        WARNING: only one value can ever be proposed: no property about different values can fail "
      "here\n";
  const std::string holds = "HOLDS on the whole bounded space: 77 states\n" + warning;
  for (const char* const name : {"d", "d/"}) {
    const Finished finished = run({"check", name}, directory);
    EXPECT_EQ(finished.status, kHolds);
    EXPECT_EQ(finished.standard_error, "");
    EXPECT_EQ(finished.standard_output, "ok      d/B.toml: " + holds +
                                            "ok      d/a/y.toml: VIOLATED: p2b, p2c in 12 steps\n"
                                            "ok      d/a/z.toml: " +
                                            holds + "ok      d/b.toml: " + holds +
                                            "\n4 scenarios: 4 as expected\n");
  }
}

TEST(Directory, SaysWhatIsNotAsExpectedAndGoesOn) {
  const TemporaryDirectory directory;
  write(directory, {{"a.toml", kWrongKey},
                    {"b.toml", "protocol = \n"},
                    {"c.toml", kTiny + "max-states = 5\n"},
                    {"d.toml", kTiny + "expect-distinct = 78\n"},
                    {"e.toml", kTiny + "acceptor = 3\n"},
                    {"f.toml", kTiny + "phase1-quorum = 1\n"},
                    {"h.toml", kTiny + "json = \"x.json\"\n"},
                    {"i.toml", kTiny}});
  std::filesystem::create_symlink("nowhere", directory.path() / "d" / "g.toml");
  const Finished finished = run(words("check d --json r.json"), directory);
  EXPECT_EQ(finished.status, kSystem);
  for (const char* const line :
       {"FAILED  d/a.toml: VIOLATED: p2b, p2c in 12 steps\n        outcome = violated: FAILED, expected "
        "holds\n"
        "        repeat with: paxoscope check paxos ",
        "\nERROR   d/b.toml:1:", "\nFAILED  d/c.toml: INCONCLUSIVE: the limit on distinct states",
        "\nFAILED  d/d.toml: HOLDS on the whole bounded space: 77 states\n",
        "        distinct = 77: FAILED, expected 78\n",
        "\nERROR   d/e.toml:7:1: unknown key 'acceptor'; did you mean 'acceptors'?\n",
        "\nERROR   d/f.toml: check: ", "\nERROR   d/g.toml: cannot be read: No such file or directory\n",
        "\nERROR   d/h.toml: json: a scenario of a directory writes no file of its own\n",
        "\nok      d/i.toml: HOLDS ",
        "\n9 scenarios: 1 as expected, 3 NOT AS EXPECTED, 5 NOT SEARCHED TO AN END\n"}) {
    EXPECT_TRUE(contains(finished.standard_output, line)) << line << "\n" << finished.standard_output;
  }
  EXPECT_EQ(directory.names(), (Words{"d", "r.json"}));
  const json result = json::parse(directory.read("r.json"));
  EXPECT_EQ(result.at("exit_status"), kSystem);
  std::vector<int> statuses;
  for (const json& scenario : result.at("scenarios")) statuses.push_back(scenario.at("exit_status"));
  // What check FILE would return.
  EXPECT_EQ(statuses, (std::vector<int>{kViolated, kDoesNotParse, kBoundReached, kNotAsExpected,
                                        kMakesNoSense, kNotAsExpected, kSystem, kMakesNoSense, kHolds}));
}

TEST(Directory, HasTheStatusThatComesFirst) {
  const std::pair<const char*, std::string> not_expected{"1.toml", kTiny + "expect-distinct = 1\n"};
  const std::pair<const char*, std::string> senseless{"2.toml", kTiny + "nonsense = 1\n"};
  const std::pair<const char*, std::string> not_toml{"3.toml", "="};
  struct Row {
    Files files;
    bool has_unreadable;
    int status;
  };
  const std::vector<Row> rows{
      {{not_expected}, false, kNotAsExpected},
      {{not_expected, senseless}, false, kMakesNoSense},
      {{not_expected, senseless, not_toml}, false, kDoesNotParse},
      {{not_expected, senseless, not_toml}, true, kSystem},
      {{senseless}, false, kMakesNoSense},
  };
  for (const auto& [files, has_unreadable, status] : rows) {
    const TemporaryDirectory directory;
    write(directory, files);
    write(directory, {{"good.toml", kTiny}});
    if (has_unreadable) std::filesystem::create_symlink("nowhere", directory.path() / "d" / "4.toml");
    const Finished finished = run({"check", "d"}, directory);
    EXPECT_EQ(finished.status, status) << files.size();
    EXPECT_TRUE(contains(finished.standard_output, "ok      d/good.toml")) << finished.standard_output;
  }
}

TEST(Directory, GivesItsOptionsToEachScenario) {
  const TemporaryDirectory directory;
  write(directory, {{"a.toml", kTiny}, {"b.toml", kTiny + "max-states = 5\n"}});
  EXPECT_EQ(run({"check", "d"}, directory).status, kNotAsExpected);
  EXPECT_EQ(run(words("check d --max-states 100 --expect-distinct 77"), directory).status, kHolds);
  EXPECT_EQ(run(words("check d --set max-states=100 --max-states 5 --expect-outcome inconclusive"), directory)
                .status,
            kHolds);
}

TEST(Directory, IsTheSameForAnyNumberOfWorkers) {
  const TemporaryDirectory directory;
  write(directory, {{"a.toml", kWrongKey}, {"b.toml", kTiny}, {"c.toml", kTiny + "bad = 1\n"}});
  std::vector<json> results;
  std::vector<std::string> sarif;
  for (const char* const workers : {"1", "2", "3"}) {
    const Finished finished =
        run({"check", "d", "--workers", workers, "--json", "r.json", "--sarif", "r.sarif"}, directory);
    EXPECT_EQ(finished.status, kMakesNoSense);
    results.push_back(stable(json::parse(directory.read("r.json"))));
    sarif.push_back(directory.read("r.sarif"));
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
  EXPECT_EQ(sarif[0], sarif[1]);
  EXPECT_EQ(sarif[0], sarif[2]);
}

TEST(Directory, StoppedByASignalReportsWhatWasDone) {
  const TemporaryDirectory directory;
  write(directory, {{"a.toml", kTiny},
                    {"b.toml", kPaxos + "acceptors = 5\nproposers = 3\nattempts = 2\n"},
                    {"c.toml", kTiny},
                    {"d.toml", "bad"}});
  Command interrupted = command(words("check d --json r.json --junit r.xml --sarif r.sarif"), directory);
  interrupted.signal = SIGINT;
  std::optional<std::chrono::milliseconds> ready;
  interrupted.when = [&ready](pid_t process) {
    constexpr std::chrono::milliseconds kAWhile{300};
    if (!catches(process, SIGINT)) return false;
    const auto now = processor_time(process);
    if (!ready) ready = now;
    return now >= *ready + kAWhile;
  };
  const Finished finished = run(interrupted);
  EXPECT_EQ(finished.status, kSignalled + SIGINT);
  EXPECT_TRUE(contains(finished.standard_output, "FAILED  d/b.toml: INCONCLUSIVE: interrupted by SIGINT"))
      << finished.standard_output;
  EXPECT_TRUE(
      contains(finished.standard_output,
               "\n4 scenarios: 1 as expected, 2 NOT SEARCHED TO AN END, 1 not begun as a signal came\n"))
      << finished.standard_output;
  const json result = json::parse(directory.read("r.json"));
  EXPECT_EQ(result.at("not_begun"), 1);
  EXPECT_EQ(result.at("scenarios")[2].at("result"), nullptr);
  const std::string xml = directory.read("r.xml");
  EXPECT_TRUE(contains(xml, "<skipped message=\"not begun: a signal came first\"/>")) << xml;
  EXPECT_TRUE(contains(xml, "<error message=\"INCONCLUSIVE: interrupted by SIGINT")) << xml;
  const json sarif = json::parse(directory.read("r.sarif"));
  EXPECT_EQ(sarif.at("runs")[0].at("invocations")[0].at("executionSuccessful"), false);
  EXPECT_EQ(sarif.at("runs")[0].at("results"), json::array());
}

TEST(Directory, ThatCannotBeCheckedIsRefusedBeforeAnySearch) {
  struct Row {
    Words arguments;
    int status;
    const char* says;
  };
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "empty");
  write(directory, {{"a.toml", kPaxos + "acceptors = 5\nproposers = 3\nattempts = 2\n"}, {"b.toml", kTiny}});
  std::filesystem::create_symlink("d/a.toml", directory.path() / "link.toml");
  const std::vector<Row> rows{
      {words("check empty"), kMakesNoSense,
       "empty: there is no scenario in it: a file whose name ends in .toml"},
      {words("check none/"), kSystem, "none/: cannot be read"},
      {words("check d --trace-out json=t.json"), kUsage,
       "--trace-out is of one scenario, and not of a directory"},
      {words("check d --check-reductions"), kUsage, "--check-reductions is of one scenario"},
      {words("check d --variant nonsense"), kUsage, "d/a.toml: --variant: unknown variant 'nonsense'"},
      {words("check d --junit - --sarif -"), kUsage, "two outputs go to standard output (-)"},
      {words("check d --json r --sarif ./r"), kUsage, "two outputs go to ./r"},
      {words("check d --json a --json b"), kUsage, "--json: is given 2 times"},
      {{"check", "d", "--sarif", ""}, kUsage, "--sarif: '' is not the name of a file"},
      {words("check d --junit none/r.xml"), kSystem, "none/r.xml: cannot be written"},
      {words("check d --json d/b.toml"), kUsage, "json: d/b.toml is what is read"},
      {words("check d --sarif link.toml"), kUsage, "sarif: link.toml is what is read"},
      {words("check d --sarif d/../d/a.toml"), kUsage, "sarif: d/../d/a.toml is what is read"},
      {words("check d --junit ./d/more/new.toml"), kUsage,
       "junit: ./d/more/new.toml would be taken for a scenario of d"},
      {words("graph d/"), kSystem, "d/: cannot be read"},
  };
  for (const auto& [arguments, status, says] : rows) {
    SCOPED_TRACE(shown(arguments));
    expect_refused(run(arguments, directory), status, says);
  }
  EXPECT_EQ(directory.names(), (Words{"d", "empty", "link.toml"}));
  EXPECT_EQ(directory.read("d/b.toml"), kTiny);
}

TEST(Directory, DoesNotWaitForPipes) {
  const TemporaryDirectory directory;
  write(directory, {{"a.toml", kTiny}});
  ASSERT_EQ(::mkfifo((directory.path() / "d" / "b.toml").c_str(), 0600), 0);
  std::filesystem::create_symlink("/dev/zero", directory.path() / "d" / "c.toml");
  const Finished finished = run(words("check d --json d/r.json"), directory);
  EXPECT_EQ(finished.status, kSystem) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output,
                       "ERROR   d/b.toml: cannot be read: it is no file\n"
                       "ERROR   d/c.toml: cannot be read: it is no file\n"
                       "\n3 scenarios: 1 as expected, 2 NOT SEARCHED TO AN END\n"))
      << finished.standard_output;
}

// A directory that is called like a protocol is meant only with its slash.
TEST(Directory, IsNotTakenForAProtocol) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "paxos");
  EXPECT_EQ(run(kSmall, directory).status, kHolds);
  expect_refused(run({"check", "paxos/"}, directory), kMakesNoSense, "paxos/: there is no scenario in it");
}

}  // namespace
}  // namespace paxoscope::tests
