// The steps of Multi-Paxos.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "model/ids.hpp"
#include "model/log_history.hpp"

namespace paxoscope::multi_paxos {

using model::AcceptorId;
using model::Ballot;
using model::LearnerId;
using model::ProposerId;
using model::Slot;
using model::Value;
using model::Vote;

/// A value for each slot, or none.
using Log = std::array<Value, static_cast<std::size_t>(model::kSlotsMax)>;

enum class ActionType : std::uint8_t {
  kPhase1a,       ///< a proposer begins its next ballot and asks for promises, of all slots at once
  kPhase1b,       ///< an acceptor promises a ballot and reports its log
  kBecomeLeader,  ///< a ballot that a quorum has promised proposes what their logs bind it to
  kPhase2a,       ///< a ballot that leads proposes a value in a slot in which it is free
  kPhase2b,       ///< an acceptor votes in a slot
  kExecute,       ///< a learner executes a slot
};

inline constexpr int kActionTypes = 6;

/// A step with its parameters.
struct Action {
  ActionType type = ActionType::kPhase1a;
  LearnerId learner;    ///< kExecute only
  AcceptorId acceptor;  ///< kPhase1b and kPhase2b only
  Ballot ballot;        ///< all but kExecute
  Slot slot;            ///< kPhase2a, kPhase2b and kExecute only
  Value value;          ///< kPhase2a and kExecute only
  Log log{};            ///< kBecomeLeader only: what it proposes; none in a slot where it does not yet

  static constexpr Action phase1a(Ballot b) { return {ActionType::kPhase1a, {}, {}, b, {}, {}, {}}; }
  static constexpr Action phase1b(AcceptorId a, Ballot b) {
    return {ActionType::kPhase1b, {}, a, b, {}, {}, {}};
  }
  static constexpr Action become_leader(Ballot b, const Log& log) {
    return {ActionType::kBecomeLeader, {}, {}, b, {}, {}, log};
  }
  static constexpr Action phase2a(Ballot b, Slot s, Value v) {
    return {ActionType::kPhase2a, {}, {}, b, s, v, {}};
  }
  static constexpr Action phase2b(AcceptorId a, Ballot b, Slot s) {
    return {ActionType::kPhase2b, {}, a, b, s, {}, {}};
  }
  static constexpr Action execute(LearnerId l, Slot s, Value v) {
    return {ActionType::kExecute, l, {}, {}, s, v, {}};
  }

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

}  // namespace paxoscope::multi_paxos
