// Which reductions of `paxos` are at work, and what the properties that are asked can see.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace paxoscope::paxos {

enum class Reduction : std::uint8_t {
  kLossAbsorption,
  kDeadMessages,
  kHopelessBallots,
  kPastVotes,
  kPastProposals,
  kPastHearings,
  kBallotOrder,
  kPartialOrder,
};

inline constexpr int kReductions = 8;

class ReductionSet {
 public:
  constexpr ReductionSet() = default;
  constexpr ReductionSet(std::initializer_list<Reduction> reductions) {
    for (const Reduction r : reductions) insert(r);
  }
  static constexpr ReductionSet all() {
    ReductionSet set;
    for (int i = 0; i < kReductions; ++i) set.insert(static_cast<Reduction>(i));
    return set;
  }

  constexpr void insert(Reduction r) { bits_ |= 1U << static_cast<unsigned>(r); }
  constexpr void remove(Reduction r) { bits_ &= ~(1U << static_cast<unsigned>(r)); }
  [[nodiscard]] constexpr bool has(Reduction r) const {
    return (bits_ & 1U << static_cast<unsigned>(r)) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

  friend constexpr bool operator==(ReductionSet, ReductionSet) = default;

 private:
  std::uint32_t bits_ = 0;
};

/// Which of the shortest runs to whatever is asked for are left in.
enum class ShortestRuns : std::uint8_t {
  kSome,
  kAllWorthShowing,  ///< the one to show, whatever rule chooses it (but for a copy that is never received again)
};

/// What some property looks at besides the votes cast.
struct Seen {
  bool proposals = true;
  bool learners = true;
};

}  // namespace paxoscope::paxos
