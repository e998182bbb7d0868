// A value can be learned.
#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace value_learned {
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
    after.learned(l).for_each([&](Value value) { how.push_back(learned_by(after, l, value)); });
  }
  return how;
}

}  // namespace
}  // namespace value_learned

const Property kValueLearned{
    .name = "value-learned",
    .statement = "a learner can learn a value",
    .source = "Paxos Made Simple, section 2.1, progress",
    .kind = Kind::kWitness,
    .about_learners = true,
    .sees_learners = true,
    .sees_votes = false,
    .about_proposals = false,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = value_learned::is_witness,
    .holds_of = nullptr,
    .explain = value_learned::explain,
};

}  // namespace paxoscope::invariants
