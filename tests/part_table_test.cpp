// Protects: each value of a part has one number and one hash, whoever asks and however many ask at once, and what was
// handed out stays where it is while the table grows.
#include "checker/part_table.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <vector>

#include "checker/dice.hpp"
#include "checker/segmented_array.hpp"
#include "checker/worker_pool.hpp"
#include "tests/sanitized.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::PartTable;
using checker::SegmentedArray;
using checker::WorkerPool;

TEST(PartTable, CountsFromZeroInOrderOfArrival) {
  for (const std::size_t words : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{50}}) {
    PartTable table(words, 3);
    const std::uint64_t empty = table.bytes();
    std::vector<const std::uint64_t*> entries;
    constexpr std::uint32_t kValues = 20'000;
    // The last word tells them apart: all of a value counts.
    const auto value_of = [&](std::uint64_t i) {
      std::vector<std::uint64_t> value(words, 9);
      value.back() = i * i;
      return value;
    };
    for (std::uint32_t i = 0; i < kValues; ++i) {
      ASSERT_FALSE(table.find(value_of(i).data()));
      ASSERT_EQ(table.intern(value_of(i).data()), i);
      ASSERT_EQ(table.intern(value_of(i / 2).data()), i / 2);
      entries.push_back(table.entry(i));
    }
    EXPECT_EQ(table.size(), kValues);
    EXPECT_EQ(table.words(), words);
    std::set<std::uint64_t> hashes;
    for (std::uint32_t i = 0; i < kValues; ++i) {
      ASSERT_EQ(table.entry(i), entries[i]) << "entries never move";
      ASSERT_EQ(table.find(value_of(i).data()), i);
      ASSERT_TRUE(std::equal(table.value(i), table.value(i) + words, value_of(i).begin()));
      ASSERT_EQ(PartTable::hash_in(table.entry(i)), table.hash(i));
      hashes.insert(table.hash(i));
    }
    EXPECT_EQ(hashes.size(), kValues);
    EXPECT_GE(table.bytes() - empty, std::uint64_t{kValues} * (words + 1) * 8);
  }
}

TEST(PartTable, HashesAreOfTheValueAndTheTable) {
  PartTable one(1, 1);
  PartTable again(1, 1);
  PartTable two(1, 2);
  for (std::uint64_t value = 100; value > 0; --value) again.intern(&value);
  for (std::uint64_t value = 1; value <= 100; ++value) {
    const auto hash = one.hash(one.intern(&value));
    EXPECT_EQ(hash, again.hash(again.intern(&value)));
    EXPECT_NE(hash, two.hash(two.intern(&value))) << "or kinds could be confused";
  }
}

TEST(PartTable, GivesEachValueOneNumberWhoeverAsks) {
  constexpr std::size_t kTasks = 64;
  constexpr std::uint64_t kValues = 20'000;  // enough for the table to grow while all are at it
  constexpr std::uint64_t kSeed = 20260108;
  std::vector<std::uint64_t> bytes;
  for (int round = 0; round < 3; ++round) {
    PartTable table(2, 0);
    std::vector<std::map<std::uint64_t, PartTable::Number>> numbers(kTasks);
    WorkerPool pool(8);
    pool.for_each(kTasks, [&](std::size_t task, std::size_t /*worker*/) {
      Dice dice(kSeed + task);
      for (int i = 0; i < 3000; ++i) {
        const std::array<std::uint64_t, 2> value{dice.below(kValues), 7};
        numbers[task][value[0]] = table.intern(value.data());
        const auto found = table.find(value.data());
        if (!found || *found != numbers[task][value[0]]) ADD_FAILURE() << "lost " << value[0];
      }
    });
    std::map<std::uint64_t, PartTable::Number> all;
    std::set<PartTable::Number> distinct;
    for (const auto& of_task : numbers) {
      for (const auto& [value, number] : of_task) {
        ASSERT_EQ(all.emplace(value, number).first->second, number);
        distinct.insert(number);
        ASSERT_EQ(table.value(number)[0], value);
        ASSERT_EQ(table.value(number)[1], 7U);
      }
    }
    EXPECT_GT(all.size(), 19'000U);
    EXPECT_EQ(all.size(), distinct.size());
    EXPECT_EQ(table.size(), all.size());
    EXPECT_EQ(*distinct.rbegin() + 1, all.size());
    const std::array<std::uint64_t, 2> absent{kValues, 7};
    EXPECT_FALSE(table.find(absent.data()));
    bytes.push_back(table.bytes());
  }
  EXPECT_EQ(bytes, std::vector<std::uint64_t>(3, bytes[0])) << "a function of the values";
}

/// Values whose hashes end in the same bits, so that they all want the same place.
std::vector<std::uint64_t> rivals(std::size_t count) {
  constexpr std::uint64_t kSameBits = 0xff;
  PartTable table(1, 0);
  std::vector<std::uint64_t> values;
  for (std::uint64_t value = 1; values.size() < count; ++value) {
    if ((table.hash(table.intern(&value)) & kSameBits) == 0) values.push_back(value);
  }
  return values;
}

// Where one thread found a free place, another may be putting another value.
TEST(PartTable, NeverTakesANewcomerForAnother) {
  constexpr std::size_t kThreads = 2;  // or they mostly wait for each other
  constexpr int kTables = kSanitized ? 500 : 30'000;
  const std::vector<std::uint64_t> values = rivals(100);
  WorkerPool pool(kThreads);
  for (int round = 0; round < kTables; ++round) {
    PartTable table(1, 0);
    std::array<std::map<std::uint64_t, PartTable::Number>, kThreads> numbers;
    std::atomic<std::size_t> ready{0};
    pool.for_each(kThreads, [&](std::size_t task, std::size_t /*worker*/) {
      ++ready;
      for (int looks = 0; looks < 2000 && ready < kThreads; ++looks) {
      }  // nearly at once
      for (std::size_t i = task; i < values.size(); i += kThreads) {
        numbers.at(task)[values[i]] = table.intern(&values[i]);
      }
    });
    ASSERT_EQ(table.size(), values.size()) << "table " << round;
    for (const auto& of_thread : numbers) {
      for (const auto& [value, number] : of_thread)
        ASSERT_EQ(*table.value(number), value) << "table " << round;
    }
  }
}

// ---- What its entries stand in

TEST(SegmentedArray, ReachesFarAndNeverMoves) {
  for (const std::size_t length : {std::size_t{1}, std::size_t{3}}) {
    SegmentedArray<std::uint64_t> array(length);
    EXPECT_EQ(array.find(0), nullptr);
    EXPECT_EQ(array.bytes(), 0U);
    std::vector<std::uint64_t*> elements;
    constexpr std::size_t kElements = 100'000;
    for (std::size_t i = 0; i < kElements; ++i) {
      array.reach(i);
      std::uint64_t* const element = array.at(i);
      ASSERT_EQ(array.find(i), element);
      for (std::size_t k = 0; k < length; ++k) {
        ASSERT_EQ(element[k], 0U) << "new elements are zero";
        element[k] = i * length + k;
      }
      elements.push_back(element);
    }
    for (std::size_t i = 0; i < kElements; ++i) {
      ASSERT_EQ(array.at(i), elements[i]);
      ASSERT_EQ(array.find(i), elements[i]);
      for (std::size_t k = 0; k < length; ++k)
        ASSERT_EQ(elements[i][k], i * length + k) << "elements overlap";
    }
    EXPECT_GE(array.bytes(), kElements * length * sizeof(std::uint64_t));
    EXPECT_LE(array.bytes(), 3 * kElements * length * sizeof(std::uint64_t));
    EXPECT_EQ(array.find(100 * kElements), nullptr);
  }
}

TEST(SegmentedArray, ReachesAllThatComesBefore) {
  SegmentedArray<std::uint32_t> array;
  constexpr std::size_t kFar = 50'000;
  array.reach(kFar);
  for (std::size_t i = 0; i <= kFar; ++i) ASSERT_NE(array.find(i), nullptr);
}

}  // namespace
}  // namespace paxoscope::tests
