// What a C++ file may say in place of rules of a protocol: `paxoscope check paxos --rules FILE.cpp`.
//
//   #include <paxoscope/rule.hpp>
//
//   // An acceptor also votes in the ballot just below the one that it promised.
//   bool paxoscope::rule::may_vote(const Acceptor& acceptor, const Vote& asked) {
//     return asked.ballot + 1 >= acceptor.promised;
//   }
//
// A file defines one or more of the functions below; each stands in for the rule of its name (see `paxoscope list rules`).
// Ballots, values and acceptors are numbers, counted from 1 as in what is printed; 0 is none, and less than all others.
//
// Before a search each function is asked everything that it can be asked within the bounds, also what never comes up in a run, in a
// process of its own. So it must be a function of its arguments alone, which answers at once; what it prints goes nowhere.
#pragma once

#include <cstddef>

namespace paxoscope::rule {

/// A vote, or none: `ballot` and `value` are both 0 then.
struct Vote {
  int ballot = 0;
  int value = 0;

  friend bool operator==(const Vote&, const Vote&) = default;
};

/// What an acceptor knows when it is asked.
struct Acceptor {
  int id = 0;
  int promised = 0;  ///< the ballot that it promised, or voted in, last
  Vote vote;         ///< the one that it keeps
};

/// Some of the acceptors.
class Acceptors {
 public:
  constexpr explicit Acceptors(unsigned bits) : bits_(bits) {}

  [[nodiscard]] constexpr bool contains(int id) const {
    return (bits_ >> static_cast<unsigned>(id - 1) & 1U) != 0;
  }
  [[nodiscard]] constexpr int size() const {
    int size = 0;
    for (unsigned rest = bits_; rest != 0; rest &= rest - 1) ++size;
    return size;
  }

 private:
  unsigned bits_;
};

/// A proposal that is about to be issued.
struct Proposal {
  int ballot = 0;
  int own_value = 0;  ///< its proposer's own; 0 in a protocol whose proposers have none
};

/// The votes that the promises of a proposal's ballot report, at most one from each acceptor, the highest first. Of several that one
/// acceptor reported it is the highest; votes in the same ballot are in the order of their values.
class Reports {
 public:
  constexpr Reports(const Vote* votes, std::size_t count, int promises)
      : votes_(votes), count_(count), promises_(promises) {}

  [[nodiscard]] constexpr const Vote* begin() const { return votes_; }
  [[nodiscard]] constexpr const Vote* end() const { return votes_ + count_; }
  [[nodiscard]] constexpr std::size_t size() const { return count_; }
  [[nodiscard]] constexpr bool empty() const { return count_ == 0; }
  /// None if there is none.
  [[nodiscard]] constexpr Vote highest() const { return empty() ? Vote{} : votes_[0]; }
  [[nodiscard]] constexpr Vote lowest() const { return empty() ? Vote{} : votes_[count_ - 1]; }
  /// How many of them are for `value`.
  [[nodiscard]] constexpr int count(int value) const {
    int count = 0;
    for (const Vote& vote : *this) count += vote.value == value ? 1 : 0;
    return count;
  }
  /// How many acceptors promised, also those that reported no vote.
  [[nodiscard]] constexpr int promises() const { return promises_; }

 private:
  const Vote* votes_;
  std::size_t count_;
  int promises_;
};

/// The scenario's.
struct Bounds {
  int acceptors = 0;
  int ballots = 0;
  int values = 0;
};
const Bounds& bounds();

#define PAXOSCOPE_MAY_BE_DEFINED [[gnu::weak, gnu::visibility("default")]]

// ---- An acceptor is asked to promise a ballot

/// Whether it does.
PAXOSCOPE_MAY_BE_DEFINED bool may_promise(const Acceptor& acceptor, int ballot);
/// What it has promised afterwards.
PAXOSCOPE_MAY_BE_DEFINED int promise_record(const Acceptor& acceptor, int ballot);
/// The vote that the promise reports.
PAXOSCOPE_MAY_BE_DEFINED Vote promise_reports(const Acceptor& acceptor, int ballot);

// ---- An acceptor is asked to vote

/// Whether it does.
PAXOSCOPE_MAY_BE_DEFINED bool may_vote(const Acceptor& acceptor, const Vote& asked);
/// What it has promised afterwards.
PAXOSCOPE_MAY_BE_DEFINED int vote_promises(const Acceptor& acceptor, const Vote& cast);
/// The vote that it keeps.
PAXOSCOPE_MAY_BE_DEFINED Vote vote_record(const Acceptor& acceptor, const Vote& cast);

// ---- A ballot has enough promises

/// The value that it proposes; 0 is its proposer's own or, in a protocol whose proposers have none, any.
PAXOSCOPE_MAY_BE_DEFINED int proposal_value(const Proposal& proposal, const Reports& reports);

// ---- Quorums. All acceptors together must be one, nobody must not, and whoever adds acceptors to one has one.

/// Whether these are enough to promise a ballot.
PAXOSCOPE_MAY_BE_DEFINED bool promise_quorum(const Acceptors& acceptors);
/// Whether these are enough to choose a value.
PAXOSCOPE_MAY_BE_DEFINED bool vote_quorum(const Acceptors& acceptors);
/// In Fast Paxos: whether these are enough to promise a ballot, and to choose a value in a classic one.
PAXOSCOPE_MAY_BE_DEFINED bool classic_quorum(const Acceptors& acceptors);
/// In Fast Paxos: whether these are enough to choose a value in a fast ballot.
PAXOSCOPE_MAY_BE_DEFINED bool fast_quorum(const Acceptors& acceptors);

// ---- What the functions keep

/// What reductions of the search may count on, in the words of `paxoscope list reductions`, with commas between them; nothing if it is not
/// defined. It is checked: what is not so is refused.
PAXOSCOPE_MAY_BE_DEFINED extern const char* const keeps;

#undef PAXOSCOPE_MAY_BE_DEFINED

}  // namespace paxoscope::rule
