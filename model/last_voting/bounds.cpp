#include "model/last_voting/bounds.hpp"

#include <array>
#include <cassert>

namespace paxoscope::last_voting {

namespace {

using model::Parameter;

constexpr Bounds kStandard;

constexpr std::array kParameters{
    Parameter{"processes", "how many processes; each proposes, votes and decides", "process", "processes",
              false, 1, kProcessesMax, kStandard.processes},
    Parameter{"phases", "how many phases of four rounds", "phase", "phases", false, 1, kPhasesMax,
              kStandard.phases},
    Parameter{"values", "how many values; each process may begin with any of them", "value", "values", false,
              1, kValuesMax, kStandard.values},
    Parameter{"heard", "how many processes each process hears of in every round, at least (of fewer all)",
              "or more heard of", "or more heard of", false, 0, kProcessesMax, kStandard.heard},
};

}  // namespace

std::span<const Parameter> parameters() { return kParameters; }

Bounds bounds_of(std::span<const int> settings) {
  assert(settings.size() == kParameters.size());
  const Bounds bounds{
      .processes = settings[0], .phases = settings[1], .values = settings[2], .heard = settings[3]};
  assert(fits(bounds));
  return bounds;
}

}  // namespace paxoscope::last_voting
