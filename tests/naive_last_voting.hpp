// A second implementation of LastVoting, as plain as it can be: the reference for the packed one.
//
// It is the algorithm of the paper, line by line, and each process hears of a set of its own: all (2^n)^n collections of heard-of sets are
// tried. It shares nothing with model/, not even the types, so that a mistake must be made twice to go unseen. Processes and values are
// integers counted from 0, phases are counted from 1.
#pragma once

#include <compare>
#include <functional>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace paxoscope::tests::naive_last_voting {

inline constexpr int kNone = -1;  ///< no value

struct Config {
  int processes = 0;
  int phases = 0;
  int values = 0;
  int heard = 0;  ///< by each process in each round, at least; of fewer processes all
  std::map<std::string, std::string> rules;  ///< those that are not as specified, with what they are instead
};

struct Process {
  int x = kNone;
  int vote = kNone;
  bool commit = false;
  bool ready = false;
  int ts = 0;
  std::set<int> decisions;  ///< all that it ever decided
  friend auto operator<=>(const Process&, const Process&) = default;
};

struct State {
  int round = 1;  ///< the one to come
  std::map<int, Process> processes;
  std::set<std::pair<int, int>> proposals;             ///< phase and value of all that were ever made
  std::map<int, std::set<std::pair<int, int>>> votes;  ///< by process: likewise
  friend auto operator<=>(const State&, const State&) = default;
};

/// Of a round all that matters for what comes of it.
struct Label {
  int coordinator = kNone;
  int round = 0;  ///< of the phase, 1 to 4
  std::set<int>
      heard;  ///< of whom the coordinator hears that sent something; or who hears that from the coordinator
  int vote = kNone;  ///< what it chose in the first round
  friend auto operator<=>(const Label&, const Label&) = default;
};

struct Step {
  Label label;
  State after;
  friend auto operator<=>(const Step&, const Step&) = default;
};

/// By process: HO(p), of whom it hears.
using HeardOf = std::vector<std::set<int>>;

std::vector<State> initial_states(const Config& config);

/// What may come of the round to come with these heard-of sets; several where the coordinator has a choice.
std::set<Step> steps_with(const Config& config, const State& state, const HeardOf& heard_of);

/// Every step out of `state`, with any collection of heard-of sets.
std::set<Step> successors(const Config& config, const State& state);

/// What the algorithm itself remembers: no past.
State without_past(const State& state);

std::ostream& operator<<(std::ostream& out, const Label& label);
std::ostream& operator<<(std::ostream& out, const State& state);

}  // namespace paxoscope::tests::naive_last_voting
