// How much tests look at: a part, for which everyone waits who changes something, or all, where `./test long` asks for it.
#pragma once

#include <cstdlib>

namespace paxoscope::tests {

inline bool is_thorough() {
  static const bool kThorough = std::getenv("PAXOSCOPE_THOROUGH") != nullptr;
  return kThorough;
}

/// So many, or where tests are thorough all.
template <typename T>
T part_of(T all, T part) {
  return is_thorough() ? all : part;
}

}  // namespace paxoscope::tests
