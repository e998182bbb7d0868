#include <fmt/format.h>

#include "model/history.hpp"
#include "model/ids.hpp"

namespace paxoscope::model {

std::string name(AcceptorId acceptor) { return fmt::format("a{}", acceptor.index() + 1); }
std::string name(ProposerId proposer) { return fmt::format("p{}", proposer.index() + 1); }
std::string name(LearnerId learner) { return fmt::format("l{}", learner.index() + 1); }
std::string name(Value value) {
  if (const MembershipId membership = membership_made_by(value); membership.exists())
    return "use-" + name(membership);
  return value == kNoOp ? "no-op" : fmt::format("v{}", value.index() + 1);
}
std::string name(Ballot ballot) { return fmt::format("{}", ballot.index() + 1); }
std::string name(ReadId read) { return fmt::format("r{}", read.index() + 1); }
std::string name(MembershipId membership) { return fmt::format("M{}", membership.index() + 1); }
std::string name(Slot slot) { return fmt::format("{}", slot.index() + 1); }

std::string name(const Vote& vote) {
  return vote.exists() ? fmt::format("{} in ballot {}", name(vote.value), name(vote.ballot)) : "none";
}

std::string name(AcceptorSet set) {
  std::string text;
  set.for_each([&](AcceptorId a) { text += (text.empty() ? "" : ", ") + name(a); });
  return "{" + text + "}";
}

std::vector<std::string> names(AcceptorSet set) {
  std::vector<std::string> all;
  set.for_each([&](AcceptorId a) { all.push_back(name(a)); });
  return all;
}

std::string name(ValueSet set) {
  std::string text;
  set.for_each([&](Value v) { text += (text.empty() ? "" : " and ") + name(v); });
  return text;
}

}  // namespace paxoscope::model
