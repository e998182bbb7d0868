// Protects: what a search visits and in which order, what it counts, and where limits stop it. On graphs
// small enough to check by hand.
#include "checker/breadth_first_search.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <vector>

#include "checker/shortest_path.hpp"
#include "graph_model.hpp"

namespace paxoscope::tests {
namespace {

using checker::breadth_first_search;
using checker::Exploration;
using checker::Limits;
using checker::StopReason;
using Nothing = checker::NoProperties<int>;

std::vector<int> order_of(const Exploration& exploration) {
  std::vector<int> order;
  for (std::uint64_t i = 0; i < exploration.states.size(); ++i) {
    order.push_back(GraphModel::decode(exploration.states[static_cast<checker::StateNumber>(i)]));
  }
  return order;
}

void expect_counts(const Exploration& e, std::uint64_t distinct, std::uint64_t generated, std::uint64_t depth,
                   std::uint64_t terminal) {
  EXPECT_EQ(e.statistics.distinct, distinct);
  EXPECT_EQ(e.statistics.generated, generated);
  EXPECT_EQ(e.statistics.depth, depth);
  EXPECT_EQ(e.statistics.terminal, terminal);
}

TEST(ToyGraph, SelfLoop) {
  const auto e = breadth_first_search(GraphModel::of({{0}}), Nothing{});
  EXPECT_EQ(e.stop, StopReason::kExhausted);
  EXPECT_EQ(order_of(e), (std::vector{0}));
  expect_counts(e, 1, 2, 0, 0);
}

TEST(ToyGraph, DiamondInOrderOfEdges) {
  const auto e = breadth_first_search(GraphModel::of({{2, 1}, {3}, {3}, {}}), Nothing{});
  EXPECT_EQ(order_of(e), (std::vector{0, 2, 1, 3}));
  EXPECT_EQ(e.level_begin, (std::vector<std::uint64_t>{0, 1, 3, 4}));
  expect_counts(e, 4, 5, 2, 1);
}

TEST(ToyGraph, TwoInitialStates) {
  const auto e = breadth_first_search(GraphModel::of({{2}, {2}, {}}, {1, 0}), Nothing{});
  EXPECT_EQ(order_of(e), (std::vector{1, 0, 2}));
  expect_counts(e, 3, 4, 1, 1);
}

TEST(ToyGraph, UnreachablePartIsNotVisited) {
  const auto e = breadth_first_search(GraphModel::of({{1}, {0}, {0, 1}}), Nothing{});
  EXPECT_EQ(order_of(e), (std::vector{0, 1}));
  expect_counts(e, 2, 3, 1, 0);
}

TEST(ToyGraph, DeadlockIsTerminal) {
  const auto e = breadth_first_search(GraphModel::of({{}}), Nothing{});
  expect_counts(e, 1, 1, 0, 1);
}

TEST(ToyGraph, NoInitialState) {
  const auto e = breadth_first_search(GraphModel::of({{0}}, {}), Nothing{});
  EXPECT_EQ(e.stop, StopReason::kExhausted);
  expect_counts(e, 0, 0, 0, 0);
}

TEST(Search, ViolationEndsWithItsLevel) {
  // 1 is bad; 2 and 3, of the same level, are still found, and 4, of the next, is not.
  const auto e =
      breadth_first_search(GraphModel::of({{1, 2, 3}, {4}, {4}, {4}, {}}), GraphProperties{{1}, {}, {}});
  EXPECT_EQ(e.stop, StopReason::kViolation);
  EXPECT_EQ(order_of(e), (std::vector{0, 1, 2, 3}));
  ASSERT_EQ(e.findings.size(), 1U);
  EXPECT_EQ(e.findings[0].property, 0U);
  EXPECT_EQ(e.findings[0].length, 1U);
}

TEST(Search, InitialStateMayBeBad) {
  const auto e = breadth_first_search(GraphModel::of({{1}, {}}), GraphProperties{{0}, {}, {}});
  EXPECT_EQ(e.stop, StopReason::kViolation);
  expect_counts(e, 1, 1, 0, 0);
  EXPECT_EQ(e.findings.at(0).length, 0U);
}

TEST(Search, TransitionIntoKnownStateMayBeBad) {
  const GraphModel model = GraphModel::of({{1}, {0}});
  const GraphProperties properties{{}, {{1, 0}}, {}};
  const auto e = breadth_first_search(model, properties);
  EXPECT_EQ(e.stop, StopReason::kViolation);
  EXPECT_EQ(e.findings.at(0).property, 1U);
  EXPECT_EQ(e.findings.at(0).length, 2U);
  const auto path = checker::shortest_path(model, properties, e, 0b010, 2);
  ASSERT_TRUE(path);
  EXPECT_EQ(path->actions.size(), 2U);
}

TEST(Search, WitnessDoesNotStopASearchForViolations) {
  const auto e = breadth_first_search(GraphModel::of({{1}, {2}, {}}), GraphProperties{{}, {}, {1}});
  EXPECT_EQ(e.stop, StopReason::kExhausted);
  EXPECT_EQ(e.findings.at(0).property, 2U);
  EXPECT_EQ(e.findings.at(0).length, 1U);
}

struct OnlyAWitness {
  int wanted;
  [[nodiscard]] static std::size_t size() { return 1; }
  [[nodiscard]] static checker::PropertyMask witnesses() { return 1; }
  [[nodiscard]] checker::PropertyMask noticed_in(int state) const { return state == wanted ? 1 : 0; }
  [[nodiscard]] static checker::PropertyMask noticed_by(int /*before*/, int /*after*/) { return 0; }
};

TEST(Search, WitnessesAloneStopItWhenFound) {
  const GraphModel chain = GraphModel::of({{1}, {2}, {3}, {}});
  const auto found = breadth_first_search(chain, OnlyAWitness{1});
  EXPECT_EQ(found.stop, StopReason::kWitnessesFound);
  EXPECT_EQ(found.statistics.distinct, 2U);
  EXPECT_EQ(breadth_first_search(chain, OnlyAWitness{7}).stop, StopReason::kExhausted);
}

// ---- Limits: each makes a run inconclusive; a violation found before wins

const GraphModel& chain_of_five() {
  static const GraphModel chain = GraphModel::of({{1}, {2}, {3}, {4}, {}});
  return chain;
}

TEST(Limit, StatesAreStoppedAtExactly) {
  const auto cut = breadth_first_search(chain_of_five(), Nothing{}, Limits{.states_max = 3});
  EXPECT_EQ(cut.stop, StopReason::kStatesMax);
  EXPECT_EQ(cut.statistics.distinct, 3U);
  const auto whole = breadth_first_search(chain_of_five(), Nothing{}, Limits{.states_max = 5});
  EXPECT_EQ(whole.stop, StopReason::kExhausted);
}

TEST(Limit, DepthIsInclusive) {
  const auto cut = breadth_first_search(chain_of_five(), Nothing{}, Limits{.depth_max = 3});
  EXPECT_EQ(cut.stop, StopReason::kDepthMax);
  EXPECT_EQ(cut.statistics.distinct, 4U);
  EXPECT_EQ(cut.statistics.depth, 3U);
}

TEST(Limit, DepthThatCutsNothingOffCostsNothing) {
  const auto whole = breadth_first_search(chain_of_five(), Nothing{}, Limits{.depth_max = 4});
  EXPECT_EQ(whole.stop, StopReason::kExhausted);
  expect_counts(whole, 5, 5, 4, 1);
  // The last level has transitions, but none to a new state.
  const auto loop = breadth_first_search(GraphModel::of({{1}, {0, 1}}), Nothing{}, Limits{.depth_max = 1});
  EXPECT_EQ(loop.stop, StopReason::kExhausted);
  expect_counts(loop, 2, 4, 1, 0);
}

TEST(Limit, MemoryTooSmallForAnything) {
  const auto cut = breadth_first_search(chain_of_five(), Nothing{}, Limits{.memory_bytes_max = 1});
  EXPECT_EQ(cut.stop, StopReason::kMemoryMax);
  EXPECT_EQ(cut.statistics.distinct, 0U);
}

TEST(Limit, TimeOver) {
  const auto cut = breadth_first_search(chain_of_five(), Nothing{},
                                        Limits{.time_max = std::chrono::steady_clock::duration::zero()});
  EXPECT_EQ(cut.stop, StopReason::kTimeMax);
}

TEST(Limit, Interruption) {
  const std::atomic<bool> interrupted{true};
  const auto cut = breadth_first_search(chain_of_five(), Nothing{}, Limits{.interrupted = &interrupted});
  EXPECT_EQ(cut.stop, StopReason::kInterrupted);
  EXPECT_EQ(cut.statistics.distinct, 1U);
}

TEST(Limit, ViolationFoundBeforeItWins) {
  const auto e = breadth_first_search(GraphModel::of({{1, 2}, {}, {}}), GraphProperties{{1}, {}, {}},
                                      Limits{.states_max = 2});
  EXPECT_EQ(e.stop, StopReason::kViolation);
  const auto late = breadth_first_search(GraphModel::of({{1, 2}, {}, {}}), GraphProperties{{2}, {}, {}},
                                         Limits{.states_max = 2});
  EXPECT_EQ(late.stop, StopReason::kStatesMax);
}

// ---- Events

struct Recorder : checker::SearchObserver {
  std::vector<std::pair<int, std::uint64_t>> discovered;
  std::vector<std::pair<int, int>> examined;
  int finished = 0;

  void discover_state(int state, std::uint64_t depth) { discovered.emplace_back(state, depth); }
  void examine_transition(int before, const GraphModel::Action& /*action*/, int after) {
    examined.emplace_back(before, after);
  }
  void finish_state(const checker::Statistics& so_far) {
    ++finished;
    EXPECT_EQ(so_far.distinct, discovered.size());
    EXPECT_EQ(so_far.frontier, discovered.size() - static_cast<std::size_t>(finished));
  }
};

TEST(Observer, SeesEveryEventOnceInOrder) {
  Recorder recorder;
  breadth_first_search(GraphModel::of({{1, 2}, {2}, {0}}), Nothing{}, {}, recorder);
  EXPECT_EQ(recorder.discovered, (std::vector<std::pair<int, std::uint64_t>>{{0, 0}, {1, 1}, {2, 1}}));
  EXPECT_EQ(recorder.examined, (std::vector<std::pair<int, int>>{{0, 1}, {0, 2}, {1, 2}, {2, 0}}));
  EXPECT_EQ(recorder.finished, 3);
}

}  // namespace
}  // namespace paxoscope::tests
