#include "model/fast_paxos/rules.hpp"

#include <array>

namespace paxoscope::fast_paxos {

namespace {

using model::Alternative;
using model::Assumption;
using model::AssumptionSet;
using model::Rule;

// What the specified protocol keeps: each alternative says so for itself.
constexpr AssumptionSet kSpecified{Assumption::kAcceptorsAreAlike, Assumption::kValuesAreAlike};

constexpr model::AcceptorAlternatives kOfAcceptors(kSpecified);
constexpr std::array kAcceptorRules =
    model::acceptor_rules(kOfAcceptors, {.promise = "Fast Paxos, section 2.2.1, phase 1(b)",
                                         .vote = "Fast Paxos, section 2.2.1, phase 2(b)",
                                         .max_ballot = "Fast Paxos, section 2.2.1, rnd[a]",
                                         .latest_vote = "Fast Paxos, section 2.2.1, vrnd[a] and vval[a]"});

constexpr std::array kVotesInBallot{
    Alternative{"one", "one", true, kSpecified},
    Alternative{"several", "every value it is asked to vote for", false, kSpecified},
};
constexpr std::array kProposalValue{
    Alternative{"o4",
                "of the values of the highest ballot reported one that may have been chosen there: all who "
                "report, of some quorum of that ballot, voted for it; any if there is none",
                true, kSpecified},
    Alternative{"any-reported", "any of the values of the highest ballot reported; any if none is", false,
                kSpecified},
    Alternative{"most-reported",
                "of the values of the highest ballot reported one that most report; any if none is", false,
                kSpecified},
    Alternative{"own", "any value, whatever was reported", false, kSpecified},
};
constexpr std::array kAnyMessage{
    Alternative{"if-free", "when it is free to propose any value", true, kSpecified},
    Alternative{"always", "whatever was reported to it", false, kSpecified},
};
constexpr std::array kRecovery{
    Alternative{"none", "nothing: another ballot begins", true, kSpecified},
    Alternative{"coordinated", "the next ballot takes the votes of a quorum for promises, and proposes",
                false, kSpecified},
    Alternative{"uncoordinated",
                "acceptors take the votes of a quorum for promises of the next ballot, if that is fast, and "
                "vote in it",
                false, kSpecified},
    Alternative{"both", "either of the two", false, kSpecified},
};
constexpr std::array kClassicQuorum = model::quorum_alternatives(kSpecified);
constexpr std::array kFastQuorum = model::fast_quorum_alternatives(kSpecified);

constexpr std::array kOtherRules{
    Rule{"votes-in-ballot", "For how many values does an acceptor vote in a ballot?",
         "Fast Paxos, section 2.2.1, phase 2(b)", kVotesInBallot},
    Rule{"proposal-value", "Which value does a ballot propose?",
         "Fast Paxos, section 3.1, Figure 2 and O4(v)", kProposalValue},
    Rule{"any-message", "When does a fast ballot let acceptors vote for any value?",
         "Fast Paxos, section 3.1", kAnyMessage},
    Rule{"recovery", "What is done about votes of a fast ballot that collide?", "Fast Paxos, section 3.2",
         kRecovery},
    Rule{"classic-quorum",
         "Which acceptors must promise a ballot, and which choose a value in a classic ballot?",
         "Fast Paxos, sections 3.1 and 3.4.1", kClassicQuorum},
    Rule{"fast-quorum", "Which acceptors choose a value when they vote for it in a fast ballot?",
         "Fast Paxos, sections 3.1 and 3.4.1", kFastQuorum},
};

constexpr auto kRules = model::joined(kAcceptorRules, kOtherRules);

}  // namespace

std::span<const Rule> rules() { return kRules; }

Rules rules_of(std::span<const model::Choice> choices) {
  return {
      .acceptor = model::acceptor_rules_of(choices),
      .votes_in_ballot = model::chosen<VotesInBallot>(choices, "votes-in-ballot"),
      .proposal_value = model::chosen<ProposalValue>(choices, "proposal-value"),
      .replaced_proposal_value = model::replacement_of<model::ProposalTable>(choices, "proposal-value"),
      .any_message = model::chosen<AnyMessage>(choices, "any-message"),
      .recovery = model::chosen<Recovery>(choices, "recovery"),
      .classic_quorum = model::quorum_rule(model::choice_of(choices, "classic-quorum")),
      .fast_quorum = model::quorum_rule(model::choice_of(choices, "fast-quorum")),
  };
}

Rules rules_with(std::string_view changes) { return rules_of(model::choices_of(kRules, changes)); }

}  // namespace paxoscope::fast_paxos
