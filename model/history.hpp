// What has happened in a run so far, in the words of the specification: all that a property may look at.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include "model/id_set.hpp"
#include "model/ids.hpp"
#include "model/quorums.hpp"

namespace paxoscope::model {

using ValueSet = IdSet<Value>;

inline constexpr int kBallotsMax = 16;
inline constexpr int kLearnersMax = 3;          ///< of those who hear of votes
inline constexpr int kToldMax = kAcceptorsMax;  ///< of those who are told

/// Who voted for what: for each ballot and value, the acceptors whose vote ⟨ballot, value⟩ was cast (or
/// heard).
///
/// Searches make a great many of these, each with a few votes in it: so what nobody voted for is not even set to empty.
class Votes {
 public:
  Votes() = default;  // NOLINT(cppcoreguidelines-pro-type-member-init): see voters_

  void cast(AcceptorId acceptor, Ballot ballot, Value value) { at(ballot, value).insert(acceptor); }
  [[nodiscard]] AcceptorSet voters(Ballot ballot, Value value) const {
    const std::size_t i = place(ballot, value);
    return (word(i) & bit(i)) != 0 ? voters_[i] : AcceptorSet();
  }
  AcceptorSet& at(Ballot ballot, Value value) {
    const std::size_t i = place(ballot, value);
    if ((word(i) & bit(i)) == 0) voters_[i] = {};
    voted_for_[i / kWordBits] |= bit(i);
    return voters_[i];
  }

  /// Calls `visit(ballot, value, voters)` for everything that anyone voted for, by ballot, then by value.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t w = 0; w < voted_for_.size(); ++w) {
      for (std::uint64_t rest = voted_for_[w]; rest != 0; rest &= rest - 1) {
        const std::size_t i = w * kWordBits + static_cast<std::size_t>(std::countr_zero(rest));
        visit(Ballot(static_cast<int>(i / kChoices)), Value(static_cast<int>(i % kChoices)), voters_[i]);
      }
    }
  }

 private:
  static constexpr std::size_t kChoices = kChoicesMax;
  static constexpr std::size_t kPlaces = kBallotsMax * kChoices;
  static constexpr std::size_t kWordBits = 64;

  static std::size_t place(Ballot ballot, Value value) {
    return static_cast<std::size_t>(ballot.index()) * kChoices + static_cast<std::size_t>(value.index());
  }
  static std::uint64_t bit(std::size_t place) { return std::uint64_t{1} << (place % kWordBits); }
  [[nodiscard]] std::uint64_t word(std::size_t place) const { return voted_for_[place / kWordBits]; }

  std::array<std::uint64_t, (kPlaces + kWordBits - 1) / kWordBits>
      voted_for_{};  // the places that mean something
  std::array<AcceptorSet, kPlaces> voters_;
};

/// What a learner makes of the votes that it has heard of.
enum class Learning : std::uint8_t {
  kOneBallot,   ///< it learns what a quorum voted for in one ballot
  kAnyBallots,  ///< it adds up the votes for a value over all ballots
  kFirstVote,   ///< it learns whatever anyone voted for
  kTold,        ///< it hears of no vote, and learns what it is told
};

/// The past of a state: every proposal ever issued, every vote ever cast, and what each learner has heard of
/// it.
///
/// A value is *chosen* in a ballot when a quorum of acceptors has cast a vote for it there: a majority, by the specification
/// (Lamport, "Paxos Made Simple", §2.2), and more than that in a fast ballot ("Fast Paxos", §3.1). That is a fact about the past; nobody in the system need know it.
struct History {
  int acceptors = 0;       ///< 1..kAcceptorsMax
  int ballots = 0;         ///< 1..kBallotsMax
  int values = 0;          ///< 1..kValuesMax
  bool has_no_op = false;  ///< a no-op may be proposed besides
  int changes = 0;         ///< 0..kMembershipsMax-1: and so many changes of membership
  int learners = 0;        ///< 0..kLearnersMax, or 0..kToldMax
  Learning learning = Learning::kOneBallot;
  Quorums promise_quorums;  ///< what a ballot needs to propose
  Quorums vote_quorums;     ///< what chooses a value
  int fast_ballots = 0;     ///< the lowest so many are fast: acceptors may vote for different values in one
  Quorums fast_quorums;     ///< what chooses a value in a fast ballot

  std::array<ValueSet, kBallotsMax> proposed{};  ///< by ballot: the values that it proposes
  /// The fast ballots that let acceptors vote for any value: these propose them all.
  IdSet<Ballot> letting_any;
  /// By ballot, of fast ones: what acceptors vote for in it, be it proposed or not.
  std::array<ValueSet, kBallotsMax> taken_up{};
  Votes cast;
  std::array<Votes, kLearnersMax> heard{};
  std::array<ValueSet, kToldMax> told{};  ///< by learner, of those who are told

  /// The values proposed in `ballot`, by it or by acceptors who vote for what it has not proposed.
  [[nodiscard]] ValueSet proposed_in(Ballot ballot) const {
    ValueSet all = proposed[static_cast<std::size_t>(ballot.index())];
    all.merge(taken_up[static_cast<std::size_t>(ballot.index())]);
    return all;
  }
  /// None if learners are told: then none of them has heard of any, as little as the first.
  [[nodiscard]] const Votes& heard_by(LearnerId learner) const {
    return heard[learning == Learning::kTold ? 0 : static_cast<std::size_t>(learner.index())];
  }
  [[nodiscard]] bool is_fast(Ballot ballot) const { return ballot.index() < fast_ballots; }
  /// What chooses a value in `ballot`.
  [[nodiscard]] const Quorums& quorums_in(Ballot ballot) const {
    return is_fast(ballot) ? fast_quorums : vote_quorums;
  }
  [[nodiscard]] bool is_chosen(Ballot ballot, Value value) const {
    return quorums_in(ballot).contains(cast.voters(ballot, value));
  }

  /// Values that some quorum voted for in one and the same ballot, as these votes show it.
  [[nodiscard]] ValueSet decided_by(const Votes& votes) const;

  /// The values chosen in some ballot.
  [[nodiscard]] ValueSet chosen() const { return decided_by(cast); }

  /// The values that `learner` has learned, as it believes: by the specification, those of which a quorum's votes in one ballot
  /// have reached it.
  [[nodiscard]] ValueSet learned(LearnerId learner) const;
  /// Those whose votes taught `learner` a value that it has learned; nobody's if it was told.
  [[nodiscard]] AcceptorSet teachers(LearnerId learner, Value value) const;

  /// The lowest ballot in which `votes` decide `value`; none if they do not.
  [[nodiscard]] Ballot first_ballot_deciding(const Votes& votes, Value value) const;
};

/// Calls `visit(ballot)` for each ballot of `history`, lowest first.
template <typename Visit>
void for_each_ballot(const History& history, Visit&& visit) {
  for (int b = 0; b < history.ballots; ++b) visit(Ballot(b));
}

/// Calls `visit(value)` for each value of `history`, in their order.
template <typename Visit>
void for_each_value(const History& history, Visit&& visit) {
  for (int v = 0; v < history.values; ++v) visit(Value(v));
  if (history.has_no_op) visit(kNoOp);
  for (int m = 1; m <= history.changes; ++m) visit(change_to(MembershipId(m)));
}

/// "{a1, a3}"
std::string name(AcceptorSet set);
/// "a1", "a2", …
std::vector<std::string> names(AcceptorSet set);
/// "v1 and v2"
std::string name(ValueSet set);
/// "v1 is chosen in ballot 2: {a1, a3} voted for it"; `value` must be decided by `votes`.
std::string decision(const History& history, const Votes& votes, Value value, const char* verb);

}  // namespace paxoscope::model
