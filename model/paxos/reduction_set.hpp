// Which reductions of `paxos` are at work, and what the properties that are asked can see.
#pragma once

#include <cstdint>

#include "model/enum_set.hpp"

namespace paxoscope::paxos {

enum class Reduction : std::uint8_t {
  kCrashAbsorption,
  kLossAbsorption,
  kDeadMessages,
  kHopelessBallots,
  kPastVotes,
  kPastProposals,
  kPastHearings,
  kBallotOrder,
  kPartialOrder,
};

inline constexpr int kReductions = 9;

using ReductionSet = model::EnumSet<Reduction, kReductions>;

/// Which of the shortest runs to whatever is asked for are left in.
enum class ShortestRuns : std::uint8_t {
  kSome,
  kAllWorthShowing,  ///< the one to show, whatever rule chooses it (but for a copy that is never received again)
};

/// What some property looks at besides the votes cast.
struct Seen {
  bool proposals = true;
  bool learners = true;
};

}  // namespace paxoscope::paxos
