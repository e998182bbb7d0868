#include "model/synod/rules.hpp"

#include <array>

namespace paxoscope::synod {

namespace {

using model::Alternative;
using model::Assumption;
using model::AssumptionSet;
using model::Rule;

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
    Assumption::kCrashesForgetNothing,
};

constexpr model::AcceptorAlternatives kOfAcceptors(kSpecified);
constexpr std::array kAcceptorRules =
    model::acceptor_rules(kOfAcceptors, {.promise = "Paxos.tla, Phase1b",
                                         .vote = "Paxos.tla, Phase2b",
                                         .max_ballot = "Paxos.tla, Phase2b, maxBal",
                                         .latest_vote = "Paxos.tla, Phase2b, maxVBal and maxVal"});

constexpr model::StorageAlternatives kOfStorage(kSpecified);
// An acceptor does not crash in the middle of a step, so that nothing is written late.
constexpr std::array kStorageRules =
    model::storage_rules(kOfStorage, 3, 2, "Paxos Made Simple, section 2.4: \"Stable storage\"");

constexpr std::array kProposalValue{
    Alternative{"highest-reported", "that of the highest-numbered vote a quorum reports; any if none is",
                true, kSpecified},
    Alternative{"own", "any value, whatever was reported", false, kSpecified},
    Alternative{"lowest-reported", "that of the lowest-numbered vote a quorum reports; any if none is", false,
                kSpecified.without({Assumption::kHighestReportDecides})},
    Alternative{"most-reported",
                "the one that a quorum reports most often, or any of several; any if none is", false,
                kSpecified.without({Assumption::kHighestReportDecides})},
    Alternative{"any-reported", "that of any vote a quorum reports; any if none is", false,
                kSpecified.without({Assumption::kHighestReportDecides})},
};
constexpr std::array kProposals{
    Alternative{"one", "one", true, kSpecified},
    Alternative{"several", "every value that some quorum lets it", false,
                kSpecified.without({Assumption::kBallotsProposeOnce})},
};
constexpr std::array kQuorum = model::quorum_alternatives(kSpecified);

constexpr std::array kOtherRules{
    Rule{"proposal-value", "Which value does a proposal carry?", "Paxos.tla, Phase2a", kProposalValue},
    Rule{"proposals", "How many values does a ballot propose?", "Paxos.tla, Phase2a", kProposals},
    Rule{"promise-quorum", "Which acceptors must promise a ballot before it proposes?", "Paxos.tla, Phase2a",
         kQuorum},
    Rule{"vote-quorum", "Which acceptors choose a value when they vote for it in a ballot?",
         "Voting.tla, ChosenAt", kQuorum},
};

constexpr auto kRules = model::joined(model::joined(kAcceptorRules, kStorageRules), kOtherRules);

}  // namespace

std::span<const Rule> rules() { return kRules; }

Rules rules_of(std::span<const model::Choice> choices) {
  return {
      .acceptor = model::acceptor_rules_of(choices),
      .storage = model::storage_rules_of(choices),
      .proposal_value = model::chosen<ProposalValue>(choices, "proposal-value"),
      .replaced_proposal_value = model::replacement_of<model::ProposalTable>(choices, "proposal-value"),
      .proposals = model::chosen<Proposals>(choices, "proposals"),
      .promise_quorum = model::quorum_rule(model::choice_of(choices, "promise-quorum")),
      .vote_quorum = model::quorum_rule(model::choice_of(choices, "vote-quorum")),
  };
}

Rules rules_with(std::string_view changes) { return rules_of(model::choices_of(kRules, changes)); }

}  // namespace paxoscope::synod
