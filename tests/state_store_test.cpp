// Protects: the store is a set and a sequence, through growth and changes of width, with parts and without, and of
// what is inserted nothing is lost or found twice.
#include "checker/state_store.hpp"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "checker/packing.hpp"
#include "checker/part_table.hpp"
#include "checker/worker_pool.hpp"

namespace paxoscope::tests {
namespace {

using checker::Field;
using checker::Packing;
using checker::Part;
using checker::PartTable;
using checker::Row;
using checker::StateNumber;
using checker::StateStore;
using checker::StoreKind;
using checker::WorkerPool;
using Encoding = std::vector<std::uint64_t>;

/// Inserts one encoding; its number if it was new.
std::optional<StateNumber> insert(StateStore& store, const Encoding& encoding) {
  std::vector<std::uint64_t> row;
  std::uint64_t hash = 0;
  do {
    row.resize(Row::length(store.codec().key_words()));
    hash = store.codec().encode(encoding.data(), row.data() + 1);
  } while (store.widen_keys());
  row[0] = Row::header(hash, true);
  EXPECT_TRUE(Row(row.data()).is_marked());
  const std::size_t p = Row::partition_of(hash);
  EXPECT_EQ(Row(row.data()).hash(p), hash);
  const std::uint64_t* const rows[] = {row.data()};
  std::vector<const std::uint64_t*> added;
  store.partition(p).insert(rows, added);
  if (added.empty()) return std::nullopt;
  EXPECT_EQ(added, (std::vector<const std::uint64_t*>{row.data()}));
  return StateNumber{static_cast<std::uint32_t>(p),
                     static_cast<std::uint32_t>(store.partition(p).size() - 1)};
}

struct Form {
  const char* name;
  std::size_t bytes;
  std::vector<Part> parts;
};

class EveryForm : public testing::TestWithParam<Form> {};

/// Encodings of a form: random, but each word one of a few hundred values, so that parts repeat.
Encoding random_encoding(const Form& form, std::mt19937_64& random) {
  Encoding encoding((form.bytes + 7) / 8);
  for (std::uint64_t& word : encoding) word = (random() % 300) * 0x0123456789abcdefU;
  if (form.bytes % 8 != 0) encoding.back() &= (std::uint64_t{1} << (form.bytes % 8 * 8)) - 1;
  return encoding;
}

TEST_P(EveryForm, IsASetAndASequence) {
  const Form& form = GetParam();
  StateStore store(StoreKind::kExact, form.bytes, form.parts);
  std::mt19937_64 random(20260105);
  std::map<Encoding, StateNumber> numbers;
  constexpr std::size_t kRounds = 40'000;
  for (std::size_t i = 0; i < kRounds; ++i) {
    if (i % 10'000 == 0) store.begin_level();
    const Encoding encoding = random_encoding(form, random);
    const auto before = numbers.find(encoding);
    const auto added = insert(store, encoding);
    ASSERT_EQ(added.has_value(), before == numbers.end());
    if (added) numbers.emplace(encoding, *added);
  }
  EXPECT_EQ(store.size(), numbers.size());
  Encoding read(store.codec().words());
  for (const auto& [encoding, number] : numbers) {
    ASSERT_EQ(store.find(encoding), number);
    store.read(number, read);
    ASSERT_EQ(read, encoding);
  }
  for (std::size_t i = 0; i < kRounds; ++i) {
    const Encoding encoding = random_encoding(form, random);
    ASSERT_EQ(store.find(encoding).has_value(), numbers.contains(encoding));
  }
  std::uint64_t in_levels = 0;
  std::set<StateNumber> seen;
  for (std::size_t level = 0; level < store.levels(); ++level) {
    store.for_each_in_level(level, [&](StateNumber number) { EXPECT_TRUE(seen.insert(number).second); });
    in_levels += store.level_size(level);
  }
  EXPECT_EQ(in_levels, numbers.size());
  EXPECT_EQ(seen.size(), numbers.size());
}

INSTANTIATE_TEST_SUITE_P(Forms, EveryForm,
                         testing::Values(Form{"one_byte", 1, {}}, Form{"three_bytes", 3, {}},
                                         Form{"one_word", 8, {}}, Form{"thirteen_bytes", 13, {}},
                                         Form{"hundred_words", 800, {}}, Form{"one_part", 8, {{8, 0}}},
                                         Form{"three_parts", 32, {{8, 0}, {8, 1}, {16, 2}}},
                                         Form{"alike_parts", 56, {{8, 0}, {16, 1}, {16, 1}, {16, 1}}},
                                         Form{"many_parts", 128, std::vector<Part>(16, Part{8, 0})},
                                         Form{"wide_parts", 1200, std::vector<Part>(3, Part{400, 0})}),
                         [](const auto& form) { return form.param.name; });

TEST(StateStore, FindsNothingWhenEmpty) {
  for (const std::vector<Part>& parts : {std::vector<Part>{}, {{8, 0}}}) {
    const StateStore store(StoreKind::kExact, 8, parts);
    EXPECT_FALSE(store.find(Encoding{0}));
    EXPECT_EQ(store.size(), 0U);
  }
}

TEST(StateStore, OfFingerprintsKeepsTheLastTwoLevelsOnly) {
  StateStore store(StoreKind::kFingerprint, 8, {});
  constexpr std::uint64_t kLevel = 200'000;
  const auto fill = [&](std::uint64_t begin) {
    store.begin_level();
    for (std::uint64_t i = begin; i < begin + kLevel; ++i) {
      ASSERT_TRUE(insert(store, {i}));
      ASSERT_FALSE(insert(store, {i / 2}));
    }
  };
  fill(0);
  const std::uint64_t one = store.bytes();
  for (std::uint64_t level = 1; level < 5; ++level) fill(level * kLevel);
  EXPECT_EQ(store.size(), 5 * kLevel);
  // Of each state: 8 bytes of fingerprint and its share of the index, at most 8; and 8 bytes for each of two levels.
  EXPECT_LT(store.bytes(), 5 * one * 16 / 24 + 2 * kLevel * 8 + 5 * one / 8);
  Encoding read(1);
  std::set<std::uint64_t> last;
  for (const std::size_t level : {3U, 4U}) {
    store.for_each_in_level(level, [&](StateNumber number) {
      store.read(number, read);
      last.insert(read[0]);
    });
  }
  EXPECT_EQ(last.size(), 2 * kLevel);
  EXPECT_EQ(*last.begin(), 3 * kLevel);
}

TEST(StatePartition, BytesToInsertAreNeverExceeded) {
  for (const StoreKind kind : {StoreKind::kExact, StoreKind::kFingerprint}) {
    StateStore store(kind, 8, {});
    std::uint64_t i = 0;
    for (int step = 0; step < 3000; ++step) {
      std::vector<std::uint64_t> bound(StateStore::kPartitions);
      std::vector<std::uint64_t> before(StateStore::kPartitions);
      for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
        bound[p] = store.partition(p).bytes_to_insert(16);
        before[p] = store.partition(p).bytes();
      }
      for (int k = 0; k < 16; ++k) insert(store, {i++});
      for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
        ASSERT_LE(store.partition(p).bytes() + store.partition(p).take_outgrown_bytes(),
                  before[p] + bound[p]);
      }
    }
  }
}

// ---- Packing

TEST(Packing, GivesBackWhatItWasGiven) {
  std::mt19937_64 random(20260106);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint8_t> widths(1 + random() % 20);
    for (std::uint8_t& width : widths) width = static_cast<std::uint8_t>(1 + random() % 32);
    const Packing packing(widths);
    const auto random_field = [&](std::size_t i) {
      return static_cast<Field>(random() & ((std::uint64_t{1} << widths[i]) - 1));
    };
    std::vector<std::byte> records(3 * packing.record_bytes() + Packing::kSlackBytes);
    std::vector<std::vector<Field>> rows(3, std::vector<Field>(widths.size()));
    std::vector<std::uint64_t> key(packing.key_words());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (std::size_t i = 0; i < widths.size(); ++i) rows[r][i] = random_field(i);
      ASSERT_TRUE(packing.fits(rows[r].data()));
      packing.pack(rows[r].data(), key.data());
      packing.write(key.data(), records.data() + r * packing.record_bytes());
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::byte* const record = records.data() + r * packing.record_bytes();
      std::vector<Field> read(widths.size());
      packing.read(record, key.data());
      packing.unpack(key.data(), read.data());
      ASSERT_EQ(read, rows[r]);
      ASSERT_TRUE(packing.holds(record, key.data()));
      // One field changed is another key, and changed back the same again.
      const std::size_t i = random() % widths.size();
      const Field other = rows[r][i] ^ 1U;
      packing.change(key.data(), i, rows[r][i], other);
      ASSERT_EQ(packing.field(key.data(), i), other);
      ASSERT_FALSE(packing.holds(record, key.data()));
      packing.change(key.data(), i, other, rows[r][i]);
      ASSERT_TRUE(packing.holds(record, key.data()));
    }
  }
}

TEST(Packing, KnowsWhatIsTooWide) {
  const Packing packing(std::vector<std::uint8_t>{3, 5});
  EXPECT_EQ(packing.record_bytes(), 1U);
  const std::array<Field, 2> fits{7, 31};
  const std::array<Field, 2> first{8, 0};
  const std::array<Field, 2> second{0, 32};
  EXPECT_TRUE(packing.fits(fits.data()));
  EXPECT_FALSE(packing.fits(first.data()));
  EXPECT_FALSE(packing.fits(second.data()));
}

TEST(Packing, FieldsDoNotCrossWords) {
  const Packing packing(std::vector<std::uint8_t>{30, 30, 30, 3});
  EXPECT_EQ(packing.key_words(), 2U);
  EXPECT_EQ(packing.record_bytes(), 8U + 5U);  // 30 + 30 bits and four unused, then 33
}

// ---- Parts, added to by several threads

TEST(PartTable, GivesEachValueOneNumberWhoeverAsks) {
  PartTable table(2, 0);
  constexpr std::size_t kTasks = 64;
  constexpr std::uint64_t kValues = 3000;
  std::vector<std::map<std::uint64_t, PartTable::Number>> numbers(kTasks);
  WorkerPool pool(8);
  pool.for_each(kTasks, [&](std::size_t task, std::size_t /*worker*/) {
    std::mt19937_64 random(task);
    for (std::uint64_t i = 0; i < kValues; ++i) {
      const std::array<std::uint64_t, 2> value{random() % kValues, 7};
      numbers[task][value[0]] = table.intern(value.data());
    }
  });
  std::map<std::uint64_t, PartTable::Number> all;
  std::set<PartTable::Number> distinct;
  for (const auto& of_task : numbers) {
    for (const auto& [value, number] : of_task) {
      ASSERT_EQ(all.emplace(value, number).first->second, number);
      distinct.insert(number);
      EXPECT_EQ(table.value(number)[0], value);
      EXPECT_EQ(table.value(number)[1], 7U);
    }
  }
  EXPECT_EQ(all.size(), distinct.size());
  EXPECT_EQ(table.size(), all.size());
  const std::array<std::uint64_t, 2> absent{kValues, 7};
  EXPECT_FALSE(table.find(absent.data()));
}

// ---- The pool

TEST(WorkerPool, RunsEveryTaskOnceAndPassesOnWhatIsThrown) {
  for (const std::size_t workers : {1U, 2U, 8U}) {
    WorkerPool pool(workers);
    for (const std::size_t count : {0U, 1U, 7U, 1000U}) {
      std::vector<int> runs(count);
      std::vector<std::atomic<bool>> busy(pool.workers());
      pool.for_each(count, [&](std::size_t i, std::size_t worker) {
        EXPECT_FALSE(busy[worker].exchange(true));
        ++runs[i];
        busy[worker] = false;
      });
      EXPECT_EQ(runs, std::vector<int>(count, 1));
    }
    EXPECT_THROW(pool.for_each(100,
                               [](std::size_t i, std::size_t /*worker*/) {
                                 if (i == 50) throw std::runtime_error("fifty");
                               }),
                 std::runtime_error);
    std::atomic<int> after{0};
    pool.for_each(10, [&](std::size_t /*i*/, std::size_t /*worker*/) { ++after; });
    EXPECT_EQ(after, 10);
  }
}

}  // namespace
}  // namespace paxoscope::tests
