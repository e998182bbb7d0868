#include "model/history.hpp"

#include <fmt/format.h>

namespace paxoscope::model {

ValueSet History::decided_by(const Votes& votes) const {
  ValueSet decided;
  votes.for_each([&](Ballot /*ballot*/, Value value, AcceptorSet voters) {
    if (is_quorum(voters)) decided.insert(value);
  });
  return decided;
}

Ballot History::first_ballot_deciding(const Votes& votes, Value value) const {
  for (int b = 0; b < ballots; ++b) {
    if (is_quorum(votes.voters(Ballot(b), value))) return Ballot(b);
  }
  return {};
}

std::string decision(const History& history, const Votes& votes, Value value, const char* verb) {
  const Ballot ballot = history.first_ballot_deciding(votes, value);
  return fmt::format("{} is {} in ballot {}: {} voted for it", name(value), verb, name(ballot),
                     name(votes.voters(ballot, value)));
}

}  // namespace paxoscope::model
