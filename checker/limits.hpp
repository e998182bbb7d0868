// Bounds on one run.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

namespace paxoscope::checker {

/// How far a search may go. Reaching a limit makes a run inconclusive, never wrong; a violation found before
/// wins.
struct Limits {
  std::uint64_t states_max = std::numeric_limits<std::uint64_t>::max();  ///< distinct states stored
  std::uint64_t depth_max = std::numeric_limits<std::uint64_t>::max();  ///< transitions from an initial state
  std::uint64_t memory_bytes_max =
      std::numeric_limits<std::uint64_t>::max();  ///< bytes held by the state store
  std::optional<std::chrono::steady_clock::duration> time_max =
      std::nullopt;                ///< wall clock, from the start of the search
  bool stops_at_witnesses = true;  ///< with only witnesses to look for, the search ends when all are reached
  const std::atomic<bool>* interrupted = nullptr;  ///< when it becomes true the search stops; may be null
};

}  // namespace paxoscope::checker
