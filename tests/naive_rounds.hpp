// A second implementation of Paxos in rounds, as plain as it can be: the reference for the packed one.
//
// It takes the steps of the naive model of Paxos and says when they may be taken, as docs/rounds.md does. It shares nothing with model/.
#pragma once

#include <compare>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/naive_paxos.hpp"

namespace paxoscope::tests::naive_rounds {

inline constexpr int kNone = naive::kNone;
inline constexpr int kUnbounded = naive::kUnbounded;

struct Config {
  naive::Config paxos;
  bool may_be_unstable = false;
  int patience = 1;
  int growth = 0;
  int omissions = kUnbounded;  ///< in one round
  int unstable = kUnbounded;   ///< rounds
  int delay = 1;
  std::string starts = "patient";
  std::string omitting = "links";
  bool has_leader = false;
};

struct State {
  naive::State paxos;
  std::set<naive::Message> due;
  std::map<naive::Message, int> late;  ///< by how many rounds, of those that are
  std::vector<int> patience;           ///< by proposer: rounds left
  std::vector<int> growth;             ///< by proposer: of the patience for its next ballot
  std::set<int> begun;                 ///< proposers; empty where that does not matter
  int next_starter = 0;
  int leader = kNone;
  int omitted = 0;                         ///< of a bounded budget
  std::set<naive::Process> omitters = {};  ///< likewise
  int unstable = 0;
  bool is_stable = false;
  bool is_first_over = false;  ///< false where that does not matter
  friend auto operator<=>(const State&, const State&) = default;
};

struct Label {
  std::string event;   ///< "step", "miss", "wait", "stabilise", "end-round"
  naive::Label step;   ///< of a step; of what happens to a message only its message
  int leader = kNone;  ///< of "stabilise"
  friend auto operator<=>(const Label&, const Label&) = default;
};

struct Step {
  Label label;
  State after;
  friend auto operator<=>(const Step&, const Step&) = default;
};

State initial_state(const Config& config);

/// Every step out of `state`, in no particular order.
std::vector<Step> successors(const Config& config, const State& state);

std::ostream& operator<<(std::ostream& out, const Label& label);
std::ostream& operator<<(std::ostream& out, const State& state);

}  // namespace paxoscope::tests::naive_rounds
