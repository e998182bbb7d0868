// Protects: the store is a set and a sequence, through growth and changes of width, with parts and without, row by row and
// in batches, and of what is inserted nothing is lost or found twice; a store of fingerprints forgets what it may, and no
// more; and nobody needs more memory than was announced.
#include "checker/state_store.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "tests/encoding_forms.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::Row;
using checker::StateCodec;
using checker::StateNumber;
using checker::StatePartition;
using checker::StateStore;
using checker::StoreKind;

/// Inserts some encodings in one go, partition by partition, and says which were new. Counts changes of width.
class Inserter {
 public:
  explicit Inserter(StateStore& store) : store_(store) {}

  std::vector<bool> insert(const std::vector<Encoding>& encodings) {
    std::vector<std::uint64_t> hashes(encodings.size());
    std::vector<std::vector<std::uint64_t>> rows(encodings.size());
    do {
      for (std::size_t i = 0; i < encodings.size(); ++i) {
        rows[i].resize(Row::length(store_.codec().key_words(), 0));
        hashes[i] = store_.codec().encode(encodings[i].data(), rows[i].data() + 1);
        rows[i][0] = Row::header(hashes[i], i % 2 == 0);
        EXPECT_EQ(Row(rows[i].data()).is_marked(), i % 2 == 0);
        EXPECT_EQ(Row(rows[i].data()).hash(Row::partition_of(hashes[i])), hashes[i]);
      }
    } while (store_.widen_keys() && ++changes_of_width_ > 0);

    std::vector<bool> is_new(encodings.size());
    for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
      std::vector<std::size_t> mine;
      std::vector<const std::uint64_t*> incoming;
      for (std::size_t i = 0; i < encodings.size(); ++i) {
        if (Row::partition_of(hashes[i]) != p) continue;
        mine.push_back(i);
        incoming.push_back(rows[i].data());
      }
      StatePartition& partition = store_.partition(p);
      const std::size_t size = partition.size();
      const std::uint64_t allowed = partition.bytes() + partition.bytes_to_insert(incoming.size());
      partition.take_outgrown_bytes();
      std::vector<const std::uint64_t*> added;
      partition.insert(incoming, added);
      EXPECT_LE(partition.bytes() + partition.take_outgrown_bytes(), allowed);
      EXPECT_EQ(partition.size(), size + added.size());
      auto next = added.begin();
      for (const std::size_t i : mine) {
        if (next == added.end() || *next != rows[i].data()) continue;
        is_new[i] = true;
        ++next;
      }
      EXPECT_EQ(next, added.end()) << "added rows are some of those given, in their order";
    }
    return is_new;
  }

  [[nodiscard]] int changes_of_width() const { return changes_of_width_; }

 private:
  StateStore& store_;
  int changes_of_width_ = 0;
};

struct Case {
  Form form;
  StoreKind kind;

  friend std::ostream& operator<<(std::ostream& out, const Case& a_case) { return out << a_case.form; }
};

class EveryStore : public testing::TestWithParam<Case> {};

TEST_P(EveryStore, IsASetAndASequence) {
  const Form& form = GetParam().form;
  const StoreKind kind = GetParam().kind;
  constexpr std::uint64_t kSeed = 20260105;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  StateStore store(kind, form.bytes, form.parts);
  Inserter inserter(store);
  std::map<Encoding, std::size_t> levels;  // of each encoding that was inserted
  constexpr std::size_t kRows = 40'000;
  constexpr std::size_t kLevels = 4;
  constexpr std::size_t kBatchMost = 300;  // more than are looked at in one go, and often one alone
  std::size_t values = 2;                  // more and more, so that keys get wider again and again
  for (std::size_t level = 0; level < kLevels; ++level) {
    store.begin_level();
    for (std::size_t rows = 0; rows < kRows / kLevels;) {
      std::vector<Encoding> batch(1 + dice.below(dice.below(kBatchMost) + 1));
      values = std::min<std::size_t>(300, values + 1);
      for (Encoding& encoding : batch) {
        // Sometimes what stands in the batch already: of two rows that are equal and new the first is added.
        encoding = dice.below(8) == 0 ? batch.front() : random_encoding(form, dice, values);
        if (encoding.empty()) encoding = random_encoding(form, dice, values);
      }
      const std::vector<bool> added = inserter.insert(batch);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        ASSERT_EQ(added[i], levels.emplace(batch[i], level).second);
      }
      rows += batch.size();
    }
  }
  EXPECT_EQ(store.size(), levels.size());
  EXPECT_GE(inserter.changes_of_width(), form.parts.empty() ? 0 : 6);
  if (form.bytes == 1) {
    EXPECT_EQ(store.size(), 256U) << "every byte there is";
  }

  // Everything is where it should be, and found by what it is.
  std::set<StateNumber> seen;
  Encoding read(store.codec().words());
  std::uint64_t in_levels = 0;
  ASSERT_EQ(store.levels(), kLevels);
  for (std::size_t level = 0; level < kLevels; ++level) {
    in_levels += store.level_size(level);
    store.for_each_in_level(level, [&](StateNumber number) {
      ASSERT_TRUE(seen.insert(number).second);
      if (kind == StoreKind::kFingerprint && level + 2 < kLevels) return;  // forgotten
      store.read(number, read);
      ASSERT_EQ(levels.at(read), level);
      ASSERT_EQ(store.find(read), number);
    });
  }
  EXPECT_EQ(in_levels, levels.size());
  EXPECT_EQ(seen.size(), levels.size());
  for (const auto& [encoding, level] : levels) {
    const auto number = store.find(encoding);
    ASSERT_TRUE(number);
    const auto [begin, end] = store.level_in_partition(level, number->partition);
    ASSERT_LE(begin, number->index);
    ASSERT_LT(number->index, end);
  }
  for (std::size_t i = 0; i < kRows; ++i) {
    const Encoding encoding = random_encoding(form, dice);
    ASSERT_EQ(store.find(encoding).has_value(), levels.contains(encoding));
  }
}

std::vector<Case> every_case() {
  std::vector<Case> cases;
  for (const Form& form : every_form()) {
    cases.push_back({form, StoreKind::kExact});
    cases.push_back({form, StoreKind::kFingerprint});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Forms, EveryStore, testing::ValuesIn(every_case()), [](const auto& a_case) {
  return std::string(a_case.param.form.name) +
         (a_case.param.kind == StoreKind::kExact ? "_exact" : "_fingerprint");
});

TEST(StateStore, FindsNothingWhenEmpty) {
  for (const std::vector<checker::Part>& parts : {std::vector<checker::Part>{}, {{8, 0}}}) {
    const StateStore store(StoreKind::kExact, 8, parts);
    EXPECT_FALSE(store.find(Encoding{0}));
    EXPECT_EQ(store.size(), 0U);
  }
}

// What is stored where depends on the order of the rows alone, not on how they came in batches or when keys got wider.
TEST(StateStore, IsTheSameHoweverItIsFilled) {
  for (const Form& form : every_form()) {
    SCOPED_TRACE(form.name);
    Dice dice(20260107);
    std::vector<Encoding> encodings;
    for (int i = 0; i < 5000; ++i) encodings.push_back(random_encoding(form, dice));
    StateStore at_once(StoreKind::kExact, form.bytes, form.parts);
    StateStore one_by_one(StoreKind::kExact, form.bytes, form.parts);
    at_once.begin_level();
    one_by_one.begin_level();
    Inserter(at_once).insert(encodings);
    for (const Encoding& encoding : encodings) Inserter(one_by_one).insert({encoding});
    ASSERT_EQ(at_once.size(), one_by_one.size());
    Encoding read(form.words());
    Encoding other(form.words());
    at_once.for_each_in_level(0, [&](StateNumber number) {
      at_once.read(number, read);
      one_by_one.read(number, other);
      ASSERT_EQ(read, other);
    });
  }
}

TEST(StateStore, OfFingerprintsKeepsTheLastTwoLevelsOnly) {
  StateStore store(StoreKind::kFingerprint, 8, {});
  Inserter inserter(store);
  constexpr std::uint64_t kLevel = 200'000;
  const auto fill = [&](std::uint64_t begin) {
    store.begin_level();
    constexpr std::uint64_t kBatch = 1000;
    for (std::uint64_t i = begin; i < begin + kLevel; i += kBatch) {
      std::vector<Encoding> batch;
      for (std::uint64_t k = i; k < i + kBatch; ++k) {
        batch.push_back({k});
        if (k > 0) batch.push_back({k / 2});
      }
      const std::vector<bool> added = inserter.insert(batch);
      ASSERT_EQ(std::count(added.begin(), added.end(), true), kBatch);
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

// ---- What is taken for the same. Hashes that no encoding has, and so few rows that no index grows, which would compute
// them anew.

constexpr std::size_t kPlace = 5;
constexpr std::uint64_t kHere = std::uint64_t{kPlace} << (64 - Row::kPartitionBits);

std::size_t inserted(StatePartition& partition,
                     const std::vector<std::array<std::uint64_t, 2>>& hashes_and_keys) {
  std::vector<std::array<std::uint64_t, 2>> rows;
  std::vector<const std::uint64_t*> pointers;
  for (const auto& [hash, key] : hashes_and_keys) rows.push_back({Row::header(kHere | hash, false), key});
  for (const auto& row : rows) pointers.push_back(row.data());
  std::vector<const std::uint64_t*> added;
  partition.insert(pointers, added);
  for (const auto& [hash, key] : hashes_and_keys) {
    EXPECT_NE(partition.find(kHere | hash, &key), StatePartition::kAbsent);
  }
  return added.size();
}

// ---- What sleeps

TEST(StatePartition, WhatSleepsIsWhatSleptInAllRowsOfALevel) {
  constexpr std::size_t kWords = 2;
  constexpr std::uint64_t kStates = 1000;  // of each level: several chunks
  const StateCodec codec(8, {});
  StatePartition partition(kPlace, StoreKind::kExact, codec, kWords);
  const auto bring = [&](std::uint64_t key, std::uint64_t low, std::uint64_t high) {
    const std::uint64_t header = Row::header(codec.hash_of(codec.packing(), &key), false);
    const std::array<std::uint64_t, 2 + kWords> row{header, key, low, high};
    EXPECT_EQ(row.size(), Row::length(codec.key_words(), kWords));
    const std::uint64_t* const pointer = row.data();
    std::vector<const std::uint64_t*> added;
    const std::uint64_t allowed = partition.bytes() + partition.bytes_to_insert(1);
    partition.insert(std::span(&pointer, 1), added);
    EXPECT_LE(partition.bytes(), allowed);
    return added.size() == 1;
  };
  const auto expect_asleep = [&](std::size_t number, std::uint64_t low, std::uint64_t high) {
    EXPECT_EQ(partition.asleep(number).word(0), low);
    EXPECT_EQ(partition.asleep(number).word(1), high);
  };
  partition.begin_level();
  for (std::uint64_t key = 0; key < kStates; ++key) EXPECT_TRUE(bring(key, key | 7U, ~key));
  EXPECT_FALSE(bring(5, 12, 1));
  expect_asleep(5, (5U | 7U) & 12U, ~std::uint64_t{5} & 1U);
  expect_asleep(6, 7, ~std::uint64_t{6});

  partition.begin_level();
  for (std::uint64_t key = kStates; key < 2 * kStates; ++key) EXPECT_TRUE(bring(key, key, 0));
  EXPECT_FALSE(bring(6, 0, 0)) << "it belongs to the level before";
  expect_asleep(6, 7, ~std::uint64_t{6});
  EXPECT_FALSE(bring(kStates + 1, 1, ~std::uint64_t{0}));
  expect_asleep(kStates + 1, (kStates + 1) & 1U, 0);

  // What has been expanded is forgotten.
  const std::uint64_t bytes = partition.bytes();
  partition.drop_asleep_before(kStates / 2);
  EXPECT_LT(partition.bytes(), bytes);
  expect_asleep(kStates / 2, (kStates / 2) | 7U, ~(kStates / 2));
  expect_asleep(kStates - 1, (kStates - 1) | 7U, ~(kStates - 1));
  partition.begin_level();
  expect_asleep(2 * kStates - 1, 2 * kStates - 1, 0);
}

TEST(StatePartition, EqualHashesAreNotEqualStates) {
  const StateCodec codec(8, {});
  // Anywhere; and at the very end of the index, from where the search goes on at its beginning.
  for (const std::uint64_t hash : {std::uint64_t{0x0123'4567'89ab'cdefU}, std::uint64_t{0xffff'ffffU}}) {
    StatePartition exact(kPlace, StoreKind::kExact, codec);
    StatePartition fingerprints(kPlace, StoreKind::kFingerprint, codec);
    std::vector<std::array<std::uint64_t, 2>> rows;
    for (std::uint64_t key = 0; key < 20; ++key) rows.push_back({hash & Row::kHashMask, key});
    EXPECT_EQ(inserted(exact, rows), 20U);
    EXPECT_EQ(inserted(exact, rows), 0U);
    EXPECT_EQ(inserted(fingerprints, rows), 1U) << "of these only the hash is kept";
    const std::uint64_t absent = 20;
    EXPECT_EQ(exact.find(kHere | (hash & Row::kHashMask), &absent), StatePartition::kAbsent);
  }
}

TEST(StatePartition, FingerprintsAreTheWholeHash) {
  const StateCodec codec(8, {});
  StatePartition fingerprints(kPlace, StoreKind::kFingerprint, codec);
  std::vector<std::array<std::uint64_t, 2>> rows{{0, 7}};
  for (unsigned bit = 0; bit < 64 - Row::kPartitionBits; ++bit) rows.push_back({std::uint64_t{1} << bit, 7});
  rows.resize(40);
  EXPECT_EQ(inserted(fingerprints, rows), 40U);
  StatePartition others(kPlace, StoreKind::kFingerprint, codec);
  rows = {{0, 7}};
  for (unsigned bit = 40; bit < 64 - Row::kPartitionBits; ++bit) rows.push_back({std::uint64_t{1} << bit, 7});
  EXPECT_EQ(inserted(others, rows), rows.size());
}

TEST(StatePartition, AbsentIsAbsentWithEveryHash) {
  const StateCodec codec(8, {});
  StatePartition exact(kPlace, StoreKind::kExact, codec);
  const std::uint64_t key = 1;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(exact.find(kHere | (i * 0x9e37'79b9'7f4a'7c15U & Row::kHashMask), &key),
              StatePartition::kAbsent);
  }
}

}  // namespace
}  // namespace paxoscope::tests
