// Looking at several slots of an index at once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace paxoscope::checker {

/// How many slots are looked at in one go.
inline constexpr std::size_t kProbeSlots = 8;

/// The first of `kProbeSlots` slots that is free (0) or has the bits of `wanted` under `mask`; kProbeSlots if there is none.
///
/// One by one, the end of such a search is what a processor guesses wrong most often in all of an insertion.
inline std::size_t probe(const std::uint32_t* slots, std::uint32_t wanted, std::uint32_t mask) {
#ifdef __AVX2__
  const __m256i all =
      _mm256_loadu_si256(reinterpret_cast<const __m256i*>(slots));  // NOLINT: as it must be called
  const __m256i zero = _mm256_setzero_si256();
  const __m256i difference =
      _mm256_and_si256(_mm256_xor_si256(all, _mm256_set1_epi32(static_cast<int>(wanted))),
                       _mm256_set1_epi32(static_cast<int>(mask)));
  const __m256i hits = _mm256_or_si256(_mm256_cmpeq_epi32(all, zero), _mm256_cmpeq_epi32(difference, zero));
  const auto bits = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(hits)));
#else
  unsigned bits = 0;
  for (std::size_t i = 0; i < kProbeSlots; ++i) {
    const bool is_hit = slots[i] == 0 || ((slots[i] ^ wanted) & mask) == 0;
    bits |= static_cast<unsigned>(is_hit) << i;
  }
#endif
  return static_cast<std::size_t>(std::countr_zero(bits | 1U << kProbeSlots));
}

}  // namespace paxoscope::checker
