// At most one value is chosen.
#include "invariants/property.hpp"

namespace paxoscope::invariants {

namespace agreement {
namespace {

bool holds(const History& state) { return state.chosen().size() <= 1; }

Explanation explain(const History& /*before*/, const History& after) {
  Explanation why;
  after.chosen().for_each(
      [&](Value value) { why.push_back(model::decision(after, after.cast, value, "chosen") + "."); });
  why.push_back("Both " + model::name(after.chosen()) + " are chosen; at most one value may be.");
  return why;
}

}  // namespace
}  // namespace agreement

const Property kAgreement{
    .name = "agreement",
    .statement = "at most one value is chosen",
    .source = "Paxos Made Simple, section 2.1: \"Only a single value is chosen\"",
    .kind = Kind::kInvariant,
    .about_learners = false,
    .sees_learners = false,
    .sees_votes = true,
    .about_proposals = false,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = agreement::holds,
    .holds_of = nullptr,
    .explain = agreement::explain,
};

}  // namespace paxoscope::invariants
