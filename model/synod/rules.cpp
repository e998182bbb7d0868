#include "model/synod/rules.hpp"

#include <array>

namespace paxoscope::synod {

namespace {

using model::Alternative;
using model::Assumption;
using model::AssumptionSet;
using model::Rule;
using model::Variant;

// What the specified protocol keeps: each alternative says so for itself.
constexpr AssumptionSet kSpecified{
    Assumption::kAcceptorsAreAlike,
    Assumption::kValuesAreAlike,
    Assumption::kPromisesRise,
    Assumption::kPromisesOnlyForbid,
    Assumption::kPromisesServeTheirBallot,
    Assumption::kHighestReportDecides,
    Assumption::kProposalsWantQuorums,
    Assumption::kQuorumsAreOfOneSize,
    Assumption::kBallotsHaveOneOwner,
    Assumption::kBallotsProposeOnce,
    Assumption::kPromisesGoUp,
    Assumption::kLearnersWantQuorums,
};

constexpr std::array kMayPromise{
    Alternative{"above-promise", "only a ballot above every ballot it has promised or voted in", true,
                kSpecified},
};
constexpr std::array kPromiseReports{
    Alternative{"latest-vote", "the ballot and value of its latest vote, or that there is none", true,
                kSpecified},
};
constexpr std::array kProposalValue{
    Alternative{"highest-reported", "that of the highest-numbered vote a majority reports; any if none is",
                true, kSpecified},
    Alternative{"own", "any value, whatever was reported", false, kSpecified},
};
constexpr std::array kMayVote{
    Alternative{"at-or-above-promise", "unless it has promised a higher ballot", true, kSpecified},
    Alternative{"always", "for every proposal, whatever it promised", false,
                kSpecified.without({Assumption::kPromisesRise})},
};
constexpr std::array kQuorum{
    Alternative{"majority", "more than half of the acceptors", true, kSpecified},
};

constexpr std::array kRules{
    Rule{"may-promise", "Which ballots does an acceptor promise?", "Paxos.tla, Phase1b", kMayPromise},
    Rule{"promise-reports", "What does a promise report?", "Paxos.tla, Phase1b", kPromiseReports},
    Rule{"proposal-value", "Which value does a proposal carry?", "Paxos.tla, Phase2a", kProposalValue},
    Rule{"may-vote", "When does an acceptor vote?", "Paxos.tla, Phase2b", kMayVote},
    Rule{"quorum", "How many acceptors must promise, or vote?", "Paxos.tla, QuorumAssumption", kQuorum},
};

constexpr std::array kVariants{
    Variant{"none", "the protocol as specified", ""},
    Variant{"accept-ignores-promise", "an acceptor votes without looking at its promise",
            "may-vote = always"},
    Variant{"proposer-ignores-votes", "a ballot proposes any value whatever votes are reported to it",
            "proposal-value = own"},
};

}  // namespace

std::span<const Rule> rules() { return kRules; }

std::span<const Variant> variants() { return kVariants; }

Rules rules_of(std::span<const model::Choice> choices) {
  return {
      .may_vote = model::chosen<MayVote>(choices, "may-vote"),
      .proposal_value = model::chosen<ProposalValue>(choices, "proposal-value"),
  };
}

std::optional<Rules> rules_of_variant(std::string_view name) {
  const auto changes = model::changes_of(kVariants, name);
  if (!changes) return std::nullopt;
  return rules_of(model::choices_of(kRules, *changes));
}

}  // namespace paxoscope::synod
