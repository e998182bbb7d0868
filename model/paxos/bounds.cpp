#include "model/paxos/bounds.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

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
    model::crashes_parameter("how many times a process may crash", kStandard.crashes),
    Parameter{"recoveries", "how many times a process that crashed may start again", "", "", true, 0,
              Budget::kTimesMax, model::setting_of(kStandard.recoveries), kHarmless, "crashes"},
};

// A network that keeps the order in which messages are sent makes no copies of them.
constexpr std::size_t kDuplication = 6;
static_assert(kParameters[kDuplication].name == "duplication");

constexpr auto kOfOrderedLinks = [] {
  std::array<Parameter, kParameters.size() - 1> all{};
  const auto* const duplication = kParameters.begin() + kDuplication;
  std::copy(duplication + 1, kParameters.end(), std::copy(kParameters.begin(), duplication, all.begin()));
  return all;
}();

}  // namespace

std::span<const Parameter> parameters(Order order) {
  if (order == Order::kFirstSentFirst) return kOfOrderedLinks;
  return kParameters;
}

Bounds bounds_of(std::span<const int> settings, Order order) {
  assert(settings.size() == parameters(order).size());
  Bounds bounds{.acceptors = settings[0],
                .proposers = settings[1],
                .attempts = settings[2],
                .values = settings[3],
                .learners = settings[4],
                .loss = model::budget_of(settings[5]),
                .order = order};
  std::span<const int> others = settings.subspan(kDuplication);
  if (order == Order::kAny) {
    bounds.duplication = model::budget_of(others.front());
    others = others.subspan(1);
  }
  bounds.crashes = model::budget_of(others[0]);
  bounds.recoveries = model::budget_of(others[1]);
  assert(fits(bounds));
  return bounds;
}

}  // namespace paxoscope::paxos
