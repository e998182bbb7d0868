// Levels, and what becomes of some states of one.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "checker/digest.hpp"
#include "checker/own_lines.hpp"
#include "checker/property.hpp"
#include "checker/row_buffer.hpp"
#include "checker/state_store.hpp"

namespace paxoscope::checker::detail {

/// What became of some consecutive states of a level. Depends on these alone, not on who expanded them or when.
struct alignas(kOwnLine) Expansion {
  std::array<RowBuffer, StateStore::kPartitions>
      rows;                                ///< successors by partition, each in the order of discovery
  OwnVector<std::uint64_t> actions_taken;  ///< by kind
  std::uint64_t terminal = 0;
  PropertyMask noticed = 0;  ///< properties of transitions
  Digest digest = 0;         ///< of the states expanded

  void clear(std::size_t action_kinds) {
    for (RowBuffer& buffer : rows) buffer.clear();
    actions_taken.assign(action_kinds, 0);
    terminal = 0;
    noticed = 0;
    digest = 0;
  }
};

/// A level, as a sequence of states.
class Level {
 public:
  Level() = default;
  Level(const StateStore& states, std::size_t depth) {
    std::uint64_t total = 0;
    for (std::size_t p = 0; p < StateStore::kPartitions; ++p) {
      const auto [begin, end] = states.level_in_partition(depth, p);
      first_[p] = begin;
      before_[p] = total;
      total += end - begin;
    }
    before_.back() = total;
  }

  [[nodiscard]] std::uint64_t size() const { return before_.back(); }

  /// Of the states of partition `p`, the index of the first that is at `begin` or later.
  [[nodiscard]] std::size_t begin_in_partition(std::uint64_t begin, std::size_t p) const {
    return first_[p] + static_cast<std::size_t>(std::clamp(begin, before_[p], before_[p + 1]) - before_[p]);
  }

  /// Calls `visit(number)` for the states at `begin`..`end`-1.
  template <typename Visit>
  void for_each(std::uint64_t begin, std::uint64_t end, Visit&& visit) const {
    std::size_t p = 0;
    for (std::uint64_t at = begin; at < end; ++at) {
      while (before_[p + 1] <= at) ++p;
      visit(StateNumber{static_cast<std::uint32_t>(p),
                        static_cast<std::uint32_t>(first_[p] + (at - before_[p]))});
    }
  }

 private:
  std::array<std::size_t, StateStore::kPartitions> first_{};
  std::array<std::uint64_t, StateStore::kPartitions + 1>
      before_{};  // how many come before those of a partition
};

}  // namespace paxoscope::checker::detail
