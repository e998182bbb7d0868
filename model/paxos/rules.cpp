#include "model/paxos/rules.hpp"

#include <array>

namespace paxoscope::paxos {

namespace {

using model::Alternative;
using model::Assumption;
using model::AssumptionSet;
using model::Rule;

// What the specified protocol keeps: each alternative says so for itself. Values are not alike, as each proposer has its own.
constexpr AssumptionSet kSpecified{
    Assumption::kAcceptorsAreAlike,
    Assumption::kPromisesRise,
    Assumption::kPromisesGoUp,
    Assumption::kPromisesOnlyForbid,
    Assumption::kPromisesServeTheirBallot,
    Assumption::kHighestReportDecides,
    Assumption::kProposalsWantQuorums,
    Assumption::kQuorumsAreOfOneSize,
    Assumption::kBallotsHaveOneOwner,
    Assumption::kBallotsProposeOnce,
    Assumption::kLearnersWantQuorums,
    Assumption::kCrashesForgetNothing,
};

constexpr model::AcceptorAlternatives kOfAcceptors(kSpecified);
constexpr std::array kAcceptorRules =
    model::acceptor_rules(kOfAcceptors, {.promise = "Paxos Made Simple, section 2.2, phase 1(b)",
                                         .vote = "Paxos Made Simple, section 2.2, phase 2(b)",
                                         .max_ballot = "The Part-Time Parliament, section 2.3, NextBal",
                                         .latest_vote = "The Part-Time Parliament, section 2.3, PrevVote"});

// ---- Crashes

constexpr std::string_view kStorageSource = "Paxos Made Simple, section 2.4: \"Stable storage\"";
constexpr model::StorageAlternatives kOfStorage(kSpecified);
constexpr std::array kStorageRules = model::storage_rules(kOfStorage, 4, 3, kStorageSource);
constexpr std::array kWriteOrder{
    Alternative{"promise-first", "that the vote is a promise, then the vote", true, kSpecified},
    Alternative{"vote-first", "the vote, then that it is a promise: it may crash in between", false,
                kSpecified.without({Assumption::kCrashesForgetNothing, Assumption::kPromisesRise,
                                    Assumption::kPromisesGoUp})},
};
constexpr AssumptionSet kReusingBallots =
    kSpecified.without({Assumption::kCrashesForgetNothing, Assumption::kPromisesServeTheirBallot,
                        Assumption::kBallotsProposeOnce});
constexpr std::array kBallotStorage{
    Alternative{"durable",
                "it goes on with the next: the number is written to stable storage before anyone is asked",
                true, kSpecified},
    Alternative{"volatile", "it forgets it, and starts its first ballot once more", false, kReusingBallots},
    Alternative{"late",
                "it starts the same ballot once more if it crashes between asking and writing the number",
                false, kReusingBallots},
};
constexpr std::array kCrashRules{
    Rule{"write-order", "What does an acceptor that votes write first?", kStorageSource, kWriteOrder},
    Rule{"ballot-storage", "With which ballot does a proposer go on after a crash?",
         "Paxos Made Simple, section 2.4: \"Each proposer remembers (in stable storage) the highest-numbered "
         "proposal it has tried to issue\"",
         kBallotStorage},
};

// ---- Refusals

constexpr std::array kRefusals{
    Alternative{"silent", "nothing", true, kSpecified},
    Alternative{
        "nack",
        "tells its proposer, which gives the ballot up if it has neither proposed in it nor started another",
        false, kSpecified.without({Assumption::kPromisesOnlyForbid, Assumption::kPromisesServeTheirBallot})},
};

// ---- Proposers

constexpr std::array kFirstPhase{
    Alternative{"every-ballot", "every ballot", true, kSpecified},
    Alternative{"first-ballot",
                "only the first one of its proposer; in the others it proposes its own value at once", false,
                kSpecified.without({Assumption::kProposalsWantQuorums})},
};
constexpr std::array kPromisesCounted{
    Alternative{"for-this-ballot", "those of the ballot it is in", true, kSpecified},
    Alternative{"for-any-own-ballot", "those of any ballot it ever started and did not propose in", false,
                kSpecified.without({Assumption::kPromisesServeTheirBallot})},
};
constexpr std::array kCounting{
    Alternative{"acceptors", "acceptors, each once", true, kSpecified},
    Alternative{
        "messages", "messages, as many as the smallest quorum has acceptors, whoever sent them", false,
        kSpecified.without({Assumption::kPromisesServeTheirBallot, Assumption::kProposalsWantQuorums})},
};
constexpr std::array kProposalValue{
    Alternative{"highest-reported", "that of the highest-numbered vote reported; its own if none is", true,
                kSpecified},
    Alternative{"own", "its own, whatever was reported", false, kSpecified},
    Alternative{"lowest-reported", "that of the lowest-numbered vote reported; its own if none is", false,
                kSpecified.without({Assumption::kHighestReportDecides})},
    Alternative{"most-reported",
                "the one that most promises report, any of them if there are several; its own if none does",
                false, kSpecified.without({Assumption::kHighestReportDecides})},
    Alternative{
        "first-reported", "that of the vote whose report came first; its own if none did", false,
        kSpecified.without({Assumption::kHighestReportDecides, Assumption::kPromisesServeTheirBallot})},
    Alternative{"any-reported", "that of any vote reported; its own if none is", false,
                kSpecified.without({Assumption::kHighestReportDecides})},
};
constexpr std::array kProposals{
    Alternative{"one", "once", true, kSpecified},
    Alternative{"several", "with every promise that arrives once there are enough, as the promises then say",
                false,
                kSpecified.without({Assumption::kBallotsProposeOnce, Assumption::kPromisesServeTheirBallot})},
};
constexpr std::array kBallotOwner{
    Alternative{"round-robin", "its own: ballot b belongs to proposer b mod P", true, kSpecified},
    Alternative{"shared", "all of them: each begins with the lowest, whoever else has", false,
                kSpecified.without({Assumption::kBallotsHaveOneOwner, Assumption::kBallotsProposeOnce})},
};

// ---- Quorums

constexpr std::array kQuorum = model::quorum_alternatives(kSpecified);

// ---- Learners

constexpr std::array kLearning{
    Alternative{"one-ballot", "what a quorum voted for in one and the same ballot", true, kSpecified},
    Alternative{"any-ballots", "what a quorum voted for, over all ballots", false,
                kSpecified.without({Assumption::kLearnersWantQuorums})},
    Alternative{"first-vote", "what anyone voted for", false,
                kSpecified.without({Assumption::kLearnersWantQuorums})},
};

constexpr std::array kOtherRules{
    Rule{"refusals", "What does an acceptor that does not promise a ballot, or vote in it, do?",
         "Paxos Made Simple, section 2.2: \"it should probably inform the proposer, who should then abandon "
         "its proposal\"",
         kRefusals},
    Rule{"first-phase", "Which ballots begin by asking for promises?",
         "Paxos Made Simple, section 2.2, phase 1(a)", kFirstPhase},
    Rule{"promises-counted", "Which promises does a proposer count?",
         "Paxos Made Simple, section 2.2, phase 2(a)", kPromisesCounted},
    Rule{"counting", "What does a proposer count when it looks for a quorum of promises?",
         "Paxos Made Simple, section 2.2, phase 2(a)", kCounting},
    Rule{"proposal-value", "Which value does a proposal carry?", "Paxos Made Simple, section 2.2, phase 2(a)",
         kProposalValue},
    Rule{"proposals", "How often does a ballot propose?",
         "Paxos Made Simple, section 2.2: \"different proposals have different numbers\"", kProposals},
    Rule{"ballot-owner", "Which ballots are a proposer's?", "Paxos Made Simple, section 2.5", kBallotOwner},
    Rule{"promise-quorum", "Which acceptors must promise a ballot before it proposes?",
         "Paxos Made Simple, section 2.2, phase 2(a)", kQuorum},
    Rule{"vote-quorum", "Which acceptors choose a value when they vote for it in a ballot?",
         "Paxos Made Simple, section 2.2, \"Choosing a Value\"", kQuorum},
    Rule{"learning", "What does a learner learn?", "Paxos Made Simple, section 2.3", kLearning},
};

constexpr auto kRules =
    model::joined(kAcceptorRules, model::joined(model::joined(kStorageRules, kCrashRules), kOtherRules));

}  // namespace

std::span<const Rule> rules() { return kRules; }

Rules rules_of(std::span<const model::Choice> choices) {
  using model::chosen;
  const auto quorum = [&](std::string_view rule) {
    return model::quorum_rule(model::choice_of(choices, rule));
  };
  return {
      .acceptor = model::acceptor_rules_of(choices),
      .storage = model::storage_rules_of(choices),
      .ballot_storage = chosen<BallotStorage>(choices, "ballot-storage"),
      .write_order = chosen<WriteOrder>(choices, "write-order"),
      .refusals = chosen<Refusals>(choices, "refusals"),
      .first_phase = chosen<FirstPhase>(choices, "first-phase"),
      .promises_counted = chosen<PromisesCounted>(choices, "promises-counted"),
      .counting = chosen<Counting>(choices, "counting"),
      .proposal_value = chosen<ProposalValue>(choices, "proposal-value"),
      .replaced_proposal_value = model::replacement_of<model::ProposalTable>(choices, "proposal-value"),
      .proposals = chosen<Proposals>(choices, "proposals"),
      .ballot_owner = chosen<BallotOwner>(choices, "ballot-owner"),
      .promise_quorum = quorum("promise-quorum"),
      .vote_quorum = quorum("vote-quorum"),
      .learning = chosen<Learning>(choices, "learning"),
  };
}

Rules rules_with(std::string_view changes) { return rules_of(model::choices_of(kRules, changes)); }

}  // namespace paxoscope::paxos
