// The messages of classic Paxos and the transitions of the protocol over them.
#pragma once

#include <compare>
#include <cstdint>

#include "model/ids.hpp"

namespace paxoscope::paxos {

using model::AcceptorId;
using model::Ballot;
using model::LearnerId;
using model::ProposerId;
using model::Value;
using model::Vote;

enum class MessageType : std::uint8_t {
  kPrepare,   ///< 1a: proposer to acceptor
  kPromise,   ///< 1b: acceptor to proposer, with the acceptor's latest vote
  kAccept,    ///< 2a: proposer to acceptor, with the proposal's value
  kAccepted,  ///< 2b: acceptor to learner, with the vote
};

inline constexpr int kMessageTypes = 4;

/// A message in flight. Every message of Paxos has one acceptor, at one end or the other; the proposer is the
/// owner of the ballot.
struct Message {
  AcceptorId acceptor;
  MessageType type = MessageType::kPrepare;
  Ballot ballot;
  Vote reported;      ///< promise only: the acceptor's latest vote, or none
  Value value;        ///< accept and accepted only
  LearnerId learner;  ///< accepted only

  static constexpr Message prepare(Ballot b, AcceptorId a) {
    return {a, MessageType::kPrepare, b, {}, {}, {}};
  }
  static constexpr Message promise(Ballot b, AcceptorId a, Vote reported) {
    return {a, MessageType::kPromise, b, reported, {}, {}};
  }
  static constexpr Message accept(Ballot b, Value v, AcceptorId a) {
    return {a, MessageType::kAccept, b, {}, v, {}};
  }
  static constexpr Message accepted(Ballot b, Value v, AcceptorId a, LearnerId l) {
    return {a, MessageType::kAccepted, b, {}, v, l};
  }

  friend constexpr auto operator<=>(const Message&, const Message&) = default;
};

enum class ActionType : std::uint8_t {
  kPrepare,    ///< a proposer starts its next ballot
  kDeliver,    ///< a message in flight is received and gone
  kDuplicate,  ///< a message in flight is received, and a second copy of it stays in flight
  kLose,       ///< a message in flight is gone
};

inline constexpr int kActionTypes = 4;

/// One transition of the protocol.
struct Action {
  ActionType type = ActionType::kPrepare;
  ProposerId proposer;  ///< kPrepare only
  Message message;      ///< all others
  Value choice;         ///< where the rules let a proposer that receives a promise choose what it proposes

  static constexpr Action prepare(ProposerId p) { return {ActionType::kPrepare, p, {}, {}}; }
  static constexpr Action deliver(const Message& m) { return {ActionType::kDeliver, {}, m, {}}; }
  static constexpr Action duplicate(const Message& m) { return {ActionType::kDuplicate, {}, m, {}}; }
  static constexpr Action lose(const Message& m) { return {ActionType::kLose, {}, m, {}}; }
  [[nodiscard]] constexpr Action choosing(Value v) const { return {type, proposer, message, v}; }

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

}  // namespace paxoscope::paxos
