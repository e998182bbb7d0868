// The catalogue of variants: docs/variants.md shows what it says.
#include <array>

#include "model/paxos/rules.hpp"

namespace paxoscope::paxos {

namespace {

using model::Effect;
using model::Variant;

// In each the standard is 3 acceptors, 2 proposers of one attempt each, 2 values.
constexpr std::array kVariants{
    Variant{"none", "the protocol as specified", "", "L. Lamport, Paxos Made Simple, 2001",
            "learners = 0, loss = none", Effect::kSafe, "", 0, ""},
    Variant{"accept-ignores-promise", "an acceptor votes without looking at its promise", "may-vote = always",
            "folklore; DSLabs", "learners = 0, loss = none", Effect::kBreaks, "p2b", 12},
    Variant{"promise-not-recorded", "an acceptor answers a prepare without recording the promise",
            "promise-record = forgotten", "folklore", "learners = 0, loss = none", Effect::kBreaks, "p2b",
            12},
    Variant{"promises-anything",
            "an acceptor promises whatever it is asked to, and what it promised last counts",
            "may-promise = always", "", "learners = 0, loss = none", Effect::kBreaks, "p2b", 12},
    Variant{"promise-hides-vote", "a promise leaves out the vote that the acceptor has cast",
            "promise-reports = nothing", "folklore", "learners = 0, loss = none", Effect::kBreaks, "p2b", 12},
    Variant{"vote-is-no-promise",
            "voting does not raise the promise, and the vote is overwritten by one in a lower ballot",
            "vote-promises = no",
            "Paxos Made Simple read to the letter: Stack Overflow 29880949; M. Brooker, 2021-11-16",
            "learners = 0, loss = none, proposers = 3", Effect::kBreaks, "p2b", 18},
    Variant{"vote-is-no-promise-highest-kept", "the same, but an acceptor goes on reporting its highest vote",
            "vote-promises = no, vote-record = highest", "G. Losa, nano-o/PaxosMadeSimple",
            "learners = 0, loss = none, proposers = 3", Effect::kSafe, "", 0,
            "either will do: never to vote below a vote, or never to report the lower one"},
    Variant{"reports-highest-vote", "an acceptor reports its highest vote rather than its latest",
            "vote-record = highest", "", "learners = 0, loss = none, proposers = 3", Effect::kSafe, "", 0,
            "the same, as long as votes only go up"},
    Variant{"promises-again", "an acceptor promises the ballot that it promised last once more",
            "may-promise = at-or-above-promise", "", "learners = 0, loss = none, proposers = 3",
            Effect::kSafe, "", 0,
            "buys an answer to a prepare that is sent again, as when the first promise was lost"},
    Variant{"votes-only-above-promise", "an acceptor votes only in a ballot above the one that it promised",
            "may-vote = above-promise", "MyPaxos issue 19 rejects proposals for this reason",
            "learners = 0, loss = none, attempts = 2", Effect::kVacuous, "", 0,
            "who has promised a ballot never votes in it, so no value is ever chosen"},
    Variant{"proposer-ignores-votes", "a proposer proposes its own value whatever votes are reported to it",
            "proposal-value = own", "folklore", "learners = 0, loss = none", Effect::kBreaks, "p2b", 12},
    Variant{"proposes-any-reported-value", "a proposer proposes the value of any vote reported to it",
            "proposal-value = any-reported", "the Paxos bug that WiDS, CrystalBall (NSDI 2009) and LMC found",
            "learners = 0, loss = none, proposers = 3", Effect::kBreaks, "p2b", 18},
    Variant{"proposes-first-reported-value", "a proposer proposes the value of the vote reported to it first",
            "proposal-value = first-reported", "", "learners = 0, loss = none, proposers = 3",
            Effect::kBreaks, "p2b", 18},
    Variant{"proposes-lowest-reported-value",
            "a proposer proposes the value of the lowest vote reported to it",
            "proposal-value = lowest-reported", "", "learners = 0, loss = none, proposers = 3",
            Effect::kBreaks, "p2b", 18},
    Variant{"proposes-most-reported-value", "a proposer proposes the value that most promises report",
            "proposal-value = most-reported", "a common misreading",
            "learners = 0, loss = none, proposers = 3", Effect::kBreaks, "p2b", 18},
    Variant{"skips-first-phase", "a proposer asks for promises in its first ballot only",
            "first-phase = first-ballot", "", "learners = 0, loss = none, attempts = 2", Effect::kBreaks,
            "p2b", 6},
    Variant{"counts-old-promises", "a proposer counts promises of its former ballots too",
            "promises-counted = for-any-own-ballot", "", "learners = 0, loss = none, attempts = 2",
            Effect::kBreaks, "p2b", 13},
    Variant{"counts-copies", "a proposer counts a second copy of the same promise", "counting = messages",
            "the P tutorial uses sets for this reason", "learners = 0, loss = none, duplication = 1",
            Effect::kBreaks, "p2b", 11},
    Variant{"proposes-twice", "a proposer proposes again with every further promise", "proposals = several",
            "", "learners = 0, loss = none", Effect::kBreaks, "one-value-per-ballot", 13},
    Variant{"shared-ballots", "proposers use the same ballot numbers", "ballot-owner = shared", "",
            "learners = 0, loss = none, attempts = 2", Effect::kSafe, "", 0,
            "an acceptor promises a number once, so that no two proposers get a quorum for it"},
    Variant{"shared-ballots-promised-again",
            "proposers use the same ballot numbers, and an acceptor promises its last one again",
            "ballot-owner = shared, may-promise = at-or-above-promise", "ballots that are not unique",
            "learners = 0, loss = none", Effect::kBreaks, "one-value-per-ballot", 10},
    Variant{"one-short-of-a-majority",
            "one acceptor less than a majority is enough, for promises and for votes",
            "promise-quorum = one-short, vote-quorum = one-short", "DSLabs; MultiPaxos-SMR",
            "learners = 0, loss = none", Effect::kBreaks, "p2b", 7},
    Variant{"promised-by-too-few", "one acceptor less than a majority is enough to promise a ballot",
            "promise-quorum = one-short", "", "learners = 0, loss = none", Effect::kBreaks, "p2b", 8},
    Variant{"chosen-by-too-few", "one acceptor less than a majority is enough to choose a value",
            "vote-quorum = one-short", "", "learners = 0, loss = none", Effect::kBreaks, "p2b", 11},
    Variant{"half-is-enough", "half of an even number of acceptors is enough",
            "promise-quorum = half, vote-quorum = half", "", "learners = 0, loss = none, acceptors = 4",
            Effect::kBreaks, "p2b", 12},
    Variant{
        "flexible-quorums", "any one acceptor chooses, as every ballot is promised by all",
        "promise-quorum = all, vote-quorum = size:1",
        "H. Howard, D. Malkhi, A. Spiegelman, Flexible Paxos, 2016",
        "learners = 0, loss = none, proposers = 3", Effect::kSafe, "", 0,
        "quorums of votes need not meet: buys quick decisions, costs a new ballot when an acceptor fails"},
    Variant{"flexible-quorums-misused", "quorums of promises and of votes that need not meet: any 2 of 4",
            "promise-quorum = size:2, vote-quorum = size:2", "Flexible Paxos",
            "learners = 0, loss = none, acceptors = 4", Effect::kBreaks, "p2b", 12},
    Variant{"grid-quorums", "a row of a grid promises, a column chooses",
            "promise-quorum = rows:2x2, vote-quorum = columns:2x2", "Flexible Paxos",
            "learners = 0, loss = none, acceptors = 4", Effect::kSafe, "", 0,
            "each row meets each column: buys smaller quorums than majorities"},
    Variant{"grid-quorums-misused", "a row of a grid promises, a row chooses",
            "promise-quorum = rows:2x2, vote-quorum = rows:2x2", "",
            "learners = 0, loss = none, acceptors = 4", Effect::kBreaks, "p2b", 12},
    Variant{"learns-over-all-ballots", "a learner adds up the votes for a value over all ballots",
            "learning = any-ballots", "G. Losa, nano-o/PaxosMadeSimple, abaa542",
            "learners = 1, values = 1, loss = none", Effect::kBreaks, "learned-is-chosen", 14},
    Variant{"learns-from-first-vote", "a learner learns from the first vote that it hears of",
            "learning = first-vote", "", "learners = 1, proposers = 1, values = 1, loss = none",
            Effect::kBreaks, "learned-is-chosen", 7},
};

}  // namespace

std::span<const Variant> variants() { return kVariants; }

std::optional<Rules> rules_of_variant(std::string_view name) {
  const auto changes = model::changes_of(kVariants, name);
  if (!changes) return std::nullopt;
  return rules_with(*changes);
}

}  // namespace paxoscope::paxos
