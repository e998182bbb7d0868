// The protocol synod, sentence by sentence as docs/synod.md has it: L. Lamport, Paxos.tla.
#include <bit>

#include "certify/state.hpp"

namespace certify {

/// "No 2a of b was sent; a quorum has sent 1b for b, and among its 1b messages for b either none reports a vote or v is the value of
/// one with the highest maxVBal." Every set of acceptors, as bits, is tried.
static bool may_propose(const Scenario& s, const State& state, int b, int v) {
  for (int value = 0; value < s.values; ++value) {
    if (state.proposed[s.vote(b, value)]) return false;
  }
  for (unsigned quorum = 0; quorum < 1U << s.acceptors; ++quorum) {
    int highest = -1;  // ballot
    bool have_all_sent_1b = true;
    Set reports;
    for (int a = 0; a < s.acceptors; ++a) {
      if ((quorum >> a & 1U) == 0) continue;
      have_all_sent_1b = have_all_sent_1b && state.acceptors[a].sent_1b[b].any();
      reports |= state.acceptors[a].sent_1b[b];
    }
    for (int vote = 0; vote < s.votes(); ++vote) {
      if (reports[1 + vote]) highest = vote / s.values;
    }
    const bool lets_propose = highest < 0 || reports[1 + s.vote(highest, v)];
    if (std::popcount(quorum) >= s.promise_quorum && have_all_sent_1b && lets_propose) return true;
  }
  return false;
}

void for_each_step_of_synod(const Scenario& s, const State& state, const Visit& visit) {
  for (int b = 0; b < s.ballots; ++b) {
    if (!state.sent_1a[b]) {  // "1a(b) not yet sent"
      State after = state;
      after.sent_1a.set(b);
      visit("", "Phase1a", b, -1, after);
    }
    for (int v = 0; v < s.values; ++v) {
      if (!may_propose(s, state, b, v)) continue;
      State after = state;
      after.proposed.set(s.vote(b, v));
      visit("", "Phase2a", b, -1, after);
    }
    for (int a = 0; a < s.acceptors; ++a) {
      if (state.sent_1a[b] && 1 + b > state.acceptors[a].promised) {  // "1a(b) was sent, b > maxBal[a]"
        State after = state;
        after.acceptors[a].promised = 1 + b;
        after.acceptors[a].sent_1b[b].set(state.acceptors[a].vote);
        visit("", "Phase1b", b, a, after);
      }
      for (int v = 0; v < s.values; ++v) {  // "2a(b, v) was sent, b ≥ maxBal[a], something changes"
        if (!state.proposed[s.vote(b, v)] || 1 + b < state.acceptors[a].promised) continue;
        State after = state;
        after.acceptors[a].promised = 1 + b;
        after.acceptors[a].vote = 1 + s.vote(b, v);
        after.acceptors[a].cast.set(s.vote(b, v));
        if (after.acceptors[a] != state.acceptors[a]) visit("", "Phase2b", b, a, after);
      }
    }
  }
}

}  // namespace certify
