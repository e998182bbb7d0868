#include "tests/naive_last_voting.hpp"

#include <algorithm>
#include <optional>
#include <ostream>

#include "tests/naive_quorums.hpp"

namespace paxoscope::tests::naive_last_voting {

namespace {

constexpr int kRounds = 4;

/// Whether `rule` is taken as `alternative`, which is not the specified one.
bool is(const Config& config, const char* rule, const char* alternative) {
  const auto changed = config.rules.find(rule);
  return changed != config.rules.end() && changed->second == alternative;
}

bool is_quorum(const Config& config, const char* rule, const std::set<int>& some) {
  const auto changed = config.rules.find(rule);
  return naive::is_quorum(changed == config.rules.end() ? "majority" : changed->second, config.processes,
                          some);
}

struct Received {
  int from;
  int value;
  int ts;
};

/// The values of which the coordinator makes one its vote.
std::set<int> votes_by(const Config& config, const std::vector<Received>& estimates, int own) {
  if (is(config, "estimate", "own")) return {own};
  std::set<int> timestamps;
  std::map<int, int> times;
  int most = 0;
  for (const Received& e : estimates) {
    timestamps.insert(e.ts);
    most = std::max(most, ++times[e.value]);
  }
  std::set<int> values;
  for (const Received& e : estimates) {
    bool counts = e.ts == *timestamps.rbegin();
    if (is(config, "estimate", "lowest-timestamp")) counts = e.ts == *timestamps.begin();
    if (is(config, "estimate", "most-reported")) counts = times[e.value] == most;
    if (is(config, "estimate", "any-reported")) counts = true;
    if (counts) values.insert(e.value);
  }
  return values;
}

/// Every set of processes that may be heard of.
std::vector<std::set<int>> heard_of_sets(const Config& config) {
  std::vector<std::set<int>> sets;
  for (int bits = 0; bits < 1 << config.processes; ++bits) {
    std::set<int> set;
    for (int p = 0; p < config.processes; ++p) {
      if ((bits >> p & 1) != 0) set.insert(p);
    }
    if (static_cast<int>(set.size()) >= std::min(config.heard, config.processes)) sets.push_back(set);
  }
  return sets;
}

}  // namespace

std::vector<State> initial_states(const Config& config) {
  std::vector<State> states{State{}};
  for (int p = 0; p < config.processes; ++p) {
    std::vector<State> more;
    for (const State& state : states) {
      for (int v = 0; v < config.values; ++v) {
        more.push_back(state);
        more.back().processes[p].x = v;
        more.back().votes[p] = {};
      }
    }
    states = more;
  }
  return states;
}

std::set<Step> steps_with(const Config& config, const State& state, const HeardOf& heard_of) {
  if (state.round > kRounds * config.phases) return {};
  const int phase = (state.round - 1) / kRounds + 1;
  const int round = (state.round - 1) % kRounds + 1;
  const int coord = (phase - 1) % config.processes;
  const Process& leader = state.processes.at(coord);

  State after = state;
  ++after.round;
  Label label{coord, round, {}, kNone};
  std::set<Step> steps;
  if (round == 1) {
    // send ⟨x_p, ts_p⟩ to the coordinator
    std::vector<Received> estimates;
    for (const int p : heard_of[static_cast<std::size_t>(coord)]) {
      const Process& sender = state.processes.at(p);
      estimates.push_back({p, sender.x, sender.ts});
      label.heard.insert(p);
    }
    const auto propose = [&](State& next) {
      const Process& c = next.processes.at(coord);
      if (c.commit) next.proposals.insert({phase, c.vote});
    };
    if (is_quorum(config, "promise-quorum", label.heard)) {
      for (const int v : votes_by(config, estimates, leader.x)) {
        State next = after;
        next.processes[coord].vote = v;
        next.processes[coord].commit = true;
        propose(next);
        label.vote = v;
        steps.insert({label, next});
      }
      return steps;
    }
    propose(after);
  } else if (round == 2) {
    // the coordinator, if commit: send ⟨vote_p⟩ to all processes
    for (auto& [p, process] : after.processes) {
      if (!leader.commit || !heard_of[static_cast<std::size_t>(p)].contains(coord)) continue;
      label.heard.insert(p);
      if (!is(config, "vote-updates", "timestamp")) process.x = leader.vote;
      if (!is(config, "vote-updates", "value")) process.ts = phase;
      after.votes[p].insert({phase, leader.vote});
    }
  } else if (round == 3) {
    // if ts_p = phase: send ⟨ack⟩ to the coordinator
    for (const int p : heard_of[static_cast<std::size_t>(coord)]) {
      if (state.processes.at(p).ts == phase || is(config, "acks", "everyone")) label.heard.insert(p);
    }
    if (is_quorum(config, "vote-quorum", label.heard)) after.processes[coord].ready = true;
  } else {
    // the coordinator, if ready: send ⟨vote_p⟩ to all processes
    const bool tells = leader.commit && (leader.ready || is(config, "decision", "when-committed"));
    for (auto& [p, process] : after.processes) {
      if (!tells || !heard_of[static_cast<std::size_t>(p)].contains(coord)) continue;
      label.heard.insert(p);
      process.decisions.insert(leader.vote);
    }
    if (!is(config, "flags", "kept")) {
      after.processes[coord].ready = false;
      after.processes[coord].commit = false;
      after.processes[coord].vote = kNone;  // not in the paper: nobody asks for it before it is set again
    }
  }
  steps.insert({label, after});
  return steps;
}

std::set<Step> successors(const Config& config, const State& state) {
  const std::vector<std::set<int>> sets = heard_of_sets(config);
  std::set<Step> all;
  HeardOf heard_of(static_cast<std::size_t>(config.processes));
  // One digit for each process, counting up.
  std::vector<std::size_t> digits(heard_of.size());
  while (true) {
    for (std::size_t p = 0; p < digits.size(); ++p) heard_of[p] = sets[digits[p]];
    all.merge(steps_with(config, state, heard_of));
    std::size_t p = 0;
    while (p < digits.size() && ++digits[p] == sets.size()) digits[p++] = 0;
    if (p == digits.size()) return all;
  }
}

State without_past(const State& state) {
  State bare = state;
  bare.proposals.clear();
  bare.votes.clear();
  return bare;
}

// ---- For people

std::ostream& operator<<(std::ostream& out, const Label& label) {
  out << 'p' << label.coordinator << ", round " << label.round << ", heard {";
  for (const int p : label.heard) out << ' ' << p;
  return out << " }, vote " << label.vote;
}

std::ostream& operator<<(std::ostream& out, const State& state) {
  out << "  before round " << state.round << ", " << state.proposals.size() << " proposals\n";
  for (const auto& [p, process] : state.processes) {
    out << "  p" << p << ": x " << process.x << ", ts " << process.ts << ", vote " << process.vote
        << (process.commit ? ", committed" : "") << (process.ready ? ", ready" : "") << ", "
        << process.decisions.size() << " decisions, "
        << (state.votes.contains(p) ? state.votes.at(p).size() : 0) << " votes\n";
  }
  return out;
}

}  // namespace paxoscope::tests::naive_last_voting
