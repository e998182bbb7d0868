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
/// that belongs to the place (or, of sorted parts, to the kind), so that a successor which differs in one part is hashed
/// by one addition.
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
    const std::uint64_t* value = encoding;
    const std::uint64_t* near = known.encoding;
    const Field* near_field = known.fields;
    for (const PlacedPart& part : parts_) {
      const std::size_t words = part.words;
      *fields = *near_field;
      if (!equal_words(value, near, words)) {
        *fields = part.table->intern(value);
        hash += (part.table->hash(*fields) - part.table->hash(*near_field)) * part.factor;
      }
      value += words;
      near += words;
      ++fields;
      ++near_field;
    }
    return hash;
  }

  /// The fields of `encoding` without adding anything; false if some part of it was never seen.
  bool encode_known(const std::uint64_t* encoding, Field* fields, std::uint64_t& hash) const;

  /// Writes the `words()` words of the encoding and returns the hash.
  std::uint64_t decode(const Field* fields, std::uint64_t* encoding) const {
    if (parts_.empty()) {
      encoding[words_ - 1] = 0;
      std::memcpy(encoding, fields, fields_ * sizeof *fields);
      return hash_whole(fields);
    }
    std::uint64_t hash = 0;
    for (const PlacedPart& part : parts_) {
      const std::uint64_t* const entry = part.table->entry(*fields++);
      hash += PartTable::hash_in(entry) * part.factor;
      const std::uint64_t* const value = PartTable::value_in(entry);
      std::size_t w = 0;
      do {
        *encoding++ = value[w];
      } while (++w < part.words);
    }
    return hash;
  }

  [[nodiscard]] std::uint64_t hash_of(const Field* fields) const {
    if (parts_.empty()) return hash_whole(fields);
    std::uint64_t hash = 0;
    for (const PlacedPart& part : parts_) hash += part.table->hash(*fields++) * part.factor;
    return hash;
  }

  /// The bits that each field needs for what was encoded so far.
  [[nodiscard]] std::vector<std::uint8_t> widths() const;

  /// Bytes allocated for values of parts.
  [[nodiscard]] std::uint64_t bytes() const;

  // ---- Of encodings with parts.

  struct PlacedPart {
    std::size_t words;
    std::size_t kind;
    PartTable* table;
    std::uint64_t factor;  ///< of the hash of its value in that of the state
    bool is_sorted;
  };
  [[nodiscard]] const std::vector<PlacedPart>& parts() const { return parts_; }
  [[nodiscard]] std::size_t kinds() const { return tables_.size(); }

  /// Puts the sorted parts in order again after the field at `changed`, one of them, was given another value.
  void sort(Field* fields, std::size_t changed) const {
    const std::size_t words = parts_[changed].words;
    const PartTable& table = *parts_[changed].table;
    const auto is_before = [&](Field a, Field b) {
      if (a == b) return false;
      const std::uint64_t* const x = table.value(a);
      const std::uint64_t* const y = table.value(b);
      std::size_t w = 0;
      while (w + 1 < words && x[w] == y[w]) ++w;
      return x[w] < y[w];
    };
    std::size_t i = changed;
    for (; i > 0 && parts_[i - 1].is_sorted && is_before(fields[i], fields[i - 1]); --i) {
      std::swap(fields[i], fields[i - 1]);
    }
    for (; i + 1 < fields_ && parts_[i + 1].is_sorted && is_before(fields[i + 1], fields[i]); ++i) {
      std::swap(fields[i], fields[i + 1]);
    }
  }

 private:
  static bool equal_words(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
    if (a[0] != b[0]) return false;
    for (std::size_t w = 1; w < words; ++w) {
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
