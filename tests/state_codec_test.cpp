// Protects: a key stands for its encoding and for no other, under every packing; the hash is a function of the encoding
// alone; and what is said of a state near a known one, or of one whose parts were put in order, is what is said of it from
// scratch.
#include "checker/state_codec.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "tests/encoding_forms.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::Packing;
using checker::StateCodec;

using Key = std::vector<std::uint64_t>;

/// A key that is right, and the hash.
std::pair<Key, std::uint64_t> encode(StateCodec& codec, const Encoding& encoding) {
  while (true) {
    Key key(codec.key_words());
    const std::uint64_t hash = codec.encode(encoding.data(), key.data());
    if (codec.is_wide_enough()) return {key, hash};
    codec.widen();
  }
}

Encoding decode(const StateCodec& codec, const Packing& packing, const Key& key, std::uint64_t& hash) {
  Encoding encoding(codec.words());
  std::vector<const std::uint64_t*> entries(codec.parts().size());
  hash = codec.decode(packing, key.data(), encoding.data(), entries.data());
  std::size_t first = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::uint64_t* const value = checker::PartTable::value_in(entries[i]);
    EXPECT_TRUE(std::equal(value, value + codec.parts()[i].words, encoding.data() + first));
    first += codec.parts()[i].words;
  }
  return encoding;
}

class EveryCodec : public testing::TestWithParam<Form> {};

TEST_P(EveryCodec, GivesBackWhatItWasGivenUnderEveryPackingSinceThen) {
  const Form& form = GetParam();
  constexpr std::uint64_t kSeed = 20260201;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  StateCodec codec(form.bytes, form.parts);
  struct Made {
    Encoding encoding;
    Key key;
    std::uint64_t hash;
    const Packing* packing;
  };
  std::vector<Made> all;
  std::map<const Packing*, int> packings;
  for (int i = 0; i < 3000; ++i) {
    const Encoding encoding = random_encoding(form, dice);
    const auto [key, hash] = encode(codec, encoding);
    ++packings[&codec.packing()];
    all.push_back({encoding, key, hash, &codec.packing()});
  }
  if (form.parts.empty()) {
    EXPECT_EQ(packings.size(), 1U);
  } else {
    EXPECT_GE(packings.size(), 6U);
  }
  for (const Made& made : all) {
    std::uint64_t hash = 0;
    ASSERT_EQ(decode(codec, *made.packing, made.key, hash), made.encoding);
    ASSERT_EQ(hash, made.hash);
    ASSERT_EQ(codec.hash_of(*made.packing, made.key.data()), made.hash);
    Key known(codec.key_words());
    ASSERT_TRUE(codec.encode_known(made.encoding.data(), known.data(), hash));
    ASSERT_EQ(hash, made.hash);
    ASSERT_EQ(known, encode(codec, made.encoding).first);
  }
}

// Numbers of values depend on who came first; hashes must not.
TEST_P(EveryCodec, HashesTheEncodingAndNotItsNumbers) {
  const Form& form = GetParam();
  Dice dice(20260202);
  StateCodec forwards(form.bytes, form.parts);
  StateCodec backwards(form.bytes, form.parts);
  std::vector<Encoding> encodings;
  for (int i = 0; i < 1000; ++i) encodings.push_back(random_encoding(form, dice));
  std::map<Encoding, std::uint64_t> hashes;
  for (const Encoding& encoding : encodings) hashes[encoding] = encode(forwards, encoding).second;
  std::reverse(encodings.begin(), encodings.end());
  std::map<std::uint64_t, Encoding> by_hash;
  for (const Encoding& encoding : encodings) {
    const std::uint64_t hash = encode(backwards, encoding).second;
    ASSERT_EQ(hash, hashes[encoding]);
    ASSERT_EQ(by_hash.emplace(hash, encoding).first->second, encoding)
        << "a thousand hashes of 64 bits differ";
  }
}

TEST_P(EveryCodec, SaysTheSameOfAStateNearAKnownOne) {
  const Form& form = GetParam();
  Dice dice(20260203);
  StateCodec codec(form.bytes, form.parts);
  for (int i = 0; i < 2000; ++i) {
    const Encoding before = random_encoding(form, dice);
    // Some words changed, sometimes none and sometimes most.
    Encoding after = before;
    const Encoding other = random_encoding(form, dice);
    for (std::size_t n = dice.below(4); n > 0; --n) {
      const std::size_t w = dice.below(after.size());
      after[w] = other[w];
    }
    sort_parts(form, after);
    const auto [expected, expected_hash] = encode(codec, after);
    const auto [key, hash] = encode(codec, before);
    if (key.size() != expected.size()) continue;  // wider since; the next round is as good
    Encoding encoding(codec.words());
    std::vector<const std::uint64_t*> entries(codec.parts().size());
    codec.decode(codec.packing(), key.data(), encoding.data(), entries.data());
    Key near(codec.key_words());
    const StateCodec::Known known{encoding.data(), key.data(), entries.data(), hash};
    ASSERT_EQ(codec.encode_near(known, after.data(), near.data()), expected_hash);
    ASSERT_EQ(near, encode(codec, after).first);
  }
}

TEST_P(EveryCodec, KnowsWhatItNeverSaw) {
  const Form& form = GetParam();
  StateCodec codec(form.bytes, form.parts);
  Encoding encoding(form.words());
  Key key(codec.key_words());
  std::uint64_t hash = 0;
  EXPECT_EQ(codec.encode_known(encoding.data(), key.data(), hash), form.parts.empty());
  encode(codec, encoding);
  EXPECT_TRUE(codec.encode_known(encoding.data(), key.data(), hash));
}

INSTANTIATE_TEST_SUITE_P(Forms, EveryCodec, testing::ValuesIn(every_form()),
                         [](const auto& form) { return form.param.name; });

// ---- Sorted parts

class SortedParts : public testing::TestWithParam<Form> {};

// Where a part stands among those that are sorted is not in the hash, so a change of one need not be followed by a new sum.
TEST_P(SortedParts, HashTheSameInAnyOrder) {
  const Form& form = GetParam();
  Dice dice(20260204);
  StateCodec codec(form.bytes, form.parts);
  StateCodec unsorted(form.bytes, [&] {
    std::vector<checker::Part> parts = form.parts;
    for (checker::Part& part : parts) part.is_sorted = false;
    return parts;
  }());
  int differ = 0;
  for (int i = 0; i < 500; ++i) {
    const Encoding encoding = random_encoding(form, dice);
    Encoding swapped = encoding;
    const std::size_t words = form.parts[1].bytes / 8;
    std::swap_ranges(swapped.begin() + 1, swapped.begin() + 1 + static_cast<std::ptrdiff_t>(words),
                     swapped.begin() + 1 + static_cast<std::ptrdiff_t>(words));
    ASSERT_EQ(encode(codec, swapped).second, encode(codec, encoding).second);
    differ += encode(unsorted, swapped).second != encode(unsorted, encoding).second ? 1 : 0;
  }
  EXPECT_GT(differ, 450) << "where order matters it is in the hash";
}

TEST_P(SortedParts, AreInOrderAgainAfterOneWasChanged) {
  const Form& form = GetParam();
  Dice dice(20260205);
  StateCodec codec(form.bytes, form.parts);
  int moves = 0;
  for (int i = 0; i < 5000; ++i) {
    const Encoding before = random_encoding(form, dice);
    std::vector<std::size_t> sorted;
    for (std::size_t k = 0; k < form.parts.size(); ++k) {
      if (form.parts[k].is_sorted) sorted.push_back(k);
    }
    const std::size_t part = sorted[dice.below(sorted.size())];
    std::size_t first = 0;
    for (std::size_t k = 0; k < part; ++k) first += form.parts[k].bytes / 8;
    Encoding after = before;
    for (std::size_t w = 0; w < form.parts[part].bytes / 8; ++w) {
      after[first + w] = dice.below(3) == 0 ? before[1 + w] : dice.below(300) * 0x0123456789abcdefU;
    }
    encode(codec, after);  // so that its values have numbers, and these have room
    const auto [key, hash] = encode(codec, before);
    Key changed = key;
    const checker::PartTable& table = *codec.parts()[part].table;
    const auto number = table.find(after.data() + first);
    ASSERT_TRUE(number);
    codec.packing().change(changed.data(), part, codec.packing().field(key.data(), part), *number);
    codec.sort(changed.data(), part);
    sort_parts(form, after);
    std::uint64_t sorted_hash = 0;
    ASSERT_EQ(decode(codec, codec.packing(), changed, sorted_hash), after) << "round " << i;
    ASSERT_EQ(changed, encode(codec, after).first);
    moves += after[first] != before[first] ? 1 : 0;
  }
  EXPECT_GT(moves, 1000);
}

INSTANTIATE_TEST_SUITE_P(Forms, SortedParts, testing::ValuesIn([] {
                           std::vector<Form> forms = every_form();
                           std::erase_if(forms, [](const Form& form) {
                             return form.parts.size() < 2 || !form.parts[1].is_sorted;
                           });
                           return forms;
                         }()),
                         [](const auto& form) { return form.param.name; });

TEST(StateCodec, WidthsAreThoseOfTheLargestNumbers) {
  StateCodec codec(16, {{8, 0}, {8, 1}});
  const auto bits = [&](std::size_t i) {
    unsigned width = 1;
    while (codec.packing().fits(i, checker::Field{1} << width)) ++width;
    return width;
  };
  EXPECT_EQ(bits(0), 1U);
  for (std::uint64_t i = 0; i < 1024; ++i) encode(codec, {i, i / 512});
  EXPECT_EQ(bits(0), 10U) << "1,024 values are numbered 0 to 1,023";
  EXPECT_EQ(bits(1), 1U);
  encode(codec, {1024, 0});
  EXPECT_EQ(bits(0), 11U);
}

}  // namespace
}  // namespace paxoscope::tests
