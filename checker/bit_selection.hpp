// Bits of a word gathered and scattered.
#pragma once

#include <bit>
#include <cstdint>

#ifdef __BMI2__
#include <immintrin.h>
#endif

namespace paxoscope::checker {

/// The bits of `word` at the ones of `mask`, side by side from bit 0 on.
inline std::uint64_t extract(std::uint64_t word, std::uint64_t mask) {
#ifdef __BMI2__
  return _pext_u64(word, mask);
#else
  std::uint64_t bits = 0;
  for (unsigned i = 0; mask != 0; mask &= mask - 1, ++i) bits |= (word >> std::countr_zero(mask) & 1U) << i;
  return bits;
#endif
}

/// The lowest bits of `bits`, placed at the ones of `mask`.
inline std::uint64_t deposit(std::uint64_t bits, std::uint64_t mask) {
#ifdef __BMI2__
  return _pdep_u64(bits, mask);
#else
  std::uint64_t word = 0;
  for (; mask != 0; mask &= mask - 1, bits >>= 1U) word |= (bits & 1U) << std::countr_zero(mask);
  return word;
#endif
}

}  // namespace paxoscope::checker
