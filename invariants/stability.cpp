// What is chosen or learned never changes: a property of transitions.
#include <fmt/format.h>

#include "invariants/property.hpp"

namespace paxoscope::invariants {

namespace {

bool is_stable(ValueSet before, ValueSet after) { return before.empty() || before == after; }

bool holds(const History& before, const History& after) {
  if (!is_stable(before.chosen(), after.chosen())) return false;
  for (int l = 0; l < after.learners; ++l) {
    if (!is_stable(before.learned(LearnerId(l)), after.learned(LearnerId(l)))) return false;
  }
  return true;
}

/// The values with the quorums behind them: "v1 (by {a1, a2} in ballot 1)"; "nothing" if there are none.
std::string with_quorums(const History& history, const model::Votes& votes, ValueSet values) {
  std::string text;
  values.for_each([&](Value value) {
    const Ballot ballot = history.first_ballot_deciding(votes, value);
    text += fmt::format("{}{} (by {} in ballot {})", text.empty() ? "" : " and ", model::name(value),
                        model::name(votes.voters(ballot, value)), model::name(ballot));
  });
  return text.empty() ? "nothing" : text;
}

Explanation explain(const History& before, const History& after) {
  Explanation why;
  if (!is_stable(before.chosen(), after.chosen())) {
    why.push_back(fmt::format("Before this step {} was chosen; after it, {}.",
                              with_quorums(before, before.cast, before.chosen()),
                              with_quorums(after, after.cast, after.chosen())));
    why.emplace_back("What is chosen may never change.");
  }
  for (int i = 0; i < after.learners; ++i) {
    const LearnerId l(i);
    const ValueSet old = before.learned(l);
    const ValueSet now = after.learned(l);
    if (is_stable(old, now)) continue;
    why.push_back(fmt::format("Before this step {} had learned {}; after it, {}.", model::name(l),
                              with_quorums(before, before.heard_by(l), old),
                              with_quorums(after, after.heard_by(l), now)));
    why.emplace_back("What a learner has learned may never change.");
  }
  return why;
}

}  // namespace

const Property kStability{
    .name = "stability",
    .statement = "no step changes what is already chosen, or what a learner has already learned",
    .source = "Lampson, The ABCD's of Paxos (2001): a decision is a stable predicate",
    .kind = Kind::kStep,
    .about_learners = false,
    .sees_learners = true,
    .about_proposals = false,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = nullptr,
    .holds_of = holds,
    .explain = explain,
};

}  // namespace paxoscope::invariants
