// The parts that an encoding consists of.
#pragma once

#include <cstddef>

namespace paxoscope::checker {

/// A run of bytes of an encoded state that belongs together. A model whose states are made of parts that
/// change one at a time may list them, in the order of their bytes and covering all of them; a store may then
/// keep each part once. Parts of equal `kind` have the same form and length and share one table; kinds are
/// numbered from 0.
struct Part {
  std::size_t bytes;
  std::size_t kind;
};

}  // namespace paxoscope::checker
