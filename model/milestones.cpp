#include "model/milestones.hpp"

#include <fmt/format.h>

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

std::vector<Milestone> milestones(const LogHistory& before, const LogHistory& after) {
  std::vector<Milestone> all;
  const auto in_slot = [](const std::string& value, Slot slot) {
    return fmt::format("{} in slot {}", value, name(slot));
  };
  for_each_slot(after, [&](Slot slot) {
    for (Milestone& milestone : milestones(before.in(slot), after.in(slot))) {
      milestone.value = in_slot(milestone.value, slot);
      milestone.slot = slot.index() + 1;
      all.push_back(std::move(milestone));
    }
  });
  for (std::size_t l = 0; l < after.learners.size(); ++l) {
    for (std::size_t i = before.learners[l].size(); i < after.learners[l].size(); ++i) {
      const Execution& execution = after.learners[l][i];
      all.push_back({Milestone::Kind::kLearned,
                     name(LearnerId(static_cast<int>(l))),
                     0,
                     in_slot(name(execution.value), execution.slot),
                     {},
                     execution.slot.index() + 1});
    }
  }
  return all;
}

}  // namespace paxoscope::model
