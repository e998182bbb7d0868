// Why a run ended, and what may be concluded from it.
#pragma once

#include <cstdint>

namespace paxoscope::checker {

enum class StopReason : std::uint8_t {
  kExhausted,  ///< every reachable state was visited
  kViolation,  ///< an invariant is violated; the level in which it was found is complete unless a limit cut
               ///< it
  kWitnessesFound,  ///< there were only witnesses to look for, and all of them are reachable
  kStatesMax,
  kDepthMax,
  kTimeMax,
  kMemoryMax,
  kDiskMax,      ///< or there was no more room on the disk
  kMemoryShort,  ///< the system has no more to give
  kInterrupted,
  kNoRoom,    ///< the model has no room for all that follows
  kPartOnly,  ///< only some of the runs were looked for
};

/// Whether a limit, a signal or the system ended it: it could have gone on.
constexpr bool is_cut_short(StopReason stop) {
  switch (stop) {
    case StopReason::kStatesMax:
    case StopReason::kDepthMax:
    case StopReason::kTimeMax:
    case StopReason::kMemoryMax:
    case StopReason::kDiskMax:
    case StopReason::kMemoryShort:
    case StopReason::kInterrupted:
      return true;
    case StopReason::kExhausted:
    case StopReason::kViolation:
    case StopReason::kWitnessesFound:
    case StopReason::kNoRoom:
    case StopReason::kPartOnly:
      return false;
  }
  return false;
}

/// What is known of the properties that were asked for. *Holds* is said only of a space that was visited
/// whole.
enum class Outcome : std::uint8_t { kHolds, kViolated, kInconclusive };

}  // namespace paxoscope::checker
