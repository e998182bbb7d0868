// Multi-Paxos with a window: who decides on which slot, and what a leader may propose in it.
#include <array>

#include "model/multi_paxos/multi_paxos.hpp"

namespace paxoscope::multi_paxos {

MultiPaxos::KnownLog MultiPaxos::known_log(const View& state, Ballot leader) const {
  const bool is_ahead = leader.exists() && rules_.window == WindowRule::kIgnored;
  const bool goes_by_own = leader.exists() && rules_.change_takes_effect == ChangeTakesEffect::kWhenProposed;
  KnownLog known;
  known.after[0] = MembershipSet::first(1);
  for (int i = 0; i < bounds().slots; ++i) {
    const Slot s(i);
    const auto at = static_cast<std::size_t>(i);
    const int settled = settled_by(s);
    const int latest = rules_.change_takes_effect == ChangeTakesEffect::kAfterWindow ? settled : i;
    for (int n = is_ahead ? 0 : settled; n <= latest; ++n)
      known.deciding[at].merge(known.after[static_cast<std::size_t>(n)]);
    known.deciding[at].for_each(
        [&](MembershipId m) { known.chosen[at].merge(chosen_by(state, s, membership(m).vote_quorums)); });
    ValueSet values = known.chosen[at];
    if (goes_by_own) values.merge(ValueSet::of(state.proposal(leader, s)));
    known.after[at + 1] = after_slot(known.after[at], values);
  }
  return known;
}

MultiPaxos::KnownLog MultiPaxos::known_to(const View& state, const KnownLog& known, Ballot leader) const {
  const bool as_learners =
      rules_.window == WindowRule::kKept && rules_.change_takes_effect != ChangeTakesEffect::kWhenProposed;
  KnownLog own = as_learners ? known : known_log(state, leader);
  if (rules_.window == WindowRule::kIgnored) return own;
  for (int s = 0; s < bounds().slots; ++s) {
    const bool is_open = !known.after[static_cast<std::size_t>(settled_by(Slot(s)))].empty();
    if (!is_open) own.deciding[static_cast<std::size_t>(s)] = {};
  }
  return own;
}

ValueSet MultiPaxos::commands() const {
  ValueSet commands = ValueSet::first(bounds().values);
  for (std::size_t m = 1; m < memberships_.size(); ++m)
    commands.insert(model::change_to(MembershipId(static_cast<int>(m))));
  return commands;
}

ValueSet MultiPaxos::proposable(const View& state, const KnownLog& known, Ballot b, Slot s) const {
  if (!state.is_current(b) || state.proposal(b, s).exists()) return {};
  return proposable_by(state, known, b, s, known.deciding[static_cast<std::size_t>(s.index())]);
}

ValueSet MultiPaxos::proposable_by(const View& state, const KnownLog& known, Ballot b, Slot s,
                                   MembershipSet deciding) const {
  const bool is_in_order = rules_.propose_order == ProposeOrder::kInOrder;
  if (is_in_order && state.proposed(b) > s.index() + 1) return {};
  const AcceptorSet promised = promisers(state, b);
  ValueSet all;
  deciding.for_each([&](MembershipId m) {
    const model::Quorums& quorums = membership(m).promise_quorums;
    const AcceptorSet members = promised.common(membership(m).members);
    if (!quorums.contains(members)) return;
    for (const Log& log : merged_logs(state, b, members, quorums)) {
      const auto is_bound = [&](int slot) { return log[static_cast<std::size_t>(slot)].exists(); };
      const auto is_gap = [&](int slot) {
        bool is_bound_above = false;
        for (int above = slot + 1; above < bounds().slots; ++above)
          is_bound_above = is_bound_above || is_bound(above);
        return !is_bound(slot) && is_bound_above;
      };
      bool is_its_turn = true;
      for (int below = 0; is_in_order && below < s.index(); ++below) {
        const bool is_passed_over = state.proposal(b, Slot(below)).exists() ||
                                    !known.chosen[static_cast<std::size_t>(below)].empty() ||
                                    (rules_.gap_repair == GapRepair::kSkipped && is_gap(below));
        is_its_turn = is_its_turn && is_passed_over;
      }
      if (!is_its_turn) continue;
      if (is_bound(s.index())) {
        all.insert(log[static_cast<std::size_t>(s.index())]);
      } else if (!is_gap(s.index()) || rules_.gap_repair == GapRepair::kAnyCommand) {
        all.merge(commands());
      } else if (rules_.gap_repair == GapRepair::kNoOp) {
        all.insert(model::kNoOp);
      }
    }
  });
  return all;
}

// Who decides on a slot hangs on what is chosen in lower ones, which hangs on who decides on those.
void MultiPaxos::settle_quorums(model::LogHistory& history) const {
  std::array<MembershipId, static_cast<std::size_t>(kSlotsMax) + 1> after{MembershipId(0)};
  for (std::size_t i = 0; i < history.slots.size(); ++i) {
    model::History& slot = history.slots[i];
    const bool is_fixed = memberships_.size() == 1;
    const int settled = is_fixed ? 0 : settled_by(Slot(static_cast<int>(i)));
    const MembershipId deciding = after[static_cast<std::size_t>(settled)];
    if (deciding.exists()) {
      slot.promise_quorums = membership(deciding).promise_quorums;
      slot.vote_quorums = membership(deciding).vote_quorums;
    } else {
      // Nobody decides there yet: nothing is chosen, and no promises are wanted.
      slot.promise_quorums = model::Quorums::of(bounds().acceptors, [](AcceptorSet) { return true; });
    }
    if (is_fixed) continue;
    Vote first;  // the lowest by which something is chosen
    model::for_each_ballot(slot, [&](Ballot b) {
      model::for_each_value(slot, [&](Value v) {
        if (!first.exists() && slot.is_chosen(b, v)) first = {b, v};
      });
    });
    if (!first.exists() || !after[i].exists()) continue;
    const MembershipId made = model::membership_made_by(first.value);
    after[i + 1] = made.exists() ? made : after[i];
  }
}

}  // namespace paxoscope::multi_paxos
