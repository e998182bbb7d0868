// A second implementation of Fast Paxos, as plain as it can be: the reference for the packed one.
//
// It follows L. Lamport, "Fast Paxos" (2006): the variables of an acceptor, a set of messages, one function for each action, and quorums
// as sets of acceptors that are gone through one by one, also where the paper asks whether there is one. It shares nothing with model/, not
// even the types, so that a mistake must be made twice to go unseen. Acceptors, ballots and values are integers counted from 0.
#pragma once

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <set>
#include <string>

#include "tests/arbitrary_rules.hpp"

namespace paxoscope::tests::naive_fast_paxos {

inline constexpr int kNone = -1;  ///< no ballot, no value, or a field that this message does not have
inline constexpr int kAny = -2;   ///< in place of a value: that acceptors may vote for any

struct Config {
  int acceptors = 0;
  int ballots = 0;
  int values = 0;
  int fast_ballots = 0;
  std::map<std::string, std::string> rules;  ///< those that are not as specified, with what they are instead
  ArbitraryRules arbitrary = {};             ///< in place of these and those
};

enum class MessageType : std::uint8_t { k1a, k1b, k2a, k2b };

struct Message {
  MessageType type = MessageType::k1a;
  int acc = kNone;  ///< 1b and 2b only
  int bal = kNone;
  int mbal = kNone;  ///< 1b only: the ballot of the vote reported
  int mval = kNone;  ///< 1b only: its value
  int val = kNone;   ///< 2a and 2b only
  friend auto operator<=>(const Message&, const Message&) = default;
};

struct State {
  std::map<int, int> maxBal;  ///< by acceptor; rnd[a] of the paper
  std::map<int, int> maxVBal;
  std::map<int, int> maxVal;
  std::set<Message> msgs;
  friend auto operator<=>(const State&, const State&) = default;
};

enum class StepType : std::uint8_t {
  kPhase1a,
  kPhase1b,
  kPhase2a,
  kPhase2b,
  kCoordinatedRecovery,
  kUncoordinatedRecovery,
};

/// An action with the choices made in it, but for the quorum.
struct Label {
  StepType type = StepType::kPhase1a;
  int acceptor = kNone;
  int ballot = kNone;
  int value = kNone;
  friend auto operator<=>(const Label&, const Label&) = default;
};

struct Step {
  Label label;
  State after;
  friend auto operator<=>(const Step&, const Step&) = default;
};

State initial_state(const Config& config);

/// Every step out of `state` that changes it.
std::set<Step> successors(const Config& config, const State& state);

/// The values that some quorum of `ballot` voted for in it.
std::set<int> chosen_in(const Config& config, const State& state, int ballot);

std::ostream& operator<<(std::ostream& out, const Label& label);
std::ostream& operator<<(std::ostream& out, const State& state);

}  // namespace paxoscope::tests::naive_fast_paxos
