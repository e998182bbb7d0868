#include "model/synod/bounds.hpp"

#include <array>
#include <cassert>

namespace paxoscope::synod {

namespace {

using model::Parameter;

constexpr Bounds kStandard;

constexpr std::array kParameters{
    Parameter{"acceptors", "how many acceptors", "acceptor", "acceptors", false, 1, kAcceptorsMax,
              kStandard.acceptors},
    Parameter{"values", "how many values; a ballot may propose any of them", "value", "values", false, 1,
              kValuesMax, kStandard.values},
    Parameter{"ballots", "how many ballots", "ballot", "ballots", false, 1, kBallotsMax, kStandard.ballots},
    model::crashes_parameter("how many times an acceptor may crash, and start again", kStandard.crashes),
};

}  // namespace

std::span<const Parameter> parameters() { return kParameters; }

Bounds bounds_of(std::span<const int> settings) {
  assert(settings.size() == kParameters.size());
  const Bounds bounds{.acceptors = settings[0],
                      .values = settings[1],
                      .ballots = settings[2],
                      .crashes = model::budget_of(settings[3])};
  assert(fits(bounds));
  return bounds;
}

}  // namespace paxoscope::synod
