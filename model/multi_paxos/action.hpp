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
using model::ReadId;
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
  kCrash,         ///< an acceptor crashes and starts again with what it has on stable storage
  kAskRead,       ///< a leader is asked what the register holds
  kConfirm,       ///< an acceptor tells it that it has promised no higher ballot since
  kAnswer,        ///< it answers
  kLocalRead,     ///< a leader is asked, and answers without asking anyone
  kLearnerRead,   ///< a learner is, and does
  kLeaseEnds,     ///< by its clock a leader's lease is over
  kRelease,       ///< by its clock the lease that an acceptor has given is over
};

inline constexpr int kActionTypes = 14;

/// A step with its parameters.
struct Action {
  ActionType type = ActionType::kPhase1a;
  LearnerId learner;    ///< kExecute and kLearnerRead only
  AcceptorId acceptor;  ///< kPhase1b, kPhase2b, kCrash, kConfirm and kRelease only
  Ballot
      ballot;   ///< kPhase1a, kPhase1b, kBecomeLeader, kPhase2a, kPhase2b and what a leader does about reads
  Slot slot;    ///< kPhase2a, kPhase2b and kExecute only
  Value value;  ///< kPhase2a and kExecute only
  Log log{};    ///< kBecomeLeader only: what it proposes; none in a slot where it does not yet
  ReadId read{};         ///< kConfirm and kAnswer only
  std::int8_t upto = 0;  ///< kAnswer and kLocalRead only: from how many slots, from the lowest on, it answers

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
  static constexpr Action crash(AcceptorId a) { return {ActionType::kCrash, {}, a, {}, {}, {}, {}}; }
  static constexpr Action ask_read(Ballot b) { return {ActionType::kAskRead, {}, {}, b, {}, {}, {}}; }
  static constexpr Action confirm(AcceptorId a, ReadId r) {
    return {ActionType::kConfirm, {}, a, {}, {}, {}, {}, r};
  }
  static constexpr Action answer(Ballot b, ReadId r, int upto) {
    return {ActionType::kAnswer, {}, {}, b, {}, {}, {}, r, static_cast<std::int8_t>(upto)};
  }
  static constexpr Action local_read(Ballot b, int upto) {
    return {ActionType::kLocalRead, {}, {}, b, {}, {}, {}, {}, static_cast<std::int8_t>(upto)};
  }
  static constexpr Action learner_read(LearnerId l) {
    return {ActionType::kLearnerRead, l, {}, {}, {}, {}, {}};
  }
  static constexpr Action lease_ends(Ballot b) { return {ActionType::kLeaseEnds, {}, {}, b, {}, {}, {}}; }
  static constexpr Action release(AcceptorId a) { return {ActionType::kRelease, {}, a, {}, {}, {}, {}}; }

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

}  // namespace paxoscope::multi_paxos
