// An acceptor votes below its promise too, as long as it is for the value that it voted for before.
#include <paxoscope/rule.hpp>

const char* const paxoscope::rule::keeps = "acceptors are alike, promises serve their ballot";

bool paxoscope::rule::may_vote(const Acceptor& acceptor, const Vote& asked) {
  return asked.ballot >= acceptor.promised || asked.value == acceptor.vote.value;
}
