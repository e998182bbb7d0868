#include "tests/naive_multi_paxos.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ostream>
#include <sstream>

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

// ---- Memberships

/// All of them, read anew from the text of the rule each time that anyone asks; M1 comes first.
std::vector<Acceptors> memberships(const Config& config) {
  const auto changed = config.rules.find("membership");
  std::vector<Acceptors> all;
  if (changed == config.rules.end() || changed->second == "fixed") {
    all.emplace_back();
    for (int a = 0; a < config.acceptors; ++a) all.back().insert(a);
    return all;
  }
  std::stringstream texts(changed->second.substr(changed->second.find(':') + 1));
  for (std::string text; std::getline(texts, text, '/');) {
    all.emplace_back();
    std::stringstream names(text);
    for (std::string name; std::getline(names, name, '+');) all.back().insert(std::stoi(name.substr(1)) - 1);
  }
  return all;
}

Acceptors members(const Config& config, int k) {
  return memberships(config).at(static_cast<std::size_t>(k - 1));
}

/// Whether there is a quorum of membership `k` among these.
bool has_quorum_of(const Config& config, const char* rule, int k, const Acceptors& acceptors) {
  const auto changed = config.rules.find("membership");
  if (changed == config.rules.end() || changed->second == "fixed") return is_quorum(config, rule, acceptors);
  std::size_t votes = 0;
  for (const int a : members(config, k)) votes += acceptors.count(a);
  return 2 * votes > members(config, k).size();
}

/// The membership after `value` in a slot, where it was `k` before.
int made_by(int value, int k) { return value > kChange ? value - kChange : k; }

/// The slots, of those below `s`, that say what its membership is are the lowest ones: how many.
int slots_that_decide(const Config& config, int s) { return std::max(0, s + 1 - config.window); }

/// All that may be proposed where a leader is free.
std::vector<int> commands(const Config& config) {
  std::vector<int> all;
  for (int v = 0; v < config.values; ++v) all.push_back(v);
  for (int k = 2; k <= static_cast<int>(memberships(config).size()); ++k) all.push_back(kChange + k);
  return all;
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

/// What the register holds after these values, in this order.
int held_after(const std::vector<int>& values, bool have_duplicates_effect) {
  int held = kNothing;
  std::set<int> seen{kNoOp};
  for (const int v : values) {
    if (v > kChange) continue;
    const bool is_new = seen.insert(v).second;
    if (is_new || (v != kNoOp && have_duplicates_effect)) held = v;
  }
  return held;
}

class Successors {
 public:
  Successors(const Config& config, const State& state) : config_(config), state_(state) {}

  std::set<Step> all() {
    for (int b = 0; b < config_.proposers * config_.attempts; ++b) {
      phase1a(b);
      if (config_.window == 0) become_leader(b);
      for (int s = 0; s < config_.slots; ++s) {
        if (config_.window == 0) {
          phase2a(b, s);
        } else {
          phase2a_in_window(b, s);
        }
      }
      for (int a = 0; a < config_.acceptors; ++a) {
        phase1b(a, b);
        for (int s = 0; s < config_.slots; ++s) phase2b(a, b, s);
      }
      ask_read(b);
      local_read(b);
      lease_ends(b);
    }
    for (int r = 0; r < static_cast<int>(state_.reads.size()); ++r) {
      for (int a = 0; a < config_.acceptors; ++a) confirm(a, r);
      for (int n = 0; n <= config_.slots; ++n) answer(r, n);
    }
    for (int a = 0; a < config_.acceptors; ++a) {
      release(a);
      crash(a);
    }
    for (int l = 0; l < config_.learners; ++l) {
      for (int s = 0; s < config_.slots; ++s) execute(l, s);
      learner_read(l);
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
    if (!may || is_barred(a, b)) return;
    State after = state_;
    if (!is(config_, "promise-record", "forgotten")) after.maxBal[a] = b;
    if (has_leases()) after.leases[a] = b;
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

  static bool is_bound_above(const std::vector<int>& log, int s) {
    return std::any_of(log.begin() + s + 1, log.end(), [](int v) { return v != kNone; });
  }

  std::vector<int> gap_fillings() const {
    if (is(config_, "gap-repair", "skipped")) return {};
    if (is(config_, "gap-repair", "any-command")) return commands(config_);
    return {kNoOp};
  }

  /// With what is proposed in the gaps below the highest slot that is bound.
  std::set<std::vector<int>> repaired(const std::vector<int>& log) const {
    if (is(config_, "gap-repair", "skipped")) return {log};
    for (std::size_t s = 0; s < log.size(); ++s) {
      if (log[s] != kNone || !is_bound_above(log, static_cast<int>(s))) continue;
      std::set<std::vector<int>> results;
      for (const int filling : gap_fillings()) {
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

  /// The number of the highest slot that `b` has proposed in.
  int slots_proposed(int b) const {
    int n = 0;
    for (int s = 0; s < config_.slots; ++s) {
      if (proposed(state_, b, s)) n = s + 1;
    }
    return n;
  }

  void phase2a(int b, int s) {
    if (!acts_in(config_, state_, b) || !state_.leading.contains(b) || proposed(state_, b, s)) return;
    if (!is(config_, "propose-order", "any-order") && s != slots_proposed(b)) return;
    for (int v = 0; v < config_.values; ++v) {
      State after = state_;
      after.msgs.insert({.type = MessageType::k2a, .bal = b, .slot = s, .val = v});
      add({.type = "phase-2a", .ballot = b, .slot = s, .value = v}, std::move(after));
    }
  }

  /// What the leader of `b` may propose in slot `s` that goes by `log`, which is what a quorum binds it to.
  std::vector<int> proposals(int b, int s, const std::vector<int>& log) const {
    if (!is(config_, "propose-order", "any-order")) {
      for (int t = 0; t < s; ++t) {
        const bool is_gap = log[static_cast<std::size_t>(t)] == kNone && is_bound_above(log, t);
        const bool is_passed_over = is_gap && is(config_, "gap-repair", "skipped");
        if (!proposed(state_, b, t) && known(t, b).empty() && !is_passed_over) return {};
      }
    }
    const int bound = log[static_cast<std::size_t>(s)];
    if (bound != kNone) return {bound};
    return is_bound_above(log, s) ? gap_fillings() : commands(config_);
  }

  /// With a window there is no new leader: each slot has its own quorum, and what that binds to.
  void phase2a_in_window(int b, int s) {
    if (!acts_in(config_, state_, b) || proposed(state_, b, s) || !is_open(s)) return;
    if (!is(config_, "propose-order", "any-order") && s < slots_proposed(b)) return;
    for (const int k : may_have(s, b)) {
      for (unsigned subset = 0; subset < 1U << static_cast<unsigned>(config_.acceptors); ++subset) {
        Acceptors quorum;
        std::vector<Log> logs;
        bool are_members_who_promised = true;
        for (int a = 0; a < config_.acceptors; ++a) {
          if ((subset >> static_cast<unsigned>(a) & 1U) == 0) continue;
          quorum.insert(a);
          const Message* const promise = promise_of(state_, a, b);
          if (promise == nullptr || !members(config_, k).contains(a)) {
            are_members_who_promised = false;
          } else {
            logs.push_back(promise->log);
          }
        }
        if (!are_members_who_promised || !has_quorum_of(config_, "promise-quorum", k, quorum)) continue;
        for (const std::vector<int>& log : merged(logs)) {
          for (const int v : proposals(b, s, log)) {
            State after = state_;
            after.msgs.insert({.type = MessageType::k2a, .bal = b, .slot = s, .val = v});
            add({.type = "phase-2a", .ballot = b, .slot = s, .value = v}, std::move(after));
          }
        }
      }
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
    if (!may || (is_barred(a, b) && !is(config_, "lease-bars", "promises"))) return;
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

  /// Whether `v` is chosen in slot `s` for all that one knows who takes `k` for its membership.
  bool is_known_to_members(int s, int v, int k) const {
    if (is(config_, "known-chosen", "one-vote")) return !voters(s, v, kNone).empty();
    if (is(config_, "known-chosen", "any-ballots"))
      return has_quorum_of(config_, "vote-quorum", k, voters(s, v, kNone));
    for (int b = 0; b < config_.proposers * config_.attempts; ++b) {
      if (proposed(state_, b, s) != v) continue;
      Acceptors who = voters(s, v, b);
      if (is(config_, "known-chosen", "higher-slots")) {
        for (const Message& m : state_.msgs) {
          if (m.type == MessageType::k2b && m.bal == b && m.slot > s) who.insert(m.acc);
        }
      }
      if (has_quorum_of(config_, "vote-quorum", k, who)) return true;
    }
    return false;
  }

  // In what follows `leader` is the ballot of the leader that asks, or kNone where a learner does.

  bool is_known(int s, int v, int leader) const {
    const std::set<int> all = may_have(s, leader);
    return std::any_of(all.begin(), all.end(), [&](int k) { return is_known_to_members(s, v, k); });
  }

  /// What is chosen in slot `s`, for all one knows.
  std::set<int> known(int s, int leader) const {
    std::vector<int> values = commands(config_);
    values.push_back(kNoOp);
    std::set<int> all;
    for (const int v : values) {
      if (is_known(s, v, leader)) all.insert(v);
    }
    return all;
  }

  /// A(n), the memberships that the `n` lowest slots make, for all one knows.
  std::set<int> made_by_slots(int n, int leader) const {
    if (n == 0) return {1};
    std::set<int> values = known(n - 1, leader);
    if (leader != kNone && is(config_, "change-takes-effect", "when-proposed")) {
      const std::optional<int> own = proposed(state_, leader, n - 1);
      if (own) values.insert(*own);
    }
    std::set<int> all;
    for (const int k : made_by_slots(n - 1, leader)) {
      for (const int v : values) all.insert(made_by(v, k));
    }
    return all;
  }

  /// The memberships that slot `s` may have, for all one knows.
  std::set<int> may_have(int s, int leader) const {
    if (config_.window == 0) return {1};
    const bool waits_for_window = !is(config_, "change-takes-effect", "at-once") &&
                                  !is(config_, "change-takes-effect", "when-proposed");
    const bool is_window_ignored = leader != kNone && is(config_, "window", "ignored");
    const int first = is_window_ignored ? 0 : slots_that_decide(config_, s);
    const int last = waits_for_window ? slots_that_decide(config_, s) : s;
    std::set<int> all;
    for (int n = first; n <= last; ++n) all.merge(made_by_slots(n, leader));
    return all;
  }

  /// Whether a leader may propose in slot `s`. What it has only proposed itself does not open one.
  bool is_open(int s) const {
    return is(config_, "window", "ignored") || !made_by_slots(slots_that_decide(config_, s), kNone).empty();
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
    for (const int v : known(s, kNone)) {
      State after = state_;
      after.executed[l].emplace_back(s, v);
      add({.type = "execute", .process = l, .slot = s, .value = v}, std::move(after));
    }
  }

  // ---- Reads

  bool has_leases() const { return config_.reads > 0 && is(config_, "read", "lease"); }

  /// Whether `a` has given a lease to another proposer than that of `b`.
  bool is_barred(int a, int b) const {
    const int lease = state_.leases.at(a);
    return has_leases() && lease != kNone && lease % config_.proposers != b % config_.proposers;
  }

  bool may_ask() const { return static_cast<int>(state_.reads.size()) < config_.reads; }

  /// One that is asked for now.
  Read new_read(int b, int from) const {
    Read read{.bal = b, .from = from};
    for (const auto& [l, executed] : state_.executed) {
      for (const auto& [slot, value] : executed) read.acked = std::max(read.acked, slot + 1);
    }
    for (std::size_t r = 0; r < state_.reads.size(); ++r) {
      if (state_.reads[r].answer != kNone) read.after.insert(static_cast<int>(r));
    }
    return read;
  }

  /// What the register holds after what `b` proposed in the `n` lowest slots, if that is known to be chosen there.
  std::optional<int> held_by_leader(int b, int n) const {
    std::vector<int> values;
    for (int s = 0; s < n; ++s) {
      const std::optional<int> v = proposed(state_, b, s);
      if (!v || !is_known(s, *v, b)) return std::nullopt;
      values.push_back(*v);
    }
    return held_after(values, is(config_, "duplicates", "again"));
  }

  void ask_read(int b) {
    const bool asks_around =
        !is(config_, "read", "lease") && !is(config_, "read", "leader") && !is(config_, "read", "learner");
    if (!asks_around || !may_ask() || !acts_in(config_, state_, b) || !state_.leading.contains(b)) return;
    State after = state_;
    after.reads.push_back(new_read(b, slots_proposed(b)));
    add({.type = "ask-read", .ballot = b}, std::move(after));
  }

  void confirm(int a, int r) {
    const Read& read = state_.reads[static_cast<std::size_t>(r)];
    if (read.answer != kNone || read.bal < state_.maxBal.at(a) || state_.confirmed.at(a).contains(r)) return;
    State after = state_;
    after.confirmed[a].insert(r);
    add({.type = "confirm", .process = a, .read = r}, std::move(after));
  }

  void answer(int r, int n) {
    const Read& read = state_.reads[static_cast<std::size_t>(r)];
    if (read.answer != kNone || !acts_in(config_, state_, read.bal)) return;
    Acceptors who;
    for (const auto& [a, reads] : state_.confirmed) {
      if (reads.contains(r)) who.insert(a);
    }
    if (!is_quorum(config_, "promise-quorum", who)) return;
    if (read.from > n && !is(config_, "read-waits", "nothing")) return;
    const std::optional<int> held = held_by_leader(read.bal, n);
    if (!held) return;
    State after = state_;
    after.reads[static_cast<std::size_t>(r)].answer = *held;
    add({.type = "answer", .ballot = read.bal, .read = r, .upto = n}, std::move(after));
  }

  void local_read(int b) {
    if (!is(config_, "read", "lease") && !is(config_, "read", "leader")) return;
    if (!may_ask() || !acts_in(config_, state_, b) || !state_.leading.contains(b)) return;
    if (has_leases() && state_.leaseOver.contains(b)) return;
    for (int n = 0; n <= config_.slots; ++n) {
      if (n != slots_proposed(b) && !is(config_, "read-waits", "nothing")) continue;
      const std::optional<int> held = held_by_leader(b, n);
      if (!held) continue;
      State after = state_;
      after.reads.push_back(new_read(b, n));
      after.reads.back().answer = *held;
      add({.type = "local-read", .ballot = b, .upto = n}, std::move(after));
    }
  }

  void learner_read(int l) {
    if (!is(config_, "read", "learner") || !may_ask()) return;
    std::vector<int> values;
    for (const auto& [slot, value] : state_.executed.at(l)) values.push_back(value);
    State after = state_;
    after.reads.push_back(new_read(kNone, 0));
    after.reads.back().answer = held_after(values, is(config_, "duplicates", "again"));
    add({.type = "learner-read", .process = l}, std::move(after));
  }

  void lease_ends(int b) {
    if (!has_leases() || !has_1a(state_, b) || state_.leaseOver.contains(b)) return;
    State after = state_;
    after.leaseOver.insert(b);
    add({.type = "lease-ends", .ballot = b}, std::move(after));
  }

  void release(int a) {
    if (!has_leases() || state_.leases.at(a) == kNone) return;
    if (!state_.leaseOver.contains(state_.leases.at(a)) && !is(config_, "lease-ends", "any-first")) return;
    State after = state_;
    after.leases[a] = kNone;
    add({.type = "release", .process = a}, std::move(after));
  }

  // ---- Crashes

  /// An acceptor loses what is not on stable storage, and goes on.
  void crash(int a) {
    if (config_.crashes != kNone && state_.crashed >= config_.crashes) return;
    State after = state_;
    if (is(config_, "vote-storage", "volatile")) after.log[a].assign(after.log[a].size(), {kNone, kNone});
    if (is(config_, "promise-storage", "volatile")) after.maxBal[a] = kNone;
    if (is(config_, "promise-storage", "with-vote")) {
      after.maxBal[a] = kNone;
      for (const auto& [b, v] : after.log[a]) after.maxBal[a] = std::max(after.maxBal[a], b);
    }
    if (is(config_, "lease-storage", "volatile")) after.leases[a] = kNone;
    if (after == state_) return;
    if (config_.crashes != kNone) ++after.crashed;
    add({.type = "crash", .process = a}, std::move(after));
  }

  const Config& config_;
  const State& state_;
  std::set<Step> steps_;
};

/// Whether each read may have its answer from where `places` says: how many slots of `log` there are before it.
bool is_explained(const std::vector<Read>& reads, const std::vector<int>& log,
                  const std::vector<int>& places) {
  for (std::size_t r = 0; r < reads.size(); ++r) {
    const Read& read = reads[r];
    if (read.answer == kNone) continue;
    const std::vector<int> before(log.begin(), log.begin() + places[r]);
    if (held_after(before, false) != read.answer || places[r] < read.acked) return false;
    for (const int earlier : read.after) {
      if (places[static_cast<std::size_t>(earlier)] > places[r]) return false;
    }
  }
  return true;
}

/// Whether there are places for all reads that begin with `places`.
bool has_places(const std::vector<Read>& reads, const std::vector<int>& log, std::vector<int> places) {
  if (places.size() == reads.size()) return is_explained(reads, log, places);
  places.push_back(0);
  for (int n = 0; n <= static_cast<int>(log.size()); ++n) {
    places.back() = n;
    if (has_places(reads, log, places)) return true;
  }
  return false;
}

}  // namespace

State initial_state(const Config& config) {
  State state;
  for (int a = 0; a < config.acceptors; ++a) {
    state.maxBal[a] = kNone;
    state.log[a] = Log(static_cast<std::size_t>(config.slots), {kNone, kNone});
    state.confirmed[a] = {};
    state.leases[a] = kNone;
  }
  for (int l = 0; l < config.learners; ++l) state.executed[l] = {};
  return state;
}

std::set<Step> successors(const Config& config, const State& state) {
  return Successors(config, state).all();
}

std::optional<int> membership(const Config& config, const State& state, int s) {
  if (memberships(config).size() == 1) return 1;
  int k = 1;
  for (int lower = 0; lower < slots_that_decide(config, s); ++lower) {
    const std::set<std::pair<int, int>> values = chosen(config, state, lower);
    if (values.empty()) return std::nullopt;
    // The lowest ballot comes first.
    k = made_by(values.begin()->second, k);
  }
  return k;
}

std::set<std::pair<int, int>> chosen(const Config& config, const State& state, int s) {
  const std::optional<int> k = membership(config, state, s);
  if (!k) return {};
  std::map<std::pair<int, int>, Acceptors> voters;  // by ballot and value
  for (const Message& m : state.msgs) {
    if (m.type == MessageType::k2b && m.slot == s) voters[{m.bal, m.val}].insert(m.acc);
  }
  std::set<std::pair<int, int>> all;
  for (const auto& [vote, who] : voters) {
    if (has_quorum_of(config, "vote-quorum", *k, who)) all.insert(vote);
  }
  return all;
}

bool are_reads_linearizable(const Config& config, const State& state) {
  std::vector<std::vector<int>> logs{{}};
  for (int s = 0; s < config.slots; ++s) {
    std::set<int> values;
    for (const auto& [b, v] : chosen(config, state, s)) values.insert(v);
    if (values.empty()) break;
    std::vector<std::vector<int>> longer;
    for (const std::vector<int>& log : logs) {
      for (const int v : values) {
        longer.push_back(log);
        longer.back().push_back(v);
      }
    }
    logs = longer;
  }
  return std::any_of(logs.begin(), logs.end(),
                     [&](const auto& log) { return has_places(state.reads, log, {}); });
}

std::ostream& operator<<(std::ostream& out, const Label& label) {
  out << label.type << " process " << label.process << " ballot " << label.ballot << " slot " << label.slot
      << " value " << label.value << " log";
  for (const int v : label.log) out << ' ' << v;
  return out << " read " << label.read << " upto " << label.upto;
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
  for (const Read& read : state.reads) {
    out << "read of " << read.bal << " from " << read.from << " acked " << read.acked << " after";
    for (const int r : read.after) out << ' ' << r;
    out << " answer " << read.answer << '\n';
  }
  for (const auto& [a, reads] : state.confirmed) {
    out << "confirmed by " << a << ':';
    for (const int r : reads) out << ' ' << r;
    out << '\n';
  }
  for (const auto& [a, b] : state.leases) out << "lease of " << a << ": " << b << '\n';
  for (const int b : state.leaseOver) out << "lease over " << b << '\n';
  out << "crashed " << state.crashed << '\n';
  for (const Message& m : state.msgs) {
    out << "message " << static_cast<int>(m.type) << " acc " << m.acc << " bal " << m.bal << " slot "
        << m.slot << " val " << m.val << " log";
    write(m.log);
  }
  return out;
}

}  // namespace paxoscope::tests::naive_multi_paxos
