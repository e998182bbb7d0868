#include "model/rounds/termination.hpp"

namespace paxoscope::rounds {

std::uint32_t Termination::marks_of(const State& before, const Action& action, const State& /*after*/) const {
  std::uint32_t marks = 0;
  if (model_.is_settled(before)) marks |= 1U;
  if (misses_one(before, true)) marks |= 2U;
  const paxos::Action whole = action.step.whole();
  const bool is_start = action.event == Event::kStep && whole.type == paxos::ActionType::kPrepare;
  for (int i = 0; i < model_.bounds().paxos.proposers; ++i) {
    const ProposerId p(i);
    if ((is_start && whole.proposer == p) || !model_.may_begin(before, p))
      marks |= 4U << static_cast<unsigned>(i);
  }
  return marks;
}

bool Termination::misses_one(const State& state, bool is_up) const {
  const paxos::View view = model_.paxos().view(state);
  const model::History history = model_.history(state);
  for (int i = 0; i < model_.bounds().paxos.learners; ++i) {
    const model::LearnerId l(i);
    const bool counts = !is_up || !view.is_down(paxos::Process(l));
    if (counts && history.learned(l).empty()) return true;
  }
  return false;
}

}  // namespace paxoscope::rounds
