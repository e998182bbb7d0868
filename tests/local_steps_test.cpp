// Protects: of the steps of a value exactly those are offered whose guards are met, whatever the guards; and threads that
// ask for the same value at the same time get the same answer.
#include "checker/local_steps.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

#include "checker/dice.hpp"
#include "checker/worker_pool.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::LocalSteps;
using checker::WorkerPool;

constexpr std::size_t kGuardWords = 3;

/// A step that is known by where it leads.
LocalSteps::Step step(std::uint32_t after, std::size_t guard_word, std::uint64_t guard_bits) {
  LocalSteps::Step step = LocalSteps::as_step(checker::LocalStep{0, guard_word, guard_bits});
  step.after = after;
  return step;
}

/// Of a value of one word, which is its number.
const LocalSteps::List& add(LocalSteps& local_steps, std::size_t kind, std::uint32_t value,
                            std::vector<LocalSteps::Step> steps) {
  const std::array<std::uint64_t, 2> entry{~std::uint64_t{value}, value};
  const LocalSteps::List& list = local_steps.add(kind, value, entry.data(), 1, std::move(steps));
  EXPECT_EQ(list.entry[0], entry[0]);
  EXPECT_EQ(list.entry[1], entry[1]);
  return list;
}

/// A guard of any kind: none, one bit, often the same one twice, or several.
std::uint64_t random_guard(Dice& dice) {
  const auto bit = [&] {
    return std::uint64_t{1} << (dice.below(2) == 0 ? dice.below(64) : 60 + dice.below(4));
  };
  constexpr std::array<int, 5> kBits{0, 3, 1, 1, 1};  // some of them the same
  std::uint64_t guard = 0;
  for (int n = kBits.at(dice.below(kBits.size())); n > 0; --n) guard |= bit();
  return guard;
}

std::vector<std::uint32_t> offered(const LocalSteps::List& list,
                                   const std::array<std::uint64_t, kGuardWords>& first) {
  std::vector<std::uint32_t> numbers;
  LocalSteps::for_each_enabled(list, first.data(),
                               [&](const LocalSteps::Step& s) { numbers.push_back(s.after); });
  return numbers;
}

TEST(LocalSteps, AreOfferedWhereTheirGuardsAreMet) {
  constexpr std::uint64_t kSeed = 20260109;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  std::size_t most = 0;
  for (int round = 0; round < 2000; ++round) {
    LocalSteps local_steps(1);
    std::vector<LocalSteps::Step> steps;
    const std::size_t words = 1 + dice.below(kGuardWords);
    for (std::size_t n = dice.below(30); n > 0; --n) {
      steps.push_back(step(static_cast<std::uint32_t>(steps.size()), dice.below(words), random_guard(dice)));
    }
    const LocalSteps::List& list = add(local_steps, 0, 0, steps);
    EXPECT_EQ(local_steps.find(0, 0), &list);
    for (int i = 0; i < 20; ++i) {
      std::array<std::uint64_t, kGuardWords> first{};
      for (std::uint64_t& word : first) {
        // Few bits, many, all or none.
        word = (std::uint64_t{dice.below(std::size_t{1} << 32U)} << 32U) | dice.below(std::size_t{1} << 32U);
        if (i % 4 == 1) word |= 0xf000'0000'0000'0000U;
        if (i % 4 == 2) word = ~std::uint64_t{0};
        if (i % 4 == 3) word = 0;
      }
      std::vector<std::uint32_t> expected;
      for (const LocalSteps::Step& s : steps) {
        if ((first.at(s.guard_word) & s.guard_bits) == s.guard_bits) expected.push_back(s.after);
      }
      std::vector<std::uint32_t> actual = offered(list, first);
      EXPECT_EQ(offered(list, first), actual) << "in the same order every time";
      std::sort(actual.begin(), actual.end());
      ASSERT_EQ(actual, expected) << "round " << round;
      most = std::max(most, actual.size());
    }
  }
  EXPECT_EQ(most, 29U) << "all steps of the longest list";
}

TEST(LocalSteps, OfTheFirstToComeAreEveryonesFromThenOn) {
  LocalSteps local_steps(2);
  EXPECT_EQ(local_steps.find(0, 7), nullptr);
  const std::uint64_t empty = local_steps.bytes();
  const LocalSteps::List& first = add(local_steps, 0, 7, {step(1, 0, 0), step(2, 0, 1)});
  EXPECT_EQ(local_steps.find(1, 7), nullptr) << "of another kind";
  EXPECT_EQ(local_steps.find(0, 6), nullptr) << "of another value";
  const std::uint64_t bytes = local_steps.bytes();
  EXPECT_GT(bytes, empty);
  const LocalSteps::List& second = add(local_steps, 0, 7, {step(3, 0, 0)});
  EXPECT_EQ(&second, &first);
  EXPECT_EQ(offered(second, {1, 0, 0}), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(local_steps.bytes(), bytes);
}

TEST(LocalSteps, AreTheSameForAllThreads) {
  constexpr std::size_t kTasks = 64;
  constexpr std::size_t kValues = 20'000;
  constexpr std::uint64_t kSeed = 20260110;
  std::vector<std::uint64_t> bytes;
  for (int round = 0; round < 3; ++round) {
    LocalSteps local_steps(2);
    std::vector<std::vector<const LocalSteps::List*>> answers(kTasks);
    WorkerPool pool(8);
    pool.for_each(kTasks, [&](std::size_t task, std::size_t /*worker*/) {
      Dice dice(kSeed + task % 8);  // several with the same questions
      for (int i = 0; i < 5000; ++i) {
        const std::size_t kind = dice.below(2);
        const auto value = static_cast<std::uint32_t>(dice.below(kValues));
        const LocalSteps::List* list = local_steps.find(kind, value);
        if (list == nullptr) {
          std::vector<LocalSteps::Step> steps;
          for (std::uint32_t k = 0; k < value % 5; ++k) steps.push_back(step(value * 10 + k, 0, 0));
          list = &add(local_steps, kind, value, steps);
        }
        const std::vector<std::uint32_t> numbers = offered(*list, {});
        if (numbers.size() != value % 5 ||
            (!numbers.empty() && numbers.back() != value * 10 + value % 5 - 1)) {
          ADD_FAILURE() << "other steps for " << value;
        }
        answers[task].push_back(list);
      }
    });
    for (std::size_t task = 8; task < kTasks; ++task) ASSERT_EQ(answers[task], answers[task % 8]);
    bytes.push_back(local_steps.bytes());
  }
  EXPECT_EQ(bytes, std::vector<std::uint64_t>(3, bytes[0])) << "a function of the values that were asked for";
}

}  // namespace
}  // namespace paxoscope::tests
