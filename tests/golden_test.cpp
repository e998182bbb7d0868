// Protects: what people paste into issues does not change unnoticed. `./test refresh` rewrites the files.
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/command_line.hpp"

namespace paxoscope::tests {
namespace {

struct Case {
  const char* file;    ///< in tests/golden
  const char* format;  ///< of --trace-out; null to compare standard output
  std::vector<std::string> arguments;
  int status;
};

std::vector<std::string> check(const char* protocol, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"check", protocol};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// The example of the README.
std::vector<std::string> broken(const std::vector<std::string>& more) {
  std::vector<std::string> arguments =
      check("paxos", {"--learners", "0", "--loss", "none", "--variant", "accept-ignores-promise"});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// A page without what is the same in all of them: style sheets and the script, which are files of their own.
std::string without_style_and_script(std::string page) {
  for (const auto& [begin, end] :
       {std::pair("<style>", "</style>"), std::pair("<script type=\"module\">", "</script>")}) {
    const std::size_t from = page.find(begin);
    const std::size_t to = page.find(end, from);
    if (from == std::string::npos || to == std::string::npos) return "no " + std::string(begin);
    page.erase(from, to - from);
  }
  return page;
}

/// Without what differs from run to run, and from version to version.
std::string without_times_and_version(const std::string& text) {
  const std::string without_times =
      std::regex_replace(text, std::regex(R"re( time="[0-9]+[.][0-9]{3}")re"), R"( time="0.000")");
  return std::regex_replace(without_times, std::regex(R"re("version": "(?!2[.]1[.]0")[0-9.]+")re"),
                            R"("version": "0")");
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"accept-ignores-promise.txt", "text", broken({}), 12},
      {"accept-ignores-promise.json", "json", broken({}), 12},
      {"accept-ignores-promise.full.txt", "text", broken({"--style", "full"}), 12},
      {"accept-ignores-promise.table.txt", "text", broken({"--style", "table"}), 12},
      {"accept-ignores-promise.diagram.txt", "text", broken({"--style", "diagram", "--explain"}), 12},
      {"accept-ignores-promise.html", "html", broken({}), 12},
      {"accept-ignores-promise.svg", "svg", broken({}), 12},
      {"accept-ignores-promise.itf.json", "itf", broken({}), 12},
      {"accept-ignores-promise.tla", "tla", broken({}), 12},
      {"accept-ignores-promise.mmd", "mermaid", broken({}), 12},
      {"accept-ignores-promise.puml", "plantuml", broken({}), 12},
      {"accept-ignores-promise.dot", "dot", broken({}), 12},
      {"accept-ignores-promise.log", "shiviz", broken({}), 12},
      {"proposer-ignores-votes.txt", "text",
       check("paxos", {"--learners", "0", "--loss", "none", "--variant", "proposer-ignores-votes"}), 12},
      {"learners-disagree.txt", "text",
       check("paxos",
             {"--loss", "none", "--variant", "accept-ignores-promise", "--property", "learners-agree"}),
       12},
      {"value-learned.txt", "text", check("paxos", {"--property", "value-learned"}), 0},
      {"synod-accept-ignores-promise.txt", "text", check("synod", {"--variant", "accept-ignores-promise"}),
       12},
      {"synod-proposer-ignores-votes.txt", "text",
       check("synod", {"--variant", "proposer-ignores-votes", "--property", "agreement"}), 12},
      {"sketch.txt", "text", check("sketch", {}), 12},
      {"sketch-counts-votes.txt", "text", check("sketch", {"--variant", "counts-votes", "--attempts", "2"}),
       12},
      {"sketch-counts-both.txt", "text",
       check("sketch", {"--variant", "counts-both", "--proposers", "3", "--loss", "2"}), 12},
      {"sketch.svg", "svg", check("sketch", {}), 12},
      {"sketch-counts-both.diagram.txt", "text",
       check("sketch", {"--variant", "counts-both", "--proposers", "3", "--loss", "2", "--style", "diagram"}),
       12},
      {"sketch-counts-both.log", "shiviz",
       check("sketch", {"--variant", "counts-both", "--proposers", "3", "--loss", "2"}), 12},
      {"synod-accept-ignores-promise.svg", "svg", check("synod", {"--variant", "accept-ignores-promise"}),
       12},
      {"fast-paxos-any-reported.diagram.txt", "text",
       check("fast-paxos",
             {"--variant", "proposes-any-reported-value", "--property", "agreement", "--style", "diagram"}),
       12},
      {"fast-paxos-majorities-recover.txt", "text",
       check("fast-paxos", {"--acceptors", "3", "--variant", "majorities-recover"}), 12},
      {"fast-paxos-any-whatever-is-reported.svg", "svg",
       check("fast-paxos",
             {"--acceptors", "3", "--fast-ballots", "2", "--variant", "any-whatever-is-reported"}),
       12},
      {"multi-paxos-commits-older-ballots.diagram.txt", "text",
       check("multi-paxos", {"--variant", "commits-older-ballots", "--attempts", "1", "--slots", "1",
                             "--values", "1", "--style", "diagram"}),
       12},
      {"multi-paxos-merged-one-slot-off.txt", "text",
       check("multi-paxos", {"--variant", "logs-merged-one-slot-off", "--attempts", "1", "--values", "1",
                             "--learners", "0"}),
       12},
      {"multi-paxos-lease-forgotten-in-a-crash.diagram.txt", "text",
       check("multi-paxos",
             {"--variant", "lease-forgotten-in-a-crash", "--attempts", "1", "--slots", "1", "--values", "1",
              "--reads", "1", "--crashes", "1", "--style", "diagram", "--explain"}),
       12},
      {"multi-paxos-change-before-it-is-chosen.txt", "text",
       check("multi-paxos",
             {"--variant", "change-before-it-is-chosen", "--attempts", "1", "--acceptors", "2", "--proposers",
              "3", "--values", "1", "--learners", "0", "--window", "1", "--explain"}),
       12},
      {"multi-paxos-change-inside-the-window.diagram.txt", "text",
       check("multi-paxos", {"--variant", "change-inside-the-window", "--attempts", "1", "--values", "1",
                             "--learners", "0", "--window", "2", "--style", "diagram", "--explain"}),
       12},
      {"last-voting-flags-not-reset.txt", "text",
       check("last-voting", {"--variant", "flags-not-reset", "--phases", "4"}), 12},
      {"last-voting-vote-leaves-timestamp.diagram.txt", "text",
       check("last-voting", {"--variant", "vote-leaves-timestamp", "--style", "diagram", "--explain"}), 12},
      {"last-voting-everyone-acks.svg", "svg", check("last-voting", {"--variant", "everyone-acks"}), 12},
      {"promise-in-memory.diagram.txt", "text",
       check("paxos", {"--learners", "0", "--loss", "none", "--crashes", "1", "--variant",
                       "promise-in-memory", "--style", "diagram", "--explain"}),
       12},
      {"promise-written-late.txt", "text",
       check("paxos",
             {"--learners", "0", "--loss", "none", "--crashes", "1", "--variant", "promise-written-late"}),
       12},
      {"vote-in-memory.svg", "svg",
       check("paxos", {"--learners", "0", "--loss", "none", "--crashes", "1", "--variant", "vote-in-memory"}),
       12},
      {"synod-nothing-on-disk.txt", "text",
       check("synod", {"--crashes", "1", "--variant", "nothing-on-disk", "--property", "agreement"}), 12},
      {"duel.diagram.txt", "text",
       check("paxos", {"--network", "synchronous", "--property", "termination", "--style", "diagram"}), 13},
      {"duel.svg", "svg", check("paxos", {"--network", "synchronous", "--property", "termination"}), 13},
      {"acceptor-crashes.txt", "text",
       check("paxos",
             {"--network", "partially-synchronous", "--rule", "leader=omega", "--crashes", "1",
              "--recoveries", "none", "--unstable", "1", "--acceptors", "2", "--property", "termination"}),
       13},
      {"simulate.txt",
       nullptr,
       {"simulate", "paxos", "--acceptors", "5", "--attempts", "2", "--variant", "proposer-ignores-votes"},
       12},
      {"list.txt", nullptr, {"list"}, 0},
      {"atlas.txt",
       nullptr,
       {"atlas", "paxos", "--vary", "may-promise", "--vary", "promise-reports", "--vary", "may-vote",
        "--vary", "vote-promises", "--vary", "vote-record"},
       0},
      {"variants.txt", nullptr, {"variants"}, 0},
      {"accept-ignores-promise.junit.xml", nullptr, broken({"--junit", "-"}), 12},
      {"accept-ignores-promise.sarif", nullptr, broken({"--sarif", "-"}), 12},
  };
  return all;
}

class Golden : public testing::TestWithParam<Case> {};

TEST_P(Golden, IsUnchanged) {
  const Case& c = GetParam();
  const TemporaryDirectory directory;
  std::vector<std::string> arguments = c.arguments;
  if (c.format != nullptr) {
    arguments.insert(arguments.end(), {"--trace-out", std::string(c.format) + "=trace"});
  }
  const Finished finished = run(arguments, directory);
  ASSERT_EQ(finished.status, c.status) << finished.standard_error;
  std::string actual = c.format != nullptr ? directory.read("trace") : finished.standard_output;
  if (c.format != nullptr && std::string(c.format) == "html") actual = without_style_and_script(actual);
  if (c.format == nullptr) actual = without_times_and_version(actual);

  const std::string path = std::string(PAXOSCOPE_SOURCE_DIR) + "/tests/golden/" + c.file;
  if (std::getenv("PAXOSCOPE_REFRESH_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing; ./test refresh writes it";
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(actual, expected.str()) << "if the change is meant, ./test refresh";
}

INSTANTIATE_TEST_SUITE_P(Files, Golden, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Case>& row) {
                           std::string name = row.param.file;
                           for (char& c : name) {
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace paxoscope::tests
