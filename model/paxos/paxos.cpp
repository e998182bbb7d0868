#include "model/paxos/paxos.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace paxoscope::paxos {

// ---- The decisions

// Phase 2(a): "a response to its prepare requests (numbered n)". What was promised to a lower ballot says nothing of the votes cast
// since.
bool Paxos::counts_promise(const View& state, Ballot ballot) const {
  const ProposerId proposer = bounds().owner(ballot);
  if (state.phase(proposer) != Phase::kPrepare) return false;
  return rules_.promises_counted == PromisesCounted::kForAnyOwnBallot || state.ballot(proposer) == ballot;
}

bool Paxos::has_first_phase(Ballot ballot) const {
  return rules_.first_phase == FirstPhase::kEveryBallot ||
         ballot == bounds().ballot(bounds().owner(ballot), 1);
}

// Phase 2(a): "the value of the highest-numbered proposal among the responses, or […] any value if the
// responses reported no proposals". If a value is chosen below this ballot, the highest vote of every quorum
// carries it: that is the induction step of P2c.
Value Paxos::value_to_propose(const View& state, ProposerId proposer) const {
  const auto or_own = [&](const Vote& vote) {
    return vote.exists() ? vote.value : bounds().own_value(proposer);
  };
  if (rules_.replaced_proposal_value != nullptr) {
    const Value value = value_by_replacement(state, proposer);
    return value.exists() ? value : bounds().own_value(proposer);
  }
  switch (rules_.proposal_value) {
    case ProposalValue::kOwn:
      return bounds().own_value(proposer);
    case ProposalValue::kHighestReported:
      return or_own(highest_reported(state, proposer));
    case ProposalValue::kLowestReported:
      return or_own(lowest_reported(state, proposer));
    case ProposalValue::kFirstReported:
      return or_own(state.first_reported(proposer));
    case ProposalValue::kMostReported:
    case ProposalValue::kAnyReported:
      break;
  }
  assert(false);
  return {};
}

Value Paxos::value_by_replacement(const View& state, ProposerId proposer) const {
  const model::ProposalTable& table = *rules_.replaced_proposal_value;
  std::array<Vote, kAcceptorsMax> highest{};
  AcceptorSet promisers;
  state.for_each_recorded_promise(proposer, [&](AcceptorId a, const Vote& reported) {
    Vote& so_far = highest.at(static_cast<std::size_t>(a.index()));
    promisers.insert(a);
    if (goes_before(reported, so_far)) so_far = reported;
  });
  std::array<int, kAcceptorsMax> reports{};
  std::size_t count = 0;
  promisers.for_each([&](AcceptorId a) {
    reports.at(count++) = table.votes().number(highest.at(static_cast<std::size_t>(a.index())));
  });
  return table.answer(state.ballot(proposer), std::span(reports).first(count));
}

Vote Paxos::highest_reported(const View& state, ProposerId proposer) {
  Vote highest;
  state.for_each_recorded_promise(proposer, [&](AcceptorId /*acceptor*/, const Vote& reported) {
    if (goes_before(reported, highest)) highest = reported;
  });
  return highest;
}

Vote Paxos::lowest_reported(const View& state, ProposerId proposer) {
  Vote lowest;
  state.for_each_recorded_promise(proposer, [&](AcceptorId /*acceptor*/, const Vote& reported) {
    if (reported.exists() && (!lowest.exists() || reported < lowest)) lowest = reported;
  });
  return lowest;
}

model::ValueSet Paxos::choices(const View& state, const Message& promise) const {
  if (!is_choice_left() || !counts_promise(state, promise.ballot)) return {};
  const ProposerId proposer = bounds().owner(promise.ballot);
  AcceptorSet promisers = state.promisers(proposer);
  promisers.insert(promise.acceptor);
  const int counted = rules_.counting == Counting::kMessages ? state.counted(proposer) + 1 : 0;
  if (!is_enough(promisers, counted)) return {};

  std::array<int, kValuesMax> reports{};
  const auto count = [&](const Vote& reported) {
    if (reported.exists()) ++reports.at(static_cast<std::size_t>(reported.value.index()));
  };
  bool is_known = false;
  state.for_each_recorded_promise(proposer, [&](AcceptorId acceptor, const Vote& reported) {
    count(reported);
    is_known = is_known || (acceptor == promise.acceptor && reported == promise.reported);
  });
  if (!is_known) count(promise.reported);
  const int most = *std::max_element(reports.begin(), reports.end());
  if (most == 0) return model::ValueSet::of(bounds().own_value(proposer));
  const int least = rules_.proposal_value == ProposalValue::kMostReported ? most : 1;
  model::ValueSet values;
  for (int v = 0; v < bounds().values; ++v) {
    if (reports.at(static_cast<std::size_t>(v)) >= least) values.insert(Value(v));
  }
  return values;
}

// ---- The steps

void Paxos::start_ballot(Editor& state, ProposerId proposer) const {
  state.start_attempt(proposer);
  const Ballot ballot = state.ballot(proposer);
  if (rules_.promises_counted == PromisesCounted::kForThisBallot) state.forget_promises(proposer);
  if (!has_first_phase(ballot)) {
    state.set_phase(proposer, Phase::kAccept);
    propose(state, ballot, bounds().own_value(proposer));
    return;
  }
  state.set_phase(proposer, Phase::kPrepare);
  for (int a = 0; a < bounds().acceptors; ++a) state.send(Message::prepare(ballot, AcceptorId(a)));
}

void Paxos::propose(Editor& state, Ballot ballot, Value value) const {
  state.note_proposal(number_of(ballot), value);
  for (int a = 0; a < bounds().acceptors; ++a) state.send(Message::accept(ballot, value, AcceptorId(a)));
}

void Paxos::receive(Editor& state, const Action& receipt) const {
  const Message& message = receipt.message;
  switch (message.type) {
    case MessageType::kPrepare:
      return receive_prepare(state, message);
    case MessageType::kPromise:
      return receive_promise(state, message, receipt.choice);
    case MessageType::kAccept:
      return receive_accept(state, message);
    case MessageType::kAccepted:
      return receive_accepted(state, message);
  }
}

void Paxos::receive_prepare(Editor& state, const Message& prepare) const {
  const Acceptor acceptor(state, prepare.acceptor);
  if (!may_promise(prepare.ballot, acceptor)) return;
  const Ballot number = number_of(prepare.ballot);
  const Vote reported = rules_.acceptor.reported(number, acceptor);
  state.set_promised(acceptor.id(), rules_.acceptor.promised_after_promise(number, acceptor));
  state.send(Message::promise(prepare.ballot, acceptor.id(), reported));
}

// Any two majorities meet. The acceptor in which they do is the one that tells a higher ballot of a chosen value.
void Paxos::receive_promise(Editor& state, const Message& promise, Value choice) const {
  if (!counts_promise(state, promise.ballot)) return;
  const ProposerId proposer = bounds().owner(promise.ballot);
  state.record_promise(proposer, promise.acceptor, promise.reported);
  state.count_promise(proposer);
  state.note_report(proposer, promise.reported);
  if (!has_enough_promises(state, proposer)) return;

  // The promise that completes a quorum issues the proposal in the same step.
  const Value value = is_choice_left() ? choice : value_to_propose(state, proposer);
  if (rules_.proposals == Proposals::kOne) {
    state.set_phase(proposer, Phase::kAccept);
    state.forget_promises(proposer);
  }
  propose(state, state.ballot(proposer), value);
}

void Paxos::receive_accept(Editor& state, const Message& accept) const {
  const Acceptor acceptor(state, accept.acceptor);
  if (!may_vote(accept.ballot, accept.value, acceptor)) return;
  const Vote vote{number_of(accept.ballot), accept.value};
  const Vote kept = rules_.acceptor.kept_after_vote(vote, acceptor);
  state.set_promised(acceptor.id(), rules_.acceptor.promised_after_vote(vote, acceptor));
  state.set_vote(acceptor.id(), kept);
  state.note_vote_cast(acceptor.id(), vote.ballot, vote.value);
  for (int l = 0; l < bounds().learners; ++l) {
    state.send(Message::accepted(vote.ballot, vote.value, acceptor.id(), LearnerId(l)));
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
  if (!numbering_.are_promises_counted_once()) return {};
  const ProposerId proposer = bounds().owner(promise.ballot);
  if (!counts_promise(view, promise.ballot)) return numbering_.independent_of(promise, Weight::kLate);
  AcceptorSet promisers = view.promisers(proposer);
  promisers.insert(promise.acceptor);
  // Where it takes more than a number of acceptors, another promise may complete a quorum that this one then comes too late for.
  const bool is_one_of_several = promise_quorums_.size() > 0 && !promise_quorums_.contains(promisers);
  return numbering_.independent_of(promise, is_one_of_several ? Weight::kOneOfSeveral : Weight::kCompleting);
}

// What an acceptor has promised only rises, unless it may vote or promise below it. So receiving such a message commutes with all that is not
// about the same one: it is taken away, or not even that.
bool Paxos::is_ignored(const View& view, const Action& action) const {
  if (!rules_.acceptor.refuse_for_good()) return false;
  if (action.type != ActionType::kDeliver && action.type != ActionType::kDuplicate) return false;
  const Message& m = action.message;
  if (m.type == MessageType::kPrepare) return !may_promise(m.ballot, view.promised(m.acceptor));
  return m.type == MessageType::kAccept && !may_vote(m.ballot, view.promised(m.acceptor));
}

// ---- The model interface

Paxos::Paxos(const Bounds& bounds, const Rules& rules) : Paxos(Layout(bounds, rules), rules) {}

Paxos::Paxos(Layout layout, const Rules& rules)
    : layout_(std::move(layout)),
      rules_(rules),
      promise_quorums_(model::quorums_of(rules.promise_quorum, bounds().acceptors)),
      vote_quorums_(model::quorums_of(rules.vote_quorum, bounds().acceptors)),
      are_acceptors_alike_(rules.acceptor.are_acceptors_alike()),
      are_acceptors_known_(rules.acceptor.are_all_known()),
      numbering_(bounds(), rules) {
  name_action_kinds();
}

State Paxos::apply(const State& before, const Action& action) const {
  State after = before;
  Editor editor(layout_, after);
  take(editor, action);
  return after;
}

bool Paxos::look_alike(const Paxos& model, const State& state, const Paxos& other, const State& other_state) {
  const View view = model.view(state);
  const View other_view = other.view(other_state);
  std::vector<std::pair<Message, Ballot>> messages;
  std::vector<std::pair<Message, Ballot>> other_messages;
  view.for_each_in_flight([&](const Message& m) { messages.emplace_back(m, model.number_of(m.ballot)); });
  other_view.for_each_in_flight(
      [&](const Message& m) { other_messages.emplace_back(m, other.number_of(m.ballot)); });
  if (messages != other_messages) return false;
  const std::vector<model::Word> past = model.history_bits(true);
  for (std::size_t i = 0; i < past.size(); ++i) {
    if (((state.data()[i] ^ other_state.data()[i]) & past[i]) != 0) return false;
  }
  return true;
}

void Paxos::take(Editor& state, const Action& action) const {
  switch (action.type) {
    case ActionType::kPrepare:
      start_ballot(state, action.proposer);
      break;
    case ActionType::kDeliver:
      state.remove(action.message);
      receive(state, action);
      break;
    case ActionType::kDuplicate:
      if (!bounds().duplication.is_any()) state.count_duplication();
      receive(state, action);
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
  for (std::size_t a = 0; a < static_cast<std::size_t>(bounds().acceptors); ++a) {
    parts.push_back(
        {layout_.block_words() * sizeof(model::Word), are_acceptors_alike_ ? kBlock : kBlock + a});
  }
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
  history.ballots = numbers();
  history.values = bounds().values;
  history.learners = bounds().learners;
  history.learning = rules_.learning;
  history.promise_quorums = promise_quorums_;
  history.vote_quorums = vote_quorums_;
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
