// The catalogue of variants: docs/variants.md shows what it says.
#include <array>

#include "model/fast_paxos/rules.hpp"

namespace paxoscope::fast_paxos {

namespace {

using model::Effect;
using model::Variant;

constexpr std::array kVariants{
    Variant{"none", "the protocol as specified", "", "L. Lamport, Fast Paxos, 2006", "", Effect::kSafe, "", 0,
            ""},
    Variant{"accept-ignores-promise", "an acceptor votes without looking at its promise", "may-vote = always",
            "folklore", "acceptors = 3", Effect::kBreaks, "p2b", 11},
    Variant{"promise-not-recorded", "an acceptor promises without recording it", "promise-record = forgotten",
            "folklore", "acceptors = 3", Effect::kBreaks, "p2b", 11},
    Variant{"promises-anything", "an acceptor promises any ballot, and what it promised last counts",
            "may-promise = always", "", "acceptors = 3", Effect::kBreaks, "p2b", 11},
    Variant{"promise-hides-vote", "a promise leaves out the vote that the acceptor has cast",
            "promise-reports = nothing", "folklore", "acceptors = 3", Effect::kBreaks, "p2b", 11},
    Variant{"vote-is-no-promise",
            "voting does not raise the promise, and the vote is overwritten by one in a lower ballot",
            "vote-promises = no", "as in Paxos Made Simple read to the letter", "acceptors = 3, ballots = 3",
            Effect::kBreaks, "p2b", 15},
    Variant{"vote-is-no-promise-highest-kept", "the same, but an acceptor goes on reporting its highest vote",
            "vote-promises = no, vote-record = highest", "G. Losa, nano-o/PaxosMadeSimple, of Paxos",
            "acceptors = 3, ballots = 3", Effect::kSafe, "", 0,
            "either will do: never to vote below a vote, or never to report the lower one"},
    Variant{"promises-again", "an acceptor promises the ballot that it promised last once more",
            "may-promise = at-or-above-promise", "", "ballots = 2", Effect::kSafe, "", 0,
            "buys an answer to a prepare that is sent again, as when the first promise was lost"},
    Variant{"votes-only-above-promise", "an acceptor votes only in a ballot above the one that it promised",
            "may-vote = above-promise", "", "ballots = 3", Effect::kVacuous, "", 0,
            "who has promised a ballot never votes in it, so no value is ever chosen"},
    Variant{"proposer-ignores-votes", "a ballot proposes any value whatever votes are reported to it",
            "proposal-value = own", "folklore", "acceptors = 3", Effect::kBreaks, "p2b", 11},
    Variant{"proposes-any-reported-value",
            "a ballot proposes any of the values that collided in the highest ballot reported to it",
            "proposal-value = any-reported", "the rule of Paxos, where a ballot has one value", "",
            Effect::kBreaks, "p2b", 14},
    Variant{
        "proposes-most-reported-value",
        "a ballot proposes the value that most report of those in the highest ballot reported to it",
        "proposal-value = most-reported", "", "acceptors = 5", Effect::kSafe, "", 0,
        "a value that may be chosen has most of every quorum that reports; but one that may not need not be "
        "proposed"},
    Variant{"any-whatever-is-reported",
            "a fast ballot lets acceptors vote for any value whatever votes are reported to it",
            "any-message = always", "", "acceptors = 3, fast-ballots = 2", Effect::kBreaks, "p2b", 11},
    Variant{"votes-for-several", "in a fast ballot an acceptor votes for every value that it receives",
            "votes-in-ballot = several", "", "acceptors = 3, ballots = 1", Effect::kBreaks, "agreement", 10},
    Variant{"majorities-choose-in-fast-ballots", "in a fast ballot a majority chooses, as in a classic one",
            "fast-quorum = majority", "Fast Paxos, section 3.1, says why not", "acceptors = 3",
            Effect::kBreaks, "p2b", 11},
    Variant{"half-chooses-in-fast-ballots", "in a fast ballot half of the acceptors choose",
            "fast-quorum = half", "", "ballots = 1", Effect::kBreaks, "agreement", 9},
    Variant{"half-is-enough-in-classic-ballots",
            "half of the acceptors promise, and choose in a classic ballot", "classic-quorum = half", "", "",
            Effect::kBreaks, "p2b", 12},
    Variant{"all-promise", "all acceptors promise a ballot, so that a majority chooses in a fast one",
            "classic-quorum = all, fast-quorum = majority",
            "H. Howard, A. Charapko, R. Mortier, Fast Flexible Paxos, 2021", "acceptors = 5", Effect::kSafe,
            "", 0, "buys small fast quorums; costs every new ballot when an acceptor fails"},
    Variant{"coordinated-recovery",
            "where votes of a fast ballot collide the next ballot takes them for promises",
            "recovery = coordinated", "Fast Paxos, section 3.2", "fast-ballots = 2", Effect::kSafe, "", 0,
            "buys two message delays after a collision"},
    Variant{"uncoordinated-recovery",
            "where votes of a fast ballot collide acceptors vote in the next by themselves",
            "recovery = uncoordinated", "Fast Paxos, section 3.2", "fast-ballots = 2", Effect::kSafe, "", 0,
            "buys another message delay; acceptors that choose differently collide again"},
    Variant{"recovery-either-way", "a collision is recovered from in either way, also in both at once",
            "recovery = both", "", "fast-ballots = 2", Effect::kSafe, "", 0,
            "a ballot may then propose one value while acceptors vote for another"},
    Variant{"majorities-recover", "the next ballot recovers although a majority chooses in a fast one",
            "recovery = coordinated, fast-quorum = majority", "", "acceptors = 3", Effect::kBreaks, "p2b", 8},
};

}  // namespace

std::span<const Variant> variants() { return kVariants; }

std::optional<Rules> rules_of_variant(std::string_view name) {
  const auto changes = model::changes_of(kVariants, name);
  if (!changes) return std::nullopt;
  return rules_with(*changes);
}

}  // namespace paxoscope::fast_paxos
