// Protects whoever runs the program from its bad moods: whatever is wrong with a command line, a scenario, a
// trace, an output or the machine, there is one line that says so, the documented exit status, and nothing
// half done.
//
// Every case runs the program itself, in an empty directory of its own.

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;
using Words = std::vector<std::string>;

// The exit statuses as they are documented, written down again: they are a promise to other programs.
constexpr int kHolds = 0;
constexpr int kBoundReached = 3;
constexpr int kMemoryReached = 4;
constexpr int kNotAsExpected = 10;
constexpr int kViolated = 12;
constexpr int kUsage = 64;
constexpr int kDoesNotParse = 150;
constexpr int kMakesNoSense = 151;
constexpr int kSystem = 153;

// A space of 77 states, 9 deep, and one with a counterexample.
const Words kSmall{"check", "paxos",      "--proposers", "1",      "--values",
                   "1",     "--learners", "0",           "--loss", "none"};
const Words kBroken{"check",      "paxos", "--variant", "accept-ignores-promise",
                    "--learners", "0",     "--loss",    "none"};
// A space that no test waits for.
const Words kBig{"check", "paxos", "--acceptors", "5", "--attempts", "2", "--proposers", "3"};

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string shown(const Words& words) {
  constexpr std::size_t kLengthMax = 200;
  std::string text = "paxoscope";
  for (const std::string& word : words) text += " '" + word + "'";
  return text.substr(0, kLengthMax);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Command command(const Words& arguments, const TemporaryDirectory& directory) {
  return {.program = PAXOSCOPE_BINARY, .arguments = arguments, .directory = directory.path()};
}

Finished run(const Words& arguments, const TemporaryDirectory& directory) {
  return run(command(arguments, directory));
}

/// What every refusal looks like: one line, `says` somewhere in it.
void expect_one_line(const std::string& standard_error, std::string_view says) {
  EXPECT_TRUE(standard_error.starts_with("paxoscope: ")) << standard_error;
  EXPECT_EQ(std::count(standard_error.begin(), standard_error.end(), '\n'), 1) << standard_error;
  EXPECT_TRUE(standard_error.ends_with('\n')) << standard_error;
  EXPECT_TRUE(contains(standard_error, says)) << "got:      " << standard_error << "expected: " << says;
}

void expect_refused(const Finished& finished, int status, std::string_view says) {
  EXPECT_EQ(finished.status, status) << finished.standard_error;
  EXPECT_EQ(finished.standard_output, "");
  expect_one_line(finished.standard_error, says);
}

// ---- One table of mistakes
// -------------------------------------------------------------------------------------------

struct Mistake {
  std::string name;
  Words arguments;
  int status;
  std::string says;           ///< part of the line
  std::string scenario = {};  ///< the contents of s.toml
};

std::ostream& operator<<(std::ostream& out, const Mistake& mistake) {
  return out << shown(mistake.arguments);
}

class MistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(MistakeTest, IsOneLineAndAStatus) {
  const Mistake& mistake = GetParam();
  const TemporaryDirectory directory;
  if (!mistake.scenario.empty()) directory.write("s.toml", mistake.scenario);
  const auto before = directory.names();
  expect_refused(run(mistake.arguments, directory), mistake.status, mistake.says);
  EXPECT_EQ(directory.names(), before) << "something was left behind";
}

std::string name_of(const ::testing::TestParamInfo<Mistake>& info) { return info.param.name; }

const std::vector<Mistake> kCommandLineMistakes{
    {"NoSubcommand", {}, kUsage, "subcommand"},
    {"UnknownSubcommand", {"chek", "paxos"}, kUsage, "subcommand"},
    {"UnknownOption", {"check", "paxos", "--acceptrs", "3"}, kUsage, "--acceptrs"},
    {"UnknownOptionBeforeTheSubcommand", {"--quiet", "check", "paxos"}, kUsage, "--quiet"},
    {"AnOptionIsNotCutShort", {"check", "paxos", "--acceptor", "3"}, kUsage, "--acceptor"},
    {"MissingTarget", {"check"}, kUsage, "target"},
    {"TwoTargets", {"check", "paxos", "paxos"}, kUsage, "paxos"},
    {"MissingValue", {"check", "paxos", "--acceptors"}, kUsage, "--acceptors"},
    {"EmptyValue", {"check", "paxos", "--acceptors="}, kUsage, "--acceptors"},
    {"OptionTwice", {"check", "paxos", "--acceptors", "3", "--acceptors", "4"}, kUsage, "--acceptors"},
    {"OutputTwice", {"check", "paxos", "--json", "a", "--json", "b"}, kUsage, "--json"},
    {"UnknownProtocol", {"check", "raft"}, kUsage, "unknown protocol 'raft'; known: paxos"},
    {"MisspeltProtocol", {"check", "paxoss"}, kUsage, "unknown protocol 'paxoss'; did you mean 'paxos'?"},
    {"EmptyProtocol", {"check", ""}, kUsage, "unknown protocol ''"},
    {"UnknownVariant",
     {"check", "paxos", "--variant", "xyzzy"},
     kUsage,
     "--variant: unknown variant 'xyzzy'; known: none, accept-ignores-promise, "},
    {"MisspeltVariant",
     {"check", "paxos", "--variant", "accept-ignore-promise"},
     kUsage,
     "--variant: unknown variant 'accept-ignore-promise'; did you mean 'accept-ignores-promise'?"},
    {"UnknownProperty",
     {"check", "paxos", "--property", "xyzzy"},
     kUsage,
     "--property: unknown property 'xyzzy'; known: agreement, "},
    {"MisspeltProperty",
     {"check", "paxos", "--property", "agreement", "--property", "validty"},
     kUsage,
     "--property: unknown property 'validty'; did you mean 'validity'?"},
    {"UnknownTraceFormat",
     {"check", "paxos", "--trace-out", "xml=t.xml"},
     kUsage,
     "--trace-out: unknown trace format 'xml'; known: text, json"},
    {"MisspeltTraceFormat",
     {"check", "paxos", "--trace-out", "jsn=t.json"},
     kUsage,
     "--trace-out: unknown trace format 'jsn'; did you mean 'json'?"},
    {"TraceOutWithoutFormat",
     {"check", "paxos", "--trace-out", "t.json"},
     kUsage,
     "'t.json' is not FORMAT=FILE"},
    {"TraceOutWithoutFile", {"check", "paxos", "--trace-out", "text="}, kUsage, "'text=' is not FORMAT=FILE"},
    {"UnknownTopic", {"list", "xyzzy"}, kUsage, "unknown topic 'xyzzy'; known: protocols, rules, "},
    {"MisspeltTopic", {"list", "variant"}, kUsage, "unknown topic 'variant'; did you mean 'variants'?"},
    {"TwoTopics", {"list", "rules", "variants"}, kUsage, "variants"},
    {"ReplayOfNothing", {"replay"}, kUsage, "file"},
    {"TwoOutputsToStandardOutput",
     {"check", "paxos", "--json", "-", "--trace-out", "text=-"},
     kUsage,
     "output (-)"},
    {"TwoTracesToStandardOutput",
     {"check", "paxos", "--trace-out", "json=-", "--trace-out", "text=-"},
     kUsage,
     "output (-)"},

    {"NotANumber",
     {"check", "paxos", "--acceptors", "abc"},
     kUsage,
     "--acceptors: 'abc' is not a whole number"},
    {"AFraction",
     {"check", "paxos", "--acceptors", "3.5"},
     kUsage,
     "--acceptors: '3.5' is not a whole number"},
    {"AnEmptyWord", {"check", "paxos", "--acceptors", ""}, kUsage, "--acceptors: '' is not a whole number"},
    {"Blanks", {"check", "paxos", "--acceptors", " 3"}, kUsage, "--acceptors: ' 3' is not a whole number"},
    {"TwoLines",
     {"check", "paxos", "--acceptors", "3\n4"},
     kUsage,
     "--acceptors: '3 4' is not a whole number"},
    {"Hexadecimal",
     {"check", "paxos", "--acceptors", "0x3"},
     kUsage,
     "--acceptors: '0x3' is not a whole number"},
    {"NotABudget",
     {"check", "paxos", "--loss", "sometimes"},
     kUsage,
     "--loss: 'sometimes' is neither 'none' nor 'any' nor a number"},
    {"AHugeNumber",
     {"check", "paxos", "--acceptors", "99999999999999999999999"},
     kMakesNoSense,
     "--acceptors: 99999999999999999999999 is too large: at most 7"},
    {"AHugeNegativeNumber",
     {"check", "paxos", "--acceptors", "-99999999999999999999999"},
     kMakesNoSense,
     "--acceptors: -99999999999999999999999 is too small: at least 1"},
    {"AHugeBudget",
     {"check", "paxos", "--loss", "99999999999999999999999"},
     kMakesNoSense,
     "too large: at most 255"},

    {"NoTime", {"check", "paxos", "--timeout", "0"}, kMakesNoSense, "--timeout: 0 is too small"},
    {"NegativeTime", {"check", "paxos", "--timeout", "-1s"}, kMakesNoSense, "--timeout: -1s is too small"},
    {"UnknownUnitOfTime",
     {"check", "paxos", "--timeout", "10parsecs"},
     kUsage,
     "--timeout: '10parsecs' is not a time"},
    {"TimeWithoutNumber", {"check", "paxos", "--timeout", "s"}, kUsage, "--timeout: 's' is not a time"},
    {"TimeIsNoNumber", {"check", "paxos", "--timeout", "nan"}, kUsage, "--timeout: 'nan' is not a time"},
    {"EternalTime", {"check", "paxos", "--timeout", "inf"}, kMakesNoSense, "--timeout: inf is too large"},
    {"HugeTime", {"check", "paxos", "--timeout", "1e300"}, kMakesNoSense, "--timeout: 1e300 is too large"},
    {"EmptyTime", {"check", "paxos", "--timeout", ""}, kUsage, "--timeout: '' is not a time"},
    {"NoMemory", {"check", "paxos", "--memory", "0"}, kMakesNoSense, "--memory: 0 is too small"},
    {"NegativeMemory", {"check", "paxos", "--memory", "-1"}, kMakesNoSense, "--memory: -1 is too small"},
    {"UnknownUnitOfMemory",
     {"check", "paxos", "--memory", "10parsecs"},
     kUsage,
     "--memory: '10parsecs' is not a size"},
    {"MemoryIsNoNumber", {"check", "paxos", "--memory", "nan"}, kUsage, "--memory: 'nan' is not a size"},
    {"InfiniteMemory", {"check", "paxos", "--memory", "inf"}, kMakesNoSense, "--memory: inf is too large"},
    {"HugeMemory", {"check", "paxos", "--memory", "1e300"}, kMakesNoSense, "--memory: 1e300 is too large"},
    {"NoStates",
     {"check", "paxos", "--max-states", "0"},
     kMakesNoSense,
     "--max-states: 0 is too small: at least 1"},
    {"TooManyStates",
     {"check", "paxos", "--max-states", "18446744073709551616"},
     kMakesNoSense,
     "is too large"},
    {"NegativeDepth", {"check", "paxos", "--max-depth", "-1"}, kMakesNoSense, "--max-depth: -1 is too small"},
    {"NegativeExpectation", {"check", "paxos", "--expect-distinct", "-1"}, kMakesNoSense, "-1 is too small"},

    {"LearnerPropertyWithoutLearners",
     {"check", "paxos", "--learners", "0", "--property", "learners-agree"},
     kMakesNoSense,
     "property 'learners-agree' is about learners and there are none"},
    {"SetWithoutEquals",
     {"check", "paxos", "--set", "acceptors"},
     kUsage,
     "--set: 'acceptors' is not KEY=VALUE"},
    {"SetUnknownKey",
     {"check", "paxos", "--set", "acceptrs=3"},
     kMakesNoSense,
     "--set acceptrs: unknown key 'acceptrs'; did you mean 'acceptors'?"},
    {"SetNothing", {"check", "paxos", "--set", "=3"}, kMakesNoSense, "unknown key ''"},
    {"SetProtocol", {"check", "paxos", "--set", "protocol=paxos"}, kMakesNoSense, "--set protocol"},
    {"SetBadValue",
     {"check", "paxos", "--set", "acceptors=many"},
     kMakesNoSense,
     "--set acceptors: 'many' is not a whole number"},
    {"SetOutOfRange",
     {"check", "paxos", "--set", "acceptors=8"},
     kMakesNoSense,
     "--set acceptors: 8 is too large: at most 7"},
    {"AnOptionDoesNotExcuseWhatItReplaces",
     {"check", "paxos", "--set", "acceptors=8", "--acceptors", "3"},
     kMakesNoSense,
     "--set acceptors: 8 is too large"},
};

INSTANTIATE_TEST_SUITE_P(CommandLine, MistakeTest, ::testing::ValuesIn(kCommandLineMistakes), name_of);

const std::vector<Mistake> kScenarioMistakes{
    {"Missing",
     {"check", "missing.toml"},
     kSystem,
     "missing.toml: cannot be read: No such file or directory"},
    {"ADirectory", {"check", "/"}, kSystem, "/: cannot be read: Is a directory"},
    {"NoProtocol", {"check", "s.toml"}, kMakesNoSense, "s.toml: protocol is missing", "acceptors = 3\n"},
    {"OnlyAComment", {"check", "s.toml"}, kMakesNoSense, "s.toml: protocol is missing", "# nothing yet"},
    {"ProtocolOfWrongType",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:1:12: protocol: must be a string, not a whole number",
     "protocol = 3\n"},
    {"MisspeltProtocol",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:1:12: protocol: unknown protocol 'paxoss'; did you mean 'paxos'?",
     "protocol = \"paxoss\"\n"},
    {"MisspeltVariant",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:11: variant: unknown variant 'nonee'; did you mean 'none'?",
     "protocol = \"paxos\"\nvariant = \"nonee\"\n"},
    {"MisspeltProperty",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:12: property: unknown property 'agrement'; did you mean 'agreement'?",
     "protocol = \"paxos\"\nproperty = [\"validity\", \"agrement\"]\n"},
    {"NoPropertyAtAll",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:12: property: names no property",
     "protocol = \"paxos\"\nproperty = []\n"},
    {"LearnerPropertyWithoutLearners",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml: property 'value-learned' is about learners and there are none",
     "protocol = \"paxos\"\nlearners = 0\nproperty = \"value-learned\"\n"},
    {"MisspeltKey",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:3:3: unknown key 'acceptrs'; did you mean 'acceptors'?",
     "protocol = \"paxos\"\n\n  acceptrs = 3\n"},
    {"TheFirstMistakeIsTheOneReported",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:1:12: learners: 9 is too large: at most 3",
     "learners = 9\nacceptors = 0\nprotocol = \"paxos\"\n"},
    {"ATable",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:2: unknown key 'bounds'",
     "protocol = \"paxos\"\n[bounds]\nacceptors = 3\n"},
    {"ATableWithTheNameOfAKey",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:1: acceptors: ",
     "protocol = \"paxos\"\n[acceptors]\nnumber = 3\n"},
    {"ATableOfTables",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:1: acceptors: ",
     "protocol = \"paxos\"\n[[acceptors]]\nnumber = 3\n"},
    {"OutOfRange",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:13: acceptors: 8 is too large: at most 7",
     "protocol = \"paxos\"\nacceptors = 8\n"},
    {"TheLargestNumber",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:13: acceptors: 9223372036854775807 is too large: at most 7",
     "protocol = \"paxos\"\nacceptors = 9223372036854775807\n"},
    {"NoTime",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:11: timeout: 0 is too small",
     "protocol = \"paxos\"\ntimeout = 0\n"},
    {"AnOptionDoesNotExcuseWhatItReplaces",
     {"check", "s.toml", "--acceptors", "3"},
     kMakesNoSense,
     "s.toml:2:13: acceptors: 8 is too large: at most 7",
     "protocol = \"paxos\"\nacceptors = 8\n"},

    {"SyntaxOfAValue",
     {"check", "s.toml"},
     kDoesNotParse,
     "s.toml:2:13: not TOML: ",
     "protocol = \"paxos\"\nacceptors = = 3\n"},
    {"SyntaxOfAString",
     {"check", "s.toml"},
     kDoesNotParse,
     "s.toml:1:18: not TOML: ",
     "protocol = \"paxos\nvalues = 2\n"},
    {"SyntaxOfAHeader",
     {"check", "s.toml"},
     kDoesNotParse,
     "s.toml:2:2: not TOML: ",
     "protocol = \"paxos\"\n[=\n"},
    {"SyntaxOfAnOpenHeader", {"check", "s.toml"}, kDoesNotParse, "s.toml:1:2: not TOML: ", "[\n"},
    {"SyntaxOfHeadersInEachOther", {"check", "s.toml"}, kDoesNotParse, "s.toml:1:3: not TOML: ", "[[["},
    {"KeyTwice",
     {"check", "s.toml"},
     kDoesNotParse,
     "s.toml:3:13: not TOML: ",
     "protocol = \"paxos\"\nacceptors = 3\nacceptors = 4\n"},
    {"ANumberOfMoreThan64Bits",
     {"check", "s.toml"},
     kDoesNotParse,
     "s.toml:2:32: not TOML: ",
     "protocol = \"paxos\"\nacceptors = 9223372036854775808\n"},
    {"InvalidUtf8",
     {"check", "s.toml"},
     kDoesNotParse,
     "s.toml:2:12: not TOML: ",
     "protocol = \"paxos\"\nvariant = \"\xff\"\n"},
    {"ANulByte",
     {"check", "s.toml"},
     kDoesNotParse,
     "s.toml:2:10: not TOML: ",
     std::string("protocol = \"paxos\"\nacceptors\0= 3\n", 34)},
    {"OldMacintoshLineEnds",
     {"check", "s.toml"},
     kDoesNotParse,
     "s.toml:1:20: not TOML: ",
     "protocol = \"paxos\"\racceptors = 3\r"},
    {"Json", {"check", "s.toml"}, kDoesNotParse, "s.toml:1:1: not TOML: ", "{\"protocol\": \"paxos\"}\n"},
    {"EscapesInAName",
     {"check", "s.toml"},
     kMakesNoSense,
     "s.toml:2:11: variant: unknown variant '",
     "protocol = \"paxos\"\nvariant = \"a\\nb\\u001b[2J\\u0000\"\n"},
};

INSTANTIATE_TEST_SUITE_P(Scenario, MistakeTest, ::testing::ValuesIn(kScenarioMistakes), name_of);

const std::vector<Mistake> kOutputMistakes{
    {"JsonInAMissingDirectory", kSmall + Words{"--json", "missing/r.json"}, kSystem,
     "missing/r.json: cannot be written: No such file or directory"},
    {"JsonBelowAFile", kSmall + Words{"--json", "/dev/null/r.json"}, kSystem,
     "cannot be written: Not a directory"},
    {"JsonIsADirectory", kSmall + Words{"--json", "."}, kSystem, ".: cannot be written: Is a directory"},
    {"TraceInAnUnwritablePlace", kBroken + Words{"--trace-out", "json=/proc/t.json"}, kSystem,
     "/proc/t.json: cannot be written: "},
    {"TheOtherOutputIsNotLeftBehind",
     kBroken + Words{"--trace-out", "text=t.txt", "--json", "missing/r.json"}, kSystem,
     "missing/r.json: cannot be written: "},
    {"TraceToReplayIsMissing",
     {"replay", "missing.json"},
     kSystem,
     "missing.json: cannot be read: No such file"},
    {"TraceToReplayIsADirectory", {"replay", "."}, kSystem, ".: cannot be read: Is a directory"},
    {"TraceToReplayIsEndless",
     {"replay", "/dev/zero"},
     kSystem,
     "/dev/zero: cannot be read: larger than 64 MiB"},
};

INSTANTIATE_TEST_SUITE_P(File, MistakeTest, ::testing::ValuesIn(kOutputMistakes), name_of);

// ---- Every bound, every type
// -----------------------------------------------------------------------------------------

TEST(CommandLine, EveryBoundIsCheckedAtBothEnds) {
  struct Bound {
    std::string name;
    int least;
    int most;
  };
  const TemporaryDirectory directory;
  for (const Bound& bound : std::vector<Bound>{{"acceptors", 1, 7},
                                               {"proposers", 1, 4},
                                               {"attempts", 1, 4},
                                               {"values", 1, 4},
                                               {"learners", 0, 3},
                                               {"loss", 0, 255},
                                               {"duplication", 0, 255}}) {
    const auto check = [&](int number) {
      return run({"check", "paxos", "--max-states", "1", "--" + bound.name, std::to_string(number)},
                 directory);
    };
    const std::string least = std::to_string(bound.least);
    const std::string most = std::to_string(bound.most);
    const std::string below = std::to_string(bound.least - 1);
    const std::string above = std::to_string(bound.most + 1);
    SCOPED_TRACE(bound.name);
    expect_refused(check(bound.least - 1), kMakesNoSense,
                   "--" + bound.name + ": " + below + " is too small: at least " + least + "\n");
    expect_refused(check(bound.most + 1), kMakesNoSense,
                   "--" + bound.name + ": " + above + " is too large: at most " + most + "\n");
    EXPECT_EQ(check(bound.least).status, kBoundReached);
    EXPECT_EQ(check(bound.most).status, kBoundReached);
    expect_refused(run({"check", "paxos", "--" + bound.name, "-1"}, directory), kMakesNoSense,
                   "-1 is too small");
  }
}

TEST(CommandLine, AllBoundsAtTheirLargestTogetherFit) {
  const TemporaryDirectory directory;
  const Finished finished =
      run({"check", "paxos", "--acceptors", "7", "--proposers", "4", "--attempts", "4", "--values", "4",
           "--learners", "3", "--loss", "255", "--duplication", "255", "--max-states", "5000"},
          directory);
  EXPECT_EQ(finished.status, kBoundReached) << finished.standard_error;
  EXPECT_EQ(finished.standard_error, "");
}

TEST(Scenario, EveryKeyRefusesEveryTypeButItsOwn) {
  struct Kind {
    std::string key;
    Words wrong;  // besides those that are wrong for every key
  };
  const Words always_wrong{"3.5", "true", "1979-05-27", "07:32:00", "{ a = 1 }", "[1]", "[[\"a\"]]", "nan"};
  const std::vector<Kind> kinds{
      {"acceptors", {"\"3\"", "[\"3\"]", "[]"}},   {"loss", {"\"3\"", "[\"none\"]", "[]"}},
      {"variant", {"3", "[\"none\"]", "[]"}},      {"property", {"3"}},
      {"max-states", {"\"3\"", "[\"3\"]"}},        {"expect-depth", {"\"3\"", "[\"3\"]"}},
      {"timeout", {"[\"3s\"]", "\"soon\"", "[]"}}, {"memory", {"[\"3M\"]", "\"plenty\"", "[]"}},
      {"json", {"3", "[\"r.json\"]", "[]"}},       {"trace-out", {"3", "\"t.json\""}},
  };
  const TemporaryDirectory directory;
  for (const Kind& kind : kinds) {
    for (const std::string& value : always_wrong + kind.wrong) {
      SCOPED_TRACE(kind.key + " = " + value);
      directory.write("s.toml", "protocol = \"paxos\"\n" + kind.key + " = " + value + "\n");
      const std::string column = std::to_string(kind.key.size() + std::string(" = ").size() + 1);
      expect_refused(run({"check", "s.toml"}, directory), kMakesNoSense,
                     "paxoscope: s.toml:2:" + column + ": " + kind.key + ": ");
      EXPECT_EQ(directory.names(), Words{"s.toml"});
    }
  }
}

// ---- Scenario files of any contents
// ----------------------------------------------------------------------------------

constexpr std::size_t kMuch = 10'000'000;

std::string random_bytes(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xFFU);
  return bytes;
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Scenario, MuchNonsenseIsOneLineToo) {
  struct Nonsense {
    std::string what;
    std::string contents;
    std::vector<int> statuses;
  };
  const std::string start = "protocol = \"paxos\"\n";
  const std::vector<Nonsense> all{
      {"nothing", "", {kMakesNoSense}},
      {"random bytes", random_bytes(kMuch, 1), {kDoesNotParse}},
      {"zeros", std::string(kMuch, '\0'), {kDoesNotParse}},
      {"a letter", std::string(kMuch, 'a'), {kDoesNotParse}},
      {"brackets", std::string(kMuch, '['), {kDoesNotParse}},
      {"arrays in arrays", "x = " + std::string(kMuch, '['), {kDoesNotParse}},
      {"tables in tables", "x = " + repeated("{a=", kMuch / 3), {kDoesNotParse}},
      // Well-formed, and nested so deep that whoever descends into it by recursion runs out of stack.
      {"a key of many parts",
       start + "x" + repeated(".a", kMuch / 10) + " = 3\n",
       {kDoesNotParse, kMakesNoSense}},
      {"a header of many parts",
       start + "[x" + repeated(".a", kMuch / 10) + "]\n",
       {kDoesNotParse, kMakesNoSense}},
      {"a long key", start + std::string(kMuch, 'a') + " = 3\n", {kDoesNotParse, kMakesNoSense}},
      {"a long name",
       start + "variant = \"" + std::string(kMuch, 'a') + "\"\n",
       {kDoesNotParse, kMakesNoSense}},
      {"a long number",
       start + "acceptors = " + std::string(kMuch, '9') + "\n",
       {kDoesNotParse, kMakesNoSense}},
  };
  const TemporaryDirectory directory;
  for (const Nonsense& nonsense : all) {
    SCOPED_TRACE(nonsense.what);
    directory.write("s.toml", nonsense.contents);
    const Finished finished = run({"check", "s.toml"}, directory);
    EXPECT_NE(std::find(nonsense.statuses.begin(), nonsense.statuses.end(), finished.status),
              nonsense.statuses.end())
        << finished.status;
    EXPECT_EQ(finished.standard_output, "");
    expect_one_line(finished.standard_error, "s.toml:");
    constexpr std::size_t kLineMax = 1000;
    EXPECT_LT(finished.standard_error.size(), kLineMax);
  }
}

TEST(Scenario, NoSequenceOfTokensCrashesIt) {
  constexpr unsigned kSeed = 20240229;
  SCOPED_TRACE(kSeed);
  const Words tokens{"[",    "]",      "{",     "}",        "=",           " = ",       ".",
                     ",",    "\n",     "\r\n",  "#",        "\"",          "'",         "\"\"\"",
                     "'''",  "\\",     "\\u00", "-",        "+",           "_",         "0",
                     "0x",   "3",      "1e400", "1979-",    "12:",         "true",      "inf",
                     " ",    "\t",     "\x01",  "\xc3\xa9", "\xff",        "acceptors", "acceptors = 3\n",
                     "loss", "values", "[a]\n", "[[a]]\n",  "\xef\xbb\xbf"};
  std::mt19937 random(kSeed);
  const TemporaryDirectory directory;
  constexpr int kFiles = 300;
  constexpr unsigned kTokensMax = 8;
  for (int i = 0; i < kFiles; ++i) {
    std::string contents = random() % 2 == 0 ? "protocol = \"paxos\"\n" : "";
    for (unsigned left = 1 + random() % kTokensMax; left > 0; --left)
      contents += tokens[random() % tokens.size()];
    SCOPED_TRACE(::testing::PrintToString(contents));
    directory.write("s.toml", contents);
    const Finished finished = run({"check", "s.toml", "--max-states", "1"}, directory);
    if (finished.status == kBoundReached) continue;  // nonsense that makes sense
    EXPECT_TRUE(finished.status == kDoesNotParse || finished.status == kMakesNoSense) << finished.status;
    expect_one_line(finished.standard_error, "s.toml:");
  }
}

TEST(Scenario, LineEndsAndByteOrderMarksAreNoMistake) {
  const TemporaryDirectory directory;
  const auto states = [&](const std::string& contents) {
    directory.write("s.toml", contents);
    const Finished finished = run({"check", "s.toml", "--json", "-"}, directory);
    EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
    return ordered_json::parse(finished.standard_output).at("distinct").get<int>();
  };
  constexpr int kStates = 77;
  EXPECT_EQ(states("protocol = \"paxos\"\nproposers = 1\nvalues = 1\nlearners = 0\nloss = \"none\"\n"),
            kStates);
  EXPECT_EQ(
      states("protocol = \"paxos\"\r\nproposers = 1\r\nvalues = 1\r\nlearners = 0\r\nloss = \"none\"\r\n"),
      kStates);
  EXPECT_EQ(states("\xef\xbb\xbfprotocol = \"paxos\"\nproposers = 1\nvalues = 1\nlearners = 0\nloss = 0"),
            kStates);
}

TEST(Scenario, OptionsWinOverSetAndSetOverTheFile) {
  const TemporaryDirectory directory;
  directory.write("s.toml", "acceptors = 4\nproposers = 3\nattempts = 3\nprotocol = \"paxos\"\n");
  const Finished finished = run({"check", "s.toml", "--attempts", "1", "--set", "proposers=2", "--set",
                                 "attempts=2", "--max-states", "1", "--json", "-"},
                                directory);
  EXPECT_EQ(finished.status, kBoundReached) << finished.standard_error;
  const auto scenario = ordered_json::parse(finished.standard_output).at("scenario");
  EXPECT_EQ(scenario.at("acceptors"), 4);
  EXPECT_EQ(scenario.at("proposers"), 2);
  EXPECT_EQ(scenario.at("attempts"), 1);
}

TEST(Scenario, AFileThatMayNotBeReadIsASystemFailure) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryDirectory directory;
  directory.write("s.toml", "protocol = \"paxos\"\n");
  std::filesystem::permissions(directory.path() / "s.toml", std::filesystem::perms::none);
  expect_refused(run({"check", "s.toml"}, directory), kSystem, "s.toml: cannot be read: Permission denied");
}

TEST(Output, ADirectoryThatMayNotBeWrittenIsASystemFailure) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "locked");
  std::filesystem::permissions(directory.path() / "locked", std::filesystem::perms::owner_read);
  expect_refused(run(kSmall + Words{"--json", "locked/r.json"}, directory), kSystem,
                 "locked/r.json: cannot be written: Permission denied");
}

// ---- Saved traces
// ----------------------------------------------------------------------------------------------------

/// What `check` writes of a broken variant: a trace, a result.
struct SavedRun {
  std::string trace;
  std::string result;
};

const SavedRun& saved_run() {
  static const SavedRun saved = [] {
    const TemporaryDirectory directory;
    const Finished finished =
        run(kBroken + Words{"--trace-out", "json=t.json", "--json", "r.json"}, directory);
    EXPECT_EQ(finished.status, kViolated) << finished.standard_error;
    return SavedRun{directory.read("t.json"), directory.read("r.json")};
  }();
  return saved;
}

ordered_json saved_trace() { return ordered_json::parse(saved_run().trace); }

Finished replay(const std::string& contents) {
  const TemporaryDirectory directory;
  directory.write("t.json", contents);
  Finished finished = run({"replay", "t.json"}, directory);
  EXPECT_EQ(directory.names(), Words{"t.json"});
  return finished;
}

void expect_replayed(const std::string& contents) {
  const Finished finished = replay(contents);
  EXPECT_EQ(finished.status, kViolated) << finished.standard_error;
  EXPECT_TRUE(finished.standard_output.starts_with("REPLAYED: ")) << finished.standard_output;
  EXPECT_EQ(finished.standard_error, "");
}

TEST(Replay, AnUntouchedTraceEndsInTheViolation) { expect_replayed(saved_run().trace); }

TEST(Replay, SoDoesAResult) { expect_replayed(saved_run().result); }

TEST(Replay, AResultThatHoldsHasNothingToReplay) {
  const TemporaryDirectory directory;
  ASSERT_EQ(run(kSmall + Words{"--json", "r.json"}, directory).status, kHolds);
  expect_refused(run({"replay", "r.json"}, directory), kMakesNoSense,
                 "r.json: it is a result without a counterexample");
}

TEST(Replay, ProseDoesNotMatter) {
  ordered_json trace = saved_trace();
  trace["why"] = {"because"};
  trace["legend"] = nullptr;
  for (ordered_json& step : trace["steps"]) {
    step["text"] = "nothing happens";
    step["notes"] = ordered_json::array();
    step["changes"] = 3;
  }
  expect_replayed(trace.dump());
  EXPECT_EQ(replay(trace.dump()).standard_output, replay(saved_run().trace).standard_output)
      << "it is told anew";
}

TEST(Replay, ATraceCutShortAnywhereIsRefused) {
  const std::string& trace = saved_run().trace;
  constexpr std::size_t kStride = 97;
  // The last two bytes are the closing brace and a line feed that nobody misses.
  for (std::size_t size = 0; size + 2 <= trace.size(); size += kStride) {
    SCOPED_TRACE(size);
    const Finished finished = replay(trace.substr(0, size));
    EXPECT_TRUE(finished.status == kDoesNotParse || finished.status == kMakesNoSense) << finished.status;
    EXPECT_EQ(finished.standard_output, "");
    expect_one_line(finished.standard_error, "t.json: ");
  }
}

TEST(Replay, WhatIsNoTraceIsRefused) {
  constexpr std::size_t kDeep = 1'000'000;
  struct Other {
    std::string what;
    std::string contents;
    int status;
    std::string says;
  };
  const std::vector<Other> others{
      {"nothing", "", kDoesNotParse, "t.json: not JSON"},
      {"a word", "hello\n", kDoesNotParse, "t.json: not JSON"},
      {"a zero", std::string(1, '\0'), kDoesNotParse, "t.json: not JSON"},
      {"random bytes", random_bytes(kMuch, 2), kDoesNotParse, "t.json: not JSON"},
      {"a letter", std::string(kMuch, 'a'), kDoesNotParse, "t.json: not JSON"},
      {"a long string", "\"" + std::string(kMuch, 'a') + "\"", kMakesNoSense,
       "the document must be an object"},
      {"open brackets", std::string(kDeep, '['), kDoesNotParse, "t.json: not JSON"},
      {"open objects", repeated("{\"a\":", kDeep), kDoesNotParse, "t.json: not JSON"},
      {"closed brackets", std::string(kDeep, '[') + std::string(kDeep, ']'), kMakesNoSense,
       "must be an object"},
      {"two traces", saved_run().trace + saved_run().trace, kDoesNotParse, "t.json: not JSON"},
      {"invalid UTF-8", "{\"\xff\": 1}", kDoesNotParse, "t.json: not JSON"},
      {"null", "null", kMakesNoSense, "the document must be an object"},
      {"a number", "3", kMakesNoSense, "the document must be an object"},
      {"an array", "[{}]", kMakesNoSense, "the document must be an object"},
      {"an object", "{}", kMakesNoSense, "has no \"schema_version\""},
      {"a number that is none", "{\"schema_version\": 1e400}", kDoesNotParse, "t.json: "},
      {"a later version", "{\"schema_version\": 2, \"kind\": \"trace\"}", kMakesNoSense,
       "schema_version is 2"},
      {"no kind", "{\"schema_version\": 1}", kMakesNoSense, "has no \"kind\""},
      {"another kind", "{\"schema_version\": 1, \"kind\": \"recipe\"}", kMakesNoSense, "kind"},
      {"a scenario file", "protocol = \"paxos\"\n", kDoesNotParse, "t.json: not JSON"},
  };
  for (const Other& other : others) {
    SCOPED_TRACE(other.what);
    expect_refused(replay(other.contents), other.status, other.says);
  }
}

/// Numbers the steps anew and makes the length fit, as someone would who edits a trace with care.
void renumber(ordered_json& trace) {
  for (std::size_t i = 0; i < trace["steps"].size(); ++i) trace["steps"][i]["step"] = i + 1;
  trace["length"] = trace["steps"].size();
}

/// The first step of a trace whose action has a field called `key`.
ordered_json& step_with(ordered_json& trace, const char* key) {
  ordered_json& steps = trace["steps"];
  return *std::find_if(steps.begin(), steps.end(),
                       [&](const ordered_json& s) { return s["action"].contains(key); });
}

std::string step_name(const ordered_json& step) { return "step " + step["step"].dump(); }

TEST(Replay, ATraceThatIsNotARunIsRefused) {
  struct Edit {
    std::string what;
    std::function<void(ordered_json&)> apply;
    std::string says;
  };
  ordered_json original = saved_trace();
  const std::string last = step_name(original["steps"].back());
  const std::string beyond = "step " + std::to_string(original["steps"].size() + 1);
  const std::vector<Edit> edits{
      {"a step removed", [](auto& t) { t["steps"].erase(1); }, "step 2 is numbered 3"},
      {"the first step removed with care", [](auto& t) { t["steps"].erase(0), renumber(t); },
       "does not replay: step "},
      {"two steps swapped", [](auto& t) { std::swap(t["steps"].front(), t["steps"].back()); },
       "step 1 is numbered "},
      {"two steps swapped with care",
       [](auto& t) { std::swap(t["steps"].front(), t["steps"].back()), renumber(t); },
       "does not replay: step 1: no such action is possible here: type=deliver "},
      {"another acceptor", [](auto& t) { step_with(t, "acceptor")["action"]["acceptor"] = "a7"; },
       "does not replay: " + step_name(step_with(original, "acceptor")) +
           ": no such action is possible here: "},
      {"an acceptor that is a number", [](auto& t) { step_with(t, "acceptor")["action"]["acceptor"] = 1; },
       "does not replay: " + step_name(step_with(original, "acceptor"))},
      {"another ballot", [](auto& t) { step_with(t, "ballot")["action"]["ballot"] = 16; },
       "does not replay: " + step_name(step_with(original, "ballot"))},
      {"an action with a field too many", [](auto& t) { t["steps"][0]["action"]["speed"] = 3; },
       "does not replay: step 1: "},
      {"an action without fields", [](auto& t) { t["steps"][0]["action"] = ordered_json::object(); },
       "does not replay: step 1: "},
      {"a step without action", [](auto& t) { t["steps"][2].erase("action"); }, "step 3 has no \"action\""},
      {"a step that is none", [](auto& t) { t["steps"][2] = 3; }, "step 3 must be an object"},
      {"an unknown action at the end",
       [](auto& t) {
         t["steps"].push_back({{"action", {{"type", "explode"}}}});
         renumber(t);
       },
       "does not replay: " + beyond + ": no such action is possible here: type=explode"},
      {"an unknown step at the end",
       [](auto& t) {
         t["steps"].push_back(3);
         t["length"] = t["steps"].size();
       },
       beyond + " must be an object"},
      {"other numbers", [](auto& t) { t["steps"][2]["step"] = 9; }, "step 3 is numbered 9"},
      {"another length", [](auto& t) { t["length"] = 3; }, "\"length\" is 3, but there are "},
      {"no length", [](auto& t) { t.erase("length"); }, "has no \"length\""},
      {"steps are an object", [](auto& t) { t["steps"] = ordered_json::object(); },
       "\"steps\" must be an array"},
      {"no steps", [](auto& t) { t["steps"] = ordered_json::array(), renumber(t); }, "is not violated"},
      {"another initial state", [](auto& t) { t["initial_state"] = 1; }, "there is no such initial state"},
      {"no initial state", [](auto& t) { t["initial_state"] = -1; },
       "\"initial_state\" must be a whole number"},
      {"a property that is not violated", [](auto& t) { t["property"] = "validity"; },
       "does not replay: " + last + ": after it, validity is not violated"},
      {"a misspelt property", [](auto& t) { t["property"] = "agrement"; },
       "unknown property 'agrement'; did you mean 'agreement'?"},
      {"a property about learners", [](auto& t) { t["property"] = "learners-agree"; },
       "property 'learners-agree'"},
      {"a property that is a witness", [](auto& t) { t["property"] = "value-chosen"; },
       "'value-chosen' can only be"},
      {"a violation as a witness", [](auto& t) { t["shows"] = "witness"; }, "can only be violated"},
      {"a later version", [](auto& t) { t["schema_version"] = 2; },
       "schema_version is 2; this program reads version 1"},
      {"the right rules", [](auto& t) { t["scenario"]["variant"] = "none"; }, "does not replay: step "},
      {"an unknown variant", [](auto& t) { t["scenario"]["variant"] = "x"; },
       "scenario: variant: unknown variant 'x'"},
      {"too many acceptors", [](auto& t) { t["scenario"]["acceptors"] = 9; },
       "scenario: acceptors: 9 is too large: at most 7"},
      {"too few acceptors", [](auto& t) { t["scenario"]["acceptors"] = 1; }, "does not replay: step "},
      {"acceptors in words", [](auto& t) { t["scenario"]["acceptors"] = "3"; },
       "scenario: acceptors: must be a whole"},
      {"an unknown key", [](auto& t) { t["scenario"]["acceptrs"] = 3; },
       "unknown key 'acceptrs'; did you mean 'acceptors'?"},
      {"an output", [](auto& t) { t["scenario"]["json"] = "x.json"; },
       "scenario: json: is not part of a scenario"},
      {"another protocol", [](auto& t) { t["scenario"]["protocol"] = "raft"; },
       "protocol: unknown protocol 'raft'"},
      {"no protocol", [](auto& t) { t["scenario"].erase("protocol"); }, "scenario: protocol: is missing"},
      {"no scenario", [](auto& t) { t.erase("scenario"); }, "has no \"scenario\""},
  };
  for (const Edit& edit : edits) {
    SCOPED_TRACE(edit.what);
    ordered_json trace = original;
    edit.apply(trace);
    expect_refused(replay(trace.dump(2)), kMakesNoSense, edit.says);
  }
}

/// The places of a trace that say something to the program, but for most of the steps, which are all alike.
std::vector<ordered_json::json_pointer> places_that_matter(const ordered_json& trace) {
  std::vector<ordered_json::json_pointer> places;
  const ordered_json flat = trace.flatten();
  for (const auto& [place, value] : flat.items()) {
    const auto is_about = [&place = place](std::string_view part) { return contains(place, part); };
    const bool is_prose = is_about("legend") || is_about("why") || is_about("text") || is_about("notes") ||
                          is_about("changes") || is_about("process");
    const bool is_step = is_about("/steps/");
    if (!is_prose && (!is_step || is_about("/steps/0/") || is_about("/steps/2/"))) places.emplace_back(place);
  }
  return places;
}

TEST(Replay, NoValueAnywhereCrashesIt) {
  const Words values{
      "null", "true",           "-1", "0",    "3.5", "1e400", "18446744073709551616", "9223372036854775808",
      "\"\"", "\"\\u0000\\n\"", "[]", "[[]]", "{}"};
  for (const auto& place : places_that_matter(saved_trace())) {
    for (const std::string& value : values) {
      SCOPED_TRACE(place.to_string() + " = " + value);
      ordered_json trace = saved_trace();
      trace[place] = "HERE";
      std::string text = trace.dump();
      text.replace(text.find("\"HERE\""), 6, value);
      const Finished finished = replay(text);
      if (finished.status == kViolated) continue;  // it did not matter after all
      EXPECT_TRUE(finished.status == kDoesNotParse || finished.status == kMakesNoSense) << finished.status;
      EXPECT_EQ(finished.standard_output, "");
      expect_one_line(finished.standard_error, "t.json: ");
    }
  }
}

// ---- Outputs
// ---------------------------------------------------------------------------------------------------------

TEST(Output, NothingButWhatWasAskedForIsLeft) {
  const TemporaryDirectory directory;
  const Words outputs{"--json", "r.json", "--trace-out", "json=t.json", "--trace-out", "text=t.txt"};
  EXPECT_EQ(run(kBroken + outputs, directory).status, kViolated);
  EXPECT_EQ(directory.names(), (Words{"r.json", "t.json", "t.txt"}));
  EXPECT_EQ(ordered_json::parse(directory.read("r.json")).at("outcome"), "violated");
}

TEST(Output, ATraceThatThereIsNotIsNotWrittenAndLeavesTheFormerAlone) {
  const TemporaryDirectory directory;
  directory.write("t.json", "former");
  const Finished finished = run(kSmall + Words{"--trace-out", "json=t.json"}, directory);
  EXPECT_EQ(finished.status, kHolds);
  EXPECT_TRUE(contains(finished.standard_output, "no trace to write to t.json")) << finished.standard_output;
  EXPECT_EQ(directory.names(), Words{"t.json"});
  EXPECT_EQ(directory.read("t.json"), "former");
}

TEST(Output, AFileWithoutANameIsRefusedBeforeTheSearch) {
  const TemporaryDirectory directory;
  const Finished finished = run(kSmall + Words{"--json", ""}, directory);
  EXPECT_TRUE(finished.status == kUsage || finished.status == kSystem) << finished.status;
  EXPECT_EQ(finished.standard_output, "");
  expect_one_line(finished.standard_error, "");
}

TEST(Output, TheReportIsPrintedEvenIfTheJsonDoesNotFitTheDisk) {
  const TemporaryDirectory directory;
  const Finished finished = run(kSmall + Words{"--json", "/dev/full"}, directory);
  EXPECT_EQ(finished.status, kSystem);
  EXPECT_TRUE(contains(finished.standard_output, "HOLDS on the whole bounded space: 77 states"));
  expect_one_line(finished.standard_error, "/dev/full: cannot be written: No space left on device");
}

TEST(Output, AStandardOutputThatIsFullIsASystemFailure) {
  const TemporaryDirectory directory;
  directory.write("t.json", saved_run().trace);
  directory.write("r.json", "former");
  for (const Words& arguments :
       {kSmall, kSmall + Words{"--json", "-"}, kSmall + Words{"--json", "r.json"}, Words{"list"},
        Words{"replay", "t.json"}, Words{"--help"}, Words{"check", "--help"}, Words{"--version"}}) {
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
  Command full = command({"check", "raft"}, directory);
  full.standard_error = Stream::file("/dev/full");
  EXPECT_EQ(run(full).status, kUsage);
}

TEST(Output, AReaderThatLeavesEarlyLeavesNothingBehind) {
  const TemporaryDirectory directory;
  Command piped = command(kSmall + Words{"--json", "r.json"}, directory);
  piped.standard_output = Stream::broken_pipe();
  const int status = run(piped).status;
  EXPECT_TRUE(status == kSystem || status == 128 + SIGPIPE) << status;
  for (const std::string& name : directory.names()) EXPECT_EQ(name, "r.json");
}

TEST(Output, AFailedWriteLeavesTheFormerFileAlone) {
  const TemporaryDirectory directory;
  directory.write("r.json", "former");
  directory.write("t.txt", "former");
  Command limited = command(kBroken + Words{"--trace-out", "text=t.txt", "--json", "r.json"}, directory);
  limited.standard_output = Stream::file("/dev/null");  // which the limit leaves alone
  limited.prepare = [] {
    constexpr rlim_t kFileSize = 1024;  // less than either output, and more than a line about it
    const rlimit limit{kFileSize, kFileSize};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);  // as under Python; otherwise it is the signal that ends the program
  };
  const Finished finished = run(limited);
  EXPECT_EQ(finished.status, kSystem);
  expect_one_line(finished.standard_error, "cannot be written: File too large");
  EXPECT_EQ(directory.names(), (Words{"r.json", "t.txt"}));
  EXPECT_EQ(directory.read("r.json"), "former");
  EXPECT_EQ(directory.read("t.txt"), "former");
}

TEST(Output, ARefusalLeavesTheFormerFileAlone) {
  const TemporaryDirectory directory;
  directory.write("r.json", "former");
  expect_refused(run(kBroken + Words{"--json", "r.json", "--trace-out", "text=missing/t.txt"}, directory),
                 kSystem, "missing/t.txt: cannot be written");
  EXPECT_EQ(directory.names(), Words{"r.json"});
  EXPECT_EQ(directory.read("r.json"), "former");
}

// ---- Limits and expectations
// -----------------------------------------------------------------------------------------

/// A run, with its result as JSON.
struct Checked {
  Finished finished;
  ordered_json result;
};

Checked check(const Words& arguments) {
  const TemporaryDirectory directory;
  Checked checked{run(arguments + Words{"--json", "r.json"}, directory), {}};
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
    std::string stop;
  };
  for (const Limit& limit :
       std::vector<Limit>{{kBig + Words{"--max-states", "1000"}, kBoundReached, "max-states"},
                          {kBig + Words{"--max-depth", "3"}, kBoundReached, "max-depth"},
                          {kBig + Words{"--timeout", "50ms"}, kBoundReached, "timeout"},
                          {kBig + Words{"--memory", "1M"}, kMemoryReached, "memory"},
                          {kSmall + Words{"--max-depth", "0"}, kBoundReached, "max-depth"},
                          {kSmall + Words{"--memory", "1"}, kMemoryReached, "memory"}}) {
    SCOPED_TRACE(shown(limit.arguments));
    const auto [finished, result] = check(limit.arguments);
    EXPECT_EQ(finished.status, limit.status);
    EXPECT_EQ(result.at("outcome"), "inconclusive");
    EXPECT_EQ(result.at("stop"), limit.stop);
    EXPECT_TRUE(contains(finished.standard_output, "\nINCONCLUSIVE: ")) << finished.standard_output;
    EXPECT_FALSE(contains(finished.standard_output, "HOLDS"));
  }
}

TEST(Limits, AreKept) {
  EXPECT_EQ(check(kBig + Words{"--max-states", "1000"}).result.at("distinct"), 1000);
  EXPECT_EQ(check(kBig + Words{"--max-depth", "3"}).result.at("depth"), 3);
  constexpr int kMebi = 1024 * 1024;
  EXPECT_LE(check(kBig + Words{"--memory", "1M"}).result.at("store").at("peak_bytes").get<int>(), kMebi);
}

TEST(Limits, ThatTheSpaceFitsInDoNotCostTheVerdict) {
  EXPECT_EQ(check(kSmall + Words{"--max-states", "77"}).finished.status, kHolds);
  EXPECT_EQ(check(kSmall + Words{"--max-states", "76"}).finished.status, kBoundReached);
  EXPECT_EQ(check(kSmall + Words{"--max-depth", "9"}).finished.status, kHolds);
  EXPECT_EQ(check(kSmall + Words{"--max-depth", "8"}).finished.status, kBoundReached);
}

TEST(Limits, AViolationFoundBeforeOneWins) {
  const auto [finished, result] = check(kBroken);
  ASSERT_EQ(finished.status, kViolated);
  const int length = result.at("counterexample").at("length").get<int>();
  const int distinct = result.at("distinct").get<int>();
  EXPECT_EQ(check(kBroken + Words{"--max-depth", std::to_string(length)}).finished.status, kViolated);
  EXPECT_EQ(check(kBroken + Words{"--max-depth", std::to_string(length - 1)}).finished.status, kBoundReached);
  // The level of the violation is visited to its end, so the last state is seen after it.
  const Checked cut = check(kBroken + Words{"--max-states", std::to_string(distinct - 1)});
  EXPECT_EQ(cut.finished.status, kViolated);
  EXPECT_EQ(cut.result.at("outcome"), "violated");
  EXPECT_EQ(cut.result.at("distinct"), distinct - 1);
  EXPECT_EQ(cut.result.at("counterexample").at("length"), length);
}

TEST(Expectations, DecideTheStatus) {
  struct Expectation {
    Words arguments;
    int status;
    std::string verdict;
  };
  for (const Expectation& e : std::vector<Expectation>{
           {kSmall + Words{"--expect-distinct", "77"}, kHolds, "met"},
           {kSmall + Words{"--expect-distinct", "76"}, kNotAsExpected, "failed"},
           {kSmall + Words{"--expect-distinct", "78"}, kNotAsExpected, "failed"},
           {kSmall + Words{"--expect-depth", "9"}, kHolds, "met"},
           {kSmall + Words{"--expect-depth", "8"}, kNotAsExpected, "failed"},
           {kSmall + Words{"--expect-depth", "10"}, kNotAsExpected, "failed"},
           {kSmall + Words{"--max-states", "76", "--expect-distinct", "77"}, kBoundReached, "undecided"},
           {kSmall + Words{"--max-states", "76", "--expect-distinct", "75"}, kNotAsExpected, "failed"},
           {kBroken + Words{"--expect-depth", "1"}, kViolated, "failed"}}) {
    SCOPED_TRACE(shown(e.arguments));
    const auto [finished, result] = check(e.arguments);
    EXPECT_EQ(finished.status, e.status);
    ASSERT_EQ(result.at("expectations").size(), 1U);
    EXPECT_EQ(result.at("expectations")[0].at("status"), e.verdict);
  }
}

// ---- Interruptions
// ---------------------------------------------------------------------------------------------------

TEST(Interruption, StopsTheSearchWithAPartialReport) {
  for (const auto& [signal, name] : {std::pair{SIGINT, "SIGINT"}, std::pair{SIGTERM, "SIGTERM"}}) {
    SCOPED_TRACE(name);
    const TemporaryDirectory directory;
    directory.write("t.json", "former");
    Command interrupted = command(kBig + Words{"--json", "r.json", "--trace-out", "json=t.json"}, directory);
    interrupted.signal = signal;
    // Handled, and then at work for a while: in the middle of the search.
    interrupted.when = [number = signal](pid_t process) {
      constexpr std::chrono::milliseconds kAtWork{100};
      return catches(process, number) && processor_time(process) >= kAtWork;
    };
    const Finished finished = run(interrupted);
    EXPECT_EQ(finished.status, 128 + signal);
    EXPECT_EQ(finished.standard_error, "");
    EXPECT_TRUE(
        contains(finished.standard_output, std::string("\nINCONCLUSIVE: interrupted by ") + name + ";"))
        << finished.standard_output;
    EXPECT_TRUE(contains(finished.standard_output, "\nrepeat with\n")) << "the report is cut short";

    const auto result = ordered_json::parse(directory.read("r.json"));
    EXPECT_EQ(result.at("outcome"), "inconclusive");
    EXPECT_EQ(result.at("stop"), "interrupted");
    EXPECT_EQ(result.at("exit_status"), 128 + signal);
    const auto levels = result.at("levels").get<std::vector<std::uint64_t>>();
    EXPECT_GT(levels.size(), 1U);
    EXPECT_EQ(std::accumulate(levels.begin(), levels.end(), std::uint64_t{0}), result.at("distinct"));
    EXPECT_EQ(directory.names(), (Words{"r.json", "t.json"}));
    EXPECT_EQ(directory.read("t.json"), "former");
  }
}

TEST(Interruption, ASystemWithoutMemoryToGiveIsNoCrash) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers reserve more address space than this";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "sanitizers reserve more address space than this";
#endif
#endif
  const TemporaryDirectory directory;
  Command limited = command(kBig + Words{"--json", "r.json"}, directory);
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
  EXPECT_EQ(finished.status, kMemoryReached) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output, "\nINCONCLUSIVE: the limit on memory"))
      << finished.standard_output;
  EXPECT_EQ(finished.standard_error, "");
  EXPECT_EQ(ordered_json::parse(directory.read("r.json")).at("stop"), "memory");
}

}  // namespace
}  // namespace paxoscope::tests
