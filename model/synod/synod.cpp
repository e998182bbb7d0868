#include "model/synod/synod.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>

#include "model/paxos_tla_state.hpp"

namespace paxoscope::synod {

// ---- The decisions, by rules that are not often in force

BallotSet Synod::promised_by_any_quorum(const View& state) const {
  BallotSet ballots;
  for (int i = 0; i < bounds().ballots; ++i) {
    const Ballot b(i);
    AcceptorSet promisers;
    for (int a = 0; a < bounds().acceptors; ++a) {
      if (!state.sent_1b(AcceptorId(a), b).empty()) promisers.insert(AcceptorId(a));
    }
    if (promise_quorums_.contains(promisers)) ballots.insert(b);
  }
  return ballots;
}

ValueSet Synod::values_by_reports_of(const View& state, Ballot ballot, AcceptorSet quorum) const {
  if (rules_.replaced_proposal_value != nullptr) {
    const Value value = value_by_replacement(state, ballot, quorum);
    return value.exists() ? ValueSet::of(value) : ValueSet::first(bounds().values);
  }
  std::array<int, kValuesMax> reports{};  // by value
  ValueSet reported;
  Ballot highest;
  Ballot lowest;
  quorum.for_each([&](AcceptorId a) {
    state.sent_1b(a, ballot).for_each([&](const Vote& vote) {
      if (!vote.exists()) return;
      reported.insert(vote.value);
      ++reports.at(static_cast<std::size_t>(vote.value.index()));
      highest = std::max(highest, vote.ballot);
      lowest = lowest.exists() ? std::min(lowest, vote.ballot) : vote.ballot;
    });
  });
  if (reported.empty()) return ValueSet::first(bounds().values);
  const auto with_vote_in = [&](Ballot b) {
    ValueSet set;
    quorum.for_each([&](AcceptorId a) { set.merge(state.sent_1b(a, ballot).values_in(b)); });
    return set;
  };
  switch (rules_.proposal_value) {
    case ProposalValue::kOwn:
      return ValueSet::first(bounds().values);
    case ProposalValue::kAnyReported:
      return reported;
    case ProposalValue::kHighestReported:
      return with_vote_in(highest);
    case ProposalValue::kLowestReported:
      return with_vote_in(lowest);
    case ProposalValue::kMostReported:
      break;
  }
  const int most = *std::max_element(reports.begin(), reports.end());
  ValueSet values;
  reported.for_each([&](Value v) {
    if (reports.at(static_cast<std::size_t>(v.index())) == most) values.insert(v);
  });
  return values;
}

Value Synod::value_by_replacement(const View& state, Ballot ballot, AcceptorSet quorum) const {
  const model::ProposalTable& table = *rules_.replaced_proposal_value;
  std::array<int, kAcceptorsMax> reports{};
  std::size_t count = 0;
  quorum.for_each([&](AcceptorId a) {
    Vote highest;
    state.sent_1b(a, ballot).for_each([&](const Vote& vote) {
      if (goes_before(vote, highest)) highest = vote;
    });
    reports.at(count++) = table.votes().number(highest);
  });
  return table.answer(ballot, std::span(reports).first(count));
}

ValueSet Synod::proposable_by_any_rule(const View& state, Ballot ballot) const {
  AcceptorSet promisers;
  for (int a = 0; a < bounds().acceptors; ++a) {
    if (!state.sent_1b(AcceptorId(a), ballot).empty()) promisers.insert(AcceptorId(a));
  }
  ValueSet values;
  // All subsets of those that promised.
  for (unsigned rest = promisers.bits(); rest != 0; rest = (rest - 1) & promisers.bits()) {
    const AcceptorSet quorum = AcceptorSet::of_bits(rest);
    if (promise_quorums_.contains(quorum)) values.merge(values_by_reports_of(state, ballot, quorum));
  }
  return values;
}

// ---- The model interface

State Synod::apply(const State& before, const Action& action) const {
  State after = before;
  Editor state(layout_, after);
  const auto& [type, a, b, v] = action;
  switch (type) {
    case ActionType::kPhase1a:
      phase1a(state, b);
      break;
    case ActionType::kPhase1b:
      phase1b(state, a, b);
      break;
    case ActionType::kPhase2a:
      phase2a(state, b, v);
      break;
    case ActionType::kPhase2b:
      phase2b(state, a, b, v);
      break;
    case ActionType::kCrash:
      crash(state, a);
      break;
  }
  return after;
}

std::optional<State> Synod::outcome(const State& before, const Action& action) const {
  // Nothing forbids it, only that it may change nothing.
  bool is_enabled = action.type == ActionType::kCrash;
  for_each_enabled(before, [&](const Action& enabled) { is_enabled = is_enabled || enabled == action; });
  if (!is_enabled) return std::nullopt;
  return apply(before, action);
}

bool Synod::look_alike(const Synod& model, const State& state, const Synod& /*other*/,
                       const State& other_state) {
  return model::have_same_messages<Editor>(model.layout_, state, other_state);
}

void Synod::encode(const State& state, std::span<std::byte> encoding) const {
  std::memcpy(encoding.data(), state.data(), encoded_bytes());
}

std::vector<checker::Part> Synod::parts() const {
  std::vector<checker::Part> parts{{layout_.shared_words() * sizeof(model::Word), kSharedPart}};
  for (int a = 0; a < bounds().acceptors; ++a) {
    const std::size_t kind = are_acceptors_alike_ ? kBlock : kBlock + static_cast<std::size_t>(a);
    parts.push_back({layout_.block_words() * sizeof(model::Word), kind});
  }
  return parts;
}

State Synod::rename_values(const State& state, const checker::ValueRenaming& renaming) const {
  return model::rename_values(layout_, state, renaming);
}

std::string_view Synod::action_kind_name(std::size_t kind) {
  static constexpr std::array<std::string_view, kActionTypes> kNames{"phase-1a", "phase-1b", "phase-2a",
                                                                     "phase-2b", "crash"};
  return kNames.at(kind);
}

std::vector<model::Word> Synod::history_bits(bool with_proposals) const {
  std::vector<model::Word> bits(layout_.words());
  if (with_proposals) layout_.sent_2a().set(bits.data(), layout_.sent_2a().mask);
  for (int a = 0; a < bounds().acceptors; ++a) {
    layout_.sent_2b().set(bits.data() + layout_.block(AcceptorId(a)), layout_.sent_2b().mask);
  }
  return bits;
}

model::History Synod::history(const State& state) const {
  const View view(layout_, state);
  model::History history;
  history.acceptors = bounds().acceptors;
  history.ballots = bounds().ballots;
  history.values = bounds().values;
  history.promise_quorums = promise_quorums_;
  history.vote_quorums = vote_quorums_;
  for (int b = 0; b < bounds().ballots; ++b) {
    history.proposed[static_cast<std::size_t>(b)] = view.sent_2a(Ballot(b));
  }
  for (int i = 0; i < bounds().acceptors; ++i) {
    const AcceptorId a(i);
    view.for_each_2b(a, [&](Ballot b, Value v) { history.cast.cast(a, b, v); });
  }
  return history;
}

}  // namespace paxoscope::synod
