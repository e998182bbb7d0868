// What may still come of the ballots of a state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "model/paxos/bounds.hpp"
#include "model/paxos/state.hpp"

namespace paxoscope::paxos {

enum class Prospect : std::uint8_t {
  kOver,        ///< its proposer has proposed in it or gone on: no promise of it counts for anything any more
  kHopeless,    ///< to come, but too many acceptors have promised a higher one already
  kCollecting,  ///< its proposer collects promises of it
  kToCome,
};

/// Something for every ballot and value.
template <typename T>
class ByVote {
 public:
  [[nodiscard]] const T& operator()(int ballot, int value) const {
    return of_[static_cast<std::size_t>(ballot)][static_cast<std::size_t>(value)];
  }
  [[nodiscard]] T& operator()(int ballot, int value) {
    return of_[static_cast<std::size_t>(ballot)][static_cast<std::size_t>(value)];
  }

 private:
  std::array<std::array<T, kValuesMax>, kBallotsMax> of_{};
};

/// Read from a state, and kept up to date by whoever changes it.
class Outlook {
 public:
  explicit Outlook(const View& view) : acceptors_(view.bounds().acceptors) {
    const Bounds& bounds = view.bounds();
    for (int p = 0; p < bounds.proposers; ++p) {
      const ProposerId proposer(p);
      const int started = view.attempts_started(proposer);
      for (int attempt = 1; attempt <= bounds.attempts; ++attempt) {
        prospect(bounds.ballot(proposer, attempt)) =
            attempt > started                                               ? Prospect::kToCome
            : attempt == started && view.phase(proposer) == Phase::kPrepare ? Prospect::kCollecting
                                                                            : Prospect::kOver;
      }
    }
    for (int a = 0; a < acceptors_; ++a) {
      promised_[static_cast<std::size_t>(a)] = view.promised(AcceptorId(a));
    }
  }

  [[nodiscard]] Prospect& prospect(Ballot b) { return prospects_[static_cast<std::size_t>(b.index())]; }
  [[nodiscard]] Prospect prospect(Ballot b) const { return prospects_[static_cast<std::size_t>(b.index())]; }
  [[nodiscard]] bool may_propose(Ballot b) const { return prospect(b) >= Prospect::kCollecting; }

  [[nodiscard]] Ballot promised(AcceptorId a) const { return promised_[static_cast<std::size_t>(a.index())]; }
  /// Those that have promised less than `b`.
  [[nodiscard]] AcceptorSet below(Ballot b) const {
    AcceptorSet set;
    for (int a = 0; a < acceptors_; ++a) {
      if (promised(AcceptorId(a)) < b) set.insert(AcceptorId(a));
    }
    return set;
  }

 private:
  int acceptors_;
  std::array<Prospect, kBallotsMax> prospects_{};
  std::array<Ballot, kAcceptorsMax> promised_{};
};

}  // namespace paxoscope::paxos
