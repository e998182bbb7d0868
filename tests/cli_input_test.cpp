// Protects whoever runs the program from its bad moods: whatever is wrong with a command line, a scenario, a
// saved trace, an output or the machine, there is one line that says so, the documented exit status, and
// nothing half done.
//
// Every case runs the program itself, in an empty directory of its own.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>
#include <sstream>
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
constexpr int kSignalled = 128;
constexpr int kDoesNotParse = 150;
constexpr int kMakesNoSense = 151;
constexpr int kSystem = 153;

/// The words of a line that are parted by blanks.
Words words(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

Words operator+(Words first, const std::string& more) {
  for (std::string& word : words(more)) first.push_back(std::move(word));
  return first;
}

const Words kScenario = words("check s.toml");
// A space of 77 states, 9 deep.
const Words kSmall = words("check paxos --proposers 1 --values 1 --learners 0 --loss none");
// A space with a counterexample.
const Words kBroken = words("check paxos --variant accept-ignores-promise --learners 0 --loss none");
// A space that no test waits for.
const Words kBig = words("check paxos --acceptors 5 --attempts 2 --proposers 3");

std::string shown(const Words& arguments) {
  std::string text = "paxoscope";
  for (const std::string& word : arguments) text += " " + word;
  return text;
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

/// What every complaint looks like: one line, with `says` somewhere in it.
void expect_one_line(const std::string& standard_error, std::string_view says) {
  EXPECT_TRUE(standard_error.starts_with("paxoscope: ")) << standard_error;
  EXPECT_TRUE(standard_error.ends_with('\n')) << standard_error;
  EXPECT_EQ(std::count(standard_error.begin(), standard_error.end(), '\n'), 1) << standard_error;
  EXPECT_TRUE(contains(standard_error, says)) << "got:  " << standard_error << "lacks: " << says;
  constexpr std::size_t kLineMax = 1000;
  EXPECT_LT(standard_error.size(), kLineMax);
}

void expect_refused(const Finished& finished, int status, std::string_view says) {
  EXPECT_EQ(finished.status, status);
  EXPECT_EQ(finished.standard_output, "");
  expect_one_line(finished.standard_error, says);
}

/// Of input that is wrong one way or the other.
void expect_bad_file(const Finished& finished, std::string_view says) {
  EXPECT_TRUE(finished.status == kDoesNotParse || finished.status == kMakesNoSense) << finished.status;
  EXPECT_EQ(finished.standard_output, "");
  expect_one_line(finished.standard_error, says);
}

// ---- Tables of mistakes

struct Mistake {
  std::string name;
  Words arguments;
  int status;
  std::string says;           ///< part of the line
  std::string scenario = {};  ///< the contents of s.toml
};

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << shown(mistake.arguments); }

class MistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(MistakeTest, IsOneLineAndAStatus) {
  const Mistake& mistake = GetParam();
  const TemporaryDirectory directory;
  if (mistake.arguments == kScenario) directory.write("s.toml", mistake.scenario);
  const auto before = directory.names();
  expect_refused(run(mistake.arguments, directory), mistake.status, mistake.says);
  EXPECT_EQ(directory.names(), before) << "something was left behind";
}

std::string name_of(const ::testing::TestParamInfo<Mistake>& info) { return info.param.name; }

/// A mistake as a row of a table: a name, what is typed, part of what is answered.
struct Row {
  std::string name;
  std::string what;
  std::string says;
};

/// `what` is a command line, but for its first words.
auto commands(int status, const std::string& first, const std::vector<Row>& rows) {
  std::vector<Mistake> mistakes;
  for (const Row& row : rows) mistakes.push_back({row.name, words(first) + row.what, status, row.says});
  return ::testing::ValuesIn(mistakes);
}

/// `what` is the contents of a scenario file.
auto scenarios(int status, const std::vector<Row>& rows) {
  std::vector<Mistake> mistakes;
  for (const Row& row : rows) mistakes.push_back({row.name, kScenario, status, row.says, row.what});
  return ::testing::ValuesIn(mistakes);
}

const std::vector<Row> kWrongUsage{
    {"NoSubcommand", "", "subcommand"},
    {"UnknownSubcommand", "chek paxos", "subcommand"},
    {"OptionsWithoutSubcommand", "--quiet", ""},
    {"NoTarget", "check", "target"},
    {"TwoTargets", "check paxos paxos", "paxos"},
    {"UnknownProtocol", "check raft", "unknown protocol 'raft'; known: paxos"},
    {"MisspeltProtocol", "check paxoss", "unknown protocol 'paxoss'; did you mean 'paxos'?"},
    {"UnknownTopic", "list xyz", "unknown topic 'xyz'; known: protocols, rules, "},
    {"MisspeltTopic", "list variant", "unknown topic 'variant'; did you mean 'variants'?"},
    {"TwoTopics", "list rules variants", "variants"},
    {"ReplayOfNothing", "replay", "file"},
    {"ReplayOfTwo", "replay a.json b.json", "b.json"},
};
INSTANTIATE_TEST_SUITE_P(Usage, MistakeTest, commands(kUsage, "", kWrongUsage), name_of);

const std::vector<Row> kWrongOptions{
    {"Unknown", "--acceptrs 3", "--acceptrs"},
    {"CutShort", "--acceptor 3", "--acceptor"},
    {"NoValue", "--acceptors", "--acceptors"},
    {"EmptyValue", "--acceptors=", "--acceptors"},
    {"Twice", "--acceptors 3 --acceptors 4", "--acceptors"},
    {"JsonTwice", "--json a --json b", "--json"},
    {"TwoOutputsToStandardOutput", "--json - --trace-out text=-", "standard output (-)"},
    {"TwoTracesToStandardOutput", "--trace-out json=- --trace-out text=-", "standard output (-)"},
    {"UnknownVariant", "--variant xyz",
     "--variant: unknown variant 'xyz'; known: none, accept-ignores-promise"},
    {"MisspeltVariant", "--variant nonee", "--variant: unknown variant 'nonee'; did you mean 'none'?"},
    {"UnknownProperty", "--property xyz", "--property: unknown property 'xyz'; known: agreement, "},
    {"MisspeltProperty", "--property p2b --property validty", "'validty'; did you mean 'validity'?"},
    {"UnknownTraceFormat", "--trace-out xml=t", "--trace-out: unknown trace format 'xml'; known: text, json"},
    {"MisspeltTraceFormat", "--trace-out jsn=t", "unknown trace format 'jsn'; did you mean 'json'?"},
    {"TraceWithoutFormat", "--trace-out t.json", "--trace-out: 't.json' is not FORMAT=FILE"},
    {"TraceWithoutFile", "--trace-out text=", "--trace-out: 'text=' is not FORMAT=FILE"},
    {"NotANumber", "--acceptors abc", "--acceptors: 'abc' is not a whole number"},
    {"AFraction", "--acceptors 3.5", "--acceptors: '3.5' is not a whole number"},
    {"Hexadecimal", "--acceptors 0x3", "--acceptors: '0x3' is not a whole number"},
    {"NotABudget", "--loss sometimes", "--loss: 'sometimes' is neither 'none' nor 'any' nor a number"},
    {"UnknownUnitOfTime", "--timeout 10parsecs", "--timeout: '10parsecs' is not a time"},
    {"TimeWithoutNumber", "--timeout s", "--timeout: 's' is not a time"},
    {"TimeThatIsNoNumber", "--timeout nan", "--timeout: 'nan' is not a time"},
    {"UnknownUnitOfMemory", "--memory 10parsecs", "--memory: '10parsecs' is not a size"},
    {"MemoryThatIsNoNumber", "--memory nan", "--memory: 'nan' is not a size"},
    {"SetWithoutEquals", "--set acceptors", "--set: 'acceptors' is not KEY=VALUE"},
};
INSTANTIATE_TEST_SUITE_P(WrongOption, MistakeTest, commands(kUsage, "check paxos", kWrongOptions), name_of);

const std::vector<Row> kSenselessOptions{
    {"AHugeNumber", "--acceptors 99999999999999999999999", "99999999999999999999999 is too large: at most 7"},
    {"AHugeNegativeNumber", "--acceptors -99999999999999999999999", "is too small: at least 1"},
    {"AHugeBudget", "--loss 99999999999999999999999", "is too large: at most 255"},
    {"NoTime", "--timeout 0", "--timeout: 0 is too small"},
    {"NegativeTime", "--timeout -1s", "--timeout: -1s is too small"},
    {"InfiniteTime", "--timeout inf", "--timeout: inf is too large"},
    {"HugeTime", "--timeout 1e300", "--timeout: 1e300 is too large"},
    {"NoMemory", "--memory 0", "--memory: 0 is too small"},
    {"NegativeMemory", "--memory -1", "--memory: -1 is too small"},
    {"InfiniteMemory", "--memory inf", "--memory: inf is too large"},
    {"HugeMemory", "--memory 1e300", "--memory: 1e300 is too large"},
    {"NoStates", "--max-states 0", "--max-states: 0 is too small: at least 1"},
    {"TooManyStates", "--max-states 18446744073709551616", "18446744073709551616 is too large"},
    {"NegativeDepth", "--max-depth -1", "--max-depth: -1 is too small: at least 0"},
    {"NegativeExpectation", "--expect-distinct -1", "--expect-distinct: -1 is too small: at least 0"},
    {"NoLearners", "--learners 0 --property learners-agree",
     "'learners-agree' is about learners and there are none"},
    {"SetUnknownKey", "--set acceptrs=3",
     "--set acceptrs: unknown key 'acceptrs'; did you mean 'acceptors'?"},
    {"SetNothing", "--set =3", "unknown key ''"},
    {"SetProtocol", "--set protocol=paxos", "--set protocol"},
    {"SetNotANumber", "--set acceptors=many", "--set acceptors: 'many' is not a whole number"},
    {"SetOutOfRange", "--set acceptors=8", "--set acceptors: 8 is too large: at most 7"},
    {"WhatIsReplacedMustBeRightToo", "--set acceptors=8 --acceptors 3", "--set acceptors: 8 is too large"},
};
INSTANTIATE_TEST_SUITE_P(SenselessOption, MistakeTest,
                         commands(kMakesNoSense, "check paxos", kSenselessOptions), name_of);

const std::vector<Row> kFilesOutOfReach{
    {"NoScenario", "check missing.toml", "missing.toml: cannot be read: No such file or directory"},
    {"ScenarioIsADirectory", "check /", "/: cannot be read: Is a directory"},
    {"NoTrace", "replay missing.json", "missing.json: cannot be read: No such file or directory"},
    {"TraceIsADirectory", "replay .", ".: cannot be read: Is a directory"},
    {"TraceIsEndless", "replay /dev/zero", "/dev/zero: cannot be read: larger than 64 MiB"},
    {"OutputInNoDirectory", "check paxos --json no/r.json",
     "no/r.json: cannot be written: No such file or directory"},
    {"OutputBelowAFile", "check paxos --json /dev/null/r", "/dev/null/r: cannot be written: Not a directory"},
    {"OutputIsADirectory", "check paxos --json .", ".: cannot be written: Is a directory"},
    {"TraceWhereNobodyWrites", "check paxos --trace-out json=/proc/t", "/proc/t: cannot be written: "},
    {"TheFormerOutputIsNotLeft", "check paxos --trace-out text=t --json no/r", "no/r: cannot be written: "},
};
INSTANTIATE_TEST_SUITE_P(File, MistakeTest, commands(kSystem, "", kFilesOutOfReach), name_of);

const std::string kPaxos = "protocol = \"paxos\"\n";

const std::vector<Row> kSenselessScenarios{
    {"NoProtocol", "acceptors = 3\n", "s.toml: protocol is missing"},
    {"Nothing", "", "s.toml: protocol is missing"},
    {"OnlyAComment", "# nothing yet", "s.toml: protocol is missing"},
    {"WrongProtocol", "protocol = 3\n", "s.toml:1:12: protocol: must be a string, not a whole number"},
    {"MisspeltProtocol", "protocol = \"paxoss\"\n",
     "s.toml:1:12: protocol: unknown protocol 'paxoss'; did you"},
    {"MisspeltVariant", kPaxos + "variant = \"nonee\"\n",
     "s.toml:2:11: variant: unknown variant 'nonee'; did you"},
    {"MisspeltProperty", kPaxos + "property = [\"p2b\", \"p2d\"]\n",
     "s.toml:2:12: property: unknown property 'p2d'"},
    {"NoPropertyAtAll", kPaxos + "property = []\n", "s.toml:2:12: property: names no property"},
    {"NoLearners", kPaxos + "learners = 0\nproperty = \"value-learned\"\n",
     "s.toml: property 'value-learned' is"},
    {"MisspeltKey", kPaxos + "\n  acceptrs = 3\n",
     "s.toml:3:3: unknown key 'acceptrs'; did you mean 'acceptors'?"},
    {"TheFirstIsReported", "learners = 9\nvalues = 0\n" + kPaxos,
     "s.toml:1:12: learners: 9 is too large: at most 3"},
    {"ATable", kPaxos + "[bounds]\nacceptors = 3\n", "s.toml:2:2: unknown key 'bounds'"},
    {"ATableNamedLikeAKey", kPaxos + "[acceptors]\nnumber = 3\n", "s.toml:2:1: acceptors: "},
    {"ATableOfTables", kPaxos + "[[acceptors]]\nnumber = 3\n", "s.toml:2:1: acceptors: "},
    {"OutOfRange", kPaxos + "acceptors = 8\n", "s.toml:2:13: acceptors: 8 is too large: at most 7"},
    {"TheLargestNumber", kPaxos + "values = 9223372036854775807\n",
     "s.toml:2:10: values: 9223372036854775807 is"},
    {"NoTime", kPaxos + "timeout = 0\n", "s.toml:2:11: timeout: 0 is too small"},
    {"EscapesInAName", kPaxos + "variant = \"a\\nb\\u001b[2J\\u0000\"\n",
     "s.toml:2:11: variant: unknown variant 'a"},
};
INSTANTIATE_TEST_SUITE_P(Scenario, MistakeTest, scenarios(kMakesNoSense, kSenselessScenarios), name_of);

const std::vector<Row> kNotToml{
    {"AValue", kPaxos + "acceptors = = 3\n", "s.toml:2:13: not TOML: "},
    {"AString", "protocol = \"paxos\nacceptors = 3\n", "s.toml:1:18: not TOML: "},
    {"AHeader", kPaxos + "[=]\n", "s.toml:2:2: not TOML: "},
    {"AnOpenHeader", kPaxos + "[\n", "s.toml:2:2: not TOML: "},
    {"HeadersInEachOther", "[[[", "s.toml:1:3: not TOML: "},
    {"AKeyTwice", kPaxos + "acceptors = 3\nacceptors = 4\n", "s.toml:3:13: not TOML: "},
    {"ANumberOfMoreThan64Bits", kPaxos + "acceptors = 9223372036854775808\n", "s.toml:2:32: not TOML: "},
    {"InvalidUtf8", kPaxos + "variant = \"\xff\"\n", "s.toml:2:1"},
    {"ANulByte", kPaxos + std::string("acceptors\0= 3\n", 14), "s.toml:2:10: not TOML: "},
    {"OldLineEnds", "protocol = \"paxos\"\racceptors = 3\r", "s.toml:1:20: not TOML: "},
    {"Json", "{\"protocol\": \"paxos\"}\n", "s.toml:1:1: not TOML: "},
};
INSTANTIATE_TEST_SUITE_P(Toml, MistakeTest, scenarios(kDoesNotParse, kNotToml), name_of);

TEST(CommandLine, AnEmptyWordIsAWord) {
  const TemporaryDirectory directory;
  expect_refused(run({"check", ""}, directory), kUsage, "unknown protocol ''");
  expect_refused(run({"check", "paxos", "--acceptors", ""}, directory), kUsage,
                 "--acceptors: '' is not a whole");
  expect_refused(run({"check", "paxos", "--acceptors", "3\n4"}, directory), kUsage,
                 "'3 4' is not a whole number");
  expect_refused(run({"check", "paxos", "--timeout", ""}, directory), kUsage, "--timeout: '' is not a time");
  expect_refused(run({"check", "paxos", "--variant", ""}, directory), kUsage,
                 "--variant: unknown variant ''");
  expect_refused(run({"replay", ""}, directory), kSystem, "cannot be read");
}

TEST(CommandLine, EveryBoundIsCheckedAtBothEnds) {
  struct Bound {
    std::string name;
    int least;
    int most;
  };
  const std::vector<Bound> bounds{{"acceptors", 1, 7},    {"proposers", 1, 4}, {"attempts", 1, 4},
                                  {"values", 1, 4},       {"learners", 0, 3},  {"loss", 0, 255},
                                  {"duplication", 0, 255}};
  const TemporaryDirectory directory;
  for (const auto& [name, least, most] : bounds) {
    const std::string option = "--" + name;
    SCOPED_TRACE(option);
    const auto check = [&](int number) {
      return run({"check", "paxos", "--max-states", "1", option, std::to_string(number)}, directory);
    };
    const std::string too_small =
        ": " + std::to_string(least - 1) + " is too small: at least " + std::to_string(least);
    const std::string too_large =
        ": " + std::to_string(most + 1) + " is too large: at most " + std::to_string(most);
    expect_refused(check(least - 1), kMakesNoSense, option + too_small + "\n");
    expect_refused(check(most + 1), kMakesNoSense, option + too_large + "\n");
    expect_refused(check(-1), kMakesNoSense, option + ": -1 is too small: at least ");
    EXPECT_EQ(check(least).status, kBoundReached);
    EXPECT_EQ(check(most).status, kBoundReached);
  }
}

TEST(CommandLine, AllBoundsAtTheirLargestFitTogether) {
  const TemporaryDirectory directory;
  const Finished finished =
      run(words("check paxos --acceptors 7 --proposers 4 --attempts 4 --values 4 --learners 3 "
                "--loss 255 --duplication 255 --max-states 5000"),
          directory);
  EXPECT_EQ(finished.status, kBoundReached);
  EXPECT_EQ(finished.standard_error, "");
}

// ---- Scenario files

TEST(Scenario, EveryKeyRefusesEveryTypeButItsOwn) {
  const Words never_right{"3.5", "true", "1979-05-27", "07:32:00", "{ a = 1 }", "[1]", "[[\"a\"]]", "nan"};
  const std::vector<std::pair<std::string, Words>> also_wrong{
      {"acceptors", {"\"3\"", "[\"3\"]", "[]"}},   {"loss", {"\"3\"", "[\"none\"]", "[]"}},
      {"variant", {"3", "[\"none\"]", "[]"}},      {"property", {"3"}},
      {"max-states", {"\"3\"", "[\"3\"]"}},        {"expect-depth", {"\"3\"", "[\"3\"]"}},
      {"timeout", {"[\"3s\"]", "\"soon\"", "[]"}}, {"memory", {"[\"3M\"]", "\"much\"", "[]"}},
      {"json", {"3", "[\"r.json\"]", "[]"}},       {"trace-out", {"3", "\"t.json\""}},
  };
  const TemporaryDirectory directory;
  for (const auto& [key, own] : also_wrong) {
    Words values = never_right;
    values.insert(values.end(), own.begin(), own.end());
    for (const std::string& value : values) {
      const std::string start = key + " = ";
      SCOPED_TRACE(start + value);
      directory.write("s.toml", kPaxos + start + value + "\n");
      expect_refused(run(kScenario, directory), kMakesNoSense,
                     "paxoscope: s.toml:2:" + std::to_string(start.size() + 1) + ": " + key + ": ");
      EXPECT_EQ(directory.names(), Words{"s.toml"});
    }
  }
}

constexpr std::size_t kMuch = 10'000'000;

std::string random_bytes(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xFFU);
  return bytes;
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Scenario, MuchNonsenseIsOneLineToo) {
  const TemporaryDirectory directory;
  constexpr std::size_t kSome = 10'000;
  for (const std::size_t size : {kSome, kMuch}) {
    const std::vector<std::pair<const char*, std::string>> all{
        {"random bytes", random_bytes(size, 1)},
        {"zeros", std::string(size, '\0')},
        {"letters", std::string(size, 'a')},
        {"brackets", std::string(size, '[')},
        {"arrays in arrays", "x = " + std::string(size, '[')},
        {"tables in tables", "x = " + repeated("{a=", size / 3)},
        // Well-formed, but whoever descends into it by recursion may run out of stack.
        {"a key of many parts", kPaxos + "x" + repeated(".a", size / 2) + " = 3\n"},
        {"a header of many parts", kPaxos + "[x" + repeated(".a", size / 2) + "]\n"},
        {"a long key", kPaxos + std::string(size, 'a') + " = 3\n"},
        {"a long name", kPaxos + "variant = \"" + std::string(size, 'a') + "\"\n"},
        {"a long number", kPaxos + "acceptors = " + std::string(size, '9') + "\n"},
    };
    for (const auto& [what, contents] : all) {
      SCOPED_TRACE(what);
      SCOPED_TRACE(size);
      directory.write("s.toml", contents);
      expect_bad_file(run(kScenario, directory), "s.toml:");
    }
  }
}

TEST(Scenario, NoSequenceOfTokensCrashesIt) {
  constexpr unsigned kSeed = 20240229;
  constexpr int kFiles = 300;
  constexpr unsigned kTokensMax = 8;
  const Words tokens{"[",     "]",         "{",        "}",          "=",    " = ",    ".",     ",",
                     "\n",    "\r\n",      "#",        "\"",         "'",    "\"\"\"", "'''",   "\\",
                     "\\u0",  "-",         "+",        "_",          "0",    "0x",     "3",     "1e400",
                     "1979-", "12:",       "true",     "inf",        " ",    "\t",     "\x01",  "\u00e9",
                     "\xff",  "acceptors", "[loss]\n", "[[loss]]\n", "loss", "\ufeff", "values"};
  std::mt19937 random(kSeed);
  SCOPED_TRACE(kSeed);
  const TemporaryDirectory directory;
  for (int i = 0; i < kFiles; ++i) {
    std::string contents = random() % 2 == 0 ? kPaxos : "";
    for (auto left = 1 + random() % kTokensMax; left > 0; --left)
      contents += tokens[random() % tokens.size()];
    SCOPED_TRACE(::testing::PrintToString(contents));
    directory.write("s.toml", contents);
    const Finished finished = run(words("check s.toml --max-states 1"), directory);
    if (finished.status == kBoundReached) continue;  // it happens to make sense
    expect_bad_file(finished, "s.toml:");
  }
}

TEST(Scenario, LineEndsAndByteOrderMarksAreNoMistake) {
  const TemporaryDirectory directory;
  const auto distinct_states = [&](const std::string& contents) {
    directory.write("s.toml", contents);
    const Finished finished = run(words("check s.toml --json -"), directory);
    EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
    return ordered_json::parse(finished.standard_output).at("distinct");
  };
  EXPECT_EQ(distinct_states("protocol='paxos'\nproposers=1\nvalues=1\nlearners=0\nloss='none'\n"), 77);
  EXPECT_EQ(distinct_states("protocol='paxos'\r\nproposers=1\r\nvalues=1\r\nlearners=0\r\nloss='none'\r\n"),
            77);
  EXPECT_EQ(distinct_states("\ufeffprotocol='paxos'\nproposers=1\nvalues=1\nlearners=0\nloss=0"), 77);
}

TEST(Scenario, OptionsWinOverSetAndSetOverTheFile) {
  const TemporaryDirectory directory;
  directory.write("s.toml", "acceptors = 4\nproposers = 3\nattempts = 3\nprotocol = \"paxos\"\n");
  const Finished finished =
      run(words("check s.toml --attempts 1 --set proposers=2 --set attempts=2 --max-states 1 --json -"),
          directory);
  EXPECT_EQ(finished.status, kBoundReached);
  const auto scenario = ordered_json::parse(finished.standard_output).at("scenario");
  EXPECT_EQ(scenario.at("acceptors"), 4);
  EXPECT_EQ(scenario.at("proposers"), 2);
  EXPECT_EQ(scenario.at("attempts"), 1);
}

TEST(Scenario, AFileThatMayNotBeReadIsASystemFailure) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryDirectory directory;
  directory.write("s.toml", kPaxos);
  std::filesystem::permissions(directory.path() / "s.toml", std::filesystem::perms::none);
  expect_refused(run(kScenario, directory), kSystem, "s.toml: cannot be read: Permission denied");
}

// ---- Saved traces

/// What `check` saves of a broken variant.
struct Saved {
  std::string trace;
  std::string result;
};

const Saved& saved() {
  static const Saved files = [] {
    const TemporaryDirectory directory;
    const Finished finished = run(kBroken + "--trace-out json=t.json --json r.json", directory);
    EXPECT_EQ(finished.status, kViolated) << finished.standard_error;
    return Saved{directory.read("t.json"), directory.read("r.json")};
  }();
  return files;
}

ordered_json saved_trace() { return ordered_json::parse(saved().trace); }

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

/// The saved trace with the value at `place` (a JSON pointer) replaced or added; `value` is written as it
/// stands.
std::string trace_with(const std::string& place, const std::string& value) {
  ordered_json trace = saved_trace();
  trace[ordered_json::json_pointer(place)] = "HERE";
  const std::string mark = "\"HERE\"";
  std::string text = trace.dump();
  return text.replace(text.find(mark), mark.size(), value);
}

TEST(Replay, ATraceEndsInTheViolationAgain) { expect_replayed(saved().trace); }

TEST(Replay, SoDoesAResult) { expect_replayed(saved().result); }

TEST(Replay, AResultThatHoldsHasNothingToReplay) {
  const TemporaryDirectory directory;
  ASSERT_EQ(run(kSmall + "--json r.json", directory).status, kHolds);
  expect_refused(run({"replay", "r.json"}, directory), kMakesNoSense,
                 "r.json: it is a result without a counterexample");
}

TEST(Replay, ProseIsToldAnew) {
  ordered_json trace = saved_trace();
  trace["why"] = {"because"};
  trace["legend"] = nullptr;
  for (ordered_json& step : trace["steps"]) {
    step["text"] = "nothing happens";
    step["notes"] = ordered_json::array();
    step["changes"] = 3;
  }
  expect_replayed(trace.dump());
  EXPECT_EQ(replay(trace.dump()).standard_output, replay(saved().trace).standard_output);
}

TEST(Replay, ATraceCutShortAnywhereIsRefused) {
  const std::string& trace = saved().trace;
  constexpr std::size_t kStride = 97;
  // Nobody misses the line feed after the closing brace.
  for (std::size_t size = 0; size + 2 <= trace.size(); size += kStride) {
    SCOPED_TRACE(size);
    expect_bad_file(replay(trace.substr(0, size)), "t.json: ");
  }
}

TEST(Replay, WhatIsNotJsonIsRefused) {
  constexpr std::size_t kDeep = 1'000'000;
  const std::vector<std::pair<const char*, std::string>> all{
      {"nothing", ""},
      {"a word", "hello\n"},
      {"a zero", std::string(1, '\0')},
      {"random bytes", random_bytes(kMuch, 2)},
      {"letters", std::string(kMuch, 'a')},
      {"open brackets", std::string(kDeep, '[')},
      {"open objects", repeated("{\"a\":", kDeep)},
      {"invalid UTF-8", "{\"\xff\": 1}"},
      {"too large a number", "{\"schema_version\": 1e400}"},
      {"two traces", saved().trace + saved().trace},
      {"a scenario file", kPaxos},
  };
  for (const auto& [what, contents] : all) {
    SCOPED_TRACE(what);
    expect_refused(replay(contents), kDoesNotParse, "t.json: ");
  }
}

TEST(Replay, JsonOfAnotherKindIsRefused) {
  constexpr std::size_t kDeep = 1'000'000;
  const std::vector<std::pair<std::string, const char*>> all{
      {"null", "the document must be an object"},
      {"3", "the document must be an object"},
      {"[{}]", "the document must be an object"},
      {"\"" + std::string(kMuch, 'a') + "\"", "the document must be an object"},
      {std::string(kDeep, '[') + std::string(kDeep, ']'), "the document must be an object"},
      {"{}", "has no \"schema_version\""},
      {"{\"schema_version\": 2, \"kind\": \"trace\"}", "schema_version is 2; this program reads version 1"},
      {"{\"schema_version\": \"1\", \"kind\": \"trace\"}", "schema_version is \"1\""},
      {"{\"schema_version\": 1}", "has no \"kind\""},
      {"{\"schema_version\": 1, \"kind\": \"recipe\"}", "kind is neither \"trace\" nor \"result\""},
  };
  for (const auto& [contents, says] : all) {
    SCOPED_TRACE(contents.substr(0, 80));
    expect_refused(replay(contents), kMakesNoSense, says);
  }
}

TEST(Replay, AValueThatDoesNotFitTheRestIsRefused) {
  const std::string last_step = "step " + saved_trace().at("length").dump();
  struct Edit {
    std::string place;
    std::string value;
    std::string says;
  };
  const std::vector<Edit> edits{
      {"/schema_version", "2", "schema_version is 2; this program reads version 1"},
      {"/property", "\"validity\"", "does not replay: " + last_step + ": after it, validity is not violated"},
      {"/property", "\"agrement\"", "unknown property 'agrement'; did you mean 'agreement'?"},
      {"/property", "\"learners-agree\"", "property 'learners-agree'"},
      {"/property", "\"value-chosen\"", "'value-chosen' can only be witnessed"},
      {"/shows", "\"witness\"", "can only be violated"},
      {"/length", "3", "\"length\" is 3, but there are "},
      {"/initial_state", "1", "there is no such initial state"},
      {"/initial_state", "-1", "\"initial_state\" must be a whole number"},
      {"/scenario/variant", "\"none\"", "does not replay: step "},
      {"/scenario/variant", "\"nonee\"", "scenario: variant: unknown variant 'nonee'; did you mean 'none'?"},
      {"/scenario/acceptors", "9", "scenario: acceptors: 9 is too large: at most 7"},
      {"/scenario/acceptors", "1", "does not replay: step "},
      {"/scenario/acceptors", "\"3\"", "scenario: acceptors: must be a whole number"},
      {"/scenario/acceptrs", "3", "scenario: acceptrs: unknown key 'acceptrs'; did you mean 'acceptors'?"},
      {"/scenario/json", "\"x.json\"", "scenario: json: is not part of a scenario"},
      {"/scenario/protocol", "\"raft\"", "scenario: protocol: unknown protocol 'raft'"},
      {"/scenario", "{}", "scenario: protocol: is missing"},
      {"/steps", "{}", "\"steps\" must be an array"},
      {"/steps/2", "3", "step 3 must be an object"},
      {"/steps/2", "{\"step\": 3}", "step 3 has no \"action\""},
      {"/steps/2/step", "9", "step 3 is numbered 9"},
      {"/steps/0/action", "{}", "does not replay: step 1: no such action is possible here: "},
      {"/steps/0/action", "{\"type\": \"explode\"}", "step 1: no such action is possible here: type=explode"},
      {"/steps/0/action/speed", "3", "does not replay: step 1: no such action is possible here: "},
  };
  for (const auto& [place, value, says] : edits) {
    SCOPED_TRACE(place + " = " + value);
    expect_refused(replay(trace_with(place, value)), kMakesNoSense, says);
  }
}

/// Numbers the steps anew and makes the length fit, as someone would who edits a trace with care.
void renumber(ordered_json& trace) {
  for (std::size_t i = 0; i < trace["steps"].size(); ++i) trace["steps"][i]["step"] = i + 1;
  trace["length"] = trace["steps"].size();
}

TEST(Replay, StepsThatAreNotARunAreRefused) {
  ordered_json original = saved_trace();
  const auto& steps = original["steps"];
  const auto of_acceptor = std::find_if(steps.begin(), steps.end(), [](const ordered_json& step) {
    return step["action"].contains("acceptor");
  });
  const auto index = static_cast<std::size_t>(of_acceptor - steps.begin());
  const auto beyond = std::to_string(steps.size() + 1);
  struct Edit {
    const char* what;
    std::function<void(ordered_json&)> apply;
    std::string careless;  // what is said of it as it is, if that is wrong already
    std::string careful;   // what is said once numbers and length fit
  };
  const std::vector<Edit> edits{
      {"the first step removed", [](auto& all) { all.erase(0); }, "step 1 is numbered 2",
       "does not replay: step "},
      {"two steps swapped", [](auto& all) { std::swap(all.front(), all.back()); }, "step 1 is numbered ",
       "does not replay: step 1: no such action is possible here: type=deliver "},
      {"another acceptor", [&](auto& all) { all[index]["action"]["acceptor"] = "a7"; }, "",
       "does not replay: step " + std::to_string(index + 1) + ": no such action is possible here: "},
      {"an unknown action too many",
       [](auto& all) {
         all.push_back({{"action", {{"type", "explode"}}}});
       },
       "step " + beyond + " has no \"step\"",
       "does not replay: step " + beyond + ": no such action is possible here: type=explode"},
      {"no steps at all", [](auto& all) { all = ordered_json::array(); }, "\"length\" is ",
       "is not violated"},
  };
  for (const Edit& edit : edits) {
    SCOPED_TRACE(edit.what);
    ordered_json trace = original;
    edit.apply(trace["steps"]);
    if (!edit.careless.empty()) expect_refused(replay(trace.dump()), kMakesNoSense, edit.careless);
    renumber(trace);
    expect_refused(replay(trace.dump()), kMakesNoSense, edit.careful);
  }
}

/// Where a trace says something to the program, in JSON pointers; of the steps only two, as all are alike.
Words places_that_matter() {
  Words places;
  const ordered_json flat = saved_trace().flatten();
  for (const auto& item : flat.items()) {
    const std::string& place = item.key();
    const bool is_step = place.starts_with("/steps/");
    const bool is_read = is_step ? contains(place, "/action/") || place.ends_with("/step")
                                 : !place.starts_with("/why") && !place.starts_with("/legend");
    if (is_read && (!is_step || place.starts_with("/steps/0/") || place.starts_with("/steps/2/"))) {
      places.push_back(place);
    }
  }
  return places;
}

TEST(Replay, NoValueAnywhereCrashesIt) {
  const Words values{
      "null", "true",           "-1", "0",    "3.5", "1e400", "18446744073709551616", "9223372036854775808",
      "\"\"", "\"\\u0000\\n\"", "[]", "[[]]", "{}"};
  for (const std::string& place : places_that_matter()) {
    for (const std::string& value : values) {
      SCOPED_TRACE(place + " = " + value);
      const Finished finished = replay(trace_with(place, value));
      if (finished.status == kViolated) continue;  // it does not matter after all
      expect_bad_file(finished, "t.json: ");
    }
  }
}

// ---- Outputs

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

// ---- Limits and expectations

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

// ---- Interruptions

class InterruptionTest : public ::testing::TestWithParam<std::pair<int, const char*>> {};

TEST_P(InterruptionTest, EndsInAPartialReport) {
  const auto [number, name] = GetParam();
  const TemporaryDirectory directory;
  directory.write("t.json", "former");
  Command interrupted = command(kBig + "--json r.json --trace-out json=t.json", directory);
  interrupted.signal = number;
  // Ready for it, and at work for a while: in the middle of the search.
  interrupted.when = [signal = number](pid_t process) {
    constexpr std::chrono::milliseconds kAWhile{100};
    return catches(process, signal) && processor_time(process) >= kAWhile;
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
                         ::testing::Values(std::pair(SIGINT, "SIGINT"), std::pair(SIGTERM, "SIGTERM")),
                         [](const auto& parameter) { return parameter.param.second; });

#if defined(__has_feature)
#define PAXOSCOPE_HAS_FEATURE(name) __has_feature(name)
#else
#define PAXOSCOPE_HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    PAXOSCOPE_HAS_FEATURE(address_sanitizer) || PAXOSCOPE_HAS_FEATURE(thread_sanitizer)
constexpr bool kReservesAddressSpace = true;
#else
constexpr bool kReservesAddressSpace = false;
#endif

TEST(Memory, ThatTheSystemDoesNotGiveIsNoCrash) {
  if (kReservesAddressSpace) GTEST_SKIP() << "sanitizers reserve more address space than the limit";
  const TemporaryDirectory directory;
  Command limited = command(kBig + "--json r.json", directory);
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
  EXPECT_TRUE(contains(finished.standard_output, "\nINCONCLUSIVE: the limit on memory"))
      << finished.standard_output;
  EXPECT_EQ(finished.standard_error, "");
  EXPECT_EQ(ordered_json::parse(directory.read("r.json")).at("stop"), "memory");
}

}  // namespace
}  // namespace paxoscope::tests
