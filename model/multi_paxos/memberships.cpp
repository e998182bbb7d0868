#include "model/multi_paxos/memberships.hpp"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <variant>

namespace paxoscope::multi_paxos {

using model::AcceptorSet;
using model::Quorums;

MembershipRule membership_rule(const model::Choice& choice) {
  return {!choice.alternative->specified, choice.argument};
}

std::string problem_of(const MembershipRule& rule, int acceptors) {
  if (!rule.changes) return {};
  const model::AcceptorSetsRead read = model::acceptor_sets_of(rule.memberships, acceptors);
  if (const auto* problem = std::get_if<std::string>(&read)) return *problem;
  const auto& sets = std::get<std::vector<AcceptorSet>>(read);
  if (std::all_of(sets.begin(), sets.end(), [&](AcceptorSet set) { return set == sets.front(); }))
    return fmt::format("wants the members at first and others, not only {}", name(sets.front()));
  constexpr auto kMost = static_cast<std::size_t>(model::kMembershipsMax);
  if (sets.size() > kMost) return fmt::format("wants at most {} memberships, not {}", kMost, sets.size());
  return {};
}

std::vector<Membership> memberships_of(const MembershipRule& rule, int acceptors, const Quorums& promise,
                                       const Quorums& vote) {
  if (!rule.changes) return {{AcceptorSet::first(acceptors), promise, vote}};
  assert(problem_of(rule, acceptors).empty());
  std::vector<Membership> memberships;
  const model::AcceptorSetsRead read = model::acceptor_sets_of(rule.memberships, acceptors);
  for (const AcceptorSet members : std::get<std::vector<AcceptorSet>>(read)) {
    const Quorums majorities = Quorums::of(
        acceptors, [&](AcceptorSet set) { return 2 * set.common(members).size() > members.size(); });
    memberships.push_back({members, majorities, majorities});
  }
  return memberships;
}

MembershipSet after_slot(MembershipSet before, model::ValueSet values) {
  MembershipSet after;
  values.for_each([&](model::Value value) {
    const MembershipId made = model::membership_made_by(value);
    after.merge(made.exists() && !before.empty() ? MembershipSet::of(made) : before);
  });
  return after;
}

}  // namespace paxoscope::multi_paxos
