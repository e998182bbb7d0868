#include "checker/state_codec.hpp"

#include <algorithm>
#include <array>
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
      words_((encoded_bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)) {
  assert(encoded_bytes >= 1);
  std::size_t words_of_parts = 0;
  for (const Part& part : parts) {
    assert(part.bytes % sizeof(std::uint64_t) == 0 && part.bytes > 0);
    const std::size_t words = part.bytes / sizeof(std::uint64_t);
    if (part.kind >= tables_.size()) tables_.resize(part.kind + 1);
    auto& table = tables_[part.kind];
    if (!table) table = std::make_unique<PartTable>(words, part.kind);
    assert(table->words() == words);
    const std::size_t place = part.is_sorted ? parts.size() + part.kind : parts_.size();
    parts_.push_back({table.get(), factor_of_place(place), static_cast<std::uint32_t>(words),
                      static_cast<std::uint16_t>(part.kind), part.is_sorted});
    words_of_parts += words;
  }
  assert(parts.empty() || words_of_parts * sizeof(std::uint64_t) == encoded_bytes);
  if (parts.empty()) {
    packings_.emplace_back(encoded_bytes);
    packing_ = &packings_.back();
  } else {
    widen();
  }
}

std::uint64_t StateCodec::hash_whole(const std::uint64_t* encoding) const {
  return XXH3_64bits(encoding, encoded_bytes_);
}

std::uint64_t StateCodec::encode(const std::uint64_t* encoding, std::uint64_t* key) {
  if (parts_.empty()) return encode_whole(encoding, key);
  std::array<Field, Packing::kFieldsMax> fields{};
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    fields.at(i) = parts_[i].table->intern(encoding);
    hash += parts_[i].table->hash(fields.at(i)) * parts_[i].factor;
    encoding += parts_[i].words;
  }
  packing_->pack(fields.data(), key);
  return hash;
}

bool StateCodec::encode_known(const std::uint64_t* encoding, std::uint64_t* key, std::uint64_t& hash) const {
  if (parts_.empty()) {
    hash = encode_whole(encoding, key);
    return true;
  }
  std::array<Field, Packing::kFieldsMax> fields{};
  hash = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const auto number = parts_[i].table->find(encoding);
    if (!number) return false;
    fields.at(i) = *number;
    hash += parts_[i].table->hash(*number) * parts_[i].factor;
    encoding += parts_[i].words;
  }
  // A number that has no room yet belongs to a value that no stored state has.
  if (!packing_->fits(fields.data())) return false;
  packing_->pack(fields.data(), key);
  return true;
}

void StateCodec::widen() {
  widths_ = widths();
  packings_.emplace_back(widths_);
  packing_ = &packings_.back();
}

bool StateCodec::restore_packings(const std::vector<std::vector<std::uint8_t>>& widths) {
  assert(packings_.size() == 1);
  if (widths.empty() || widths.front() != packings_.front().widths()) return false;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    const bool is_wider = widths[i].size() == parts_.size() && widths[i] != widths[i - 1] &&
                          std::equal(widths[i].begin(), widths[i].end(), widths[i - 1].begin(),
                                     [](auto now, auto before) { return before <= now && now <= 32; });
    if (!is_wider) return false;
    packings_.emplace_back(widths[i]);
  }
  packing_ = &packings_.back();
  if (!parts_.empty()) widths_ = widths.back();
  return true;
}

std::size_t StateCodec::sort(std::uint64_t* key, std::size_t changed) const {
  const std::size_t words = parts_[changed].words;
  const PartTable& table = *parts_[changed].table;
  Field moving = packing_->field(key, changed);
  const std::uint64_t* const value = table.value(moving);
  const auto compare = [&](Field other) {
    const std::uint64_t* const x = table.value(other);
    std::size_t w = 0;
    while (w + 1 < words && value[w] == x[w]) ++w;
    return value[w] <=> x[w];
  };
  // It moves down or up; those on its way make room.
  std::size_t i = changed;
  for (; i > 0 && parts_[i - 1].is_sorted; --i) {
    const Field other = packing_->field(key, i - 1);
    if (other == moving || compare(other) >= 0) break;
    packing_->change(key, i, packing_->field(key, i), other);
    packing_->change(key, i - 1, other, moving);
  }
  if (i != changed) return i;
  for (; i + 1 < parts_.size() && parts_[i + 1].is_sorted; ++i) {
    const Field other = packing_->field(key, i + 1);
    if (other == moving || compare(other) <= 0) break;
    packing_->change(key, i, packing_->field(key, i), other);
    packing_->change(key, i + 1, other, moving);
  }
  return i;
}

std::vector<std::uint8_t> StateCodec::widths() const {
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
