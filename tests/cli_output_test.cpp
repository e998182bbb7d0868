// Protects: what is written is whole, what was there before survives a failure, and nothing is left behind.

#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;

TEST(Output, NothingButWhatWasAskedForIsLeft) {
  const TemporaryDirectory directory;
  const Finished finished =
      run(kBroken + "--json r.json --trace-out json=t.json --trace-out text=t.txt", directory);
  EXPECT_EQ(finished.status, kViolated);
  EXPECT_EQ(directory.names(), (Words{"r.json", "t.json", "t.txt"}));
  EXPECT_EQ(ordered_json::parse(directory.read("r.json")).at("outcome"), "violated");
}

TEST(Output, ATraceThatThereIsNotLeavesTheFormerAlone) {
  const TemporaryDirectory directory;
  directory.write("t.json", "former");
  const Finished finished = run(kSmall + "--trace-out json=t.json", directory);
  EXPECT_EQ(finished.status, kHolds);
  EXPECT_TRUE(contains(finished.standard_output, "no trace to write to t.json")) << finished.standard_output;
  EXPECT_EQ(directory.names(), Words{"t.json"});
  EXPECT_EQ(directory.read("t.json"), "former");
}

TEST(Output, ARefusalLeavesTheFormerFileAlone) {
  const TemporaryDirectory directory;
  directory.write("r.json", "former");
  expect_refused(run(kBroken + "--json r.json --trace-out text=missing/t.txt", directory), kSystem,
                 "missing/t.txt: cannot be written");
  EXPECT_EQ(directory.names(), Words{"r.json"});
  EXPECT_EQ(directory.read("r.json"), "former");
}

TEST(Output, AFailedWriteLeavesTheFormerFileAlone) {
  const TemporaryDirectory directory;
  directory.write("r.json", "former");
  directory.write("t.txt", "former");
  Command limited = command(kBroken + "--trace-out text=t.txt --json r.json", directory);
  limited.standard_output = Stream::file("/dev/null");  // which has no size to limit
  limited.prepare = [] {
    constexpr rlim_t kFileSize = 1024;  // less than either output, and more than a line about it
    const rlimit limit{kFileSize, kFileSize};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);  // which otherwise ends the program before it can say anything
  };
  const Finished finished = run(limited);
  EXPECT_EQ(finished.status, kSystem);
  expect_one_line(finished.standard_error, "cannot be written: File too large");
  EXPECT_EQ(directory.names(), (Words{"r.json", "t.txt"}));
  EXPECT_EQ(directory.read("r.json"), "former");
  EXPECT_EQ(directory.read("t.txt"), "former");
}

TEST(Output, AFileWithoutANameIsRefusedBeforeTheSearch) {
  const TemporaryDirectory directory;
  Words arguments = kSmall + "--json";
  arguments.emplace_back();
  const Finished finished = run(arguments, directory);
  EXPECT_TRUE(finished.status == kUsage || finished.status == kSystem) << finished.status;
  EXPECT_EQ(finished.standard_output, "");
  expect_one_line(finished.standard_error, "");
}

TEST(Output, ADirectoryThatMayNotBeWrittenIsASystemFailure) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "locked");
  std::filesystem::permissions(directory.path() / "locked",
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  expect_refused(run(kSmall + "--json locked/r.json", directory), kSystem,
                 "locked/r.json: cannot be written: Permission denied");
}

TEST(Output, TheReportIsPrintedEvenIfTheJsonDoesNotFitTheDisk) {
  const TemporaryDirectory directory;
  const Finished finished = run(kSmall + "--json /dev/full", directory);
  EXPECT_EQ(finished.status, kSystem);
  EXPECT_TRUE(contains(finished.standard_output, "HOLDS on the whole bounded space: 77 states"));
  expect_one_line(finished.standard_error, "/dev/full: cannot be written: No space left on device");
}

TEST(Output, AFullStandardOutputIsASystemFailure) {
  const TemporaryDirectory directory;
  directory.write("t.json", saved().trace);
  directory.write("r.json", "former");
  for (const Words& arguments :
       {kSmall, kSmall + "--json -", kBroken + "--trace-out text=-", kSmall + "--json r.json", words("list"),
        words("replay t.json"), words("--help"), words("check --help"), words("--version")}) {
    SCOPED_TRACE(shown(arguments));
    Command full = command(arguments, directory);
    full.standard_output = Stream::file("/dev/full");
    const Finished finished = run(full);
    EXPECT_EQ(finished.status, kSystem);
    expect_one_line(finished.standard_error, "standard output: cannot be written: No space left on device");
    EXPECT_EQ(directory.names(), (Words{"r.json", "t.json"}));
  }
}

TEST(Output, AFullStandardErrorDoesNotChangeTheStatus) {
  const TemporaryDirectory directory;
  Command full = command(words("check raft"), directory);
  full.standard_error = Stream::file("/dev/full");
  EXPECT_EQ(run(full).status, kUsage);
}

TEST(Output, AReaderThatLeavesEarlyLeavesNothingBehind) {
  const TemporaryDirectory directory;
  directory.write("r.json", "former");
  Command piped = command(kSmall + "--json r.json", directory);
  piped.standard_output = Stream::broken_pipe();
  const int status = run(piped).status;
  EXPECT_TRUE(status == kSystem || status == kSignalled + SIGPIPE) << status;
  EXPECT_EQ(directory.names(), Words{"r.json"});
}

TEST(Output, TwoOfThemToOnePlaceAreRefused) {
  const TemporaryDirectory directory;
  expect_refused(run(kBroken + "--trace-out text=same --json same", directory), kUsage,
                 "two outputs go to same");
  directory.write("s.toml", "protocol = \"paxos\"\njson = \"-\"\ntrace-out = \"text=-\"\n");
  expect_refused(run(kScenario, directory), kMakesNoSense, "s.toml: two outputs go to standard output (-)");
}

TEST(Output, EachIsTriedWhateverBecameOfTheOthers) {
  const TemporaryDirectory directory;
  const Finished finished = run(kBroken + "--trace-out text=/dev/full --json r.json", directory);
  EXPECT_EQ(finished.status, kSystem);
  expect_one_line(finished.standard_error, "/dev/full: cannot be written: No space left on device");
  EXPECT_EQ(ordered_json::parse(directory.read("r.json")).at("outcome"), "violated");

  Command full = command(kBroken + "--json r2.json", directory);
  full.standard_output = Stream::file("/dev/full");
  EXPECT_EQ(run(full).status, kSystem);
  EXPECT_EQ(ordered_json::parse(directory.read("r2.json")).at("outcome"), "violated");
}

TEST(Output, ALinkIsFollowedAndAFileKeepsItsMode) {
  const TemporaryDirectory directory;
  directory.write("target.json", "former");
  constexpr mode_t kPrivate = 0600;
  ASSERT_EQ(::chmod((directory.path() / "target.json").c_str(), kPrivate), 0);
  std::filesystem::create_symlink("target.json", directory.path() / "link.json");
  ASSERT_EQ(run(kSmall + "--json link.json", directory).status, kHolds);
  EXPECT_TRUE(std::filesystem::is_symlink(directory.path() / "link.json"));
  EXPECT_EQ(ordered_json::parse(directory.read("target.json")).at("outcome"), "holds");
  struct stat status {};
  ASSERT_EQ(::stat((directory.path() / "target.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, kPrivate);
  EXPECT_EQ(directory.names(), (Words{"link.json", "target.json"}));
}

TEST(Output, AFileThatMayNotGrowIsASystemFailure) {
  const TemporaryDirectory directory;
  Command limited = command(kBroken + "--json r.json", directory);
  limited.prepare = [] {
    const rlimit none{512, 512};
    ::setrlimit(RLIMIT_FSIZE, &none);
  };
  limited.standard_output = Stream::file("/dev/null");
  const Finished finished = run(limited);
  EXPECT_EQ(finished.status, kSystem);
  expect_one_line(finished.standard_error, "r.json: cannot be written: File too large");
  EXPECT_TRUE(directory.names().empty());
}

}  // namespace
}  // namespace paxoscope::tests
