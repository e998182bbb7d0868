#include "model/rounds/rules.hpp"

#include <array>
#include <vector>

namespace paxoscope::rounds {

namespace {

using model::Alternative;
using model::AssumptionSet;
using model::Rule;

// There are no reductions in rounds, which would ask what rules keep.
constexpr AssumptionSet kNothing;

constexpr std::array kStarts{
    Alternative{"patient", "when it likes, but no sooner than its patience after it last did", true,
                kNothing},
    Alternative{"time-out", "its first when it likes, the next whenever its patience is over", false,
                kNothing},
    Alternative{"together", "its first in the first round or never, the next whenever its patience is over",
                false, kNothing},
};
constexpr std::array kLeader{
    Alternative{"none", "every proposer", true, kNothing},
    Alternative{"omega", "every proposer, until an oracle names one that is up; from then on only that one",
                false, kNothing},
};
constexpr std::array kOmitting{
    Alternative{"links", "each message that is lost", true, kNothing},
    Alternative{"senders", "each process of whose messages some are lost: all that it sends may be", false,
                kNothing},
    Alternative{"receivers", "each process to which some are lost: all that it is sent may be", false,
                kNothing},
};
constexpr std::array kOfRounds{
    Rule{"starts", "When does a proposer start a ballot?",
         "Paxos Made Simple, section 2.4: \"a reliable algorithm for electing a proposer must use … real "
         "time\"",
         kStarts},
    Rule{"leader", "Who starts ballots?",
         "Chandra, Hadzilacos, Toueg, The Weakest Failure Detector for Solving Consensus, 1996: Ω", kLeader},
    Rule{"omitting", "What do the omissions of a round count?",
         "Perry, Toueg, Distributed Agreement in the Presence of Processor and Communication Faults, 1986: "
         "send and receive omissions",
         kOmitting},
};

}  // namespace

std::span<const Rule> rules() {
  static const auto all = [] {
    const std::span<const Rule> of_paxos = paxos::rules();
    std::vector<Rule> list(of_paxos.begin(), of_paxos.end());
    list.insert(list.end(), kOfRounds.begin(), kOfRounds.end());
    return list;
  }();
  return all;
}

Rules rules_of(std::span<const model::Choice> choices) {
  return {.paxos = paxos::rules_of(choices),
          .starts = model::chosen<Starts>(choices, "starts"),
          .leader = model::chosen<Leader>(choices, "leader"),
          .omitting = model::chosen<Omitting>(choices, "omitting")};
}

Rules rules_with(std::string_view changes) { return rules_of(model::choices_of(rules(), changes)); }

}  // namespace paxoscope::rounds
