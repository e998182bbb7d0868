// Protects: what a search visits on which level, what it counts, and where limits stop it, on graphs small enough to
// check by hand; and that none of it depends on the number of workers, on graphs large enough for them to share.
#include "checker/breadth_first_search.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "checker/shortest_path.hpp"
#include "graph_in_parts.hpp"
#include "graph_model.hpp"

namespace paxoscope::tests {
namespace {

using checker::breadth_first_search;
using checker::Exploration;
using checker::Limits;
using checker::SearchOptions;
using checker::StopReason;
using Nothing = checker::NoProperties<int>;

using Levels = std::vector<std::vector<int>>;

/// The states of each level, smallest first: the order within a level means nothing.
Levels levels_of(const GraphModel& model, const Exploration& exploration) {
  Levels levels(exploration.statistics.level_sizes.size());
  checker::for_each_state(model, exploration,
                          [&](int state, std::size_t depth) { levels.at(depth).push_back(state); });
  for (std::size_t depth = 0; depth < levels.size(); ++depth) {
    EXPECT_EQ(levels[depth].size(), exploration.statistics.level_sizes[depth]);
    std::sort(levels[depth].begin(), levels[depth].end());
  }
  return levels;
}

SearchOptions limited(const Limits& limits) { return {.limits = limits}; }

void expect_counts(const Exploration& e, std::uint64_t distinct, std::uint64_t generated, std::uint64_t depth,
                   std::uint64_t terminal) {
  EXPECT_EQ(e.statistics.distinct, distinct);
  EXPECT_EQ(e.statistics.generated, generated);
  EXPECT_EQ(e.statistics.depth, depth);
  EXPECT_EQ(e.statistics.terminal, terminal);
}

TEST(ToyGraph, SelfLoop) {
  const GraphModel graph = GraphModel::of({{0}});
  const auto e = breadth_first_search(graph, Nothing{});
  EXPECT_EQ(e.stop, StopReason::kExhausted);
  EXPECT_EQ(levels_of(graph, e), (Levels{{0}}));
  expect_counts(e, 1, 2, 0, 0);
}

TEST(ToyGraph, Diamond) {
  const GraphModel graph = GraphModel::of({{2, 1}, {3}, {3}, {}});
  const auto e = breadth_first_search(graph, Nothing{});
  EXPECT_EQ(levels_of(graph, e), (Levels{{0}, {1, 2}, {3}}));
  expect_counts(e, 4, 5, 2, 1);
}

TEST(ToyGraph, TwoInitialStates) {
  const GraphModel graph = GraphModel::of({{2}, {2}, {}}, {1, 0});
  const auto e = breadth_first_search(graph, Nothing{});
  EXPECT_EQ(levels_of(graph, e), (Levels{{0, 1}, {2}}));
  expect_counts(e, 3, 4, 1, 1);
}

TEST(ToyGraph, UnreachablePartIsNotVisited) {
  const GraphModel graph = GraphModel::of({{1}, {0}, {0, 1}});
  const auto e = breadth_first_search(graph, Nothing{});
  EXPECT_EQ(levels_of(graph, e), (Levels{{0}, {1}}));
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
  const GraphModel graph = GraphModel::of({{1, 2, 3}, {4}, {4}, {4}, {}});
  const auto e = breadth_first_search(graph, GraphProperties{{1}, {}, {}});
  EXPECT_EQ(e.stop, StopReason::kViolation);
  EXPECT_EQ(levels_of(graph, e), (Levels{{0}, {1, 2, 3}}));
  ASSERT_EQ(e.findings.size(), 1U);
  EXPECT_EQ(e.findings[0].property, 0U);
  EXPECT_EQ(e.findings[0].length, 1U);
}

TEST(Search, GoesOnUntilAsManyPropertiesAreViolatedAsAreAskedFor) {
  // Vertex 1 is bad, and so is the step from 2 to 3.
  const GraphModel chain = GraphModel::of({{1}, {2}, {3}, {4}, {}});
  const GraphProperties properties{{1}, {{2, 3}}, {}};
  const auto both = breadth_first_search(chain, properties, {.violations_max = 2});
  EXPECT_EQ(both.stop, StopReason::kViolation);
  EXPECT_EQ(both.statistics.distinct, 4U);
  ASSERT_EQ(both.findings.size(), 2U);
  EXPECT_EQ(both.findings[0].length, 1U);
  EXPECT_EQ(both.findings[1].length, 3U);
  const auto all = breadth_first_search(chain, properties, {.violations_max = 3});
  EXPECT_EQ(all.stop, StopReason::kExhausted);
  EXPECT_EQ(all.statistics.distinct, 5U);
  EXPECT_EQ(all.findings.size(), 2U);
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

TEST(Search, AStepThatChangesNothingMayBeBad) {
  const auto e = breadth_first_search(GraphModel::of({{1}, {1}}), GraphProperties{{}, {{1, 1}}, {}});
  EXPECT_EQ(e.stop, StopReason::kViolation);
  EXPECT_EQ(e.findings.at(0).property, 1U);
  EXPECT_EQ(e.findings.at(0).length, 2U);
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
  const auto cut = breadth_first_search(chain_of_five(), Nothing{}, limited({.states_max = 3}));
  EXPECT_EQ(cut.stop, StopReason::kStatesMax);
  EXPECT_EQ(cut.statistics.distinct, 3U);
  const auto whole = breadth_first_search(chain_of_five(), Nothing{}, limited({.states_max = 5}));
  EXPECT_EQ(whole.stop, StopReason::kExhausted);
}

TEST(Limit, DepthIsInclusive) {
  const auto cut = breadth_first_search(chain_of_five(), Nothing{}, limited({.depth_max = 3}));
  EXPECT_EQ(cut.stop, StopReason::kDepthMax);
  EXPECT_EQ(cut.statistics.distinct, 4U);
  EXPECT_EQ(cut.statistics.depth, 3U);
}

TEST(Limit, DepthThatCutsNothingOffCostsNothing) {
  const auto whole = breadth_first_search(chain_of_five(), Nothing{}, limited({.depth_max = 4}));
  EXPECT_EQ(whole.stop, StopReason::kExhausted);
  expect_counts(whole, 5, 5, 4, 1);
  // The last level has transitions, but none to a new state.
  const auto loop = breadth_first_search(GraphModel::of({{1}, {0, 1}}), Nothing{}, limited({.depth_max = 1}));
  EXPECT_EQ(loop.stop, StopReason::kExhausted);
  expect_counts(loop, 2, 4, 1, 0);
}

TEST(Limit, MemoryTooSmallForAnything) {
  const auto cut = breadth_first_search(chain_of_five(), Nothing{}, limited({.memory_bytes_max = 1}));
  EXPECT_EQ(cut.stop, StopReason::kMemoryMax);
  EXPECT_EQ(cut.statistics.distinct, 0U);
}

TEST(Limit, TimeOver) {
  const auto cut = breadth_first_search(chain_of_five(), Nothing{},
                                        limited({.time_max = std::chrono::steady_clock::duration::zero()}));
  EXPECT_EQ(cut.stop, StopReason::kTimeMax);
}

TEST(Limit, Interruption) {
  const std::atomic<bool> interrupted{true};
  const auto cut = breadth_first_search(chain_of_five(), Nothing{}, limited({.interrupted = &interrupted}));
  EXPECT_EQ(cut.stop, StopReason::kInterrupted);
  EXPECT_EQ(cut.statistics.distinct, 1U);
}

TEST(Limit, ViolationFoundBeforeItWins) {
  // Of 1 and 2 only one fits. Which of them is not for a caller to know, but it is found out, and then it is the same
  // every time.
  const GraphModel graph = GraphModel::of({{1, 2}, {}, {}});
  const auto cut = breadth_first_search(graph, Nothing{}, limited({.states_max = 2}));
  EXPECT_EQ(cut.stop, StopReason::kStatesMax);
  const int found = levels_of(graph, cut).at(1).at(0);
  const auto violated =
      breadth_first_search(graph, GraphProperties{{found}, {}, {}}, limited({.states_max = 2}));
  EXPECT_EQ(violated.stop, StopReason::kViolation);
  const auto unseen =
      breadth_first_search(graph, GraphProperties{{3 - found}, {}, {}}, limited({.states_max = 2}));
  EXPECT_EQ(unseen.stop, StopReason::kStatesMax);
}

// ---- Events

struct Recorder : checker::SearchObserver {
  std::vector<std::pair<int, std::uint64_t>> discovered;
  std::vector<std::pair<int, int>> examined;
  std::vector<int> finished;
  std::uint64_t last_progress = 0;

  void discover_state(int state, std::uint64_t depth) { discovered.emplace_back(state, depth); }
  void examine_transition(int before, const GraphModel::Action& /*action*/, int after) {
    examined.emplace_back(before, after);
  }
  void finish_state(int state) { finished.push_back(state); }
  void progress(const checker::Statistics& so_far) {
    EXPECT_EQ(so_far.distinct, discovered.size());
    EXPECT_EQ(so_far.frontier, discovered.size() - finished.size());
    last_progress = so_far.distinct;
  }
};

TEST(Observer, SeesEveryEventOnceInOrder) {
  for (const std::size_t workers : {1U, 4U}) {
    Recorder recorder;
    breadth_first_search(GraphModel::of({{1}, {2, 1}, {0}}), Nothing{}, {.workers = workers}, recorder);
    EXPECT_EQ(recorder.discovered, (std::vector<std::pair<int, std::uint64_t>>{{0, 0}, {1, 1}, {2, 2}}));
    EXPECT_EQ(recorder.examined, (std::vector<std::pair<int, int>>{{0, 1}, {1, 2}, {1, 1}, {2, 0}}));
    EXPECT_EQ(recorder.finished, (std::vector<int>{0, 1, 2}));
    EXPECT_EQ(recorder.last_progress, 3U);
  }
}

struct Steps {
  int transitions = 0;
  void examine_transition(int /*before*/, const GraphModel::Action& /*action*/, int /*after*/) {
    ++transitions;
  }
};

TEST(Observer, SeesNothingTwiceWhereALimitCuts) {
  Steps steps;
  const auto cut = breadth_first_search(GraphModel::of({{1}, {2, 3, 1}, {}, {}}), Nothing{},
                                        limited({.states_max = 3}), steps);
  EXPECT_EQ(cut.stop, StopReason::kStatesMax);
  EXPECT_EQ(steps.transitions, 4);
}

// ---- Workers

/// Everything that a search says, as one text.
template <typename M>
std::string all_of(const M& model, const Exploration& e) {
  std::ostringstream text;
  const checker::Statistics& s = e.statistics;
  for (const std::uint64_t number :
       {s.distinct, s.generated, s.terminal, s.depth, s.complete_depth, s.frontier, s.store_peak_bytes,
        s.digest, std::uint64_t{static_cast<unsigned>(e.stop)}}) {
    text << number << ' ';
  }
  for (const std::uint64_t taken : s.actions_taken) text << taken << ' ';
  for (const checker::Finding& finding : e.findings) text << finding.property << ':' << finding.length << ' ';
  checker::for_each_state(model, e,
                          [&](int state, std::size_t depth) { text << depth << '/' << state << ' '; });
  return text.str();
}

TEST(Workers, NeverChangeWhatASearchSays) {
  const GraphModel graph = random_graph(20260103, 60'000);
  const GraphProperties bad{{59'999}, {{2, 1}}, {17}};
  const std::uint64_t whole = breadth_first_search(graph, Nothing{}).statistics.distinct;
  const std::uint64_t memory = breadth_first_search(graph, Nothing{}).statistics.store_peak_bytes;
  const std::vector<SearchOptions> runs{
      {},
      {.store = checker::StoreKind::kFingerprint},
      {.limits = {.states_max = whole / 2}},
      {.limits = {.states_max = whole - 1}},
      {.limits = {.states_max = whole}},
      {.limits = {.depth_max = 3}},
      {.limits = {.memory_bytes_max = memory / 2}},
      {.limits = {.memory_bytes_max = memory - 1}},
      {.violations_max = 2},
  };
  for (std::size_t i = 0; i < runs.size(); ++i) {
    SCOPED_TRACE("run " + std::to_string(i));
    std::string expected;
    for (const std::size_t workers : {1U, 2U, 3U, 8U}) {
      SearchOptions options = runs[i];
      options.workers = workers;
      const auto e = breadth_first_search(graph, bad, options);
      EXPECT_LE(e.statistics.distinct, options.limits.states_max);
      EXPECT_LE(e.statistics.store_peak_bytes, options.limits.memory_bytes_max);
      if (options.store == checker::StoreKind::kFingerprint) {
        EXPECT_EQ(e.statistics.digest, breadth_first_search(graph, bad).statistics.digest);
        continue;
      }
      const std::string said = all_of(graph, e);
      if (expected.empty()) expected = said;
      ASSERT_EQ(said, expected) << workers << " workers";
    }
  }
}

// Keys get wider while there is much to do, from one word to several: whatever was in work is done again.
TEST(Workers, NeverChangeWhatASearchSaysWhileKeysGetWider) {
  const GraphModel graph = random_graph(20260105, 60'000);
  const GraphProperties bad{{59'999}, {{2, 1}}, {17}};
  const auto raw = breadth_first_search(graph, bad, {.violations_max = 4});
  for (const std::size_t parts : {2U, 16U}) {
    const GraphInParts model(graph, parts, false);
    SCOPED_TRACE(parts);
    const auto one = breadth_first_search(model, bad, {.violations_max = 4});
    EXPECT_EQ(one.states.codec().key_words(), parts == 2 ? 1U : 3U);
    EXPECT_EQ(one.statistics.distinct, raw.statistics.distinct);
    EXPECT_EQ(one.statistics.generated, raw.statistics.generated);
    EXPECT_EQ(one.statistics.terminal, raw.statistics.terminal);
    EXPECT_EQ(one.statistics.level_sizes, raw.statistics.level_sizes);
    ASSERT_EQ(one.findings.size(), raw.findings.size());
    for (std::size_t i = 0; i < raw.findings.size(); ++i) {
      EXPECT_EQ(one.findings[i].property, raw.findings[i].property);
      EXPECT_EQ(one.findings[i].length, raw.findings[i].length);
    }
    const std::string expected = all_of(model, one);
    for (const std::size_t workers : {2U, 3U, 8U}) {
      EXPECT_EQ(all_of(model, breadth_first_search(model, bad, {.workers = workers, .violations_max = 4})),
                expected);
      const auto fingerprints = breadth_first_search(
          model, bad, {.workers = workers, .store = checker::StoreKind::kFingerprint, .violations_max = 4});
      EXPECT_EQ(fingerprints.statistics.digest, one.statistics.digest);
      EXPECT_EQ(fingerprints.statistics.level_sizes, one.statistics.level_sizes);
    }
    // However little memory there is, what was done until then is the same.
    const std::uint64_t least =
        breadth_first_search(model, bad, limited({.memory_bytes_max = 1})).statistics.store_peak_bytes;
    for (const std::uint64_t divisor : {2U, 3U, 5U}) {
      SearchOptions options =
          limited({.memory_bytes_max = std::max(least, (one.statistics.store_peak_bytes - 1) / divisor)});
      options.violations_max = 4;
      const auto cut = breadth_first_search(model, bad, options);
      EXPECT_EQ(cut.stop, StopReason::kMemoryMax);
      EXPECT_LT(cut.statistics.distinct, one.statistics.distinct);
      options.workers = 3;
      EXPECT_EQ(all_of(model, breadth_first_search(model, bad, options)), all_of(model, cut));
    }
  }
}

// Tables of values grow while states are expanded, and are asked about after that (docs/warts.md).
TEST(Limit, MemoryIsNearlyKeptToWhereTablesOfPartsAreMostOfIt) {
  const GraphInParts model(random_graph(20260105, 60'000), 16, false);
  const std::uint64_t whole = breadth_first_search(model, Nothing{}).statistics.store_peak_bytes;
  for (std::uint64_t percent = 40; percent < 100; percent += 3) {
    const std::uint64_t most = whole * percent / 100;
    const auto cut = breadth_first_search(model, Nothing{}, limited({.memory_bytes_max = most}));
    EXPECT_LE(cut.statistics.store_peak_bytes, most + whole / 4)
        << percent << " % of what the whole space needs";
  }
}

TEST(Limit, StatesAreStoppedAtExactlyInALargeGraphToo) {
  const GraphModel graph = random_graph(20260104, 60'000);
  const std::uint64_t whole = breadth_first_search(graph, Nothing{}).statistics.distinct;
  for (const std::uint64_t most : {std::uint64_t{41}, std::uint64_t{1000}, whole - 1}) {
    const auto cut = breadth_first_search(graph, Nothing{}, limited({.states_max = most}));
    EXPECT_EQ(cut.stop, StopReason::kStatesMax);
    EXPECT_EQ(cut.statistics.distinct, most);
  }
  EXPECT_EQ(breadth_first_search(graph, Nothing{}, limited({.states_max = whole})).stop,
            StopReason::kExhausted);
}

// ---- The digest

TEST(Digest, IsTheSumOfTheHashesOfTheEncodings) {
  const GraphModel graph = GraphModel::of({{1, 2}, {3}, {3}, {}, {}});
  checker::Digest expected = 0;
  for (int state = 0; state < 4; ++state) {
    std::array<std::byte, sizeof(int)> encoding{};
    GraphModel::encode(state, encoding);
    expected += checker::digest_of(encoding);
  }
  EXPECT_EQ(breadth_first_search(graph, Nothing{}).statistics.digest, expected);
  // A search that was stopped has the digest of what it found.
  const auto cut = breadth_first_search(graph, GraphProperties{{1}, {}, {}});
  EXPECT_EQ(cut.statistics.distinct, 3U);
  std::array<std::byte, sizeof(int)> last{};
  GraphModel::encode(3, last);
  EXPECT_EQ(cut.statistics.digest + checker::digest_of(last), expected);
}

}  // namespace
}  // namespace paxoscope::tests
