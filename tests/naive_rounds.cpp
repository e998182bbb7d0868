#include "tests/naive_rounds.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ostream>
#include <tuple>
#include <utility>

namespace paxoscope::tests::naive_rounds {

namespace {

using naive::Message;
using naive::MessageType;
using naive::Process;
using naive::StepType;

bool has_shared_numbers(const Config& config) {
  const auto rule = config.paxos.rules.find("ballot-owner");
  return rule != config.paxos.rules.end() && rule->second == "shared";
}

bool has_late_ballots(const Config& config) {
  const auto rule = config.paxos.rules.find("ballot-storage");
  return rule != config.paxos.rules.end() && rule->second == "late";
}

/// The number of a proposer's k-th ballot.
int number_of(const Config& config, int proposer, int k) {
  return has_shared_numbers(config) ? k - 1 : (k - 1) * config.paxos.proposers + proposer;
}

/// The k for which the k-th ballot of `proposer` comes after all that is spoken of; nothing if it has not so many. Of what goes by a number
/// alone it must be above the number, of what has a proposer it must come later, by number and then by proposer.
std::optional<int> next_attempt(const Config& config, const State& state, int proposer) {
  std::pair<int, int> last{kNone, kNone};
  const auto speaks_of = [&](int number, int owner) {
    if (number != kNone) last = std::max(last, {number, owner});
  };
  const int everyone = config.paxos.proposers;
  for (int p = 0; p < config.paxos.proposers; ++p) {
    const auto i = static_cast<std::size_t>(p);
    if (state.paxos.attempt.at(i) > 0) speaks_of(number_of(config, p, state.paxos.attempt.at(i)), p);
    for (const naive::VoteBy& promise : state.paxos.promises.at(i)) speaks_of(promise.ballot, everyone);
  }
  for (const int promised : state.paxos.promised) speaks_of(promised, everyone);
  for (const naive::Vote& vote : state.paxos.vote) speaks_of(vote.ballot, everyone);
  for (const Message& m : state.paxos.net)
    speaks_of(m.ballot, m.type == MessageType::kAccepted ? everyone : m.proposer);
  for (int k = 1; k <= config.paxos.attempts; ++k) {
    if (std::pair(number_of(config, proposer, k), proposer) > last) return k;
  }
  return std::nullopt;
}

Process sender(const Message& m) {
  if (m.type == MessageType::kPrepare || m.type == MessageType::kAccept) return {'p', m.proposer};
  return {'a', m.acceptor};
}

Process receiver(const Message& m) {
  if (m.type == MessageType::kPromise || m.type == MessageType::kNack) return {'p', m.proposer};
  if (m.type == MessageType::kAccepted) return {'l', m.learner};
  return {'a', m.acceptor};
}

/// The order in which messages arrive in a round.
bool arrives_before(const Message& x, const Message& y) {
  const auto key = [](const Message& m) {
    return std::tuple(m.acceptor, m.type, m.ballot, m.proposer, m.reported_ballot, m.reported_value, m.value,
                      m.learner);
  };
  return key(x) < key(y);
}

/// Whether a message speaks of the ballot that its proposer started last.
bool is_last_started(const Config& config, const State& state, const Message& m) {
  const int attempt = state.paxos.attempt.at(static_cast<std::size_t>(m.proposer));
  return attempt > 0 && number_of(config, m.proposer, attempt) == m.ballot;
}

bool may_begin(const Config& config, const State& state, int proposer) {
  if (state.paxos.down.contains({'p', proposer})) return false;
  if (state.patience.at(static_cast<std::size_t>(proposer)) > 0) return false;
  if (state.leader != kNone && state.leader != proposer) return false;
  return config.starts != "together" || !state.is_first_over || state.begun.contains(proposer) ||
         state.leader == proposer;
}

bool must_start(const Config& config, const State& state, int proposer) {
  return config.starts != "patient" && state.begun.contains(proposer) && may_begin(config, state, proposer) &&
         next_attempt(config, state, proposer).has_value();
}

/// Proposers that are up.
std::set<int> candidates(const Config& config, const State& state) {
  std::set<int> up;
  for (int p = 0; p < config.paxos.proposers; ++p) {
    if (!state.paxos.down.contains({'p', p})) up.insert(p);
  }
  return up;
}

bool is_settled(const Config& config, const State& state) {
  const bool is_led = !config.has_leader || state.leader != kNone || candidates(config, state).empty();
  return (state.is_stable || !config.may_be_unstable) && is_led;
}

/// What is down does not lead, and does not know how long to wait.
State without_memory_of_those_down(State state) {
  for (const Process& process : state.paxos.down) {
    if (process.role == 'p') state.growth.at(static_cast<std::size_t>(process.number)) = 0;
  }
  if (state.leader != kNone && state.paxos.down.contains({'p', state.leader})) state.leader = kNone;
  return state;
}

/// Piece by piece, as g++ 12 takes parts of what is made in one go for uninitialized.
void add(const std::string& event, const Message& message, int leader, const State& after,
         std::vector<Step>& steps) {
  Label label;
  label.event = event;
  label.step.message = message;
  label.leader = leader;
  steps.push_back({label, after});
}
void add(const naive::Label& step, const State& after, std::vector<Step>& steps) {
  Label label;
  label.event = "step";
  label.step = step;
  steps.push_back({label, after});
}

void add_arrivals(const Config& config, const State& state, std::vector<Step>& steps) {
  const Message m = *std::min_element(state.due.begin(), state.due.end(), arrives_before);
  State gone = state;
  gone.due.erase(m);
  gone.late.erase(m);
  if (state.paxos.down.contains(receiver(m))) {
    gone.paxos.net.erase(m);
    add("miss", m, kNone, gone, steps);
    return;
  }
  const Process omitter = config.omitting == "receivers" ? receiver(m) : sender(m);
  const int omissions = config.omitting == "links" ? state.omitted : static_cast<int>(state.omitters.size());
  const bool may_omit =
      config.omissions == kUnbounded || omissions < config.omissions || state.omitters.contains(omitter);
  const bool is_reliable = config.may_be_unstable && state.is_stable;
  for (const naive::Step& step : naive::successors(config.paxos, state.paxos)) {
    const bool is_about_it = step.label.message == m;
    State after = gone;
    after.paxos = step.after;
    switch (step.label.type) {
      case StepType::kDeliver:
      case StepType::kCrashReceiving:
        if (!is_about_it) continue;
        if (m.type == MessageType::kNack && step.label.type == StepType::kDeliver &&
            is_last_started(config, state, m))
          after.patience.at(static_cast<std::size_t>(m.proposer)) = 0;
        break;
      case StepType::kLose:
        if (!is_about_it || !may_omit || is_reliable) continue;
        if (config.omissions == kUnbounded) break;
        if (config.omitting == "links") after.omitted += 1;
        if (config.omitting != "links") after.omitters.insert(omitter);
        break;
      case StepType::kCrash:
        if (step.label.process != receiver(m)) continue;
        after.due = state.due;
        after.late = state.late;
        break;
      default:
        continue;
    }
    add(step.label, without_memory_of_those_down(after), steps);
  }
  const auto late = state.late.find(m);
  const int rounds_late = late == state.late.end() ? 0 : late->second;
  if (!config.may_be_unstable || (state.is_stable && rounds_late + 1 >= config.delay)) return;
  State after = state;
  after.due.erase(m);
  if (state.is_stable) after.late[m] = rounds_late + 1;
  add("wait", m, kNone, after, steps);
}

void add_starts(const Config& config, const State& state, std::vector<Step>& steps) {
  for (int p = state.next_starter; p < config.paxos.proposers; ++p) {
    const auto i = static_cast<std::size_t>(p);
    const std::optional<int> attempt = next_attempt(config, state, p);
    if (!may_begin(config, state, p) || !attempt) continue;
    naive::State skipping = state.paxos;
    skipping.attempt.at(i) = *attempt - 1;
    for (const naive::Step& step : naive::successors(config.paxos, skipping)) {
      const bool is_start =
          step.label.type == StepType::kPrepare || step.label.type == StepType::kCrashStarting;
      if (!is_start || step.label.proposer != p) continue;
      State after = state;
      after.paxos = step.after;
      // Then it never got as far as to write that it started it.
      if (step.label.type == StepType::kCrashStarting && has_late_ballots(config) &&
          !step.label.written.contains("ballot"))
        after.paxos.attempt.at(i) = state.paxos.attempt.at(i);
      after.patience.at(i) = config.patience + state.growth.at(i);
      after.growth.at(i) = std::min(state.growth.at(i) + 1, config.growth);
      if (config.starts != "patient") after.begun.insert(p);
      after.next_starter = p + 1;
      add(step.label, without_memory_of_those_down(after), steps);
    }
    if (must_start(config, state, p)) return;
  }
}

bool has_one_begun(const Config& config, const State& state) {
  const std::set<int> up = candidates(config, state);
  return std::any_of(up.begin(), up.end(), [&](int p) { return state.begun.contains(p); });
}

State after_round(const Config& config, const State& state) {
  State after = state;
  for (int& rounds : after.patience) rounds = std::max(rounds - 1, 0);
  after.next_starter = 0;
  after.omitted = 0;
  after.omitters.clear();
  if (config.starts == "together" && (has_one_begun(config, state) || candidates(config, state).empty()))
    after.is_first_over = true;
  if (config.may_be_unstable && !state.is_stable && config.unstable != kUnbounded) after.unstable += 1;
  after.due = state.paxos.net;
  return after;
}

bool may_end_round(const Config& config, const State& state) {
  for (int p = state.next_starter; p < config.paxos.proposers; ++p) {
    if (must_start(config, state, p)) return false;
  }
  const bool is_unstable = config.may_be_unstable && !state.is_stable;
  if (is_unstable && config.unstable != kUnbounded && state.unstable >= config.unstable) return false;
  if (config.starts == "together" && !state.is_first_over && !has_one_begun(config, state)) {
    for (int p = state.next_starter; p < config.paxos.proposers; ++p) {
      if (may_begin(config, state, p)) return false;
    }
  }
  return true;
}

}  // namespace

State initial_state(const Config& config) {
  State state;
  state.paxos = naive::initial_state(config.paxos);
  state.patience.assign(static_cast<std::size_t>(config.paxos.proposers), 0);
  state.growth = state.patience;
  return state;
}

std::vector<Step> successors(const Config& config, const State& state) {
  std::vector<Step> steps;
  if (!state.due.empty()) {
    add_arrivals(config, state, steps);
    return steps;
  }
  add_starts(config, state, steps);
  for (const naive::Step& step : naive::successors(config.paxos, state.paxos)) {
    if (step.label.type != StepType::kCrash && step.label.type != StepType::kRecover) continue;
    State after = state;
    after.paxos = step.after;
    add(step.label, without_memory_of_those_down(after), steps);
  }
  if (!is_settled(config, state)) {
    State after = state;
    if (config.may_be_unstable) after.is_stable = true;
    after.unstable = 0;
    std::set<int> leaders = candidates(config, state);
    if (!config.has_leader || leaders.empty()) leaders = {kNone};
    for (const int p : leaders) {
      after.leader = p;
      add("stabilise", {}, p, after, steps);
    }
  }
  const bool is_over = steps.empty() && after_round(config, state) == state;
  if (!is_over && may_end_round(config, state))
    add("end-round", {}, kNone, after_round(config, state), steps);
  return steps;
}

std::ostream& operator<<(std::ostream& out, const Label& label) {
  return out << label.event << ' ' << label.step << " leader " << label.leader;
}

std::ostream& operator<<(std::ostream& out, const State& state) {
  out << state.paxos << "due " << state.due.size() << ", late " << state.late.size() << ", patience";
  for (const int rounds : state.patience) out << ' ' << rounds;
  out << ", growth";
  for (const int rounds : state.growth) out << ' ' << rounds;
  out << ", omitters " << state.omitters.size();
  out << ", begun";
  for (const int p : state.begun) out << ' ' << p;
  return out << ", next starter " << state.next_starter << ", leader " << state.leader << ", omitted "
             << state.omitted << ", unstable " << state.unstable << ", stable " << state.is_stable
             << ", first over " << state.is_first_over << '\n';
}

}  // namespace paxoscope::tests::naive_rounds
