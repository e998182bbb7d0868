// The transitions of LastVoting: rounds.
#pragma once

#include <compare>
#include <cstdint>

#include "model/history.hpp"
#include "model/ids.hpp"
#include "model/quorums.hpp"

namespace paxoscope::last_voting {

using model::AcceptorId;
using model::AcceptorSet;
using model::Ballot;
using model::LearnerId;
using model::Value;
using model::ValueSet;
using model::Vote;

/// What a process is: every process proposes, votes and decides.
using ProcessId = AcceptorId;
using ProcessSet = AcceptorSet;

/// The rounds of a phase, in their order.
enum class Round : std::uint8_t {
  kEstimates,  ///< everyone tells the coordinator its value, and in which phase it voted for that
  kVote,       ///< the coordinator tells everyone what to vote for
  kAcks,       ///< whoever has voted tells the coordinator
  kDecide,     ///< the coordinator tells everyone what to decide
};

inline constexpr int kRounds = 4;

/// A whole round, as far as it matters what is heard in it: see LastVoting. The coordinator follows from the state; it is here for those
/// who read it.
struct Action {
  ProcessId coordinator;
  Round round = Round::kEstimates;
  ProcessSet
      heard;  ///< in rounds to the coordinator: whom it hears of that sent something; in the others: who hears of it
  Value vote;  ///< in the first round: what the coordinator makes its vote; none if it makes it nothing

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

}  // namespace paxoscope::last_voting
