// The catalogue of variants: docs/variants.md shows what it says.
#include <array>

#include "model/synod/rules.hpp"

namespace paxoscope::synod {

namespace {

using model::Effect;
using model::Variant;

constexpr std::array kVariants{
    Variant{"none", "the protocol as specified", "", "L. Lamport, Paxos.tla, in tlaplus/Examples", "",
            Effect::kSafe, "", 0, ""},
    Variant{"accept-ignores-promise", "an acceptor votes without looking at its promise", "may-vote = always",
            "folklore; DSLabs", "", Effect::kBreaks, "p2b", 10},
    Variant{"promise-not-recorded", "an acceptor promises without recording it", "promise-record = forgotten",
            "folklore", "", Effect::kBreaks, "p2b", 10},
    Variant{"promises-anything", "an acceptor promises any ballot, and what it promised last counts",
            "may-promise = always", "", "", Effect::kBreaks, "p2b", 10},
    Variant{"promise-hides-vote", "a promise leaves out the vote that the acceptor has cast",
            "promise-reports = nothing", "folklore", "", Effect::kBreaks, "p2b", 10},
    Variant{"vote-is-no-promise",
            "voting does not raise the promise, and the vote is overwritten by one in a lower ballot",
            "vote-promises = no",
            "Paxos Made Simple read to the letter: Stack Overflow 29880949; M. Brooker, 2021-11-16",
            "ballots = 3", Effect::kBreaks, "p2b", 15},
    Variant{"vote-is-no-promise-highest-kept", "the same, but an acceptor goes on reporting its highest vote",
            "vote-promises = no, vote-record = highest", "G. Losa, nano-o/PaxosMadeSimple", "ballots = 3",
            Effect::kSafe, "", 0,
            "either will do: never to vote below a vote, or never to report the lower one"},
    Variant{"promises-again", "an acceptor promises the ballot that it promised last once more",
            "may-promise = at-or-above-promise", "", "ballots = 2", Effect::kSafe, "", 0,
            "buys an answer to a prepare that is sent again, as when the first promise was lost"},
    Variant{"votes-only-above-promise", "an acceptor votes only in a ballot above the one that it promised",
            "may-vote = above-promise", "MyPaxos issue 19 rejects proposals for this reason", "ballots = 3",
            Effect::kVacuous, "", 0,
            "who has promised a ballot never votes in it, so no value is ever chosen"},
    Variant{"proposer-ignores-votes", "a ballot proposes any value whatever votes are reported to it",
            "proposal-value = own", "folklore", "", Effect::kBreaks, "p2b", 10},
    Variant{"proposes-any-reported-value", "a ballot proposes the value of any vote reported to it",
            "proposal-value = any-reported", "the Paxos bug that WiDS, CrystalBall (NSDI 2009) and LMC found",
            "ballots = 3", Effect::kBreaks, "p2b", 15},
    Variant{"proposes-lowest-reported-value", "a ballot proposes the value of the lowest vote reported to it",
            "proposal-value = lowest-reported", "", "ballots = 3", Effect::kBreaks, "p2b", 15},
    Variant{"proposes-most-reported-value", "a ballot proposes the value that most promises report",
            "proposal-value = most-reported", "a common misreading", "ballots = 3", Effect::kBreaks, "p2b",
            15},
    Variant{"proposes-twice", "a ballot may propose several values", "proposals = several", "", "ballots = 1",
            Effect::kBreaks, "one-value-per-ballot", 5},
    Variant{"one-short-of-a-majority",
            "one acceptor less than a majority is enough, for promises and for votes",
            "promise-quorum = one-short, vote-quorum = one-short", "DSLabs; MultiPaxos-SMR", "",
            Effect::kBreaks, "p2b", 7},
    Variant{"half-is-enough", "half of an even number of acceptors is enough",
            "promise-quorum = half, vote-quorum = half", "", "acceptors = 4", Effect::kBreaks, "p2b", 10},
    Variant{
        "flexible-quorums", "any one acceptor chooses, as every ballot is promised by all",
        "promise-quorum = all, vote-quorum = size:1",
        "H. Howard, D. Malkhi, A. Spiegelman, Flexible Paxos, 2016", "ballots = 3", Effect::kSafe, "", 0,
        "quorums of votes need not meet: buys quick decisions, costs a new ballot when an acceptor fails"},
    Variant{"grid-quorums", "a row of a grid promises, a column chooses",
            "promise-quorum = rows:2x2, vote-quorum = columns:2x2", "Flexible Paxos", "acceptors = 4",
            Effect::kSafe, "", 0, "each row meets each column: buys smaller quorums than majorities"},
    Variant{"promise-in-memory", "an acceptor that crashes forgets what it promised",
            "promise-storage = volatile", "Paxos Made Simple, section 2.2, asks for the opposite",
            "crashes = 1", Effect::kBreaks, "p2b", 11},
    Variant{"promise-with-vote-only",
            "only votes are on stable storage; each counts as a promise of its ballot",
            "promise-storage = with-vote", "", "crashes = 1", Effect::kBreaks, "p2b", 11},
    Variant{"vote-in-memory", "an acceptor that crashes forgets its vote", "vote-storage = volatile",
            "Paxos Made Simple, section 2.2, asks for the opposite", "crashes = 1", Effect::kBreaks, "p2b",
            11},
    Variant{"nothing-on-disk", "an acceptor that crashes forgets all it knew",
            "promise-storage = volatile, vote-storage = volatile",
            "dragonboat issue 201, where nothing was synced", "crashes = 1", Effect::kBreaks, "p2b", 11},
};

}  // namespace

std::span<const Variant> variants() { return kVariants; }

std::optional<Rules> rules_of_variant(std::string_view name) {
  const auto changes = model::changes_of(kVariants, name);
  if (!changes) return std::nullopt;
  return rules_with(*changes);
}

}  // namespace paxoscope::synod
