// Protects: the exit statuses of `check`, which scripts rely on: each that can be brought about is, and is the one that README.md lists.
#include <chrono>
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

struct Row {
  Words arguments;
  int status;
};

/// Files that the rows name.
void write_files(const TemporaryDirectory& directory) {
  directory.write("no.toml", "=");
  directory.write("odd.toml", kPaxos + "acceptors = 99\n");
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {kSmall, 0},
      {kSmall + "--expect-distinct 77 --expect-depth 9 --expect-chosen", 0},
      {kBroken + "--expect-outcome violated", 0},
      {kSmall + "--max-states 5 --expect-outcome inconclusive", 0},
      {words("check synod --check-reductions --ballots 1"), 0},
      {kSmall + "--max-states 5", 3},
      {kSmall + "--max-depth 2", 3},
      {kSmall + "--memory 1", 4},
      {kSmall + "--expect-distinct 78", 10},
      {kSmall + "--expect-outcome violated", 10},
      {kBroken + "--expect-outcome holds", 10},
      {kSmall + "--max-states 5 --expect-outcome holds", 10},
      {words(
           "check paxos --variant votes-only-above-promise --loss none --learners 0 --property value-chosen"),
       10},
      {kSmall + "--phase1-quorum 1", 10},
      {kBroken, 12},
      {kBroken + "--expect-distinct 1", 12},
      {words("check paxos --network synchronous --property termination"), 13},
      {words("check"), 64},
      {words("chek paxos"), 64},
      {kSmall + "--acceptrs 3", 64},
      {kSmall + "--json - --sarif -", 64},
      {words("check no.toml"), 150},
      {words("check odd.toml"), 151},
      {kSmall + "--acceptors 99", 151},
      {words("check missing.toml"), 153},
      {kSmall + "--junit missing/r.xml", 153},
  };
  return all;
}

TEST(Statuses, AreAsDocumented) {
  const TemporaryDirectory directory;
  write_files(directory);
  for (const auto& [arguments, status] : rows())
    EXPECT_EQ(run(arguments, directory).status, status) << shown(arguments);
}

TEST(Statuses, OfSignalsAre128AndTheirNumber) {
  for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
    const TemporaryDirectory directory;
    Command interrupted = command(kBig, directory);
    interrupted.signal = number;
    interrupted.when = [number](pid_t process) {
      constexpr std::chrono::milliseconds kAWhile{50};
      return catches(process, number) && processor_time(process) > kAWhile;
    };
    EXPECT_EQ(run(interrupted).status, 128 + number);
  }
}

/// The numbers in the first column of the table.
std::set<int> documented() {
  std::ostringstream text;
  text << std::ifstream(std::string(PAXOSCOPE_SOURCE_DIR) + "/README.md").rdbuf();
  const std::string page = text.str();
  const std::size_t begin = page.find("| exit status | meaning |");
  EXPECT_NE(begin, std::string::npos);
  const std::string table = page.substr(begin, page.find("\n\n", begin) - begin);
  std::set<int> numbers;
  const std::regex first_column(R"(\n\| ([0-9, ]+) \|)");
  for (auto i = std::sregex_iterator(table.begin(), table.end(), first_column); i != std::sregex_iterator();
       ++i) {
    for (const std::string& word : words(std::regex_replace((*i)[1].str(), std::regex(","), " ")))
      numbers.insert(std::stoi(word));
  }
  return numbers;
}

TEST(Statuses, AreAllInTheReadme) {
  std::set<int> expected{254, 130, 143};  // which no input is to bring about; and by signals, above
  for (const Row& row : rows()) expected.insert(row.status);
  EXPECT_EQ(documented(), expected);
}

}  // namespace
}  // namespace paxoscope::tests
