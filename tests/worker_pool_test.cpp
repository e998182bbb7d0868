// Protects: a pool runs each task once, no two at a time under one worker's number, hands on what is thrown, and is as good
// as new afterwards.
#include "checker/worker_pool.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

namespace paxoscope::tests {
namespace {

using checker::WorkerPool;

TEST(WorkerPool, RunsEveryTaskOnce) {
  for (const std::size_t workers : {1U, 2U, 8U}) {
    WorkerPool pool(workers);
    EXPECT_EQ(pool.workers(), workers);
    for (const std::size_t count : {0U, 1U, 7U, 1000U}) {
      std::vector<int> runs(count);
      std::vector<std::atomic<bool>> busy(pool.workers());
      pool.for_each(count, [&](std::size_t i, std::size_t worker) {
        EXPECT_FALSE(busy.at(worker).exchange(true));
        ++runs[i];
        busy[worker] = false;
      });
      EXPECT_EQ(runs, std::vector<int>(count, 1));
    }
  }
}

// A search has thousands of rounds, most of them short: none may begin before the one before it is over, or be missed.
TEST(WorkerPool, HasManyRounds) {
  WorkerPool pool(4);
  constexpr std::size_t kTasks = 5;
  std::vector<std::uint64_t> sums(kTasks);
  for (std::uint64_t round = 1; round <= 5000; ++round) {
    pool.for_each(kTasks, [&](std::size_t i, std::size_t /*worker*/) { sums[i] += round; });
  }
  EXPECT_EQ(sums, std::vector<std::uint64_t>(kTasks, 5000 * 5001 / 2));
}

TEST(WorkerPool, PassesOnWhatIsThrown) {
  for (const std::size_t workers : {1U, 2U, 8U}) {
    WorkerPool pool(workers);
    for (int again = 0; again < 20; ++again) {
      std::atomic<int> runs{0};
      const auto task = [&](std::size_t i, std::size_t /*worker*/) {
        ++runs;
        if (i % 50 == 49) throw std::runtime_error("fifty");
      };
      EXPECT_THROW(pool.for_each(100, task), std::runtime_error);
      EXPECT_LE(runs, 100);
      std::atomic<int> after{0};
      pool.for_each(10, [&](std::size_t /*i*/, std::size_t /*worker*/) { ++after; });
      EXPECT_EQ(after, 10);
    }
  }
}

TEST(WorkerPool, ThatHadNothingToDoComesToAnEnd) {
  for (int i = 0; i < 100; ++i) {
    const WorkerPool idle(8);
    WorkerPool brief(8);
    brief.for_each(2, [](std::size_t /*i*/, std::size_t /*worker*/) {});
  }
}

TEST(Processors, ThereIsOne) { EXPECT_GE(checker::processors(), 1U); }

}  // namespace
}  // namespace paxoscope::tests
