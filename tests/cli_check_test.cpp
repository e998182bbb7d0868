// Protects: what `check` reports of a run, in text and JSON, and that options, files and --set are one
// language.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::json;
using Arguments = std::vector<std::string>;

Finished paxoscope(const TemporaryDirectory& directory, const Arguments& arguments) {
  return run(arguments, directory);
}

/// The JSON result of a run, and its exit status.
json result_of(Arguments arguments, int status) {
  const TemporaryDirectory directory;
  arguments.insert(arguments.end(), {"--json", "-"});
  const Finished finished = paxoscope(directory, arguments);
  EXPECT_EQ(finished.status, status) << finished.standard_error;
  EXPECT_EQ(finished.standard_error, "");
  return json::parse(finished.standard_output);
}

/// What does not depend on the machine.
json stable(json result) {
  result.erase("seconds");
  result.erase("peak_bytes");
  return result;
}

const Arguments kSmall{"check",    "paxos", "--reductions", "none", "--proposers", "1",
                       "--values", "1",     "--learners",   "0",    "--loss",      "none"};

TEST(Check, ReportsASmallSpaceExactly) {
  const json r = result_of(kSmall, 0);
  EXPECT_EQ(r["schema_version"], 1);
  EXPECT_EQ(r["outcome"], "holds");
  EXPECT_EQ(r["stop"], "exhausted");
  EXPECT_EQ(r["exit_status"], 0);
  EXPECT_EQ(r["distinct"], 77);
  EXPECT_EQ(r["generated"], 182);
  EXPECT_EQ(r["depth"], 9);
  EXPECT_EQ(r["terminal"], 1);
  EXPECT_EQ(r["levels"], json({1, 1, 3, 6, 7, 6, 12, 22, 15, 4}));
  EXPECT_EQ(r["actions"],
            json({{"prepare", 1}, {"deliver-prepare", 48}, {"deliver-promise", 48}, {"deliver-accept", 84}}));
  EXPECT_EQ(r["counterexample"], nullptr);
  EXPECT_EQ(r["witnesses"], json::array());
  EXPECT_EQ(r["complete_depth"], 9);
  EXPECT_EQ(r["frontier"], 0);
  EXPECT_EQ(r["warnings"],
            json({"only one value can ever be proposed: no property about different values can fail here"}));
  EXPECT_EQ(r["properties"].size(), 7U);
  EXPECT_EQ(r["properties"][0],
            json({{"name", "agreement"}, {"kind", "invariant"}, {"outcome", "holds"}, {"length", nullptr}}));
  EXPECT_EQ(r["properties"][6],
            json({{"name", "value-chosen"}, {"kind", "witness"}, {"outcome", "reached"}, {"length", 7}}));
  EXPECT_EQ(r["scenario"]["acceptors"], 3);
  EXPECT_EQ(r["scenario"]["loss"], "none");
  EXPECT_EQ(r["scenario"]["variant"], "none");
  EXPECT_EQ(r["store"]["kind"], "exact");
  EXPECT_GE(r["seconds"], 0.0);
  EXPECT_GT(r["peak_bytes"], 1000000);
}

TEST(Check, ReportsTheSameBytesEveryTime) {
  const Arguments violated{"check", "paxos", "--reductions", "none", "--variant", "proposer-ignores-votes"};
  EXPECT_EQ(stable(result_of(violated, 12)), stable(result_of(violated, 12)));
}

TEST(Check, ReportsAViolation) {
  const json r = result_of({"check", "paxos", "--reductions", "none", "--learners", "0", "--loss", "none",
                            "--variant", "accept-ignores-promise"},
                           12);
  EXPECT_EQ(r["outcome"], "violated");
  EXPECT_EQ(r["stop"], "violation");
  EXPECT_EQ(r["counterexample"]["property"], "p2b");
  EXPECT_EQ(r["counterexample"]["length"], 12);
  EXPECT_EQ(r["counterexample"]["steps"].size(), 12U);
  EXPECT_EQ(r["properties"][1]["outcome"], "violated");
  EXPECT_EQ(r["properties"][1]["length"], 12);
  EXPECT_EQ(r["properties"][0]["outcome"], "inconclusive");
}

TEST(Check, RepeatsWithTheCommandItPrints) {
  const json first = result_of(
      {"check", "paxos", "--reductions", "none", "--attempts", "2", "--proposers", "1", "--duplication", "2",
       "--property", "p2b", "--property", "agreement", "--max-states", "5000", "--expect-depth", "99"},
      3);
  std::string command = first["command"];
  ASSERT_TRUE(command.starts_with("paxoscope "));
  Arguments again;
  std::istringstream words(command.substr(std::string("paxoscope ").size()));
  for (std::string word; words >> word;) again.push_back(word);
  EXPECT_EQ(stable(result_of(again, 3)), stable(first));
}

// What is safe only because nobody ever decides is not what was wanted.
TEST(Check, ExpectsThatAValueCanBeChosen) {
  const json vacuous = result_of(
      {"check", "paxos", "--variant", "votes-only-above-promise", "--loss", "none", "--expect-chosen"}, 10);
  EXPECT_EQ(vacuous["outcome"], "holds");
  EXPECT_GT(vacuous["properties"].size(), 5U) << "all are asked";
  EXPECT_EQ(vacuous["expectations"].dump(),
            R"([{"actual":0,"expected":1,"name":"chosen","status":"failed"}])");
  const json one = result_of({"check", "synod", "--property", "p2b", "--expect-chosen"}, 0);
  EXPECT_EQ(one["expectations"][0]["status"], "met");
  EXPECT_EQ(one["properties"].size(), 2U) << "p2b, and whether something is chosen";
  EXPECT_TRUE(std::string(one["command"]).ends_with(" --expect-chosen"));
  EXPECT_EQ(
      result_of({"check", "paxos", "--max-states", "1", "--expect-chosen"}, 3)["expectations"][0]["status"],
      "undecided");
}

TEST(Check, AWitnessAskedForByNameIsShown) {
  const json r = result_of(
      {"check", "paxos", "--reductions", "none", "--property", "value-learned", "--property", "value-chosen"},
      0);
  EXPECT_EQ(r["outcome"], "holds");
  EXPECT_EQ(r["stop"], "witnesses-found");
  ASSERT_EQ(r["witnesses"].size(), 2U);
  EXPECT_EQ(r["witnesses"][0]["property"], "value-chosen");
  EXPECT_EQ(r["witnesses"][0]["length"], 7);
  EXPECT_EQ(r["witnesses"][1]["length"], 9);
}

TEST(Check, AWitnessThatIsNotReachedIsUndecidedWhereTheSearchWasCut) {
  const json r = result_of(
      {"check", "paxos", "--reductions", "none", "--property", "value-chosen", "--max-depth", "6"}, 3);
  EXPECT_EQ(r["outcome"], "inconclusive");
  EXPECT_EQ(r["properties"][0]["outcome"], "inconclusive");
}

TEST(Check, ExpectationsDecideTheExitStatus) {
  const auto with = [](Arguments more) {
    Arguments all = kSmall;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  EXPECT_EQ(
      result_of(with({"--expect-distinct", "77", "--expect-depth", "9"}), 0)["expectations"][1]["status"],
      "met");
  EXPECT_EQ(result_of(with({"--expect-distinct", "78"}), 10)["expectations"][0],
            json({{"name", "distinct"}, {"expected", 78}, {"actual", 77}, {"status", "failed"}}));
  EXPECT_EQ(result_of(with({"--expect-depth", "8"}), 10)["outcome"], "holds");
  // A search that was cut off has not seen enough to say, unless it has seen too much already.
  EXPECT_EQ(
      result_of(with({"--max-states", "50", "--expect-distinct", "77"}), 3)["expectations"][0]["status"],
      "undecided");
  EXPECT_EQ(
      result_of(with({"--max-states", "50", "--expect-distinct", "40"}), 10)["expectations"][0]["status"],
      "failed");
}

TEST(Check, AFileOptionsAndSetSayTheSame) {
  const TemporaryDirectory directory;
  directory.write("s.toml",
                  "# two duelling proposers\n"
                  "protocol = \"paxos\"\n"
                  "acceptors = 2\n"
                  "proposers = 2\n"
                  "loss = 1\n"
                  "duplication = \"none\"\n"
                  "learners = 0\n"
                  "variant = \"proposer-ignores-votes\"\n"
                  "property = [\"p2b\", \"agreement\"]\n"
                  "max-states = 100000\n"
                  "timeout = \"5m\"\n"
                  "memory = \"1G\"\n"
                  "json = \"r.json\"\n"
                  "trace-out = [\"text=t.txt\", \"json=t.json\"]\n");
  const Finished from_file = paxoscope(directory, {"check", "s.toml", "--reductions", "none"});
  ASSERT_EQ(from_file.status, 12) << from_file.standard_error;
  const json by_file = json::parse(directory.read("r.json"));
  EXPECT_EQ(directory.names(), (std::vector<std::string>{"r.json", "s.toml", "t.json", "t.txt"}));

  const json by_options = result_of({"check",        "paxos",     "--reductions",  "none",
                                     "--acceptors",  "2",         "--proposers",   "2",
                                     "--loss",       "1",         "--duplication", "none",
                                     "--learners",   "0",         "--variant",     "proposer-ignores-votes",
                                     "--property",   "agreement", "--property",    "p2b",
                                     "--max-states", "100000",    "--timeout",     "5m",
                                     "--memory",     "1G"},
                                    12);
  EXPECT_EQ(stable(by_file), stable(by_options));

  const json by_set = result_of(
      {"check",      "paxos",      "--reductions", "none",       "--set", "acceptors=2",
       "--set",      "loss=1",     "--set",        "learners=0", "--set", "variant=proposer-ignores-votes",
       "--property", "agreement",  "--property",   "p2b",        "--set", "max-states=100000",
       "--set",      "timeout=5m", "--set",        "memory=1G"},
      12);
  EXPECT_EQ(stable(by_set), stable(by_options));
}

TEST(Check, OptionsWinOverSetAndSetOverTheFile) {
  const TemporaryDirectory directory;
  directory.write(
      "s.toml",
      "protocol = \"paxos\"\nproposers = 1\nvalues = 1\nlearners = 0\nloss = \"any\"\nacceptors = 1\n");
  const auto acceptors = [&](const Arguments& more) {
    Arguments arguments{"check", "s.toml", "--reductions", "none", "--json", "-"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return json::parse(paxoscope(directory, arguments).standard_output)["scenario"]["acceptors"].get<int>();
  };
  EXPECT_EQ(acceptors({}), 1);
  EXPECT_EQ(acceptors({"--set", "acceptors=2"}), 2);
  EXPECT_EQ(acceptors({"--set", "acceptors=2", "--acceptors", "3"}), 3);
}

TEST(Check, WarnsOfWhatCannotFailOrHasNoEffect) {
  const auto warnings = [](const char* proposers, const char* values) {
    return result_of({"check", "paxos", "--reductions", "none", "--learners", "0", "--loss", "none",
                      "--proposers", proposers, "--values", values},
                     0)["warnings"]
        .size();
  };
  EXPECT_EQ(warnings("2", "2"), 0U);
  EXPECT_EQ(warnings("2", "1"), 1U);  // one value
  EXPECT_EQ(warnings("2", "3"), 1U);  // a value that nobody proposes
  EXPECT_EQ(warnings("1", "2"), 2U);  // both
}

TEST(Check, SetTakesAsManyValuesAsTheKey) {
  const TemporaryDirectory directory;
  const json r = result_of({"check", "paxos", "--reductions", "none", "--set", "property=p2b", "--set",
                            "property=agreement", "--max-depth", "1"},
                           3);
  EXPECT_EQ(r["scenario"]["property"], json({"agreement", "p2b"}));
  const Finished twice = paxoscope(
      directory, {"check", "paxos", "--reductions", "none", "--set", "acceptors=3", "--set", "acceptors=5"});
  EXPECT_EQ(twice.status, 151);
  EXPECT_EQ(twice.standard_error, "paxoscope: --set acceptors: is given 2 times; it takes one value\n");
}

TEST(Check, NotesGoToStandardErrorWhereStandardOutputIsTaken) {
  const TemporaryDirectory directory;
  Arguments arguments = kSmall;
  arguments.insert(arguments.end(), {"--trace-out", "text=-"});
  const Finished finished = paxoscope(directory, arguments);
  EXPECT_EQ(finished.standard_output, "");
  EXPECT_EQ(finished.standard_error, "note: there is no trace to write to -\n");
  const Finished two =
      paxoscope(directory, {"check", "paxos", "--reductions", "none", "--property", "value-chosen",
                            "--property", "value-learned", "--trace-out", "text=w.txt"});
  EXPECT_NE(two.standard_output.find("note: of the witnesses only the first, value-chosen, was written"),
            std::string::npos);
}

TEST(Check, SaysWhenNothingWasWritten) {
  const TemporaryDirectory directory;
  Arguments arguments = kSmall;
  arguments.insert(arguments.end(), {"--trace-out", "text=t.txt"});
  const Finished finished = paxoscope(directory, arguments);
  EXPECT_EQ(finished.status, 0);
  EXPECT_NE(finished.standard_output.find("note: there is no trace to write to t.txt"), std::string::npos);
  EXPECT_TRUE(directory.names().empty());
}

TEST(Check, SynodIsReportedExactly) {
  const json r = result_of({"check", "synod", "--reductions", "none"}, 0);
  EXPECT_EQ(r["outcome"], "holds");
  EXPECT_EQ(r["distinct"], 3921);
  EXPECT_EQ(r["generated"], 9443);
  EXPECT_EQ(r["depth"], 16);
  EXPECT_EQ(r["actions"],
            json({{"phase-1a", 146}, {"phase-1b", 2448}, {"phase-2a", 992}, {"phase-2b", 5856}}));
  EXPECT_EQ(
      r["scenario"],
      json({{"protocol", "synod"},
            {"acceptors", 3},
            {"values", 2},
            {"ballots", 2},
            {"crashes", "none"},
            {"variant", "none"},
            {"property",
             {"agreement", "p2b", "p2c", "one-value-per-ballot", "validity", "stability", "value-chosen"}}}));
  EXPECT_EQ(r["not_checked"][0], "these properties: learners-agree, learned-is-chosen, value-learned");
  EXPECT_EQ(r["command"],
            "paxoscope check synod --acceptors 3 --values 2 --ballots 2 --crashes none --variant none "
            "--reductions none");
  EXPECT_EQ(r["warnings"], json::array());
  EXPECT_EQ(result_of({"check", "synod", "--reductions", "none", "--values", "1"}, 0)["warnings"],
            json({"only one value can ever be proposed: no property about different values can fail here"}));
}

TEST(Check, SynodIsCheckedFromAFileAndReplayed) {
  const TemporaryDirectory directory;
  directory.write("s.toml",
                  "protocol = \"synod\"\nballots = 3\nvalues = 2\nvariant = \"proposer-ignores-votes\"\n");
  const Finished found = paxoscope(directory, {"check", "s.toml", "--reductions", "none", "--set",
                                               "ballots=2", "--trace-out", "json=t.json"});
  EXPECT_EQ(found.status, 12) << found.standard_error;
  const Finished replayed = paxoscope(directory, {"replay", "t.json"});
  EXPECT_EQ(replayed.status, 12) << replayed.standard_error;
  EXPECT_TRUE(replayed.standard_output.starts_with(
      "REPLAYED: all 10 steps are possible, and p2b is violated at the end\n"))
      << replayed.standard_output;
}

TEST(Check, HelpListsAKeyOfSeveralProtocolsOnce) {
  const TemporaryDirectory directory;
  const std::string help = paxoscope(directory, {"check", "--help"}).standard_output;
  for (const char* option : {"--acceptors ", "--values ", "--ballots ", "--learners "}) {
    const auto first = help.find(option);
    ASSERT_NE(first, std::string::npos) << option;
    EXPECT_EQ(help.find(option, first + 1), std::string::npos) << option;
  }
  EXPECT_NE(
      help.find(
          "paxos, synod, sketch, multi-paxos: how many acceptors (1..7; default 3); fast-paxos: how many "),
      std::string::npos)
      << "once for those of which it says the same";
  EXPECT_NE(help.find("synod, fast-paxos: how many ballots (1..8; default 2)\n"), std::string::npos);
}

TEST(Check, HelpAndVersionEndWell) {
  const TemporaryDirectory directory;
  const Finished help = paxoscope(directory, {"check", "--help"});
  EXPECT_EQ(help.status, 0);
  for (const char* option :
       {"--acceptors", "--proposers", "--attempts", "--values", "--learners", "--ballots", "--loss",
        "--duplication", "--variant", "--property", "--max-states", "--max-depth", "--timeout", "--memory",
        "--json", "--trace-out", "--expect-distinct", "--expect-depth", "--set"}) {
    EXPECT_NE(help.standard_output.find(option), std::string::npos) << option;
  }
  EXPECT_EQ(paxoscope(directory, {"--help"}).status, 0);
  EXPECT_TRUE(paxoscope(directory, {"--version"}).standard_output.starts_with("paxoscope "));
}

}  // namespace
}  // namespace paxoscope::tests
