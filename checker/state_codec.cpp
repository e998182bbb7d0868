#include "checker/state_codec.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <numeric>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace paxoscope::checker {

namespace {

/// An odd number with its bits in disorder, another for each place (the mixing step of SplitMix64).
std::uint64_t factor_of_place(std::size_t place) {
  std::uint64_t z = (place + 1) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return (z ^ (z >> 31U)) | 1U;
}

}  // namespace

StateCodec::StateCodec(std::size_t encoded_bytes, const std::vector<Part>& parts)
    : encoded_bytes_(encoded_bytes),
      words_((encoded_bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)),
      fields_(parts.empty() ? (encoded_bytes + sizeof(Field) - 1) / sizeof(Field) : parts.size()) {
  assert(encoded_bytes >= 1);
  std::size_t word = 0;
  for (const Part& part : parts) {
    assert(part.bytes % sizeof(std::uint64_t) == 0 && part.bytes > 0);
    const std::size_t words = part.bytes / sizeof(std::uint64_t);
    if (part.kind >= tables_.size()) tables_.resize(part.kind + 1);
    auto& table = tables_[part.kind];
    if (!table) table = std::make_unique<PartTable>(words, part.kind);
    assert(table->words() == words);
    const std::size_t place = part.is_sorted ? parts.size() + part.kind : parts_.size();
    parts_.push_back({words, part.kind, table.get(), factor_of_place(place), part.is_sorted});
    word += words;
  }
  assert(parts.empty() || word * sizeof(std::uint64_t) == encoded_bytes);
}

std::uint64_t StateCodec::hash_whole(const Field* fields) const {
  return XXH3_64bits(fields, fields_ * sizeof *fields);
}

std::uint64_t StateCodec::encode(const std::uint64_t* encoding, Field* fields) {
  if (parts_.empty()) return encode_whole(encoding, fields);
  for (std::size_t i = 0; i < fields_; ++i) {
    fields[i] = parts_[i].table->intern(encoding);
    encoding += parts_[i].words;
  }
  return hash_of(fields);
}

bool StateCodec::encode_known(const std::uint64_t* encoding, Field* fields, std::uint64_t& hash) const {
  if (parts_.empty()) {
    hash = encode_whole(encoding, fields);
    return true;
  }
  for (std::size_t i = 0; i < fields_; ++i) {
    const auto number = parts_[i].table->find(encoding);
    if (!number) return false;
    encoding += parts_[i].words;
    fields[i] = *number;
  }
  hash = hash_of(fields);
  return true;
}

std::vector<std::uint8_t> StateCodec::widths() const {
  constexpr std::size_t kWholeBits = 32;
  if (parts_.empty()) {
    std::vector<std::uint8_t> widths(fields_, kWholeBits);
    if (const std::size_t rest = encoded_bytes_ % sizeof(Field); rest != 0) {
      widths.back() = static_cast<std::uint8_t>(rest * 8);
    }
    return widths;
  }
  std::vector<std::uint8_t> widths;
  for (const PlacedPart& part : parts_) {
    const std::size_t largest = std::max<std::size_t>(part.table->size(), 2) - 1;
    widths.push_back(static_cast<std::uint8_t>(std::bit_width(largest)));
  }
  return widths;
}

std::uint64_t StateCodec::bytes() const {
  return std::accumulate(tables_.begin(), tables_.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& table) { return sum + table->bytes(); });
}

}  // namespace paxoscope::checker
