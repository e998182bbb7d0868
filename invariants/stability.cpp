// What is chosen or learned never changes: a property of transitions.
#include <fmt/format.h>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace stability {
namespace {

bool is_stable(ValueSet before, ValueSet after) { return before.empty() || before == after; }

bool holds(const History& before, const History& after) {
  if (!is_stable(before.chosen(), after.chosen())) return false;
  for (int l = 0; l < after.learners; ++l) {
    if (!is_stable(before.learned(LearnerId(l)), after.learned(LearnerId(l)))) return false;
  }
  return true;
}

/// The values with who is behind them, as `who_for(value)` says: "v1 (by {a1, a2} in ballot 1)"; "nothing" if there are none.
template <typename WhoFor>
std::string with_quorums(ValueSet values, const WhoFor& who_for) {
  std::string text;
  values.for_each([&](Value value) {
    text += fmt::format("{}{} (by {})", text.empty() ? "" : " and ", model::name(value), who_for(value));
  });
  return text.empty() ? "nothing" : text;
}

std::string chosen_in(const History& history) {
  return with_quorums(history.chosen(), [&](Value value) {
    const Ballot ballot = history.first_ballot_deciding(history.cast, value);
    return fmt::format("{} in ballot {}", model::name(history.cast.voters(ballot, value)),
                       model::name(ballot));
  });
}

std::string learned_in(const History& history, LearnerId learner) {
  if (history.learning == model::Learning::kTold) return model::name(history.learned(learner));
  return with_quorums(history.learned(learner), [&](Value value) {
    return model::name(history.teachers(learner, value)) + " " + taught_in(history, learner, value);
  });
}

Explanation explain(const History& before, const History& after) {
  Explanation why;
  if (!is_stable(before.chosen(), after.chosen())) {
    why.push_back(
        fmt::format("Before this step {} was chosen; after it, {}.", chosen_in(before), chosen_in(after)));
    why.emplace_back("What is chosen may never change.");
  }
  for (int i = 0; i < after.learners; ++i) {
    const LearnerId l(i);
    if (is_stable(before.learned(l), after.learned(l))) continue;
    why.push_back(fmt::format("Before this step {} had learned {}; after it, {}.", model::name(l),
                              learned_in(before, l), learned_in(after, l)));
    why.emplace_back("What a learner has learned may never change.");
  }
  return why;
}

}  // namespace
}  // namespace stability

const Property kStability{
    .name = "stability",
    .statement = "no step changes what is already chosen, or what a learner has already learned",
    .source = "Lampson, The ABCD's of Paxos (2001): a decision is a stable predicate",
    .kind = Kind::kStep,
    .about_learners = false,
    .sees_learners = true,
    .sees_votes = true,
    .about_proposals = false,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen,
              Assumption::kSeesOnlyWhatIsLearned, Assumption::kSeesOnlyLaterProposals},
    .holds_in = nullptr,
    .holds_of = stability::holds,
    .explain = stability::explain,
};

}  // namespace paxoscope::invariants
