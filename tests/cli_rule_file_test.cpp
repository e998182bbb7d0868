// Protects files of rules: what they say is what is searched, in both protocols; what is wrong with one is said in a line, and ends soon;
// and what reductions may count on is what a file says and keeps.
#include <cstdlib>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::json;

// One cache for all tests, so that what is the same is compiled once; none of the user's.
class RuleFile : public testing::Test {
 protected:
  static void SetUpTestSuite() { ::setenv("XDG_CACHE_HOME", PAXOSCOPE_TEST_CACHE, 1); }

  /// The file with these definitions in it.
  static void write(const TemporaryDirectory& directory, const std::string& name,
                    const std::string& definitions) {
    directory.write(name, "#include <paxoscope/rule.hpp>\n" + definitions + "\n");
  }
};

/// What a search found that does not hang on what a rule is called.
json essence(const json& result) {
  json essence;
  for (const char* key : {"outcome", "distinct", "generated", "levels", "digest", "actions"}) {
    essence[key] = result.at(key);
  }
  for (const json& property : result.at("properties")) {
    essence["properties"].push_back({property.at("name"), property.at("outcome"), property.at("length")});
  }
  return essence;
}

json checked(const Words& arguments, const TemporaryDirectory& directory) {
  const Finished finished = run(arguments + "--json -", directory);
  EXPECT_TRUE(finished.status == kHolds || finished.status == kViolated || finished.status == kNotAsExpected)
      << shown(arguments) << finished.standard_error;
  return json::parse(finished.standard_output, nullptr, false);
}

/// An alternative that the program has, and the same as a function.
struct Twin {
  std::string change;
  std::string definitions;

  friend std::ostream& operator<<(std::ostream& out, const Twin& twin) { return out << twin.change; }
};

const std::vector<Twin>& twins() {
  static const std::vector<Twin> all{
      {"may-promise=above-promise",
       "bool paxoscope::rule::may_promise(const Acceptor& a, int ballot) { return ballot > a.promised; }"},
      {"may-promise=at-or-above-promise",
       "bool paxoscope::rule::may_promise(const Acceptor& a, int ballot) { return ballot >= a.promised; }"},
      {"promise-record=forgotten",
       "int paxoscope::rule::promise_record(const Acceptor& a, int) { return a.promised; }"},
      {"promise-reports=nothing",
       "paxoscope::rule::Vote paxoscope::rule::promise_reports(const Acceptor&, int) { return {}; }"},
      {"may-vote=always", "bool paxoscope::rule::may_vote(const Acceptor&, const Vote&) { return true; }"},
      {"may-vote=above-promise",
       "bool paxoscope::rule::may_vote(const Acceptor& a, const Vote& v) { return v.ballot > a.promised; }"},
      {"vote-promises=no",
       "int paxoscope::rule::vote_promises(const Acceptor& a, const Vote&) { return a.promised; }"},
      {"vote-record=highest",
       "paxoscope::rule::Vote paxoscope::rule::vote_record(const Acceptor& a, const Vote& cast) {\n"
       "  return cast.ballot >= a.vote.ballot ? cast : a.vote;\n}"},
      {"proposal-value=own",
       "int paxoscope::rule::proposal_value(const Proposal& p, const Reports&) { return p.own_value; }"},
      {"proposal-value=lowest-reported",
       "int paxoscope::rule::proposal_value(const Proposal&, const Reports& r) { return r.lowest().value; }"},
      {"promise-quorum=half",
       "bool paxoscope::rule::promise_quorum(const Acceptors& some) {\n"
       "  return 2 * some.size() >= bounds().acceptors;\n}"},
      {"vote-quorum=weights:2+1+1",
       "bool paxoscope::rule::vote_quorum(const Acceptors& some) {\n"
       "  return some.size() + (some.contains(1) ? 1 : 0) > 2;\n}"},
  };
  return all;
}

TEST_F(RuleFile, AndTheSameAlternativeAreSearchedTheSame) {
  for (const Twin& twin : twins()) {
    const TemporaryDirectory directory;
    write(directory, "twin.cpp", twin.definitions);
    for (const std::string scenario :
         {"check paxos --learners 0 --loss none",
          "check paxos --acceptors 3 --attempts 2 --proposers 1 --learners 0", "check synod --ballots 3"}) {
      const Words arguments = words(scenario) + "--reductions none";
      EXPECT_EQ(essence(checked(arguments + "--rules twin.cpp", directory)),
                essence(checked(arguments + ("--rule " + twin.change), directory)))
          << scenario << ": " << twin;
    }
  }
}

TEST_F(RuleFile, SaysWhatQuorumsOfFastPaxosAre) {
  const TemporaryDirectory directory;
  write(directory, "quorums.cpp",
        "bool paxoscope::rule::classic_quorum(const Acceptors& some) { return some.size() >= 3; }\n"
        "bool paxoscope::rule::fast_quorum(const Acceptors& some) {\n"
        "  return some.size() + (some.contains(1) ? 1 : 0) > 2;\n}");
  const Words arguments = words("check fast-paxos --acceptors 3 --reductions none");
  EXPECT_EQ(
      essence(checked(arguments + "--rules quorums.cpp", directory)),
      essence(checked(arguments + "--classic-quorum" + "3" + "--fast-quorum" + "weights:2+1+1", directory)));
  expect_refused(run(words("check fast-paxos --acceptors 4 --rules quorums.cpp"), directory), kNotAsExpected,
                 "was chosen in a fast ballot, by {");
}

TEST_F(RuleFile, MayOnlyStandInForRulesOfTheProtocol) {
  const TemporaryDirectory directory;
  write(directory, "value.cpp",
        "int paxoscope::rule::proposal_value(const Proposal&, const Reports&) { return 0; }");
  expect_refused(run(words("check sketch --rules value.cpp"), directory), kMakesNoSense,
                 "proposal_value stands in for proposal-value, which is no rule of this protocol that a "
                 "function can stand in for");
  // An acceptor's rules are everywhere the same.
  write(directory, "promise.cpp",
        "int paxoscope::rule::vote_promises(const Acceptor&, const Vote& v) { return v.ballot; }");
  const Words arguments = words("check sketch --variant counts-both --proposers 3 --loss 2");
  EXPECT_EQ(essence(checked(arguments + "--rules promise.cpp", directory)),
            essence(checked(arguments + "--rule vote-promises=yes", directory)));
}

TEST_F(RuleFile, MayDefineSeveralRules) {
  const TemporaryDirectory directory;
  write(directory, "two.cpp", twins()[2].definitions + "\n" + twins()[6].definitions);
  const Words arguments = words("check paxos --learners 0 --reductions none");
  const json result = checked(arguments + "--rules two.cpp", directory);
  EXPECT_EQ(
      essence(result),
      essence(checked(arguments + "--rule promise-record=forgotten --rule vote-promises=no", directory)));
  EXPECT_EQ(result.at("scenario").at("rules"), "two.cpp");
}

// A rule of its own that no alternative says: promises bind only those who have voted.
TEST_F(RuleFile, MayLookAtAllThatAnAcceptorKnows) {
  const TemporaryDirectory directory;
  write(directory, "free.cpp",
        "bool paxoscope::rule::may_vote(const Acceptor& a, const Vote& asked) {\n"
        "  return asked.ballot >= a.promised || a.vote.ballot == 0;\n}");
  const Finished finished =
      run(words("check paxos --learners 0 --loss none --rules free.cpp --property p2b"), directory);
  EXPECT_EQ(finished.status, kViolated) << finished.standard_output << finished.standard_error;
  for (const char* part : {"VIOLATED: p2b in 12 steps", "although it has promised ballot",
                           "because of may-vote=file:free.cpp"}) {
    EXPECT_TRUE(contains(finished.standard_output, part)) << finished.standard_output;
  }
}

// What is known of one acceptor by heart is not known of another.
TEST_F(RuleFile, MayTellAcceptorsApart) {
  const TemporaryDirectory directory;
  write(directory, "third.cpp",
        "bool paxoscope::rule::may_vote(const Acceptor& a, const Vote& v) { return a.id == 3 || v.ballot >= "
        "a.promised; }");
  const auto distinct = [&](const std::string& more) {
    return checked(words("check paxos --learners 0 --loss none --reductions none --max-errors 9") + more,
                   directory)
        .at("distinct")
        .get<std::uint64_t>();
  };
  const std::uint64_t of_file = distinct("--rules third.cpp");
  EXPECT_GT(of_file, distinct(""));
  EXPECT_LT(of_file, distinct("--rule may-vote=always"));
}

TEST_F(RuleFile, IsSearchedWithTheReductionsThatItDeclares) {
  const TemporaryDirectory directory;
  const std::string function = twins()[4].definitions;
  write(directory, "silent.cpp", function);
  write(directory, "says.cpp",
        "const char* const paxoscope::rule::keeps = \"acceptors are alike,\\n promises serve their "
        "ballot\";\n" +
            function);
  const Words arguments = words("check paxos --learners 0 --property validity --rules");
  const json silent = checked(arguments + "silent.cpp", directory);
  const json says = checked(arguments + "says.cpp", directory);
  EXPECT_EQ(silent.at("reductions"), json::array());
  EXPECT_EQ(says.at("reductions"), (json{"symmetry", "loss-absorption"}));
  EXPECT_GT(silent.at("distinct").get<int>(), 2 * says.at("distinct").get<int>());
  const Finished compared =
      run(words("check paxos --learners 0 --rules says.cpp --check-reductions"), directory);
  EXPECT_EQ(compared.status, kHolds) << compared.standard_output << compared.standard_error;
}

// Both symmetries of synod, for what they may be at work with.
TEST_F(RuleFile, IsSearchedAlikeWithTheSymmetriesThatItDeclares) {
  int declared = 0;
  for (const Twin& twin : twins()) {
    const TemporaryDirectory directory;
    write(directory, "says.cpp",
          "const char* const paxoscope::rule::keeps = \"acceptors are alike, values are alike\";\n" +
              twin.definitions);
    const Finished finished = run(words("check synod --rules says.cpp --check-reductions"), directory);
    if (finished.status == kMakesNoSense) {
      EXPECT_TRUE(contains(finished.standard_error, "does not keep that")) << finished.standard_error;
      continue;
    }
    ++declared;
    EXPECT_EQ(finished.status, kHolds) << twin << finished.standard_output << finished.standard_error;
    EXPECT_TRUE(contains(finished.standard_output, "symmetry, value-symmetry")) << finished.standard_output;
  }
  // Not weights, which tell acceptors apart, nor the lowest vote reported, which two of one ballot may be.
  EXPECT_EQ(declared, static_cast<int>(twins().size()) - 2);
}

struct Wrong {
  std::string definitions;
  int status;
  std::string says;
};

TEST_F(RuleFile, ThatIsWrongIsRefusedInALine) {
  const std::vector<Wrong> all{
      {"", kMakesNoSense, "defines no rule; in paxoscope::rule it may define may_promise, "},
      {"int paxoscope::rule::promise_record(const Acceptor& a, int ballot) { return ballot + a.promised; }",
       kMakesNoSense,
       "f.cpp: promise_record({1, 1, {0, 0}}, 2) answers 3: a ballot is 1 to 2, or 0 for none"},
      {"paxoscope::rule::Vote paxoscope::rule::promise_reports(const Acceptor&, int b) { return {b, 0}; }",
       kMakesNoSense, "answers {1, 0}: a vote has a ballot, 1 to 2, and a value, 1 to 2; {0, 0} is none"},
      {"int paxoscope::rule::proposal_value(const Proposal&, const Reports& r) { return r.promises(); }",
       kMakesNoSense, "proposal_value({1, 1}, the reports {} of 3 promises) answers 3: a value is 1 to 2"},
      {"#include <stdexcept>\nbool paxoscope::rule::may_promise(const Acceptor& a, int) {\n"
       "  if (a.id == 3) throw std::out_of_range(\"who\\nis that?\");\n  return true;\n}",
       kMakesNoSense, "may_promise({3, 0, {0, 0}}, 1) throws who is that?"},
      {"bool paxoscope::rule::may_promise(const Acceptor&, int) { throw 1; }", kMakesNoSense,
       "throws something that is no std::exception"},
      {"bool paxoscope::rule::may_vote(const Acceptor& a, const Vote&) {\n"
       "  while (a.promised == 2) asm volatile(\"\");\n  return true;\n}",
       kMakesNoSense, "may_vote({1, 2, {0, 0}}, {1, 1}) does not answer"},
      {"bool paxoscope::rule::may_vote(const Acceptor&, const Vote& v) {\n"
       "  return v.ballot == 1 || *static_cast<volatile bool*>(nullptr);\n}",
       kMakesNoSense, "may_vote({1, 0, {0, 0}}, {2, 1}) crashes: "},
      {"int paxoscope::rule::vote_promises(const Acceptor& a, const Vote& v) {\n"
       "  volatile int more = 1;\n  return vote_promises(a, v) + more;\n}",
       kMakesNoSense, "vote_promises({1, 0, {0, 0}}, {1, 1}) crashes: "},
      {"#include <cstdlib>\nbool paxoscope::rule::vote_quorum(const Acceptors&) { std::exit(0); }",
       kMakesNoSense, "vote_quorum({}) ends the program"},
      {"#include <unistd.h>\nbool paxoscope::rule::may_vote(const Acceptor&, const Vote&) { ::_exit(3); }",
       kMakesNoSense, "f.cpp: ended with status 3 before it had answered everything"},
      {"static const int forever = [] { while (true) asm volatile(\"\"); return 0; }();\n"
       "bool paxoscope::rule::may_vote(const Acceptor&, const Vote&) { return forever == 0; }",
       kMakesNoSense, "f.cpp: what it does before main() does not end"},
      {"#include <unistd.h>\nbool paxoscope::rule::may_vote(const Acceptor&, const Vote&) {\n"
       "  return ::write(3, \"x\\n\", 2);\n}",
       kMakesNoSense, "the file has answered what it was not asked: does it write to file descriptor 3?"},
      {"bool paxoscope::rule::may_vote(const Acceptor&, const Vote&) { static int n = 0; return ++n % 3 == "
       "0; }",
       kMakesNoSense, "answers differently when it is asked again"},
      {"bool paxoscope::rule::vote_quorum(const Acceptors& some) { return some.size() == 2; }", kMakesNoSense,
       "vote_quorum({1, 2, 3}) is false: all acceptors together must be a quorum"},
      {"bool paxoscope::rule::vote_quorum(const Acceptors&) { return true; }", kMakesNoSense,
       "vote_quorum({}) is true: nobody must not be a quorum"},
      {"bool paxoscope::rule::vote_quorum(const Acceptors& some) { return some.size() % 2 == 1; }",
       kMakesNoSense, "vote_quorum({1}) is true, and that of {1, 2} false"},
      {"const char* const paxoscope::rule::keeps = \"acceptors are alike\";\n"
       "bool paxoscope::rule::vote_quorum(const Acceptors& some) { return some.contains(1); }",
       kMakesNoSense, "keeps: acceptors are alike: vote_quorum does not keep that"},
      {"const char* const paxoscope::rule::keeps = \"promises rise\";\n"
       "bool paxoscope::rule::may_vote(const Acceptor&, const Vote&) { return true; }",
       kMakesNoSense,
       "keeps: 'promises rise' is nothing that a file can keep; that is: acceptors are alike, "},
  };
  for (const Wrong& wrong : all) {
    const TemporaryDirectory directory;
    write(directory, "f.cpp", wrong.definitions);
    SCOPED_TRACE(wrong.definitions);
    expect_refused(run(words("check paxos --rules f.cpp"), directory), wrong.status, wrong.says);
  }
}

// What is in a file counts, and not what it is called.
TEST_F(RuleFile, MayHaveAnyName) {
  const TemporaryDirectory directory;
  const Words arguments = words("check paxos --learners 0 --loss none --rules");
  for (const std::string name : {"rules", "a b.txt", "-lead.cpp", "rules.c", "rules.s"}) {
    write(directory, name, twins()[4].definitions);
    Words with_name = arguments;
    with_name.back() += "=" + name;
    const Finished wrong = run(with_name, directory);
    EXPECT_EQ(wrong.status, kViolated) << name << ": " << wrong.standard_error;
    write(directory, name, twins().front().definitions);
    const Finished right = run(with_name, directory);
    EXPECT_EQ(right.status, kHolds) << name << ": " << right.standard_error;
    const std::string repeated = name == "a b.txt" ? "--rules 'a b.txt' " : "--rules " + name + " ";
    EXPECT_TRUE(contains(wrong.standard_output, repeated)) << wrong.standard_output;
  }
}

TEST_F(RuleFile, KnowsTheBoundsFromTheStart) {
  const TemporaryDirectory directory;
  write(directory, "f.cpp",
        "static const int majority = paxoscope::rule::bounds().acceptors / 2 + 1;\n"
        "bool paxoscope::rule::promise_quorum(const Acceptors& some) { return some.size() >= majority; }");
  EXPECT_EQ(run(words("check paxos --learners 0 --loss none --rules f.cpp"), directory).status, kHolds);
}

// A name or a signature that is misspelt makes a function that nobody asks.
TEST_F(RuleFile, ThatDefinesWhatIsNeverAskedIsRefused) {
  const std::string first =
      "bool paxoscope::rule::may_promise(const Acceptor& a, int b) { return b > a.promised; }\n";
  for (const std::string other :
       {"namespace paxoscope::rule { bool may_vote(const Acceptor&, Vote) { return true; } }",
        "namespace paxoscope::rule { bool vote_qourum(const Acceptors&) { return true; } }",
        "namespace { bool may_vote(const paxoscope::rule::Acceptor&) { return true; } }",
        "namespace paxoscope::rule { const char* const keep = \"acceptors are alike\"; }"}) {
    const TemporaryDirectory directory;
    write(directory, "f.cpp", first + other);
    const Finished finished = run(words("check paxos --rules f.cpp"), directory);
    EXPECT_EQ(finished.status, kDoesNotParse) << other;
    EXPECT_TRUE(contains(finished.standard_error, "does not compile: f.cpp:3:")) << finished.standard_error;
  }
}

TEST_F(RuleFile, ThatInventsValuesIsNotSaidToHaveOne) {
  const TemporaryDirectory directory;
  write(
      directory, "f.cpp",
      "int paxoscope::rule::proposal_value(const Proposal& p, const Reports&) { return p.ballot % 2 + 1; }");
  const Finished finished = run(
      words("check paxos --proposers 1 --attempts 2 --learners 0 --loss none --property p2b --rules f.cpp"),
      directory);
  EXPECT_EQ(finished.status, kViolated) << finished.standard_error;
  EXPECT_FALSE(contains(finished.standard_output, "WARNING")) << finished.standard_output;
}

TEST_F(RuleFile, ThatDoesNotCompileIsRefusedInTheCompilersWords) {
  const TemporaryDirectory directory;
  write(directory, "f.cpp",
        "bool paxoscope::rule::may_vote(const Acceptor& a, const Vote& asked) {\n"
        "  return asked.balot >= a.promised;\n}");
  const Finished finished = run(words("check paxos --rules f.cpp"), directory);
  EXPECT_EQ(finished.status, kDoesNotParse);
  EXPECT_EQ(finished.standard_output, "");
  EXPECT_TRUE(contains(finished.standard_error, "f.cpp:3:16: error: ")) << finished.standard_error;
  EXPECT_TRUE(
      contains(finished.standard_error, "\npaxoscope: --rules: does not compile: f.cpp:3:16: error: "))
      << finished.standard_error;
}

TEST_F(RuleFile, ThatIsNotThereOrHasNoCompilerIsASystemFailure) {
  const TemporaryDirectory directory;
  expect_refused(run(words("check paxos --rules nowhere.cpp"), directory), kSystem, "--rules: nowhere.cpp: ");
  expect_refused(run(words("check paxos --rules ."), directory), kUsage, "--rules: . is no file");
  write(directory, "f.cpp", twins().front().definitions);
  Command command = tests::command(words("check paxos --rules f.cpp"), directory);
  command.prepare = [] { ::setenv("CXX", "/nowhere/c++", 1); };
  expect_refused(run(command), kSystem, "no C++ compiler: /nowhere/c++ was not found; CXX names another");
}

TEST_F(RuleFile, IsCompiledOnceForItsContents) {
  const TemporaryDirectory directory;
  directory.write("compiler", "#!/bin/sh\necho \"$@\" >> calls\nexec c++ \"$@\"\n");
  std::filesystem::permissions(directory.path() / "compiler", std::filesystem::perms::owner_all);
  write(directory, "f.cpp",
        "#include \"helper.hpp\"\n"
        "bool paxoscope::rule::may_vote(const Acceptor&, const Vote&) { return kAnswer; }");
  directory.write("helper.hpp", "constexpr bool kAnswer = true;\n");
  Command command = tests::command(words("check paxos --learners 0 --rules f.cpp"), directory);
  command.prepare = [] {
    ::setenv("CXX", "./compiler", 1);
    ::setenv("XDG_CACHE_HOME", "cache", 1);
  };
  const auto compiled = [&] {
    directory.write("calls", "");
    const Finished finished = run(command);
    EXPECT_EQ(finished.status, kViolated) << finished.standard_error;
    std::istringstream lines(directory.read("calls"));
    int count = 0;
    for (std::string line; std::getline(lines, line);) count += contains(line, " -o ") ? 1 : 0;
    return count;
  };
  EXPECT_EQ(compiled(), 2);  // it, and what it is linked to
  EXPECT_EQ(compiled(), 0);
  directory.write("helper.hpp", "// as before\nconstexpr bool kAnswer = true;\n");
  EXPECT_EQ(compiled(), 0);
  directory.write("helper.hpp", "constexpr bool kAnswer = !false;\n");
  EXPECT_EQ(compiled(), 1);
}

TEST_F(RuleFile, NeedsNoPlaceToKeepWhatIsCompiled) {
  const TemporaryDirectory directory;
  write(directory, "f.cpp", twins()[4].definitions);
  Command command = tests::command(words("check paxos --learners 0 --rules f.cpp"), directory);
  command.prepare = [] { ::setenv("XDG_CACHE_HOME", "/dev/null", 1); };
  EXPECT_EQ(run(command).status, kViolated);
}

TEST_F(RuleFile, OfAScenarioIsFoundFromWhereThatIs) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "sub");
  write(directory, "sub/f.cpp", twins()[4].definitions);
  directory.write("sub/s.toml", kPaxos + "rules = \"f.cpp\"\nlearners = 0\nloss = \"none\"\n");
  const Finished finished = run(words("check sub/s.toml --trace-out json=t.json"), directory);
  EXPECT_EQ(finished.status, kViolated) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output, "--rules sub/f.cpp ")) << finished.standard_output;
  const Finished replayed = run(words("replay t.json"), directory);
  EXPECT_EQ(replayed.status, kViolated) << replayed.standard_error;
  // What was shown under other rules is not shown under these.
  write(directory, "sub/f.cpp", twins().front().definitions);
  expect_refused(run(words("replay t.json"), directory), kMakesNoSense, "t.json: does not replay: step ");
}

TEST_F(RuleFile, AndAnOptionCannotBothSayWhatARuleIs) {
  const TemporaryDirectory directory;
  write(directory, "f.cpp", twins()[4].definitions);
  expect_refused(run(words("check paxos --rules f.cpp --rule may-vote=above-promise"), directory),
                 kMakesNoSense,
                 "f.cpp: stands in for may-vote, which is also changed by rule may-vote=above-promise");
  EXPECT_EQ(
      run(words("check paxos --learners 0 --rules f.cpp --rule promise-record=forgotten"), directory).status,
      kViolated);
}

}  // namespace
}  // namespace paxoscope::tests
