// A state as a row of small numbers, in as few bits as these need.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace paxoscope::checker {

/// One of the numbers that a state is made of: the number of a part's value.
using Field = std::uint32_t;

/// How the fields of a state stand side by side in a key of a few 64-bit words, and how much of a key must be kept.
///
/// Fields have a fixed number of bits and do not cross words, so a field can be changed by one addition. A record is
/// the first bytes of a key, those that can be other than zero. Records are read and written in whole words, which
/// touches up to 7 bytes behind the record: whoever keeps records leaves room (kSlackBytes) after the last.
class Packing {
 public:
  static constexpr std::size_t kSlackBytes = 8;
  static constexpr std::size_t kFieldsMax = 32;

  /// At most kFieldsMax fields of 1 to 32 bits.
  explicit Packing(std::span<const std::uint8_t> widths) : fields_(widths.size()) {
    assert(fields_ <= kFieldsMax);
    std::size_t word = 0;
    std::size_t bit = 0;
    for (std::size_t i = 0; i < fields_; ++i) {
      assert(1 <= widths[i] && widths[i] <= 32);
      if (bit + widths[i] > kWordBits) {
        ++word;
        bit = 0;
      }
      places_[i] = {static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(bit),
                    static_cast<Field>((std::uint64_t{1} << widths[i]) - 1)};
      bit += widths[i];
    }
    use(word + 1, word * sizeof(std::uint64_t) + (bit + 7) / 8);
  }

  /// Without fields: the key is an encoding of that many bytes.
  explicit Packing(std::size_t bytes) { use((bytes + 7) / 8, bytes); }

  [[nodiscard]] std::size_t key_words() const { return key_words_; }
  [[nodiscard]] std::size_t record_bytes() const { return record_bytes_; }
  /// Those of the fields.
  [[nodiscard]] std::vector<std::uint8_t> widths() const {
    std::vector<std::uint8_t> widths;
    for (std::size_t i = 0; i < fields_; ++i)
      widths.push_back(static_cast<std::uint8_t>(std::bit_width(places_[i].mask)));
    return widths;
  }

  // ---- Fields and keys

  [[nodiscard]] Field field(const std::uint64_t* key, std::size_t i) const {
    return static_cast<Field>(key[places_[i].word] >> places_[i].shift) & places_[i].mask;
  }
  /// Sets a field that has the value `before` to `after`.
  void change(std::uint64_t* key, std::size_t i, Field before, Field after) const {
    key[places_[i].word] += (std::uint64_t{after} - std::uint64_t{before}) << places_[i].shift;
  }
  void unpack(const std::uint64_t* key, Field* fields) const {
    for (std::size_t i = 0; i < fields_; ++i) fields[i] = field(key, i);
  }
  void pack(const Field* fields, std::uint64_t* key) const {
    std::memset(key, 0, key_words_ * sizeof *key);
    for (std::size_t i = 0; i < fields_; ++i) {
      key[places_[i].word] |= std::uint64_t{fields[i]} << places_[i].shift;
    }
  }
  [[nodiscard]] bool fits(std::size_t i, Field value) const { return value <= places_[i].mask; }
  [[nodiscard]] bool fits(const Field* fields) const {
    for (std::size_t i = 0; i < fields_; ++i) {
      if (!fits(i, fields[i])) return false;
    }
    return true;
  }

  // ---- Keys and records; kWords is the number of words, where it is known when this is compiled.

  static constexpr std::size_t kAnyWords = 0;

  template <std::size_t kWords = kAnyWords>
  void write(const std::uint64_t* key, std::byte* record) const {
    std::memcpy(record, key, words<kWords>() * sizeof *key);
  }
  template <std::size_t kWords = kAnyWords>
  void read(const std::byte* record, std::uint64_t* key) const {
    const std::size_t count = words<kWords>();
    std::memcpy(key, record, sizeof *key);  // mostly that is all, and then no call
    if (count > 1) std::memcpy(key + 1, record + sizeof *key, (count - 1) * sizeof *key);
    key[count - 1] &= last_mask_;
  }
  template <std::size_t kWords = kAnyWords>
  [[nodiscard]] bool holds(const std::byte* record, const std::uint64_t* key) const {
    const std::size_t count = words<kWords>();
    std::uint64_t difference = 0;
    for (std::size_t w = 0; w < count; ++w) {
      std::uint64_t word = 0;
      std::memcpy(&word, record + w * sizeof word, sizeof word);
      difference |= (word ^ key[w]) & (w + 1 == count ? last_mask_ : ~std::uint64_t{0});
    }
    return difference == 0;
  }

 private:
  static constexpr std::size_t kWordBits = 64;

  struct Place {
    std::uint8_t word;
    std::uint8_t shift;
    Field mask;
  };

  void use(std::size_t key_words, std::size_t record_bytes) {
    key_words_ = key_words;
    record_bytes_ = record_bytes;
    const std::size_t last_bits = (record_bytes - (key_words - 1) * sizeof(std::uint64_t)) * 8;
    last_mask_ = last_bits == kWordBits ? ~std::uint64_t{0} : (std::uint64_t{1} << last_bits) - 1;
  }
  template <std::size_t kWords>
  [[nodiscard]] std::size_t words() const {
    return kWords == kAnyWords ? key_words_ : kWords;
  }

  std::size_t fields_ = 0;
  std::size_t key_words_ = 0;
  std::size_t record_bytes_ = 0;
  std::uint64_t last_mask_ = 0;
  std::array<Place, kFieldsMax> places_{};
};

}  // namespace paxoscope::checker
