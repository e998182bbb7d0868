#include "tests/naive_paxos.hpp"

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <utility>

#include "tests/naive_quorums.hpp"

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

/// Whether `rule` is taken as `alternative`, which is not the specified one.
bool is(const Config& config, const char* rule, const char* alternative) {
  const auto changed = config.rules.find(rule);
  return changed != config.rules.end() && changed->second == alternative;
}

/// By what `rule` asks for, "promise-quorum" or "vote-quorum".
bool is_quorum(const Config& config, const char* rule, const std::set<int>& acceptors) {
  const auto changed = config.rules.find(rule);
  return naive::is_quorum(changed == config.rules.end() ? "majority" : changed->second, config.acceptors,
                          acceptors);
}

/// How many acceptors the smallest quorum of promises has.
int least_quorum(const Config& config) {
  int least = config.acceptors;
  for (unsigned subset = 0; subset < 1U << static_cast<unsigned>(config.acceptors); ++subset) {
    std::set<int> acceptors;
    for (int a = 0; a < config.acceptors; ++a) {
      if ((subset >> static_cast<unsigned>(a) & 1U) != 0) acceptors.insert(a);
    }
    if (is_quorum(config, "promise-quorum", acceptors)) {
      least = std::min(least, static_cast<int>(acceptors.size()));
    }
  }
  return least;
}

/// The ballot of a proposer after so many attempts.
int ballot_of(const Config& config, int proposer, int attempts) {
  return is(config, "ballot-owner", "shared") ? attempts - 1 : (attempts - 1) * config.proposers + proposer;
}

/// What the arbitrary rule says that `acceptor` does when it is asked about a ballot, and perhaps a value.
int arbitrary(const Config& config, const char* rule, const State& state, int acceptor,
              const std::vector<int>& about, int below) {
  const Vote& kept = state.vote.at(static_cast<std::size_t>(acceptor));
  return config.arbitrary.of_acceptor(rule, acceptor, state.promised.at(static_cast<std::size_t>(acceptor)),
                                      kept.ballot, kept.value, about, below);
}

/// How many ballots acceptors know.
int ballots(const Config& config) {
  return is(config, "ballot-owner", "shared") ? config.attempts : config.attempts * config.proposers;
}

/// A vote by its number; 0 is none.
Vote numbered(const Config& config, int number) {
  if (number == 0) return {};
  return {(number - 1) / config.values, (number - 1) % config.values};
}

bool may_promise(const Config& config, const State& state, int acceptor, int ballot) {
  if (config.arbitrary.replaces("may-promise")) {
    return arbitrary(config, "may-promise", state, acceptor, {ballot}, 2) != 0;
  }
  const int promised = state.promised.at(static_cast<std::size_t>(acceptor));
  if (is(config, "may-promise", "always")) return true;
  if (is(config, "may-promise", "at-or-above-promise") && ballot == promised) return true;
  return ballot > promised;
}

bool may_vote(const Config& config, const State& state, int acceptor, int ballot, int value) {
  if (config.arbitrary.replaces("may-vote")) {
    return arbitrary(config, "may-vote", state, acceptor, {ballot, value}, 2) != 0;
  }
  const int promised = state.promised.at(static_cast<std::size_t>(acceptor));
  if (is(config, "may-vote", "always")) return true;
  if (is(config, "may-vote", "above-promise") && ballot == promised) return false;
  return ballot >= promised;
}

/// The values that the most of `votes` are for.
std::set<int> most_frequent(const std::vector<Vote>& votes) {
  std::map<int, int> counts;
  int most = 0;
  for (const Vote& vote : votes) most = std::max(most, ++counts[vote.value]);
  std::set<int> values;
  for (const auto& [value, count] : counts) {
    if (count == most) values.insert(value);
  }
  return values;
}

/// The values that the proposal may have: that of the highest vote reported, else the proposer's own.
std::set<int> choices(const Config& config, int proposer, int attempt, const std::set<VoteBy>& got,
                      const Vote& first) {
  const int own = proposer % config.values;
  if (config.arbitrary.replaces("proposal-value")) {
    std::map<int, std::pair<int, int>> highest;  // by acceptor
    for (const VoteBy& reported : got) {
      const auto [other, is_new] =
          highest.emplace(reported.acceptor, std::pair(reported.ballot, reported.value));
      // Of several votes in a ballot the least value comes first.
      if (!is_new && reported.ballot > other->second.first) other->second = {reported.ballot, reported.value};
    }
    std::vector<std::pair<int, int>> reports;
    for (const auto& [acceptor, vote] : highest) reports.push_back(vote);
    std::sort(reports.begin(), reports.end());
    const int ballot = (attempt - 1) * config.proposers + proposer;
    const int value = config.arbitrary.proposal(ballot, reports, config.values);
    return {value == kNone ? own : value};
  }
  if (is(config, "proposal-value", "own")) return {own};
  std::vector<Vote> votes;
  for (const VoteBy& reported : got) {
    if (reported.ballot != kNone) votes.push_back({reported.ballot, reported.value});
  }
  if (votes.empty()) return {own};
  if (is(config, "proposal-value", "first-reported")) return {first.value};
  if (is(config, "proposal-value", "any-reported")) {
    std::set<int> values;
    for (const Vote& vote : votes) values.insert(vote.value);
    return values;
  }
  // By ballot, then by value: where a ballot has two values the least is taken.
  std::sort(votes.begin(), votes.end());
  if (is(config, "proposal-value", "lowest-reported")) return {votes.front().value};
  if (is(config, "proposal-value", "most-reported")) return most_frequent(votes);
  const int highest = votes.back().ballot;
  return {
      std::find_if(votes.begin(), votes.end(), [&](const Vote& v) { return v.ballot == highest; })->value};
}

void propose(const Config& config, State& state, int proposer, int value) {
  const int ballot = ballot_of(config, proposer, at(state.attempt, proposer));
  state.proposed.insert({ballot, value});
  for (int a = 0; a < config.acceptors; ++a) {
    state.net.insert({.type = MessageType::kAccept,
                      .ballot = ballot,
                      .proposer = proposer,
                      .acceptor = a,
                      .value = value});
  }
}

void forget_promises(State& state, int proposer) {
  at(state.promises, proposer).clear();
  at(state.counted, proposer) = 0;
  at(state.first, proposer) = {};
}

State prepare(const Config& config, State state, int proposer) {
  const int attempt = ++at(state.attempt, proposer);
  if (!is(config, "promises-counted", "for-any-own-ballot")) forget_promises(state, proposer);
  if (is(config, "first-phase", "first-ballot") && attempt > 1) {
    at(state.phase, proposer) = Phase::kAccept;
    propose(config, state, proposer, proposer % config.values);
    return state;
  }
  at(state.phase, proposer) = Phase::kPrepare;
  for (int a = 0; a < config.acceptors; ++a) {
    state.net.insert({.type = MessageType::kPrepare,
                      .ballot = ballot_of(config, proposer, attempt),
                      .proposer = proposer,
                      .acceptor = a});
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

void refuse(const Config& config, State& state, const Message& m) {
  if (!is(config, "refusals", "nack")) return;
  state.net.insert(
      {.type = MessageType::kNack, .ballot = m.ballot, .proposer = m.proposer, .acceptor = m.acceptor});
}

void deliver_prepare(const Config& config, State& state, const Message& m) {
  if (!may_promise(config, state, m.acceptor, m.ballot)) return refuse(config, state, m);
  Vote vote = is(config, "promise-reports", "nothing") ? Vote{} : at(state.vote, m.acceptor);
  int promised = is(config, "promise-record", "forgotten") ? at(state.promised, m.acceptor) : m.ballot;
  const int votes = 1 + ballots(config) * config.values;
  if (config.arbitrary.replaces("promise-reports")) {
    vote = numbered(config, arbitrary(config, "promise-reports", state, m.acceptor, {m.ballot}, votes));
  }
  if (config.arbitrary.replaces("promise-record")) {
    promised = arbitrary(config, "promise-record", state, m.acceptor, {m.ballot}, ballots(config) + 1) - 1;
  }
  at(state.promised, m.acceptor) = promised;
  state.net.insert({.type = MessageType::kPromise,
                    .ballot = m.ballot,
                    .proposer = m.proposer,
                    .acceptor = m.acceptor,
                    .reported_ballot = vote.ballot,
                    .reported_value = vote.value});
}

/// What comes of it, by the value chosen; by none where there is nothing to choose.
std::map<int, State> deliver_promise(const Config& config, State state, const Message& m) {
  const int p = m.proposer;
  const bool is_for_it = ballot_of(config, p, at(state.attempt, p)) == m.ballot ||
                         is(config, "promises-counted", "for-any-own-ballot");
  if (at(state.phase, p) != Phase::kPrepare || !is_for_it) return {{kNone, state}};

  std::set<VoteBy>& got = at(state.promises, p);
  got.insert({m.acceptor, m.reported_ballot, m.reported_value});
  const bool counts_messages = is(config, "counting", "messages");
  if (counts_messages) at(state.counted, p) = std::min(at(state.counted, p) + 1, config.acceptors);
  const bool is_first = is(config, "proposal-value", "first-reported") && at(state.first, p).ballot == kNone;
  if (is_first) at(state.first, p) = {m.reported_ballot, m.reported_value};
  std::set<int> promisers;
  for (const VoteBy& promise : got) promisers.insert(promise.acceptor);
  const bool is_enough = counts_messages ? at(state.counted, p) >= least_quorum(config)
                                         : is_quorum(config, "promise-quorum", promisers);
  if (!is_enough) return {{kNone, state}};

  // The promise that completes a quorum issues the proposal in the same step.
  const std::set<int> values = choices(config, p, at(state.attempt, p), got, at(state.first, p));
  if (!is(config, "proposals", "several")) {
    at(state.phase, p) = Phase::kAccept;
    forget_promises(state, p);
  }
  const bool is_its_choice =
      is(config, "proposal-value", "any-reported") || is(config, "proposal-value", "most-reported");
  std::map<int, State> by_choice;
  for (const int value : values) {
    State after = state;
    propose(config, after, p, value);
    by_choice.emplace(is_its_choice ? value : kNone, std::move(after));
  }
  return by_choice;
}

void deliver_accept(const Config& config, State& state, const Message& m) {
  if (!may_vote(config, state, m.acceptor, m.ballot, m.value)) return refuse(config, state, m);
  int promised = is(config, "vote-promises", "no") ? at(state.promised, m.acceptor) : m.ballot;
  const bool is_lower = m.ballot < at(state.vote, m.acceptor).ballot;
  Vote kept =
      is_lower && is(config, "vote-record", "highest") ? at(state.vote, m.acceptor) : Vote{m.ballot, m.value};
  const int votes = 1 + ballots(config) * config.values;
  if (config.arbitrary.replaces("vote-promises")) {
    promised =
        arbitrary(config, "vote-promises", state, m.acceptor, {m.ballot, m.value}, ballots(config) + 1) - 1;
  }
  if (config.arbitrary.replaces("vote-record")) {
    kept = numbered(config, arbitrary(config, "vote-record", state, m.acceptor, {m.ballot, m.value}, votes));
  }
  at(state.promised, m.acceptor) = promised;
  at(state.vote, m.acceptor) = kept;
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

/// Whoever asks for promises of that very ballot stops doing so.
void deliver_nack(const Config& config, State& state, const Message& m) {
  const int attempt = at(state.attempt, m.proposer);
  if (attempt == 0 || ballot_of(config, m.proposer, attempt) != m.ballot) return;
  if (at(state.phase, m.proposer) != Phase::kPrepare) return;
  at(state.phase, m.proposer) = Phase::kIdle;
  forget_promises(state, m.proposer);
}

/// `rest`, one of those that `after` gives for `m`, with all that the delivery of `m` changes, by the value chosen if there
/// is a choice.
std::map<int, State> deliver(const Config& config, State rest, const Message& m) {
  switch (m.type) {
    case MessageType::kPrepare:
      deliver_prepare(config, rest, m);
      break;
    case MessageType::kPromise:
      return deliver_promise(config, std::move(rest), m);
    case MessageType::kAccept:
      deliver_accept(config, rest, m);
      break;
    case MessageType::kAccepted:
      deliver_accepted(rest, m);
      break;
    case MessageType::kNack:
      deliver_nack(config, rest, m);
      break;
  }
  return {{kNone, std::move(rest)}};
}

bool may_lose(const Config& config, const State& state) {
  return config.losses == kUnbounded || state.lost < config.losses;
}

State lose(const Config& config, State state, const Message& m) {
  if (config.losses != kUnbounded) state.lost += 1;
  state.net.erase(m);
  return state;
}

// ---- Crashes

Process receiver(const Message& m) {
  if (m.type == MessageType::kPromise || m.type == MessageType::kNack) return {'p', m.proposer};
  if (m.type == MessageType::kAccepted) return {'l', m.learner};
  return {'a', m.acceptor};
}

/// A process stops, and all that it has not on stable storage is gone.
State crash(const Config& config, State state, Process process) {
  state.down.insert(process);
  if (config.crashes != kUnbounded) state.crashed += 1;
  if (process.role == 'p') {
    at(state.phase, process.number) = Phase::kIdle;
    forget_promises(state, process.number);
    if (is(config, "ballot-storage", "volatile")) at(state.attempt, process.number) = 0;
  }
  if (process.role == 'a') {
    int& promised = at(state.promised, process.number);
    Vote& vote = at(state.vote, process.number);
    if (is(config, "vote-storage", "volatile")) vote = {};
    if (is(config, "promise-storage", "volatile")) promised = kNone;
    if (is(config, "promise-storage", "with-vote")) promised = vote.ballot;
  }
  return state;
}

/// A step, seen as what it writes to stable storage and what it sends, either of which may be done without the other.
struct Parts {
  std::set<std::string> writes;
  std::vector<std::pair<int, Message>> sends;  ///< each with the number of its receiver
};

/// Whether that much of a step may be done before the rest of it.
bool is_possible(const Config& config, const Parts& step, const std::set<std::string>& written,
                 const std::set<int>& sent) {
  const auto is_late = [&](const std::string& write) {
    return is(config, (write + "-storage").c_str(), "late");
  };
  for (const std::string& write : step.writes) {
    const bool is_done = written.contains(write);
    // What is durable is written before anything is sent, what is late after everything is.
    if (!is_late(write) && !is_done && !sent.empty()) return false;
    if (is_late(write) && is_done && sent.size() < step.sends.size()) return false;
    for (const std::string& other : step.writes) {
      if (!is_late(write) && is_late(other) && written.contains(other) && !is_done) return false;
    }
  }
  if (step.writes.contains("promise") && step.writes.contains("vote") &&
      is_late("promise") == is_late("vote")) {
    const bool is_vote_first = is(config, "write-order", "vote-first");
    const std::string first = is_vote_first ? "vote" : "promise";
    const std::string second = is_vote_first ? "promise" : "vote";
    if (written.contains(second) && !written.contains(first)) return false;
  }
  return true;
}

template <typename T>
std::vector<std::set<T>> subsets(const std::vector<T>& all) {
  std::vector<std::set<T>> subsets{{}};
  for (const T& x : all) {
    const std::vector<std::set<T>> without = subsets;
    for (std::set<T> with : without) {
      with.insert(x);
      subsets.push_back(with);
    }
  }
  return subsets;
}

/// Those of `writes` that outlive a crash.
std::set<std::string> durable(const Config& config, std::set<std::string> writes) {
  for (const char* write : {"promise", "vote", "ballot"}) {
    const std::string rule = std::string(write) + "-storage";
    if (is(config, rule.c_str(), "volatile") || is(config, rule.c_str(), "with-vote")) writes.erase(write);
  }
  return writes;
}

/// What is sent in `whole`, which is what comes of a step out of a state without messages.
std::vector<std::pair<int, Message>> sends_in(const State& whole) {
  std::vector<std::pair<int, Message>> sends;
  for (const Message& m : whole.net) {
    int receiver = m.acceptor;
    if (m.type == MessageType::kPromise || m.type == MessageType::kNack) receiver = 0;  // there is one
    if (m.type == MessageType::kAccepted) receiver = m.learner;
    sends.emplace_back(receiver, m);
  }
  return sends;
}

/// Calls `visit(state, written, sent)` for all that may be left of a step of `process` in the middle of which it crashes. `rest` is the
/// state without the step, `whole` what comes of the step if no message is in flight.
template <typename Visit>
void for_each_crash_in_step(const Config& config, const State& rest, const State& whole, Process process,
                            const std::set<std::string>& writes, const Visit& visit) {
  const Parts step{durable(config, writes), sends_in(whole)};
  std::vector<int> receivers;
  for (const auto& [receiver, message] : step.sends) receivers.push_back(receiver);
  for (const std::set<std::string>& written : subsets(std::vector(step.writes.begin(), step.writes.end()))) {
    for (const std::set<int>& sent : subsets(receivers)) {
      const bool is_all = written == step.writes && sent.size() == receivers.size();
      if (is_all || !is_possible(config, step, written, sent)) continue;
      State state = rest;
      const auto n = static_cast<std::size_t>(process.number);
      if (written.contains("promise")) state.promised.at(n) = whole.promised.at(n);
      if (written.contains("vote")) state.vote.at(n) = whole.vote.at(n);
      if (written.contains("vote") || !sent.empty()) state.cast = whole.cast;
      if (written.contains("hearing")) state.heard.at(n) = whole.heard.at(n);
      if (written.contains("ballot")) state.attempt.at(n) = whole.attempt.at(n);
      if (!sent.empty()) state.proposed = whole.proposed;
      for (const auto& [receiver, message] : step.sends) {
        if (sent.contains(receiver)) state.net.insert(message);
      }
      visit(crash(config, std::move(state), process), written, sent);
    }
  }
}

State without_messages(State state) {
  state.net.clear();
  return state;
}

/// What a step that receives `m` writes.
std::set<std::string> writes_in(const Config& config, const State& state, const Message& m) {
  if (m.type == MessageType::kPrepare && may_promise(config, state, m.acceptor, m.ballot)) return {"promise"};
  if (m.type == MessageType::kAccept && may_vote(config, state, m.acceptor, m.ballot, m.value)) {
    return {"promise", "vote"};
  }
  if (m.type == MessageType::kAccepted) return {"hearing"};
  return {};
}

void add_crashes(const Config& config, const State& state, std::vector<Step>& steps) {
  std::vector<Process> processes;
  for (int p = 0; p < config.proposers; ++p) processes.push_back({'p', p});
  for (int a = 0; a < config.acceptors; ++a) processes.push_back({'a', a});
  for (int l = 0; l < config.learners; ++l) processes.push_back({'l', l});
  const bool may_crash = config.crashes == kUnbounded || state.crashed < config.crashes;
  const bool may_recover = config.recoveries == kUnbounded || state.recovered < config.recoveries;
  for (const Process process : processes) {
    if (state.down.contains(process)) {
      if (config.crashes == 0 || !may_recover) continue;
      State up = state;
      up.down.erase(process);
      if (config.recoveries != kUnbounded) up.recovered += 1;
      steps.push_back({{.type = StepType::kRecover, .message = {}, .process = process}, std::move(up)});
    } else if (may_crash) {
      steps.push_back(
          {{.type = StepType::kCrash, .message = {}, .process = process}, crash(config, state, process)});
    }
  }
  if (!may_crash) return;
  for (int p = 0; p < config.proposers; ++p) {
    const Process process{'p', p};
    if (state.down.contains(process) || state.attempt.at(static_cast<std::size_t>(p)) == config.attempts)
      continue;
    const State whole = prepare(config, without_messages(state), p);
    for_each_crash_in_step(config, state, whole, process, {"ballot"},
                           [&](State then, const auto& written, const auto& sent) {
                             if (written.empty() && sent.empty()) return;
                             steps.push_back({{.type = StepType::kCrashStarting,
                                               .proposer = p,
                                               .message = {},
                                               .written = written,
                                               .sent = sent},
                                              std::move(then)});
                           });
  }
  for (const Message& m : state.net) {
    if (state.down.contains(receiver(m))) continue;
    for (const auto& [type, rest] : after(config, state, m)) {
      const StepType crash_type =
          type == StepType::kDeliver ? StepType::kCrashReceiving : StepType::kCrashReceivingDouble;
      for (const auto& [choice, whole] : deliver(config, without_messages(rest), m)) {
        for_each_crash_in_step(
            config, rest, whole, receiver(m), writes_in(config, state, m),
            [&, &on = m, &chosen = choice](State then, const auto& written, const auto& sent) {
              steps.push_back(
                  {{.type = crash_type, .message = on, .choice = chosen, .written = written, .sent = sent},
                   std::move(then)});
            });
      }
    }
  }
}

}  // namespace

State initial_state(const Config& config) {
  State state;
  state.promised = function_of(config.acceptors, kNone);
  state.vote = function_of(config.acceptors, Vote{});
  state.attempt = function_of(config.proposers, 0);
  state.phase = function_of(config.proposers, Phase::kIdle);
  state.promises = function_of(config.proposers, std::set<VoteBy>{});
  state.counted = function_of(config.proposers, 0);
  state.first = function_of(config.proposers, Vote{});
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
    if (is_quorum(config, "vote-quorum", voters) || is(config, "learning", "first-vote"))
      learned.insert(vote.value);
  }
  return learned;
}

std::vector<Step> successors(const Config& config, const State& state) {
  std::vector<Step> steps;
  for (int p = 0; p < config.proposers; ++p) {
    if (state.down.contains({'p', p})) continue;
    if (state.attempt.at(static_cast<std::size_t>(p)) < config.attempts) {
      steps.push_back(
          {{.type = StepType::kPrepare, .proposer = p, .message = {}}, prepare(config, state, p)});
    }
  }
  for (const Message& m : state.net) {
    for (auto& [type, rest] : after(config, state, m)) {
      if (state.down.contains(receiver(m))) continue;
      for (auto& [choice, then] : deliver(config, std::move(rest), m)) {
        steps.push_back({{.type = type, .message = m, .choice = choice}, std::move(then)});
      }
    }
    if (may_lose(config, state))
      steps.push_back({{.type = StepType::kLose, .message = m}, lose(config, state, m)});
  }
  add_crashes(config, state, steps);
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
  if (m.proposer != kNone) out << " of p" << m.proposer;
  if (m.value != kNone) out << ", value " << m.value;
  if (m.learner != kNone) out << ", l" << m.learner;
  return out << ')';
}

std::ostream& operator<<(std::ostream& out, const Process& p) { return out << p.role << p.number; }

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
  static constexpr const char* kTypes[] = {"prepare by p",
                                           "deliver ",
                                           "deliver one copy of ",
                                           "lose ",
                                           "crash in a prepare by p",
                                           "crash when receiving ",
                                           "crash when receiving one copy of ",
                                           "crash of ",
                                           "recovery of "};
  out << kTypes[static_cast<std::size_t>(label.type)];
  if (label.process.number != kNone) return out << label.process.role << label.process.number;
  if (label.proposer != kNone) {
    out << label.proposer;
  } else {
    out << label.message;
  }
  if (label.choice != kNone) out << ", choosing value " << label.choice;
  for (const std::string& write : label.written) out << ", " << write << " written";
  for (const int receiver : label.sent) out << ", sent to " << receiver;
  return out;
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
  line("counted", state.counted);
  line("first", state.first);
  line("net", state.net);
  line("cast", state.cast);
  line("heard", state.heard);
  line("proposed", state.proposed);
  line("lost", state.lost);
  line("doubled", state.doubled);
  line("down", state.down);
  line("crashed", state.crashed);
  line("recovered", state.recovered);
  return out;
}

}  // namespace paxoscope::tests::naive
