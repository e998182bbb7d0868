#include "model/assumptions.hpp"

#include <array>
#include <cstddef>

namespace paxoscope::model {

namespace {

struct Words {
  std::string_view statement;
  std::string_view broken;
};

// In the order of the enumeration.
constexpr std::array<Words, kAssumptions> kWords{
    Words{"acceptors are alike", "may tell acceptors apart"},             // kAcceptorsAreAlike
    Words{"values are alike", "may tell values apart"},                   // kValuesAreAlike
    Words{"promises rise", "may let an acceptor's promise fall"},         // kPromisesRise
    Words{"promises go up", "may promise a ballot again, or one below"},  // kPromisesGoUp
    Words{"promises only forbid",
          "may allow more to an acceptor that has promised more"},  // kPromisesOnlyForbid
    Words{"promises serve their ballot",
          "may make something of a promise besides counting it for its ballot"},  // kPromisesServeTheirBallot
    Words{"the highest report decides",
          "may propose what hangs on more than the highest vote reported"},           // kHighestReportDecides
    Words{"proposals want quorums", "may propose without a quorum of promises"},      // kProposalsWantQuorums
    Words{"quorums are of one size", "may tell quorums from other sets of as many"},  // kQuorumsAreOfOneSize
    Words{"ballots have one owner", "may let proposers share a ballot"},              // kBallotsHaveOneOwner
    Words{"ballots propose once", "may propose twice in a ballot"},                   // kBallotsProposeOnce
    Words{"learners want quorums",
          "may learn from less than a quorum in one ballot"},             // kLearnersWantQuorums
    Words{"quorums stay", "may let others be quorums as a run goes on"},  // kQuorumsStay
    Words{"crashes forget nothing",
          "may let a process forget in a crash what it has answered for"},  // kCrashesForgetNothing
    Words{"messages may wait",
          "may do more than losing, delaying or repeating messages"},  // kMessagesMayWait
    Words{"processes are spared", "may change what a process knows"},  // kProcessesAreSpared
    Words{"tells no acceptors apart", "may tell acceptors apart"},     // kTellsNoAcceptorsApart
    Words{"tells no values apart", "may tell values apart"},           // kTellsNoValuesApart
    Words{"sees only the past",
          "may look at more than proposals issued, votes cast and votes heard"},     // kSeesOnlyThePast
    Words{"sees only what is chosen", "looks at votes that chose nothing"},          // kSeesOnlyWhatIsChosen
    Words{"sees only what is learned", "looks at votes heard that taught nothing"},  // kSeesOnlyWhatIsLearned
    Words{"sees only later proposals",
          "looks at proposals below which nothing else can be chosen"},  // kSeesOnlyLaterProposals
};

}  // namespace

std::string_view statement(Assumption assumption) {
  return kWords.at(static_cast<std::size_t>(assumption)).statement;
}

std::string_view broken(Assumption assumption) {
  return kWords.at(static_cast<std::size_t>(assumption)).broken;
}

}  // namespace paxoscope::model
