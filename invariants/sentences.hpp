// Sentences that the explanations of several properties share.
#pragma once

#include <string>

#include "invariants/property.hpp"

namespace paxoscope::invariants {

/// "v1 is chosen in ballot 2: {a1, a3} voted for it."; the value must be chosen in that ballot.
std::string chosen_in(const History& history, Ballot ballot, Value value);

/// "l1 learned v1: it heard that {a1, a3} voted for it in ballot 2."; the learner must have learned the value.
std::string learned_by(const History& history, LearnerId learner, Value value);

/// Where the votes were cast that taught `learner` what it has learned: "in ballot 1", or "in ballots 1 and 3" where it adds up.
std::string taught_in(const History& history, LearnerId learner, Value value);

/// "l1 executed v1 in slot 1, then v2 in slot 2."; "…, then v1 in slot 2 without effect" of what it passed over.
std::string executed_by(const LogHistory& history, LearnerId learner);

}  // namespace paxoscope::invariants
