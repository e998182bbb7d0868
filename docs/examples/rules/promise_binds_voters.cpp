// An acceptor that has not voted yet votes in any ballot, whatever it promised: "there is no vote that it could contradict".
#include <paxoscope/rule.hpp>

const char* const paxoscope::rule::keeps = "acceptors are alike, promises serve their ballot";

bool paxoscope::rule::may_vote(const Acceptor& acceptor, const Vote& asked) {
  return asked.ballot >= acceptor.promised || acceptor.vote.ballot == 0;
}
