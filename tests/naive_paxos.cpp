#include "tests/naive_paxos.hpp"

#include <cassert>
#include <cstddef>
#include <ostream>
#include <utility>

namespace paxoscope::tests::naive {

namespace {

template <typename T>
T& at(std::vector<T>& function, int argument) {
  return function.at(static_cast<std::size_t>(argument));
}

template <typename T>
std::vector<T> function_of(int arguments, const T& value) {
  return std::vector<T>(static_cast<std::size_t>(arguments), value);
}

int owner(const Config& config, int ballot) { return ballot % config.proposers; }

bool is_quorum(const Config& config, const std::set<int>& acceptors) {
  return 2 * static_cast<int>(acceptors.size()) > config.acceptors;
}

bool may_promise(const State& state, int acceptor, int ballot) {
  return ballot > state.promised.at(static_cast<std::size_t>(acceptor));
}

bool may_vote(const Config& config, const State& state, int acceptor, int ballot) {
  if (config.bug == "accept-ignores-promise") return true;
  return ballot >= state.promised.at(static_cast<std::size_t>(acceptor));
}

/// The value of the proposal: that of the highest vote reported, else the proposer's own.
int choice(const Config& config, int proposer, const std::set<VoteBy>& got) {
  const int own = proposer % config.values;
  if (config.bug == "proposer-ignores-votes") return own;
  VoteBy highest;
  for (const VoteBy& reported : got) {
    // Which of several highest votes is taken cannot matter: a ballot has one proposal, whatever the rules.
    assert(reported.ballot == kNone || reported.ballot != highest.ballot || reported.value == highest.value);
    if (reported.ballot > highest.ballot) highest = reported;
  }
  return highest.ballot == kNone ? own : highest.value;
}

State prepare(const Config& config, State state, int proposer) {
  const int ballot = at(state.attempt, proposer) * config.proposers + proposer;
  at(state.attempt, proposer) += 1;
  at(state.phase, proposer) = Phase::kPrepare;
  at(state.promises, proposer).clear();
  for (int a = 0; a < config.acceptors; ++a) {
    state.net.insert({.type = MessageType::kPrepare, .ballot = ballot, .acceptor = a});
  }
  return state;
}

/// What may be in flight, and spent, once `m` is delivered; all else is as in `state`.
std::vector<std::pair<StepType, State>> after(const Config& config, const State& state, const Message& m) {
  std::vector<std::pair<StepType, State>> rests;
  rests.emplace_back(StepType::kDeliver, state);
  rests.back().second.net.erase(m);
  if (config.duplications == kUnbounded) {
    rests.emplace_back(StepType::kDeliverDouble, state);
  } else if (state.doubled < config.duplications) {
    rests.emplace_back(StepType::kDeliverDouble, state);
    rests.back().second.doubled += 1;
  }
  return rests;
}

void deliver_prepare(State& state, const Message& m) {
  if (!may_promise(state, m.acceptor, m.ballot)) return;
  const Vote vote = at(state.vote, m.acceptor);
  at(state.promised, m.acceptor) = m.ballot;
  state.net.insert({.type = MessageType::kPromise,
                    .ballot = m.ballot,
                    .acceptor = m.acceptor,
                    .reported_ballot = vote.ballot,
                    .reported_value = vote.value});
}

void deliver_promise(const Config& config, State& state, const Message& m) {
  const int p = owner(config, m.ballot);
  const int ballot_of_p = (at(state.attempt, p) - 1) * config.proposers + p;
  if (at(state.phase, p) != Phase::kPrepare || ballot_of_p != m.ballot) return;

  std::set<VoteBy> got = at(state.promises, p);
  got.insert({m.acceptor, m.reported_ballot, m.reported_value});
  std::set<int> promisers;
  for (const VoteBy& promise : got) promisers.insert(promise.acceptor);
  if (!is_quorum(config, promisers)) {
    at(state.promises, p) = got;
    return;
  }

  // The promise that completes a quorum issues the proposal in the same step.
  const int v = choice(config, p, got);
  at(state.phase, p) = Phase::kAccept;
  at(state.promises, p).clear();
  state.proposed.insert({m.ballot, v});
  for (int a = 0; a < config.acceptors; ++a) {
    state.net.insert({.type = MessageType::kAccept, .ballot = m.ballot, .acceptor = a, .value = v});
  }
}

void deliver_accept(const Config& config, State& state, const Message& m) {
  if (!may_vote(config, state, m.acceptor, m.ballot)) return;
  at(state.promised, m.acceptor) = m.ballot;
  at(state.vote, m.acceptor) = {m.ballot, m.value};
  state.cast.insert({m.acceptor, m.ballot, m.value});
  for (int l = 0; l < config.learners; ++l) {
    state.net.insert({.type = MessageType::kAccepted,
                      .ballot = m.ballot,
                      .acceptor = m.acceptor,
                      .value = m.value,
                      .learner = l});
  }
}

void deliver_accepted(State& state, const Message& m) {
  at(state.heard, m.learner).insert({m.acceptor, m.ballot, m.value});
}

/// `rest`, one of those that `after` gives for `m`, with all that the delivery of `m` changes.
State deliver(const Config& config, State rest, const Message& m) {
  switch (m.type) {
    case MessageType::kPrepare:
      deliver_prepare(rest, m);
      break;
    case MessageType::kPromise:
      deliver_promise(config, rest, m);
      break;
    case MessageType::kAccept:
      deliver_accept(config, rest, m);
      break;
    case MessageType::kAccepted:
      deliver_accepted(rest, m);
      break;
  }
  return rest;
}

bool may_lose(const Config& config, const State& state) {
  return config.losses == kUnbounded || state.lost < config.losses;
}

State lose(const Config& config, State state, const Message& m) {
  if (config.losses != kUnbounded) state.lost += 1;
  state.net.erase(m);
  return state;
}

}  // namespace

State initial_state(const Config& config) {
  State state;
  state.promised = function_of(config.acceptors, kNone);
  state.vote = function_of(config.acceptors, Vote{});
  state.attempt = function_of(config.proposers, 0);
  state.phase = function_of(config.proposers, Phase::kIdle);
  state.promises = function_of(config.proposers, std::set<VoteBy>{});
  state.heard = function_of(config.learners, std::set<VoteBy>{});
  return state;
}

std::vector<Step> successors(const Config& config, const State& state) {
  std::vector<Step> steps;
  for (int p = 0; p < config.proposers; ++p) {
    if (state.attempt.at(static_cast<std::size_t>(p)) < config.attempts) {
      steps.push_back({{StepType::kPrepare, p, {}}, prepare(config, state, p)});
    }
  }
  for (const Message& m : state.net) {
    for (auto& [type, rest] : after(config, state, m)) {
      steps.push_back({{type, kNone, m}, deliver(config, std::move(rest), m)});
    }
    if (may_lose(config, state)) steps.push_back({{StepType::kLose, kNone, m}, lose(config, state, m)});
  }
  return steps;
}

// ---- For people

namespace {

std::ostream& operator<<(std::ostream& out, const Vote& v) { return out << v.ballot << ':' << v.value; }

std::ostream& operator<<(std::ostream& out, const VoteBy& v) {
  return out << 'a' << v.acceptor << ' ' << v.ballot << ':' << v.value;
}

std::ostream& operator<<(std::ostream& out, const Message& m) {
  static constexpr const char* kTypes[] = {"prepare", "promise", "accept", "accepted"};
  out << kTypes[static_cast<std::size_t>(m.type)] << "(ballot " << m.ballot << ", a" << m.acceptor;
  if (m.type == MessageType::kPromise) out << ", reports " << m.reported_ballot << ':' << m.reported_value;
  if (m.value != kNone) out << ", value " << m.value;
  if (m.learner != kNone) out << ", l" << m.learner;
  return out << ')';
}

std::ostream& operator<<(std::ostream& out, Phase phase) {
  static constexpr const char* kPhases[] = {"idle", "prepare", "accept"};
  return out << kPhases[static_cast<std::size_t>(phase)];
}

template <typename T>
void print(std::ostream& out, const T& x) {
  out << x;
}

template <typename T>
void print(std::ostream& out, const std::set<T>& set) {
  out << '{';
  const char* separator = "";
  for (const T& x : set) {
    out << std::exchange(separator, ", ");
    print(out, x);
  }
  out << '}';
}

template <typename T>
void print(std::ostream& out, const std::vector<T>& function) {
  out << '[';
  const char* separator = "";
  for (const T& x : function) {
    out << std::exchange(separator, ", ");
    print(out, x);
  }
  out << ']';
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Label& label) {
  static constexpr const char* kTypes[] = {"prepare by p", "deliver ", "deliver one copy of ", "lose "};
  out << kTypes[static_cast<std::size_t>(label.type)];
  return label.type == StepType::kPrepare ? out << label.proposer : out << label.message;
}

std::ostream& operator<<(std::ostream& out, const State& state) {
  const auto line = [&](const char* name, const auto& x) {
    out << "  " << name << " = ";
    print(out, x);
    out << '\n';
  };
  line("promised", state.promised);
  line("vote", state.vote);
  line("attempt", state.attempt);
  line("phase", state.phase);
  line("promises", state.promises);
  line("net", state.net);
  line("cast", state.cast);
  line("heard", state.heard);
  line("proposed", state.proposed);
  line("lost", state.lost);
  line("doubled", state.doubled);
  return out;
}

}  // namespace paxoscope::tests::naive
