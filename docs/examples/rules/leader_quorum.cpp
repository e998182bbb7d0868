// a1 and anyone else choose a value; to propose, a1 must have promised, or all others.
#include <paxoscope/rule.hpp>

const char* const paxoscope::rule::keeps = "promises serve their ballot";

bool paxoscope::rule::vote_quorum(const Acceptors& acceptors) {
  return acceptors.contains(1) && acceptors.size() >= 2;
}

bool paxoscope::rule::promise_quorum(const Acceptors& acceptors) {
  return acceptors.contains(1) || acceptors.size() == bounds().acceptors - 1;
}
