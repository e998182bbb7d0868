// The decisions of Paxos.tla, and other ways to take them.
//
// In each enumeration the specified alternative comes first, and the order is that of the alternatives of the rule.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "model/acceptor_rules.hpp"
#include "model/catalogue.hpp"
#include "model/quorums.hpp"
#include "model/storage_rules.hpp"

namespace paxoscope::synod {

/// Which values a ballot may propose.
enum class ProposalValue : std::uint8_t {
  kHighestReported,
  kOwn,
  kLowestReported,
  kMostReported,
  kAnyReported,
};

/// How many values a ballot may propose.
enum class Proposals : std::uint8_t { kOne, kSeveral };

/// One alternative of each rule; the defaults are the specified ones.
struct Rules {
  model::AcceptorRules acceptor{};
  model::StorageRules storage{};
  ProposalValue proposal_value{};
  std::shared_ptr<const model::ProposalTable>
      replaced_proposal_value{};  ///< what stands in for the rule, if not null
  Proposals proposals{};
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

}  // namespace paxoscope::synod
