// What a mask leaves of a state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace paxoscope::tests {

/// Whether two states are the same in these bits of their encodings.
template <typename State>
bool same_bits(const State& a, const State& b, const std::vector<std::uint64_t>& bits) {
  for (std::size_t w = 0; w < bits.size(); ++w) {
    if (((a.data()[w] ^ b.data()[w]) & bits[w]) != 0) return false;
  }
  return true;
}

}  // namespace paxoscope::tests
