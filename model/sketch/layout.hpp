// Where everything stands in an encoded state, laid out once from the bounds.
#pragma once

#include <cstddef>

#include "model/answers.hpp"
#include "model/fields.hpp"
#include "model/sketch/action.hpp"
#include "model/sketch/bounds.hpp"

namespace paxoscope::sketch {

using model::WordField;

/// A state is a word of what is shared, one for each proposer and one for each acceptor. Every field is read from its own
/// word.
struct Layout {
  explicit Layout(const Bounds& of);

  [[nodiscard]] std::size_t words() const { return acceptor(AcceptorId(bounds.acceptors)); }
  [[nodiscard]] static std::size_t proposer(ProposerId p) { return 1 + static_cast<std::size_t>(p.index()); }
  [[nodiscard]] std::size_t acceptor(AcceptorId a) const {
    return 1 + static_cast<std::size_t>(bounds.proposers + a.index());
  }

  Bounds bounds;
  model::VoteNumbers
      votes;  ///< votes and proposals as numbers; as elements of sets they are counted without that of no vote

  // The shared word.
  WordField proposed;  ///< set of the proposals ever made
  WordField spent;     ///< calls that failed; 0 where they are not counted

  // That of a proposer.
  WordField run;        ///< how often it has returned
  WordField called;     ///< calls made in this run: of all acceptors to prepare, then of all to vote
  WordField best;       ///< the highest vote returned in this run
  WordField promisers;  ///< set of the acceptors of whose promise it knows
  WordField voters;     ///< set of the acceptors of whose vote it knows
  WordField returned;   ///< set of the values ever returned as chosen

  // That of an acceptor.
  WordField promised;  ///< ballot + 1, or 0
  WordField kept;      ///< a vote
  WordField cast;      ///< set of the votes ever cast
};

}  // namespace paxoscope::sketch
