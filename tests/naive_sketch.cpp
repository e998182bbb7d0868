#include "tests/naive_sketch.hpp"

#include <cstddef>
#include <ostream>

namespace paxoscope::tests::naive_sketch {

namespace {

/// Whether `rule` is taken as `alternative`, which is not that of the sketch.
bool is(const Config& config, const char* rule, const char* alternative) {
  const auto changed = config.rules.find(rule);
  return changed != config.rules.end() && changed->second == alternative;
}

std::vector<Call> calls(const Config& config, const char* what) {
  std::vector<Call> all;
  all.reserve(static_cast<std::size_t>(config.acceptors));
  for (int a = 0; a < config.acceptors; ++a) all.push_back({what, a});
  return all;
}

bool is_majority(const Config& config, const std::set<int>& some) {
  return 2 * static_cast<int>(some.size()) > config.acceptors;
}

int number_of(const Config& config, const State& state, int p) {
  if (!is(config, "run-number", "fresh")) return p;
  return state.proposers.at(p).runs_over * config.proposers + p;
}

/// What prepare returns: nothing, or the number and value of a vote, which may be none.
std::optional<std::pair<int, int>> take_prepare(const Config& config, Acceptor& acceptor, int number) {
  bool grants = number > acceptor.highest_prepare;
  if (is(config, "may-promise", "at-or-above-promise")) grants = number >= acceptor.highest_prepare;
  if (is(config, "may-promise", "always")) grants = true;
  if (!grants) return std::nullopt;
  if (!is(config, "promise-record", "forgotten")) acceptor.highest_prepare = number;
  if (is(config, "promise-reports", "nothing")) return std::pair(kNone, kNone);
  return std::pair(acceptor.number, acceptor.value);
}

/// Whether it votes.
bool take_accept(const Config& config, Acceptor& acceptor, int number, int value) {
  bool grants = number >= acceptor.highest_prepare;
  if (is(config, "may-vote", "above-promise")) grants = number > acceptor.highest_prepare;
  if (is(config, "may-vote", "always")) grants = true;
  if (!grants) return false;
  if (is(config, "vote-promises", "yes")) acceptor.highest_prepare = number;
  if (!is(config, "vote-record", "highest") || number >= acceptor.number) {
    acceptor.number = number;
    acceptor.value = value;
  }
  return true;
}

State after_call(const Config& config, State state, const Label& label) {
  const int p = label.proposer;
  const int number = number_of(config, state, p);
  Proposer& me = state.proposers[p];
  Acceptor& acceptor = state.acceptors[label.call.acceptor];
  if (label.fate != "returns" && config.loss != kAny) ++state.failed;
  const bool arrives = label.fate != "lost";
  const bool returns = label.fate == "returns";

  const auto end_run = [&] {
    const std::set<int> returned = me.returned;
    me = {.runs_over = me.runs_over + 1, .to_do = {}, .promised = {}, .voted = {}, .returned = returned};
  };

  if (me.to_do.empty()) me.to_do = calls(config, "prepare");
  me.to_do.erase(me.to_do.begin());
  if (label.call.what == "prepare") {
    const auto answer = arrives ? take_prepare(config, acceptor, number) : std::nullopt;
    if (answer && returns) {
      me.promised.insert(label.call.acceptor);
      if (answer->first > me.highest_number) {
        me.highest_number = answer->first;
        me.highest_value = answer->second;
      }
    }
    if (!me.to_do.empty()) return state;
    if (is(config, "promises-needed", "majority") && !is_majority(config, me.promised)) {
      end_run();
    } else {
      me.to_do = calls(config, "accept");
    }
    return state;
  }
  const int value = me.highest_number == kNone ? p % config.values : me.highest_value;
  state.proposals.insert({number, value});
  const bool votes = arrives && take_accept(config, acceptor, number, value);
  if (votes) state.votes[label.call.acceptor].insert({number, value});
  if (votes && returns) me.voted.insert(label.call.acceptor);
  if (!me.to_do.empty()) return state;
  if (!is(config, "votes-needed", "majority") || is_majority(config, me.voted)) me.returned.insert(value);
  end_run();
  return state;
}

}  // namespace

State initial_state(const Config& config) {
  State state;
  for (int p = 0; p < config.proposers; ++p) state.proposers[p] = {};
  for (int a = 0; a < config.acceptors; ++a) {
    state.acceptors[a] = {};
    state.votes[a] = {};
  }
  return state;
}

std::set<Step> successors(const Config& config, const State& state) {
  std::set<Step> steps;
  for (const auto& [p, me] : state.proposers) {
    if (me.runs_over == config.attempts) continue;
    const Call call = me.to_do.empty() ? Call{"prepare", 0} : me.to_do.front();
    for (const char* fate : {"returns", "lost", "unanswered"}) {
      const Label label{p, call, fate};
      if (label.fate != "returns" && config.loss != kAny && state.failed == config.loss) continue;
      steps.insert({label, after_call(config, state, label)});
    }
  }
  return steps;
}

// ---- For people

std::ostream& operator<<(std::ostream& out, const Label& label) {
  return out << 'p' << label.proposer << " calls a" << label.call.acceptor << " to " << label.call.what
             << ": " << label.fate;
}

std::ostream& operator<<(std::ostream& out, const State& state) {
  for (const auto& [p, proposer] : state.proposers) {
    out << "  p" << p << ": " << proposer.runs_over << " runs over, " << proposer.to_do.size()
        << " calls to do, highest " << proposer.highest_value << " in " << proposer.highest_number << ", "
        << proposer.promised.size() << " promised, " << proposer.voted.size() << " voted, "
        << proposer.returned.size() << " values returned\n";
  }
  for (const auto& [a, acceptor] : state.acceptors) {
    out << "  a" << a << ": prepared " << acceptor.highest_prepare << ", vote " << acceptor.value << " in "
        << acceptor.number << ", " << state.votes.at(a).size() << " votes cast\n";
  }
  return out << "  " << state.proposals.size() << " proposals, " << state.failed << " calls failed\n";
}

}  // namespace paxoscope::tests::naive_sketch
