// Protects: how a search is run (workers, store, reductions, several violations) as its users see it. Workers change no
// byte, fingerprints say how sure they are, and each violated property gets its run.
#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numeric>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;

/// The report, without the one line that is measured.
std::string report_in(const TemporaryDirectory& directory, const Words& arguments, int status) {
  const Finished finished = run(arguments, directory);
  EXPECT_EQ(finished.status, status) << shown(arguments) << "\n" << finished.standard_error;
  EXPECT_EQ(finished.standard_error, "");
  static const std::regex measured(R"(  [0-9.]+ s, [0-9.]+ [KMG]iB of memory in all\n)");
  EXPECT_TRUE(std::regex_search(finished.standard_output, measured)) << finished.standard_output;
  return std::regex_replace(finished.standard_output, measured, "");
}

std::string report_of(const Words& arguments, int status) {
  return report_in(TemporaryDirectory(), arguments, status);
}

ordered_json without_measures(const std::string& text) {
  ordered_json result = ordered_json::parse(text);
  result.erase("seconds");
  result.erase("peak_bytes");
  return result;
}

ordered_json stable_result(const Words& arguments, int status) {
  const TemporaryDirectory directory;
  const Finished finished = run(arguments + "--json -", directory);
  EXPECT_EQ(finished.status, status) << shown(arguments) << "\n" << finished.standard_error;
  return without_measures(finished.standard_output);
}

/// Of one search, what the two above are of two.
std::pair<std::string, ordered_json> report_and_result(const Words& arguments, int status) {
  const TemporaryDirectory directory;
  std::string report = report_in(directory, arguments + "--json result.json", status);
  return {std::move(report), without_measures(directory.read("result.json"))};
}

TEST(Workers, ChangeNoByteOfAResult) {
  struct Run {
    std::string arguments;
    int status;
  };
  const std::vector<Run> runs{
      {"check paxos --reductions none --learners 0", kHolds},
      {"check synod --reductions none", kHolds},
      {"check paxos --reductions none --learners 0 --variant accept-ignores-promise", kViolated},
      {"check synod --reductions none --variant proposer-ignores-votes --max-errors 10", kViolated},
      {"check paxos --reductions none --property value-learned", kHolds},
      {"check paxos --learners 0 --reductions symmetry", kHolds},
      {"check synod --reductions none --store fingerprint", kHolds},
      {"check paxos --reductions none --max-states 54321", kBoundReached},
      {"check synod --reductions none --ballots 3 --max-depth 13", kBoundReached},
      {"check paxos --reductions none --acceptors 5 --memory 3M", kMemoryReached},
      {"check paxos --reductions none --acceptors 5 --attempts 2 --memory 20M", kMemoryReached},
      {"check paxos --learners 0 --loss none --variant proposer-ignores-votes --reductions symmetry",
       kViolated},
      {"check synod --reductions none --variant accept-ignores-promise --store fingerprint --max-errors 2",
       kViolated},
      {"check synod --reductions none --ballots 3 --property value-chosen", kHolds},
      {"check synod --reductions none --ballots 3 --max-states 54321", kBoundReached},
      {"check paxos --reductions none --max-depth 15", kBoundReached},
      {"check synod --reductions none --acceptors 5 --ballots 4 --memory 3M", kMemoryReached},
  };
  for (const Run& run : runs) {
    const Words arguments = words(run.arguments);
    const auto one = report_and_result(arguments + "--workers 1", run.status);
    for (const char* workers : {"2", "3", "8", "auto"}) {
      const auto several = report_and_result(arguments + "--workers" + workers, run.status);
      EXPECT_EQ(several.first, one.first) << shown(arguments);
      EXPECT_EQ(several.second, one.second) << shown(arguments);
    }
    EXPECT_FALSE(contains(one.first, "--workers")) << one.first;
  }
}

TEST(Memory, IsKeptToWithAnyBudget) {
  const Words synod = words("check synod --reductions none --acceptors 5 --ballots 4");
  for (const Words& arguments :
       {kBig, synod, kBig + "--reductions symmetry", synod + "--store fingerprint"}) {
    for (const char* budget : {"1", "10K", "100K", "1M", "10M"}) {
      SCOPED_TRACE(shown(arguments) + " --memory " + budget);
      const ordered_json one = stable_result(arguments + "--workers 1 --memory" + budget, kMemoryReached);
      EXPECT_EQ(one, stable_result(arguments + "--workers 3 --memory" + budget, kMemoryReached));
      const auto levels = one.at("levels").get<std::vector<std::uint64_t>>();
      EXPECT_EQ(std::accumulate(levels.begin(), levels.end(), std::uint64_t{0}), one.at("distinct"));
      EXPECT_EQ(one.at("outcome"), "inconclusive");
    }
  }
  const ordered_json largest = stable_result(kBig + "--reductions none --memory 10M", kMemoryReached);
  EXPECT_LE(largest.at("store").at("peak_bytes"), 10 * 1024 * 1024);
  EXPECT_GT(largest.at("store").at("peak_bytes"), 8 * 1024 * 1024) << "most of a budget can be used";
}

// Tables of values grow while states are expanded, and are asked about after that: by what one batch adds, the limit can be
// exceeded (docs/warts.md).
TEST(Memory, IsNearlyKeptToWhereAProcessTakesManyValues) {
  constexpr std::uint64_t kMost = 7'166'361;
  const ordered_json result = stable_result(words("check paxos --reductions none --acceptors 1 --proposers 4 "
                                                  "--attempts 4 --duplication any --memory") +
                                                std::to_string(kMost),
                                            kMemoryReached);
  EXPECT_LE(result.at("store").at("peak_bytes"), kMost + kMost / 4);
  EXPECT_GT(result.at("store").at("peak_bytes"), kMost / 2);
}

// ---- Fingerprints

TEST(Fingerprints, SayHowSureTheyAre) {
  // 3,921 · 3,920 / 2^65 = 4.17e-13, rounded up.
  EXPECT_TRUE(contains(
      report_of(words("check synod --reductions none --store fingerprint"), kHolds),
      "\nHOLDS, with probability at least 1 - 4.2e-13 (no state missed): 3,921 states by fingerprint\n"));
  // 185,369 · 185,368 / 2^65 = 9.314e-10.
  const Words larger = words("check synod --reductions none --ballots 3 --store fingerprint");
  EXPECT_TRUE(contains(
      report_of(larger, kHolds),
      "\nHOLDS, with probability at least 1 - 9.4e-10 (no state missed): 185,369 states by fingerprint\n"));
  const ordered_json result = stable_result(larger, kHolds);
  EXPECT_EQ(result.at("store").at("kind"), "fingerprint");
  EXPECT_NEAR(result.at("store").at("omission_probability").get<double>(),
              185369.0 * 185368.0 / 36893488147419103232.0, 1e-20);
  const ordered_json exact = stable_result(words("check synod --reductions none --ballots 3"), kHolds);
  EXPECT_EQ(exact.at("store").at("kind"), "exact");
  EXPECT_FALSE(exact.at("store").contains("omission_probability"));
  EXPECT_EQ(exact.at("digest"), result.at("digest"));
}

TEST(Fingerprints, ShowTheSameRun) {
  const ordered_json exact = stable_result(kBroken, kViolated);
  const ordered_json result = stable_result(kBroken + "--store fingerprint", kViolated);
  EXPECT_EQ(result.at("counterexample"), exact.at("counterexample"));
  EXPECT_EQ(result.at("properties"), exact.at("properties"));
}

TEST(Fingerprints, ShowTheSameRunWhereALimitCutsItsLevel) {
  const Words cut = kBroken + "--max-states 5900";
  EXPECT_EQ(stable_result(cut + "--store fingerprint", kViolated).at("counterexample"),
            stable_result(cut, kViolated).at("counterexample"));
}

// ---- Symmetry, and several violations

TEST(Symmetry, CountsFewerStatesAndShowsTheSameRun) {
  const ordered_json all =
      stable_result(words("check paxos --reductions none --learners 0 --expect-distinct 97808"), kHolds);
  const ordered_json orbits =
      stable_result(words("check paxos --learners 0 --reductions symmetry --expect-distinct 17547"), kHolds);
  EXPECT_TRUE(contains(report_of(words("check paxos --learners 0 --reductions symmetry"), kHolds),
                       "\nHOLDS on the whole bounded space: 17,547 orbits standing for 97,808 states\n"));
  EXPECT_EQ(all.at("reductions"), ordered_json::array());
  EXPECT_EQ(orbits.at("reductions"), ordered_json::array({"symmetry"}));
  EXPECT_EQ(all.at("unreduced"), 97808);
  EXPECT_EQ(orbits.at("unreduced"), 97808);
  EXPECT_EQ(orbits.at("without_symmetry"), 97808);
  EXPECT_EQ(orbits.at("properties"), all.at("properties"));
  EXPECT_EQ(stable_result(kBroken + "--reductions symmetry", kViolated).at("counterexample"),
            stable_result(kBroken, kViolated).at("counterexample"));
}

/// The names that `list` prints under each heading: those lines that are indented by two blanks.
std::vector<std::string> listed(const std::string& topic, const std::string& heading) {
  const TemporaryDirectory directory;
  std::istringstream lines(run({"list", topic}, directory).standard_output);
  std::vector<std::string> names;
  bool is_under_heading = false;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(" ")) is_under_heading = line.starts_with(heading);
    if (is_under_heading && line.starts_with("  ") && !line.starts_with("   "))
      names.push_back(line.substr(2));
  }
  return names;
}

TEST(Reductions, ChangeNoAnswerOfAnyVariantAndProperty) {
  const std::vector<std::pair<std::string, std::string>> scenarios{
      {"paxos", "--acceptors 2 --learners 1 --loss none"},
      {"paxos", "--acceptors 2 --learners 0 --loss 1 --duplication 1"},
      {"paxos", "--acceptors 1 --learners 0 --loss any --duplication any"},
      {"paxos", "--acceptors 3 --learners 0 --loss none"},
      {"synod", "--ballots 2"},
      {"synod", "--acceptors 2 --values 3 --ballots 3"},
  };
  std::vector<std::string> properties = listed("properties", "properties");
  EXPECT_EQ(std::erase(properties, "termination"), 1U);  // which no reduction keeps
  for (const char* of_logs :
       {"prefix-order", "no-gap", "at-most-once", "executed-is-chosen", "linearizable-reads"}) {
    EXPECT_EQ(std::erase(properties, of_logs), 1U);  // these protocols have none
  }
  EXPECT_EQ(properties.size(), 10U);
  int agreed = 0;
  for (const auto& [protocol, bounds] : scenarios) {
    for (const char* variant : {"none", "accept-ignores-promise", "proposer-ignores-votes"}) {
      for (const std::string& property : properties) {
        if (contains(property, "learn") && !contains(bounds, "--learners 1")) continue;
        const TemporaryDirectory directory;
        const Words arguments = words("check " + protocol) + bounds + "--variant" + variant +
                                ("--property " + property) + "--check-reductions";
        const Finished finished = run(arguments, directory);
        EXPECT_EQ(finished.status, kHolds) << shown(arguments) << "\n"
                                           << finished.standard_output << finished.standard_error;
        ++agreed;
      }
    }
  }
  EXPECT_EQ(agreed, 3 * (10 + 5 * 7));
}

// Of all properties at once, and of those that allow the most reductions.
TEST(Reductions, ChangeNoAnswerOfAnyVariantOfTheCatalogue) {
  int agreed = 0;
  for (const auto& [protocol, bounds] : std::vector<std::pair<std::string, std::string>>{
           {"paxos", "--acceptors 2 --learners 1 --loss none"}, {"synod", "--acceptors 2 --ballots 2"}}) {
    for (const std::string& variant : listed("variants", "variants of " + protocol)) {
      if (contains(variant, "grid")) continue;  // of four acceptors
      const bool forgets = contains(variant, "in-memory") || contains(variant, "late") ||
                           contains(variant, "on-disk") || contains(variant, "with-vote");
      const std::string faults = forgets ? "--crashes 1" : "";
      for (const char* properties : {"", "--property agreement --property p2b"}) {
        const TemporaryDirectory directory;
        const Words arguments = words("check " + protocol) + bounds + faults + ("--variant " + variant) +
                                properties + "--check-reductions";
        const Finished finished = run(arguments, directory);
        EXPECT_EQ(finished.status, kHolds) << shown(arguments) << "\n"
                                           << finished.standard_output << finished.standard_error;
        ++agreed;
      }
    }
  }
  EXPECT_EQ(agreed, 2 * (38 + 21));
}

/// The part of a report that tells runs: from the first to the list of properties.
std::string runs_in(const std::string& report) {
  const auto begin = std::min(report.find("\nCounterexample to "), report.find("\nWitness of "));
  const auto end = report.find("\nproperties\n");
  EXPECT_NE(begin, std::string::npos) << report;
  EXPECT_NE(end, std::string::npos) << report;
  return report.substr(begin, end - begin);
}

// What reductions leave in is not what decides which run is shown.
TEST(Reductions, ShowTheRunThatIsShownWithout) {
  for (const std::string asked :
       {"--variant accept-ignores-promise --learners 0",
        "--variant proposer-ignores-votes --property agreement",
        "--variant proposer-ignores-votes --learners 0 --duplication 1", "--property value-learned",
        "--variant accept-ignores-promise --loss none --max-errors 3 --learners 0",
        "--variant accept-ignores-promise --duplication any --learners 0 --loss none",
        "--variant promise-in-memory --acceptors 1 --crashes 1 --duplication 1",
        "--variant vote-written-late --acceptors 1 --crashes 2 --property p2b"}) {
    const Words arguments = words("check paxos") + asked;
    const int status = contains(asked, "variant") ? kViolated : kHolds;
    const std::string plain = runs_in(report_of(arguments + "--reductions none", status));
    for (const std::string reductions : {"auto", "all", "partial-order,loss-absorption", "dead-messages"}) {
      EXPECT_EQ(runs_in(report_of(arguments + ("--reductions " + reductions), status)), plain)
          << asked << " " << reductions;
    }
  }
}

TEST(Reductions, SayWhichAreAtWorkAndWhyOthersAreNot) {
  const ordered_json result = stable_result(words("check paxos --variant accept-ignores-promise"), kViolated);
  EXPECT_EQ(result.at("reductions"),
            ordered_json({"symmetry", "loss-absorption", "past-hearings", "partial-order"}));
  const ordered_json off = result.at("reductions_off");
  ASSERT_EQ(off.size(), 5U);
  EXPECT_EQ(off[0],
            ordered_json({{"name", "dead-messages"},
                          {"reason", "the rule may-vote = always may let an acceptor's promise fall"}}));
  const std::string report =
      report_of(words("check paxos --property p2c --reductions past-votes,partial-order"), kHolds);
  EXPECT_TRUE(
      contains(report,
               "HOLDS on the whole bounded space: 46,751 states of the reduced space\n"
               "WARNING: asked for, but left off: past-votes: the property p2c looks at votes that chose "
               "nothing\n"))
      << report;
  EXPECT_TRUE(contains(report, "\n  reductions: loss-absorption, partial-order\n")) << report;
}

TEST(Reductions, BringAlongWhatTheyCountOn) {
  const auto at_work = [](const std::string& arguments) {
    return stable_result(words("check " + arguments), kHolds).at("reductions");
  };
  EXPECT_EQ(at_work("paxos --reductions partial-order"), ordered_json({"loss-absorption", "partial-order"}));
  EXPECT_EQ(at_work("paxos --reductions partial-order --loss none"), ordered_json({"partial-order"}));
  EXPECT_EQ(at_work("synod --reductions value-symmetry"), ordered_json({"symmetry", "value-symmetry"}));
  EXPECT_EQ(at_work("synod --reductions value-symmetry --acceptors 1"), ordered_json({"value-symmetry"}));
}

TEST(Reductions, ThatHaveNothingToDoAreMentionedWhereTheyWereAskedFor) {
  const Words one_acceptor = words("check synod --acceptors 1 --reductions");
  const std::string nothing = "symmetry: there is nothing here that it could leave out\n";
  const std::string report = report_of(one_acceptor + "symmetry", kHolds);
  EXPECT_TRUE(contains(report, "WARNING: asked for, but left off: " + nothing)) << report;
  EXPECT_TRUE(contains(report, "\n  reductions: none\n")) << report;
  for (const std::string other : {"all", "auto"}) {
    EXPECT_FALSE(contains(report_of(one_acceptor + other, kHolds), nothing)) << other;
  }
}

TEST(Reductions, AreMentionedWhereACountIsNotAsExpected) {
  const Words arguments = words("check synod --expect-distinct 1");
  const std::string hint = "FAILED, expected 1 (under reductions; --reductions none counts all there is)\n";
  EXPECT_TRUE(contains(report_of(arguments, kNotAsExpected), hint));
  const std::string whole = report_of(arguments + "--reductions none", kNotAsExpected);
  EXPECT_TRUE(contains(whole, "FAILED, expected 1\n")) << whole;
}

TEST(Reductions, ThatDoWithoutAnActionAreNoReasonToWarn) {
  const ordered_json result = stable_result(words("check paxos --loss none --property agreement"), kHolds);
  EXPECT_EQ(result.at("warnings"), ordered_json::array());
  EXPECT_EQ(result.at("actions").at("deliver-accepted"), 0);
}

// The search that leaves all shortest runs in is larger, and may be cut where the first was not.
TEST(Reductions, ShowSomeShortestRunWhereTheOneToShowIsOutOfReach) {
  const Words arguments =
      words("check paxos --acceptors 2 --attempts 2 --learners 1 --loss none --property stability") +
      "--property value-chosen --variant accept-ignores-promise --max-states 13610";
  for (const std::string store : {"exact", "fingerprint"}) {
    const std::string report = report_of(arguments + ("--store " + store), kViolated);
    EXPECT_TRUE(contains(report, "\nCounterexample to stability in 14 steps\n")) << store << report;
    EXPECT_TRUE(contains(report, "WARNING: a limit was reached before the run to show could be chosen"))
        << report;
    EXPECT_FALSE(contains(report, "a run cannot be shown")) << report;
  }
}

TEST(Reductions, AreCheckedAgainstASearchWithout) {
  const TemporaryDirectory directory;
  const Finished finished = run(words("check paxos --learners 0 --loss none --check-reductions"), directory);
  EXPECT_EQ(finished.status, kHolds);
  EXPECT_TRUE(contains(finished.standard_output, "without  16,702 states\n")) << finished.standard_output;
  EXPECT_TRUE(contains(finished.standard_output, "\nAGREE: the reductions change no answer\n"));
  const Finished cut =
      run(words("check paxos --learners 0 --loss none --check-reductions --max-states 9000"), directory);
  EXPECT_EQ(cut.status, kBoundReached);
  EXPECT_TRUE(contains(cut.standard_output, "INCONCLUSIVE: the search without reductions was cut"))
      << cut.standard_output;
  EXPECT_FALSE(contains(cut.standard_output, "DIFFERENT")) << cut.standard_output;
  expect_refused(run(words("check paxos --check-reductions --json -"), directory), kUsage,
                 "--check-reductions compares two searches and does not go with --json");
  expect_refused(run(words("check paxos --check-reductions --reductions none"), directory), kMakesNoSense,
                 "nothing to compare, as no reduction is at work");
}

TEST(Symmetry, ShowsTheSameRunsInTheSameWordsAsDoFingerprints) {
  for (const char* protocol : {"paxos --learners 0 --loss none", "paxos --values 3 --learners 0 --loss 1",
                               "synod", "synod --acceptors 4"}) {
    for (const char* variant : {"accept-ignores-promise", "proposer-ignores-votes"}) {
      const Words arguments = words(std::string("check ") + protocol + " --variant " + variant);
      SCOPED_TRACE(shown(arguments));
      for (const char* errors : {"1", "4"}) {
        const Words several = arguments + "--max-errors" + errors;
        const std::string plain = runs_in(report_of(several, kViolated));
        EXPECT_EQ(runs_in(report_of(several + "--reductions symmetry", kViolated)), plain);
        EXPECT_EQ(runs_in(report_of(several + "--store fingerprint", kViolated)), plain);
        EXPECT_EQ(runs_in(report_of(several + "--reductions symmetry --store fingerprint", kViolated)),
                  plain);
      }
    }
  }
}

TEST(MaxErrors, AreThoseOfEveryVariant) {
  const auto shown_by = [](const std::string& arguments, const char* errors) {
    const ordered_json result = stable_result(words(arguments) + "--max-errors" + errors, kViolated);
    std::string text = std::to_string(result.at("distinct").get<int>()) + " states, ";
    for (const ordered_json& run : result.at("counterexamples")) {
      text +=
          run.at("property").get<std::string>() + " " + std::to_string(run.at("length").get<int>()) + "; ";
    }
    return text + result.at("stop").get<std::string>();
  };
  struct Case {
    std::string arguments, one, two, four, ten;
  };
  const std::vector<Case> cases{
      {"check paxos --reductions none --learners 0 --loss none --variant accept-ignores-promise",
       "6018 states, p2b 12; violation", "6018 states, p2b 12; p2c 12; violation",
       "11102 states, p2b 12; p2c 12; agreement 14; stability 14; violation",
       "21896 states, p2b 12; p2c 12; agreement 14; stability 14; exhausted"},
      {"check paxos --reductions none --learners 0 --loss none --variant proposer-ignores-votes",
       "6000 states, p2b 12; violation", "6000 states, p2b 12; p2c 12; violation",
       "10382 states, p2b 12; p2c 12; agreement 14; stability 14; violation",
       "16030 states, p2b 12; p2c 12; agreement 14; stability 14; exhausted"},
      {"check synod --reductions none --variant accept-ignores-promise", "3675 states, p2b 10; violation",
       "3675 states, p2b 10; p2c 10; violation",
       "15411 states, p2b 10; p2c 10; agreement 12; stability 12; violation",
       "90817 states, p2b 10; p2c 10; agreement 12; stability 12; exhausted"},
      {"check synod --reductions none --variant proposer-ignores-votes", "2157 states, p2b 10; violation",
       "2157 states, p2b 10; p2c 10; violation",
       "4381 states, p2b 10; p2c 10; agreement 12; stability 12; violation",
       "5329 states, p2b 10; p2c 10; agreement 12; stability 12; exhausted"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.arguments);
    EXPECT_EQ(shown_by(c.arguments, "1"), c.one);
    EXPECT_EQ(shown_by(c.arguments, "2"), c.two);
    EXPECT_EQ(shown_by(c.arguments, "4"), c.four);
    EXPECT_EQ(shown_by(c.arguments, "10"), c.ten);
  }
}

TEST(MaxErrors, GivesEachPropertyItsRun) {
  const auto shown_by = [](const char* errors) {
    const ordered_json result = stable_result(kBroken + "--max-errors" + errors, kViolated);
    std::string text;
    for (const ordered_json& run : result.at("counterexamples")) {
      EXPECT_EQ(run.at("steps").size(), run.at("length"));
      text +=
          run.at("property").get<std::string>() + " " + std::to_string(run.at("length").get<int>()) + "; ";
    }
    EXPECT_EQ(result.at("counterexample"), result.at("counterexamples").at(0));
    return text;
  };
  EXPECT_EQ(shown_by("1"), "p2b 12; ");
  EXPECT_EQ(shown_by("2"), "p2b 12; p2c 12; ");
  EXPECT_EQ(shown_by("3"), "p2b 12; p2c 12; agreement 14; ");
  EXPECT_EQ(shown_by("4"), "p2b 12; p2c 12; agreement 14; stability 14; ");
  EXPECT_EQ(shown_by("32"), "p2b 12; p2c 12; agreement 14; stability 14; ");
  const std::string report = report_of(kBroken + "--max-errors 4", kViolated);
  EXPECT_TRUE(contains(report, "\nVIOLATED: p2b, p2c in 12 steps, agreement, stability in 14 steps\n"))
      << report;
  EXPECT_TRUE(contains(report, "\nCounterexample to stability in 14 steps\n"));
  EXPECT_TRUE(contains(report, " --max-errors 4\n"));
}

TEST(Repeat, NamesWhatIsNotStandard) {
  const std::string standard =
      "paxoscope check synod --acceptors 3 --values 2 --ballots 2 --crashes none --variant none "
      "--reductions ";
  const std::vector<std::pair<std::string, std::string>> commands{
      {"", "auto"},
      {"--workers 2", "auto"},
      {"--workers auto", "auto"},
      {"--store exact --reductions none --max-errors 1 --workers 1", "none"},
      {"--store fingerprint", "auto --store fingerprint"},
      {"--reductions symmetry", "symmetry"},
      {"--reductions all", "all"},
      {"--max-errors 2", "auto --max-errors 2"},
      {"--max-errors 4 --store fingerprint --reductions symmetry --workers 2",
       "symmetry --store fingerprint --max-errors 4"},
  };
  for (const auto& [given, repeated] : commands) {
    const Words arguments = words("check synod") + given;
    const ordered_json result = stable_result(arguments, kHolds);
    EXPECT_EQ(result.at("command"), standard + repeated) << given;
    EXPECT_TRUE(contains(report_of(arguments, kHolds), "\nrepeat with\n  " + standard + repeated + "\n"));
    // What it says is what it does.
    const std::string command =
        result.at("command").get<std::string>().substr(std::string("paxoscope ").size());
    EXPECT_EQ(stable_result(words(command), kHolds), result) << given;
  }
}

}  // namespace
}  // namespace paxoscope::tests
