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
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace paxoscope::tests::naive_multi_paxos {

inline constexpr int kNone = -1;     ///< no ballot, no value, or a field that this message does not have
inline constexpr int kNoOp = 99;     ///< in place of a command
inline constexpr int kNothing = 98;  ///< in place of a command: the register holds none
/// kChange + k is the command that makes Mk the membership. Memberships are counted from 1, as M1 is the first.
inline constexpr int kChange = 100;

struct Config {
  int acceptors = 0;
  int proposers = 0;
  int attempts = 0;
  int slots = 0;
  int values = 0;
  int learners = 0;
  int reads = 0;    ///< how many may be asked for
  int crashes = 0;  ///< how often acceptors may crash, or kNone: any number of times
  int window = 0;   ///< how far a leader may be ahead of what it knows to be chosen; 0: there is none
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

/// A read that was asked for. Reads are counted from 0.
struct Read {
  int bal = kNone;        ///< of the leader; kNone: a learner was asked
  int from = 0;           ///< how many slots the leader had proposed in
  int acked = 0;          ///< the highest slot that a learner had executed, counted from 1; or 0
  std::set<int> after{};  ///< the reads that had an answer
  int answer = kNone;     ///< kNone, kNothing or a command
  friend auto operator<=>(const Read&, const Read&) = default;
};

struct State {
  std::set<int> leading;      ///< the ballots that became leaders
  std::map<int, int> maxBal;  ///< by acceptor
  std::map<int, Log> log;     ///< by acceptor
  std::set<Message> msgs;
  std::map<int, std::vector<std::pair<int, int>>> executed;  ///< by learner: slot and value
  std::vector<Read> reads;                                   ///< in the order in which they were asked for
  std::map<int, std::set<int>> confirmed;                    ///< by acceptor: reads
  std::map<int, int> leases;                                 ///< by acceptor: a ballot or kNone
  std::set<int> leaseOver;                                   ///< the ballots whose leader's lease has ended
  int crashed = 0;                                           ///< how often, where that is limited
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
  int read = kNone;        ///< that is confirmed or answered
  int upto = kNone;        ///< how many slots an answer of a leader is after
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

/// The membership that slot `s` has, whoever knows of it; nothing as long as that is not decided.
std::optional<int> membership(const Config& config, const State& state, int s);

/// What is chosen in slot `s`, whoever knows of it: ballots and values.
std::set<std::pair<int, int>> chosen(const Config& config, const State& state, int s);

/// Whether the answers are what one register could have held, written to by the chosen log: the property linearizable-reads. What is chosen, and
/// what that does to the register, is as specified, whatever the rules say but for what a quorum is.
bool are_reads_linearizable(const Config& config, const State& state);

std::ostream& operator<<(std::ostream& out, const Label& label);
std::ostream& operator<<(std::ostream& out, const State& state);

}  // namespace paxoscope::tests::naive_multi_paxos
