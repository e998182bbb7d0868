// Who and what a protocol speaks of, each as a type of its own so that they cannot be mixed up.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace paxoscope::model {

/// A small number with a meaning. Counted from 0; "none" comes before all others.
template <typename Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(int index) : index_(static_cast<std::int8_t>(index)) {}

  [[nodiscard]] constexpr int index() const { return index_; }
  [[nodiscard]] constexpr bool exists() const { return index_ >= 0; }

  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  std::int8_t index_ = -1;
};

using AcceptorId = Id<struct AcceptorTag>;
using ProposerId = Id<struct ProposerTag>;
using LearnerId = Id<struct LearnerTag>;
using Value = Id<struct ValueTag>;
using Ballot = Id<struct BallotTag>;
using Slot = Id<struct SlotTag>;    ///< a place in a log of decrees
using ReadId = Id<struct ReadTag>;  ///< a question of a client for what the log has made of things
using MembershipId = Id<struct MembershipTag>;  ///< a set of acceptors that may decide, by turns

/// What people read: counted from 1, with a letter for the kind ("a1", "p1", "l1", "v1", "r1", "M1"); a ballot is a bare
/// number.
std::string name(AcceptorId acceptor);
std::string name(ProposerId proposer);
std::string name(LearnerId learner);
std::string name(Value value);
std::string name(Ballot ballot);
std::string name(Slot slot);  ///< a bare number too
std::string name(ReadId read);
std::string name(MembershipId membership);

/// How many values there may be that clients propose.
inline constexpr int kValuesMax = 4;
/// What a leader puts into a slot of its log that is to do nothing: no client proposes it, and no renaming of values concerns it. Its name is
/// "no-op".
inline constexpr Value kNoOp{kValuesMax};

/// How many memberships there may be.
inline constexpr int kMembershipsMax = 4;
/// All that may be voted for: what clients propose, the no-op, and changes to memberships but the first.
inline constexpr int kChoicesMax = kValuesMax + kMembershipsMax;

/// What is put into a slot of a log to make `membership`, which is not the first, decide from some slot on: "use-M2".
constexpr Value change_to(MembershipId membership) { return Value(kNoOp.index() + membership.index()); }
/// The membership that a value makes decide; none if it is no such change.
constexpr MembershipId membership_made_by(Value value) {
  return value > kNoOp ? MembershipId(value.index() - kNoOp.index()) : MembershipId();
}
/// Whether clients propose it.
constexpr bool is_of_clients(Value value) { return value.exists() && value < kNoOp; }

/// A vote, or the absence of one: `ballot` and `value` exist together or not at all. Ordered by ballot.
struct Vote {
  Ballot ballot;
  Value value;

  [[nodiscard]] constexpr bool exists() const { return ballot.exists(); }
  friend constexpr auto operator<=>(const Vote&, const Vote&) = default;
};

/// Whether a proposer that looks for the highest vote goes by `vote` rather than by `other`: it is in a higher ballot or, where rules let a
/// ballot have several values, for the lower of them, as it must not matter which acceptor reported it: acceptors are alike.
constexpr bool goes_before(const Vote& vote, const Vote& other) {
  return vote.ballot > other.ballot || (vote.ballot == other.ballot && vote.value < other.value);
}

/// "v1 in ballot 2", or "none".
std::string name(const Vote& vote);

}  // namespace paxoscope::model
