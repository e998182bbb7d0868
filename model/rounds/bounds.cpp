#include "model/rounds/bounds.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace paxoscope::rounds {

namespace {

using model::Parameter;

constexpr Bounds kStandard{.paxos = {.attempts = paxos::kAttemptsMax, .loss = Budget::none()}};

// There are no reductions in rounds, which would ask what faults keep.
constexpr std::array kOfAll{
    Parameter{"acceptors", "how many acceptors", "acceptor", "acceptors", false, 1, paxos::kAcceptorsMax,
              kStandard.paxos.acceptors},
    Parameter{"proposers", "how many proposers", "proposer", "proposers", false, 1, paxos::kProposersMax,
              kStandard.paxos.proposers},
    Parameter{"attempts", "ballots that each proposer may start; where termination is asked, at a time",
              "attempt each", "attempts each", false, 1, paxos::kAttemptsMax, kStandard.paxos.attempts},
    Parameter{"values", "how many values; proposer p proposes value p modulo this", "value", "values", false,
              1, paxos::kValuesMax, kStandard.paxos.values},
    Parameter{"learners", "how many learners", "learner", "learners", false, 0, paxos::kLearnersMax,
              kStandard.paxos.learners},
    Parameter{"patience", "rounds after which a proposer may start its next ballot", "round of patience",
              "rounds of patience", false, 1, kPatienceMax, kStandard.patience},
    Parameter{"growth", "rounds by which a proposer's patience grows, one with each ballot that it starts",
              "round of growth", "rounds of growth", false, 0, kGrowthMax, kStandard.growth},
    Parameter{"loss", "how many messages may be lost", "", "", true, 0, Budget::kTimesMax,
              model::setting_of(kStandard.paxos.loss)},
    Parameter{
        "omissions",
        "how many messages may be lost in one round, or how many processes may omit some (rule omitting)",
        "",
        "",
        true,
        0,
        Budget::kTimesMax,
        model::setting_of(kStandard.omissions),
        {},
        "loss"},
    Parameter{"crashes", "how many times a process may crash", "", "", true, 0, Budget::kTimesMax,
              model::setting_of(kStandard.paxos.crashes)},
    Parameter{"recoveries",
              "how many times a process that crashed may start again",
              "",
              "",
              true,
              0,
              Budget::kTimesMax,
              model::setting_of(kStandard.paxos.recoveries),
              {},
              "crashes"},
};
constexpr std::array kOfPartialSynchrony{
    Parameter{"unstable", "how many rounds messages may be late or lost in before the network is stable", "",
              "", true, 0, Budget::kTimesMax, model::setting_of(kStandard.unstable)},
    Parameter{"delay", "rounds within which a message arrives once the network is stable", "round of delay",
              "rounds of delay", false, 1, kDelayMax, kStandard.delay},
};

constexpr auto kPartiallySynchronous = [] {
  std::array<Parameter, kOfAll.size() + kOfPartialSynchrony.size()> all{};
  std::copy(kOfAll.begin(), kOfAll.end(), all.begin());
  std::copy(kOfPartialSynchrony.begin(), kOfPartialSynchrony.end(), all.begin() + kOfAll.size());
  return all;
}();

constexpr bool is_within(int x, int least, int most) { return least <= x && x <= most; }

}  // namespace

bool fits(const Bounds& b) {
  return paxos::fits(b.paxos) && b.paxos.duplication.is_none() && is_within(b.patience, 1, kPatienceMax) &&
         is_within(b.growth, 0, kGrowthMax) && is_within(b.omissions.limit(), 0, Budget::kTimesMax) &&
         is_within(b.unstable.limit(), 0, Budget::kTimesMax) && is_within(b.delay, 1, kDelayMax);
}

std::span<const Parameter> parameters(Network network) {
  if (network == Network::kPartiallySynchronous) return kPartiallySynchronous;
  return kOfAll;
}

Bounds bounds_of(Network network, std::span<const int> settings) {
  assert(settings.size() == parameters(network).size());
  Bounds bounds{.paxos = {.acceptors = settings[0],
                          .proposers = settings[1],
                          .attempts = settings[2],
                          .values = settings[3],
                          .learners = settings[4],
                          .loss = model::budget_of(settings[7]),
                          .crashes = model::budget_of(settings[9]),
                          .recoveries = model::budget_of(settings[10])},
                .network = network,
                .patience = settings[5],
                .growth = settings[6],
                .omissions = model::budget_of(settings[8])};
  if (bounds.may_be_unstable()) {
    bounds.unstable = model::budget_of(settings[11]);
    bounds.delay = settings[12];
  }
  assert(fits(bounds));
  return bounds;
}

}  // namespace paxoscope::rounds
