#include "invariants/sentences.hpp"

#include <fmt/format.h>

namespace paxoscope::invariants {

std::string chosen_in(const History& history, Ballot ballot, Value value) {
  return fmt::format("{} is chosen in ballot {}: {} voted for it.", model::name(value), model::name(ballot),
                     model::name(history.cast.voters(ballot, value)));
}

std::string learned_by(const History& history, LearnerId learner, Value value) {
  const model::Votes& heard = history.heard_by(learner);
  const Ballot ballot = history.first_ballot_deciding(heard, value);
  return fmt::format("{} learned {}: it heard that {} voted for it in ballot {}.", model::name(learner),
                     model::name(value), model::name(heard.voters(ballot, value)), model::name(ballot));
}

}  // namespace paxoscope::invariants
