// The decisions of Paxos in rounds: those of Paxos, and when proposers start ballots.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/catalogue.hpp"
#include "model/paxos/rules.hpp"

namespace paxoscope::rounds {

// In each enumeration the standard alternative comes first, and the order is that of the alternatives of the rule.

/// When a proposer starts a ballot.
enum class Starts : std::uint8_t {
  kPatient,   ///< when it likes, but no sooner than its patience after it last did
  kTimeOut,   ///< the first when it likes, the next whenever its patience is over
  kTogether,  ///< in the first round or never; the next whenever its patience is over
};

/// Who starts ballots.
enum class Leader : std::uint8_t {
  kNone,   ///< all
  kOmega,  ///< all, until an oracle names one that is up; from then on only that one
};

/// What a round counts that may lose messages.
enum class Omitting : std::uint8_t {
  kLinks,      ///< each message
  kSenders,    ///< each process of whose messages some are lost on their way
  kReceivers,  ///< each process that does not receive some
};

struct Rules {
  paxos::Rules paxos{};
  Starts starts{};
  Leader leader{};
  Omitting omitting{};

  friend bool operator==(const Rules&, const Rules&) = default;
};

/// Every decision, with its alternatives: those of Paxos first.
std::span<const model::Rule> rules();

/// The rules with these alternatives, one for each of `rules()`.
Rules rules_of(std::span<const model::Choice> choices);

/// The standard rules but for `changes`: "rule = alternative, …".
Rules rules_with(std::string_view changes);

}  // namespace paxoscope::rounds
