// Protects: the store is a set and a sequence, through growth, and refuses exactly at its capacity without
// forgetting anything.
#include "checker/state_store.hpp"

#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>

namespace paxoscope::tests {
namespace {

using checker::StateNumber;
using checker::StateStore;
using Insertion = StateStore::Insertion;
constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

std::array<std::byte, 8> encoding(std::uint64_t number) {
  std::array<std::byte, 8> bytes{};
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

TEST(StateStore, KeepsOrderThroughGrowth) {
  StateStore store(8, {kUnlimited, kUnlimited});
  constexpr std::uint64_t kStates = 200'000;
  for (std::uint64_t i = 0; i < kStates; ++i) {
    ASSERT_EQ(store.insert(encoding(i * i)), Insertion::kAdded);
    ASSERT_EQ(store.insert(encoding(i / 2 * (i / 2))), Insertion::kKnown);
  }
  EXPECT_EQ(store.size(), kStates);
  for (std::uint64_t i = 0; i < kStates; ++i) {
    ASSERT_EQ(store.find(encoding(i * i)), static_cast<StateNumber>(i));
    ASSERT_EQ(std::memcmp(store[static_cast<StateNumber>(i)].data(), encoding(i * i).data(), 8), 0);
  }
  EXPECT_EQ(store.find(encoding(2)), StateStore::kAbsent);
  EXPECT_GE(store.peak_bytes(), store.bytes());
  EXPECT_GE(store.bytes(), kStates * 8);
}

TEST(StateStore, FindsNothingWhenEmpty) {
  const StateStore store(8, {kUnlimited, kUnlimited});
  EXPECT_EQ(store.find(encoding(0)), StateStore::kAbsent);
  EXPECT_EQ(store.bytes(), 0U);
}

TEST(StateStore, RecordsOfOneByte) {
  StateStore store(1, {kUnlimited, kUnlimited});
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 256; ++i) {
      const std::array one{static_cast<std::byte>(i)};
      ASSERT_EQ(store.insert(one), round == 0 ? Insertion::kAdded : Insertion::kKnown);
    }
  }
  EXPECT_EQ(store.size(), 256U);
}

TEST(StateStore, AFullStoreStillKnowsWhatItHas) {
  StateStore store(8, {2, kUnlimited});
  EXPECT_EQ(store.insert(encoding(1)), Insertion::kAdded);
  EXPECT_EQ(store.insert(encoding(2)), Insertion::kAdded);
  EXPECT_EQ(store.insert(encoding(3)), Insertion::kStatesMax);
  EXPECT_EQ(store.insert(encoding(2)), Insertion::kKnown);
  EXPECT_EQ(store.size(), 2U);
  EXPECT_EQ(store.find(encoding(3)), StateStore::kAbsent);
}

TEST(StateStore, NeverExceedsItsMemory) {
  for (const std::uint64_t budget : {1ULL, 100'000ULL, 1ULL << 20U, 5ULL << 20U}) {
    StateStore store(8, {kUnlimited, budget});
    std::uint64_t i = 0;
    while (store.insert(encoding(i)) == Insertion::kAdded) ++i;
    EXPECT_EQ(store.insert(encoding(i)), Insertion::kMemoryMax);
    EXPECT_LE(store.peak_bytes(), budget);
    EXPECT_EQ(store.size(), i);
    for (std::uint64_t k = 0; k < i; ++k) ASSERT_EQ(store.insert(encoding(k)), Insertion::kKnown);
  }
}

}  // namespace
}  // namespace paxoscope::tests
