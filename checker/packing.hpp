// A state as a row of small numbers, in as few bytes as these need.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace paxoscope::checker {

/// One of the numbers that a state is made of. What it means is the codec's affair.
using Field = std::uint32_t;

/// How the fields of a record stand side by side, each with a fixed number of bits.
///
/// Records of up to 8 bytes are read and written as one word. That touches up to 7 bytes behind the record, which
/// is why whoever keeps records leaves room (kSlackBytes) after the last.
class Packing {
 public:
  static constexpr std::size_t kSlackBytes = 8;
  static constexpr std::size_t kFieldsMaxPacked = 64;

  /// Fields of 1 to 32 bits; more than kFieldsMaxPacked only if all but the last have 32.
  explicit Packing(std::span<const std::uint8_t> widths) : fields_(widths.size()) {
    std::size_t bit = 0;
    bool are_whole = true;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      assert(1 <= widths[i] && widths[i] <= kWholeBits);
      if (i < kFieldsMaxPacked) bit_[i] = static_cast<std::uint16_t>(bit);
      if (i < kFieldsMaxPacked) mask_[i] = static_cast<Field>((std::uint64_t{1} << widths[i]) - 1);
      if (i + 1 < widths.size() && widths[i] != kWholeBits) are_whole = false;
      bit += widths[i];
    }
    record_bytes_ = (bit + 7) / 8;
    form_ = bit <= kWordBits ? Form::kWord : are_whole ? Form::kWhole : Form::kLong;
    assert(form_ != Form::kLong || fields_ <= kFieldsMaxPacked);
    record_mask_ = bit >= kWordBits ? ~std::uint64_t{0} : (std::uint64_t{1} << bit) - 1;
  }

  [[nodiscard]] std::size_t record_bytes() const { return record_bytes_; }
  [[nodiscard]] bool fits(const Field* fields) const {
    if (form_ == Form::kWhole) return true;
    for (std::size_t i = 0; i < fields_; ++i) {
      if (fields[i] > mask_[i]) return false;
    }
    return true;
  }

  // ---- Records of one word, which is most of them: `kFields` is their number, or kAnyFields.

  static constexpr std::size_t kAnyFields = 0;
  [[nodiscard]] bool is_word() const { return form_ == Form::kWord; }
  template <std::size_t kFields = kAnyFields>
  [[nodiscard]] std::uint64_t word_of(const Field* fields) const {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < count<kFields>(); ++i) word |= std::uint64_t{fields[i]} << bit_[i];
    return word;
  }
  template <std::size_t kFields = kAnyFields>
  void fields_of(std::uint64_t word, Field* fields) const {
    for (std::size_t i = 0; i < count<kFields>(); ++i) fields[i] = static_cast<Field>(word >> bit_[i]) & mask_[i];
  }
  /// The word of a record, with bits of the next record above it.
  static std::uint64_t read_word(const std::byte* record) {
    std::uint64_t word = 0;
    std::memcpy(&word, record, sizeof word);
    return word;
  }
  static void write_word(std::byte* record, std::uint64_t word) { std::memcpy(record, &word, sizeof word); }
  [[nodiscard]] bool is_same_word(std::uint64_t read, std::uint64_t word) const {
    return ((read ^ word) & record_mask_) == 0;
  }

  // ---- Records of any form.

  void pack(const Field* fields, std::byte* record) const {
    if (form_ == Form::kWord) {
      write_word(record, word_of(fields));
    } else if (form_ == Form::kWhole) {
      std::memcpy(record, fields, record_bytes_);
    } else {
      const Long packed = long_of(fields);
      std::memcpy(record, packed.data(), record_bytes_);
    }
  }

  void unpack(const std::byte* record, Field* fields) const {
    if (form_ == Form::kWord) {
      fields_of(read_word(record), fields);
    } else if (form_ == Form::kWhole) {
      fields[fields_ - 1] = 0;  // the record may end inside it
      std::memcpy(fields, record, record_bytes_);
    } else {
      Long packed{};
      std::memcpy(packed.data(), record, record_bytes_);
      for (std::size_t i = 0; i < fields_; ++i) {
        const std::size_t word = bit_[i] / kWordBits;
        const std::size_t shift = bit_[i] % kWordBits;
        std::uint64_t bits = packed[word] >> shift;
        if (shift > kWordBits - kWholeBits) bits |= packed[word + 1] << (kWordBits - shift);
        fields[i] = static_cast<Field>(bits) & mask_[i];
      }
    }
  }

  /// Whether `record` holds `fields`.
  [[nodiscard]] bool holds(const std::byte* record, const Field* fields) const {
    if (form_ == Form::kWord) return is_same_word(read_word(record), word_of(fields));
    if (form_ == Form::kWhole) return std::memcmp(record, fields, record_bytes_) == 0;
    const Long packed = long_of(fields);
    return std::memcmp(record, packed.data(), record_bytes_) == 0;
  }

 private:
  static constexpr std::size_t kWordBits = 64;
  static constexpr std::size_t kWholeBits = 32;
  enum class Form : std::uint8_t {
    kWord,   ///< the whole record is at most one word
    kWhole,  ///< fields of 32 bits: copied as they are
    kLong,
  };
  using Long = std::array<std::uint64_t, kFieldsMaxPacked / 2 + 1>;

  template <std::size_t kFields>
  [[nodiscard]] std::size_t count() const {
    return kFields == kAnyFields ? fields_ : kFields;
  }

  [[nodiscard]] Long long_of(const Field* fields) const {
    Long packed{};
    for (std::size_t i = 0; i < fields_; ++i) {
      const std::size_t word = bit_[i] / kWordBits;
      const std::size_t shift = bit_[i] % kWordBits;
      packed[word] |= std::uint64_t{fields[i]} << shift;
      if (shift > kWordBits - kWholeBits) packed[word + 1] |= std::uint64_t{fields[i]} >> (kWordBits - shift);
    }
    return packed;
  }

  std::size_t fields_;
  std::size_t record_bytes_ = 0;
  Form form_ = Form::kWord;
  std::uint64_t record_mask_ = 0;
  std::array<std::uint16_t, kFieldsMaxPacked> bit_{};
  std::array<Field, kFieldsMaxPacked> mask_{};
};

}  // namespace paxoscope::checker
