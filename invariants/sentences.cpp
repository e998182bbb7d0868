#include "invariants/sentences.hpp"

#include <fmt/format.h>
#include <vector>

#include "model/phrases.hpp"

namespace paxoscope::invariants {

std::string chosen_in(const History& history, Ballot ballot, Value value) {
  return fmt::format("{} is chosen in ballot {}: {} voted for it.", model::name(value), model::name(ballot),
                     model::name(history.cast.voters(ballot, value)));
}

std::string taught_in(const History& history, LearnerId learner, Value value) {
  const model::Votes& heard = history.heard_by(learner);
  std::vector<std::string> ballots;
  if (history.learning == model::Learning::kOneBallot) {
    ballots.push_back(model::name(history.first_ballot_deciding(heard, value)));
  } else {
    heard.for_each([&](Ballot ballot, Value v, AcceptorSet /*voters*/) {
      if (v == value) ballots.push_back(model::name(ballot));
    });
  }
  return fmt::format("in ballot{} {}", ballots.size() == 1 ? "" : "s", model::enumerate(ballots));
}

std::string learned_by(const History& history, LearnerId learner, Value value) {
  if (history.learning == model::Learning::kTold) {
    return fmt::format("{} was told that {} is chosen.", model::name(learner), model::name(value));
  }
  return fmt::format("{} learned {}: it heard that {} voted for it {}.", model::name(learner),
                     model::name(value), model::name(history.teachers(learner, value)),
                     taught_in(history, learner, value));
}

std::string executed_by(const LogHistory& history, LearnerId learner) {
  std::string text;
  for (const model::Execution& execution : history.learners[static_cast<std::size_t>(learner.index())]) {
    text += fmt::format("{}{} in slot {}{}", text.empty() ? "" : ", then ", model::name(execution.value),
                        model::name(execution.slot), execution.has_effect ? "" : " without effect");
  }
  return fmt::format("{} executed {}.", model::name(learner), text);
}

}  // namespace paxoscope::invariants
