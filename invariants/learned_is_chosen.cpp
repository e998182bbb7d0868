// A learner learns only what is chosen.
#include <fmt/format.h>
#include <optional>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace learned_is_chosen {
namespace {

struct Failure {
  LearnerId learner;
  Value value;
};

std::optional<Failure> find_failure(const History& state) {
  std::optional<Failure> failure;
  const ValueSet chosen = state.chosen();
  for (int l = 0; l < state.learners; ++l) {
    state.learned(LearnerId(l)).for_each([&](Value value) {
      if (!failure && !chosen.contains(value)) failure = Failure{LearnerId(l), value};
    });
  }
  return failure;
}

bool holds(const History& state) { return !find_failure(state); }

Explanation explain(const History& /*before*/, const History& after) {
  const Failure f = find_failure(after).value();
  const Ballot ballot = after.first_ballot_deciding(after.heard_by(f.learner), f.value);
  if (!ballot.exists()) {
    return {learned_by(after, f.learner, f.value),
            fmt::format("{} is not chosen: in no ballot has a quorum voted for it.", model::name(f.value))};
  }
  return {learned_by(after, f.learner, f.value),
          fmt::format("{} is not chosen: in ballot {} only {} voted for it.", model::name(f.value),
                      model::name(ballot), model::name(after.cast.voters(ballot, f.value)))};
}

}  // namespace
}  // namespace learned_is_chosen

const Property kLearnedIsChosen{
    .name = "learned-is-chosen",
    .statement = "a learner learns only a value that is chosen",
    .source =
        "Paxos Made Simple, section 2.1: \"A process never learns that a value has been chosen unless it "
        "actually "
        "has been\"",
    .kind = Kind::kInvariant,
    .about_learners = true,
    .sees_learners = true,
    .sees_votes = true,
    .about_proposals = false,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = learned_is_chosen::holds,
    .holds_of = nullptr,
    .explain = learned_is_chosen::explain,
};

}  // namespace paxoscope::invariants
