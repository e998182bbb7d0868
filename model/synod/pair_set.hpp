// A set of pairs of an acceptor and a ballot.
#pragma once

#include <bit>

#include "model/bits.hpp"
#include "model/id_set.hpp"
#include "model/synod/action.hpp"
#include "model/synod/bounds.hpp"

namespace paxoscope::synod {

using BallotSet = model::IdSet<Ballot>;

/// A set of pairs ⟨acceptor, ballot⟩.
///
/// Filled acceptor by acceptor and gone through in one loop: nobody can guess where a loop over a set ends, so
/// a loop for each acceptor would cost as many wrong guesses of the processor.
class PairSet {
 public:
  constexpr void insert(AcceptorId a, BallotSet ballots) {
    bits_ |= model::Word{ballots.bits()} << static_cast<unsigned>(a.index() * kBallotsMax);
  }

  /// Calls `visit(acceptor, ballot)` for each pair, in order.
  template <typename Visit>
  constexpr void for_each(Visit&& visit) const {
    for (model::Word rest = bits_; rest != 0; rest &= rest - 1) {
      const int pair = std::countr_zero(rest);
      visit(AcceptorId(pair / kBallotsMax), Ballot(pair % kBallotsMax));
    }
  }

 private:
  static_assert(kAcceptorsMax * kBallotsMax <= static_cast<int>(model::kWordBits));

  model::Word bits_ = 0;
};

}  // namespace paxoscope::synod
