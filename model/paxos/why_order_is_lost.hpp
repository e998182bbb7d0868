// Rules under which messages do not tell in which order they were sent.
#pragma once

#include <optional>
#include <string_view>

#include "model/paxos/bounds.hpp"
#include "model/paxos/rules.hpp"

namespace paxoscope::paxos {

struct LostOrder {
  std::string_view rule;     ///< whose alternative it is,
  std::string_view why;      ///< and what it may do: a predicate
  bool is_told_to_learners;  ///< whether it takes learners
};

/// What lets two messages be in flight on one link of which `was_sent_before` does not say which was sent first, or says it wrongly, or which
/// are the same; nothing if there is no such thing. How many acceptors, values and attempts there are is not asked: a rule that goes wrong with
/// more of them is one that goes wrong. Of functions in place of rules all answers are looked at, whether they are ever asked for or not.
std::optional<LostOrder> why_order_is_lost(const Bounds& bounds, const Rules& rules);

}  // namespace paxoscope::paxos
