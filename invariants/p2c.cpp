// Every proposal is justified by a quorum: either none of it voted below, or the highest vote below carries
// its value.
//
// This is what the proposer's phase 1 establishes when it proposes. It goes on holding because the quorum
// has promised not to vote below any more, which is why it can be asked of a state, about votes cast since.
// It implies P2b by induction over ballots and fails earlier than P2b or with it.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "invariants/property.hpp"

namespace paxoscope::invariants {

namespace p2c {
namespace {

/// By acceptor: its highest ballot below `ballot` in which it cast a vote; none if there is no such vote.
std::array<Ballot, model::kAcceptorsMax> highest_votes_below(const History& state, Ballot ballot) {
  std::array<Ballot, model::kAcceptorsMax> highest{};
  for_each_ballot(state, [&](Ballot b) {
    if (b >= ballot) return;
    for_each_value(state, [&](Value v) {
      state.cast.voters(b, v).for_each(
          [&](AcceptorId a) { highest.at(static_cast<std::size_t>(a.index())) = b; });
    });
  });
  return highest;
}

/// Some quorum justifies ⟨ballot, value⟩ where fast ballots may have votes for several values: it has cast no vote below, or no other value
/// can be chosen in the highest ballot in which it has. A value can be where its voters are a quorum together with all who were not asked
/// ("Fast Paxos", section 3.1, O4). Below fast ballots it is no use to widen a quorum: all are tried.
bool is_justified_above_fast(const History& state, Ballot ballot, Value value) {
  const auto highest = highest_votes_below(state, ballot);
  const AcceptorSet all = AcceptorSet::first(state.acceptors);
  for (unsigned bits = 0; bits <= all.bits(); ++bits) {
    const AcceptorSet quorum = AcceptorSet::of_bits(bits);
    if (!state.promise_quorums.contains(quorum)) continue;
    Ballot k;
    quorum.for_each([&](AcceptorId a) { k = std::max(k, highest.at(static_cast<std::size_t>(a.index()))); });
    if (!k.exists()) return true;
    bool may_another_be_chosen = false;
    for_each_value(state, [&](Value other) {
      AcceptorSet possible = all.without(quorum);
      possible.merge(state.cast.voters(k, other).common(quorum));
      may_another_be_chosen =
          may_another_be_chosen || (other != value && state.quorums_in(k).contains(possible));
    });
    if (!may_another_be_chosen) return true;
  }
  return false;
}

/// Some quorum justifies ⟨ballot, value⟩.
///
/// It is enough to try, for each possible highest ballot, the largest set that has no higher vote: a quorum
/// inside it can be widened to all of it, and that keeps whoever voted in the highest ballot.
bool is_justified(const History& state, Ballot ballot, Value value) {
  if (state.fast_ballots > 0) return is_justified_above_fast(state, ballot, value);
  const auto highest = highest_votes_below(state, ballot);
  const auto with_no_vote_above = [&](Ballot limit) {
    AcceptorSet set;
    for (int a = 0; a < state.acceptors; ++a) {
      if (highest.at(static_cast<std::size_t>(a)) <= limit) set.insert(AcceptorId(a));
    }
    return set;
  };
  if (state.promise_quorums.contains(with_no_vote_above(Ballot()))) return true;
  for (int b = 0; b < ballot.index(); ++b) {
    const AcceptorSet set = with_no_vote_above(Ballot(b));
    bool carries = false;
    state.cast.voters(Ballot(b), value).for_each([&](AcceptorId a) { carries = carries || set.contains(a); });
    if (carries && state.promise_quorums.contains(set)) return true;
  }
  return false;
}

struct Proposal {
  Ballot ballot;
  Value value;
};

std::optional<Proposal> find_unjustified(const History& state) {
  std::optional<Proposal> found;
  for_each_ballot(state, [&](Ballot b) {
    state.proposed_in(b).for_each([&](Value v) {
      if (!found && !is_justified(state, b, v)) found = Proposal{b, v};
    });
  });
  return found;
}

bool holds(const History& state) { return !find_unjustified(state); }

Explanation explain(const History& /*before*/, const History& after) {
  const Proposal proposal = find_unjustified(after).value();
  const auto highest = highest_votes_below(after, proposal.ballot);
  std::string votes;
  for (int i = 0; i < after.acceptors; ++i) {
    const AcceptorId a(i);
    const Ballot b = highest.at(static_cast<std::size_t>(i));
    votes += (votes.empty() ? "" : ", ") + model::name(a) + ": ";
    if (!b.exists()) {
      votes += "none";
      continue;
    }
    ValueSet values;
    for_each_value(after, [&](Value v) {
      if (after.cast.voters(b, v).contains(a)) values.insert(v);
    });
    votes += fmt::format("{} in ballot {}", model::name(values), model::name(b));
  }
  const char* const what = after.fast_ballots == 0 ? "Every quorum has a member that voted below ballot {}, "
                                                     "and in none is the highest such vote for {}."
                                                   : "Every quorum has a member that voted below ballot {}, "
                                                     "and in the highest such ballot a value other "
                                                     "than {} can be chosen for all that the quorum voted.";
  return {
      fmt::format("Ballot {} proposes {}.", model::name(proposal.ballot), model::name(proposal.value)),
      fmt::format("The highest votes below ballot {} are {}.", model::name(proposal.ballot), votes),
      fmt::format(fmt::runtime(what), model::name(proposal.ballot), model::name(proposal.value)),
  };
}

}  // namespace
}  // namespace p2c

const Property kP2c{
    .name = "p2c",
    .statement =
        "for every proposal there is a quorum that has cast no vote in a lower ballot, or whose highest such "
        "vote carries the proposal's value; with fast ballots: whose votes in the highest such ballot let no "
        "other value be chosen there",
    .source = "Paxos Made Simple, section 2.2, P2c",
    .kind = Kind::kInvariant,
    .about_learners = false,
    .sees_learners = false,
    .sees_votes = true,
    .about_proposals = true,
    .keeps = {Assumption::kTellsNoAcceptorsApart, Assumption::kTellsNoValuesApart,
              Assumption::kSeesOnlyThePast, Assumption::kSeesOnlyWhatIsLearned},
    .holds_in = p2c::holds,
    .holds_of = nullptr,
    .explain = p2c::explain,
};

}  // namespace paxoscope::invariants
