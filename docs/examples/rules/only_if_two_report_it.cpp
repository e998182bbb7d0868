// A proposer takes over a value only if two acceptors report it: "one vote alone cannot have been chosen".
#include <paxoscope/rule.hpp>

const char* const paxoscope::rule::keeps = "acceptors are alike, promises serve their ballot";

int paxoscope::rule::proposal_value(const Proposal& proposal, const Reports& reports) {
  for (const Vote& vote : reports) {
    if (reports.count(vote.value) >= 2) return vote.value;
  }
  return proposal.own_value;
}
