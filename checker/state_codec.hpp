// Between encodings, which models speak, and keys, which stores keep.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "checker/packing.hpp"
#include "checker/part.hpp"
#include "checker/part_table.hpp"

namespace paxoscope::checker {

/// Turns an encoding into a key and a 64-bit hash, and back.
///
/// Of a model that says what its parts are, a key is a row of fields, each the number of a part's value; otherwise it is
/// the encoding itself. Two encodings are equal if and only if their keys are. The hash is a function of the
/// encoding alone, not of the numbers: of parts it is the sum of the hashes of their values, each times an odd number
/// that belongs to the place (or, of sorted parts, to the kind), so that a successor which differs in one part is hashed by
/// one addition.
///
/// As more values become known, fields get wider. That happens in `widen` only; until then a key with a number that is
/// too large for its field is wrong, and whoever made it finds out by asking `is_wide_enough`.
///
/// Encodings are given as 64-bit words, `words()` of them; where `encoded_bytes` is no multiple of 8, the rest of
/// the last word is zero.
class StateCodec {
 public:
  /// `parts` are all of the encoding, in order, or none.
  StateCodec(std::size_t encoded_bytes, const std::vector<Part>& parts);

  [[nodiscard]] std::size_t encoded_bytes() const { return encoded_bytes_; }
  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] std::size_t key_words() const { return packing_->key_words(); }
  /// What keys are made with now. Earlier packings stay valid.
  [[nodiscard]] const Packing& packing() const { return *packing_; }

  /// A state in all its forms. Only states with parts have entries: where the values of the parts are.
  struct Known {
    const std::uint64_t* encoding;
    const std::uint64_t* key;
    const std::uint64_t* const* entries;
    std::uint64_t hash;
  };

  /// Writes the key of `encoding` and returns its hash. May be called by several threads at once. Throws
  /// std::bad_alloc.
  std::uint64_t encode(const std::uint64_t* encoding, std::uint64_t* key);

  /// The same, faster where `encoding` has most parts in common with a known state.
  std::uint64_t encode_near(const Known& known, const std::uint64_t* encoding, std::uint64_t* key) {
    if (parts_.empty()) return encode_whole(encoding, key);
    for (std::size_t w = 0; w < key_words(); ++w) key[w] = known.key[w];
    std::uint64_t hash = known.hash;
    const std::uint64_t* value = encoding;
    const std::uint64_t* near = known.encoding;
    std::size_t i = 0;
    for (const PlacedPart& part : parts_) {
      if (!equal_words(value, near, part.words)) {
        const PartTable::Number number = part.table->intern(value);
        packing_->change(key, i, packing_->field(known.key, i), number);
        hash += (part.table->hash(number) - PartTable::hash_in(known.entries[i])) * part.factor;
      }
      value += part.words;
      near += part.words;
      ++i;
    }
    return hash;
  }

  /// The key of `encoding` without adding anything; false if some part of it was never seen.
  bool encode_known(const std::uint64_t* encoding, std::uint64_t* key, std::uint64_t& hash) const;

  /// Writes the `words()` words of the encoding that `key`, made with this packing, stands for, and where the values of the
  /// parts are. Returns the hash.
  std::uint64_t decode(const Packing& packing, const std::uint64_t* key, std::uint64_t* encoding,
                       const std::uint64_t** entries) const {
    if (parts_.empty()) {
      std::copy_n(key, words_, encoding);
      return hash_whole(key);
    }
    std::uint64_t hash = 0;
    std::size_t i = 0;
    for (const PlacedPart& part : parts_) {
      const std::uint64_t* const entry = part.table->entry(packing.field(key, i));
      entries[i++] = entry;
      hash += PartTable::hash_in(entry) * part.factor;
      const std::uint64_t* const value = PartTable::value_in(entry);
      *encoding++ = value[0];
      for (std::size_t w = 1; w < part.words; ++w) *encoding++ = value[w];
    }
    return hash;
  }

  [[nodiscard]] std::uint64_t hash_of(const Packing& packing, const std::uint64_t* key) const {
    if (parts_.empty()) return hash_whole(key);
    std::uint64_t hash = 0;
    std::size_t i = 0;
    for (const PlacedPart& part : parts_) hash += part.table->hash(packing.field(key, i++)) * part.factor;
    return hash;
  }

  /// Whether `key` is made of numbers that belong to values.
  [[nodiscard]] bool knows(const Packing& packing, const std::uint64_t* key) const {
    std::size_t i = 0;
    return std::all_of(parts_.begin(), parts_.end(),
                       [&](const PlacedPart& part) { return packing.field(key, i++) < part.table->size(); });
  }

  /// Whether the fields have room for all numbers given out so far.
  [[nodiscard]] bool is_wide_enough() const { return parts_.empty() || widths() == widths_; }
  /// Makes the fields so wide. Keys made before mean nothing after.
  void widen();

  /// Bytes allocated for values of parts.
  [[nodiscard]] std::uint64_t bytes() const;

  /// What keys have been made with so far, oldest first: all that records may be packed as.
  [[nodiscard]] const std::deque<Packing>& packings() const { return packings_; }
  /// Makes a codec that knows of no values yet one that has had these packings, by the widths of their fields; of encodings without parts
  /// there is one, without fields. False if no such codec had them.
  bool restore_packings(const std::vector<std::vector<std::uint8_t>>& widths);

  // ---- Of encodings with parts.

  struct PlacedPart {
    PartTable* table;
    std::uint64_t factor;  ///< of the hash of its value in that of the state
    std::uint32_t words;
    std::uint16_t kind;
    bool is_sorted;
  };
  /// Empty if the model does not say.
  [[nodiscard]] const std::vector<PlacedPart>& parts() const { return parts_; }
  [[nodiscard]] std::size_t kinds() const { return tables_.size(); }
  /// The values of the parts of one kind.
  [[nodiscard]] PartTable& table(std::size_t kind) { return *tables_[kind]; }
  [[nodiscard]] const PartTable& table(std::size_t kind) const { return *tables_[kind]; }

  /// Puts the sorted parts of a key in order again after `changed`, one of them, was given another value. Returns its new
  /// place; those between have moved by one.
  std::size_t sort(std::uint64_t* key, std::size_t changed) const;

 private:
  static bool equal_words(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
    if (a[0] != b[0]) return false;
    for (std::size_t w = 1; w < words; ++w) {
      if (a[w] != b[w]) return false;
    }
    return true;
  }
  std::uint64_t encode_whole(const std::uint64_t* encoding, std::uint64_t* key) const {
    std::copy_n(encoding, words_, key);
    return hash_whole(key);
  }
  [[nodiscard]] std::uint64_t hash_whole(const std::uint64_t* encoding) const;
  [[nodiscard]] std::vector<std::uint8_t> widths() const;

  std::size_t encoded_bytes_;
  std::size_t words_;
  std::vector<PlacedPart> parts_;
  std::vector<std::unique_ptr<PartTable>> tables_;  // by kind
  std::vector<std::uint8_t> widths_;
  std::deque<Packing> packings_;  // records refer to them
  const Packing* packing_ = nullptr;
};

}  // namespace paxoscope::checker
