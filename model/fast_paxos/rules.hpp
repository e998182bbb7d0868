// The decisions of Fast Paxos, and other ways to take them.
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

namespace paxoscope::fast_paxos {

/// For how many values an acceptor may vote in one ballot.
enum class VotesInBallot : std::uint8_t { kOne, kSeveral };

/// Which value a ballot proposes where the highest votes reported to it are for several.
enum class ProposalValue : std::uint8_t { kO4, kAnyReported, kMostReported, kOwn };

/// When a fast ballot lets acceptors vote for any value.
enum class AnyMessage : std::uint8_t { kIfFree, kAlways };

/// What is done about votes of a fast ballot that collide, besides beginning another.
enum class Recovery : std::uint8_t { kNone, kCoordinated, kUncoordinated, kBoth };

/// One alternative of each rule; the defaults are the specified ones.
struct Rules {
  model::AcceptorRules acceptor{};
  VotesInBallot votes_in_ballot{};
  ProposalValue proposal_value{};
  std::shared_ptr<const model::ProposalTable>
      replaced_proposal_value{};  ///< what stands in for the rule, if not null
  AnyMessage any_message{};
  Recovery recovery{};
  model::QuorumRule classic_quorum{};  ///< must make sense with the number of acceptors
  model::QuorumRule fast_quorum{model::QuorumKind::kThreeQuarters, {}};  ///< likewise

  [[nodiscard]] bool has_coordinated_recovery() const {
    return recovery == Recovery::kCoordinated || recovery == Recovery::kBoth;
  }
  [[nodiscard]] bool has_uncoordinated_recovery() const {
    return recovery == Recovery::kUncoordinated || recovery == Recovery::kBoth;
  }

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

}  // namespace paxoscope::fast_paxos
