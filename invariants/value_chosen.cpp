// A value can be chosen: without this, every safety property holds for want of anything to violate it.
#include "invariants/property.hpp"

namespace paxoscope::invariants {

namespace {

bool is_witness(const History& state) { return !state.chosen().empty(); }

Explanation explain(const History& /*before*/, const History& after) {
  Explanation how;
  after.chosen().for_each(
      [&](Value value) { how.push_back(model::decision(after, after.cast, value, "chosen") + "."); });
  return how;
}

}  // namespace

const Property kValueChosen{
    .name = "value-chosen",
    .statement = "a value can be chosen",
    .source = "Paxos Made Simple, section 2.1, progress",
    .kind = Kind::kWitness,
    .about_learners = false,
    .about_proposals = false,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = is_witness,
    .holds_of = nullptr,
    .explain = explain,
};

}  // namespace paxoscope::invariants
