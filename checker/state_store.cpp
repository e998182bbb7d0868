#include "checker/state_store.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>

namespace paxoscope::checker {

StateStore::StateStore(StoreKind kind, std::size_t encoded_bytes, const std::vector<Part>& parts,
                       std::size_t sleep_words)
    : kind_(kind), codec_(std::make_unique<StateCodec>(encoded_bytes, parts)) {
  partitions_.reserve(kPartitions);
  for (std::size_t p = 0; p < kPartitions; ++p) partitions_.emplace_back(p, kind, *codec_, sleep_words);
}

bool StateStore::widen_keys() {
  if (codec_->is_wide_enough()) return false;
  codec_->widen();
  for (StatePartition& partition : partitions_) partition.use_packing();
  return true;
}

std::uint64_t StateStore::size() const {
  return std::accumulate(partitions_.begin(), partitions_.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const StatePartition& p) { return sum + p.size(); });
}

void StateStore::begin_level() {
  // Of all of them or of none: partitions that differ in this are no state of a search, and could not be saved.
  for (StatePartition& partition : partitions_) partition.prepare_level();
  for (StatePartition& partition : partitions_) partition.begin_level();
}

std::uint64_t StateStore::level_size(std::size_t level) const {
  std::uint64_t size = 0;
  for (std::size_t p = 0; p < kPartitions; ++p) {
    const auto [begin, end] = level_in_partition(level, p);
    size += end - begin;
  }
  return size;
}

std::optional<StateNumber> StateStore::find(std::span<const std::uint64_t> encoding) const {
  std::vector<std::uint64_t> key(codec_->key_words());
  std::uint64_t hash = 0;
  if (!codec_->encode_known(encoding.data(), key.data(), hash)) return std::nullopt;
  const std::size_t p = Row::partition_of(hash);
  const std::size_t index = partitions_[p].find(hash, key.data());
  if (index == StatePartition::kAbsent) return std::nullopt;
  return StateNumber{static_cast<std::uint32_t>(p), static_cast<std::uint32_t>(index)};
}

void StateStore::read(StateNumber number, std::span<std::uint64_t> encoding) const {
  std::vector<std::uint64_t> key(codec_->key_words());
  std::vector<const std::uint64_t*> entries(codec_->parts().size());
  const Packing& packing = partitions_[number.partition].read(number.index, key.data());
  codec_->decode(packing, key.data(), encoding.data(), entries.data());
}

std::uint64_t StateStore::bytes() const {
  return std::accumulate(partitions_.begin(), partitions_.end(), codec_->bytes(),
                         [](std::uint64_t sum, const StatePartition& p) { return sum + p.bytes(); });
}

void StateStore::spill(std::shared_ptr<SpillFile> file) {
  spill_file_ = std::move(file);
  for (StatePartition& partition : partitions_) partition.spill(spill_file_);
}

std::uint64_t StateStore::most_spilled_bytes() const {
  std::uint64_t most = 0;
  for (const StatePartition& partition : partitions_) most = std::max(most, partition.spilled_bytes());
  return most;
}

}  // namespace paxoscope::checker
