#include "model/sketch/sketch.hpp"

#include <array>
#include <cstring>

namespace paxoscope::sketch {

// ---- The decisions

// "Each proposal has a number, and different proposals have different numbers" (section 2.1): the id of a proposer is one
// number only, and a proposer that is called again makes another proposal with it.
Ballot Sketch::number(const View& state, ProposerId p) const {
  const int run = rules_.run_number == RunNumber::kFresh ? state.run(p) : 0;
  return Ballot(run * bounds().proposers + p.index());
}

// "the highest (id, value) returned", which is P2c if a majority has answered, and what the proposer was called with if there is
// none.
Value Sketch::value(const View& state, ProposerId p) const {
  const Vote best = state.best(p);
  return best.exists() ? best.value : bounds().own_value(p);
}

std::optional<Action> Sketch::next_call(const View& state, ProposerId p) const {
  if (state.run(p) == bounds().attempts) return std::nullopt;
  const int called = state.called(p);
  if (called < bounds().acceptors) return Action{p, Call::kPrepare, AcceptorId(called), Fate::kReturns};
  return Action{p, Call::kPropose, AcceptorId(called - bounds().acceptors), Fate::kReturns};
}

bool Sketch::is_granted(const View& before, const Action& action) const {
  const model::AcceptorState acceptor = before.acceptor_state(action.acceptor);
  const Ballot ballot = number(before, action.proposer);
  if (action.call == Call::kPrepare) return rules_.acceptor.may_promise(ballot, acceptor);
  return rules_.acceptor.may_vote(Vote{ballot, value(before, action.proposer)}, acceptor);
}

// ---- The steps

State Sketch::apply(const State& before, const Action& action) const {
  State after = before;
  Editor state(layout_, after);
  if (action.fate != Fate::kReturns && !bounds().loss.is_any()) state.spend();
  if (action.call == Call::kPrepare) {
    prepare(state, action);
  } else {
    propose(state, action);
  }
  return after;
}

void Sketch::prepare(Editor& state, const Action& action) const {
  const auto& [p, call, a, fate] = action;
  if (fate != Fate::kLost && is_granted(state, action)) {
    const Ballot ballot = number(state, p);
    const model::AcceptorState acceptor = state.acceptor_state(a);
    const Vote reported = rules_.acceptor.reported(ballot, acceptor);
    state.set_promised(a, rules_.acceptor.promised_after_promise(ballot, acceptor));
    if (fate == Fate::kReturns) {
      AcceptorSet promisers = state.promisers(p);
      promisers.insert(a);
      state.set_promisers(p, promisers);
      if (reported.ballot > state.best(p).ballot) state.set_best(p, reported);
    }
  }
  state.set_called(p, state.called(p) + 1);
  if (state.called(p) == bounds().acceptors && !goes_on(state.promisers(p))) end_run(state, p);
}

void Sketch::propose(Editor& state, const Action& action) const {
  const auto& [p, call, a, fate] = action;
  const Vote proposal{number(state, p), value(state, p)};
  state.propose(proposal);
  if (fate != Fate::kLost && is_granted(state, action)) {
    const model::AcceptorState acceptor = state.acceptor_state(a);
    const Ballot promised = rules_.acceptor.promised_after_vote(proposal, acceptor);
    const Vote kept = rules_.acceptor.kept_after_vote(proposal, acceptor);
    state.set_promised(a, promised);
    state.set_kept(a, kept);
    state.cast_vote(a, proposal);
    if (fate == Fate::kReturns) {
      AcceptorSet voters = state.voters(p);
      voters.insert(a);
      state.set_voters(p, voters);
    }
  }
  state.set_called(p, state.called(p) + 1);
  if (state.called(p) < 2 * bounds().acceptors) return;
  if (returns(state.voters(p))) state.add_returned(p, proposal.value);
  end_run(state, p);
}

void Sketch::end_run(Editor& state, ProposerId p) {
  state.set_run(p, state.run(p) + 1);
  state.set_called(p, 0);
  state.set_best(p, {});
  state.set_promisers(p, {});
  state.set_voters(p, {});
}

// ---- The model interface

std::optional<State> Sketch::outcome(const State& before, const Action& action) const {
  bool is_enabled = false;
  for_each_enabled(before, [&](const Action& enabled) { is_enabled = is_enabled || enabled == action; });
  if (!is_enabled) return std::nullopt;
  return apply(before, action);
}

bool Sketch::same_bits(const State& a, const State& b, const std::vector<Word>& bits) {
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (((a.data()[i] ^ b.data()[i]) & bits[i]) != 0) return false;
  }
  return true;
}

bool Sketch::look_alike(const Sketch& model, const State& state, const Sketch& /*other*/,
                        const State& other_state) {
  std::vector<Word> seen = model.history_bits(true);
  for (int p = 0; p < model.bounds().proposers; ++p) {
    Word* const proposer = seen.data() + Layout::proposer(ProposerId(p));
    for (const WordField& field :
         {model.layout_.run, model.layout_.best, model.layout_.promisers, model.layout_.voters}) {
      field.set(proposer, field.mask);
    }
  }
  return same_bits(state, other_state, seen);
}

void Sketch::encode(const State& state, std::span<std::byte> encoding) const {
  std::memcpy(encoding.data(), state.data(), encoded_bytes());
}

std::vector<checker::Part> Sketch::parts() const {
  std::vector<checker::Part> parts{{sizeof(Word), 0}};
  parts.insert(parts.end(), static_cast<std::size_t>(bounds().proposers), {sizeof(Word), 1});
  parts.insert(parts.end(), static_cast<std::size_t>(bounds().acceptors), {sizeof(Word), 2});
  return parts;
}

std::size_t Sketch::action_kind(const Action& action) {
  const auto kind = [&] {
    if (action.fate == Fate::kLost) return ActionKind::kLost;
    if (action.fate == Fate::kUnanswered) return ActionKind::kUnanswered;
    return action.call == Call::kPrepare ? ActionKind::kPrepare : ActionKind::kPropose;
  };
  return static_cast<std::size_t>(kind());
}

std::string_view Sketch::action_kind_name(std::size_t kind) {
  static constexpr std::array<std::string_view, kActionKinds> kNames{"prepare", "propose", "lost",
                                                                     "unanswered"};
  return kNames.at(kind);
}

model::History Sketch::history(const State& state) const {
  const View view(layout_, state);
  model::History history;
  history.acceptors = bounds().acceptors;
  history.ballots = bounds().ballots();
  history.values = bounds().values;
  history.learners = bounds().proposers;
  history.learning = model::Learning::kTold;
  history.promise_quorums = majorities_;
  history.vote_quorums = majorities_;
  for (int b = 0; b < bounds().ballots(); ++b) {
    const Ballot ballot(b);
    history.proposed[static_cast<std::size_t>(b)] = view.proposed(ballot);
    for (int i = 0; i < bounds().acceptors; ++i) {
      const AcceptorId a(i);
      view.cast(a, ballot).for_each([&](Value v) { history.cast.cast(a, ballot, v); });
    }
  }
  for (int p = 0; p < bounds().proposers; ++p) {
    history.told[static_cast<std::size_t>(p)] = view.returned(ProposerId(p));
  }
  return history;
}

std::vector<Word> Sketch::history_bits(bool with_proposals) const {
  std::vector<Word> bits(layout_.words());
  if (with_proposals) layout_.proposed.set(bits.data(), layout_.proposed.mask);
  for (int p = 0; p < bounds().proposers; ++p) {
    layout_.returned.set(bits.data() + Layout::proposer(ProposerId(p)), layout_.returned.mask);
  }
  for (int a = 0; a < bounds().acceptors; ++a) {
    layout_.cast.set(bits.data() + layout_.acceptor(AcceptorId(a)), layout_.cast.mask);
  }
  return bits;
}

}  // namespace paxoscope::sketch
