#include "model/fast_paxos/fast_paxos.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "model/paxos_tla_state.hpp"

namespace paxoscope::fast_paxos {

// ---- The decisions

bool FastPaxos::may_promise(const View& state, AcceptorId a, Ballot b) const {
  const Acceptor acceptor(state, a);
  return rules_.acceptor.may_promise(b, acceptor) &&
         (rules_.acceptor.promised_after_promise(b, acceptor) != acceptor.promised() ||
          !state.has_sent_1b(a, b, rules_.acceptor.reported(b, acceptor)));
}

// Section 2.2.1, phase 2(b): "If i >= rnd[a] and vrnd[a] # i". In a classic ballot the second part goes without saying, as a ballot has
// one value there; in a fast one it is what keeps an acceptor to one. It knows by its latest vote.
bool FastPaxos::may_vote(const View& state, AcceptorId a, const Vote& vote) const {
  const Acceptor acceptor(state, a);
  if (!rules_.acceptor.may_vote(vote, acceptor)) return false;
  const Vote kept = acceptor.kept();
  const bool has_voted_otherwise = kept.ballot == vote.ballot && kept.value != vote.value;
  if (rules_.votes_in_ballot == VotesInBallot::kOne && has_voted_otherwise) return false;
  return !state.has_sent_2b(a, vote) ||
         rules_.acceptor.promised_after_vote(vote, acceptor) != acceptor.promised() ||
         rules_.acceptor.kept_after_vote(vote, acceptor) != kept;
}

AcceptorSet FastPaxos::reporting(const Reports& reports) const {
  AcceptorSet acceptors;
  for (int a = 0; a < bounds().acceptors; ++a) {
    if (reports[static_cast<std::size_t>(a)] != 0) acceptors.insert(AcceptorId(a));
  }
  return acceptors;
}

Ballot FastPaxos::highest_ballot(const Reports& reports, AcceptorSet quorum) const {
  model::Word all = 1;
  quorum.for_each([&](AcceptorId a) { all |= reports[static_cast<std::size_t>(a.index())]; });
  return layout_.report_at(static_cast<std::size_t>(std::bit_width(all)) - 1).ballot;
}

AcceptorSet FastPaxos::reporting(const Reports& reports, AcceptorSet quorum, const Vote& vote) const {
  AcceptorSet acceptors;
  const std::size_t report = layout_.report_index(vote);
  quorum.for_each([&](AcceptorId a) {
    if ((reports[static_cast<std::size_t>(a.index())] >> report & 1U) != 0) acceptors.insert(a);
  });
  return acceptors;
}

ValueSet FastPaxos::values_reported(const Reports& reports, AcceptorSet quorum, Ballot ballot) const {
  model::Word all = 0;
  quorum.for_each([&](AcceptorId a) { all |= reports[static_cast<std::size_t>(a.index())]; });
  return ValueSet::of_bits(all >> layout_.report_index({ballot, Value(0)}))
      .common(ValueSet::first(bounds().values));
}

// Section 3.1, O4(v): "there exists a k-quorum R such that vr(a) = k and vv(a) = v for all acceptors a in R ∩ Q". Whoever is not in Q is
// no obstacle, so the largest R to try has all of them.
bool FastPaxos::may_be_chosen(const Reports& reports, AcceptorSet quorum, const Vote& vote) const {
  AcceptorSet largest = AcceptorSet::first(bounds().acceptors).without(quorum);
  largest.merge(reporting(reports, quorum, vote));
  return quorums_in(vote.ballot).contains(largest);
}

// Section 3.1, Figure 2: how the coordinator picks a value.
Proposable FastPaxos::proposable_by(const Reports& reports, AcceptorSet quorum, Ballot ballot) const {
  const Proposable free{ValueSet::first(bounds().values), true};
  if (rules_.replaced_proposal_value != nullptr) {
    const Value value = value_by_replacement(reports, quorum, ballot);
    return value.exists() ? Proposable{ValueSet::of(value), false} : free;
  }
  const Ballot k = highest_ballot(reports, quorum);
  if (!k.exists() || rules_.proposal_value == ProposalValue::kOwn) return free;
  const ValueSet reported = values_reported(reports, quorum, k);
  if (reported.size() == 1 || rules_.proposal_value == ProposalValue::kAnyReported) return {reported, false};

  ValueSet values;
  if (rules_.proposal_value == ProposalValue::kMostReported) {
    const auto voters = [&](Value v) { return reporting(reports, quorum, {k, v}).size(); };
    int most = 0;
    reported.for_each([&](Value v) { most = std::max(most, voters(v)); });
    reported.for_each([&](Value v) {
      if (voters(v) == most) values.insert(v);
    });
    return {values, false};
  }
  reported.for_each([&](Value v) {
    if (may_be_chosen(reports, quorum, {k, v})) values.insert(v);
  });
  return values.empty() ? free : Proposable{values, false};
}

Value FastPaxos::value_by_replacement(const Reports& reports, AcceptorSet quorum, Ballot ballot) const {
  const model::ProposalTable& table = *rules_.replaced_proposal_value;
  std::array<int, kAcceptorsMax> numbers{};
  std::size_t count = 0;
  quorum.for_each([&](AcceptorId a) {
    Vote highest;
    for (model::Word rest = reports[static_cast<std::size_t>(a.index())]; rest != 0; rest &= rest - 1) {
      const Vote vote = layout_.report_at(static_cast<std::size_t>(std::countr_zero(rest)));
      if (model::goes_before(vote, highest)) highest = vote;
    }
    numbers.at(count++) = table.votes().number(highest);
  });
  return table.answer(ballot, std::span(numbers).first(count));
}

template <typename Counts>
Proposable FastPaxos::proposable_by_some(const Reports& reports, Ballot ballot, Counts&& counts) const {
  Proposable proposable;
  const unsigned all = reporting(reports).bits();
  for (unsigned rest = all; rest != 0; rest = (rest - 1) & all) {
    const AcceptorSet quorum = AcceptorSet::of_bits(rest);
    if (!classic_quorums_.contains(quorum) || !counts(quorum)) continue;
    const Proposable by_quorum = proposable_by(reports, quorum, ballot);
    proposable.values.merge(by_quorum.values);
    proposable.is_free = proposable.is_free || by_quorum.is_free;
    if (proposable.is_free) break;
  }
  return proposable;
}

Proposable FastPaxos::proposable(const View& state, Ballot ballot) const {
  return proposable_by_some(state.promises(ballot), ballot, [](AcceptorSet /*quorum*/) { return true; });
}

Proposable FastPaxos::recoverable(const View& state, Ballot ballot) const {
  const Ballot before(ballot.index() - 1);
  if (!before.exists() || !is_fast(before)) return {};
  const Reports votes = state.votes(before);
  return proposable_by_some(
      votes, ballot, [&](AcceptorSet quorum) { return values_reported(votes, quorum, before).size() > 1; });
}

// ---- The steps

void FastPaxos::vote(Editor& state, AcceptorId a, const Vote& cast) const {
  const Acceptor acceptor(state, a);
  const Vote kept = rules_.acceptor.kept_after_vote(cast, acceptor);
  state.set_max_bal(a, rules_.acceptor.promised_after_vote(cast, acceptor));
  state.set_latest_vote(a, kept);
  state.send_2b(a, cast.ballot, cast.value);
}

State FastPaxos::apply(const State& before, const Action& action) const {
  State after = before;
  Editor state(layout_, after);
  const auto& [type, a, b, v] = action;
  switch (type) {
    case ActionType::kPhase1a:
      state.send_1a(b);
      break;
    case ActionType::kPhase1b: {
      const Acceptor acceptor(state, a);
      const Vote reported = rules_.acceptor.reported(b, acceptor);
      state.set_max_bal(a, rules_.acceptor.promised_after_promise(b, acceptor));
      state.send_1b(a, b, reported);
      break;
    }
    case ActionType::kPhase2a:
    case ActionType::kCoordinatedRecovery:
      state.send_2a(b, v);
      break;
    case ActionType::kPhase2b:
    case ActionType::kUncoordinatedRecovery:
      vote(state, a, {b, v});
      break;
  }
  return after;
}

// ---- The model interface

std::optional<State> FastPaxos::outcome(const State& before, const Action& action) const {
  bool is_enabled = false;
  for_each_enabled(before, [&](const Action& enabled) { is_enabled = is_enabled || enabled == action; });
  if (!is_enabled) return std::nullopt;
  return apply(before, action);
}

bool FastPaxos::look_alike(const FastPaxos& model, const State& state, const FastPaxos& /*other*/,
                           const State& other_state) {
  return model::have_same_messages<Editor>(model.layout_, state, other_state);
}

void FastPaxos::encode(const State& state, std::span<std::byte> encoding) const {
  std::memcpy(encoding.data(), state.data(), encoded_bytes());
}

std::vector<checker::Part> FastPaxos::parts() const {
  std::vector<checker::Part> parts{{Layout::shared_words() * sizeof(model::Word), 0}};
  for (int a = 0; a < bounds().acceptors; ++a) {
    parts.push_back({layout_.block_words() * sizeof(model::Word), 1});
  }
  return parts;
}

State FastPaxos::rename_values(const State& state, const checker::ValueRenaming& renaming) const {
  return model::rename_values(layout_, state, renaming);
}

std::size_t FastPaxos::action_kinds() const {
  return kActionTypes - (ballots_recover() ? 0U : 1U) - (acceptors_recover() ? 0U : 1U);
}

std::size_t FastPaxos::action_kind(const Action& action) const {
  const bool is_one_left_out = action.type == ActionType::kUncoordinatedRecovery && !ballots_recover();
  return static_cast<std::size_t>(action.type) - (is_one_left_out ? 1U : 0U);
}

std::string_view FastPaxos::action_kind_name(std::size_t kind) const {
  const bool is_one_left_out =
      kind == static_cast<std::size_t>(ActionType::kCoordinatedRecovery) && !ballots_recover();
  return name(is_one_left_out ? ActionType::kUncoordinatedRecovery : static_cast<ActionType>(kind));
}

std::vector<model::Word> FastPaxos::history_bits(bool with_proposals) const {
  std::vector<model::Word> bits(layout_.words());
  if (with_proposals) layout_.sent_2a().set(bits.data(), layout_.sent_2a().mask);
  for (int a = 0; a < bounds().acceptors; ++a) {
    layout_.sent_2b().set(bits.data() + layout_.block(AcceptorId(a)), layout_.sent_2b().mask);
  }
  return bits;
}

bool FastPaxos::same_votes(const State& before, const State& after) const {
  bool same = true;
  for (int a = 0; a < bounds().acceptors; ++a) {
    const std::size_t block = layout_.block(AcceptorId(a));
    same = same && layout_.sent_2b().in(before.data() + block) == layout_.sent_2b().in(after.data() + block);
  }
  return same;
}

model::History FastPaxos::history(const State& state) const {
  const View view(layout_, state);
  model::History history;
  history.acceptors = bounds().acceptors;
  history.ballots = bounds().ballots;
  history.values = bounds().values;
  history.fast_ballots = bounds().fast_ballots;
  history.promise_quorums = classic_quorums_;
  history.vote_quorums = classic_quorums_;
  history.fast_quorums = fast_quorums_;
  for (int b = 0; b < bounds().ballots; ++b) {
    history.proposed[static_cast<std::size_t>(b)] = view.asked_for(Ballot(b));
    if (view.sent_2a_any(Ballot(b))) history.letting_any.insert(Ballot(b));
  }
  for (int i = 0; i < bounds().acceptors; ++i) {
    const AcceptorId a(i);
    view.for_each_2b(a, [&](Ballot b, Value v) {
      history.cast.cast(a, b, v);
      if (is_fast(b)) history.taken_up[static_cast<std::size_t>(b.index())].insert(v);
    });
  }
  return history;
}

}  // namespace paxoscope::fast_paxos
