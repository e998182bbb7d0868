// Only what was proposed is chosen: a choice in a ballot is of a proposal of that ballot.
#include <fmt/format.h>
#include <optional>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace validity {
namespace {

std::optional<model::Vote> find_unproposed(const History& state) {
  std::optional<model::Vote> found;
  for_each_ballot(state, [&](Ballot b) {
    for_each_value(state, [&](Value v) {
      if (!found && state.is_chosen(b, v) && !state.proposed_in(b).contains(v)) found = model::Vote{b, v};
    });
  });
  return found;
}

bool holds(const History& state) { return !find_unproposed(state); }

Explanation explain(const History& /*before*/, const History& after) {
  const model::Vote chosen = find_unproposed(after).value();
  const ValueSet proposed = after.proposed_in(chosen.ballot);
  return {chosen_in(after, chosen.ballot, chosen.value),
          fmt::format("Ballot {} proposed {}.", model::name(chosen.ballot),
                      proposed.empty() ? "nothing" : model::name(proposed))};
}

}  // namespace
}  // namespace validity

const Property kValidity{
    .name = "validity",
    .statement = "only a value that was proposed, in that ballot, is chosen",
    .source = "Paxos Made Simple, section 2.1: \"Only a value that has been proposed may be chosen\"",
    .kind = Kind::kInvariant,
    .about_learners = false,
    .sees_learners = false,
    .sees_votes = true,
    .about_proposals = true,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsLearned},
    .holds_in = validity::holds,
    .holds_of = nullptr,
    .explain = validity::explain,
};

}  // namespace paxoscope::invariants
