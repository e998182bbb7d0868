#include "model/milestones.hpp"

#include "model/phrases.hpp"

namespace paxoscope::model {

std::vector<Milestone> milestones(const History& before, const History& after) {
  using Kind = Milestone::Kind;
  std::vector<Milestone> milestones;
  for_each_ballot(after, [&](Ballot b) {
    if (after.letting_any.contains(b)) {
      if (!before.letting_any.contains(b))
        milestones.push_back({Kind::kProposed, "", number(b), "any value", {}});
      return;
    }
    const auto ballot = static_cast<std::size_t>(b.index());
    after.proposed[ballot].without(before.proposed[ballot]).for_each([&](Value v) {
      milestones.push_back({Kind::kProposed, "", number(b), name(v), {}});
    });
  });
  std::vector<Milestone> choices;
  after.cast.for_each([&](Ballot b, Value v, AcceptorSet voters) {
    voters.without(before.cast.voters(b, v)).for_each([&](AcceptorId a) {
      milestones.push_back({Kind::kVoted, name(a), number(b), name(v), {}});
    });
    if (after.is_chosen(b, v) && !before.is_chosen(b, v)) {
      choices.push_back({Kind::kChosen, "", number(b), name(v), names(voters)});
    }
  });
  milestones.insert(milestones.end(), choices.begin(), choices.end());
  for (int i = 0; i < after.learners; ++i) {
    const LearnerId l(i);
    after.learned(l).without(before.learned(l)).for_each([&](Value v) {
      milestones.push_back({Kind::kLearned, name(l), 0, name(v), {}});
    });
  }
  return milestones;
}

}  // namespace paxoscope::model
