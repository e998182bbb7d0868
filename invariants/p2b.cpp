// Once a value is chosen, every proposal in a higher ballot carries it.
//
// P2b implies agreement: a vote is for a proposal, so what is chosen in a higher ballot is what was proposed
// there.
#include <fmt/format.h>
#include <optional>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace p2b {
namespace {

struct Failure {
  Ballot chosen_in;
  Value chosen;
  Ballot proposed_in;
  Value proposed;
};

/// The failure with the lowest ballots, if any.
std::optional<Failure> find_failure(const History& state) {
  std::optional<Failure> failure;
  for_each_ballot(state, [&](Ballot low) {
    for_each_value(state, [&](Value chosen) {
      if (failure || !state.is_chosen(low, chosen)) return;
      for_each_ballot(state, [&](Ballot high) {
        if (high <= low) return;
        state.proposed_in(high).for_each([&](Value proposed) {
          if (!failure && proposed != chosen) failure = Failure{low, chosen, high, proposed};
        });
      });
    });
  });
  return failure;
}

bool holds(const History& state) { return !find_failure(state); }

Explanation explain(const History& /*before*/, const History& after) {
  const Failure f = find_failure(after).value();
  return {
      chosen_in(after, f.chosen_in, f.chosen),
      fmt::format("Ballot {} proposes {}; every ballot above {} must propose {}.", model::name(f.proposed_in),
                  model::name(f.proposed), model::name(f.chosen_in), model::name(f.chosen)),
  };
}

}  // namespace
}  // namespace p2b

const Property kP2b{
    .name = "p2b",
    .statement = "once a value is chosen, every proposal in a higher ballot carries it",
    .source = "Paxos Made Simple, section 2.2, P2b",
    .kind = Kind::kInvariant,
    .about_learners = false,
    .sees_learners = false,
    .sees_votes = true,
    .about_proposals = true,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = p2b::holds,
    .holds_of = nullptr,
    .explain = p2b::explain,
};

}  // namespace paxoscope::invariants
