// The decisions of LastVoting, and other ways to take them.
//
// In each enumeration the specified alternative comes first, and the order is that of the alternatives of the rule.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/catalogue.hpp"
#include "model/quorums.hpp"

namespace paxoscope::last_voting {

/// Which of the estimates that it hears a coordinator makes its vote.
enum class Estimate : std::uint8_t {
  kHighestTimestamp,
  kOwn,
  kLowestTimestamp,
  kMostReported,
  kAnyReported,
};

/// What a process that hears what to vote for makes of it.
enum class VoteUpdates : std::uint8_t { kValueAndTimestamp, kValue, kTimestamp };

/// Who sends an ack.
enum class Acks : std::uint8_t { kVoters, kEveryone };

/// When a coordinator tells everyone to decide.
enum class Decision : std::uint8_t { kWhenReady, kWhenCommitted };

/// What becomes of commit and ready at the end of a phase.
enum class Flags : std::uint8_t { kReset, kKept };

/// One alternative of each rule; the defaults are the specified ones.
struct Rules {
  Estimate estimate{};
  VoteUpdates vote_updates{};
  Acks acks{};
  Decision decision{};
  Flags flags{};
  model::QuorumRule promise_quorum{};  ///< must make sense with the number of processes
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

}  // namespace paxoscope::last_voting
