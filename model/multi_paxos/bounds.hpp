// The size of a configuration.
#pragma once

#include <span>

#include "model/budget.hpp"
#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/log_history.hpp"

namespace paxoscope::multi_paxos {

using model::Budget;

inline constexpr int kAcceptorsMax = model::kAcceptorsMax;
inline constexpr int kProposersMax = 4;
inline constexpr int kAttemptsMax = 4;
inline constexpr int kBallotsMax = 8;
inline constexpr int kSlotsMax = model::kSlotsMax;
inline constexpr int kValuesMax = model::kValuesMax;
inline constexpr int kLearnersMax = model::kLearnersMax;
inline constexpr int kReadsMax = model::kReadsMax;
static_assert(kBallotsMax <= model::kBallotsMax);

struct Bounds {
  int acceptors = 3;                ///< 1..kAcceptorsMax
  int proposers = 2;                ///< 1..kProposersMax
  int attempts = 1;                 ///< 1..kAttemptsMax: how many ballots each proposer has
  int slots = 2;                    ///< 1..kSlotsMax
  int values = 2;                   ///< 1..kValuesMax: commands of clients, besides the no-op
  int learners = 1;                 ///< 0..kLearnersMax: they execute the log
  int reads = 0;                    ///< 0..kReadsMax: how many are asked in a whole run
  Budget crashes = Budget::none();  ///< of acceptors, in a whole run
  int window = 0;  ///< 0..kSlotsMax: how many slots a leader may be ahead of what is chosen, or 0: of none

  /// 1..kBallotsMax; ballot b is of proposer b mod proposers.
  [[nodiscard]] constexpr int ballots() const { return proposers * attempts; }

  friend constexpr bool operator==(const Bounds&, const Bounds&) = default;
};

/// True if every bound is in its range, and there are not both reads and a window, which is also what fits the encoding.
constexpr bool fits(const Bounds& b) {
  const auto within = [](int x, int least, int most) { return least <= x && x <= most; };
  return within(b.acceptors, 1, kAcceptorsMax) && within(b.proposers, 1, kProposersMax) &&
         within(b.attempts, 1, kAttemptsMax) && within(b.ballots(), 1, kBallotsMax) &&
         within(b.slots, 1, kSlotsMax) && within(b.values, 1, kValuesMax) &&
         within(b.learners, 0, kLearnersMax) && within(b.reads, 0, kReadsMax) &&
         within(b.crashes.limit(), 0, Budget::kTimesMax) && within(b.window, 0, kSlotsMax) &&
         (b.reads == 0 || b.window == 0);
}

/// What a scenario may set, with ranges and standard values: the members of Bounds, in their order.
std::span<const model::Parameter> parameters();

/// The bounds with these settings, one for each of `parameters()` and each in its range. Together they need not fit.
Bounds bounds_of(std::span<const int> settings);

}  // namespace paxoscope::multi_paxos
