// How partitions of a store are written to a checkpoint and read from it.
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "checker/sections.hpp"
#include "checker/state_partition.hpp"

namespace paxoscope::checker {

namespace {

/// Stands for the packing of records that were dropped.
constexpr std::uint32_t kDropped = ~std::uint32_t{0};
constexpr std::uint64_t kStatesMost = std::uint64_t{1} << 31U;

}  // namespace

// ---- SleepSets

void SleepSets::save(SectionWriter& to, std::size_t count) const {
  if (words_ == 0) return;
  const std::size_t first = dropped_ * kChunkSets;
  to.put(std::uint64_t{first});
  for (std::size_t i = first; i < count; ++i) to.put_bytes(std::as_bytes(std::span(at(i), words_)));
}

void SleepSets::load(SectionReader& from, std::size_t count) {
  if (words_ == 0) return;
  const auto first = static_cast<std::size_t>(from.get<std::uint64_t>());
  if (first > count || first % kChunkSets != 0) from.damaged("more sleeps than there is");
  dropped_ = first / kChunkSets;
  chunks_.resize(dropped_);
  std::vector<std::uint64_t> set(words_);
  for (std::size_t i = first; i < count; ++i) {
    from.get_bytes(std::as_writable_bytes(std::span(set)));
    put(i, set.data());
  }
}

// ---- StatePartition

void StatePartition::save_states(SectionWriter& to, std::size_t number) const {
  to.put(std::uint64_t{number});
  to.put(std::uint64_t{size()});
  if (kind_ == StoreKind::kFingerprint) {
    for (std::size_t i = number; i < size(); ++i) to.put(fingerprint(i));
  }
  records_.for_each_run(number, [&](const Records::Run& run) {
    std::uint32_t packing = kDropped;
    if (run.bytes != nullptr) {
      packing = 0;
      while (&codec_->packings()[packing] != run.packing) ++packing;
    }
    to.put(packing);
    to.put(static_cast<std::uint32_t>(run.count));
    if (run.bytes != nullptr) to.put_bytes(std::span(run.bytes, run.count * run.packing->record_bytes()));
  });
}

void StatePartition::load_states(SectionReader& from) {
  const auto first = from.get<std::uint64_t>();
  const auto last = from.get<std::uint64_t>();
  if (first != size() || last < first || last > expected_.size)
    from.damaged("states do not follow on those before");
  if (kind_ == StoreKind::kFingerprint) {
    for (std::uint64_t i = first; i < last; ++i)
      append_fingerprint(static_cast<std::size_t>(i), from.get<std::uint64_t>());
  }
  const std::size_t kept = first_kept() / Records::kChunkRecords * Records::kChunkRecords;
  std::vector<std::byte> unwanted;
  while (size() < last) {
    const auto packing = from.get<std::uint32_t>();
    const auto count = from.get<std::uint32_t>();
    if (count == 0 || count > last - size() ||
        size() % Records::kChunkRecords + count > Records::kChunkRecords)
      from.damaged("there are too many states");
    if (packing == kDropped) {
      if (size() + count > kept) from.damaged("states are missing");
      records_.append_dropped(count);
      continue;
    }
    if (packing >= codec_->packings().size()) from.damaged("states are packed as nothing was");
    const Packing& packed = codec_->packings()[packing];
    if (size() + count <= kept) {
      unwanted.resize(count * packed.record_bytes());
      from.get_bytes(unwanted);
      records_.append_dropped(count);
      continue;
    }
    records_.use(packed);
    records_.append_run(count, [&](std::span<std::byte> bytes) { from.get_bytes(bytes); });
  }
  let_go();
}

void StatePartition::save_shape(SectionWriter& to) const {
  to.put(std::uint64_t{size()});
  to.put(std::uint64_t{capacity_});
  to.put_all(std::vector<std::uint64_t>(level_begin_.begin(), level_begin_.end()));
  asleep_.save(to, size() - last_level_begin_);
  if (level_begin_.size() >= 2)
    asleep_before_.save(to, last_level_begin_ - level_begin_[level_begin_.size() - 2]);
}

void StatePartition::load_shape(SectionReader& from) {
  const auto size = from.get<std::uint64_t>();
  const auto capacity = from.get<std::uint64_t>();
  // It has grown only where it had no room for that many and a group of rows.
  std::uint64_t grown = kSlotsInitial + place_;
  while (grown < std::min(capacity, kStatesMost) && most_in(grown) < size + kGroup) grown *= 2;
  if (grown != capacity || capacity >= kStatesMost || most_in(capacity) < size)
    from.damaged("the size of an index is wrong");
  expected_ = {static_cast<std::size_t>(size), static_cast<std::size_t>(capacity)};
  const std::vector<std::uint64_t> levels = from.get_all<std::uint64_t>(kStatesMost);
  if (levels.empty() || levels.front() != 0 || levels.back() > size ||
      !std::is_sorted(levels.begin(), levels.end()))
    from.damaged("levels do not follow on each other");
  level_begin_.assign(levels.begin(), levels.end());
  last_level_begin_ = level_begin_.back();
  asleep_.load(from, expected_.size - last_level_begin_);
  if (level_begin_.size() >= 2)
    asleep_before_.load(from, last_level_begin_ - level_begin_[level_begin_.size() - 2]);
}

bool StatePartition::finish_loading() {
  if (size() != expected_.size) return false;
  use_packing();
  records_.drop_before(first_kept());
  std::vector<std::uint64_t> key(std::max(codec_->words(), codec_->key_words()));
  for (std::size_t number = first_kept(); number < size(); ++number) {
    const Packing& packing = read(number, key.data());
    if (!codec_->knows(packing, key.data())) return false;
  }
  fill_index(expected_.capacity);
  let_go();  // before the next one is taken up
  return true;
}

}  // namespace paxoscope::checker
