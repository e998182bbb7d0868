// The steps of Fast Paxos.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/ids.hpp"

namespace paxoscope::fast_paxos {

using model::AcceptorId;
using model::Ballot;
using model::Value;
using model::Vote;

enum class ActionType : std::uint8_t {
  kPhase1a,                ///< a ballot asks for promises
  kPhase1b,                ///< an acceptor promises a ballot
  kPhase2a,                ///< a ballot proposes a value, or lets every acceptor vote for any
  kPhase2b,                ///< an acceptor votes
  kCoordinatedRecovery,    ///< a ballot proposes on the colliding votes of the ballot before
  kUncoordinatedRecovery,  ///< an acceptor votes on the colliding votes of the ballot before
};

inline constexpr std::size_t kActionTypes = 6;

/// What it is called where steps are counted and runs are written: "phase-1a", …, "uncoordinated-recovery".
constexpr std::string_view name(ActionType type) {
  constexpr std::array<std::string_view, kActionTypes> kNames{
      "phase-1a", "phase-1b", "phase-2a", "phase-2b", "coordinated-recovery", "uncoordinated-recovery"};
  return kNames.at(static_cast<std::size_t>(type));
}

/// A step with its parameters.
struct Action {
  ActionType type = ActionType::kPhase1a;
  AcceptorId acceptor;  ///< kPhase1b, kPhase2b and kUncoordinatedRecovery only
  Ballot ballot;
  Value value;  ///< not kPhase1a and kPhase1b; where a ballot proposes, none stands for any

  static constexpr Action phase1a(Ballot b) { return {ActionType::kPhase1a, {}, b, {}}; }
  static constexpr Action phase1b(AcceptorId a, Ballot b) { return {ActionType::kPhase1b, a, b, {}}; }
  static constexpr Action phase2a(Ballot b, Value v) { return {ActionType::kPhase2a, {}, b, v}; }
  static constexpr Action phase2b(AcceptorId a, Ballot b, Value v) { return {ActionType::kPhase2b, a, b, v}; }
  static constexpr Action coordinated_recovery(Ballot b, Value v) {
    return {ActionType::kCoordinatedRecovery, {}, b, v};
  }
  static constexpr Action uncoordinated_recovery(AcceptorId a, Ballot b, Value v) {
    return {ActionType::kUncoordinatedRecovery, a, b, v};
  }

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

}  // namespace paxoscope::fast_paxos
