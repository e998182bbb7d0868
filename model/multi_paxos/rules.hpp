// The decisions of Multi-Paxos, and other ways to take them.
//
// In each enumeration the specified alternative comes first, and the order is that of the alternatives of the rule.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/acceptor_rules.hpp"
#include "model/catalogue.hpp"
#include "model/multi_paxos/memberships.hpp"
#include "model/quorums.hpp"
#include "model/storage_rules.hpp"

namespace paxoscope::multi_paxos {

/// What a new leader makes of the logs that a quorum reports.
enum class LogMerge : std::uint8_t { kHighestVotes, kAnyMember, kLongest, kOneSlotOff, kNothing };

/// What it proposes below a slot in which it is bound, where it is not.
enum class GapRepair : std::uint8_t { kNoOp, kSkipped, kAnyCommand };

/// In which order a leader proposes where it is free.
enum class ProposeOrder : std::uint8_t { kInOrder, kAnyOrder };

/// When a learner takes a value for chosen in a slot.
enum class KnownChosen : std::uint8_t { kOneBallot, kAnyBallots, kHigherSlots, kOneVote };

/// In which order a learner executes slots.
enum class ExecutionOrder : std::uint8_t { kInOrder, kAnyOrder };

/// What a command does that a learner has executed before.
enum class Duplicates : std::uint8_t { kOnce, kAgain };

/// How a read is answered.
enum class ReadBy : std::uint8_t { kQuorum, kLease, kLeader, kLearner };

/// Of what a leader has to know that it is chosen, before it answers.
enum class ReadWaits : std::uint8_t { kAllProposed, kNothing };

/// In which order leases end.
enum class LeaseEnds : std::uint8_t { kLeaderFirst, kAnyFirst };

/// What an acceptor that has given a lease does not do for other proposers.
enum class LeaseBars : std::uint8_t { kPromisesAndVotes, kPromises };

/// What becomes of a lease that an acceptor has given when it crashes.
enum class LeaseStorage : std::uint8_t { kDurable, kVolatile };

/// From when on a change of membership is gone by.
enum class ChangeTakesEffect : std::uint8_t { kAfterWindow, kAtOnce, kWhenProposed };

/// Whether a leader keeps to the window.
enum class WindowRule : std::uint8_t { kKept, kIgnored };

/// One alternative of each rule; the defaults are the specified ones.
struct Rules {
  model::AcceptorRules acceptor{};
  LogMerge log_merge{};
  GapRepair gap_repair{};
  ProposeOrder propose_order{};
  KnownChosen known_chosen{};
  ExecutionOrder execution_order{};
  Duplicates duplicates{};
  model::StorageRules storage{};
  ReadBy read{};
  ReadWaits read_waits{};
  LeaseEnds lease_ends{};
  LeaseBars lease_bars{};
  LeaseStorage lease_storage{};
  MembershipRule
      membership{};  ///< must make sense with the number of acceptors; if it changes there is a window
  ChangeTakesEffect change_takes_effect{};
  WindowRule window{};
  model::QuorumRule promise_quorum{};  ///< must make sense with the number of acceptors
  model::QuorumRule vote_quorum{};     ///< likewise

  friend bool operator==(const Rules&, const Rules&) = default;
};

/// Every decision of the protocol, with its alternatives.
std::span<const model::Rule> rules();

/// The variants with a name; the first is "none", the protocol as specified.
std::span<const model::Variant> variants();

/// The rules with these alternatives, one for each of `rules()`.
Rules rules_of(std::span<const model::Choice> choices);

/// The specified rules but for `changes`: "rule = alternative, …".
Rules rules_with(std::string_view changes);

/// The rules of the variant called `name`, or nothing if there is none.
std::optional<Rules> rules_of_variant(std::string_view name);

}  // namespace paxoscope::multi_paxos
