#include "model/paxos/reductions.hpp"

#include <array>

namespace paxoscope::paxos {

namespace {

using model::Assumption;
using model::AssumptionSet;

constexpr AssumptionSet kWantedOfFaults{Assumption::kMessagesMayWait, Assumption::kProcessesAreSpared};

constexpr std::array<model::Reduction, kReductions> kAll{{
    {.name = "crash-absorption",
     .meaning = "no process crashes: where crashes forget nothing, that is no more than to be slow, and to "
                "send less",
     .of_rules = {Assumption::kCrashesForgetNothing, Assumption::kPromisesRise,
                  Assumption::kPromisesOnlyForbid, Assumption::kPromisesServeTheirBallot,
                  Assumption::kProposalsWantQuorums},
     .of_faults = {Assumption::kMessagesMayWait},
     .of_properties = {Assumption::kSeesOnlyThePast},
     .absorbs = "crashes"},
    {"loss-absorption",
     "no message is lost, nor received without a copy where the copy is free: that only takes messages away",
     {Assumption::kPromisesServeTheirBallot},
     {Assumption::kMessagesMayWait},
     {Assumption::kSeesOnlyThePast}},
    {"dead-messages",
     "a message that changes nothing whenever it is received is not in flight",
     {Assumption::kPromisesRise, Assumption::kPromisesServeTheirBallot, Assumption::kBallotsHaveOneOwner},
     kWantedOfFaults,
     {Assumption::kSeesOnlyThePast}},
    {"hopeless-ballots",
     "a ballot that can no longer get a quorum of promises is over, and nobody is asked for it",
     {Assumption::kPromisesRise, Assumption::kPromisesGoUp, Assumption::kPromisesOnlyForbid,
      Assumption::kPromisesServeTheirBallot, Assumption::kProposalsWantQuorums,
      Assumption::kBallotsHaveOneOwner},
     kWantedOfFaults,
     {Assumption::kSeesOnlyThePast}},
    {"past-votes",
     "of the votes of a ballot only what they choose is kept, once they can choose nothing more",
     {Assumption::kBallotsHaveOneOwner, Assumption::kBallotsProposeOnce,
      Assumption::kPromisesServeTheirBallot},
     kWantedOfFaults,
     {Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen}},
    {"past-proposals",
     "a proposal is kept as long as another value is, or may be, chosen below it",
     {Assumption::kBallotsHaveOneOwner, Assumption::kBallotsProposeOnce,
      Assumption::kPromisesServeTheirBallot},
     kWantedOfFaults,
     {Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsChosen, Assumption::kSeesOnlyLaterProposals}},
    {"past-hearings",
     "of the votes that a learner heard only what it learned is kept, once it can learn nothing more of them",
     {Assumption::kBallotsHaveOneOwner, Assumption::kBallotsProposeOnce,
      Assumption::kPromisesServeTheirBallot, Assumption::kLearnersWantQuorums},
     kWantedOfFaults,
     {Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsLearned}},
    {"ballot-order",
     "of ballots in which nothing is waited for only the order is kept",
     {Assumption::kPromisesRise, Assumption::kPromisesGoUp, Assumption::kPromisesOnlyForbid,
      Assumption::kPromisesServeTheirBallot, Assumption::kHighestReportDecides,
      Assumption::kBallotsHaveOneOwner, Assumption::kBallotsProposeOnce},
     kWantedOfFaults,
     {Assumption::kSeesOnlyThePast}},
    {"partial-order",
     "a proposer starts a ballot when it is first promised, and collects promises when they are complete; so "
     "a learner",
     {Assumption::kPromisesGoUp, Assumption::kPromisesOnlyForbid, Assumption::kPromisesServeTheirBallot,
      Assumption::kHighestReportDecides, Assumption::kProposalsWantQuorums, Assumption::kQuorumsAreOfOneSize,
      Assumption::kBallotsHaveOneOwner, Assumption::kBallotsProposeOnce, Assumption::kLearnersWantQuorums},
     kWantedOfFaults,
     {Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsLearned},
     /*is_symmetry=*/false,
     /*chooses_acceptors=*/true},
}};

}  // namespace

std::span<const model::Reduction> reductions() { return kAll; }

}  // namespace paxoscope::paxos
