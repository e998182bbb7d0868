#include "model/multi_paxos/bounds.hpp"

#include <array>
#include <cassert>
#include <cstddef>

namespace paxoscope::multi_paxos {

namespace {

using model::Parameter;

constexpr Bounds kStandard;

constexpr std::array kParameters{
    Parameter{"acceptors", "how many acceptors", "acceptor", "acceptors", false, 1, kAcceptorsMax,
              kStandard.acceptors},
    Parameter{"proposers", "how many proposers; they take turns in owning ballots", "proposer", "proposers",
              false, 1, kProposersMax, kStandard.proposers},
    Parameter{"attempts", "how many ballots each proposer may begin", "attempt", "attempts", false, 1,
              kAttemptsMax, kStandard.attempts},
    Parameter{"slots", "how many slots the log has", "slot", "slots", false, 1, kSlotsMax, kStandard.slots},
    Parameter{"values", "how many values; of a log, commands that clients send, besides the no-op", "value",
              "values", false, 1, kValuesMax, kStandard.values},
    Parameter{"learners", "how many learners, which execute the log", "learner", "learners", false, 0,
              kLearnersMax, kStandard.learners},
    Parameter{"reads", "how many questions clients ask that are answered without an entry in the log", "read",
              "reads", false, 0, kReadsMax, kStandard.reads},
    model::crashes_parameter("how many times an acceptor may crash, and start again", kStandard.crashes),
    Parameter{"window", "how many slots a leader may be ahead of what it knows to be chosen; 0: any number",
              "slot ahead", "slots ahead", false, 0, kSlotsMax, kStandard.window},
};

}  // namespace

std::span<const Parameter> parameters() { return kParameters; }

Bounds bounds_of(std::span<const int> settings) {
  assert(settings.size() == kParameters.size());
  std::size_t next = 0;
  Bounds bounds;
  for (int* bound : {&bounds.acceptors, &bounds.proposers, &bounds.attempts, &bounds.slots, &bounds.values,
                     &bounds.learners, &bounds.reads}) {
    *bound = settings[next++];
  }
  bounds.crashes = model::budget_of(settings[next++]);
  bounds.window = settings[next];
  return bounds;
}

}  // namespace paxoscope::multi_paxos
