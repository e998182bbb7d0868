// Protects: a graph of states has the states that a search visits, and a view makes one of those that look the same, and of no others.
#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/command_line.hpp"
#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;

const Words kSmallGraph = words("graph paxos --proposers 1 --values 1 --learners 0 --loss none");

ordered_json graph(const Words& arguments) {
  const TemporaryDirectory directory;
  const Finished finished = run(arguments + "--to json", directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  return ordered_json::parse(finished.standard_output);
}

std::uint64_t states_in(const ordered_json& graph) {
  std::uint64_t states = 0;
  for (const auto& vertex : graph["vertices"]) states += vertex["states"].get<std::uint64_t>();
  return states;
}

std::uint64_t deepest(const ordered_json& graph) {
  std::uint64_t depth = 0;
  for (const auto& vertex : graph["vertices"]) depth = std::max(depth, vertex["depth"].get<std::uint64_t>());
  return depth;
}

// The search: 322 states, 516 generated, 4 deep.
TEST(Graph, BeginsInEveryInitialState) {
  const ordered_json all = graph(words("graph last-voting --phases 1"));
  EXPECT_EQ(all["states"], 322);
  EXPECT_EQ(all["transitions"], 516 - 8);
  EXPECT_EQ(deepest(all), 4U);
  int initial = 0;
  for (const auto& vertex : all["vertices"]) initial += vertex["initial"].get<bool>() ? 1 : 0;
  EXPECT_EQ(initial, 8);
  EXPECT_EQ(states_in(graph(words("graph last-voting --phases 1 --view decided"))), 322U);
}

TEST(Graph, HasTheStatesAndStepsThatASearchVisits) {
  // kSmall: 77 states, 182 generated, 9 deep, 1 terminal.
  const ordered_json all = graph(kSmallGraph);
  EXPECT_EQ(all["states"], 77);
  EXPECT_EQ(all["transitions"], 181);
  EXPECT_EQ(all["vertices"].size(), 77U);
  EXPECT_EQ(all["edges"].size(), 181U);
  EXPECT_EQ(deepest(all), 9U);
  EXPECT_EQ(std::count_if(all["vertices"].begin(), all["vertices"].end(),
                          [](const auto& v) { return v["terminal"] == true; }),
            1);
  EXPECT_EQ(all["vertices"][0]["initial"], true);
}

TEST(Graph, OfOrbitsIsThatOfASearchUnderSymmetry) {
  const TemporaryDirectory directory;
  const ordered_json orbits = graph(kSmallGraph + "--reductions symmetry");
  EXPECT_EQ(orbits["symmetric"], true);
  EXPECT_EQ(orbits["states"], 24);
  EXPECT_EQ(orbits["transitions"], 55);
  EXPECT_EQ(deepest(orbits), 9U);
}

TEST(Graph, OfAViewIsTheQuotientOfAllStates) {
  const ordered_json all = graph(kSmallGraph);
  const ordered_json view = graph(kSmallGraph + "--view chosen,a1.promised,phase");
  EXPECT_EQ(view["states"], 77);
  EXPECT_EQ(states_in(view), 77U);
  // By hand: nothing chosen with p1 idle, preparing or accepting, and a1 promising or not; something chosen, likewise.
  ASSERT_EQ(view["vertices"].size(), 7U);
  std::vector<std::vector<std::string>> labels;
  for (const auto& vertex : view["vertices"]) labels.push_back(vertex["label"]);
  auto sorted = labels;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(std::unique(sorted.begin(), sorted.end()), sorted.end()) << "two vertices look the same";
  EXPECT_EQ(labels.front(),
            (std::vector<std::string>{"p1 phase: idle", "a1 promised: none", "chosen: nothing"}));
  for (const auto& edge : view["edges"]) EXPECT_NE(edge["source"], edge["target"]);
}

// Of three acceptors each has promised nothing, ballot 1 or ballot 2: ten ways, if nobody asks which of them has promised what.
TEST(Graph, OfAViewOfOrbitsHasNoTwoVerticesThatDifferInNamesOnly) {
  const Words paxos = words("graph paxos --loss none --learners 0 --reductions symmetry");
  const ordered_json promised = graph(paxos + "--view promised");
  EXPECT_EQ(promised["vertices"].size(), 10U);
  EXPECT_EQ(states_in(promised), 3134U);
  EXPECT_EQ(graph(words("graph paxos --loss none --learners 0 --view promised"))["vertices"].size(), 27U);
  EXPECT_EQ(graph(paxos + "--view chosen,promised")["vertices"].size(), 20U);
  const TemporaryDirectory directory;
  expect_refused(run(paxos + "--view a1.promised", directory), kMakesNoSense,
                 "--view: with 'symmetry' nobody knows which acceptor is a1; ask for promised");
  EXPECT_EQ(run(paxos + "--view p1.phase", directory).status, kHolds);
}

TEST(Graph, VerticesAreToldApartByWhatIsOnItsWay) {
  const ordered_json all = graph(kSmallGraph);
  std::vector<std::vector<std::string>> labels;
  for (const auto& vertex : all["vertices"]) labels.push_back(vertex["label"]);
  std::sort(labels.begin(), labels.end());
  EXPECT_EQ(std::unique(labels.begin(), labels.end()), labels.end());
  const auto& first = all["vertices"][1]["label"];
  EXPECT_EQ(std::count(first.begin(), first.end(), "p1 → a2: prepare 1"), 1) << first;
}

TEST(Graph, ShowsWherePropertiesFail) {
  const ordered_json broken =
      graph(words("graph synod --variant accept-ignores-promise --view chosen --max-vertices 4"));
  ASSERT_EQ(broken["vertices"].size(), 4U);
  for (const auto& vertex : broken["vertices"]) {
    const auto& violates = vertex["violates"];
    const bool is_agreement_violated =
        std::find(violates.begin(), violates.end(), "agreement") != violates.end();
    EXPECT_EQ(is_agreement_violated, vertex["chosen"].size() > 1);
  }
}

TEST(Graph, ThatIsTooLargeIsRefusedWithItsSize) {
  const TemporaryDirectory directory;
  expect_refused(run(kSmallGraph + "--max-vertices 76 --out g.dot", directory), kBoundReached,
                 "the graph has 77 vertices, and more than 76 are too many to look at");
  expect_refused(run(kSmallGraph + "--max-states 76 --out g.dot", directory), kBoundReached,
                 "there are more than 76 states to make a graph of (--max-states)");
  EXPECT_TRUE(directory.names().empty()) << "nothing is left behind";
}

TEST(Graph, RefusesWhatMakesNoSense) {
  const TemporaryDirectory directory;
  expect_refused(run(kSmallGraph + "--view chose", directory), kUsage,
                 "--view: unknown field 'chose'; did you mean 'chosen'?");
  expect_refused(run(kSmallGraph + "--to png", directory), kUsage, "--to: unknown graph format 'png'");
  expect_refused(run(kSmallGraph + "--reductions all", directory), kUsage,
                 "--reductions: a graph shows all states");
  expect_refused(run(words("graph sketch --reductions symmetry"), directory), kUsage,
                 "--reductions: symmetry is a reduction of paxos");
}

}  // namespace
}  // namespace paxoscope::tests
