#include "model/history.hpp"

#include <cassert>
#include <fmt/format.h>

namespace paxoscope::model {

ValueSet History::decided_by(const Votes& votes) const {
  ValueSet decided;
  votes.for_each([&](Ballot ballot, Value value, AcceptorSet voters) {
    if (quorums_in(ballot).contains(voters)) decided.insert(value);
  });
  return decided;
}

ValueSet History::learned(LearnerId learner) const {
  const Votes& votes = heard_by(learner);
  if (learning == Learning::kTold) return told[static_cast<std::size_t>(learner.index())];
  if (learning == Learning::kOneBallot) return decided_by(votes);
  ValueSet learned;
  for_each_value(*this, [&](Value value) {
    if (!teachers(learner, value).empty()) learned.insert(value);
  });
  return learned;
}

AcceptorSet History::teachers(LearnerId learner, Value value) const {
  const Votes& votes = heard_by(learner);
  AcceptorSet all;
  votes.for_each([&](Ballot /*ballot*/, Value v, AcceptorSet voters) {
    if (v == value) all.merge(voters);
  });
  switch (learning) {
    case Learning::kOneBallot:
      return votes.voters(first_ballot_deciding(votes, value), value);
    case Learning::kAnyBallots:
      return vote_quorums.contains(all) ? all : AcceptorSet();
    case Learning::kFirstVote:
      return all;
    case Learning::kTold:
      return {};
  }
  assert(false);
  return {};
}

Ballot History::first_ballot_deciding(const Votes& votes, Value value) const {
  for (int b = 0; b < ballots; ++b) {
    if (quorums_in(Ballot(b)).contains(votes.voters(Ballot(b), value))) return Ballot(b);
  }
  return {};
}

std::string decision(const History& history, const Votes& votes, Value value, const char* verb) {
  const Ballot ballot = history.first_ballot_deciding(votes, value);
  return fmt::format("{} is {} in ballot {}: {} voted for it", name(value), verb, name(ballot),
                     name(votes.voters(ballot, value)));
}

}  // namespace paxoscope::model
