// Every state ever seen, once, level by level.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "checker/packing.hpp"
#include "checker/part.hpp"
#include "checker/state_codec.hpp"
#include "checker/state_partition.hpp"

namespace paxoscope::checker {

/// The name of a stored state: which partition it is in, and where.
struct StateNumber {
  std::uint32_t partition;
  std::uint32_t index;

  friend auto operator<=>(const StateNumber&, const StateNumber&) = default;
};

/// A set of encoded states that also is a sequence: the visited set, the frontier (its last level) and the levels in
/// one.
///
/// A state's hash decides which of the partitions it belongs to; each of these is append-only and knows where its
/// levels begin. So the order of states is that of levels, then of partitions, then of insertion. It does not
/// depend on how many threads insert, as long as each partition is given its rows in a fixed order.
class StateStore {
 public:
  static constexpr std::size_t kPartitions = std::size_t{1} << Row::kPartitionBits;

  /// For states of `encoded_bytes` bytes (at least 1), made of `parts` or of nothing in particular, with `sleep_words` words
  /// that say which actions sleep in a state.
  StateStore(StoreKind kind, std::size_t encoded_bytes, const std::vector<Part>& parts,
             std::size_t sleep_words = 0);

  [[nodiscard]] StoreKind kind() const { return kind_; }
  [[nodiscard]] std::uint64_t size() const;

  // Levels. All states between two calls of begin_level are one.
  void begin_level();
  [[nodiscard]] std::size_t levels() const { return partitions_.front().levels(); }
  [[nodiscard]] std::uint64_t level_size(std::size_t level) const;
  /// Calls `visit(number)` for each state of a level, in order.
  template <typename Visit>
  void for_each_in_level(std::size_t level, Visit&& visit) const {
    for (std::uint32_t p = 0; p < kPartitions; ++p) {
      const auto [begin, end] = level_in_partition(level, p);
      for (std::size_t i = begin; i < end; ++i) visit(StateNumber{p, static_cast<std::uint32_t>(i)});
    }
  }
  /// The states of a level that are in one partition: their indices, first and one past the last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> level_in_partition(std::size_t level,
                                                                       std::size_t p) const {
    return {partitions_[p].level_begin(level), partitions_[p].level_begin(level + 1)};
  }

  /// The state with this encoding, if it is there. Of a fingerprint store: a state with its fingerprint.
  [[nodiscard]] std::optional<StateNumber> find(std::span<const std::uint64_t> encoding) const;

  /// Writes the encoding of a state, `codec().words()` words. With fingerprints: of the last two levels only.
  void read(StateNumber number, std::span<std::uint64_t> encoding) const;

  // For whoever fills it.
  [[nodiscard]] StateCodec& codec() { return *codec_; }
  [[nodiscard]] const StateCodec& codec() const { return *codec_; }
  [[nodiscard]] StatePartition& partition(std::size_t p) { return partitions_[p]; }
  [[nodiscard]] const StatePartition& partition(std::size_t p) const { return partitions_[p]; }
  /// Makes keys as wide as they have to be by now. False if they are: only then keys made since the last call are right.
  bool widen_keys();

  /// In memory now, used or not.
  [[nodiscard]] std::uint64_t bytes() const;

  /// Moves states and indexes to a file, where those to come go too; what sleeps and the values of parts stay in memory. Throws DiskFull; then some
  /// of it is there, and all of it may go there later.
  void spill(std::shared_ptr<SpillFile> file);
  [[nodiscard]] bool is_spilled() const { return spill_file_ != nullptr; }
  /// In that file now.
  [[nodiscard]] std::uint64_t spilled_bytes() const { return spill_file_ ? spill_file_->bytes() : 0; }
  /// Of the partition that has most of it there: so much comes to memory when states are inserted into it.
  [[nodiscard]] std::uint64_t most_spilled_bytes() const;

 private:
  StoreKind kind_;
  std::shared_ptr<SpillFile> spill_file_;
  std::unique_ptr<StateCodec> codec_;  // partitions point to it
  std::vector<StatePartition> partitions_;
};

}  // namespace paxoscope::checker
