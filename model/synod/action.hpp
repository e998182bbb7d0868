// The transitions of Paxos.tla, and crashes.
#pragma once

#include <compare>
#include <cstdint>

#include "model/ids.hpp"

namespace paxoscope::synod {

using model::AcceptorId;
using model::Ballot;
using model::Value;
using model::Vote;

enum class ActionType : std::uint8_t {
  kPhase1a,  ///< a ballot asks for promises
  kPhase1b,  ///< an acceptor promises a ballot
  kPhase2a,  ///< a ballot proposes a value
  kPhase2b,  ///< an acceptor votes
  kCrash,    ///< an acceptor crashes and starts again with what it has on stable storage
};

inline constexpr int kActionTypes = 5;

/// An action of the specification, with its parameters, or a crash.
struct Action {
  ActionType type = ActionType::kPhase1a;
  AcceptorId acceptor;  ///< not kPhase1a and kPhase2a
  Ballot ballot;        ///< not kCrash
  Value value;          ///< kPhase2a and kPhase2b only

  static constexpr Action phase1a(Ballot b) { return {ActionType::kPhase1a, {}, b, {}}; }
  static constexpr Action phase1b(AcceptorId a, Ballot b) { return {ActionType::kPhase1b, a, b, {}}; }
  static constexpr Action phase2a(Ballot b, Value v) { return {ActionType::kPhase2a, {}, b, v}; }
  static constexpr Action phase2b(AcceptorId a, Ballot b, Value v) { return {ActionType::kPhase2b, a, b, v}; }

  static constexpr Action crash(AcceptorId a) { return {ActionType::kCrash, a, {}, {}}; }

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

}  // namespace paxoscope::synod
