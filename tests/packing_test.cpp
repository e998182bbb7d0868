// Protects: fields come back out of keys and keys out of records, whatever the widths; one field is changed without
// touching the others; what does not fit is known.
#include "checker/packing.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

#include "checker/dice.hpp"

namespace paxoscope::tests {
namespace {

using checker::Dice;

using checker::Field;
using checker::Packing;

/// What the words of a key are known to be, where they are few.
template <std::size_t kWords>
void expect_same_with_known_length(const Packing& packing, const std::byte* record,
                                   const std::vector<std::uint64_t>& key) {
  if (packing.key_words() != kWords) return;
  std::vector<std::uint64_t> read(kWords);
  packing.read<kWords>(record, read.data());
  ASSERT_EQ(read, key);
  ASSERT_TRUE(packing.holds<kWords>(record, key.data()));
  read.back() ^= 1U;
  ASSERT_FALSE(packing.holds<kWords>(record, read.data()));
  std::vector<std::byte> written(kWords * sizeof(std::uint64_t) + Packing::kSlackBytes);
  packing.write<kWords>(key.data(), written.data());
  ASSERT_TRUE(packing.holds(written.data(), key.data()));
}

TEST(Packing, GivesBackWhatItWasGiven) {
  constexpr std::uint64_t kSeed = 20260106;
  SCOPED_TRACE(kSeed);
  Dice dice(kSeed);
  for (int round = 0; round < 3000; ++round) {
    // Every number of fields, and every width; now and then all as wide as they can be.
    std::vector<std::uint8_t> widths(1 + dice.below(Packing::kFieldsMax));
    for (std::uint8_t& width : widths)
      width = static_cast<std::uint8_t>(round % 10 == 0 ? 32 : dice.between(1, 32));
    const Packing packing(widths);
    const auto random_field = [&](std::size_t i) {
      return static_cast<Field>(dice.below(std::size_t{1} << widths[i]));
    };
    // Side by side, so that behind each record the next begins.
    constexpr std::size_t kRecords = 3;
    std::vector<std::byte> records(kRecords * packing.record_bytes() + Packing::kSlackBytes);
    std::vector<std::vector<Field>> fields(kRecords, std::vector<Field>(widths.size()));
    std::vector<std::uint64_t> key(packing.key_words());
    for (std::size_t r = 0; r < kRecords; ++r) {
      for (std::size_t i = 0; i < widths.size(); ++i) fields[r][i] = random_field(i);
      ASSERT_TRUE(packing.fits(fields[r].data()));
      packing.pack(fields[r].data(), key.data());
      packing.write(key.data(), records.data() + r * packing.record_bytes());
    }
    for (std::size_t r = 0; r < kRecords; ++r) {
      const std::byte* const record = records.data() + r * packing.record_bytes();
      std::vector<Field> read(widths.size());
      packing.read(record, key.data());
      packing.unpack(key.data(), read.data());
      ASSERT_EQ(read, fields[r]);
      ASSERT_TRUE(packing.holds(record, key.data()));
      expect_same_with_known_length<1>(packing, record, key);
      expect_same_with_known_length<2>(packing, record, key);
      // One field changed is another key in which all others are as they were; changed back it is the same again.
      const std::vector<std::uint64_t> unchanged = key;
      const std::size_t i = dice.below(widths.size());
      const Field other = random_field(i) ^ (fields[r][i] == 0 ? 1U : 0U);
      packing.change(key.data(), i, fields[r][i], other);
      std::vector<Field> expected = fields[r];
      expected[i] = other;
      packing.unpack(key.data(), read.data());
      ASSERT_EQ(read, expected);
      ASSERT_EQ(packing.field(key.data(), i), other);
      ASSERT_EQ(packing.holds(record, key.data()), other == fields[r][i]);
      packing.change(key.data(), i, other, fields[r][i]);
      ASSERT_EQ(key, unchanged);
    }
  }
}

TEST(Packing, OfNoFieldsIsTheEncodingItself) {
  for (std::size_t bytes = 1; bytes <= 40; ++bytes) {
    const Packing packing(bytes);
    EXPECT_EQ(packing.record_bytes(), bytes);
    ASSERT_EQ(packing.key_words(), (bytes + 7) / 8);
    std::vector<std::uint64_t> key(packing.key_words(), 0x0807'0605'0403'0201U);
    if (bytes % 8 != 0) key.back() &= (std::uint64_t{1} << (bytes % 8 * 8)) - 1;
    std::vector<std::byte> records(2 * bytes + Packing::kSlackBytes, std::byte{0xff});
    packing.write(key.data(), records.data());
    packing.write(key.data(), records.data() + bytes);
    for (const std::size_t at : {std::size_t{0}, bytes}) {
      std::vector<std::uint64_t> read(key.size());
      packing.read(records.data() + at, read.data());
      EXPECT_EQ(read, key);
      EXPECT_TRUE(packing.holds(records.data() + at, key.data()));
    }
    for (std::size_t byte = 0; byte < bytes; ++byte) {
      records[byte] ^= std::byte{0x80};
      EXPECT_FALSE(packing.holds(records.data(), key.data())) << byte << " of " << bytes;
      records[byte] ^= std::byte{0x80};
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
  EXPECT_TRUE(packing.fits(0, 7));
  EXPECT_FALSE(packing.fits(0, 8));
  EXPECT_TRUE(packing.fits(1, 31));
  EXPECT_FALSE(packing.fits(1, 32));
}

TEST(Packing, FieldsDoNotCrossWords) {
  const Packing packing(std::vector<std::uint8_t>{30, 30, 30, 3});
  EXPECT_EQ(packing.key_words(), 2U);
  EXPECT_EQ(packing.record_bytes(), 8U + 5U);  // 30 + 30 bits and four unused, then 33
  const Packing full(std::vector<std::uint8_t>{32, 32, 1});
  EXPECT_EQ(full.key_words(), 2U);
  EXPECT_EQ(full.record_bytes(), 8U + 1U);
  const Packing just(std::vector<std::uint8_t>{32, 32});
  EXPECT_EQ(just.key_words(), 1U);
  EXPECT_EQ(just.record_bytes(), 8U);
}

}  // namespace
}  // namespace paxoscope::tests
