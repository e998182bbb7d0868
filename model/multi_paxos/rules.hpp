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
#include "model/quorums.hpp"

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

/// One alternative of each rule; the defaults are the specified ones.
struct Rules {
  model::AcceptorRules acceptor{};
  LogMerge log_merge{};
  GapRepair gap_repair{};
  ProposeOrder propose_order{};
  KnownChosen known_chosen{};
  ExecutionOrder execution_order{};
  Duplicates duplicates{};
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
