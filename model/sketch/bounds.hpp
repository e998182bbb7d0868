// The size of a configuration.
#pragma once

#include <span>

#include "model/budget.hpp"
#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/ids.hpp"

namespace paxoscope::sketch {

inline constexpr int kAcceptorsMax = model::kAcceptorsMax;
inline constexpr int kProposersMax = 3;
inline constexpr int kAttemptsMax = 3;
inline constexpr int kValuesMax = kProposersMax;
inline constexpr int kBallotsMax = kProposersMax * kAttemptsMax;
static_assert(kValuesMax <= model::kValuesMax);
static_assert(kBallotsMax <= model::kBallotsMax);
static_assert(kProposersMax <= model::kLearnersMax, "the caller of each proposer is a learner");

struct Bounds {
  int acceptors = 3;  ///< 1..kAcceptorsMax
  int proposers = 2;  ///< 1..kProposersMax
  int attempts = 1;   ///< times that propose is called of each proposer, 1..kAttemptsMax
  int values = 2;     ///< 1..kValuesMax
  model::Budget loss = model::Budget::none();  ///< calls that may fail

  /// Numbers that there may be, whether or not the rules use them all.
  [[nodiscard]] constexpr int ballots() const { return proposers * attempts; }
  /// The value that the caller of a proposer wants.
  [[nodiscard]] constexpr model::Value own_value(model::ProposerId proposer) const {
    return model::Value(proposer.index() % values);
  }

  friend constexpr bool operator==(const Bounds&, const Bounds&) = default;
};

/// True if every bound is in its range, which is also what fits the encoding.
constexpr bool fits(const Bounds& b) {
  const auto within = [](int x, int least, int most) { return least <= x && x <= most; };
  return within(b.acceptors, 1, kAcceptorsMax) && within(b.proposers, 1, kProposersMax) &&
         within(b.attempts, 1, kAttemptsMax) && within(b.values, 1, kValuesMax);
}

/// What a scenario may set, with ranges and standard values: the members of Bounds, in their order.
std::span<const model::Parameter> parameters();

/// The bounds with these settings, one for each of `parameters()` and each in its range.
Bounds bounds_of(std::span<const int> settings);

}  // namespace paxoscope::sketch
