// No two values are ever learned, by one learner or by two.
#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace learners_agree {
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
    after.learned(l).for_each([&](Value value) { why.push_back(learned_by(after, l, value)); });
  }
  why.emplace_back("At most one value may be learned, whoever learns it.");
  return why;
}

}  // namespace
}  // namespace learners_agree

const Property kLearnersAgree{
    .name = "learners-agree",
    .statement = "at most one value is learned, whoever learns it",
    .source = "Paxos Made Simple, section 2.1, safety",
    .kind = Kind::kInvariant,
    .about_learners = true,
    .sees_learners = true,
    .sees_votes = false,
    .about_proposals = false,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = learners_agree::holds,
    .holds_of = nullptr,
    .explain = learners_agree::explain,
};

}  // namespace paxoscope::invariants
