#include "model/sketch/rules.hpp"

#include <array>

namespace paxoscope::sketch {

namespace {

using model::Alternative;
using model::AssumptionSet;
using model::Rule;

// No reduction is made for this protocol, so none asks what its rules keep.
constexpr AssumptionSet kNothing;

// Of the rules that are as they should be the first alternative is sound; of the others the second repairs it.
constexpr std::size_t kRepaired = 1;

constexpr std::array kRunNumber{
    Alternative{"id", "its id, however often it is called", true, kNothing},
    Alternative{"fresh", "one of its own, higher each time", false, kNothing},
};
constexpr std::array kPromisesNeeded{
    Alternative{"none", "nobody: it goes on whatever the acceptors answered", true, kNothing},
    Alternative{"majority", "a majority; else it gives up", false, kNothing},
};
constexpr std::array kVotesNeeded{
    Alternative{"none", "nobody: it returns when it has called them all", true, kNothing},
    Alternative{"majority", "a majority, in that number; else it returns nothing", false, kNothing},
};
constexpr std::array kProposerRules{
    Rule{"run-number", "Which number does a proposer use when it is called to propose?",
         "the sketch: \"id\" is a proposer's only number", kRunNumber, kRepaired},
    Rule{"promises-needed", "Who must have promised before a proposer asks for votes?",
         "the sketch: propose sends to all acceptors, without counting promises", kPromisesNeeded, kRepaired},
    Rule{"votes-needed", "Who must have voted before a proposer returns its value as chosen?",
         "the sketch: nothing counts votes", kVotesNeeded, kRepaired},
};

// Those that every protocol has, but that the sketch does not let a vote be a promise.
constexpr model::AcceptorAlternatives kOfAcceptors(kNothing);
constexpr std::array kVotePromises{
    Alternative{"no", "no: only what it promised when it was asked to counts", true, kNothing},
    Alternative{"yes", "yes: it votes in no ballot below any more, and promises none", false, kNothing},
};

constexpr auto kAcceptorRules = [] {
  auto rules = model::acceptor_rules(kOfAcceptors, {.promise = "the sketch: prepare",
                                                    .vote = "the sketch: accept",
                                                    .max_ballot = "the sketch: accept does not raise it",
                                                    .latest_vote = "the sketch: accept"});
  Rule& vote_promises = rules[static_cast<std::size_t>(model::AcceptorRule::kVotePromises)];
  vote_promises.alternatives = kVotePromises;
  vote_promises.sound = kRepaired;
  return rules;
}();

constexpr auto kRules = model::joined(kProposerRules, kAcceptorRules);

}  // namespace

std::span<const Rule> rules() { return kRules; }

Rules rules_of(std::span<const model::Choice> choices) {
  Rules rules{
      .run_number = model::chosen<RunNumber>(choices, "run-number"),
      .promises_needed = model::chosen<PromisesNeeded>(choices, "promises-needed"),
      .votes_needed = model::chosen<VotesNeeded>(choices, "votes-needed"),
      .acceptor = model::acceptor_rules_of(choices),
  };
  // The alternatives come in another order here.
  rules.acceptor.vote_promises = model::choice_of(choices, "vote-promises").alternative->name == "yes"
                                     ? model::VotePromises::kYes
                                     : model::VotePromises::kNo;
  return rules;
}

Rules rules_with(std::string_view changes) { return rules_of(model::choices_of(kRules, changes)); }

}  // namespace paxoscope::sketch
