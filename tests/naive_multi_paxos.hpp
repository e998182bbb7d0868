// A second implementation of Multi-Paxos, as plain as it can be: the reference for the packed one.
//
// It follows docs/multi_paxos.md: the variables of processes, a set of messages, and quorums as sets of acceptors that are gone through one by one. It
// shares nothing with model/, not even the types, so that a mistake must be made twice to go unseen. Acceptors, ballots, slots and commands are
// integers counted from 0.
#pragma once

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace paxoscope::tests::naive_multi_paxos {

inline constexpr int kNone = -1;  ///< no ballot, no value, or a field that this message does not have
inline constexpr int kNoOp = 99;  ///< in place of a command

struct Config {
  int acceptors = 0;
  int proposers = 0;
  int attempts = 0;
  int slots = 0;
  int values = 0;
  int learners = 0;
  std::map<std::string, std::string> rules;  ///< those that are not as specified, with what they are instead
};

/// Of each slot a vote, as ballot and value.
using Log = std::vector<std::pair<int, int>>;

enum class MessageType : std::uint8_t { k1a, k1b, k2a, k2b };

struct Message {
  MessageType type = MessageType::k1a;
  int acc = kNone;  ///< 1b and 2b only
  int bal = kNone;
  int slot = kNone;  ///< 2a and 2b only
  int val = kNone;   ///< 2a and 2b only
  Log log{};         ///< 1b only
  friend auto operator<=>(const Message&, const Message&) = default;
};

struct State {
  std::set<int> leading;      ///< the ballots that became leaders
  std::map<int, int> maxBal;  ///< by acceptor
  std::map<int, Log> log;     ///< by acceptor
  std::set<Message> msgs;
  std::map<int, std::vector<std::pair<int, int>>> executed;  ///< by learner: slot and value
  friend auto operator<=>(const State&, const State&) = default;
};

/// An action with the choices made in it, but for the quorum.
struct Label {
  std::string type;
  int process = kNone;  ///< the acceptor or the learner
  int ballot = kNone;
  int slot = kNone;
  int value = kNone;
  std::vector<int> log{};  ///< of a new leader: what it proposes, by slot
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

}  // namespace paxoscope::tests::naive_multi_paxos
