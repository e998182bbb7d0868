// The states that a finished search has found, each with its depth.
#pragma once

#include <cstdint>

#include "checker/exploration.hpp"
#include "checker/model.hpp"

namespace paxoscope::tests {

/// Calls `visit(state, depth)` for each of them, level by level.
template <checker::Model M, typename Visit>
void for_each_state_found(const M& model, const checker::Exploration& exploration, Visit&& visit) {
  const auto& begin = exploration.level_begin;
  for (std::uint64_t depth = 0; depth + 1 < begin.size(); ++depth) {
    for (std::uint64_t number = begin[depth]; number < begin[depth + 1]; ++number) {
      visit(model.decode(exploration.states[static_cast<checker::StateNumber>(number)]), depth);
    }
  }
}

}  // namespace paxoscope::tests
