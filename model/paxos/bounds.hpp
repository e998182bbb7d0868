// The size of a configuration, and what may befall its network and its processes.
#pragma once

#include <cstdint>
#include <span>

#include "model/budget.hpp"
#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/ids.hpp"

namespace paxoscope::paxos {

using model::Budget;

inline constexpr int kAcceptorsMax = model::kAcceptorsMax;
inline constexpr int kProposersMax = 4;
inline constexpr int kAttemptsMax = 4;
inline constexpr int kBallotsMax = kProposersMax * kAttemptsMax;
inline constexpr int kValuesMax = model::kValuesMax;
inline constexpr int kLearnersMax = model::kLearnersMax;
static_assert(kBallotsMax <= model::kBallotsMax);

/// In which order what one process sends another is received.
enum class Order : std::uint8_t {
  kAny,
  kFirstSentFirst,  ///< what is not lost is received in the order in which it was sent: see link_order.hpp
};

/// Proposer p owns the ballots p, p + proposers, p + 2·proposers, … and proposes, when it is free to, the
/// value p mod values.
struct Bounds {
  int acceptors = 3;  ///< 1..kAcceptorsMax
  int proposers = 2;  ///< 1..kProposersMax
  int attempts = 1;   ///< ballots that each proposer may start, 1..kAttemptsMax
  int values = 2;     ///< 1..kValuesMax
  int learners = 1;   ///< 0..kLearnersMax
  Budget loss = Budget::any();
  Budget duplication = Budget::none();
  Budget crashes = Budget::none();    ///< of all processes together
  Budget recoveries = Budget::any();  ///< how many of those that crashed may start again
  Order order = Order::kAny;          ///< kFirstSentFirst goes without duplication

  [[nodiscard]] constexpr int ballots() const { return proposers * attempts; }
  [[nodiscard]] constexpr bool may_crash() const { return !crashes.is_none(); }

  [[nodiscard]] constexpr model::ProposerId owner(model::Ballot ballot) const {
    return model::ProposerId(ballot.index() % proposers);
  }
  /// The ballot that `proposer` works on after starting `attempts_started` (at least 1) of them.
  [[nodiscard]] constexpr model::Ballot ballot(model::ProposerId proposer, int attempts_started) const {
    return model::Ballot((attempts_started - 1) * proposers + proposer.index());
  }
  [[nodiscard]] constexpr model::Value own_value(model::ProposerId proposer) const {
    return model::Value(proposer.index() % values);
  }

  friend constexpr bool operator==(const Bounds&, const Bounds&) = default;
};

/// True if every bound is in its range, which is also what fits the encoding.
constexpr bool fits(const Bounds& b) {
  const auto within = [](int x, int least, int most) { return least <= x && x <= most; };
  return within(b.acceptors, 1, kAcceptorsMax) && within(b.proposers, 1, kProposersMax) &&
         within(b.attempts, 1, kAttemptsMax) && within(b.values, 1, kValuesMax) &&
         within(b.learners, 0, kLearnersMax) && within(b.loss.limit(), 0, Budget::kTimesMax) &&
         within(b.duplication.limit(), 0, Budget::kTimesMax) &&
         within(b.crashes.limit(), 0, Budget::kTimesMax) &&
         within(b.recoveries.limit(), 0, Budget::kTimesMax) &&
         (b.order == Order::kAny || b.duplication.is_none());
}

/// What a scenario may set in a network that keeps this order, with ranges and standard values: the members of Bounds but for the order, and
/// for copies where there are none.
std::span<const model::Parameter> parameters(Order order = Order::kAny);

/// The bounds with these settings, one for each of `parameters(order)` and each in its range.
Bounds bounds_of(std::span<const int> settings, Order order = Order::kAny);

}  // namespace paxoscope::paxos
