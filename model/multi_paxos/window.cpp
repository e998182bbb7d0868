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

// What a leader makes of the reports of a quorum, `log`, leaves it so much in a slot in which it has not proposed.
ValueSet MultiPaxos::left_by(const Log& log, const View& state, const KnownLog& known, Ballot b,
                             Slot s) const {
  const auto is_bound = [&](int slot) { return log[static_cast<std::size_t>(slot)].exists(); };
  int bound = bounds().slots;  // below it lies all in which it is bound
  while (bound > 0 && !is_bound(bound - 1)) --bound;
  const auto is_gap = [&](int slot) { return slot < bound && !is_bound(slot); };
  for (int below = 0; rules_.propose_order == ProposeOrder::kInOrder && below < s.index(); ++below) {
    const bool is_passed_over = state.proposal(b, Slot(below)).exists() ||
                                !known.chosen[static_cast<std::size_t>(below)].empty() ||
                                (rules_.gap_repair == GapRepair::kSkipped && is_gap(below));
    if (!is_passed_over) return {};
  }
  if (is_bound(s.index())) return ValueSet::of(log[static_cast<std::size_t>(s.index())]);
  if (!is_gap(s.index()) || rules_.gap_repair == GapRepair::kAnyCommand) return commands();
  return rules_.gap_repair == GapRepair::kNoOp ? ValueSet::of(model::kNoOp) : ValueSet();
}

MultiPaxos::BySlot<ValueSet> MultiPaxos::proposable(const View& state, const KnownLog& known,
                                                    Ballot b) const {
  BySlot<ValueSet> proposable{};
  if (!state.is_current(b)) return proposable;
  const int lowest = rules_.propose_order == ProposeOrder::kInOrder ? state.proposed(b) : 0;
  MembershipSet deciding;  // on any slot in which it may have something to propose
  for (int s = lowest; s < bounds().slots; ++s) deciding.merge(known.deciding[static_cast<std::size_t>(s)]);
  const AcceptorSet promised = promisers(state, b);
  deciding.for_each([&](MembershipId m) {
    const model::Quorums& quorums = membership(m).promise_quorums;
    const AcceptorSet members = promised.common(membership(m).members);
    if (!quorums.contains(members)) return;
    for (const Log& log : merged_logs(state, b, members, quorums)) {
      for (int s = lowest; s < bounds().slots; ++s) {
        const auto at = static_cast<std::size_t>(s);
        if (!known.deciding[at].contains(m) || state.proposal(b, Slot(s)).exists()) continue;
        proposable[at].merge(left_by(log, state, known, b, Slot(s)));
      }
    }
  });
  return proposable;
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
      slot.promise_quorums = any_set_;
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
