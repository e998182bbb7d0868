// The catalogue of variants: docs/variants.md shows what it says.
#include <array>

#include "model/sketch/rules.hpp"

namespace paxoscope::sketch {

namespace {

using model::Effect;
using model::Variant;

constexpr std::array kVariants{
    Variant{"none", "the sketch as it stands", "", "a well-known tutorial", "values = 1", Effect::kBreaks,
            "learned-is-chosen", 8},
    Variant{"counts-promises", "a proposer gives up unless a majority promises", "promises-needed = majority",
            "", "values = 1", Effect::kBreaks, "learned-is-chosen", 8},
    Variant{"counts-votes", "a proposer returns a value only if a majority votes for it",
            "votes-needed = majority", "", "attempts = 2", Effect::kBreaks, "one-value-per-ballot", 14},
    Variant{"counts-both", "a proposer counts promises and votes, which is enough as long as no call fails",
            "promises-needed = majority, votes-needed = majority", "", "proposers = 3, loss = 2",
            Effect::kBreaks, "p2b", 13},
    Variant{"counts-both-and-tries-again", "the same, and a proposer that is called again uses a new number",
            "run-number = fresh, promises-needed = majority, votes-needed = majority", "",
            "attempts = 2, loss = 1", Effect::kBreaks, "p2b", 19},
    Variant{"repaired", "a proposer counts promises and votes, and a vote is a promise",
            "promises-needed = majority, votes-needed = majority, vote-promises = yes", "",
            "proposers = 3, loss = 2", Effect::kSafe, "", 0,
            "none of the three repairs can be left out; who has promised a proposer its number never "
            "promises it again"},
    Variant{"repaired-by-highest-vote",
            "a proposer counts promises and votes, and an acceptor goes on answering its highest vote",
            "promises-needed = majority, votes-needed = majority, vote-record = highest", "",
            "proposers = 3, loss = 2", Effect::kSafe, "", 0, "likewise; another way to the same"},
    Variant{"repaired-and-tries-again",
            "the same as repaired, and each run has a number of its own: this is Paxos, by calls",
            "run-number = fresh, promises-needed = majority, votes-needed = majority, vote-promises = yes",
            "", "attempts = 2, loss = 2", Effect::kSafe, "", 0,
            "a new number for each run is not needed to be safe: it buys another try"},
};

}  // namespace

std::span<const Variant> variants() { return kVariants; }

}  // namespace paxoscope::sketch
