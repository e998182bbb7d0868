#include "tests/naive_fast_paxos.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ostream>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/naive_quorums.hpp"

namespace paxoscope::tests::naive_fast_paxos {

namespace {

using Acceptors = std::set<int>;

/// What the rule says, "" as specified.
std::string rule_of(const Config& config, const char* rule) {
  const auto changed = config.rules.find(rule);
  return changed == config.rules.end() ? "" : changed->second;
}

bool is(const Config& config, const char* rule, const char* alternative) {
  return rule_of(config, rule) == alternative;
}

bool is_fast(const Config& config, int b) { return b < config.fast_ballots; }

std::vector<Acceptors> quorums_by(const Config& config, const char* rule, const char* specified) {
  const std::string changed = rule_of(config, rule);
  std::vector<Acceptors> all;
  for (unsigned subset = 0; subset < 1U << static_cast<unsigned>(config.acceptors); ++subset) {
    Acceptors acceptors;
    for (int a = 0; a < config.acceptors; ++a) {
      if ((subset >> static_cast<unsigned>(a) & 1U) != 0) acceptors.insert(a);
    }
    if (naive::is_quorum(changed.empty() ? specified : changed, config.acceptors, acceptors)) {
      all.push_back(std::move(acceptors));
    }
  }
  return all;
}

std::vector<Acceptors> classic_quorums(const Config& config) {
  return quorums_by(config, "classic-quorum", "majority");
}

std::vector<Acceptors> quorums_of_ballot(const Config& config, int b) {
  return is_fast(config, b) ? quorums_by(config, "fast-quorum", "three-quarters") : classic_quorums(config);
}

/// A vote that `acc` says it cast; of ballot kNone if it says that it cast none.
struct Report {
  int acc;
  int bal;
  int val;
};

/// What the acceptors of `quorum` say in their 1b messages of `b`; nothing unless each has sent one.
std::vector<Report> promises(const State& state, const Acceptors& quorum, int b) {
  std::vector<Report> reports;
  Acceptors senders;
  for (const Message& m : state.msgs) {
    if (m.type != MessageType::k1b || m.bal != b || !quorum.contains(m.acc)) continue;
    reports.push_back({m.acc, m.mbal, m.mval});
    senders.insert(m.acc);
  }
  if (senders != quorum) reports.clear();
  return reports;
}

/// The votes in `b` of the acceptors of `quorum`; nothing unless each has cast one.
std::vector<Report> votes(const State& state, const Acceptors& quorum, int b) {
  std::vector<Report> reports;
  Acceptors senders;
  for (const Message& m : state.msgs) {
    if (m.type != MessageType::k2b || m.bal != b || !quorum.contains(m.acc)) continue;
    reports.push_back({m.acc, b, m.val});
    senders.insert(m.acc);
  }
  if (senders != quorum) reports.clear();
  return reports;
}

/// O4(v): "there exists a k-quorum R such that vr(a) = k and vv(a) = v for all acceptors a in R ∩ Q".
bool o4(const Config& config, const std::vector<Report>& reports, const Acceptors& quorum, int k, int v) {
  const std::vector<Acceptors> rs = quorums_of_ballot(config, k);
  return std::any_of(rs.begin(), rs.end(), [&](const Acceptors& r) {
    return std::all_of(r.begin(), r.end(), [&](int a) {
      return !quorum.contains(a) || std::any_of(reports.begin(), reports.end(), [&](const Report& report) {
        return report.acc == a && report.bal == k && report.val == v;
      });
    });
  });
}

/// Figure 2: the values among which the coordinator picks, with kAny if all will do.
std::set<int> picks(const Config& config, const std::vector<Report>& reports, const Acceptors& quorum,
                    int b) {
  std::set<int> everything{kAny};
  for (int v = 0; v < config.values; ++v) everything.insert(v);
  if (config.arbitrary.replaces("proposal-value")) {
    std::map<int, std::pair<int, int>> highest;  // by acceptor
    for (const Report& report : reports) {
      const auto [other, is_new] = highest.emplace(report.acc, std::pair(report.bal, report.val));
      const auto& [bal, val] = other->second;
      if (!is_new && (report.bal > bal || (report.bal == bal && report.val < val))) {
        other->second = {report.bal, report.val};
      }
    }
    std::vector<std::pair<int, int>> latest;
    for (const auto& [acceptor, vote] : highest) latest.push_back(vote);
    std::sort(latest.begin(), latest.end());
    const int value = config.arbitrary.proposal(b, latest, config.values);
    return value == kNone ? everything : std::set<int>{value};
  }
  int k = kNone;
  for (const Report& report : reports) k = std::max(k, report.bal);
  if (k == kNone || is(config, "proposal-value", "own")) return everything;
  std::map<int, int> counts;  // V, with how many report each
  for (const Report& report : reports) {
    if (report.bal == k) ++counts[report.val];
  }
  const auto those = [&](const auto& wanted) {
    std::set<int> values;
    for (const auto& [v, count] : counts) {
      if (wanted(v)) values.insert(v);
    }
    return values;
  };
  if (counts.size() == 1 || is(config, "proposal-value", "any-reported")) {
    return those([](int /*v*/) { return true; });
  }
  if (is(config, "proposal-value", "most-reported")) {
    return those([&](int v) {
      return std::all_of(counts.begin(), counts.end(), [&](const auto& w) { return counts[v] >= w.second; });
    });
  }
  const std::set<int> forced = those([&](int v) { return o4(config, reports, quorum, k, v); });
  return forced.empty() ? everything : forced;
}

/// What a ballot may send as 2a if it goes by `reports`.
std::set<int> proposals(const Config& config, const std::vector<Report>& reports, const Acceptors& quorum,
                        int b) {
  std::set<int> all = picks(config, reports, quorum, b);
  if (is(config, "any-message", "always")) all.insert(kAny);
  if (!is_fast(config, b)) all.erase(kAny);
  return all;
}

bool collide(const std::vector<Report>& reports) {
  std::set<int> values;
  for (const Report& report : reports) values.insert(report.val);
  return values.size() > 1;
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

int numbers(const Config& config) { return 1 + config.ballots * config.values; }

State with(State state, const Message& m) {
  state.msgs.insert(m);
  return state;
}

bool may_promise(const Config& config, const State& state, int a, int b) {
  if (config.arbitrary.replaces("may-promise")) {
    return arbitrary(config, "may-promise", state, a, {b}, 2) != 0;
  }
  const int max_bal = state.maxBal.at(a);
  return b > max_bal || is(config, "may-promise", "always") ||
         (b == max_bal && is(config, "may-promise", "at-or-above-promise"));
}

State phase1b(const Config& config, State state, int a, int b) {
  const bool reports = !is(config, "promise-reports", "nothing");
  int mbal = reports ? state.maxVBal.at(a) : kNone;
  int mval = reports ? state.maxVal.at(a) : kNone;
  int max_bal = is(config, "promise-record", "forgotten") ? state.maxBal.at(a) : b;
  if (config.arbitrary.replaces("promise-reports")) {
    std::tie(mbal, mval) =
        numbered(config, arbitrary(config, "promise-reports", state, a, {b}, numbers(config)));
  }
  if (config.arbitrary.replaces("promise-record")) {
    max_bal = arbitrary(config, "promise-record", state, a, {b}, config.ballots + 1) - 1;
  }
  state.maxBal.at(a) = max_bal;
  return with(std::move(state), {.type = MessageType::k1b, .acc = a, .bal = b, .mbal = mbal, .mval = mval});
}

bool may_vote(const Config& config, const State& state, int a, int b, int v) {
  const int max_bal = state.maxBal.at(a);
  bool may = b > max_bal || is(config, "may-vote", "always") ||
             (b == max_bal && !is(config, "may-vote", "above-promise"));
  if (config.arbitrary.replaces("may-vote")) may = arbitrary(config, "may-vote", state, a, {b, v}, 2) != 0;
  const bool voted_for_another = state.maxVBal.at(a) == b && state.maxVal.at(a) != v;
  return may && (!voted_for_another || is(config, "votes-in-ballot", "several"));
}

State vote(const Config& config, State state, int a, int b, int v) {
  int max_bal = is(config, "vote-promises", "no") ? state.maxBal.at(a) : b;
  std::pair kept{b, v};
  if (is(config, "vote-record", "highest") && b < state.maxVBal.at(a)) {
    kept = {state.maxVBal.at(a), state.maxVal.at(a)};
  }
  if (config.arbitrary.replaces("vote-promises")) {
    max_bal = arbitrary(config, "vote-promises", state, a, {b, v}, config.ballots + 1) - 1;
  }
  if (config.arbitrary.replaces("vote-record")) {
    kept = numbered(config, arbitrary(config, "vote-record", state, a, {b, v}, numbers(config)));
  }
  state.maxBal.at(a) = max_bal;
  std::tie(state.maxVBal.at(a), state.maxVal.at(a)) = kept;
  return with(std::move(state), {.type = MessageType::k2b, .acc = a, .bal = b, .val = v});
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
  const auto propose = [&](StepType type, int b, int v) {
    add({type, kNone, b, v}, with(state, {.type = MessageType::k2a, .bal = b, .val = v}));
  };
  const bool coordinated = is(config, "recovery", "coordinated") || is(config, "recovery", "both");
  const bool uncoordinated = is(config, "recovery", "uncoordinated") || is(config, "recovery", "both");

  for (int b = 0; b < config.ballots; ++b) {
    add({StepType::kPhase1a, kNone, b, kNone}, with(state, {.type = MessageType::k1a, .bal = b}));
    for (const Acceptors& quorum : classic_quorums(config)) {
      const std::vector<Report> promised = promises(state, quorum, b);
      if (!promised.empty() && !has_2a(state, b)) {
        for (const int v : proposals(config, promised, quorum, b)) propose(StepType::kPhase2a, b, v);
      }
      if (b == 0 || !is_fast(config, b - 1)) continue;
      const std::vector<Report> voted = votes(state, quorum, b - 1);
      if (!collide(voted)) continue;
      if (coordinated && !has_2a(state, b)) {
        for (const int v : proposals(config, voted, quorum, b)) propose(StepType::kCoordinatedRecovery, b, v);
      }
      if (!uncoordinated || !is_fast(config, b)) continue;
      for (int a = 0; a < config.acceptors; ++a) {
        for (const int v : picks(config, voted, quorum, b)) {
          if (v != kAny && may_vote(config, state, a, b, v)) {
            add({StepType::kUncoordinatedRecovery, a, b, v}, vote(config, state, a, b, v));
          }
        }
      }
    }
  }
  for (int a = 0; a < config.acceptors; ++a) {
    for (const Message& m : state.msgs) {
      if (m.type == MessageType::k1a && may_promise(config, state, a, m.bal)) {
        add({StepType::kPhase1b, a, m.bal, kNone}, phase1b(config, state, a, m.bal));
      }
      if (m.type != MessageType::k2a) continue;
      for (int v = 0; v < config.values; ++v) {
        if ((m.val == v || m.val == kAny) && may_vote(config, state, a, m.bal, v)) {
          add({StepType::kPhase2b, a, m.bal, v}, vote(config, state, a, m.bal, v));
        }
      }
    }
  }
  return steps;
}

std::set<int> chosen_in(const Config& config, const State& state, int ballot) {
  std::set<int> chosen;
  for (int v = 0; v < config.values; ++v) {
    for (const Acceptors& quorum : quorums_of_ballot(config, ballot)) {
      const bool have_all_voted = std::all_of(quorum.begin(), quorum.end(), [&](int a) {
        return state.msgs.contains({.type = MessageType::k2b, .acc = a, .bal = ballot, .val = v});
      });
      if (have_all_voted) chosen.insert(v);
    }
  }
  return chosen;
}

// ---- For people

std::ostream& operator<<(std::ostream& out, const Label& label) {
  static constexpr std::array kTypes{
      "Phase1a", "Phase1b", "Phase2a", "Phase2b", "CoordinatedRecovery", "UncoordinatedRecovery"};
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
  for (const Message& m : state.msgs) {
    out << "  " << kTypes.at(static_cast<std::size_t>(m.type)) << ": acc " << m.acc << ", bal " << m.bal
        << ", mbal " << m.mbal << ", mval " << m.mval << ", val " << m.val << '\n';
  }
  return out;
}

}  // namespace paxoscope::tests::naive_fast_paxos
