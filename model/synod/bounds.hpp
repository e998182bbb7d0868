// The size of a configuration.
#pragma once

#include <span>

#include "model/budget.hpp"
#include "model/catalogue.hpp"
#include "model/history.hpp"

namespace paxoscope::synod {

using model::Budget;

inline constexpr int kAcceptorsMax = model::kAcceptorsMax;
inline constexpr int kValuesMax = model::kValuesMax;
inline constexpr int kBallotsMax = 8;
static_assert(kBallotsMax <= model::kBallotsMax);

/// Acceptor, Value and Ballot of the specification; Quorum is every majority of the acceptors.
struct Bounds {
  int acceptors = 3;                ///< 1..kAcceptorsMax
  int values = 2;                   ///< 1..kValuesMax
  int ballots = 2;                  ///< 1..kBallotsMax
  Budget crashes = Budget::none();  ///< of acceptors, in a whole run

  friend constexpr bool operator==(const Bounds&, const Bounds&) = default;
};

/// True if every bound is in its range, which is also what fits the encoding.
constexpr bool fits(const Bounds& b) {
  const auto within = [](int x, int least, int most) { return least <= x && x <= most; };
  return within(b.acceptors, 1, kAcceptorsMax) && within(b.values, 1, kValuesMax) &&
         within(b.ballots, 1, kBallotsMax) && within(b.crashes.limit(), 0, Budget::kTimesMax);
}

/// What a scenario may set, with ranges and standard values: the members of Bounds, in their order.
std::span<const model::Parameter> parameters();

/// The bounds with these settings, one for each of `parameters()` and each in its range.
Bounds bounds_of(std::span<const int> settings);

}  // namespace paxoscope::synod
