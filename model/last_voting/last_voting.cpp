#include "model/last_voting/last_voting.hpp"

#include <array>
#include <cstring>

namespace paxoscope::last_voting {

namespace {

/// Those of `heard` for which `measure(p)` is highest.
template <typename Measure>
ProcessSet highest(ProcessSet heard, const Measure& measure) {
  ProcessSet best;
  heard.for_each([&](ProcessId p) {
    if (!best.empty()) {
      ProcessId one;
      best.for_each([&](ProcessId q) { one = q; });
      if (measure(p) < measure(one)) return;
      if (measure(one) < measure(p)) best = {};
    }
    best.insert(p);
  });
  return best;
}

}  // namespace

// ---- The decisions

// "if number of ⟨v, θ⟩ received > n/2 then let θ be the largest θ from ⟨v, θ⟩ received; vote_p := one v such that ⟨v, θ⟩ is received": the
// one decision that is free. Any two majorities meet, so if a majority voted for v in some phase, one of them is heard; by induction over
// phases whoever voted later did so for v, so v is the value with the largest timestamp. That is P2c of "Paxos Made Simple".
ValueSet LastVoting::votes_by(const View& state, ProcessSet heard) const {
  if (!promise_quorums_.contains(heard)) return {};
  ProcessSet counting = heard;
  switch (rules_.estimate) {
    case Estimate::kHighestTimestamp:
      counting = highest(heard, [&](ProcessId p) { return state.timestamp(p).index(); });
      break;
    case Estimate::kOwn:
      return ValueSet::of(state.x(state.coordinator()));
    case Estimate::kLowestTimestamp:
      counting = highest(heard, [&](ProcessId p) { return -state.timestamp(p).index(); });
      break;
    case Estimate::kMostReported:
      counting = highest(heard, [&](ProcessId p) {
        int times = 0;
        heard.for_each([&](ProcessId q) { times += state.x(q) == state.x(p) ? 1 : 0; });
        return times;
      });
      break;
    case Estimate::kAnyReported:
      break;
  }
  ValueSet values;
  counting.for_each([&](ProcessId p) { values.insert(state.x(p)); });
  return values;
}

ProcessSet LastVoting::senders(const View& state) const {
  const ProcessSet all = ProcessSet::first(bounds().processes);
  const ProcessId coordinator = state.coordinator();
  ProcessSet senders;
  switch (state.round()) {
    case Round::kEstimates:
      return all;
    case Round::kVote:
      if (state.is_committed(coordinator)) senders.insert(coordinator);
      break;
    case Round::kAcks:
      if (rules_.acks == Acks::kEveryone) return all;
      all.for_each([&](ProcessId p) {
        if (state.timestamp(p) == state.phase()) senders.insert(p);
      });
      break;
    case Round::kDecide: {
      // A majority voted for what it tells them to decide: it is chosen. Who is not committed has nothing to tell.
      const bool may_tell = rules_.decision == Decision::kWhenCommitted || state.is_ready(coordinator);
      if (state.is_committed(coordinator) && may_tell) senders.insert(coordinator);
      break;
    }
  }
  return senders;
}

// ---- The steps

State LastVoting::apply(const State& before, const Action& action) const {
  State after = before;
  Editor state(layout_, after);
  const ProcessId coordinator = action.coordinator;
  const Ballot phase = state.phase();
  switch (action.round) {
    case Round::kEstimates:
      if (action.vote.exists()) state.set_vote(coordinator, action.vote);
      // It tells everyone in the next round, come what may.
      if (state.is_committed(coordinator)) state.propose({phase, state.vote(coordinator)});
      break;
    case Round::kVote:
      action.heard.for_each([&](ProcessId p) {
        const Value vote = state.vote(coordinator);
        if (rules_.vote_updates != VoteUpdates::kTimestamp) state.set_x(p, vote);
        if (rules_.vote_updates != VoteUpdates::kValue) state.set_timestamp(p, phase);
        state.cast_vote(p, {phase, vote});
      });
      break;
    case Round::kAcks:
      if (vote_quorums_.contains(action.heard)) state.set_ready(coordinator, true);
      break;
    case Round::kDecide:
      action.heard.for_each([&](ProcessId p) { state.decide(p, state.vote(coordinator)); });
      // The paper resets commit and ready; what the vote was is not asked for again before there is another.
      if (rules_.flags == Flags::kReset) {
        state.set_vote(coordinator, {});
        state.set_ready(coordinator, false);
      }
      break;
  }
  state.end_round();
  return after;
}

// ---- The model interface

std::vector<State> LastVoting::initial_states() const {
  std::vector<State> states;
  std::size_t count = 1;
  for (int p = 0; p < bounds().processes; ++p) count *= static_cast<std::size_t>(bounds().values);
  const auto values = static_cast<std::size_t>(bounds().values);
  for (std::size_t i = 0; i < count; ++i) {
    State& state = states.emplace_back(layout_.words());
    Editor editor(layout_, state);
    std::size_t rest = i;
    for (int p = 0; p < bounds().processes; ++p) {
      editor.set_x(ProcessId(p), Value(static_cast<int>((static_cast<std::size_t>(p) + rest) % values)));
      rest /= values;
    }
  }
  return states;
}

std::optional<State> LastVoting::outcome(const State& before, const Action& action) const {
  bool is_enabled = false;
  for_each_enabled(before, [&](const Action& enabled) { is_enabled = is_enabled || enabled == action; });
  if (!is_enabled) return std::nullopt;
  return apply(before, action);
}

bool LastVoting::same_bits(const State& a, const State& b, const std::vector<Word>& bits) {
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (((a.data()[i] ^ b.data()[i]) & bits[i]) != 0) return false;
  }
  return true;
}

bool LastVoting::look_alike(const LastVoting& model, const State& state, const LastVoting& /*other*/,
                            const State& other_state) {
  std::vector<Word> seen = model.history_bits(true);
  model.layout_.rounds.set(seen.data(), model.layout_.rounds.mask);
  for (int p = 0; p < model.bounds().processes; ++p) {
    Word* const process = seen.data() + Layout::process(ProcessId(p));
    for (const WordField& field : {model.layout_.x, model.layout_.timestamp}) field.set(process, field.mask);
  }
  return same_bits(state, other_state, seen);
}

void LastVoting::encode(const State& state, std::span<std::byte> encoding) const {
  std::memcpy(encoding.data(), state.data(), encoded_bytes());
}

std::vector<checker::Part> LastVoting::parts() const {
  std::vector<checker::Part> parts{{sizeof(Word), 0}};
  parts.insert(parts.end(), static_cast<std::size_t>(bounds().processes), {sizeof(Word), 1});
  return parts;
}

std::string_view LastVoting::action_kind_name(std::size_t kind) {
  static constexpr std::array<std::string_view, kRounds> kNames{"estimates", "vote", "acks", "decide"};
  return kNames.at(kind);
}

model::History LastVoting::history(const State& state) const {
  const View view(layout_, state);
  model::History history;
  history.acceptors = bounds().processes;
  history.ballots = bounds().phases;
  history.values = bounds().values;
  history.learners = bounds().processes;
  history.learning = model::Learning::kTold;
  history.promise_quorums = promise_quorums_;
  history.vote_quorums = vote_quorums_;
  for (int b = 0; b < bounds().phases; ++b) {
    const Ballot phase(b);
    history.proposed[static_cast<std::size_t>(b)] = view.proposed(phase);
    for (int i = 0; i < bounds().processes; ++i) {
      const ProcessId p(i);
      view.cast(p, phase).for_each([&](Value v) { history.cast.cast(p, phase, v); });
    }
  }
  for (int i = 0; i < bounds().processes; ++i) {
    history.told[static_cast<std::size_t>(i)] = view.decided(ProcessId(i));
  }
  return history;
}

std::vector<Word> LastVoting::history_bits(bool with_proposals) const {
  std::vector<Word> bits(layout_.words());
  if (with_proposals) layout_.proposed.set(bits.data(), layout_.proposed.mask);
  for (int i = 0; i < bounds().processes; ++i) {
    Word* const process = bits.data() + Layout::process(ProcessId(i));
    layout_.decided.set(process, layout_.decided.mask);
    layout_.cast.set(process, layout_.cast.mask);
  }
  return bits;
}

}  // namespace paxoscope::last_voting
