#include "model/multi_paxos/rules.hpp"

#include <array>

namespace paxoscope::multi_paxos {

namespace {

using model::Alternative;
using model::Assumption;
using model::AssumptionSet;
using model::Rule;

// What the specified protocol keeps: each alternative says so for itself.
constexpr AssumptionSet kSpecified{Assumption::kAcceptorsAreAlike,   Assumption::kValuesAreAlike,
                                   Assumption::kPromisesRise,        Assumption::kPromisesGoUp,
                                   Assumption::kLearnersWantQuorums, Assumption::kQuorumsStay,
                                   Assumption::kCrashesForgetNothing};
constexpr AssumptionSet kLearnsOtherwise = kSpecified.without({Assumption::kLearnersWantQuorums});

constexpr model::AcceptorAlternatives kOfAcceptors(kSpecified);
constexpr std::array kAcceptorRules = model::acceptor_rules(
    kOfAcceptors, {.promise = "Paxos Made Simple, section 2.2, phase 1(b), for all slots at once",
                   .vote = "Paxos Made Simple, section 2.2, phase 2(b), in each slot",
                   .max_ballot = "Paxos Made Simple, section 2.2: one number for all slots",
                   .latest_vote = "Paxos Made Simple, section 2.2, in each slot"});

constexpr std::array kLogMerge{
    Alternative{"highest-votes", "of each slot the value of the highest vote reported", true, kSpecified},
    Alternative{"any-member", "the log of any one of those who promised", false, kSpecified},
    Alternative{"longest", "the log of one whose log reaches highest", false, kSpecified},
    Alternative{"one-slot-off", "of each slot the value of the highest vote reported in the slot below",
                false, kSpecified},
    Alternative{"nothing", "nothing: it is free in every slot", false, kSpecified},
};
constexpr std::array kGapRepair{
    Alternative{"no-op", "a no-op", true, kSpecified},
    Alternative{"skipped", "nothing: it goes on above", false, kSpecified},
    Alternative{"any-command", "any command", false, kSpecified},
};
constexpr std::array kProposeOrder{
    Alternative{"in-order", "in the order of the slots", true, kSpecified},
    Alternative{"any-order", "in any", false, kSpecified},
};
constexpr std::array kKnownChosen{
    Alternative{"one-ballot", "when a quorum has voted for it there in one ballot", true, kSpecified},
    Alternative{"any-ballots", "when a quorum has voted for it there, in whatever ballots", false,
                kLearnsOtherwise},
    Alternative{"higher-slots",
                "when a quorum has voted, in the ballot that proposes it, there or in higher slots", false,
                kLearnsOtherwise},
    Alternative{"one-vote", "as soon as anyone has voted for it there", false, kLearnsOtherwise},
};
constexpr std::array kExecutionOrder{
    Alternative{"in-order", "after all lower slots", true, kSpecified},
    Alternative{"any-order", "as soon as it knows what is chosen there", false, kSpecified},
};
constexpr std::array kDuplicates{
    Alternative{"once", "nothing: it has had its effect", true, kSpecified},
    Alternative{"again", "the same again", false, kSpecified},
};
// An acceptor does not crash in the middle of a step, so that nothing is written late.
constexpr model::StorageAlternatives kOfStorage(kSpecified);
constexpr std::array kStorageRules =
    model::storage_rules(kOfStorage, 3, 2, "Paxos Made Simple, section 2.4: \"Stable storage\"");

constexpr std::array kRead{
    Alternative{"quorum", "by a leader that a quorum has told, since it was asked, of no higher ballot", true,
                kSpecified},
    Alternative{.name = "lease",
                .meaning = "by a leader at once, as long as it has a lease: promises are leases",
                .specified = false,
                .keeps = kSpecified,
                .is_right_too = true},
    Alternative{"leader", "by a leader at once", false, kSpecified},
    Alternative{"learner", "by a learner at once", false, kSpecified},
};
constexpr std::array kReadWaits{
    Alternative{"all-proposed", "of all that it had proposed when it was asked", true, kSpecified},
    Alternative{"nothing", "of nothing: it answers from what it knows to be chosen", false, kSpecified},
};
constexpr std::array kLeaseEnds{
    Alternative{"leader-first", "that of the leader ends first, as clocks run apart by less than the margin",
                true, kSpecified},
    Alternative{"any-first", "any: clocks run apart by more", false, kSpecified},
};
constexpr std::array kLeaseBars{
    Alternative{"promises-and-votes", "it makes no promises to others, and does not vote for them", true,
                kSpecified},
    Alternative{"promises", "it makes no promises to others", false, kSpecified},
};
constexpr std::array kLeaseStorage{
    Alternative{"durable", "it keeps to it: it remembers it, or waits for as long as one takes", true,
                kSpecified},
    Alternative{"volatile", "it forgets it", false, kSpecified.without({Assumption::kCrashesForgetNothing})},
};
constexpr std::array kMembership{
    Alternative{"fixed", "all acceptors, on every slot", true, kSpecified},
    Alternative{.name = "changes",
                .meaning = "the first of these sets, until a command in the log makes another one decide",
                .specified = false,
                .keeps = kSpecified.without({Assumption::kAcceptorsAreAlike, Assumption::kQuorumsStay}),
                .argument = "a1+a2/…",
                .is_right_too = true},
};
constexpr std::array kChangeTakesEffect{
    Alternative{"after-window", "a window above its own slot", true, kSpecified},
    Alternative{"at-once", "in all slots above its own, as soon as it is known to be chosen", false,
                kSpecified},
    Alternative{"when-proposed", "the same, and a leader goes by it as soon as it has proposed it", false,
                kSpecified},
};
constexpr std::array kWindow{
    Alternative{"kept", "in slots where all that lie a window below, or more, are known to be chosen", true,
                kSpecified},
    Alternative{"ignored", "in any slot, by the membership that it knows", false, kSpecified},
};
constexpr std::array kPromiseQuorum = model::quorum_alternatives(kSpecified);
constexpr std::array kVoteQuorum = model::quorum_alternatives(kSpecified);

constexpr std::array kOtherRules{
    Rule{"log-merge", "What does a new leader make of the logs reported to it?",
         "Paxos Made Simple, section 3, the new leader's phase 1", kLogMerge},
    Rule{"gap-repair", "What does a new leader propose below a slot in which it is bound, where it is not?",
         "Paxos Made Simple, section 3, on gaps", kGapRepair},
    Rule{"propose-order", "In which order does a leader propose where it is free?",
         "Paxos Made Simple, section 3, on the next command", kProposeOrder},
    Rule{"known-chosen", "When does whoever counts votes take a value for chosen in a slot?",
         "Paxos Made Simple, section 2.3", kKnownChosen},
    Rule{"execution-order", "When does a learner execute a slot?", "Paxos Made Simple, section 3",
         kExecutionOrder},
    Rule{"duplicates", "What does a command do that a learner has executed before?",
         "Viewstamped Replication Revisited, section 4.1, on the client table", kDuplicates},
    Rule{"read", "How is a read answered that is no entry of the log?",
         "D. Ongaro, Consensus: Bridging Theory and Practice, 2014, section 6.4", kRead},
    Rule{"read-waits", "Of what has a leader to know that it is chosen, before it answers a read?",
         "D. Ongaro, Consensus: Bridging Theory and Practice, 2014, section 6.4, steps 1 and 4", kReadWaits},
    Rule{"lease-ends", "Whose end of a lease comes first?",
         "C. Gray and D. Cheriton, Leases, 1989, section 5, on clocks", kLeaseEnds},
    Rule{"lease-bars", "What does an acceptor not do as long as it has given a lease?",
         "T. Chandra, R. Griesemer and J. Redstone, Paxos Made Live, 2007, section 5.2", kLeaseBars},
    Rule{"lease-storage", "What becomes of a lease that an acceptor has given when it crashes?",
         "C. Gray and D. Cheriton, Leases, 1989, section 2", kLeaseStorage},
    Rule{"membership", "Who decides on a slot?", "Paxos Made Simple, section 3, on reconfiguration",
         kMembership},
    Rule{"change-takes-effect", "From which slot on is a change of membership gone by?",
         "L. Lamport, D. Malkhi and L. Zhou, Reconfiguring a State Machine, 2010", kChangeTakesEffect},
    Rule{"window", "With a window, in which slots does a leader propose?",
         "Paxos Made Simple, section 3, on commands that are proposed ahead", kWindow},
    Rule{"promise-quorum", "Which acceptors must promise a ballot?", "Paxos Made Simple, section 2.2",
         kPromiseQuorum},
    Rule{"vote-quorum", "Which acceptors choose a value when they vote for it?",
         "Paxos Made Simple, section 2.2", kVoteQuorum},
};

constexpr auto kRules = model::joined(model::joined(kAcceptorRules, kStorageRules), kOtherRules);

}  // namespace

std::span<const Rule> rules() { return kRules; }

Rules rules_of(std::span<const model::Choice> choices) {
  return {
      .acceptor = model::acceptor_rules_of(choices),
      .log_merge = model::chosen<LogMerge>(choices, "log-merge"),
      .gap_repair = model::chosen<GapRepair>(choices, "gap-repair"),
      .propose_order = model::chosen<ProposeOrder>(choices, "propose-order"),
      .known_chosen = model::chosen<KnownChosen>(choices, "known-chosen"),
      .execution_order = model::chosen<ExecutionOrder>(choices, "execution-order"),
      .duplicates = model::chosen<Duplicates>(choices, "duplicates"),
      .storage = model::storage_rules_of(choices),
      .read = model::chosen<ReadBy>(choices, "read"),
      .read_waits = model::chosen<ReadWaits>(choices, "read-waits"),
      .lease_ends = model::chosen<LeaseEnds>(choices, "lease-ends"),
      .lease_bars = model::chosen<LeaseBars>(choices, "lease-bars"),
      .lease_storage = model::chosen<LeaseStorage>(choices, "lease-storage"),
      .membership = membership_rule(model::choice_of(choices, "membership")),
      .change_takes_effect = model::chosen<ChangeTakesEffect>(choices, "change-takes-effect"),
      .window = model::chosen<WindowRule>(choices, "window"),
      .promise_quorum = model::quorum_rule(model::choice_of(choices, "promise-quorum")),
      .vote_quorum = model::quorum_rule(model::choice_of(choices, "vote-quorum")),
  };
}

Rules rules_with(std::string_view changes) { return rules_of(model::choices_of(kRules, changes)); }

}  // namespace paxoscope::multi_paxos
