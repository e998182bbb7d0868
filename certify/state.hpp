// What a certificate is about: a protocol at fixed bounds, and its states. And how a verification ends early.
#pragma once

#include <array>
#include <bitset>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace certify {

enum Status : int { kVerified = 0, kRefuted = 10, kUsage = 64, kMalformed = 150, kUnknown = 151, kSystem = 153 };

/// As one line, whatever it quotes of a file.
inline std::string printable(std::string text) {
  if (text.size() > 1000) text = text.substr(0, 1000) + "...";
  for (char& c : text) c = c < ' ' || c > '~' ? '?' : c;
  return text;
}

struct Refusal : std::runtime_error {
  Refusal(Status s, const std::string& why) : std::runtime_error(printable(why)), status(s) {}
  Status status;
};

inline void require(bool is_so, Status status, const std::string& why_not) {
  if (!is_so) throw Refusal(status, why_not);
}

constexpr int kAcceptorsMax = 7, kProposersMax = 4, kLearnersMax = 3, kBallotsMax = 16, kValuesMax = 4;
constexpr int kAny = -1;  // of losses and copies

struct Scenario {
  std::string protocol;
  int acceptors = 0, values = 0, ballots = 0;
  int proposers = 0, attempts = 0, learners = 0, loss = 0, duplication = 0;  // of paxos only
  int promise_quorum = 0, vote_quorum = 0;                     // any set of at least so many acceptors is one
  bool are_acceptors_alike = false, are_values_alike = false;  // one state stands for all their renamings

  int votes() const { return ballots * values; }
  int vote(int ballot, int value) const { return ballot * values + value; }
};

/// Some ballots, by number from 0; or some votes ⟨b, v⟩ (a proposal is what a vote is for), by place b · values + v; or some
/// reports: "no vote" at place 0, then the votes, a place higher each. So the last report in a set is of a highest ballot.
using Set = std::bitset<1 + kBallotsMax * kValuesMax>;

enum Kind { kPrepare, kPromise, kAccept, kAccepted };  // of messages of paxos
enum Phase { kIdle, kPreparing, kAccepting };          // of proposers

/// All that has to do with one acceptor.
struct Acceptor {
  int promised = 0;  // the ballot it promised or voted in last (synod: maxBal), counted from 1, or 0
  int vote = 0;      // its latest (⟨maxVBal, maxVal⟩): a report
  Set cast;          // every vote it ever cast (its 2b messages)
  std::array<Set, kBallotsMax> sent_1b;  // of synod: by ballot, reports
  // Of paxos: in flight to it or from it, by kind [kPrepare][0]: ballots; [kPromise][b]: reports; [kAccept][0]: votes it is asked
  // for; [kAccepted][l], to learner l: votes. Of its promises the reports that each proposer has recorded; of its votes those
  // that each learner has heard of.
  std::array<std::array<Set, kBallotsMax>, 4> in_flight;
  std::array<Set, kProposersMax> recorded;
  std::array<Set, kLearnersMax> heard;
  bool operator==(const Acceptor&) const = default;
};

/// What a protocol does not have is zero, or empty: as everything is in the initial state of both.
struct State {
  Set sent_1a;                                        // of synod: ballots
  std::array<int, kProposersMax> started{}, phase{};  // of paxos, by proposer: how many ballots it has started; Phase
  int lost = 0, duplicated = 0;                       // of paxos, where a budget counts them
  Set proposed;                                       // every proposal ever issued (the 2a messages)
  std::vector<Acceptor> acceptors;
};

/// Called with what happens, in two pieces, in which ballot, to which acceptor (-1 for none), and with what comes of it.
using Visit = std::function<void(const char* how, const char* what, int ballot, int acceptor, State& after)>;

void for_each_step_of_synod(const Scenario& scenario, const State& state, const Visit& visit);
void for_each_step_of_paxos(const Scenario& scenario, const State& state, const Visit& visit);

}  // namespace certify
