#include "model/paxos/state.hpp"

namespace paxoscope::paxos {

AcceptorSet View::promisers(ProposerId p) const {
  const SetField field = layout_.recorded(p);
  AcceptorSet set;
  for (int i = 0; i < bounds().acceptors; ++i) {
    const AcceptorId a(i);
    if (model::any_bit(words_, layout_.block(a) + field.bit, field.count)) set.insert(a);
  }
  return set;
}

AcceptorSet View::heard(LearnerId l, Ballot b, Value v) const {
  AcceptorSet set;
  for (int i = 0; i < bounds().acceptors; ++i) {
    const AcceptorId a(i);
    if (model::test_bit(words_, layout_.block(a) + layout_.heard(l).bit + layout_.vote_index(b, v)))
      set.insert(a);
  }
  return set;
}

void Editor::forget_promises(ProposerId p) {
  const SetField field = layout().recorded(p);
  for (int i = 0; i < bounds().acceptors; ++i) {
    model::clear_bits(words_, layout().block(AcceptorId(i)) + field.bit, field.count);
  }
  if (layout().counted(p).width > 0) set_number(0, layout().counted(p), 0);
  if (layout().first_report(p).mask != 0) layout().first_report(p).set(words_, 0);
}

}  // namespace paxoscope::paxos
