// Protects: a search that was stopped and goes on from its checkpoint says, byte for byte, what it would have said without; wherever the process ends or the
// disk refuses, there is a whole checkpoint, the last or the one before; and one that is damaged, or of something else, is refused.
#include "checker/checkpoint.hpp"

#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/dice.hpp"
#include "checker/sections.hpp"
#include "checker/shortest_path.hpp"
#include "checker/symmetry.hpp"
#include "tests/faulty_storage.hpp"
#include "tests/graph_in_parts.hpp"
#include "tests/graph_model.hpp"
#include "tests/random_processes.hpp"

namespace paxoscope::tests {
namespace {

using checker::Checkpoint;
using checker::Dice;
using checker::Exploration;
using checker::SearchOptions;
using checker::StopReason;
using checker::StoreKind;
using std::chrono::hours;

/// Everything that a search says, as one text, and with an exact store all its states in their order.
template <typename M>
std::string all_of(const M& model, const Exploration& e, bool with_memory = true) {
  std::ostringstream text;
  const checker::Statistics& s = e.statistics;
  for (const std::uint64_t number :
       {s.distinct, s.unreduced, s.generated, s.looked_up, s.terminal, s.depth, s.complete_depth, s.frontier,
        s.digest, std::uint64_t{static_cast<unsigned>(e.stop)}}) {
    text << number << ' ';
  }
  if (with_memory) text << s.store_peak_bytes << ' ';
  for (const std::uint64_t taken : s.actions_taken) text << taken << ' ';
  for (const std::uint64_t size : e.statistics.level_sizes) text << size << ' ';
  for (const checker::Finding& finding : e.findings) text << finding.property << ':' << finding.length << ' ';
  if (e.states.kind() == StoreKind::kFingerprint) return text.str();
  std::vector<std::byte> encoding(model.encoded_bytes());
  checker::for_each_state(model, e, [&](const typename M::State& state, std::size_t depth) {
    model.encode(state, encoding);
    text << depth << '/' << checker::digest_of(encoding) << ' ';
  });
  return text.str();
}

/// Sets a flag when progress has been told of so many times.
class InterruptsAfter {
 public:
  InterruptsAfter(std::atomic<bool>& flag, std::size_t times) : flag_(flag), left_(times) {}
  void progress(const checker::Statistics& /*so_far*/) {
    if (left_ > 0 && --left_ == 0) flag_ = true;
  }

 private:
  std::atomic<bool>& flag_;
  std::size_t left_;
};

/// Searches with a checkpoint in `storage`, from what is there, until it ends or `batches` batches are done. A checkpoint is due after each `period`.
template <typename M, typename P>
Exploration search_with(FaultyStorage& storage, const M& model, const P& properties, SearchOptions options,
                        std::size_t batches, Checkpoint::Clock::duration period = hours(1),
                        std::vector<std::string>* warnings = nullptr) {
  Checkpoint checkpoint(storage);
  checkpoint.use("a run", period, [&](const std::string& why) {
    if (warnings != nullptr) warnings->push_back(why);
  });
  std::atomic<bool> interrupted{false};
  options.limits.interrupted = &interrupted;
  options.checkpoint = &checkpoint;
  return checker::breadth_first_search(model, properties, options, InterruptsAfter(interrupted, batches));
}

/// Stops after every few batches and goes on, with another number of workers each time. Returns how often it was stopped.
template <typename M, typename P>
int expect_same_in_pieces(const M& model, const P& properties, SearchOptions options, std::size_t batches) {
  const std::string expected = all_of(model, checker::breadth_first_search(model, properties, options));
  FaultyStorage storage;
  for (int pieces = 0; pieces < 1000; ++pieces) {
    options.workers = 1 + static_cast<std::size_t>(pieces) % 3;
    const Exploration e = search_with(storage, model, properties, options, batches);
    if (e.stop == StopReason::kInterrupted) continue;
    EXPECT_EQ(all_of(model, e), expected) << "in " << pieces + 1 << " pieces";
    return pieces;
  }
  ADD_FAILURE() << "it never ends";
  return 0;
}

/// It takes several batches, each of several shares.
GraphModel large_graph(unsigned vertices) { return random_graph(20261127, vertices); }

const GraphProperties kBad{{19'999}, {{2, 1}}, {17}};

TEST(Checkpoints, ChangeNothing) {
  const GraphModel graph = large_graph(20'000);
  for (const StoreKind store : {StoreKind::kExact, StoreKind::kFingerprint}) {
    for (const std::size_t violations : {1U, 2U, 4U}) {
      const SearchOptions options{.store = store, .violations_max = violations};
      EXPECT_GE(expect_same_in_pieces(graph, kBad, options, 1), 5);
      EXPECT_GE(expect_same_in_pieces(graph, kBad, options, 3), 1);
    }
    // Keys get wider on the way, and what was stored before stays as it was.
    for (const std::size_t parts : {2U, 16U}) {
      const GraphInParts model(graph, parts, parts == 16);
      EXPECT_GE(expect_same_in_pieces(model, kBad, {.store = store, .violations_max = 4}, 2), 5);
    }
  }
}

// Whoever goes on from there searches no more: else it would be interrupted.
TEST(Checkpoints, AreOfTheEndWhereMuchIsYetToBeDone) {
  const GraphModel graph = large_graph(20'000);
  for (const StoreKind store : {StoreKind::kExact, StoreKind::kFingerprint}) {
    for (const auto& [violations, saves_end] :
         {std::pair(1U, false), std::pair(2U, false), std::pair(4U, true)}) {
      const SearchOptions options{.store = store, .violations_max = violations, .saves_end = saves_end};
      const std::string expected = all_of(graph, checker::breadth_first_search(graph, kBad, options));
      FaultyStorage storage;
      for (int i = 0; i < 3; ++i) {
        const std::size_t batches = i == 0 ? 0 : 1;
        EXPECT_EQ(all_of(graph, search_with(storage, graph, kBad, options, batches)), expected);
        EXPECT_GE(storage.names().size(), 2U);
      }
    }
    // Where it is all over there is nothing to keep but what was kept before.
    const GraphProperties fine{{}, {}, {17}};
    FaultyStorage storage;
    EXPECT_EQ(search_with(storage, graph, fine, {.store = store, .stops_at_witnesses = false}, 0).stop,
              StopReason::kExhausted);
    EXPECT_EQ(storage.names(), (std::vector<std::string>{"search-1", "states-1"}));
    EXPECT_EQ(search_with(storage, graph, fine, {.store = store, .stops_at_witnesses = false}, 1).stop,
              StopReason::kInterrupted);
  }
}

TEST(Checkpoints, ChangeNothingOfModelsThatSayWhatTheyCan) {
  Dice dice(20261128);
  int stops = 0;
  for (int i = 0; i < 60; ++i) {
    SCOPED_TRACE("system " + std::to_string(i));
    const RandomProcesses plain(dice);
    const ProcessPropertiesThatSay properties{{&plain, std::uint64_t{1} << (dice.below(4) * 21),
                                               1 + dice.below(3), 1 + dice.below(plain.actors() - 1),
                                               1 + dice.below(3), 1 + dice.below(plain.actors() - 1)}};
    const auto all = checker::breadth_first_search(plain, properties,
                                                   {.limits = {.states_max = 3000}, .violations_max = 3});
    if (all.stop == StopReason::kStatesMax) continue;
    std::vector<RandomProcesses::State> states;
    checker::for_each_state(plain, all, [&](const RandomProcesses::State& state, std::size_t /*depth*/) {
      states.push_back(state);
    });
    const RandomProcessesWithLocalSteps with_steps(plain);
    const RandomProcessesThatSeeWhatCommutes that_see(plain, states);
    const checker::Symmetric<RandomProcessesThatSeeWhatCommutes> symmetric(that_see);
    for (const StoreKind store : {StoreKind::kExact, StoreKind::kFingerprint}) {
      const SearchOptions options{.store = store, .violations_max = 3};
      stops += expect_same_in_pieces(with_steps, properties, options, 1);
      stops += expect_same_in_pieces(that_see, properties, options, 1 + dice.below(3));
      stops += expect_same_in_pieces(symmetric, properties, options, 1);
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(stops, 500);
}

// What a limit cuts goes on with a larger one. How much memory it took may differ then, as does how much is done at a time.
TEST(Checkpoints, GoOnBeyondALimit) {
  const GraphModel graph = large_graph(20'000);
  const GraphInParts model(graph, 2, false);
  const SearchOptions whole{.violations_max = 4};
  const auto all = checker::breadth_first_search(model, kBad, whole);
  const std::string expected = all_of(model, all, false);
  const std::vector<checker::Limits> limits{
      {.states_max = 100},
      {.states_max = all.statistics.distinct - 1},
      {.depth_max = 0},
      {.depth_max = 3},
      {.memory_bytes_max = all.statistics.store_peak_bytes / 2},
      {.memory_bytes_max = all.statistics.store_peak_bytes / 3},
      {.time_max = std::chrono::seconds(0)},
  };
  for (std::size_t i = 0; i < limits.size(); ++i) {
    SCOPED_TRACE("limit " + std::to_string(i));
    FaultyStorage storage;
    const auto cut = search_with(storage, model, kBad, {.limits = limits[i], .violations_max = 4}, 0);
    EXPECT_NE(cut.stop, StopReason::kExhausted);
    const auto same = search_with(storage, model, kBad, {.limits = limits[i], .violations_max = 4}, 0);
    EXPECT_EQ(same.stop, cut.stop);
    EXPECT_EQ(same.statistics.distinct, cut.statistics.distinct);
    EXPECT_EQ(same.statistics.digest, cut.statistics.digest);
    EXPECT_EQ(all_of(model, search_with(storage, model, kBad, whole, 0), false), expected);
  }
}

// At every single operation: what is refused delays a checkpoint, and the search goes on; after a kill, or when the power goes, there is a whole one.
TEST(Checkpoints, AreWholeWhereverItEnds) {
  const GraphModel graph = large_graph(3000);
  const GraphInParts model(graph, 2, false);
  const GraphProperties bad{{2'999}, {}, {17}};
  const SearchOptions options{.violations_max = 4};
  const std::string expected = all_of(model, checker::breadth_first_search(model, bad, options));
  FaultyStorage flawless;
  EXPECT_EQ(all_of(model, search_with(flawless, model, bad, options, 0, hours(0))), expected);
  const std::size_t operations = flawless.operations();
  EXPECT_GT(operations, 300U);
  int from_the_beginning = 0;
  std::size_t harmless = 0;
  for (std::size_t at = 0; at < operations; ++at) {
    SCOPED_TRACE("operation " + std::to_string(at));
    {
      FaultyStorage storage;
      storage.fail_at(at, FaultyStorage::Fault::kRefused);
      std::vector<std::string> warnings;
      EXPECT_EQ(all_of(model, search_with(storage, model, bad, options, 0, hours(0), &warnings)), expected);
      // That the former checkpoint is still there does no harm.
      if (warnings.empty()) {
        ++harmless;
      } else {
        EXPECT_EQ(warnings, std::vector<std::string>{"no room left for operation " + std::to_string(at)});
      }
    }
    for (const int power : {0, 1, 2}) {
      FaultyStorage storage;
      storage.fail_at(at, FaultyStorage::Fault::kKilled);
      EXPECT_THROW(search_with(storage, model, bad, options, 0, hours(0)), Killed);
      storage.work();
      if (power > 0) storage.lose_power(power == 1);
      if (!Checkpoint(storage).saved_run()) ++from_the_beginning;
      EXPECT_EQ(all_of(model, search_with(storage, model, bad, options, 0)), expected);
    }
    ASSERT_FALSE(HasFailure());
  }
  FaultyStorage with_one;
  search_with(with_one, model, bad, options, 1);
  EXPECT_GT(from_the_beginning, 10);
  EXPECT_LE(from_the_beginning, 3 * static_cast<int>(with_one.operations()))
      << "what it takes to write the first";
}

TEST(Checkpoints, StayWholeOnADiskThatIsFull) {
  const GraphModel graph = large_graph(3000);
  const GraphProperties bad{{2'999}, {}, {17}};
  const SearchOptions options{.violations_max = 4};
  const std::string expected = all_of(graph, checker::breadth_first_search(graph, bad, options));
  FaultyStorage storage;
  search_with(storage, graph, bad, options, 3);
  storage.refuse_from(7);
  std::vector<std::string> warnings;
  EXPECT_EQ(all_of(graph, search_with(storage, graph, bad, options, 0, hours(0), &warnings)), expected);
  EXPECT_GT(warnings.size(), 3U);
  storage.work();
  EXPECT_EQ(all_of(graph, search_with(storage, graph, bad, options, 0)), expected);
}

/// A checkpoint in the middle of a search, after several others.
void fill(FaultyStorage& storage, const GraphInParts& model) {
  EXPECT_EQ(search_with(storage, model, kBad, {.violations_max = 4}, 6, hours(0)).stop,
            StopReason::kInterrupted);
}

TEST(Checkpoints, AreRefusedWhereDamaged) {
  const GraphInParts model(large_graph(2000), 2, false);
  FaultyStorage storage;
  fill(storage, model);
  const std::vector<std::string> names = storage.names();
  EXPECT_GT(names.size(), 4U);
  EXPECT_TRUE(names.front().starts_with("search-"));
  EXPECT_TRUE(names[1].starts_with("states-"));
  const auto go_on = [&] { search_with(storage, model, kBad, {.violations_max = 4}, 0); };
  const auto expect_refused = [&](const std::string& name) {
    try {
      go_on();
      ADD_FAILURE() << name << " was taken";
    } catch (const checker::DamagedFile& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("storage/" + name + ": ")) << error.what();
      EXPECT_NE(std::string(error.what()).find("byte "), std::string::npos) << error.what();
    } catch (const checker::ForeignCheckpoint& error) {  // where only the version of the format is another
      EXPECT_TRUE(std::string(error.what()).starts_with("storage/" + name + ": it is of version "))
          << error.what();
    }
  };
  Dice dice(20261129);
  for (const std::string& name : names) {
    const std::vector<std::byte> right = storage.contents(name);
    for (int i = 0; i < 200; ++i) {
      SCOPED_TRACE(name + ", change " + std::to_string(i));
      std::vector<std::byte>& wrong = storage.contents(name);
      // The first bytes one after the other, as much is said there, then any.
      const std::size_t at = i < 60 ? static_cast<std::size_t>(i) : dice.below(right.size());
      wrong[at] ^= std::byte{static_cast<unsigned char>(1U << dice.below(8))};
      expect_refused(name);
      wrong = right;
      wrong.resize(dice.below(right.size()));
      expect_refused(name);
      wrong = right;
    }
    storage.contents(name).push_back(std::byte{0});
    expect_refused(name);
    storage.contents(name) = right;
    ASSERT_FALSE(HasFailure());
  }
  // One file of states in place of another, each of them whole.
  std::swap(storage.contents(names[1]), storage.contents(names[2]));
  EXPECT_THROW(go_on(), checker::DamagedFile);
  std::swap(storage.contents(names[1]), storage.contents(names[2]));
  go_on();
}

TEST(Checkpoints, SayWhereTheyAreDamaged) {
  const GraphInParts model(large_graph(2000), 2, false);
  FaultyStorage storage;
  fill(storage, model);
  const std::string name = storage.names().front();
  // After the kind of the file come the name of the first section and its only block, with 16 bytes of lengths and checksum.
  storage.contents(name)[8 + 8 + 16 + 3] ^= std::byte{1};
  try {
    Checkpoint checkpoint(storage);
    ADD_FAILURE();
  } catch (const checker::DamagedFile& error) {
    EXPECT_EQ(std::string(error.what()),
              "storage/" + name + ": section 'run', byte 16: the checksum is wrong");
  }
}

TEST(Checkpoints, AreRefusedByOtherSearches) {
  const GraphModel graph = large_graph(2000);
  FaultyStorage storage;
  fill(storage, GraphInParts(graph, 2, false));
  EXPECT_THROW(search_with(storage, GraphInParts(graph, 3, false), kBad, {}, 0), checker::ForeignCheckpoint);
  EXPECT_THROW(search_with(storage, GraphInParts(graph, 2, true), kBad, {}, 0), checker::ForeignCheckpoint);
  EXPECT_THROW(search_with(storage, graph, kBad, {}, 0), checker::ForeignCheckpoint);
  EXPECT_THROW(
      search_with(storage, GraphInParts(graph, 2, false), kBad, {.store = StoreKind::kFingerprint}, 0),
      checker::ForeignCheckpoint);
  // A graph of other edges, which is encoded the same.
  EXPECT_THROW(search_with(storage, GraphInParts(large_graph(1999), 2, false), kBad, {}, 0),
               checker::ForeignCheckpoint);
}

TEST(Checkpoints, OfAnotherVersionOfTheFormatAreNotDamaged) {
  FaultyStorage storage;
  fill(storage, GraphInParts(large_graph(2000), 2, false));
  const std::string name = storage.names().front();
  std::byte& version = storage.contents(name)[7];
  version = std::byte{'2'};
  try {
    Checkpoint checkpoint(storage);
    ADD_FAILURE();
  } catch (const checker::ForeignCheckpoint& error) {
    EXPECT_EQ(std::string(error.what()),
              "storage/" + name + ": it is of version 2 of the format, and this program knows version 1");
  }
  version = std::byte{'x'};
  EXPECT_THROW(Checkpoint{storage}, checker::DamagedFile);
}

// Checksums are there for what befalls a file. This is for what was written wrongly.
TEST(Checkpoints, AreRefusedWhereTheirNumbersDoNotAgree) {
  const GraphInParts model(large_graph(2000), 2, false);
  FaultyStorage storage;
  fill(storage, model);
  Checkpoint checkpoint(storage);
  checker::StateStore states(StoreKind::kExact, model.encoded_bytes(), checker::parts_of(model), 0);
  const checker::SearchPosition right = checkpoint.load(states);
  const auto fits = [&](const checker::SearchPosition& position) {
    return checker::detail::fits_model(position, model, GraphProperties::size(), states);
  };
  EXPECT_TRUE(fits(right));
  EXPECT_GT(right.expanded, right.level_expanded);
  using Position = checker::SearchPosition;
  const std::vector<std::function<void(Position&)>> changes{
      [](Position& p) { ++p.depth; },
      [](Position& p) { --p.depth; },
      [](Position& p) { --p.level_expanded; },
      [](Position& p) { ++p.expanded; },
      [](Position& p) { p.initial_states = 0; },
      [](Position& p) { p.noticed ^= 0b100U; },
      [](Position& p) {
        p.findings.push_back({2, 1});
      },
      [](Position& p) {
        p.findings.push_back({3, 1});
      },
      [](Position& p) { ++p.statistics.unreduced; },
      [](Position& p) { ++p.statistics.generated; },
      [](Position& p) { --p.statistics.actions_taken[0]; },
      [](Position& p) { p.statistics.terminal = p.expanded + 1; },
      [](Position& p) { p.statistics.looked_up = p.statistics.generated + 1; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Position wrong = right;
    changes[i](wrong);
    EXPECT_FALSE(fits(wrong)) << i;
  }
}

TEST(Checkpoints, LeaveNothingWhenDiscarded) {
  FaultyStorage storage;
  storage.create("somebody-elses")->sync();
  fill(storage, GraphInParts(large_graph(2000), 2, false));
  Checkpoint checkpoint(storage);
  EXPECT_EQ(checkpoint.saved_run(), "a run");
  checkpoint.discard();
  EXPECT_EQ(storage.names(), std::vector<std::string>{"somebody-elses"});
  EXPECT_FALSE(Checkpoint(storage).saved_run());
}

TEST(Folder, IsOneRunsAtATime) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "paxoscope-folder-test";
  std::filesystem::remove_all(path);
  {
    checker::Folder folder(path, checker::Folder::Use::kNew);
    EXPECT_THROW(checker::Folder(path, checker::Folder::Use::kNew), checker::StorageError);
    const auto file = folder.create("b.part");
    file->write(std::as_bytes(std::span("four")).first(4));
    file->sync();
    folder.rename("b.part", "b");
    folder.create("a")->sync();
    folder.sync();
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"a", "b"}));
    std::array<std::byte, 10> bytes{};
    EXPECT_EQ(folder.open("b")->read(bytes), 4U);
    EXPECT_EQ(static_cast<char>(bytes[3]), 'r');
    EXPECT_THROW(folder.open("c"), checker::StorageError);
    EXPECT_THROW(folder.remove("c"), checker::StorageError);
    folder.remove("a");
  }
  EXPECT_TRUE(std::filesystem::exists(path)) << "there is something in it";
  { checker::Folder(path, checker::Folder::Use::kExisting).remove("b"); }
  EXPECT_TRUE(std::filesystem::exists(path)) << "another one made it";
  std::filesystem::remove(path);
  { const checker::Folder folder(path, checker::Folder::Use::kNew); }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_THROW(checker::Folder(path, checker::Folder::Use::kExisting), checker::StorageError);
}

}  // namespace
}  // namespace paxoscope::tests
