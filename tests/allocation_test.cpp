// Protects: whichever allocation of a search fails, on whichever thread, the search ends as one for which there was no memory or with std::bad_alloc, its threads end, nothing
// leaks, and from what it left it goes on to the end that it has otherwise.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <limits>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "checker/breadth_first_search.hpp"
#include "checker/checkpoint.hpp"
#include "checker/storage.hpp"
#include "tests/faulty_storage.hpp"
#include "tests/graph_in_parts.hpp"
#include "tests/graph_model.hpp"
#include "tests/process.hpp"
#include "tests/thorough.hpp"

namespace {

// Of all threads. Allocations are counted while one is to fail.
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
std::atomic<std::int64_t> left{kNever};  // before that which fails; with none that follow, or all
std::atomic<bool> stays{false};
std::atomic<std::int64_t> allocated{0};  // and not given back yet

bool fails_now() {
  if (left.load(std::memory_order_relaxed) == kNever) return false;
  const std::int64_t before = left.fetch_sub(1);
  return before == 0 || (before < 0 && stays);
}

void* allocate(std::size_t size, std::size_t alignment) {
  if (fails_now()) return nullptr;
  void* const memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (memory != nullptr) ++allocated;
  return memory;
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
  void* const memory = allocate(size, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void give_back(void* memory) {
  if (memory == nullptr) return;
  --allocated;
  std::free(memory);  // NOLINT: it is from aligned_alloc
}

constexpr std::size_t kUsual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

}  // namespace

// NOLINTBEGIN(misc-new-delete-overloads,cert-dcl54-cpp): those for arrays are made of these
void* operator new(std::size_t size) { return allocate_or_throw(size, kUsual); }
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return allocate(size, kUsual);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  give_back(memory);
}
// NOLINTEND(misc-new-delete-overloads,cert-dcl54-cpp)

namespace paxoscope::tests {
namespace {

using checker::SearchOptions;
using checker::StopReason;

// In memory if there is such a folder, as a disk takes seconds.
const std::string kFolder = std::filesystem::is_directory("/dev/shm")
                                ? std::string("/dev/shm")
                                : std::filesystem::temp_directory_path().string();

/// Of several batches, in which three workers have something to do.
GraphInParts some_graph(unsigned vertices) { return {random_graph(20261127, vertices, 5, 300), 2, false}; }

const GraphInParts kSmall = some_graph(1500);
const GraphInParts kLarge = some_graph(20'000);
const GraphProperties kBad{{1499}, {{2, 1}}, {17}};

/// What a search says that does not hang on how much memory it was allowed.
struct Said {
  StopReason stop;
  std::uint64_t distinct, generated, digest, depth;
  std::size_t findings;
  bool operator==(const Said&) const = default;
};

/// Searches with a checkpoint in `storage` after every batch, if one is wanted.
Said search(const GraphInParts& graph, FaultyStorage* storage, SearchOptions options) {
  std::optional<checker::Checkpoint> checkpoint;
  if (storage != nullptr) {
    checkpoint.emplace(*storage);
    checkpoint->use("a run", std::chrono::hours(0), {});
    options.checkpoint = &*checkpoint;
  }
  options.violations_max = 4;
  const checker::Exploration e = checker::breadth_first_search(graph, kBad, options);
  const checker::Statistics& s = e.statistics;
  return {e.stop, s.distinct, s.generated, s.digest, s.depth, e.findings.size()};
}

struct Ends {
  int stopped = 0;    ///< as one that has no memory
  int thrown = 0;     ///< std::bad_alloc came out
  int untouched = 0;  ///< it could do without, or needed fewer
};

/// Lets the n-th allocation fail, for n = 0, `stride`, 2 * `stride` … until there are not so many; with several workers luck decides which that is.
Ends try_each(const GraphInParts& graph, bool with_checkpoint, bool and_all_after, std::int64_t stride,
              const SearchOptions& options) {
  const Said expected = search(graph, nullptr, options);
  EXPECT_EQ(expected.stop, StopReason::kExhausted);
  Ends ends;
  for (std::int64_t n = 0;; n += stride) {
    FaultyStorage storage;
    FaultyStorage* const used = with_checkpoint ? &storage : nullptr;
    const std::int64_t before = allocated;
    std::optional<Said> said;
    stays = and_all_after;
    left = n;
    try {
      said = search(graph, used, options);
    } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): then nothing was said
    }
    const bool was_reached = left < 0;
    left = kNever;
    if (!with_checkpoint) {
      EXPECT_EQ(allocated, before) << "allocation " << n << " leaks";
    }
    if (!said) {
      ++ends.thrown;
    } else if (said->stop == StopReason::kMemoryShort) {
      ++ends.stopped;
    } else {
      EXPECT_EQ(*said, expected) << "allocation " << n;
      ++ends.untouched;
    }
    if (with_checkpoint) {
      EXPECT_EQ(search(graph, &storage, {}), expected) << "after allocation " << n;
    }
    if (!was_reached || ::testing::Test::HasFailure()) return ends;
  }
}

class AnyAllocation : public ::testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(WithWorkers, AnyAllocation, ::testing::Values(1, 3),
                         [](const auto& workers) { return std::to_string(workers.param); });

TEST_P(AnyAllocation, MayFail) {
  for (const bool and_all_after : {false, true}) {
    const Ends ends = try_each(kSmall, false, and_all_after, 1, {.workers = GetParam()});
    EXPECT_GT(ends.stopped, 50);
    EXPECT_GT(ends.thrown, 20);
    EXPECT_GE(ends.untouched, 1);
  }
}

TEST_P(AnyAllocation, MayFailWithACheckpoint) {
  for (const bool and_all_after : {false, true}) {
    const Ends ends = try_each(kSmall, true, and_all_after, is_thorough() ? 1 : 5, {.workers = GetParam()});
    EXPECT_GT(ends.stopped, 10);
    EXPECT_GT(ends.thrown, 5);
  }
}

TEST_P(AnyAllocation, MayFailWhereItSpills) {
  SearchOptions options{.violations_max = 4};
  const auto all = checker::breadth_first_search(kLarge, kBad, options).statistics.store_peak_bytes;
  options.limits.memory_bytes_max = all * 13 / 20;
  options.spill_folder = kFolder;
  EXPECT_GT(checker::breadth_first_search(kLarge, kBad, options).statistics.spilled_bytes, 0U);
  options.workers = GetParam();
  const Ends ends = try_each(kLarge, false, false, is_thorough() ? 3 : 50, options);
  EXPECT_GT(ends.stopped, 5);
  EXPECT_GT(ends.thrown, 0);
}

TEST(NamesIn, SaysWhereMemoryEnds) {
  const TemporaryDirectory directory;
  const std::vector<std::string> expected{"a name that is long", "another one that is long", "b"};
  for (const std::string& name : expected) directory.write(name, "");
  for (std::int64_t n = 0;; ++n) {
    std::vector<std::string> names;
    stays = true;
    left = n;
    try {
      names = checker::names_in(AT_FDCWD, directory.path());
    } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): then there are none
    }
    const bool was_reached = left < 0;
    left = kNever;
    EXPECT_EQ(names.empty(), was_reached) << "allocation " << n;
    if (was_reached) continue;
    EXPECT_EQ(names, expected);
    EXPECT_GE(n, 3);
    return;
  }
}

}  // namespace
}  // namespace paxoscope::tests
