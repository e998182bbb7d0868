#include "tests/naive_paxos.hpp"

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <tuple>
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

/// Whether `rule` is taken as `alternative`, which is not the specified one.
bool is(const Config& config, const char* rule, const char* alternative) {
  const auto changed = config.rules.find(rule);
  return changed != config.rules.end() && changed->second == alternative;
}

bool may_promise(const Config& config, const State& state, int acceptor, int ballot) {
  const int promised = state.promised.at(static_cast<std::size_t>(acceptor));
  if (is(config, "may-promise", "always")) return true;
  if (is(config, "may-promise", "at-or-above-promise") && ballot == promised) return true;
  return ballot > promised;
}

bool may_vote(const Config& config, const State& state, int acceptor, int ballot) {
  const int promised = state.promised.at(static_cast<std::size_t>(acceptor));
  if (is(config, "may-vote", "always")) return true;
  if (is(config, "may-vote", "above-promise") && ballot == promised) return false;
  return ballot >= promised;
}

/// The value that the most of `votes` are for; of several such values, the one with the highest ballot, then the least.
int most_frequent(const Config& config, const std::vector<Vote>& votes) {
  std::vector<std::tuple<int, int, int>> candidates;  // how many, highest ballot, the less the value
  for (int v = 0; v < config.values; ++v) {
    int count = 0;
    int ballot = kNone;
    for (const Vote& vote : votes) {
      if (vote.value != v) continue;
      ++count;
      ballot = std::max(ballot, vote.ballot);
    }
    candidates.emplace_back(count, ballot, -v);
  }
  return -std::get<2>(*std::max_element(candidates.begin(), candidates.end()));
}

/// The value of the proposal: that of the highest vote reported, else the proposer's own.
int choice(const Config& config, int proposer, const std::set<VoteBy>& got) {
  const int own = proposer % config.values;
  if (is(config, "proposal-value", "own")) return own;
  std::vector<Vote> votes;
  for (const VoteBy& reported : got) {
    if (reported.ballot != kNone) votes.push_back({reported.ballot, reported.value});
  }
  if (votes.empty()) return own;
  // By ballot, then by value: where a ballot has two values the least is taken.
  std::sort(votes.begin(), votes.end());
  if (is(config, "proposal-value", "lowest-reported")) return votes.front().value;
  if (is(config, "proposal-value", "most-reported")) return most_frequent(config, votes);
  const int highest = votes.back().ballot;
  return std::find_if(votes.begin(), votes.end(), [&](const Vote& v) { return v.ballot == highest; })->value;
}

void propose(const Config& config, State& state, int ballot, int value) {
  state.proposed.insert({ballot, value});
  for (int a = 0; a < config.acceptors; ++a) {
    state.net.insert({.type = MessageType::kAccept, .ballot = ballot, .acceptor = a, .value = value});
  }
}

State prepare(const Config& config, State state, int proposer) {
  const int attempt = at(state.attempt, proposer);
  const int ballot = attempt * config.proposers + proposer;
  at(state.attempt, proposer) += 1;
  if (!is(config, "promises-counted", "for-any-own-ballot")) at(state.promises, proposer).clear();
  if (is(config, "first-phase", "first-ballot") && attempt > 0) {
    at(state.phase, proposer) = Phase::kAccept;
    propose(config, state, ballot, proposer % config.values);
    return state;
  }
  at(state.phase, proposer) = Phase::kPrepare;
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

void deliver_prepare(const Config& config, State& state, const Message& m) {
  if (!may_promise(config, state, m.acceptor, m.ballot)) return;
  const Vote vote = is(config, "promise-reports", "nothing") ? Vote{} : at(state.vote, m.acceptor);
  if (!is(config, "promise-record", "forgotten")) at(state.promised, m.acceptor) = m.ballot;
  state.net.insert({.type = MessageType::kPromise,
                    .ballot = m.ballot,
                    .acceptor = m.acceptor,
                    .reported_ballot = vote.ballot,
                    .reported_value = vote.value});
}

void deliver_promise(const Config& config, State& state, const Message& m) {
  const int p = owner(config, m.ballot);
  const int ballot_of_p = (at(state.attempt, p) - 1) * config.proposers + p;
  const bool is_for_it = ballot_of_p == m.ballot || is(config, "promises-counted", "for-any-own-ballot");
  if (at(state.phase, p) != Phase::kPrepare || !is_for_it) return;

  std::set<VoteBy> got = at(state.promises, p);
  got.insert({m.acceptor, m.reported_ballot, m.reported_value});
  std::set<int> promisers;
  for (const VoteBy& promise : got) promisers.insert(promise.acceptor);
  const bool is_enough = is_quorum(config, promisers);
  const bool goes_on = !is_enough || is(config, "proposals", "several");
  at(state.promises, p) = goes_on ? got : std::set<VoteBy>();
  if (!goes_on) at(state.phase, p) = Phase::kAccept;
  // The promise that completes a quorum issues the proposal in the same step.
  if (is_enough) propose(config, state, ballot_of_p, choice(config, p, got));
}

void deliver_accept(const Config& config, State& state, const Message& m) {
  if (!may_vote(config, state, m.acceptor, m.ballot)) return;
  if (!is(config, "vote-promises", "no")) at(state.promised, m.acceptor) = m.ballot;
  const bool is_lower = m.ballot < at(state.vote, m.acceptor).ballot;
  if (!is_lower || !is(config, "vote-record", "highest")) at(state.vote, m.acceptor) = {m.ballot, m.value};
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
      deliver_prepare(config, rest, m);
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

std::set<int> learned(const Config& config, const State& state, int learner) {
  std::set<int> learned;
  const std::set<VoteBy>& heard = state.heard.at(static_cast<std::size_t>(learner));
  for (const VoteBy& vote : heard) {
    std::set<int> voters;
    for (const VoteBy& other : heard) {
      const bool counts = is(config, "learning", "any-ballots") || other.ballot == vote.ballot;
      if (other.value == vote.value && counts) voters.insert(other.acceptor);
    }
    if (is_quorum(config, voters) || is(config, "learning", "first-vote")) learned.insert(vote.value);
  }
  return learned;
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
