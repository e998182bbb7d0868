#include "model/paxos/rules.hpp"

#include <array>

namespace paxoscope::paxos {

namespace {

using model::Alternative;
using model::Assumption;
using model::AssumptionSet;
using model::Rule;
using model::Variant;

// What the specified protocol keeps: each alternative says so for itself. Values are not alike, as each proposer has its own.
constexpr AssumptionSet kSpecified{
    Assumption::kAcceptorsAreAlike,        Assumption::kPromisesRise,         Assumption::kPromisesOnlyForbid,
    Assumption::kPromisesServeTheirBallot, Assumption::kHighestReportDecides, Assumption::kAnyMajorityWillDo,
    Assumption::kBallotsProposeOnce,
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
    Alternative{"highest-reported", "that of the highest-numbered vote reported; its own if none is", true,
                kSpecified},
    Alternative{"own", "its own, whatever was reported", false, kSpecified},
};
constexpr std::array kMayVote{
    Alternative{"at-or-above-promise", "unless it has promised a higher ballot", true, kSpecified},
    Alternative{"always", "in every ballot it is asked to, whatever it promised", false,
                kSpecified.without({Assumption::kPromisesRise})},
};
constexpr std::array kQuorum{
    Alternative{"majority", "more than half of the acceptors", true, kSpecified},
};
constexpr std::array kBallotOwner{
    Alternative{"round-robin", "ballot b belongs to proposer b mod P, so no two share one", true, kSpecified},
};

constexpr std::array kRules{
    Rule{"may-promise", "Which ballots does an acceptor promise?",
         "Paxos Made Simple, section 2.2, phase 1(b)", kMayPromise},
    Rule{"promise-reports", "What does a promise report?", "Paxos Made Simple, section 2.2, phase 1(b)",
         kPromiseReports},
    Rule{"proposal-value", "Which value does a proposal carry?", "Paxos Made Simple, section 2.2, phase 2(a)",
         kProposalValue},
    Rule{"may-vote", "When does an acceptor vote?", "Paxos Made Simple, section 2.2, phase 2(b)", kMayVote},
    Rule{"quorum", "How many acceptors must promise, or vote?", "Paxos Made Simple, section 2.2", kQuorum},
    Rule{"ballot-owner", "Whose ballots are whose?", "Paxos Made Simple, section 2.5", kBallotOwner},
};

constexpr std::array kVariants{
    Variant{"none", "the protocol as specified", ""},
    Variant{"accept-ignores-promise", "an acceptor votes without looking at its promise",
            "may-vote = always"},
    Variant{"proposer-ignores-votes", "a proposer proposes its own value whatever votes are reported to it",
            "proposal-value = own"},
};

}  // namespace

std::span<const Rule> rules() { return kRules; }

std::span<const Variant> variants() { return kVariants; }

std::optional<Rules> rules_of_variant(std::string_view name) {
  Rules rules;
  if (name == "none") return rules;
  if (name == "accept-ignores-promise") {
    rules.may_vote = MayVote::kAlways;
    return rules;
  }
  if (name == "proposer-ignores-votes") {
    rules.proposal_value = ProposalValue::kOwn;
    return rules;
  }
  return std::nullopt;
}

}  // namespace paxoscope::paxos
