#include "tests/naive_synod.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <ostream>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/naive_quorums.hpp"

namespace paxoscope::tests::naive_synod {

namespace {

/// Whether `rule` is taken as `alternative`, which is not the specified one.
bool is(const Config& config, const char* rule, const char* alternative) {
  const auto changed = config.rules.find(rule);
  return changed != config.rules.end() && changed->second == alternative;
}

/// Every set of acceptors that may promise a ballot so that it proposes.
std::vector<std::set<int>> quorums(const Config& config) {
  const auto changed = config.rules.find("promise-quorum");
  std::vector<std::set<int>> all;
  for (unsigned subset = 0; subset < 1U << static_cast<unsigned>(config.acceptors); ++subset) {
    std::set<int> acceptors;
    for (int a = 0; a < config.acceptors; ++a) {
      if ((subset >> static_cast<unsigned>(a) & 1U) != 0) acceptors.insert(a);
    }
    const std::string kind = changed == config.rules.end() ? "majority" : changed->second;
    if (naive::is_quorum(kind, config.acceptors, acceptors)) all.push_back(std::move(acceptors));
  }
  return all;
}

bool has_2a(const State& state, int b) {
  return std::any_of(state.msgs.begin(), state.msgs.end(),
                     [&](const Message& m) { return m.type == MessageType::k2a && m.bal == b; });
}

/// What the arbitrary rule says that acceptor `a` does when it is asked about a ballot, and perhaps a value.
int arbitrary(const Config& config, const char* rule, const State& state, int a,
              const std::vector<int>& about, int below) {
  return config.arbitrary.of_acceptor(rule, a, state.maxBal.at(a), state.maxVBal.at(a), state.maxVal.at(a),
                                      about, below);
}

/// ⟨ballot, value⟩ by its number; 0 is none.
std::pair<int, int> numbered(const Config& config, int number) {
  if (number == 0) return {kNone, kNone};
  return {(number - 1) / config.values, (number - 1) % config.values};
}

int votes(const Config& config) { return 1 + config.ballots * config.values; }

/// What Phase2a(b, v) asks of some quorum Q.
bool shows_safe(const Config& config, const State& state, const std::set<int>& quorum, int b, int v) {
  std::set<Message> q1b;
  std::set<Message> q1bv;
  std::set<int> promisers;
  for (const Message& m : state.msgs) {
    if (m.type != MessageType::k1b || m.bal != b || !quorum.contains(m.acc)) continue;
    q1b.insert(m);
    promisers.insert(m.acc);
    if (m.mbal >= 0) q1bv.insert(m);
  }
  if (promisers != quorum) return false;
  if (config.arbitrary.replaces("proposal-value")) {
    std::map<int, std::pair<int, int>> highest;  // by acceptor
    for (const Message& m : q1b) {
      const auto [other, is_new] = highest.emplace(m.acc, std::pair(m.mbal, m.mval));
      if (!is_new && m.mbal > other->second.first) other->second = {m.mbal, m.mval};
    }
    std::vector<std::pair<int, int>> reports;
    for (const auto& [acceptor, vote] : highest) reports.push_back(vote);
    std::sort(reports.begin(), reports.end());
    const int value = config.arbitrary.proposal(b, reports, config.values);
    return value == kNone || value == v;
  }
  if (is(config, "proposal-value", "own")) return true;
  if (q1bv.empty()) return true;
  if (is(config, "proposal-value", "any-reported")) {
    return std::any_of(q1bv.begin(), q1bv.end(), [&](const Message& m) { return m.mval == v; });
  }
  if (is(config, "proposal-value", "most-reported")) {
    std::map<int, int> counts;  // by value
    for (const Message& m : q1bv) ++counts[m.mval];
    return counts.contains(v) && std::all_of(counts.begin(), counts.end(),
                                             [&](const auto& other) { return counts[v] >= other.second; });
  }
  const bool is_lowest = is(config, "proposal-value", "lowest-reported");
  return std::any_of(q1bv.begin(), q1bv.end(), [&](const Message& m) {
    return m.mval == v && std::all_of(q1bv.begin(), q1bv.end(), [&](const Message& mm) {
             return is_lowest ? m.mbal <= mm.mbal : m.mbal >= mm.mbal;
           });
  });
}

State with(State state, const Message& m) {
  state.msgs.insert(m);
  return state;
}

State phase1a(const State& state, int b) { return with(state, {.type = MessageType::k1a, .bal = b}); }

State phase1b(const Config& config, State state, int a, int b) {
  const bool reports = !is(config, "promise-reports", "nothing");
  int mbal = reports ? state.maxVBal.at(a) : kNone;
  int mval = reports ? state.maxVal.at(a) : kNone;
  int max_bal = is(config, "promise-record", "forgotten") ? state.maxBal.at(a) : b;
  if (config.arbitrary.replaces("promise-reports")) {
    std::tie(mbal, mval) =
        numbered(config, arbitrary(config, "promise-reports", state, a, {b}, votes(config)));
  }
  if (config.arbitrary.replaces("promise-record")) {
    max_bal = arbitrary(config, "promise-record", state, a, {b}, config.ballots + 1) - 1;
  }
  state.maxBal.at(a) = max_bal;
  return with(std::move(state), {.type = MessageType::k1b, .acc = a, .bal = b, .mbal = mbal, .mval = mval});
}

State phase2a(const State& state, int b, int v) {
  return with(state, {.type = MessageType::k2a, .bal = b, .val = v});
}

State phase2b(const Config& config, State state, int a, int b, int v) {
  int max_bal = is(config, "vote-promises", "no") ? state.maxBal.at(a) : b;
  std::pair kept{b, v};
  if (is(config, "vote-record", "highest") && b < state.maxVBal.at(a)) {
    kept = {state.maxVBal.at(a), state.maxVal.at(a)};
  }
  if (config.arbitrary.replaces("vote-promises")) {
    max_bal = arbitrary(config, "vote-promises", state, a, {b, v}, config.ballots + 1) - 1;
  }
  if (config.arbitrary.replaces("vote-record")) {
    kept = numbered(config, arbitrary(config, "vote-record", state, a, {b, v}, votes(config)));
  }
  state.maxBal.at(a) = max_bal;
  std::tie(state.maxVBal.at(a), state.maxVal.at(a)) = kept;
  return with(std::move(state), {.type = MessageType::k2b, .acc = a, .bal = b, .val = v});
}

/// An acceptor loses what is not on stable storage, and goes on.
State crash(const Config& config, State state, int a) {
  const bool keeps_vote = !is(config, "vote-storage", "volatile");
  if (!keeps_vote) {
    state.maxVBal.at(a) = kNone;
    state.maxVal.at(a) = kNone;
  }
  if (is(config, "promise-storage", "volatile")) state.maxBal.at(a) = kNone;
  if (is(config, "promise-storage", "with-vote")) state.maxBal.at(a) = state.maxVBal.at(a);
  return state;
}

}  // namespace

State initial_state(const Config& config) {
  State state;
  for (int a = 0; a < config.acceptors; ++a) {
    state.maxBal[a] = kNone;
    state.maxVBal[a] = kNone;
    state.maxVal[a] = kNone;
  }
  return state;
}

std::set<Step> successors(const Config& config, const State& state) {
  std::set<Step> steps;
  const auto add = [&](const Label& label, State after) {
    if (after != state) steps.insert({label, std::move(after)});
  };
  for (int b = 0; b < config.ballots; ++b) {
    add({StepType::kPhase1a, kNone, b, kNone}, phase1a(state, b));
    for (const std::set<int>& quorum : quorums(config)) {
      for (int v = 0; v < config.values; ++v) {
        const bool is_free = !has_2a(state, b) || is(config, "proposals", "several");
        if (is_free && shows_safe(config, state, quorum, b, v)) {
          add({StepType::kPhase2a, kNone, b, v}, phase2a(state, b, v));
        }
      }
    }
  }
  for (int a = 0; a < config.acceptors; ++a) {
    State crashed = crash(config, state, a);
    const bool may_crash = config.crashes == kUnbounded || state.crashed < config.crashes;
    if (may_crash && crashed != state) {
      if (config.crashes != kUnbounded) ++crashed.crashed;
      add({StepType::kCrash, a, kNone, kNone}, std::move(crashed));
    }
    for (const Message& m : state.msgs) {
      const int max_bal = state.maxBal.at(a);
      bool may_promise = m.bal > max_bal || is(config, "may-promise", "always") ||
                         (m.bal == max_bal && is(config, "may-promise", "at-or-above-promise"));
      if (config.arbitrary.replaces("may-promise")) {
        may_promise = arbitrary(config, "may-promise", state, a, {m.bal}, 2) != 0;
      }
      if (m.type == MessageType::k1a && may_promise) {
        add({StepType::kPhase1b, a, m.bal, kNone}, phase1b(config, state, a, m.bal));
      }
      bool may_vote = m.bal > max_bal || is(config, "may-vote", "always") ||
                      (m.bal == max_bal && !is(config, "may-vote", "above-promise"));
      if (config.arbitrary.replaces("may-vote")) {
        may_vote = arbitrary(config, "may-vote", state, a, {m.bal, m.val}, 2) != 0;
      }
      if (m.type == MessageType::k2a && may_vote) {
        add({StepType::kPhase2b, a, m.bal, m.val}, phase2b(config, state, a, m.bal, m.val));
      }
    }
  }
  return steps;
}

// ---- For people

std::ostream& operator<<(std::ostream& out, const Label& label) {
  static constexpr std::array kTypes{"Phase1a", "Phase1b", "Phase2a", "Phase2b", "Crash"};
  out << kTypes.at(static_cast<std::size_t>(label.type)) << '(';
  if (label.acceptor != kNone) out << 'a' << label.acceptor << ", ";
  out << "ballot " << label.ballot;
  if (label.value != kNone) out << ", value " << label.value;
  return out << ')';
}

std::ostream& operator<<(std::ostream& out, const State& state) {
  static constexpr std::array kTypes{"1a", "1b", "2a", "2b"};
  for (const auto& [a, ballot] : state.maxBal) {
    out << "  a" << a << ": maxBal " << ballot << ", maxVBal " << state.maxVBal.at(a) << ", maxVal "
        << state.maxVal.at(a) << '\n';
  }
  out << "  crashed " << state.crashed << '\n';
  for (const Message& m : state.msgs) {
    out << "  " << kTypes.at(static_cast<std::size_t>(m.type)) << ": acc " << m.acc << ", bal " << m.bal
        << ", mbal " << m.mbal << ", mval " << m.mval << ", val " << m.val << '\n';
  }
  return out;
}

}  // namespace paxoscope::tests::naive_synod
