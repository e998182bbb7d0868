// The decisions of the sketch, and other ways to take them.
//
// In each enumeration the alternative of the sketch comes first, and the order is that of the alternatives of the rule.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/acceptor_rules.hpp"
#include "model/catalogue.hpp"

namespace paxoscope::sketch {

/// Which number the runs of a proposer have.
enum class RunNumber : std::uint8_t {
  kId,     ///< its id, always
  kFresh,  ///< one of its own, higher with each run
};

/// How many acceptors must have promised before a proposer goes on.
enum class PromisesNeeded : std::uint8_t { kNone, kMajority };

/// How many acceptors must have voted before a proposer returns its value as chosen.
enum class VotesNeeded : std::uint8_t { kNone, kMajority };

/// One alternative of each rule; the defaults are those of the sketch.
struct Rules {
  RunNumber run_number{};
  PromisesNeeded promises_needed{};
  VotesNeeded votes_needed{};
  model::AcceptorRules acceptor{.vote_promises = model::VotePromises::kNo};

  friend bool operator==(const Rules&, const Rules&) = default;
};

/// Every decision of the protocol, with its alternatives.
std::span<const model::Rule> rules();

/// The variants with a name; the first is "none", the sketch as it is.
std::span<const model::Variant> variants();

/// The rules with these alternatives, one for each of `rules()`.
Rules rules_of(std::span<const model::Choice> choices);

/// The rules of the sketch but for `changes`: "rule = alternative, …".
Rules rules_with(std::string_view changes);

}  // namespace paxoscope::sketch
