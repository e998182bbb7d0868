#include "model/assumptions.hpp"

#include <cassert>

namespace paxoscope::model {

std::string_view broken(Assumption assumption) {
  switch (assumption) {
    case Assumption::kAcceptorsAreAlike:
      return "may tell acceptors apart";
    case Assumption::kValuesAreAlike:
      return "may tell values apart";
    case Assumption::kPromisesRise:
      return "may let an acceptor's promise fall";
    case Assumption::kPromisesOnlyForbid:
      return "may allow more to an acceptor that has promised more";
    case Assumption::kPromisesServeTheirBallot:
      return "may make something of a promise besides counting it for its ballot";
    case Assumption::kHighestReportDecides:
      return "may propose what hangs on more than the highest vote reported";
    case Assumption::kAnyMajorityWillDo:
      return "may want other quorums than any majority";
    case Assumption::kBallotsProposeOnce:
      return "may propose twice in a ballot, or by two proposers";
    case Assumption::kMessagesMayWait:
      return "may do more than losing, delaying or repeating messages";
    case Assumption::kProcessesAreSpared:
      return "may change what a process knows";
    case Assumption::kTellsNoAcceptorsApart:
      return "may tell acceptors apart";
    case Assumption::kTellsNoValuesApart:
      return "may tell values apart";
    case Assumption::kSeesOnlyThePast:
      return "may look at more than proposals issued, votes cast and votes heard";
    case Assumption::kSeesOnlyWhatIsChosen:
      return "looks at votes that chose nothing";
    case Assumption::kSeesOnlyWhatIsLearned:
      return "looks at votes heard that taught nothing";
    case Assumption::kSeesOnlyLaterProposals:
      return "looks at proposals below which nothing else can be chosen";
  }
  assert(false);
  return {};
}

}  // namespace paxoscope::model
