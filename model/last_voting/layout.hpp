// Where everything stands in an encoded state, laid out once from the bounds.
#pragma once

#include <cstddef>

#include "model/answers.hpp"
#include "model/fields.hpp"
#include "model/last_voting/action.hpp"
#include "model/last_voting/bounds.hpp"

namespace paxoscope::last_voting {

using model::WordField;

/// A state is a word of what is shared, and one for each process.
struct Layout {
  explicit Layout(const Bounds& of);

  [[nodiscard]] std::size_t words() const { return process(ProcessId(bounds.processes)); }
  [[nodiscard]] static std::size_t process(ProcessId p) { return 1 + static_cast<std::size_t>(p.index()); }

  Bounds bounds;
  model::VoteNumbers
      votes;  ///< votes and proposals as numbers; as elements of sets they are counted without that of no vote

  // The shared word.
  WordField rounds;    ///< how many are over
  WordField proposed;  ///< set of the proposals ever made

  // That of a process.
  WordField x;          ///< x_p: a value
  WordField timestamp;  ///< ts_p: 0, or the phase in which it voted for x_p, counted from 1
  WordField vote;       ///< vote_p while commit_p, as value + 1; else 0
  WordField ready;      ///< ready_p
  WordField decided;    ///< set of the values ever decided
  WordField cast;       ///< set of the votes ever cast
};

}  // namespace paxoscope::last_voting
