// The catalogue of variants: docs/variants.md shows what it says.
#include <array>

#include "model/last_voting/rules.hpp"

namespace paxoscope::last_voting {

namespace {

using model::Effect;
using model::Variant;

constexpr std::array kVariants{
    Variant{"none", "the protocol as specified", "",
            "B. Charron-Bost, A. Schiper, The Heard-Of model, 2009, LastVoting", "", Effect::kSafe, "", 0,
            ""},
    Variant{"ignores-estimates", "a coordinator proposes its own value whatever it hears", "estimate = own",
            "folklore", "", Effect::kBreaks, "p2b", 5},
    Variant{"proposes-any-estimate", "a coordinator proposes any value that it hears",
            "estimate = any-reported", "the Paxos bug that WiDS, CrystalBall (NSDI 2009) and LMC found", "",
            Effect::kBreaks, "p2b", 5},
    Variant{"proposes-earliest-estimate", "a coordinator proposes the estimate with the lowest timestamp",
            "estimate = lowest-timestamp", "", "", Effect::kBreaks, "p2b", 5},
    Variant{"proposes-most-reported", "a coordinator proposes the value that most estimates have",
            "estimate = most-reported", "a common misreading", "", Effect::kBreaks, "p2b", 5},
    Variant{"vote-leaves-timestamp", "a process takes over the value that it votes for, but no timestamp",
            "vote-updates = value", "", "", Effect::kBreaks, "p2b", 5},
    Variant{"vote-leaves-value", "a process that votes sets its timestamp, and keeps the value that it had",
            "vote-updates = timestamp", "", "", Effect::kBreaks, "p2b", 5},
    Variant{"everyone-acks", "a process sends an ack although it has not voted", "acks = everyone", "",
            "phases = 1, values = 1", Effect::kBreaks, "learned-is-chosen", 4},
    Variant{"decides-without-acks", "a coordinator tells everyone to decide without waiting for acks",
            "decision = when-committed", "", "phases = 1, values = 1", Effect::kBreaks, "learned-is-chosen",
            4},
    Variant{"flags-not-reset", "a coordinator is still committed when its turn comes again", "flags = kept",
            "", "phases = 4", Effect::kBreaks, "p2b", 13},
    Variant{"one-short-of-a-majority",
            "one process less than a majority is enough, for estimates and for acks",
            "promise-quorum = one-short, vote-quorum = one-short", "DSLabs; MultiPaxos-SMR", "",
            Effect::kBreaks, "p2b", 5},
    Variant{"half-is-enough", "half of an even number of processes is enough",
            "promise-quorum = half, vote-quorum = half", "", "processes = 4", Effect::kBreaks, "p2b", 5},
    Variant{"flexible-quorums", "any one process chooses, as every coordinator hears of all",
            "promise-quorum = all, vote-quorum = size:1",
            "H. Howard, D. Malkhi, A. Spiegelman, Flexible Paxos, 2016", "phases = 3", Effect::kSafe, "", 0,
            "quorums of votes need not meet: buys quick decisions, costs a phase in which one process is not "
            "heard"},
    Variant{"grid-quorums", "a row of a grid is enough to propose, a column chooses",
            "promise-quorum = rows:2x2, vote-quorum = columns:2x2", "Flexible Paxos", "processes = 4",
            Effect::kSafe, "", 0, "each row meets each column: buys smaller quorums than majorities"},
};

}  // namespace

std::span<const Variant> variants() { return kVariants; }

}  // namespace paxoscope::last_voting
