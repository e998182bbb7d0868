#include <array>

#include "model/multi_paxos/rules.hpp"

namespace paxoscope::multi_paxos {

namespace {

using model::Effect;
using model::Variant;

constexpr std::array kVariants{
    Variant{"none", "the protocol as specified", "", "", "", Effect::kSafe},
    Variant{"accept-ignores-promise", "an acceptor votes without looking at its promise", "may-vote = always",
            "folklore", "slots = 1, learners = 0", Effect::kBreaks, "p2b", 12},
    Variant{"promise-not-recorded", "an acceptor promises without recording it", "promise-record = forgotten",
            "folklore", "slots = 1, learners = 0", Effect::kBreaks, "p2b", 12},
    Variant{"promises-anything", "an acceptor promises any ballot, and what it promised last counts",
            "may-promise = always", "", "slots = 1, learners = 0", Effect::kBreaks, "p2b", 12},
    Variant{"promise-hides-votes", "a promise leaves out the votes that the acceptor has cast",
            "promise-reports = nothing", "folklore", "slots = 1, learners = 0", Effect::kBreaks, "p2b", 12},
    Variant{"vote-is-no-promise",
            "voting does not raise the promise, and the vote is overwritten by one in a lower ballot",
            "vote-promises = no", "as in Paxos Made Simple read to the letter",
            "proposers = 3, slots = 1, learners = 0", Effect::kBreaks, "p2b", 17},
    Variant{"vote-is-no-promise-highest-kept", "the same, but an acceptor goes on reporting its highest vote",
            "vote-promises = no, vote-record = highest", "", "proposers = 3, slots = 1, learners = 0",
            Effect::kSafe, "", 0,
            "as safe as one vote at a time: a vote below the highest adds nothing to what is reported"},
    Variant{"half-is-enough", "half of the acceptors promise, and choose",
            "promise-quorum = half, vote-quorum = half", "folklore", "acceptors = 4, slots = 1, learners = 0",
            Effect::kBreaks, "p2b", 12},
    Variant{"leader-takes-any-log", "a new leader takes over the log of any one of those who promised",
            "log-merge = any-member", "folklore", "values = 1, learners = 0", Effect::kBreaks, "p2b", 13},
    Variant{"leader-takes-longest-log", "a new leader takes over the longest log reported to it",
            "log-merge = longest", "folklore", "values = 1, learners = 0", Effect::kBreaks, "p2b", 13},
    Variant{"leader-ignores-logs", "a new leader proposes whatever it likes in every slot",
            "log-merge = nothing", "folklore", "slots = 1, learners = 0", Effect::kBreaks, "p2b", 12},
    Variant{"logs-merged-one-slot-off", "a new leader merges the logs reported to it with a wrong offset",
            "log-merge = one-slot-off", "OCons, pull request 21", "values = 1, learners = 0", Effect::kBreaks,
            "p2b", 11},
    Variant{"gaps-stay",
            "a new leader proposes nothing in a slot in which it is free, below one in which it is bound",
            "gap-repair = skipped", "floyd, issue 17", "", Effect::kSafe, "", 0,
            "costs progress: nothing above the gap is executed until some other leader fills it"},
    Variant{"gaps-get-commands", "a new leader fills gaps with commands", "gap-repair = any-command", "", "",
            Effect::kSafe, "", 0,
            "saves the no-op; a client may find its command ahead of one that it sent before"},
    Variant{"gaps-stay-and-are-passed-over", "the same as gaps-stay, and learners execute past a gap",
            "gap-repair = skipped, execution-order = any-order", "floyd, issue 17",
            "proposers = 1, values = 1", Effect::kBreaks, "no-gap", 9},
    Variant{"proposes-in-any-order", "a leader proposes in any slot in which it is free",
            "propose-order = any-order", "", "", Effect::kSafe, "", 0,
            "learners wait for the lower slots; after a change of leader those may be no-ops"},
    Variant{"executes-in-any-order", "a learner executes a slot as soon as it knows what is chosen there",
            "execution-order = any-order",
            "F. P. Junqueira, B. C. Reed and M. Serafini, Zab, 2011, on pipelined Paxos",
            "proposers = 1, values = 1", Effect::kBreaks, "no-gap", 9},
    Variant{"commits-older-ballots",
            "a value counts as chosen when a quorum has voted for it, in whatever ballots",
            "known-chosen = any-ballots",
            "D. Ongaro and J. Ousterhout, Raft, 2014, figure 8; neon, its safekeeper",
            "slots = 1, values = 1", Effect::kBreaks, "executed-is-chosen", 12},
    Variant{"acknowledges-past-a-gap",
            "a vote in a slot counts as one in all lower slots, though an acceptor votes after a gap",
            "known-chosen = higher-slots", "oxia, pull request 1239", "proposers = 1, values = 1",
            Effect::kBreaks, "executed-is-chosen", 9},
    Variant{"executes-on-first-vote", "a learner executes whatever anyone has voted for",
            "known-chosen = one-vote", "folklore", "proposers = 1, slots = 1, values = 1", Effect::kBreaks,
            "executed-is-chosen", 7},
    Variant{"executes-twice", "a command that is chosen in two slots has its effect twice",
            "duplicates = again", "Viewstamped Replication Revisited, section 4.1, says why not",
            "proposers = 1, values = 1", Effect::kBreaks, "at-most-once", 12},
    Variant{"promise-in-memory", "an acceptor that crashes forgets what it promised",
            "promise-storage = volatile", "Paxos Made Simple, section 2.4, asks for the opposite",
            "slots = 1, learners = 0, crashes = 1", Effect::kBreaks, "p2b", 13},
    Variant{"log-in-memory", "an acceptor that crashes forgets its log", "vote-storage = volatile",
            "Paxos Made Simple, section 2.2, asks for the opposite", "slots = 1, learners = 0, crashes = 1",
            Effect::kBreaks, "p2b", 13},
    Variant{"nothing-on-disk", "an acceptor that crashes forgets all it knew",
            "promise-storage = volatile, vote-storage = volatile",
            "dragonboat, issue 201, where nothing was synced", "slots = 1, learners = 0, crashes = 1",
            Effect::kBreaks, "p2b", 13},
    Variant{"reads-without-asking", "a leader answers reads without asking whether it still leads",
            "read = leader", "Consul, issue 54; hashicorp/raft, issue 108",
            "slots = 1, values = 1, reads = 1", Effect::kBreaks, "linearizable-reads", 13},
    Variant{"reads-from-a-learner", "a learner answers reads from what it has executed", "read = learner",
            "hraftd, issue 22", "proposers = 1, slots = 1, values = 1, learners = 2, reads = 1",
            Effect::kBreaks, "linearizable-reads", 9},
    Variant{
        "reads-without-waiting",
        "a leader answers from what it knows to be chosen, and does not wait for what else it has proposed",
        "read-waits = nothing", "redisraft, pull request 22; TiKV, pull request 6340; floyd, issue 17",
        "proposers = 1, slots = 1, values = 1, reads = 1", Effect::kBreaks, "linearizable-reads", 12},
    Variant{"reads-by-lease", "promises are leases, and a leader that has one answers reads at once",
            "read = lease", "Paxos Made Live, section 5.2", "slots = 1, reads = 1", Effect::kSafe, "", 0,
            "saves asking; it rests on clocks, and nobody else leads as long as a lease is left"},
    Variant{"leases-and-drifting-clocks", "the clocks of acceptors may run ahead of the leader's by any time",
            "read = lease, lease-ends = any-first", "YugabyteDB, issue 16; TiKV, issue 964",
            "slots = 1, values = 1, reads = 1", Effect::kBreaks, "linearizable-reads", 14},
    Variant{"lease-forgotten-in-a-crash", "an acceptor that crashes forgets the lease that it has given",
            "read = lease, lease-storage = volatile", "TiKV, issue 15035",
            "slots = 1, values = 1, reads = 1, crashes = 1", Effect::kBreaks, "linearizable-reads", 14},
    Variant{"lease-bars-promises-only", "an acceptor that has given a lease may vote for others",
            "read = lease, lease-bars = promises", "", "slots = 1, reads = 1", Effect::kSafe, "", 0,
            "with majorities: whoever is voted for has promises, of which one was barred"},
    Variant{"leases-and-small-promise-quorums",
            "an acceptor that has given a lease may vote for others, and one promise is enough",
            "read = lease, lease-bars = promises, promise-quorum = size:1, vote-quorum = size:3", "",
            "slots = 1, values = 1, reads = 1", Effect::kBreaks, "linearizable-reads", 12},
};

}  // namespace

std::span<const Variant> variants() { return kVariants; }

std::optional<Rules> rules_of_variant(std::string_view name) {
  const auto changes = model::changes_of(kVariants, name);
  if (!changes) return std::nullopt;
  return rules_with(*changes);
}

}  // namespace paxoscope::multi_paxos
