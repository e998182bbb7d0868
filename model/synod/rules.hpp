// The decisions of Paxos.tla, and the wrong ways to take them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/catalogue.hpp"

namespace paxoscope::synod {

/// Whether an acceptor may vote for a proposal.
enum class MayVote : std::uint8_t { kAtOrAbovePromise, kAlways };

/// Which values a ballot may propose.
enum class ProposalValue : std::uint8_t { kHighestReported, kOwn };

/// One alternative of each rule; the defaults are the specified ones.
struct Rules {
  MayVote may_vote = MayVote::kAtOrAbovePromise;
  ProposalValue proposal_value = ProposalValue::kHighestReported;

  friend constexpr bool operator==(const Rules&, const Rules&) = default;
};

/// Every decision of the protocol, with its alternatives.
std::span<const model::Rule> rules();

/// The variants with a name; the first is "none", the protocol as specified.
std::span<const model::Variant> variants();

/// The rules with these alternatives, one for each of `rules()`.
Rules rules_of(std::span<const model::Choice> choices);

/// The rules of the variant called `name`, or nothing if there is none.
std::optional<Rules> rules_of_variant(std::string_view name);

}  // namespace paxoscope::synod
