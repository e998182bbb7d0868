// How one search is run, and how far it may go.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "checker/state_partition.hpp"

namespace paxoscope::checker {

/// How far a search may go. Reaching a limit makes a run inconclusive, never wrong; a violation found before
/// wins.
struct Limits {
  std::uint64_t states_max = std::numeric_limits<std::uint64_t>::max();  ///< distinct states stored
  std::uint64_t depth_max = std::numeric_limits<std::uint64_t>::max();  ///< transitions from an initial state
  std::uint64_t memory_bytes_max =
      std::numeric_limits<std::uint64_t>::max();  ///< bytes held by stored states and by those on their way
  std::uint64_t disk_bytes_max = std::numeric_limits<std::uint64_t>::max();  ///< bytes spilled
  std::optional<std::chrono::steady_clock::duration> time_max =
      std::nullopt;  ///< wall clock, from the start of the search
  /// Asked between batches: whether the system will soon have no more memory to give, if it is asked for so many bytes first; may be empty.
  std::function<bool(std::uint64_t bytes)> is_memory_short = {};
  const std::atomic<bool>* interrupted = nullptr;  ///< when it becomes true the search stops; may be null

  [[nodiscard]] bool is_interrupted() const {
    return interrupted != nullptr && interrupted->load(std::memory_order_relaxed);
  }
  /// What `is_memory_short` says, or false.
  [[nodiscard]] bool lacks_memory_for(std::uint64_t bytes) const {
    return is_memory_short && is_memory_short(bytes);
  }
};

class Checkpoint;

/// How a search is run. Time and interruption aside, its result does not depend on `workers`.
struct SearchOptions {
  Limits limits = {};
  std::size_t workers = 1;  ///< threads that search, at least 1
  StoreKind store = StoreKind::kExact;
  std::size_t violations_max =
      1;  ///< the search ends with the level in which this many properties are violated
  /// Where the search goes on from, if something is there, and what it writes now and then and when a limit or a signal stops it; may be
  /// null. Of no use to whoever watches single states.
  Checkpoint* checkpoint = nullptr;
  /// A folder for what there is no memory for, once that limit is reached; then only what does not fit there ends the search. Empty is none.
  std::string spill_folder = {};
  /// A checkpoint is written at the end as well, as it is whenever there is a run to show: much is yet to be done with the states.
  bool saves_end = false;
  bool stops_at_witnesses = true;  ///< with only witnesses to look for, the search ends when all are reached
};

}  // namespace paxoscope::checker
