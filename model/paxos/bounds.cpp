#include "model/paxos/bounds.hpp"

#include <array>
#include <cassert>

namespace paxoscope::paxos {

namespace {

using model::Assumption;
using model::Parameter;

constexpr Bounds kStandard;

// Whatever the network does to a message, it might as well not have delivered it yet; and no process notices. Nor does one know otherwise
// for starting again.
constexpr model::AssumptionSet kHarmless{Assumption::kMessagesMayWait, Assumption::kProcessesAreSpared};

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
              model::setting_of(kStandard.loss), kHarmless},
    Parameter{"duplication", "how many deliveries may leave a second copy of the message in flight", "", "",
              true, 0, Budget::kTimesMax, model::setting_of(kStandard.duplication), kHarmless},
    Parameter{"crashes",
              "how many times a process may crash",
              "",
              "",
              true,
              0,
              Budget::kTimesMax,
              model::setting_of(kStandard.crashes),
              {Assumption::kMessagesMayWait}},
    Parameter{"recoveries", "how many times a process that crashed may start again", "", "", true, 0,
              Budget::kTimesMax, model::setting_of(kStandard.recoveries), kHarmless, "crashes"},
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
                      .loss = model::budget_of(settings[5]),
                      .duplication = model::budget_of(settings[6]),
                      .crashes = model::budget_of(settings[7]),
                      .recoveries = model::budget_of(settings[8])};
  assert(fits(bounds));
  return bounds;
}

}  // namespace paxoscope::paxos
