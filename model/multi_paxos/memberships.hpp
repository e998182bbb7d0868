// Who decides on a slot, where the log itself may say so.
//
// Source: L. Lamport, D. Malkhi and L. Zhou, "Reconfiguring a State Machine", ACM SIGACT News 41(1), 2010: what is chosen in a slot may change who
// decides on those from a window of slots above on.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/id_set.hpp"
#include "model/log_history.hpp"
#include "model/quorums.hpp"

namespace paxoscope::multi_paxos {

using model::MembershipId;
using MembershipSet = model::IdSet<MembershipId>;

/// Who may decide: all acceptors, or one of several sets of them.
struct MembershipRule {
  bool changes = false;
  std::string memberships =
      {};  ///< if it changes: sets such as "a1+a2+a3/a3", the one that decides at first before the others

  friend bool operator==(const MembershipRule&, const MembershipRule&) = default;
};

/// What a rule says whose alternatives are "fixed" and "changes:…".
MembershipRule membership_rule(const model::Choice& choice);

/// What keeps `rule` from making sense with so many acceptors, as a predicate; empty if nothing does.
std::string problem_of(const MembershipRule& rule, int acceptors);

/// A membership: its acceptors, and which sets of them are enough.
struct Membership {
  model::AcceptorSet members;
  model::Quorums promise_quorums;
  model::Quorums vote_quorums;
};

/// Those of a rule that makes sense, the first one first. If there is but one, all acceptors, its quorums are `promise` and `vote`; of others
/// more than half of their members are enough for both.
std::vector<Membership> memberships_of(const MembershipRule& rule, int acceptors,
                                       const model::Quorums& promise, const model::Quorums& vote);

/// What a log makes of memberships: `after[n]` are those that what its lowest n slots may hold leaves in force; none if nothing is known of one of them.
using MembershipsAfter = std::array<MembershipSet, static_cast<std::size_t>(model::kSlotsMax) + 1>;

/// Those that a slot leaves in force which may hold one of `values`, and before which one of `before` was.
MembershipSet after_slot(MembershipSet before, model::ValueSet values);

}  // namespace paxoscope::multi_paxos
