// The transitions of the sketch: calls.
#pragma once

#include <compare>
#include <cstdint>

#include "model/ids.hpp"

namespace paxoscope::sketch {

using model::AcceptorId;
using model::Ballot;
using model::LearnerId;
using model::ProposerId;
using model::Value;
using model::Vote;

enum class Call : std::uint8_t {
  kPrepare,  ///< "promise this number, and tell me what you voted for"
  kPropose,  ///< "vote for this value in this number"
};

/// What becomes of a call.
enum class Fate : std::uint8_t {
  kReturns,     ///< the acceptor takes it, and the proposer gets the answer
  kLost,        ///< the acceptor never sees it
  kUnanswered,  ///< the acceptor takes it, and the answer is lost
};

/// A proposer's next call. Which acceptor is called follows from the state; it is here for those who read it.
struct Action {
  ProposerId proposer;
  Call call = Call::kPrepare;
  AcceptorId acceptor;
  Fate fate = Fate::kReturns;

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

/// For counting: a call of each kind that returns, then what fails.
enum class ActionKind : std::uint8_t { kPrepare, kPropose, kLost, kUnanswered };

inline constexpr int kActionKinds = 4;

}  // namespace paxoscope::sketch
