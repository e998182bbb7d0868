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

std::string values_or_nothing(ValueSet values) { return values.empty() ? "nothing" : model::name(values); }

/// The quorums behind `values`, in brackets.
std::string quorums(const History& history, const model::Votes& votes, ValueSet values) {
  std::string text;
  values.for_each([&](Value value) {
    const Ballot ballot = history.first_ballot_deciding(votes, value);
    text += fmt::format("{}{} by {} in ballot {}", text.empty() ? "" : ", ", model::name(value),
                        model::name(votes.voters(ballot, value)), model::name(ballot));
  });
  return text.empty() ? "" : " (" + text + ")";
}

Explanation explain(const History& before, const History& after) {
  Explanation why;
  if (!is_stable(before.chosen(), after.chosen())) {
    why.push_back(fmt::format("Chosen before this step: {}{}; after it: {}{}.",
                              values_or_nothing(before.chosen()),
                              quorums(before, before.cast, before.chosen()),
                              values_or_nothing(after.chosen()), quorums(after, after.cast, after.chosen())));
  }
  for (int i = 0; i < after.learners; ++i) {
    const LearnerId l(i);
    const ValueSet old = before.learned(l);
    const ValueSet now = after.learned(l);
    if (is_stable(old, now)) continue;
    why.push_back(fmt::format("Learned by {} before this step: {}{}; after it: {}{}.", model::name(l),
                              values_or_nothing(old), quorums(before, before.heard_by(l), old),
                              values_or_nothing(now), quorums(after, after.heard_by(l), now)));
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
    .holds_in = nullptr,
    .holds_of = holds,
    .explain = explain,
};

}  // namespace paxoscope::invariants
