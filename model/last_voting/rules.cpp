#include "model/last_voting/rules.hpp"

#include <array>

namespace paxoscope::last_voting {

namespace {

using model::Alternative;
using model::AssumptionSet;
using model::Rule;

// The one reduction that there is assumes nothing of rules: docs/last_voting.md.
constexpr AssumptionSet kNothing;

constexpr std::array kEstimate{
    Alternative{"highest-timestamp", "one of those with the highest timestamp", true, kNothing},
    Alternative{"own", "its own, whatever it hears", false, kNothing},
    Alternative{"lowest-timestamp", "one of those with the lowest timestamp", false, kNothing},
    Alternative{"most-reported", "one of those that it hears most often", false, kNothing},
    Alternative{"any-reported", "any of them", false, kNothing},
};
constexpr std::array kVoteUpdates{
    Alternative{"value-and-timestamp", "its value and its timestamp", true, kNothing},
    Alternative{"value", "its value only", false, kNothing},
    Alternative{"timestamp", "its timestamp only", false, kNothing},
};
constexpr std::array kAcks{
    Alternative{"voters", "who has voted in this phase", true, kNothing},
    Alternative{"everyone", "everyone", false, kNothing},
};
constexpr std::array kDecision{
    Alternative{"when-ready", "when it is ready: it has heard enough acks", true, kNothing},
    Alternative{"when-committed", "when it is committed: it has told everyone what to vote for", false,
                kNothing},
};
constexpr std::array kFlags{
    Alternative{"reset", "they are reset", true, kNothing},
    Alternative{"kept", "they are kept, with the vote", false, kNothing},
};
constexpr std::array kQuorum = model::quorum_alternatives(kNothing);

constexpr std::array kRules{
    Rule{"estimate", "Which of the estimates that it hears does a coordinator make its vote?",
         "LastVoting, round 4φ-3", kEstimate},
    Rule{"vote-updates", "What does a process change when it votes?", "LastVoting, round 4φ-2", kVoteUpdates},
    Rule{"acks", "Who sends an ack?", "LastVoting, round 4φ-1", kAcks},
    Rule{"decision", "When does a coordinator tell everyone to decide?", "LastVoting, round 4φ", kDecision},
    Rule{"flags", "What becomes of commit and ready at the end of a phase?", "LastVoting, end of round 4φ",
         kFlags},
    Rule{"promise-quorum", "Whose estimates must a coordinator hear before it commits?",
         "LastVoting, round 4φ-3", kQuorum},
    Rule{"vote-quorum", "Whose acks must a coordinator hear before it is ready? Their votes choose a value.",
         "LastVoting, round 4φ-1", kQuorum},
};

}  // namespace

std::span<const Rule> rules() { return kRules; }

Rules rules_of(std::span<const model::Choice> choices) {
  return {
      .estimate = model::chosen<Estimate>(choices, "estimate"),
      .vote_updates = model::chosen<VoteUpdates>(choices, "vote-updates"),
      .acks = model::chosen<Acks>(choices, "acks"),
      .decision = model::chosen<Decision>(choices, "decision"),
      .flags = model::chosen<Flags>(choices, "flags"),
      .promise_quorum = model::quorum_rule(model::choice_of(choices, "promise-quorum")),
      .vote_quorum = model::quorum_rule(model::choice_of(choices, "vote-quorum")),
  };
}

Rules rules_with(std::string_view changes) { return rules_of(model::choices_of(kRules, changes)); }

}  // namespace paxoscope::last_voting
