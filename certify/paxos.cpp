// The protocol paxos, sentence by sentence as docs/paxos.md has it: asynchronous, by the specified rules, without crashes.
#include "certify/state.hpp"

namespace certify {

/// "It starts its next ballot, forgets the promises of the former one, and sends prepare(b) to every acceptor." Returns b: "ballot b
/// belongs to proposer b mod P".
static int prepare(const Scenario& s, State& state, int p) {
  const int ballot = state.started[p]++ * s.proposers + p;
  state.phase[p] = kPreparing;
  for (Acceptor& a : state.acceptors) a.recorded[p].reset();
  for (Acceptor& a : state.acceptors) a.in_flight[kPrepare][0].set(ballot);
  return ballot;
}

/// "If b is above what a promised (or voted in): a promises b and sends promise(b, its latest vote); otherwise nothing."
static void receive_prepare(Acceptor& a, int ballot) {
  if (1 + ballot <= a.promised) return;
  a.promised = 1 + ballot;
  a.in_flight[kPromise][ballot].set(a.vote);
}

/// "If b's owner is in phase prepare of ballot b, it records the promise; if it now has a quorum, it proposes in the same step: phase
/// accept, accept(b, v) to every acceptor, where v is the value of the highest vote recorded or, if there is none, its own; the
/// recorded promises are forgotten." Its own: "p mod V".
static void receive_promise(const Scenario& s, State& state, int ballot, Acceptor& from, int report) {
  const int p = ballot % s.proposers;
  if (state.phase[p] != kPreparing || ballot != (state.started[p] - 1) * s.proposers + p) return;
  from.recorded[p].set(report);
  int promisers = 0;
  int value = p % s.values;
  Set reports;
  for (const Acceptor& a : state.acceptors) {
    promisers += a.recorded[p].any() ? 1 : 0;
    reports |= a.recorded[p];
  }
  for (int vote = 0; vote < s.votes(); ++vote) {
    if (reports[1 + vote]) value = vote % s.values;
  }
  if (promisers < s.promise_quorum) return;
  state.phase[p] = kAccepting;
  state.proposed.set(s.vote(ballot, value));
  for (Acceptor& a : state.acceptors) a.recorded[p].reset();
  for (Acceptor& a : state.acceptors) a.in_flight[kAccept][0].set(s.vote(ballot, value));
}

/// "Unless a promised above b: a promises b, votes ⟨b, v⟩ and sends accepted(b, v) to every learner; otherwise nothing."
static void receive_accept(const Scenario& s, Acceptor& a, int vote) {
  const int ballot = vote / s.values;
  if (a.promised > 1 + ballot) return;
  a.promised = 1 + ballot;
  a.vote = 1 + vote;
  a.cast.set(vote);
  for (int l = 0; l < s.learners; ++l) a.in_flight[kAccepted][l].set(vote);
}

/// The message at `place` in in_flight[kind][i] of an acceptor.
static void receive(const Scenario& s, State& state, Acceptor& a, Kind kind, int i, int place) {
  if (kind == kPrepare) receive_prepare(a, place);
  if (kind == kPromise) receive_promise(s, state, i, a, place);
  if (kind == kAccept) receive_accept(s, a, place);
  if (kind == kAccepted) a.heard[i].set(place);  // "l has heard of the vote"
}

void for_each_step_of_paxos(const Scenario& s, const State& state, const Visit& visit) {
  for (int p = 0; p < s.proposers; ++p) {
    if (state.started[p] == s.attempts) continue;  // "the proposer has attempts left"
    State after = state;
    const int ballot = prepare(s, after, p);
    visit("", "prepare", ballot, -1, after);
  }
  const auto steps_of_message = [&](int a, Kind kind, int i, int place) {
    static constexpr std::array kNames{"prepare", "promise", "accept", "accepted"};
    const int ballot = kind == kPrepare ? place : kind == kPromise ? i : place / s.values;
    State after = state;
    after.acceptors[a].in_flight[kind][i].reset(place);  // "a delivered message is gone"
    receive(s, after, after.acceptors[a], kind, i, place);
    visit("deliver-", kNames[kind], ballot, a, after);
    if (s.duplication == kAny || state.duplicated < s.duplication) {
      after = state;  // "the same effect, and the message stays in flight too"
      after.duplicated += s.duplication == kAny ? 0 : 1;
      receive(s, after, after.acceptors[a], kind, i, place);
      visit("duplicate-", kNames[kind], ballot, a, after);
    }
    if (s.loss == kAny || state.lost < s.loss) {
      after = state;
      after.lost += s.loss == kAny ? 0 : 1;
      after.acceptors[a].in_flight[kind][i].reset(place);  // "the message is gone"
      visit("lose-", kNames[kind], ballot, a, after);
    }
  };
  for (int a = 0; a < s.acceptors; ++a) {
    for (const Kind kind : {kPrepare, kPromise, kAccept, kAccepted}) {
      for (int i = 0; i < kBallotsMax; ++i) {
        const Set& messages = state.acceptors[a].in_flight[kind][i];
        for (int place = 0; place <= s.votes() && messages.any(); ++place) {
          if (messages[place]) steps_of_message(a, kind, i, place);
        }
      }
    }
  }
}

}  // namespace certify
