#include "model/paxos/paxos.hpp"

#include <cassert>

namespace paxoscope::paxos {

// ---- The decisions

// Phase 1(b): "If an acceptor receives a prepare request with number n greater than that of any prepare
// request to which it has already responded". `promised` also counts the ballots it voted in: a vote is a
// promise.
bool Paxos::may_promise(Ballot ballot, Ballot promised) { return ballot > promised; }

// Phase 2(b): "it accepts the proposal unless it has already responded to a prepare request having a number
// greater than n". This is what makes a promise mean anything: without it a vote can slip in below a ballot
// whose proposer was told that there was none.
bool Paxos::may_vote(Ballot ballot, Ballot promised) const {
  switch (rules_.may_vote) {
    case MayVote::kAtOrAbovePromise:
      return ballot >= promised;
    case MayVote::kAlways:
      return true;
  }
  assert(false);
  return false;
}

// Any two majorities meet. The acceptor in which they do is the one that tells a higher ballot of a chosen
// value.
bool Paxos::is_quorum(AcceptorSet set) const { return model::is_majority(set, bounds().acceptors); }

// Phase 2(a): "the value of the highest-numbered proposal among the responses, or […] any value if the
// responses reported no proposals". If a value is chosen below this ballot, the highest vote of every quorum
// carries it: that is the induction step of P2c.
Value Paxos::value_to_propose(const View& state, ProposerId proposer) const {
  const Value own = bounds().own_value(proposer);
  switch (rules_.proposal_value) {
    case ProposalValue::kOwn:
      return own;
    case ProposalValue::kHighestReported: {
      const Vote highest = highest_reported(state, proposer);
      return highest.exists() ? highest.value : own;
    }
  }
  assert(false);
  return own;
}

Vote Paxos::highest_reported(const View& state, ProposerId proposer) {
  Vote highest;
  state.for_each_recorded_promise(proposer, [&](AcceptorId /*acceptor*/, const Vote& reported) {
    if (reported.ballot > highest.ballot) highest = reported;  // of equal ones, the first
  });
  return highest;
}

// ---- The steps

void Paxos::start_ballot(Editor& state, ProposerId proposer) const {
  state.start_attempt(proposer);
  state.set_phase(proposer, Phase::kPrepare);
  state.forget_promises(proposer);  // they were for its former ballot
  const Ballot ballot = state.ballot(proposer);
  for (int a = 0; a < bounds().acceptors; ++a) state.send(Message::prepare(ballot, AcceptorId(a)));
}

void Paxos::receive(Editor& state, const Message& message) const {
  switch (message.type) {
    case MessageType::kPrepare:
      return receive_prepare(state, message);
    case MessageType::kPromise:
      return receive_promise(state, message);
    case MessageType::kAccept:
      return receive_accept(state, message);
    case MessageType::kAccepted:
      return receive_accepted(state, message);
  }
}

void Paxos::receive_prepare(Editor& state, const Message& prepare) {
  const AcceptorId acceptor = prepare.acceptor;
  if (!may_promise(prepare.ballot, state.promised(acceptor))) return;
  state.set_promised(acceptor, prepare.ballot);
  state.send(Message::promise(prepare.ballot, acceptor, state.vote(acceptor)));
}

void Paxos::receive_promise(Editor& state, const Message& promise) const {
  const ProposerId proposer = bounds().owner(promise.ballot);
  if (state.phase(proposer) != Phase::kPrepare || state.ballot(proposer) != promise.ballot) return;
  state.record_promise(proposer, promise.acceptor, promise.reported);
  if (!is_quorum(state.promisers(proposer))) return;

  // The promise that completes a quorum issues the proposal in the same step.
  const Value value = value_to_propose(state, proposer);
  state.set_phase(proposer, Phase::kAccept);
  state.forget_promises(proposer);
  state.note_proposal(promise.ballot, value);
  for (int a = 0; a < bounds().acceptors; ++a) {
    state.send(Message::accept(promise.ballot, value, AcceptorId(a)));
  }
}

void Paxos::receive_accept(Editor& state, const Message& accept) const {
  const AcceptorId acceptor = accept.acceptor;
  if (!may_vote(accept.ballot, state.promised(acceptor))) return;
  state.set_promised(acceptor, accept.ballot);
  state.set_vote(acceptor, {accept.ballot, accept.value});
  state.note_vote_cast(acceptor, accept.ballot, accept.value);
  for (int l = 0; l < bounds().learners; ++l) {
    state.send(Message::accepted(accept.ballot, accept.value, acceptor, LearnerId(l)));
  }
}

void Paxos::receive_accepted(Editor& state, const Message& accepted) {
  state.note_vote_heard(accepted.learner, accepted.acceptor, accepted.ballot, accepted.value);
}

checker::ActionSet Paxos::also_independent(const State& state, const Action& action) const {
  if (action.type == ActionType::kPrepare || action.type == ActionType::kLose ||
      action.message.type != MessageType::kPromise) {
    return {};
  }
  using Weight = Numbering::Weight;
  const Message& promise = action.message;
  const View view(layout_, state);
  const ProposerId proposer = bounds().owner(promise.ballot);
  if (view.phase(proposer) != Phase::kPrepare || view.ballot(proposer) != promise.ballot) {
    return numbering_.independent_of(promise, Weight::kLate);
  }
  AcceptorSet promisers = view.promisers(proposer);
  promisers.insert(promise.acceptor);
  return numbering_.independent_of(promise,
                                   is_quorum(promisers) ? Weight::kCompleting : Weight::kOneOfSeveral);
}

// What an acceptor has promised only rises, unless it may vote below it. So receiving such a message commutes with all that is not
// about the same one: it is taken away, or not even that.
bool Paxos::is_ignored(const View& view, const Action& action) const {
  if (rules_.may_vote == MayVote::kAlways) return false;
  if (action.type != ActionType::kDeliver && action.type != ActionType::kDuplicate) return false;
  const Message& m = action.message;
  if (m.type == MessageType::kPrepare) return !may_promise(m.ballot, view.promised(m.acceptor));
  return m.type == MessageType::kAccept && !may_vote(m.ballot, view.promised(m.acceptor));
}

// ---- The model interface

Paxos::Paxos(const Bounds& bounds, const Rules& rules)
    : layout_(bounds), rules_(rules), numbering_(bounds, rules) {
  name_action_kinds();
}

State Paxos::apply(const State& before, const Action& action) const {
  State after = before;
  Editor editor(layout_, after);
  take(editor, action);
  return after;
}

void Paxos::take(Editor& state, const Action& action) const {
  switch (action.type) {
    case ActionType::kPrepare:
      start_ballot(state, action.proposer);
      break;
    case ActionType::kDeliver:
      state.remove(action.message);
      receive(state, action.message);
      break;
    case ActionType::kDuplicate:
      if (!bounds().duplication.is_any()) state.count_duplication();
      receive(state, action.message);
      break;
    case ActionType::kLose:
      if (!bounds().loss.is_any()) state.count_loss();
      state.remove(action.message);
      break;
  }
}

void Paxos::encode(const State& state, std::span<std::byte> encoding) const {
  std::memcpy(encoding.data(), state.data(), encoded_bytes());
}

State Paxos::decode(std::span<const std::byte> encoding) const {
  State state(layout_.words());
  std::memcpy(state.data(), encoding.data(), encoded_bytes());
  return state;
}

std::vector<checker::Part> Paxos::parts() const {
  std::vector<checker::Part> parts{{layout_.shared_words() * sizeof(model::Word), kSharedPart}};
  parts.resize(1 + static_cast<std::size_t>(bounds().acceptors),
               {layout_.block_words() * sizeof(model::Word), kBlock});
  return parts;
}

void Paxos::name_action_kinds() {
  struct Kind {
    ActionType action;
    MessageType message;
    std::string_view name;
  };
  static constexpr std::array kKinds{
      Kind{ActionType::kPrepare, MessageType::kPrepare, "prepare"},
      Kind{ActionType::kDeliver, MessageType::kPrepare, "deliver-prepare"},
      Kind{ActionType::kDeliver, MessageType::kPromise, "deliver-promise"},
      Kind{ActionType::kDeliver, MessageType::kAccept, "deliver-accept"},
      Kind{ActionType::kDeliver, MessageType::kAccepted, "deliver-accepted"},
      Kind{ActionType::kDuplicate, MessageType::kPrepare, "duplicate-prepare"},
      Kind{ActionType::kDuplicate, MessageType::kPromise, "duplicate-promise"},
      Kind{ActionType::kDuplicate, MessageType::kAccept, "duplicate-accept"},
      Kind{ActionType::kDuplicate, MessageType::kAccepted, "duplicate-accepted"},
      Kind{ActionType::kLose, MessageType::kPrepare, "lose-prepare"},
      Kind{ActionType::kLose, MessageType::kPromise, "lose-promise"},
      Kind{ActionType::kLose, MessageType::kAccept, "lose-accept"},
      Kind{ActionType::kLose, MessageType::kAccepted, "lose-accepted"},
  };
  for (const Kind& kind : kKinds) {
    if (kind.message == MessageType::kAccepted && bounds().learners == 0) continue;
    if (kind.action == ActionType::kDuplicate && bounds().duplication.is_none()) continue;
    if (kind.action == ActionType::kLose && bounds().loss.is_none()) continue;
    kind_of_[slot(kind.action, kind.message)] = action_kind_names_.size();
    action_kind_names_.push_back(kind.name);
  }
}

Action Paxos::action_of_kind(std::size_t kind) const {
  for (int i = 0; i < kActionTypes * kMessageTypes; ++i) {
    Action action;
    action.type = static_cast<ActionType>(i / kMessageTypes);
    action.message.type = static_cast<MessageType>(i % kMessageTypes);
    const bool exists = action.type != ActionType::kPrepare || action.message.type == MessageType::kPrepare;
    if (exists && action_kind(action) == kind) return action;
  }
  assert(false);
  return {};
}

std::size_t Paxos::actor(const Action& action) const {
  const int proposers = bounds().proposers;
  const int acceptors = bounds().acceptors;
  const int learners = bounds().learners;
  const auto index = [&]() -> int {
    if (action.type == ActionType::kPrepare) return action.proposer.index();
    if (action.type == ActionType::kLose) return proposers + acceptors + learners;
    switch (action.message.type) {
      case MessageType::kPrepare:
      case MessageType::kAccept:
        return proposers + action.message.acceptor.index();
      case MessageType::kPromise:
        return bounds().owner(action.message.ballot).index();
      case MessageType::kAccepted:
        return proposers + acceptors + action.message.learner.index();
    }
    assert(false);
    return 0;
  };
  return static_cast<std::size_t>(index());
}

model::History Paxos::history(const State& state) const {
  const View view(layout_, state);
  model::History history;
  history.acceptors = bounds().acceptors;
  history.ballots = bounds().ballots();
  history.values = bounds().values;
  history.learners = bounds().learners;
  view.for_each_proposal(
      [&](Ballot b, Value v) { history.proposed[static_cast<std::size_t>(b.index())].insert(v); });
  for (int i = 0; i < bounds().acceptors; ++i) {
    const AcceptorId a(i);
    view.for_each_vote_cast(a, [&](Ballot b, Value v) { history.cast.cast(a, b, v); });
    for (int l = 0; l < bounds().learners; ++l) {
      view.for_each_vote_heard(LearnerId(l), a, [&](Ballot b, Value v) {
        history.heard[static_cast<std::size_t>(l)].cast(a, b, v);
      });
    }
  }
  return history;
}

std::vector<model::Word> Paxos::history_bits(bool with_proposals) const {
  std::vector<model::Word> bits(layout_.words());
  const auto add = [&](std::size_t part, SetField field) {
    for (std::size_t i = 0; i < field.count; ++i) model::set_bit(bits.data(), part + field.bit + i);
  };
  if (with_proposals) add(0, layout_.proposed());
  for (int a = 0; a < bounds().acceptors; ++a) add(layout_.block(AcceptorId(a)), layout_.past());
  return bits;
}

bool Paxos::same_votes(const State& before, const State& after) const {
  const SetField past = layout_.past();
  for (int i = 0; i < bounds().acceptors; ++i) {
    const std::size_t block = layout_.block(AcceptorId(i));
    if (!model::equal_bits(before.data(), after.data(), block + past.bit, past.count)) return false;
  }
  return true;
}

}  // namespace paxoscope::paxos
