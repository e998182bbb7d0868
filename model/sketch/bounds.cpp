#include "model/sketch/bounds.hpp"

#include <array>
#include <cassert>

namespace paxoscope::sketch {

namespace {

using model::Budget;
using model::Parameter;

constexpr Bounds kStandard;

constexpr std::array kParameters{
    Parameter{"acceptors", "how many acceptors", "acceptor", "acceptors", false, 1, kAcceptorsMax,
              kStandard.acceptors},
    Parameter{"proposers", "how many proposers", "proposer", "proposers", false, 1, kProposersMax,
              kStandard.proposers},
    Parameter{"attempts", "times that each proposer is called to propose", "attempt each", "attempts each",
              false, 1, kAttemptsMax, kStandard.attempts},
    Parameter{"values", "how many values; proposer p proposes value p modulo this", "value", "values", false,
              1, kValuesMax, kStandard.values},
    Parameter{"loss", "how many calls may fail, on the way or on the way back", "", "", true, 0,
              Budget::kTimesMax, 0},
};
static_assert(kStandard.loss.is_none());

}  // namespace

std::span<const Parameter> parameters() { return kParameters; }

Bounds bounds_of(std::span<const int> settings) {
  assert(settings.size() == kParameters.size());
  const Bounds bounds{
      .acceptors = settings[0],
      .proposers = settings[1],
      .attempts = settings[2],
      .values = settings[3],
      .loss = settings[4] == Parameter::kAny ? Budget::any() : Budget::times(settings[4]),
  };
  assert(fits(bounds));
  return bounds;
}

}  // namespace paxoscope::sketch
