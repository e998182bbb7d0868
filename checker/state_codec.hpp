// Between encodings, which models speak, and rows of fields, which stores keep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "checker/packing.hpp"
#include "checker/part.hpp"
#include "checker/part_table.hpp"

namespace paxoscope::checker {

/// Turns an encoding into fields and a 64-bit hash, and back.
///
/// Of a model that says what its parts are, a field is the number of a part's value; otherwise the fields are the
/// encoding itself, four bytes each. Two encodings are equal if and only if their fields are. The hash is a
/// function of the encoding alone: of parts it is the sum of the hashes of their values, each times an odd number
/// that belongs to the place, so that a successor which differs in one part is hashed by one addition.
///
/// Encodings are given as 64-bit words, `words()` of them; where `encoded_bytes` is no multiple of 8, the rest of
/// the last word is zero.
class StateCodec {
 public:
  /// `parts` are all of the encoding, in order, or none.
  StateCodec(std::size_t encoded_bytes, const std::vector<Part>& parts);

  [[nodiscard]] std::size_t encoded_bytes() const { return encoded_bytes_; }
  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] std::size_t fields() const { return fields_; }

  /// Writes the fields of `encoding` and returns its hash. May be called by several threads at once. Throws
  /// std::bad_alloc.
  std::uint64_t encode(const std::uint64_t* encoding, Field* fields);

  /// A state in all its forms.
  struct Known {
    const std::uint64_t* encoding;
    const Field* fields;
    std::uint64_t hash;
  };

  /// The same, faster where `encoding` has most parts in common with a known state.
  std::uint64_t encode_near(const Known& known, const std::uint64_t* encoding, Field* fields) {
    if (parts_.empty()) return encode_whole(encoding, fields);
    std::uint64_t hash = known.hash;
    for (std::size_t i = 0; i < fields_; ++i) {
      const PlacedPart& part = parts_[i];
      const std::uint64_t* const value = encoding + part.first_word;
      fields[i] = known.fields[i];
      if (equal_words(value, known.encoding + part.first_word, part.table->words())) continue;
      fields[i] = part.table->intern(value);
      hash += (part.table->hash(fields[i]) - part.table->hash(known.fields[i])) * part.factor;
    }
    return hash;
  }

  /// The fields of `encoding` without adding anything; false if some part of it was never seen.
  bool encode_known(const std::uint64_t* encoding, Field* fields, std::uint64_t& hash) const;

  /// Writes the `words()` words of the encoding.
  void decode(const Field* fields, std::uint64_t* encoding) const {
    if (parts_.empty()) {
      encoding[words_ - 1] = 0;
      std::memcpy(encoding, fields, fields_ * sizeof *fields);
      return;
    }
    for (std::size_t i = 0; i < fields_; ++i) {
      const PlacedPart& part = parts_[i];
      const std::uint64_t* const value = part.table->value(fields[i]);
      for (std::size_t w = 0; w < part.table->words(); ++w) encoding[part.first_word + w] = value[w];
    }
  }

  [[nodiscard]] std::uint64_t hash_of(const Field* fields) const {
    if (parts_.empty()) return hash_whole(fields);
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < fields_; ++i) hash += parts_[i].table->hash(fields[i]) * parts_[i].factor;
    return hash;
  }

  /// The bits that each field needs for what was encoded so far.
  [[nodiscard]] std::vector<std::uint8_t> widths() const;

  /// Bytes allocated for values of parts.
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  struct PlacedPart {
    std::size_t first_word;
    PartTable* table;
    std::uint64_t factor;
  };

  static bool equal_words(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
    for (std::size_t w = 0; w < words; ++w) {
      if (a[w] != b[w]) return false;
    }
    return true;
  }
  std::uint64_t encode_whole(const std::uint64_t* encoding, Field* fields) const {
    std::memcpy(fields, encoding, fields_ * sizeof *fields);
    return hash_whole(fields);
  }
  [[nodiscard]] std::uint64_t hash_whole(const Field* fields) const;

  std::size_t encoded_bytes_;
  std::size_t words_;
  std::size_t fields_;
  std::vector<PlacedPart> parts_;
  std::vector<std::unique_ptr<PartTable>> tables_;  // by kind
};

}  // namespace paxoscope::checker
