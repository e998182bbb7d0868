#include "tests/naive_multi_paxos.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ostream>

#include "tests/naive_quorums.hpp"

namespace paxoscope::tests::naive_multi_paxos {

namespace {

using Acceptors = std::set<int>;

bool is(const Config& config, const char* rule, const char* alternative) {
  const auto changed = config.rules.find(rule);
  return changed != config.rules.end() && changed->second == alternative;
}

bool is_quorum(const Config& config, const char* rule, const Acceptors& acceptors) {
  const auto changed = config.rules.find(rule);
  return naive::is_quorum(changed == config.rules.end() ? "majority" : changed->second, config.acceptors,
                          acceptors);
}

bool has_1a(const State& state, int b) { return state.msgs.contains({.type = MessageType::k1a, .bal = b}); }

/// The highest ballot that its proposer has begun.
bool acts_in(const Config& config, const State& state, int b) {
  return has_1a(state, b) && !has_1a(state, b + config.proposers);
}

std::optional<int> proposed(const State& state, int b, int s) {
  for (const Message& m : state.msgs) {
    if (m.type == MessageType::k2a && m.bal == b && m.slot == s) return m.val;
  }
  return std::nullopt;
}

const Message* promise_of(const State& state, int a, int b) {
  for (const Message& m : state.msgs) {
    if (m.type == MessageType::k1b && m.acc == a && m.bal == b) return &m;
  }
  return nullptr;
}

class Successors {
 public:
  Successors(const Config& config, const State& state) : config_(config), state_(state) {}

  std::set<Step> all() {
    for (int b = 0; b < config_.proposers * config_.attempts; ++b) {
      phase1a(b);
      become_leader(b);
      for (int s = 0; s < config_.slots; ++s) phase2a(b, s);
      for (int a = 0; a < config_.acceptors; ++a) {
        phase1b(a, b);
        for (int s = 0; s < config_.slots; ++s) phase2b(a, b, s);
      }
    }
    for (int l = 0; l < config_.learners; ++l) {
      for (int s = 0; s < config_.slots; ++s) execute(l, s);
    }
    return std::move(steps_);
  }

 private:
  void add(Label label, State after) { steps_.insert({std::move(label), std::move(after)}); }

  void phase1a(int b) {
    if (has_1a(state_, b)) return;
    if (b >= config_.proposers && !has_1a(state_, b - config_.proposers)) return;
    State after = state_;
    after.msgs.insert({.type = MessageType::k1a, .bal = b});
    add({.type = "phase-1a", .ballot = b}, std::move(after));
  }

  void phase1b(int a, int b) {
    if (!has_1a(state_, b) || promise_of(state_, a, b) != nullptr) return;
    const int promised = state_.maxBal.at(a);
    const bool may = is(config_, "may-promise", "always") ||
                     (is(config_, "may-promise", "at-or-above-promise") ? b >= promised : b > promised);
    if (!may) return;
    State after = state_;
    if (!is(config_, "promise-record", "forgotten")) after.maxBal[a] = b;
    Log report = state_.log.at(a);
    if (is(config_, "promise-reports", "nothing")) report.assign(report.size(), {kNone, kNone});
    after.msgs.insert({.type = MessageType::k1b, .acc = a, .bal = b, .log = report});
    add({.type = "phase-1b", .process = a, .ballot = b}, std::move(after));
  }

  /// What the logs of a quorum make: the value of each slot, or kNone.
  std::set<std::vector<int>> merged(const std::vector<Log>& logs) const {
    const auto slots = static_cast<std::size_t>(config_.slots);
    const auto values = [&](const Log& log) {
      std::vector<int> all;
      for (const auto& [bal, val] : log) all.push_back(val);
      return all;
    };
    const auto length = [&](const Log& log) {
      std::size_t n = 0;
      for (std::size_t s = 0; s < slots; ++s) {
        if (log[s].first != kNone) n = s + 1;
      }
      return n;
    };
    if (is(config_, "log-merge", "nothing")) return {std::vector<int>(slots, kNone)};
    std::set<std::vector<int>> results;
    const bool takes_any = is(config_, "log-merge", "any-member");
    const bool takes_longest = is(config_, "log-merge", "longest");
    if (takes_any || takes_longest) {
      for (const Log& log : logs) {
        const bool is_longest = std::none_of(logs.begin(), logs.end(),
                                             [&](const Log& other) { return length(other) > length(log); });
        if (takes_any || is_longest) results.insert(values(log));
      }
      return results;
    }
    Log highest(slots, {kNone, kNone});
    for (const Log& log : logs) {
      for (std::size_t s = 0; s < slots; ++s) {
        if (log[s].first > highest[s].first) highest[s] = log[s];
      }
    }
    if (is(config_, "log-merge", "one-slot-off")) {
      highest.insert(highest.begin(), {kNone, kNone});
      highest.pop_back();
    }
    return {values(highest)};
  }

  /// With what is proposed in the gaps below the highest slot that is bound.
  std::set<std::vector<int>> repaired(const std::vector<int>& log) const {
    if (is(config_, "gap-repair", "skipped")) return {log};
    for (std::size_t s = 0; s < log.size(); ++s) {
      const bool is_bound_above = std::any_of(log.begin() + static_cast<std::ptrdiff_t>(s), log.end(),
                                              [](int v) { return v != kNone; });
      if (log[s] != kNone || !is_bound_above) continue;
      std::set<std::vector<int>> results;
      std::vector<int> fillings{kNoOp};
      if (is(config_, "gap-repair", "any-command")) {
        fillings.clear();
        for (int v = 0; v < config_.values; ++v) fillings.push_back(v);
      }
      for (const int filling : fillings) {
        std::vector<int> filled = log;
        filled[s] = filling;
        results.merge(repaired(filled));
      }
      return results;
    }
    return {log};
  }

  void become_leader(int b) {
    if (!acts_in(config_, state_, b) || state_.leading.contains(b)) return;
    for (unsigned subset = 0; subset < 1U << static_cast<unsigned>(config_.acceptors); ++subset) {
      Acceptors quorum;
      std::vector<Log> logs;
      bool have_all_promised = true;
      for (int a = 0; a < config_.acceptors; ++a) {
        if ((subset >> static_cast<unsigned>(a) & 1U) == 0) continue;
        quorum.insert(a);
        const Message* const promise = promise_of(state_, a, b);
        have_all_promised = have_all_promised && promise != nullptr;
        if (promise != nullptr) logs.push_back(promise->log);
      }
      if (!have_all_promised || !is_quorum(config_, "promise-quorum", quorum)) continue;
      for (const std::vector<int>& log : merged(logs)) {
        for (const std::vector<int>& proposals : repaired(log)) {
          State after = state_;
          after.leading.insert(b);
          for (int s = 0; s < config_.slots; ++s) {
            const int v = proposals[static_cast<std::size_t>(s)];
            if (v != kNone) after.msgs.insert({.type = MessageType::k2a, .bal = b, .slot = s, .val = v});
          }
          add({.type = "become-leader", .ballot = b, .log = proposals}, std::move(after));
        }
      }
    }
  }

  void phase2a(int b, int s) {
    if (!acts_in(config_, state_, b) || !state_.leading.contains(b) || proposed(state_, b, s)) return;
    if (!is(config_, "propose-order", "any-order")) {
      int next = 0;
      for (int other = 0; other < config_.slots; ++other) {
        if (proposed(state_, b, other)) next = other + 1;
      }
      if (s != next) return;
    }
    for (int v = 0; v < config_.values; ++v) {
      State after = state_;
      after.msgs.insert({.type = MessageType::k2a, .bal = b, .slot = s, .val = v});
      add({.type = "phase-2a", .ballot = b, .slot = s, .value = v}, std::move(after));
    }
  }

  void phase2b(int a, int b, int s) {
    const std::optional<int> value = proposed(state_, b, s);
    if (!value) return;
    const Message vote{.type = MessageType::k2b, .acc = a, .bal = b, .slot = s, .val = *value};
    if (state_.msgs.contains(vote)) return;
    const int promised = state_.maxBal.at(a);
    const bool may = is(config_, "may-vote", "always") ||
                     (is(config_, "may-vote", "above-promise") ? b > promised : b >= promised);
    if (!may) return;
    State after = state_;
    after.msgs.insert(vote);
    if (!is(config_, "vote-promises", "no")) after.maxBal[a] = b;
    auto& kept = after.log[a][static_cast<std::size_t>(s)];
    if (!is(config_, "vote-record", "highest") || b >= kept.first) kept = {b, *value};
    add({.type = "phase-2b", .process = a, .ballot = b, .slot = s}, std::move(after));
  }

  /// Those who voted in slot `s` for `v`, in `b` or, where that is kNone, in whatever ballot.
  Acceptors voters(int s, int v, int b) const {
    Acceptors all;
    for (const Message& m : state_.msgs) {
      if (m.type == MessageType::k2b && m.slot == s && m.val == v && (b == kNone || m.bal == b))
        all.insert(m.acc);
    }
    return all;
  }

  bool is_known(int s, int v) const {
    if (is(config_, "known-chosen", "one-vote")) return !voters(s, v, kNone).empty();
    if (is(config_, "known-chosen", "any-ballots"))
      return is_quorum(config_, "vote-quorum", voters(s, v, kNone));
    for (int b = 0; b < config_.proposers * config_.attempts; ++b) {
      if (proposed(state_, b, s) != v) continue;
      Acceptors who = voters(s, v, b);
      if (is(config_, "known-chosen", "higher-slots")) {
        for (const Message& m : state_.msgs) {
          if (m.type == MessageType::k2b && m.bal == b && m.slot > s) who.insert(m.acc);
        }
      }
      if (is_quorum(config_, "vote-quorum", who)) return true;
    }
    return false;
  }

  void execute(int l, int s) {
    const auto& executed = state_.executed.at(l);
    const bool has =
        std::any_of(executed.begin(), executed.end(), [&](const auto& entry) { return entry.first == s; });
    if (has) return;
    if (!is(config_, "execution-order", "any-order")) {
      for (int lower = 0; lower < s; ++lower) {
        if (std::none_of(executed.begin(), executed.end(),
                         [&](const auto& entry) { return entry.first == lower; }))
          return;
      }
    }
    std::vector<int> values{kNoOp};
    for (int v = 0; v < config_.values; ++v) values.push_back(v);
    for (const int v : values) {
      if (!is_known(s, v)) continue;
      State after = state_;
      after.executed[l].emplace_back(s, v);
      add({.type = "execute", .process = l, .slot = s, .value = v}, std::move(after));
    }
  }

  const Config& config_;
  const State& state_;
  std::set<Step> steps_;
};

}  // namespace

State initial_state(const Config& config) {
  State state;
  for (int a = 0; a < config.acceptors; ++a) {
    state.maxBal[a] = kNone;
    state.log[a] = Log(static_cast<std::size_t>(config.slots), {kNone, kNone});
  }
  for (int l = 0; l < config.learners; ++l) state.executed[l] = {};
  return state;
}

std::set<Step> successors(const Config& config, const State& state) {
  return Successors(config, state).all();
}

std::ostream& operator<<(std::ostream& out, const Label& label) {
  out << label.type << " process " << label.process << " ballot " << label.ballot << " slot " << label.slot
      << " value " << label.value << " log";
  for (const int v : label.log) out << ' ' << v;
  return out;
}

std::ostream& operator<<(std::ostream& out, const State& state) {
  for (const int b : state.leading) out << "leading " << b << '\n';
  for (const auto& [a, b] : state.maxBal) out << "maxBal of " << a << ": " << b << '\n';
  const auto write = [&](const Log& log) {
    for (const auto& [b, v] : log) out << " <" << b << ", " << v << '>';
    out << '\n';
  };
  for (const auto& [a, log] : state.log) {
    out << "log of " << a << ':';
    write(log);
  }
  for (const auto& [l, executed] : state.executed) {
    out << "executed by " << l << ':';
    write(executed);
  }
  for (const Message& m : state.msgs) {
    out << "message " << static_cast<int>(m.type) << " acc " << m.acc << " bal " << m.bal << " slot "
        << m.slot << " val " << m.val << " log";
    write(m.log);
  }
  return out;
}

}  // namespace paxoscope::tests::naive_multi_paxos
