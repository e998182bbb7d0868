// The size of a configuration in rounds, and what may befall its network and its processes.
#pragma once

#include <cstdint>
#include <span>

#include "model/budget.hpp"
#include "model/catalogue.hpp"
#include "model/paxos/bounds.hpp"

namespace paxoscope::rounds {

using model::Budget;

/// What is known of the time that messages take.
enum class Network : std::uint8_t {
  kSynchronous,           ///< what is sent in a round arrives in the next
  kPartiallySynchronous,  ///< messages may be late until some moment that nobody knows; from then on they are so by less than `delay` rounds
};

inline constexpr int kPatienceMax = 15;
inline constexpr int kGrowthMax = 15;
inline constexpr int kDelayMax = 3;

struct Bounds {
  /// Who takes part, and the faults. A proposer may skip ballots of its own: see InRounds::next_ballot.
  paxos::Bounds paxos;
  Network network = Network::kSynchronous;
  int patience = 4;  ///< rounds after which a proposer may start its next ballot, 1..kPatienceMax
  int growth = 0;    ///< by how many rounds that grows, one with each ballot that it starts, 0..kGrowthMax
  /// What may lose something in one round, as `Rules::omitting` says; besides `paxos.loss`, which is about the whole run.
  Budget omissions = Budget::any();
  Budget unstable =
      Budget::times(2);  ///< rounds that the network may be unstable for; only if it is partially synchronous
  int delay = 1;         ///< rounds within which a message arrives once it is stable, 1..kDelayMax; likewise

  [[nodiscard]] constexpr bool may_be_unstable() const { return network == Network::kPartiallySynchronous; }

  /// By how many rounds a message may be late in a stable network.
  [[nodiscard]] constexpr int late_most() const { return may_be_unstable() ? delay - 1 : 0; }

  /// Whether what is lost in a round is counted.
  [[nodiscard]] constexpr bool counts_omissions() const {
    return !paxos.loss.is_none() && !omissions.is_any();
  }

  friend constexpr bool operator==(const Bounds&, const Bounds&) = default;
};

/// True if every bound is in its range. Not all of them fit a state: see `Layout::words_of`.
bool fits(const Bounds& bounds);

/// What a scenario may set in such a network, with ranges and standard values.
std::span<const model::Parameter> parameters(Network network);

/// The bounds with these settings, one for each of `parameters(network)` and each in its range.
Bounds bounds_of(Network network, std::span<const int> settings);

}  // namespace paxoscope::rounds
