// Protects: the atlas as its users see it. Every row is what `check` says of that combination; the summary follows from the rows;
// workers and interruptions change no byte; what makes no sense is refused in a line.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::json;
using CsvRow = std::map<std::string, std::string>;

std::vector<CsvRow> rows_of(const std::string& csv) {
  const auto cells = [](const std::string& line) {
    std::vector<std::string> all;
    std::istringstream in(line + ",");
    for (std::string cell; std::getline(in, cell, ',');) all.push_back(cell);
    return all;
  };
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> names = cells(line);
  std::vector<CsvRow> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> values = cells(line);
    EXPECT_EQ(values.size(), names.size()) << line;
    CsvRow& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = values.at(i);
  }
  return rows;
}

const Words kFewRules = words(
    "atlas paxos --vary may-promise --vary promise-reports --vary may-vote --vary vote-promises --vary "
    "promise-quorum");

struct Written {
  Finished finished;
  json summary;
  std::string csv;
};

Written atlas(const Words& arguments) {
  const TemporaryDirectory directory;
  Written written{run(arguments + "--json a.json --csv a.csv", directory), {}, {}};
  EXPECT_EQ(written.finished.status, kHolds) << written.finished.standard_error;
  EXPECT_EQ(written.finished.standard_error, "");
  written.summary = json::parse(directory.read("a.json"));
  written.summary.erase("seconds");
  written.csv = directory.read("a.csv");
  return written;
}

TEST(Atlas, SummaryFollowsFromTheRows) {
  const Written written = atlas(kFewRules);
  const std::vector<CsvRow> rows = rows_of(written.csv);
  ASSERT_EQ(rows.size(), 3U * 2 * 3 * 2 * 3) << "half of three acceptors is a majority";
  const auto count = [&](const std::string& column, const std::string& value) {
    return std::count_if(rows.begin(), rows.end(),
                         [&](const CsvRow& row) { return row.at(column) == value; });
  };
  const json& s = written.summary;
  EXPECT_EQ(s.at("combinations"), rows.size());
  EXPECT_EQ(s.at("safe"), count("verdict", "safe"));
  EXPECT_EQ(s.at("unsafe"), count("verdict", "unsafe"));
  EXPECT_EQ(s.at("vacuous"), count("verdict", "vacuous"));
  EXPECT_EQ(s.at("unknown"), 0);
  EXPECT_EQ(s.at("minimal_unsafe").size(), count("is_minimal_unsafe", "yes"));
  EXPECT_EQ(s.at("maximal_safe").size(), count("is_maximal_safe", "yes"));
  EXPECT_EQ(s.at("smallest_repairs").size(), 0U);
  std::vector<std::string> minimal;
  for (const json& item : s.at("minimal_unsafe")) minimal.push_back(item.at("changes").dump());
  EXPECT_EQ(minimal, (std::vector<std::string>{R"(["may-promise=always"])", R"(["promise-reports=nothing"])",
                                               R"(["may-vote=always"])", R"(["promise-quorum=one-short"])"}));
}

TEST(Atlas, RowsAreWhatCheckSays) {
  const std::vector<CsvRow> rows = rows_of(atlas(kFewRules).csv);
  const TemporaryDirectory directory;
  const std::vector<std::string> rules{"may-promise", "promise-reports", "may-vote", "vote-promises",
                                       "promise-quorum"};
  for (std::size_t i = 0; i < rows.size(); i += 7) {
    const CsvRow& row = rows[i];
    const auto expect_as_said = [&](const std::string& bounds, const std::string& property,
                                    const std::string& length) {
      std::string command = "check paxos --json - --reductions none --assume-quorums " + bounds;
      for (const std::string& rule : rules) command += " --rule " + rule + "=" + row.at(rule);
      const json result = json::parse(run(words(command), directory).standard_output);
      EXPECT_EQ(result.at("outcome") == "violated", row.at("verdict") == "unsafe") << command;
      std::string first;
      for (const json& p : result.at("properties")) {
        const bool is_unreachable = p.at("name") == "value-chosen" && p.at("outcome") == "unreachable";
        EXPECT_EQ(is_unreachable && row.at("verdict") != "unsafe",
                  p.at("name") == "value-chosen" && row.at("verdict") == "vacuous")
            << command;
        if (p.at("outcome") != "violated") continue;
        if (first.empty()) first = p.at("name");
        EXPECT_EQ(p.at("length").dump(), length) << command;
      }
      EXPECT_EQ(first, property) << command;
    };
    expect_as_said("--learners 0 --loss none", row.at("property"), row.at("length"));
    if (row.at("verdict") != "unsafe") continue;
    std::string smallest;
    for (const char* key :
         {"acceptors", "proposers", "attempts", "values", "learners", "loss", "duplication"}) {
      smallest += std::string(" --") + key + " " + row.at(std::string("smallest_") + key);
    }
    expect_as_said(smallest, row.at("smallest_property"), row.at("smallest_length"));
  }
}

TEST(Atlas, IsTheSameForAnyWorkers) {
  const Written one = atlas(kFewRules + "--workers 1");
  for (const char* workers : {"2", "3", "8"}) {
    const Written other = atlas(kFewRules + "--workers" + workers);
    EXPECT_EQ(other.finished.standard_output, one.finished.standard_output);
    EXPECT_EQ(other.summary, one.summary);
    EXPECT_EQ(other.csv, one.csv);
  }
}

TEST(Atlas, PageHoldsItAllAndIsTheSameForAnyWorkers) {
  const TemporaryDirectory directory;
  const Finished one = run(kFewRules + "--workers 1 --html one.html", directory);
  EXPECT_EQ(one.status, kHolds) << one.standard_error;
  const Finished two = run(kFewRules + "--workers 2 --html -", directory);
  EXPECT_EQ(two.standard_output, directory.read("one.html")) << "and nothing else goes there";
  // What the page works on, row by row; tests/browser/atlas_test.mjs looks at what it makes of it.
  const std::string page = directory.read("one.html");
  const std::string begin = R"(<script type="application/json" id="atlas">)";
  const std::size_t at = page.find(begin) + begin.size();
  const json data = json::parse(page.substr(at, page.find("</script>", at) - at));
  const std::vector<CsvRow> rows = rows_of(atlas(kFewRules).csv);
  const std::string digits = data.at("rows");
  ASSERT_EQ(data.at("digits"), 1);
  ASSERT_EQ(digits.size(), rows.size());
  const std::string all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const json& outcome = data.at("outcomes").at(all.find(digits[i]));
    EXPECT_EQ(outcome.at("verdict"), rows[i].at("verdict"));
    if (outcome.at("verdict") != "unsafe") continue;
    EXPECT_EQ(outcome.at("property"), rows[i].at("property"));
    EXPECT_EQ(outcome.at("length").dump(), rows[i].at("length"));
    EXPECT_EQ(outcome.at("smallest").at("length").dump(), rows[i].at("smallest_length"));
  }
}

TEST(Atlas, GoesOnWhereItWasStopped) {
  const Words arguments = words("atlas synod --vary may-promise --vary may-vote --vary vote-record");
  const Written whole = atlas(arguments);
  const TemporaryDirectory directory;
  EXPECT_EQ(run(arguments + "--resume j", directory).status, kHolds);
  const std::string journal = directory.read("j");
  for (const std::size_t bytes : {journal.size() / 3, journal.size() / 2, journal.size()}) {
    directory.write("j", journal.substr(0, bytes));
    const Finished finished = run(arguments + "--resume j --csv a.csv", directory);
    EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
    EXPECT_EQ(finished.standard_output, whole.finished.standard_output);
    EXPECT_EQ(directory.read("a.csv"), whole.csv);
    EXPECT_EQ(directory.read("j"), journal);
  }
  expect_refused(run(arguments + "--resume j --ballots 3", directory), kMakesNoSense,
                 "is of another atlas: it says --ballots 2 where this one says --ballots 3");
  expect_refused(run(arguments + "--resume j --reductions none", directory), kMakesNoSense,
                 "is of another atlas: it says --of may-promise");
  std::string damaged = journal;
  damaged[damaged.find("safe")] = 'x';
  directory.write("j", damaged);
  expect_refused(run(arguments + "--resume j", directory), kDoesNotParse, "j:2: is damaged");
  directory.write("j", "no journal\n");
  expect_refused(run(arguments + "--resume j", directory), kDoesNotParse,
                 "no file that an atlas was written to");
}

// Two at once would write each its own lines.
TEST(Atlas, KeepsItsJournalToItself) {
  const Words arguments = words("atlas synod --resume j");
  const TemporaryDirectory directory;
  Command first = command(arguments, directory);
  first.signal = SIGTERM;
  Finished second;
  first.when = [&](pid_t process) {
    if (!catches(process, SIGTERM) || !std::filesystem::exists(directory.path() / "j")) return false;
    second = run(arguments, directory);
    return true;
  };
  EXPECT_EQ(run(first).status, kSignalled + SIGTERM);
  expect_refused(second, kSystem, "cannot write j: another run does");
}

TEST(Atlas, WritesEachOutputWhateverBecomesOfTheOthers) {
  const TemporaryDirectory directory;
  Command full = command(words("atlas synod --vary may-vote --csv a.csv"), directory);
  full.standard_output = Stream::file("/dev/full");
  const Finished finished = run(full);
  EXPECT_EQ(finished.status, kSystem);
  EXPECT_EQ(rows_of(directory.read("a.csv")).size(), 3U);
}

TEST(Atlas, StoppedByASignalGoesOnFromThere) {
  const Words arguments = words(
      "atlas synod --vary may-promise --vary promise-record --vary promise-reports --vary may-vote --vary "
      "vote-promises --vary vote-record --vary proposal-value --vary proposals");
  const Written whole = atlas(arguments);
  const TemporaryDirectory directory;
  Command stopped = command(arguments + "--resume j", directory);
  stopped.signal = SIGINT;
  stopped.when = [&](pid_t process) {
    const auto path = directory.path() / "j";
    constexpr std::uintmax_t kSomeLines = 1000;
    return catches(process, SIGINT) && std::filesystem::exists(path) &&
           std::filesystem::file_size(path) > kSomeLines;
  };
  const Finished finished = run(stopped);
  EXPECT_EQ(finished.status, kSignalled + SIGINT);
  EXPECT_EQ(finished.standard_output, "");
  expect_one_line(finished.standard_error, " of 1,440 combinations; the same command goes on from there");
  const Finished resumed = run(arguments + "--resume j --csv a.csv", directory);
  EXPECT_EQ(resumed.status, kHolds) << resumed.standard_error;
  EXPECT_EQ(resumed.standard_output, whole.finished.standard_output);
  EXPECT_EQ(directory.read("a.csv"), whole.csv);
}

// What can be chosen is looked at whatever is asked for, or nothing would be known to be vacuous.
TEST(Atlas, OfOnePropertyKnowsWhatIsVacuous) {
  const Written written = atlas(words("atlas synod --property p2b --vary may-vote"));
  EXPECT_EQ(written.summary.at("vacuous"), 1);
  EXPECT_EQ(written.summary.at("scenario").at("property").dump(), R"(["p2b","value-chosen"])");
}

TEST(Atlas, CutByALimitSaysWhatIsNotKnown) {
  const Written written =
      atlas(words("atlas synod --vary promise-reports --max-states 100 --reductions none"));
  EXPECT_EQ(written.summary.at("unknown"), 2);
  EXPECT_TRUE(contains(written.finished.standard_output, "0 vacuous, 2 not searched to the end\n"));
  EXPECT_TRUE(contains(written.finished.standard_output, "WARNING: --max-states may cut searches short"));
  EXPECT_EQ(written.summary.at("warnings").size(), 1U);
}

TEST(Atlas, OfABrokenProtocolNamesTheSmallestRepairs) {
  const Written written =
      atlas(words("atlas sketch --proposers 3 --loss 2 --vary promises-needed --vary votes-needed --vary "
                  "vote-promises --vary "
                  "vote-record"));
  EXPECT_EQ(written.summary.at("smallest_repairs").dump(),
            R"([{"changes":["promises-needed=majority","votes-needed=majority","vote-promises=yes"]},)"
            R"({"changes":["promises-needed=majority","votes-needed=majority","vote-record=highest"]}])");
}

TEST(Atlas, KeepsARuleAsItIsSaid) {
  const Written written = atlas(words("atlas synod --rule vote-quorum=size:3 --vary promise-quorum"));
  EXPECT_TRUE(contains(written.summary.at("not_varied").dump(),
                       R"({"reason":"kept as size:3","rule":"vote-quorum"})"));
  EXPECT_EQ(written.summary.at("safe"), 3) << "whoever promises meets all";
}

TEST(Atlas, FindsTheFewestFaultsThatItTakes) {
  const std::vector<CsvRow> rows = rows_of(atlas(words("atlas paxos --duplication any --vary counting")).csv);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].at("verdict"), "unsafe");
  EXPECT_EQ(rows[1].at("smallest_acceptors"), "2");
  EXPECT_EQ(rows[1].at("smallest_duplication"), "1");
  EXPECT_EQ(rows[1].at("smallest_length"), "10");
}

TEST(Atlas, WarnsOfAlternativesThatLeaveLittleToFail) {
  const Words shared = words("atlas paxos --vary ballot-owner --vary may-vote");
  EXPECT_TRUE(contains(atlas(shared).finished.standard_output,
                       "WARNING: with ballot-owner=shared all proposers have one and the same ballot"));
  EXPECT_EQ(atlas(shared).summary.at("warnings").size(), 1U);
  EXPECT_TRUE(atlas(shared + "--attempts 2").summary.at("warnings").empty());
  EXPECT_TRUE(
      contains(atlas(words("atlas paxos --variant shared-ballots --vary may-vote")).finished.standard_output,
               "WARNING: all proposers have one and the same ballot"));
}

// The command on the page is the one that was given, but for where to write: it makes the same page.
TEST(Atlas, PageNamesTheCommandThatMakesIt) {
  for (const char* arguments : {"atlas paxos --vary may-vote --max-states 3000 --reductions none",
                                "atlas synod --vary may-vote --property p2b",
                                "atlas sketch --loss 1 --vary promises-needed --vary votes-needed"}) {
    const TemporaryDirectory directory;
    EXPECT_EQ(run(words(arguments) + "--html a.html", directory).status, kHolds);
    const std::string page = directory.read("a.html");
    const std::string key = R"("command":"paxoscope )";
    const std::size_t at = page.find(key) + key.size();
    const std::string command = page.substr(at, page.find('"', at) - at);
    EXPECT_EQ(run(words(command) + "--html b.html", directory).status, kHolds) << command;
    EXPECT_EQ(directory.read("b.html"), page) << command;
  }
}

// Fewer ballots than fast ones are none of the smaller bounds.
TEST(Atlas, TriesOnlyBoundsThatFit) {
  const Written written = atlas(words("atlas fast-paxos --acceptors 3 --fast-ballots 2 --vary any-message"));
  EXPECT_EQ(written.finished.status, kHolds) << written.finished.standard_error;
}

TEST(Atlas, WarnsWhereNothingCanFail) {
  const Written written = atlas(words("atlas paxos --proposers 1 --vary may-vote"));
  EXPECT_EQ(written.summary.at("warnings").size(), 2U) << written.summary.at("warnings");
  EXPECT_TRUE(contains(written.finished.standard_output, "WARNING: only one value can ever be proposed"));
  EXPECT_TRUE(atlas(words("atlas paxos --vary may-vote")).summary.at("warnings").empty());
}

TEST(Atlas, RefusesWhatMakesNoSense) {
  const TemporaryDirectory directory;
  const auto refused = [&](const std::string& arguments, int status, const char* says) {
    SCOPED_TRACE(arguments);
    expect_refused(run(words(arguments), directory), status, says);
  };
  refused("atlas paxoss", kUsage, "did you mean 'paxos'?");
  refused("atlas paxos --vary may-vot", kUsage, "did you mean 'may-vote'?");
  refused("atlas paxos --vary may-vote --vary may-vote", kUsage, "may-vote is given twice");
  refused("atlas paxos --vary learning", kMakesNoSense,
          "learning makes no difference: there are no learners");
  refused("atlas paxos --vary may-vote --rule may-vote=always", kMakesNoSense,
          "may-vote is the same in all combinations: may-vote=always");
  refused("atlas paxos --ballots 2", kUsage, "is a key of synod and fast-paxos, not of paxos");
  refused("atlas paxos --property value-chosen", kMakesNoSense, "nothing that is asked for can fail");
  refused("atlas paxos --resume /dev/null", kUsage, "--resume: /dev/null is no file");
  refused("atlas paxos --json - --csv -", kUsage, "two outputs go to standard output (-)");
  refused("atlas paxos --json a --html a", kUsage, "two outputs go to a");
  refused("atlas paxos --html", kUsage, "--html needs a value");
  refused("atlas paxos --json a --resume ./a", kUsage, "two outputs go to ");
  refused("atlas paxos --resume -", kUsage, "--resume: '-' is not the name of a file");
  expect_refused(run({"atlas", "paxos", "--csv", ""}, directory), kUsage, "'' is not the name of a file");
  refused("atlas paxos --resume " + std::string(300, 'x'), kSystem, "cannot write");
  refused("atlas paxos --json none/a.json", kSystem, "none/a.json");
  refused("atlas paxos --resume none/j", kSystem, "none/j");
}

}  // namespace
}  // namespace paxoscope::tests
