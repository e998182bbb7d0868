// Where it stands in an encoded state how far a round is: behind all that Paxos knows.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/fields.hpp"
#include "model/paxos/layout.hpp"
#include "model/rounds/bounds.hpp"
#include "model/rounds/rules.hpp"

namespace paxoscope::rounds {

using model::AcceptorId;
using model::NumberField;
using model::ProposerId;
using model::SetField;

/// Positions count from the first bit of the whole state.
///
/// For each message that may be in flight there is a bit which says that it is due, and, where delays are longer than a round, one
/// for each round by which it may be late. The sets of an acceptor stand side by side, in the order of its messages.
class Layout {
 public:
  Layout(const Bounds& bounds, const Rules& rules, const paxos::Layout& of_paxos);

  /// How many words a state has. More than there are in paxos::State do not fit.
  [[nodiscard]] std::size_t words() const { return words_; }

  [[nodiscard]] NumberField patience(ProposerId p) const { return nth(patience_, p.index()); }
  [[nodiscard]] NumberField growth(ProposerId p) const { return nth(growth_, p.index()); }
  [[nodiscard]] NumberField next_starter() const { return next_starter_; }
  [[nodiscard]] NumberField leader() const { return leader_; }
  [[nodiscard]] NumberField omitted() const { return omitted_; }
  [[nodiscard]] SetField omitters() const { return omitters_; }
  [[nodiscard]] NumberField unstable() const { return unstable_; }
  [[nodiscard]] NumberField is_stable() const { return is_stable_; }
  [[nodiscard]] NumberField is_first_over() const { return is_first_over_; }
  [[nodiscard]] SetField begun() const { return begun_; }
  [[nodiscard]] SetField due(AcceptorId a) const { return nth(due_, a.index()); }
  /// By so many rounds: 1..delay-1.
  [[nodiscard]] SetField late(AcceptorId a, int rounds) const {
    return nth(late_, a.index() * late_levels_ + rounds - 1);
  }

 private:
  std::size_t words_ = 0;
  int late_levels_ = 0;
  NumberField patience_, growth_, next_starter_, leader_, omitted_, unstable_, is_stable_, is_first_over_;
  SetField omitters_, begun_, due_, late_;
};

}  // namespace paxoscope::rounds
