// The messages of classic Paxos and the transitions of the protocol over them.
#pragma once

#include <compare>
#include <cstdint>

#include "model/enum_set.hpp"
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
  kNack,      ///< acceptor to proposer: it does not promise or vote
};

inline constexpr int kMessageTypes = 5;

/// Whether a proposer sends it, and not an acceptor.
constexpr bool is_to_acceptor(MessageType type) {
  return type == MessageType::kPrepare || type == MessageType::kAccept;
}

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
  static constexpr Message nack(Ballot b, AcceptorId a) { return {a, MessageType::kNack, b, {}, {}, {}}; }

  friend constexpr auto operator<=>(const Message&, const Message&) = default;
};

enum class ActionType : std::uint8_t {
  kPrepare,        ///< a proposer starts its next ballot
  kDeliver,        ///< a message in flight is received and gone
  kDuplicate,      ///< a message in flight is received, and a second copy of it stays in flight
  kLose,           ///< a message in flight is gone
  kCrash,          ///< a process crashes between two steps
  kCrashStarting,  ///< a proposer crashes in the middle of starting its next ballot
  kCrashReceiving,  ///< a process crashes in the middle of what it does about a message in flight, which is gone
  kCrashReceivingCopy,  ///< the same, and a second copy of the message stays in flight
  kRecover,             ///< a process that crashed starts again with what it has on stable storage
};

inline constexpr int kActionTypes = 9;

/// Whether a process receives a message, and does all that it has to about it.
constexpr bool is_receipt(ActionType type) {
  return type == ActionType::kDeliver || type == ActionType::kDuplicate;
}

constexpr bool is_crash_in_step(ActionType type) {
  return ActionType::kCrashStarting <= type && type <= ActionType::kCrashReceivingCopy;
}

enum class Role : std::uint8_t { kProposer, kAcceptor, kLearner };

/// Who may crash.
struct Process {
  Role role = Role::kProposer;
  int index = -1;

  constexpr Process() = default;
  constexpr explicit Process(ProposerId p) : Process(Role::kProposer, p.index()) {}
  constexpr explicit Process(AcceptorId a) : Process(Role::kAcceptor, a.index()) {}
  constexpr explicit Process(LearnerId l) : Process(Role::kLearner, l.index()) {}
  constexpr Process(Role of_role, int number) : role(of_role), index(number) {}

  friend constexpr auto operator<=>(const Process&, const Process&) = default;
};

/// What processes write to stable storage.
enum class Write : std::uint8_t { kBallot, kPromise, kVote, kHearing };

using WriteSet = model::EnumSet<Write, 4>;

/// How far a process came in a step in the middle of which it crashed.
struct Progress {
  WriteSet written;
  std::uint8_t sent = 0;  ///< to whom of the receivers, by bit: acceptors, learners, or the one proposer

  [[nodiscard]] constexpr bool is_nothing() const { return *this == Progress{}; }
  friend constexpr auto operator<=>(const Progress&, const Progress&) = default;
};

/// One transition of the protocol.
struct Action {
  ActionType type = ActionType::kPrepare;
  ProposerId proposer;  ///< kPrepare and kCrashStarting only
  Message message;      ///< all others but kCrash and kRecover
  Value choice;         ///< where the rules let a proposer that receives a promise choose what it proposes
  Progress progress{};  ///< kCrashStarting, kCrashReceiving and kCrashReceivingCopy only
  Process process{};    ///< kCrash and kRecover only

  static constexpr Action prepare(ProposerId p) { return {ActionType::kPrepare, p, {}, {}, {}, {}}; }
  static constexpr Action deliver(const Message& m) { return {ActionType::kDeliver, {}, m, {}, {}, {}}; }
  static constexpr Action duplicate(const Message& m) { return {ActionType::kDuplicate, {}, m, {}, {}, {}}; }
  static constexpr Action lose(const Message& m) { return {ActionType::kLose, {}, m, {}, {}, {}}; }
  static constexpr Action crash(Process p) { return {ActionType::kCrash, {}, {}, {}, {}, p}; }
  static constexpr Action recover(Process p) { return {ActionType::kRecover, {}, {}, {}, {}, p}; }
  [[nodiscard]] constexpr Action choosing(Value v) const { return {type, proposer, message, v, {}, {}}; }
  /// The same step, in the middle of which its process crashes.
  [[nodiscard]] constexpr Action broken_off(const Progress& so_far) const {
    Action action = *this;
    action.type = type == ActionType::kPrepare   ? ActionType::kCrashStarting
                  : type == ActionType::kDeliver ? ActionType::kCrashReceiving
                                                 : ActionType::kCrashReceivingCopy;
    action.progress = so_far;
    return action;
  }
  /// The step as it would be if its process did not crash in the middle of it.
  [[nodiscard]] constexpr Action whole() const {
    Action action = *this;
    if (!is_crash_in_step(type)) return action;
    action.type = type == ActionType::kCrashStarting    ? ActionType::kPrepare
                  : type == ActionType::kCrashReceiving ? ActionType::kDeliver
                                                        : ActionType::kDuplicate;
    action.progress = {};
    return action;
  }

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

}  // namespace paxoscope::paxos
