// Protects: whatever is wrong with a command line or a scenario file, there is one line that says so, the
// documented exit status, and nothing half done. Every case runs the program itself, in an empty directory of
// its own.

#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;

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
    {"MisspeltSubcommand", "chek paxos", "unknown command 'chek'; did you mean 'check'?"},
    {"OptionsWithoutSubcommand", "--quiet", "unknown option '--quiet'; known: --help, --version"},
    {"NoTarget", "check", "target"},
    {"TwoTargets", "check paxos paxos", "paxos"},
    {"UnknownProtocol", "check raft", "unknown protocol 'raft'; known: paxos, synod"},
    {"MisspeltProtocol", "check paxoss", "unknown protocol 'paxoss'; did you mean 'paxos'?"},
    {"UnknownTopic", "list xyz", "unknown topic 'xyz'; known: protocols, rules, "},
    {"MisspeltTopic", "list variant", "unknown topic 'variant'; did you mean 'variants'?"},
    {"TwoTopics", "list rules variants", "variants"},
    {"ReplayOfNothing", "replay", "file"},
    {"ReplayOfTwo", "replay a.json b.json", "b.json"},
};
INSTANTIATE_TEST_SUITE_P(Usage, MistakeTest, commands(kUsage, "", kWrongUsage), name_of);

const std::vector<Row> kWrongOptions{
    {"Unknown", "--acceptrs 3", "unknown option '--acceptrs'; did you mean '--acceptors'?"},
    {"CutShort", "--acceptor 3", "--acceptor"},
    {"NoValue", "--acceptors", "--acceptors"},
    {"EmptyValue", "--acceptors=", "--acceptors"},
    {"Twice", "--acceptors 3 --acceptors 4", "--acceptors: is given 2 times; it takes one value"},
    {"JsonTwice", "--json a --json b", "--json"},
    {"TwoOutputsToStandardOutput", "--json - --trace-out text=-", "standard output (-)"},
    {"TwoTracesToStandardOutput", "--trace-out json=- --trace-out text=-", "standard output (-)"},
    {"UnknownVariant", "--variant xyz",
     "--variant: unknown variant 'xyz'; known: none, accept-ignores-promise"},
    {"MisspeltVariant", "--variant nonee", "--variant: unknown variant 'nonee'; did you mean 'none'?"},
    {"UnknownProperty", "--property xyz", "--property: unknown property 'xyz'; known: agreement, "},
    {"MisspeltProperty", "--property p2b --property validty", "'validty'; did you mean 'validity'?"},
    {"UnknownTraceFormat", "--trace-out xml=t",
     "--trace-out: unknown trace format 'xml'; known: text, html, svg, json, itf, tla, mermaid, plantuml, "
     "dot, shiviz"},
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
    {"OfAnotherProtocol", "--ballots 3",
     "--ballots: is a key of synod and fast-paxos, not of paxos; paxos has acceptors, proposers, attempts, "
     "values, "
     "learners, "
     "loss, duplication, crashes and recoveries\n"},
    {"UnknownStore", "--store bits", "--store: unknown store 'bits'; known: exact, fingerprint"},
    {"MisspeltStore", "--store fingerprints", "unknown store 'fingerprints'; did you mean 'fingerprint'?"},
    {"UnknownReduction", "--reductions luck",
     "--reductions: unknown reduction 'luck'; known: auto, all, none, symmetry, "
     "crash-absorption, loss-absorption, "
     "dead-messages, "
     "hopeless-ballots, past-votes, past-proposals, past-hearings, ballot-order, partial-order"},
    {"NoReductionBetweenCommas", "--reductions symmetry,,dead-messages",
     "--reductions: names no reduction before or after a comma; 'none' is none"},
    {"OneUnknownReduction", "--reductions symmetry,luck", "--reductions: unknown reduction 'luck'"},
    {"ForeignReduction", "--reductions value-symmetry",
     "--reductions: value-symmetry is a reduction of synod, not of paxos"},
    {"OptionWithoutValue", "--reductions --store exact", "--reductions needs a value"},
    {"LastOptionWithoutValue", "--store", "--store needs a value"},
    {"FlagWithValue", "--check-reductions=7", "--check-reductions takes no value"},
    {"AllAndAnother", "--reductions symmetry,all", "--reductions: 'all' stands alone, without other names"},
    {"WorkersOfNoNumber", "--workers many", "--workers: 'many' is neither 'auto' nor a number"},
    {"ErrorsOfNoNumber", "--max-errors all", "--max-errors: 'all' is not a whole number"},
    {"AFractionOfAWorker", "--workers 1.5", "--workers: '1.5' is neither 'auto' nor a number"},
    {"EmptyWorkers", "--workers=", "--workers"},
    {"EmptyStore", "--store=", "--store"},
    {"WorkersTwice", "--workers 2 --workers 3", "--workers: is given 2 times; it takes one value"},
    {"StoreTwice", "--store exact --store fingerprint", "--store: is given 2 times; it takes one value"},
    {"MisspeltReduction", "--reductions symetry", "unknown reduction 'symetry'; did you mean 'symmetry'?"},
    {"MisspeltWorkers", "--worker 2", "unknown option '--worker'; did you mean '--workers'?"},
    {"SetWithoutEquals", "--set acceptors", "--set: 'acceptors' is not KEY=VALUE"},
};
INSTANTIATE_TEST_SUITE_P(WrongOption, MistakeTest, commands(kUsage, "check paxos", kWrongOptions), name_of);

const std::vector<Row> kWrongOptionsOfSynod{
    {"Learners", "--learners 2",
     "paxoscope: --learners: is a key of paxos and multi-paxos, not of synod; synod has acceptors, values, "
     "ballots and "
     "crashes\n"},
    {"Loss", "--loss any", "--loss: is a key of paxos and sketch, not of synod"},
    {"Duplication", "--duplication none", "--duplication: is a key of paxos, not of synod"},
    {"Misspelt", "--balots 2", "unknown option '--balots'; did you mean '--ballots'?"},
    {"Variant", "--variant xyz", "--variant: unknown variant 'xyz'; known: none, accept-ignores-promise"},
};
INSTANTIATE_TEST_SUITE_P(WrongOptionOfSynod, MistakeTest,
                         commands(kUsage, "check synod", kWrongOptionsOfSynod), name_of);

const std::vector<Row> kSenselessOptionsOfSynod{
    {"SetLearners", "--set learners=2",
     "paxoscope: --set learners: is a key of paxos and multi-paxos, not of synod; synod has"},
    {"PropertyAboutLearners", "--property value-learned",
     "check: property 'value-learned' is about learners and synod has none\n"},
    {"NoBallots", "--ballots 0", "--ballots: 0 is too small: at least 1"},
};
INSTANTIATE_TEST_SUITE_P(SenselessOptionOfSynod, MistakeTest,
                         commands(kMakesNoSense, "check synod", kSenselessOptionsOfSynod), name_of);

const std::vector<Row> kSenselessOptionsOfMultiPaxos{
    {"MembershipsWithoutAWindow", "--rule membership=changes:a1/a2",
     "membership=changes:a1/a2: wants a window: after how many slots a change takes effect (--window W)"},
    {"OneMembership", "--window 1 --rule membership=changes:a1+a2",
     "membership=changes:a1+a2: wants the members at first and others, not only {a1, a2}"},
    {"OneMembershipInTwoSpellings", "--window 1 --rule membership=changes:a1+a2/a2+a1",
     "wants the members at first and others, not only {a1, a2}"},
    {"FiveMemberships", "--window 1 --rule membership=changes:a1/a2/a3/a1/a2",
     "wants at most 4 memberships, not 5"},
    {"AMemberThatIsNotThere", "--window 1 --rule membership=changes:a1/a4",
     "names a4, but there are only a1 to a3"},
    {"NoMember", "--window 1 --rule membership=changes:a1/", "wants sets such as a1+a2/a1+a3, not 'a1/'"},
    {"AWindowThatIsTooWide", "--window 5", "--window: 5 is too large: at most 4"},
    {"ReadsAndAWindow", "--window 1 --reads 1",
     "these bounds have reads and a window; they are not modelled at a time: set one of them to 0"},
};
INSTANTIATE_TEST_SUITE_P(SenselessOptionsOfMultiPaxos, MistakeTest,
                         commands(kMakesNoSense, "check multi-paxos", kSenselessOptionsOfMultiPaxos),
                         name_of);

const std::vector<Row> kSenselessOptions{
    {"AHugeNumber", "--acceptors 99999999999999999999999", "99999999999999999999999 is too large: at most 7"},
    {"AHugeNegativeNumber", "--acceptors -99999999999999999999999", "is too small: at least 1"},
    {"AHugeBudget", "--loss 99999999999999999999999", "is too large: at most 255"},
    {"NoTime", "--timeout 0", "--timeout: 0 is too small: at least 1ms"},
    {"NegativeTime", "--timeout -1s", "--timeout: -1s is too small: at least 1ms"},
    {"InfiniteTime", "--timeout inf", "--timeout: inf is too large: at most 2500000h"},
    {"HugeTime", "--timeout 1e300", "--timeout: 1e300 is too large: at most 2500000h"},
    {"ATimeOfNoLength", "--timeout 0.5ms", "--timeout: 0.5ms is too small: at least 1ms"},
    {"ATimeBeyondAllClocks", "--timeout 10000000000s",
     "--timeout: 10000000000s is too large: at most 2500000h"},
    {"NoMemory", "--memory 0", "--memory: 0 is too small: at least 1"},
    {"NegativeMemory", "--memory -1", "--memory: -1 is too small: at least 1"},
    {"InfiniteMemory", "--memory inf", "--memory: inf is too large: at most 900T"},
    {"HugeMemory", "--memory 1e300", "--memory: 1e300 is too large: at most 900T"},
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
    {"NoWorkers", "--workers 0", "--workers: 0 is too small: at least 1"},
    {"NegativeWorkers", "--workers -1", "--workers: -1 is too small: at least 1"},
    {"TooManyWorkers", "--workers 1025", "--workers: 1025 is too large: at most 1024"},
    {"AHugeNumberOfWorkers", "--workers 99999999999999999999", "is too large: at most 1024"},
    {"NoErrors", "--max-errors 0", "--max-errors: 0 is too small: at least 1"},
    {"TooManyErrors", "--max-errors 33", "--max-errors: 33 is too large: at most 32"},
    {"SetWorkers", "--set workers=many", "--set workers: 'many' is neither 'auto' nor a number"},
    {"SetStore", "--set store=bits", "--set store: unknown store 'bits'; known: exact, fingerprint"},
    {"SetReductions", "--set reductions=luck", "--set reductions: unknown reduction 'luck'; known: auto"},
    {"SetChosen", "--set expect-chosen=maybe", "--set expect-chosen: 'maybe' is neither true nor false"},
    {"SetErrors", "--set max-errors=0", "--set max-errors: 0 is too small: at least 1"},
    {"SetOutOfRange", "--set acceptors=8", "--set acceptors: 8 is too large: at most 7"},
    {"WhatIsReplacedMustBeRightToo", "--set acceptors=8 --acceptors 3", "--set acceptors: 8 is too large"},
};
INSTANTIATE_TEST_SUITE_P(SenselessOption, MistakeTest,
                         commands(kMakesNoSense, "check paxos", kSenselessOptions), name_of);

const std::vector<Row> kFilesOutOfReach{
    {"NoScenario", "check missing.toml", "missing.toml: cannot be read: No such file or directory"},
    {"ScenarioIsADirectory", "simulate /", "/: cannot be read: Is a directory"},
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
    {"AKeyOfAnotherProtocol", kPaxos + "ballots = 3\n",
     "s.toml:2:11: ballots: is a key of synod and fast-paxos, not of paxos; paxos has acceptors, "
     "proposers, "},
    {"ATable", kPaxos + "[bounds]\nacceptors = 3\n", "s.toml:2:2: unknown key 'bounds'"},
    {"ATableNamedLikeAKey", kPaxos + "[acceptors]\nnumber = 3\n", "s.toml:2:1: acceptors: "},
    {"ATableOfTables", kPaxos + "[[acceptors]]\nnumber = 3\n", "s.toml:2:1: acceptors: "},
    {"ABoolean", kPaxos + "acceptors = true\n",
     "s.toml:2:13: acceptors: must be a whole number, 1 to 7, not a boolean"},
    {"AnArrayOfNumbers", kPaxos + "acceptors = [1]\n",
     "s.toml:2:13: acceptors: must be a whole number, 1 to 7, not an array with a whole number in it"},
    {"OutOfRange", kPaxos + "acceptors = 8\n", "s.toml:2:13: acceptors: 8 is too large: at most 7"},
    {"TheLargestNumber", kPaxos + "values = 9223372036854775807\n",
     "s.toml:2:10: values: 9223372036854775807 is"},
    {"NoWorkers", kPaxos + "workers = 0\n", "s.toml:2:11: workers: 0 is too small: at least 1"},
    {"WorkersInQuotes", kPaxos + "workers = \"2\"\n",
     "s.toml:2:11: workers: '2' is neither 'auto' nor a number (a number has no quotes)"},
    {"TooManyWorkers", kPaxos + "workers = 1025\n", "s.toml:2:11: workers: 1025 is too large: at most 1024"},
    {"UnknownStore", kPaxos + "store = \"bits\"\n",
     "s.toml:2:9: store: unknown store 'bits'; known: exact, fingerprint"},
    {"UnknownReduction", kPaxos + "reductions = \"luck\"\n",
     "s.toml:2:14: reductions: unknown reduction 'luck'; known: auto, all, none, symmetry"},
    {"NoErrors", kPaxos + "max-errors = 0\n", "s.toml:2:14: max-errors: 0 is too small: at least 1"},
    {"TooManyErrors", kPaxos + "max-errors = 33\n", "s.toml:2:14: max-errors: 33 is too large: at most 32"},
    {"NoTime", kPaxos + "timeout = 0\n", "s.toml:2:11: timeout: 0 is too small: at least 1ms"},
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

// It is part of what is asked for, which reports and checkpoints say in UTF-8.
TEST(CommandLine, AFolderToSpillToHasANameThatCanBeShown) {
  const TemporaryDirectory directory;
  for (const char* const output : {"--json", "--checkpoint"}) {
    expect_refused(run({"check", "paxos", "--memory", "1G", "--spill", "\xff", output, "it"}, directory),
                   kUsage, "--spill: '?' has letters that cannot be shown");
  }
}

TEST(CommandLine, EveryBoundIsCheckedAtBothEnds) {
  struct Bound {
    std::string protocol;
    std::string name;
    int least;
    int most;
  };
  const std::vector<Bound> bounds{{"paxos", "acceptors", 1, 7},     {"paxos", "proposers", 1, 4},
                                  {"paxos", "attempts", 1, 4},      {"paxos", "values", 1, 4},
                                  {"paxos", "learners", 0, 3},      {"paxos", "loss", 0, 255},
                                  {"paxos", "duplication", 0, 255}, {"synod", "acceptors", 1, 7},
                                  {"synod", "values", 1, 4},        {"synod", "ballots", 1, 8}};
  const TemporaryDirectory directory;
  for (const auto& [protocol, name, least, most] : bounds) {
    const std::string option = "--" + name;
    SCOPED_TRACE(protocol + " " + option);
    const auto check = [&, protocol = protocol](int number) {
      return run({"check", protocol, "--max-states", "1", option, std::to_string(number)}, directory);
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
  const Finished synod =
      run(words("check synod --acceptors 7 --values 4 --ballots 8 --max-states 5000"), directory);
  EXPECT_EQ(synod.status, kBoundReached);
  EXPECT_EQ(synod.standard_error, "");
}

// ---- Scenario files

TEST(Scenario, EveryKeyRefusesEveryTypeButItsOwn) {
  const Words never_right{"3.5", "true", "1979-05-27", "07:32:00", "{ a = 1 }", "[1]", "[[\"a\"]]", "nan"};
  const std::vector<std::pair<std::string, Words>> also_wrong{
      {"acceptors", {"\"3\"", "[\"3\"]", "[]"}},
      {"loss", {"\"3\"", "[\"none\"]", "[]"}},
      {"variant", {"3", "[\"none\"]", "[]"}},
      {"property", {"3"}},
      {"workers", {"\"3\"", "[\"auto\"]", "[]"}},
      {"store", {"3", "[\"exact\"]", "[]"}},
      {"reductions", {"3", "[\"none\", \"all\"]", "[]"}},
      {"max-errors", {"\"3\"", "[\"3\"]", "\"all\""}},
      {"max-states", {"\"3\"", "[\"3\"]"}},
      {"expect-depth", {"\"3\"", "[\"3\"]"}},
      {"expect-chosen", {"\"true\"", "1", "[true]"}},
      {"timeout", {"[\"3s\"]", "\"soon\"", "[]"}},
      {"memory", {"[\"3M\"]", "\"much\"", "[]"}},
      {"json", {"3", "[\"r.json\"]", "[]"}},
      {"certificate", {"3", "[\"r.certificate\"]", "[]", "\"\""}},
      {"trace-out", {"3", "\"t.json\""}},
  };
  const TemporaryDirectory directory;
  for (const auto& [key, own] : also_wrong) {
    Words values = never_right;
    values.insert(values.end(), own.begin(), own.end());
    for (const std::string& value : values) {
      if (key == "expect-chosen" && value == "true") continue;
      const std::string start = key + " = ";
      SCOPED_TRACE(start + value);
      directory.write("s.toml", kPaxos + start + value + "\n");
      expect_refused(run(kScenario, directory), kMakesNoSense,
                     "paxoscope: s.toml:2:" + std::to_string(start.size() + 1) + ": " + key + ": ");
      EXPECT_EQ(directory.names(), Words{"s.toml"});
    }
  }
}

TEST(Scenario, MayExpectThatAValueIsChosen) {
  const TemporaryDirectory directory;
  for (const auto& [truth, status] : {std::pair("true", kNotAsExpected), std::pair("false", kHolds)}) {
    directory.write(
        "s.toml",
        kPaxos + "variant = \"votes-only-above-promise\"\nloss = \"none\"\nexpect-chosen = " + truth + "\n");
    EXPECT_EQ(run(kScenario, directory).status, status) << truth;
  }
  EXPECT_EQ(run(kScenario + "--set expect-chosen=true", directory).status, kNotAsExpected);
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
    const Finished finished = run(words("check s.toml --reductions none --json -"), directory);
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

TEST(Explore, BeginsInAnInitialStateThatThereIs) {
  const TemporaryDirectory directory;
  expect_refused(run(words("explore last-voting --initial-state 8"), directory), kMakesNoSense,
                 "--initial-state: there are 8 initial states, counted from 0");
  expect_refused(run(words("explore paxos --initial-state 1"), directory), kMakesNoSense,
                 "--initial-state: there is 1 initial state, counted from 0");
  expect_refused(run(words("explore --trace t.json --initial-state 1"), directory), kUsage,
                 "leave out --initial-state");
}

TEST(Scenario, AFileThatMayNotBeReadIsASystemFailure) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryDirectory directory;
  directory.write("s.toml", kPaxos);
  std::filesystem::permissions(directory.path() / "s.toml", std::filesystem::perms::none);
  expect_refused(run(kScenario, directory), kSystem, "s.toml: cannot be read: Permission denied");
}

}  // namespace
}  // namespace paxoscope::tests
