#include "model/paxos/bounds.hpp"

#include <array>
#include <cassert>

namespace paxoscope::paxos {

namespace {

using model::Assumption;
using model::Parameter;

constexpr Bounds kStandard;

constexpr int setting(Budget budget) { return budget.is_any() ? Parameter::kAny : budget.limit(); }
constexpr Budget budget(int setting) {
  return setting == Parameter::kAny ? Budget::any() : Budget::times(setting);
}

// Whatever the network does to a message, it might as well not have delivered it yet; and no process notices.
constexpr model::AssumptionSet kOfNetwork{Assumption::kMessagesMayWait, Assumption::kProcessesAreSpared};

constexpr std::array kParameters{
    Parameter{"acceptors", "how many acceptors", "acceptor", "acceptors", false, 1, kAcceptorsMax,
              kStandard.acceptors},
    Parameter{"proposers", "how many proposers", "proposer", "proposers", false, 1, kProposersMax,
              kStandard.proposers},
    Parameter{"attempts", "ballots that each proposer may start", "attempt each", "attempts each", false, 1,
              kAttemptsMax, kStandard.attempts},
    Parameter{"values", "how many values; proposer p proposes value p modulo this", "value", "values", false,
              1, kValuesMax, kStandard.values},
    Parameter{"learners", "how many learners", "learner", "learners", false, 0, kLearnersMax,
              kStandard.learners},
    Parameter{"loss", "how many messages may be lost", "", "", true, 0, Budget::kTimesMax,
              setting(kStandard.loss), kOfNetwork},
    Parameter{"duplication", "how many deliveries may leave a second copy of the message in flight", "", "",
              true, 0, Budget::kTimesMax, setting(kStandard.duplication), kOfNetwork},
};

}  // namespace

std::span<const Parameter> parameters() { return kParameters; }

Bounds bounds_of(std::span<const int> settings) {
  assert(settings.size() == kParameters.size());
  const Bounds bounds{.acceptors = settings[0],
                      .proposers = settings[1],
                      .attempts = settings[2],
                      .values = settings[3],
                      .learners = settings[4],
                      .loss = budget(settings[5]),
                      .duplication = budget(settings[6])};
  assert(fits(bounds));
  return bounds;
}

}  // namespace paxoscope::paxos
