// No two values are ever learned, by one learner or by two.
#include <fmt/format.h>

#include "invariants/property.hpp"

namespace paxoscope::invariants {

namespace {

bool holds(const History& state) {
  ValueSet learned;
  for (int l = 0; l < state.learners; ++l) learned.merge(state.learned(LearnerId(l)));
  return learned.size() <= 1;
}

Explanation explain(const History& /*before*/, const History& after) {
  Explanation why;
  for (int i = 0; i < after.learners; ++i) {
    const LearnerId l(i);
    after.learned(l).for_each([&](Value value) {
      const Ballot ballot = after.first_ballot_deciding(after.heard_by(l), value);
      why.push_back(fmt::format("{} learned {}: it heard that {} voted for it in ballot {}.", model::name(l),
                                model::name(value), model::name(after.heard_by(l).voters(ballot, value)),
                                model::name(ballot)));
    });
  }
  why.emplace_back("At most one value may be learned, whoever learns it.");
  return why;
}

}  // namespace

const Property kLearnersAgree{
    .name = "learners-agree",
    .statement = "at most one value is learned, whoever learns it",
    .source = "Paxos Made Simple, section 2.1, safety",
    .kind = Kind::kInvariant,
    .about_learners = true,
    .holds_in = holds,
    .holds_of = nullptr,
    .explain = explain,
};

}  // namespace paxoscope::invariants
