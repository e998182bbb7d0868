// A value can be learned.
#include <fmt/format.h>

#include "invariants/property.hpp"

namespace paxoscope::invariants {

namespace {

bool is_witness(const History& state) {
  for (int l = 0; l < state.learners; ++l) {
    if (!state.learned(LearnerId(l)).empty()) return true;
  }
  return false;
}

Explanation explain(const History& /*before*/, const History& after) {
  Explanation how;
  for (int i = 0; i < after.learners; ++i) {
    const LearnerId l(i);
    after.learned(l).for_each([&](Value value) {
      const Ballot ballot = after.first_ballot_deciding(after.heard_by(l), value);
      how.push_back(fmt::format("{} learned {}: it heard that {} voted for it in ballot {}.", model::name(l),
                                model::name(value), model::name(after.heard_by(l).voters(ballot, value)),
                                model::name(ballot)));
    });
  }
  return how;
}

}  // namespace

const Property kValueLearned{
    .name = "value-learned",
    .statement = "a learner can learn a value",
    .source = "Paxos Made Simple, section 2.1, progress",
    .kind = Kind::kWitness,
    .about_learners = true,
    .holds_in = is_witness,
    .holds_of = nullptr,
    .explain = explain,
};

}  // namespace paxoscope::invariants
