// Protects: a search that has a fourth of the memory that it needs says the same as one that has all, as the rest goes to a file; and where there is no more room in
// that either it ends with all that it had, and goes on where there is.
#include <chrono>
#include <cstring>
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/checkpoint.hpp"
#include "checker/shortest_path.hpp"
#include "checker/spill_file.hpp"
#include "tests/faulty_storage.hpp"
#include "tests/graph_in_parts.hpp"
#include "tests/graph_model.hpp"

namespace paxoscope::tests {
namespace {

using checker::Exploration;
using checker::SearchOptions;
using checker::SpilledBytes;
using checker::SpillFile;
using checker::StopReason;
using checker::StoreKind;

const std::string kFolder = std::filesystem::temp_directory_path();

GraphModel large_graph() { return random_graph(20261130, 80'000); }

const GraphProperties kBad{{79'999}, {{2, 1}}, {17}};

/// All that a search says but for memory, its states in their order, and the run to each finding.
template <typename M>
std::string all_of(const M& model, const Exploration& e) {
  std::ostringstream text;
  const checker::Statistics& s = e.statistics;
  for (const std::uint64_t number :
       {s.distinct, s.generated, s.looked_up, s.terminal, s.depth, s.complete_depth, s.frontier, s.digest,
        std::uint64_t{static_cast<unsigned>(e.stop)}})
    text << number << ' ';
  for (const checker::Finding& finding : e.findings) text << finding.property << ':' << finding.length << ' ';
  if (e.states.kind() == StoreKind::kFingerprint) return text.str();
  checker::for_each_state(model, e,
                          [&](int state, std::size_t depth) { text << depth << '/' << state << ' '; });
  for (const checker::Finding& finding : e.findings) {
    const auto path =
        checker::shortest_path(model, kBad, e, checker::property_bit(finding.property), finding.length);
    if (!path) return text.str() + "no path";
    for (const auto& action : path->actions) text << action.edge << ',';
  }
  return text.str();
}

template <typename M>
void expect_same_in_less_memory(const M& model, StoreKind store, std::uint64_t divisor) {
  SearchOptions options{.store = store, .violations_max = 4};
  const Exploration all = checker::breadth_first_search(model, kBad, options);
  const std::string expected = all_of(model, all);
  options.limits.memory_bytes_max = all.statistics.store_peak_bytes / divisor;
  EXPECT_EQ(checker::breadth_first_search(model, kBad, options).stop, StopReason::kMemoryMax);
  options.spill_folder = kFolder;
  for (const std::size_t workers : {1U, 3U}) {
    options.workers = workers;
    Exploration e = checker::breadth_first_search(model, kBad, options);
    EXPECT_EQ(all_of(model, e), expected) << workers;
    EXPECT_GT(e.statistics.spilled_bytes, options.limits.memory_bytes_max);
    EXPECT_LE(e.statistics.store_peak_bytes, options.limits.memory_bytes_max * 11 / 10);
    Exploration other = std::move(e);  // what is in the file goes with it
    e = checker::breadth_first_search(model, kBad, {.limits = {.states_max = 10}});
    EXPECT_EQ(all_of(model, other), expected);
  }
}

TEST(Spilling, ChangesNothing) {
  const GraphModel graph = large_graph();
  expect_same_in_less_memory(graph, StoreKind::kExact, 4);
  expect_same_in_less_memory(graph, StoreKind::kFingerprint, 3);
  expect_same_in_less_memory(GraphInParts(graph, 2, false), StoreKind::kExact, 3);
}

const SearchOptions kWhole{.violations_max = 4};

/// To be searched with a fourth of the memory that all of it took.
SearchOptions spilling(const Exploration& all) {
  return {.limits = {.memory_bytes_max = all.statistics.store_peak_bytes / 4},
          .violations_max = 4,
          .spill_folder = kFolder};
}

/// From what is kept in `storage`, where what is cut short is kept.
Exploration search_with(FaultyStorage& storage, const GraphModel& graph, SearchOptions options) {
  checker::Checkpoint checkpoint(storage);
  checkpoint.use("", std::chrono::hours(1), {});
  options.checkpoint = &checkpoint;
  return checker::breadth_first_search(graph, kBad, options);
}

TEST(Spilling, EndsWhereThereIsNoRoomAndGoesOn) {
  const GraphModel graph = large_graph();
  const Exploration all = checker::breadth_first_search(graph, kBad, kWhole);
  SearchOptions options = spilling(all);
  for (const std::uint64_t disk :
       {std::uint64_t{0}, all.statistics.store_peak_bytes / 2, all.statistics.store_peak_bytes * 3 / 4}) {
    FaultyStorage storage;
    options.limits.disk_bytes_max = disk;
    const Exploration cut = search_with(storage, graph, options);
    EXPECT_EQ(cut.stop, StopReason::kDiskMax);
    EXPECT_LE(cut.statistics.spilled_bytes, disk);
    EXPECT_LT(cut.statistics.distinct, all.statistics.distinct);
    EXPECT_GT(cut.statistics.distinct, 1000U);
    EXPECT_EQ(all_of(graph, search_with(storage, graph, kWhole)), all_of(graph, all));
  }
}

// Where it was stopped and where it goes on it may be in memory or in a file.
TEST(Spilling, GoesWithCheckpoints) {
  const GraphModel graph = large_graph();
  const Exploration all = checker::breadth_first_search(graph, kBad, kWhole);
  for (const bool first : {false, true}) {
    for (const bool second : {false, true}) {
      FaultyStorage storage;
      SearchOptions options = first ? spilling(all) : kWhole;
      options.limits.states_max = all.statistics.distinct * 2 / 3;
      EXPECT_EQ(search_with(storage, graph, options).stop, StopReason::kStatesMax);
      options = second ? spilling(all) : kWhole;
      options.limits.states_max = all.statistics.distinct;
      EXPECT_EQ(all_of(graph, search_with(storage, graph, options)), all_of(graph, all)) << first << second;
    }
  }
}

TEST(SpillFile, HasRoomForSoMuch) {
  const auto file = std::make_shared<SpillFile>(kFolder, 40'000);
  SpilledBytes one = file->allocate(1);
  EXPECT_EQ(file->bytes(), 4096U);
  SpilledBytes more = file->allocate(30'000);
  EXPECT_EQ(file->bytes(), 4096U + 32'768U);
  EXPECT_THROW(file->allocate(4097), checker::DiskFull);
  EXPECT_EQ(more.data()[29'999], std::byte{0});
  std::memset(more.data(), 7, 30'000);
  more.let_go();
  EXPECT_EQ(more.data()[29'999], std::byte{7});
  one = {};
  EXPECT_EQ(file->bytes(), 32'768U);
  { const SpilledBytes gone = std::move(more); }
  EXPECT_EQ(file->bytes(), 0U);
  EXPECT_THROW(SpillFile("/nowhere", 1), checker::StorageError);
}

}  // namespace
}  // namespace paxoscope::tests
