// What reductions assume, and what rules, faults and properties declare.
//
// A reduction is sound under assumptions that its proof names (docs/reductions.md). Whoever adds a rule, a fault or a property
// declares which of them it keeps; what says nothing keeps none, and reductions that need it stay off.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/enum_set.hpp"

namespace paxoscope::model {

enum class Assumption : std::uint8_t {
  // Of rules.
  kAcceptorsAreAlike,
  kValuesAreAlike,
  kPromisesRise,
  kPromisesGoUp,
  kPromisesOnlyForbid,
  kPromisesServeTheirBallot,
  kHighestReportDecides,
  kProposalsWantQuorums,
  kQuorumsAreOfOneSize,
  kBallotsHaveOneOwner,
  kBallotsProposeOnce,
  kLearnersWantQuorums,
  kQuorumsStay,
  kCrashesForgetNothing,
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

inline constexpr int kAssumptions = 22;

/// The assumption in a few words: "promises rise".
std::string_view statement(Assumption assumption);

/// What is wrong with what does not keep it, as a predicate: "may let an acceptor's promise fall".
std::string_view broken(Assumption assumption);

using AssumptionSet = EnumSet<Assumption, kAssumptions>;

}  // namespace paxoscope::model
