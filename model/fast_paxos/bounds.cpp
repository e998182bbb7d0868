#include "model/fast_paxos/bounds.hpp"

#include <array>
#include <cassert>

namespace paxoscope::fast_paxos {

namespace {

using model::Parameter;

constexpr Bounds kStandard;

constexpr std::array kParameters{
    Parameter{"acceptors", "how many acceptors", "acceptor", "acceptors", false, 1, kAcceptorsMax,
              kStandard.acceptors},
    Parameter{"ballots", "how many ballots", "ballot", "ballots", false, 1, kBallotsMax, kStandard.ballots},
    Parameter{"values", "how many values; any of them may be proposed", "value", "values", false, 1,
              kValuesMax, kStandard.values},
    Parameter{"fast-ballots", "how many of the ballots are fast, the lowest ones; the others are classic",
              "fast ballot", "fast ballots", false, 0, kBallotsMax, kStandard.fast_ballots},
};

}  // namespace

std::span<const Parameter> parameters() { return kParameters; }

Bounds bounds_of(std::span<const int> settings) {
  assert(settings.size() == kParameters.size());
  return {
      .acceptors = settings[0], .ballots = settings[1], .values = settings[2], .fast_ballots = settings[3]};
}

}  // namespace paxoscope::fast_paxos
