// Bounds of Paxos in rounds, in few words.
#pragma once

#include "model/rounds/bounds.hpp"

namespace paxoscope::tests {

inline constexpr model::Budget kNone = model::Budget::none();
inline constexpr model::Budget kAny = model::Budget::any();

/// The same over a network that is unstable at first.
inline rounds::Bounds late(rounds::Bounds bounds, model::Budget unstable, int delay) {
  bounds.network = rounds::Network::kPartiallySynchronous;
  bounds.unstable = unstable;
  bounds.delay = delay;
  return bounds;
}

}  // namespace paxoscope::tests
