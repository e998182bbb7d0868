// The size of a configuration.
#pragma once

#include <span>

#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/ids.hpp"
#include "model/last_voting/action.hpp"

namespace paxoscope::last_voting {

inline constexpr int kProcessesMax = model::kAcceptorsMax;
inline constexpr int kPhasesMax = 8;
inline constexpr int kValuesMax = model::kValuesMax;
static_assert(kPhasesMax <= model::kBallotsMax);
static_assert(kProcessesMax <= model::kToldMax, "every process is a learner");

struct Bounds {
  int processes = 3;  ///< 1..kProcessesMax
  int phases = 2;     ///< 1..kPhasesMax
  int values = 2;     ///< 1..kValuesMax
  int heard =
      0;  ///< how many processes each process hears of in every round, at least; 0..kProcessesMax, of these at most all

  /// The rotating coordinator.
  [[nodiscard]] constexpr ProcessId coordinator(Ballot phase) const {
    return ProcessId(phase.index() % processes);
  }
  /// Whether a process may hear of so many and no more.
  [[nodiscard]] constexpr bool may_hear_of(int count) const {
    return count >= (heard < processes ? heard : processes);
  }

  friend constexpr bool operator==(const Bounds&, const Bounds&) = default;
};

/// True if every bound is in its range, which is also what fits the encoding.
constexpr bool fits(const Bounds& b) {
  const auto within = [](int x, int least, int most) { return least <= x && x <= most; };
  return within(b.processes, 1, kProcessesMax) && within(b.phases, 1, kPhasesMax) &&
         within(b.values, 1, kValuesMax) && within(b.heard, 0, kProcessesMax);
}

/// What a scenario may set, with ranges and standard values: the members of Bounds, in their order.
std::span<const model::Parameter> parameters();

/// The bounds with these settings, one for each of `parameters()` and each in its range.
Bounds bounds_of(std::span<const int> settings);

}  // namespace paxoscope::last_voting
