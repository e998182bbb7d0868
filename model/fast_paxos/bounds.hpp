// The size of a configuration.
#pragma once

#include <span>

#include "model/catalogue.hpp"
#include "model/history.hpp"

namespace paxoscope::fast_paxos {

inline constexpr int kAcceptorsMax = model::kAcceptorsMax;
inline constexpr int kValuesMax = model::kValuesMax;
inline constexpr int kBallotsMax = 8;
static_assert(kBallotsMax <= model::kBallotsMax);

struct Bounds {
  int acceptors = 4;     ///< 1..kAcceptorsMax
  int ballots = 2;       ///< 1..kBallotsMax
  int values = 2;        ///< 1..kValuesMax
  int fast_ballots = 1;  ///< 0..ballots: the lowest so many are fast, all others are classic

  friend constexpr bool operator==(const Bounds&, const Bounds&) = default;
};

/// True if every bound is in its range, which is also what fits the encoding.
constexpr bool fits(const Bounds& b) {
  const auto within = [](int x, int least, int most) { return least <= x && x <= most; };
  return within(b.acceptors, 1, kAcceptorsMax) && within(b.values, 1, kValuesMax) &&
         within(b.ballots, 1, kBallotsMax) && within(b.fast_ballots, 0, b.ballots);
}

/// What a scenario may set, with ranges and standard values: the members of Bounds, in their order.
std::span<const model::Parameter> parameters();

/// The bounds with these settings, one for each of `parameters()` and each in its range. Together they need not fit.
Bounds bounds_of(std::span<const int> settings);

}  // namespace paxoscope::fast_paxos
