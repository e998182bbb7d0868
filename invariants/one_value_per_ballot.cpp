// In one ballot at most one value is proposed, unless it is a fast one.
#include <fmt/format.h>

#include "invariants/property.hpp"

namespace paxoscope::invariants {

namespace one_value_per_ballot {
namespace {

Ballot first_ambiguous(const History& state) {
  for (int b = 0; b < state.ballots; ++b) {
    if (!state.is_fast(Ballot(b)) && state.proposed_in(Ballot(b)).size() > 1) return Ballot(b);
  }
  return {};
}

bool holds(const History& state) { return !first_ambiguous(state).exists(); }

Explanation explain(const History& /*before*/, const History& after) {
  const Ballot ballot = first_ambiguous(after);
  return {fmt::format("Ballot {} proposes both {}; a ballot stands for one value.", model::name(ballot),
                      model::name(after.proposed_in(ballot)))};
}

}  // namespace
}  // namespace one_value_per_ballot

const Property kOneValuePerBallot{
    .name = "one-value-per-ballot",
    .statement = "no two proposals of one ballot differ, unless it is a fast one",
    .source = "Paxos Made Simple, section 2.2: \"different proposals have different numbers\"",
    .kind = Kind::kInvariant,
    .about_learners = false,
    .sees_learners = false,
    .sees_votes = true,
    .about_proposals = true,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned},
    .holds_in = one_value_per_ballot::holds,
    .holds_of = nullptr,
    .explain = one_value_per_ballot::explain,
};

}  // namespace paxoscope::invariants
