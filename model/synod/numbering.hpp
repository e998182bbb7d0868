// Numbers for the actions of `synod`, and which of them commute.
#pragma once

#include <cstddef>
#include <vector>

#include "checker/independence.hpp"
#include "model/synod/action.hpp"
#include "model/synod/bounds.hpp"
#include "model/synod/rules.hpp"

namespace paxoscope::synod {

/// Every action but a crash has a number, unless the bounds are so large that there are too few; then none has.
///
/// The local steps of the shared part are Phase1a, by ballot; those of an acceptor Phase1b, by ballot, then Phase2b, by
/// ballot and value: the order of the bits of the messages that enable them.
class Numbering {
 public:
  explicit Numbering(const Bounds& bounds);

  /// Counted within the part of a local step, or kNoNumber.
  [[nodiscard]] std::size_t number_in_part(const Action& action) const;
  /// Counted within all, or kNoNumber.
  [[nodiscard]] std::size_t number(const Action& action) const;

  [[nodiscard]] checker::Independence independence(const Rules& rules) const;

 private:
  [[nodiscard]] std::vector<Action> actions() const;
  [[nodiscard]] std::size_t vote_index(const Action& action) const {
    return static_cast<std::size_t>(action.ballot.index() * bounds_.values + action.value.index());
  }

  Bounds bounds_;
  bool are_numbered_ = false;
  checker::PartNumbers phase2a_;
  std::vector<checker::PartNumbers> of_part_;
};

}  // namespace paxoscope::synod
