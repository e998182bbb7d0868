// The state that stands for all that differ from it only in what can never matter again.
#pragma once

#include "model/paxos/layout.hpp"
#include "model/paxos/paxos.hpp"
#include "model/paxos/reduction_set.hpp"
#include "model/paxos/state.hpp"

namespace paxoscope::paxos {

/// What each reduction takes out of a state, one after the other: docs/reductions.md.
class NormalForm {
 public:
  /// Keeps a reference to the model.
  NormalForm(const Paxos& model, ReductionSet set, const Seen& seen)
      : model_(model), set_(set), seen_(seen) {}

  void normalize(State& state) const;

  /// No vote is ever on its way to a learner, as nobody asks what learners hear.
  [[nodiscard]] bool forgets_all_hearings() const { return has(Reduction::kPastHearings) && !seen_.learners; }

 private:
  class Work;

  [[nodiscard]] bool has(Reduction reduction) const { return set_.has(reduction); }

  const Paxos& model_;
  ReductionSet set_;
  Seen seen_;
};

}  // namespace paxoscope::paxos
