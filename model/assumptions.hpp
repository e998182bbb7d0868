// What reductions assume, and what rules, faults and properties declare.
//
// A reduction is sound under assumptions that its proof names (docs/reductions.md). Whoever adds a rule, a fault or a property
// declares which of them it keeps; what says nothing keeps none, and reductions that need it stay off.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace paxoscope::model {

enum class Assumption : std::uint8_t {
  // Of rules.
  kAcceptorsAreAlike,
  kValuesAreAlike,
  kPromisesRise,
  kPromisesOnlyForbid,
  kPromisesServeTheirBallot,
  kHighestReportDecides,
  kAnyMajorityWillDo,
  kBallotsProposeOnce,
  // Of faults.
  kMessagesMayWait,
  kProcessesAreSpared,
  // Of properties.
  kTellsNoAcceptorsApart,
  kTellsNoValuesApart,
  kSeesOnlyThePast,
  kSeesOnlyWhatIsChosen,
  kSeesOnlyWhatIsLearned,
  kSeesOnlyLaterProposals,
};

inline constexpr int kAssumptions = 16;

/// The assumption as a predicate of what keeps it: "lets promises fall" is what is wrong with a rule that does not keep
/// kPromisesRise.
std::string_view broken(Assumption assumption);

/// A set of assumptions.
class AssumptionSet {
 public:
  constexpr AssumptionSet() = default;
  constexpr AssumptionSet(std::initializer_list<Assumption> assumptions) {
    for (const Assumption a : assumptions) bits_ |= bit(a);
  }

  [[nodiscard]] constexpr bool has(Assumption a) const { return (bits_ & bit(a)) != 0; }
  [[nodiscard]] constexpr AssumptionSet without(AssumptionSet other) const {
    return of_bits(bits_ & ~other.bits_);
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

  /// Calls `visit(assumption)` for each, in their order.
  template <typename Visit>
  constexpr void for_each(Visit&& visit) const {
    for (int i = 0; i < kAssumptions; ++i) {
      if (has(static_cast<Assumption>(i))) visit(static_cast<Assumption>(i));
    }
  }

  friend constexpr bool operator==(AssumptionSet, AssumptionSet) = default;

 private:
  static constexpr std::uint32_t bit(Assumption a) { return 1U << static_cast<unsigned>(a); }
  static constexpr AssumptionSet of_bits(std::uint32_t bits) {
    AssumptionSet set;
    set.bits_ = bits;
    return set;
  }

  std::uint32_t bits_ = 0;
};

}  // namespace paxoscope::model
