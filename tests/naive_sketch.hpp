// A second implementation of the sketch, as plain as it can be: the reference for the packed one.
//
// A proposer is a list of calls that it still has to make. It shares nothing with model/, not even the types, so that a mistake must be
// made twice to go unseen. Acceptors, proposers, numbers and values are integers counted from 0.
#pragma once

#include <compare>
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace paxoscope::tests::naive_sketch {

inline constexpr int kNone = -1;  ///< no number, no value
inline constexpr int kAny = -1;   ///< calls may fail without limit

struct Config {
  int acceptors = 0;
  int proposers = 0;
  int attempts = 0;
  int values = 0;
  int loss = 0;
  std::map<std::string, std::string>
      rules;  ///< those that are not as the sketch has them, with what they are instead
};

struct Call {
  std::string what;  ///< "prepare" or "accept"
  int acceptor = kNone;
  friend auto operator<=>(const Call&, const Call&) = default;
};

struct Proposer {
  int runs_over = 0;
  std::vector<Call> to_do;  ///< in this run; empty between runs
  int highest_number = kNone;
  int highest_value = kNone;
  std::set<int> promised;  ///< who is known to have, in this run
  std::set<int> voted;     ///< likewise
  std::set<int> returned;  ///< values, in all runs
  friend auto operator<=>(const Proposer&, const Proposer&) = default;
};

struct Acceptor {
  int highest_prepare = kNone;
  int number = kNone;  ///< of its vote
  int value = kNone;
  friend auto operator<=>(const Acceptor&, const Acceptor&) = default;
};

struct State {
  std::map<int, Proposer> proposers;
  std::map<int, Acceptor> acceptors;
  std::set<std::pair<int, int>> proposals;             ///< number and value of all that were ever made
  std::map<int, std::set<std::pair<int, int>>> votes;  ///< by acceptor: likewise
  int failed = 0;                                      ///< calls, if they are counted
  friend auto operator<=>(const State&, const State&) = default;
};

struct Label {
  int proposer = kNone;
  Call call;
  std::string fate;  ///< "returns", "lost" or "unanswered"
  friend auto operator<=>(const Label&, const Label&) = default;
};

struct Step {
  Label label;
  State after;
  friend auto operator<=>(const Step&, const Step&) = default;
};

State initial_state(const Config& config);

/// Every step out of `state`.
std::set<Step> successors(const Config& config, const State& state);

std::ostream& operator<<(std::ostream& out, const Label& label);
std::ostream& operator<<(std::ostream& out, const State& state);

}  // namespace paxoscope::tests::naive_sketch
