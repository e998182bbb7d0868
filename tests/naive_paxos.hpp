// A second implementation of classic Paxos, as plain as it can be: the reference for the packed one.
//
// It is the TLA+ reading of the protocol word for word: one member for each variable, a set where that has a
// set, one function for each action. It shares nothing with model/, not even the types, so that a mistake
// must be made twice to go unseen. Acceptors, proposers, learners, ballots and values are integers counted
// from 0.
#pragma once

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/arbitrary_rules.hpp"

namespace paxoscope::tests::naive {

inline constexpr int kNone = -1;       ///< no ballot, no value, or a field that this message does not have
inline constexpr int kUnbounded = -1;  ///< a budget without limit

struct Config {
  int acceptors = 0;
  int proposers = 0;
  int attempts = 0;  ///< ballots that each proposer may start
  int values = 0;    ///< proposer p proposes p mod values
  int learners = 0;
  int losses = 0;        ///< how many messages may be lost, or kUnbounded
  int duplications = 0;  ///< how many deliveries may leave the message in flight, or kUnbounded
  int crashes = 0;       ///< how often processes may crash, or kUnbounded
  int recoveries = 0;    ///< how often they may start again, or kUnbounded
  std::map<std::string, std::string> rules;  ///< those that are not as specified, with what they are instead
  ArbitraryRules arbitrary = {};             ///< in place of these and those
};

/// ⟨ballot, value⟩
struct Vote {
  int ballot = kNone;
  int value = kNone;
  friend auto operator<=>(const Vote&, const Vote&) = default;
};

/// ⟨acceptor, ballot, value⟩
struct VoteBy {
  int acceptor = kNone;
  int ballot = kNone;
  int value = kNone;
  friend auto operator<=>(const VoteBy&, const VoteBy&) = default;
};

enum class MessageType : std::uint8_t { kPrepare, kPromise, kAccept, kAccepted, kNack };

struct Message {
  MessageType type = MessageType::kPrepare;
  int ballot = kNone;
  int proposer = kNone;  ///< whose ballot it is; not of an accepted, which only knows the ballot
  int acceptor = kNone;
  int reported_ballot = kNone;  ///< promise only, and kNone there too if the acceptor has not voted
  int reported_value = kNone;   ///< likewise
  int value = kNone;            ///< accept and accepted only
  int learner = kNone;          ///< accepted only
  friend auto operator<=>(const Message&, const Message&) = default;
};

/// 'p', 'a' or 'l', and a number.
struct Process {
  char role = ' ';
  int number = kNone;
  friend auto operator<=>(const Process&, const Process&) = default;
};

enum class Phase : std::uint8_t { kIdle, kPrepare, kAccept };

/// Vectors are functions from an acceptor, a proposer or a learner.
struct State {
  std::vector<int> promised;  ///< by acceptor: the highest ballot promised or voted in
  std::vector<Vote> vote;     ///< by acceptor: the latest vote
  std::vector<int> attempt;   ///< by proposer: ballots started so far
  std::vector<Phase> phase;   ///< by proposer
  std::vector<std::set<VoteBy>>
      promises;  ///< by proposer: collected in this ballot, each with the vote it reports
  std::vector<int>
      counted;  ///< by proposer: promises that arrived, up to the number of acceptors; 0 unless that counts
  std::vector<Vote> first;              ///< by proposer: the vote reported first; none unless that counts
  std::set<Message> net;                ///< in flight
  std::set<VoteBy> cast;                ///< every vote ever cast
  std::vector<std::set<VoteBy>> heard;  ///< by learner
  std::set<Vote> proposed;              ///< every proposal ever issued
  int lost = 0;                         ///< of a bounded budget; stays 0 where there is no bound
  int doubled = 0;                      ///< likewise
  std::set<Process> down;               ///< those that crashed and did not start again
  int crashed = 0;                      ///< of a bounded budget
  int recovered = 0;                    ///< likewise
  friend auto operator<=>(const State&, const State&) = default;
};

enum class StepType : std::uint8_t {
  kPrepare,
  kDeliver,        ///< the message is consumed
  kDeliverDouble,  ///< the network had a second copy of the message, which stays in flight
  kLose,
  kCrashStarting,         ///< in the middle of kPrepare its proposer crashes
  kCrashReceiving,        ///< in the middle of kDeliver the receiver does
  kCrashReceivingDouble,  ///< likewise
  kCrash,
  kRecover,
};

/// An action with the choices made in it. No two steps out of one state have the same.
struct Label {
  StepType type = StepType::kPrepare;
  int proposer = kNone;  ///< of a ballot that starts
  Message message;       ///< of what happens to a message
  int choice = kNone;    ///< the value that the receiver of a promise chose to propose, if it had a choice
  Process process = {};  ///< who crashes, or starts again, between two steps
  std::set<std::string> written = {};  ///< what was written in a step before its process crashed
  std::set<int> sent = {};             ///< likewise, to whom it sent something
  friend auto operator<=>(const Label&, const Label&) = default;
};

struct Step {
  Label label;
  State after;
  friend auto operator<=>(const Step&, const Step&) = default;
};

State initial_state(const Config& config);

/// The values that a learner believes to be chosen.
std::set<int> learned(const Config& config, const State& state, int learner);

/// Every step out of `state`, one for each action and choice, even if it changes nothing or leads where
/// another does. In no particular order.
std::vector<Step> successors(const Config& config, const State& state);

std::ostream& operator<<(std::ostream& out, const Label& label);
std::ostream& operator<<(std::ostream& out, const State& state);

}  // namespace paxoscope::tests::naive
