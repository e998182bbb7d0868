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

bool Paxos::completes_quorum(const View& state, const Message& promise) const {
  if (!counts_promise(state, promise.ballot)) return false;
  const ProposerId proposer = bounds().owner(promise.ballot);
  AcceptorSet promisers = state.promisers(proposer);
  promisers.insert(promise.acceptor);
  return is_enough(promisers, rules_.counting == Counting::kMessages ? state.counted(proposer) + 1 : 0);
}

model::ValueSet Paxos::choices(const View& state, const Message& promise) const {
  if (!is_choice_left() || !completes_quorum(state, promise)) return {};
  const ProposerId proposer = bounds().owner(promise.ballot);
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

// ---- What may be interrupted

Process Paxos::sender(const Message& message) const {
  return is_to_acceptor(message.type) ? Process(bounds().owner(message.ballot)) : Process(message.acceptor);
}

Process Paxos::receiver(const Message& message) const {
  switch (message.type) {
    case MessageType::kPrepare:
    case MessageType::kAccept:
      return Process(message.acceptor);
    case MessageType::kPromise:
    case MessageType::kNack:
      return Process(bounds().owner(message.ballot));
    case MessageType::kAccepted:
      return Process(message.learner);
  }
  assert(false);
  return {};
}

namespace {

/// What a step does that outlives a crash: it writes, sends to `receivers` in any order, and writes what is written late.
struct Course {
  std::vector<Write> early;
  unsigned receivers = 0;  // as bits, lowest first
  std::vector<Write> late;
};

template <typename Storage>
void add_write(Write write, Storage storage, Course& course) {
  if (storage == Storage::kDurable) course.early.push_back(write);
  if (storage == Storage::kLate) course.late.push_back(write);
}

/// All ways to stop on that course before it is over, from the beginning on.
std::vector<Progress> ways_to_stop(const Course& course) {
  std::vector<Progress> ways;
  Progress progress;
  for (const Write write : course.early) {
    ways.push_back(progress);
    progress.written.insert(write);
  }
  for (unsigned sent = 0; sent < course.receivers; ++sent) {
    progress.sent = static_cast<std::uint8_t>(sent);
    ways.push_back(progress);
  }
  progress.sent = static_cast<std::uint8_t>(course.receivers);
  for (const Write write : course.late) {
    ways.push_back(progress);
    progress.written.insert(write);
  }
  return ways;
}

}  // namespace

std::vector<Progress> Paxos::interruptions(const View& state, const Action& step) const {
  const unsigned all_acceptors = AcceptorSet::first(bounds().acceptors).bits();
  Course course;
  if (step.type == ActionType::kPrepare) {
    add_write(Write::kBallot, rules_.ballot_storage, course);
    course.receivers = all_acceptors;
    std::vector<Progress> ways = ways_to_stop(course);
    ways.erase(ways.begin());  // it has not begun
    return ways;
  }
  const Message& message = step.message;
  const Acceptor acceptor(state, message.acceptor);
  const auto refuse = [&] { course.receivers = rules_.refusals == Refusals::kNack ? 1 : 0; };
  switch (message.type) {
    case MessageType::kPrepare:
      if (!may_promise(message.ballot, acceptor)) {
        refuse();
        break;
      }
      add_write(Write::kPromise, rules_.storage.promise, course);
      course.receivers = 1;
      break;
    case MessageType::kPromise:
      if (completes_quorum(state, message)) course.receivers = all_acceptors;
      break;
    case MessageType::kAccept:
      if (!may_vote(message.ballot, message.value, acceptor)) {
        refuse();
        break;
      }
      if (rules_.write_order == WriteOrder::kPromiseFirst) {
        add_write(Write::kPromise, rules_.storage.promise, course);
      }
      add_write(Write::kVote, rules_.storage.vote, course);
      if (rules_.write_order == WriteOrder::kVoteFirst) {
        add_write(Write::kPromise, rules_.storage.promise, course);
      }
      course.receivers = model::IdSet<LearnerId>::first(bounds().learners).bits();
      break;
    case MessageType::kAccepted:
      course.early = {Write::kHearing};
      break;
    case MessageType::kNack:
      break;  // all that comes of it is lost in the crash
  }
  return ways_to_stop(course);
}

std::vector<Action> Paxos::crashes(const View& view) const {
  std::vector<Action> actions;
  const auto add_interruptions = [&](const Action& step) {
    for (const Progress& progress : interruptions(view, step)) actions.push_back(step.broken_off(progress));
  };
  if (bounds().crashes.allows_another(view.crashed())) {
    for_each_prepare(view, add_interruptions);
    const bool may_be_copied = bounds().duplication.allows_another(view.duplicated());
    for_each_receivable(view, [&](const Message& m) {
      for_each_choice(view, Action::deliver(m), add_interruptions);
      if (may_be_copied) for_each_choice(view, Action::duplicate(m), add_interruptions);
    });
    view.for_each_process([&](Process p) {
      if (!view.is_down(p)) actions.push_back(Action::crash(p));
    });
  }
  if (bounds().recoveries.allows_another(view.recovered())) {
    view.for_each_process([&](Process p) {
      if (view.is_down(p)) actions.push_back(Action::recover(p));
    });
  }
  std::sort(actions.begin(), actions.end());
  return actions;
}

// ---- The steps

class Paxos::Extent {
 public:
  static Extent whole() { return {true, {}}; }
  static Extent up_to(const Progress& progress) { return {false, progress}; }

  [[nodiscard]] bool has(Write write) const { return is_whole_ || progress_.written.has(write); }
  [[nodiscard]] bool reaches(int receiver) const {
    return is_whole_ || (static_cast<unsigned>(progress_.sent) >> static_cast<unsigned>(receiver) & 1U) != 0;
  }
  /// Whether anyone can ever tell that it began.
  [[nodiscard]] bool is_seen() const { return is_whole_ || progress_.sent != 0; }

 private:
  Extent(bool is_whole, const Progress& progress) : is_whole_(is_whole), progress_(progress) {}

  bool is_whole_;
  Progress progress_;
};

void Paxos::start_ballot(Editor& state, ProposerId proposer, Extent extent) const {
  state.start_attempt(proposer);
  const Ballot ballot = state.ballot(proposer);
  if (rules_.promises_counted == PromisesCounted::kForThisBallot) state.forget_promises(proposer);
  if (!has_first_phase(ballot)) {
    state.set_phase(proposer, Phase::kAccept);
    propose(state, ballot, bounds().own_value(proposer), extent);
    return;
  }
  state.set_phase(proposer, Phase::kPrepare);
  for (int a = 0; a < bounds().acceptors; ++a) {
    if (extent.reaches(a)) state.send(Message::prepare(ballot, AcceptorId(a)));
  }
}

void Paxos::propose(Editor& state, Ballot ballot, Value value, Extent extent) const {
  if (extent.is_seen()) state.note_proposal(number_of(ballot), value);
  for (int a = 0; a < bounds().acceptors; ++a) {
    if (extent.reaches(a)) state.send(Message::accept(ballot, value, AcceptorId(a)));
  }
}

void Paxos::receive(Editor& state, const Action& receipt, Extent extent) const {
  const Message& message = receipt.message;
  switch (message.type) {
    case MessageType::kPrepare:
      return receive_prepare(state, message, extent);
    case MessageType::kPromise:
      return receive_promise(state, message, receipt.choice, extent);
    case MessageType::kAccept:
      return receive_accept(state, message, extent);
    case MessageType::kAccepted:
      return receive_accepted(state, message, extent);
    case MessageType::kNack:
      return receive_nack(state, message);
  }
}

void Paxos::refuse(Editor& state, const Message& request, Extent extent) const {
  if (rules_.refusals == Refusals::kNack && extent.reaches(0)) {
    state.send(Message::nack(request.ballot, request.acceptor));
  }
}

void Paxos::receive_prepare(Editor& state, const Message& prepare, Extent extent) const {
  const Acceptor acceptor(state, prepare.acceptor);
  if (!may_promise(prepare.ballot, acceptor)) return refuse(state, prepare, extent);
  const Ballot number = number_of(prepare.ballot);
  const Vote reported = rules_.acceptor.reported(number, acceptor);
  if (extent.has(Write::kPromise)) {
    state.set_promised(acceptor.id(), rules_.acceptor.promised_after_promise(number, acceptor));
  }
  if (extent.reaches(0)) state.send(Message::promise(prepare.ballot, acceptor.id(), reported));
}

// Any two majorities meet. The acceptor in which they do is the one that tells a higher ballot of a chosen value.
void Paxos::receive_promise(Editor& state, const Message& promise, Value choice, Extent extent) const {
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
  propose(state, state.ballot(proposer), value, extent);
}

void Paxos::receive_accept(Editor& state, const Message& accept, Extent extent) const {
  const Acceptor acceptor(state, accept.acceptor);
  if (!may_vote(accept.ballot, accept.value, acceptor)) return refuse(state, accept, extent);
  const Vote vote{number_of(accept.ballot), accept.value};
  const Vote kept = rules_.acceptor.kept_after_vote(vote, acceptor);
  if (extent.has(Write::kPromise)) {
    state.set_promised(acceptor.id(), rules_.acceptor.promised_after_vote(vote, acceptor));
  }
  if (extent.has(Write::kVote)) state.set_vote(acceptor.id(), kept);
  // A vote that is neither written nor told of is none.
  if (extent.has(Write::kVote) || extent.is_seen()) {
    state.note_vote_cast(acceptor.id(), vote.ballot, vote.value);
  }
  for (int l = 0; l < bounds().learners; ++l) {
    if (!extent.reaches(l)) continue;
    state.send(Message::accepted(vote.ballot, vote.value, acceptor.id(), LearnerId(l)));
  }
}

void Paxos::receive_accepted(Editor& state, const Message& accepted, Extent extent) {
  if (!extent.has(Write::kHearing)) return;
  state.note_vote_heard(accepted.learner, accepted.acceptor, accepted.ballot, accepted.value);
}

// Section 2.2: whoever is informed "should then abandon its proposal".
void Paxos::receive_nack(Editor& state, const Message& nack) const {
  if (!is_last_started(state, nack.ballot)) return;
  const ProposerId proposer = bounds().owner(nack.ballot);
  if (state.phase(proposer) != Phase::kPrepare) return;  // it has proposed already
  state.set_phase(proposer, Phase::kIdle);
  state.forget_promises(proposer);
}

void Paxos::crash(Editor& state, Process process) const {
  state.set_down(process);
  if (!bounds().crashes.is_any()) state.count_crash();
  switch (process.role) {
    case Role::kProposer: {
      const ProposerId proposer(process.index);
      state.set_phase(proposer, Phase::kIdle);
      state.forget_promises(proposer);
      if (rules_.ballot_storage == BallotStorage::kVolatile) state.set_attempts_started(proposer, 0);
      break;
    }
    case Role::kAcceptor: {
      const Acceptor acceptor(state, AcceptorId(process.index));
      const Ballot promised = rules_.storage.promised_after_crash(acceptor);
      const Vote kept = rules_.storage.kept_after_crash(acceptor);
      state.set_promised(acceptor.id(), promised);
      state.set_vote(acceptor.id(), kept);
      break;
    }
    case Role::kLearner:
      break;  // what it has heard is written
  }
}

void Paxos::crash_in_step(Editor& state, const Action& action) const {
  const Extent extent = Extent::up_to(action.progress);
  if (action.type == ActionType::kCrashStarting) {
    const int started = state.attempts_started(action.proposer);
    start_ballot(state, action.proposer, extent);
    if (!extent.has(Write::kBallot)) state.set_attempts_started(action.proposer, started);
    return crash(state, Process(action.proposer));
  }
  if (action.type == ActionType::kCrashReceiving) {
    state.remove(action.message);
  } else if (!bounds().duplication.is_any()) {
    state.count_duplication();
  }
  receive(state, action, extent);
  crash(state, receiver(action.message));
}

checker::ActionSet Paxos::also_independent(const State& state, const Action& action) const {
  const bool is_promise_received = is_receipt(action.type) && action.message.type == MessageType::kPromise;
  if (!is_promise_received || may_crash_) return {};
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
  if (!rules_.acceptor.refuse_for_good() || may_crash_) return false;
  if (!is_receipt(action.type)) return false;
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
      may_crash_(bounds().may_crash()),
      keeps_order_(bounds().order == Order::kFirstSentFirst),
      numbering_(bounds(), rules) {
  name_action_kinds();
}

State Paxos::apply(const State& before, const Action& action) const {
  State after = before;
  Editor editor(layout_, after);
  take(editor, action);
  return after;
}

std::optional<State> Paxos::outcome(const State& before, const Action& action) const {
  const View view(layout_, before);
  const Action step = action.whole();
  if (step.type == ActionType::kPrepare && view.attempts_started(step.proposer) == bounds().attempts) {
    return std::nullopt;
  }
  if (keeps_order_ && is_receipt(step.type) && !is_next_on_its_link(view, step.message)) return std::nullopt;
  if (is_crash_in_step(action.type)) {
    const std::vector<Progress> ways = interruptions(view, step);
    if (std::find(ways.begin(), ways.end(), action.progress) == ways.end()) return std::nullopt;
  }
  return apply(before, action);
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
      start_ballot(state, action.proposer, Extent::whole());
      break;
    case ActionType::kDeliver:
      state.remove(action.message);
      receive(state, action, Extent::whole());
      break;
    case ActionType::kDuplicate:
      if (!bounds().duplication.is_any()) state.count_duplication();
      receive(state, action, Extent::whole());
      break;
    case ActionType::kLose:
      if (!bounds().loss.is_any()) state.count_loss();
      state.remove(action.message);
      break;
    case ActionType::kCrashStarting:
    case ActionType::kCrashReceiving:
    case ActionType::kCrashReceivingCopy:
      crash_in_step(state, action);
      break;
    case ActionType::kCrash:
      crash(state, action.process);
      break;
    case ActionType::kRecover:
      state.set_up(action.process);
      if (!bounds().recoveries.is_any()) state.count_recovery();
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
      Kind{ActionType::kDeliver, MessageType::kNack, "deliver-nack"},
      Kind{ActionType::kDuplicate, MessageType::kPrepare, "duplicate-prepare"},
      Kind{ActionType::kDuplicate, MessageType::kPromise, "duplicate-promise"},
      Kind{ActionType::kDuplicate, MessageType::kAccept, "duplicate-accept"},
      Kind{ActionType::kDuplicate, MessageType::kAccepted, "duplicate-accepted"},
      Kind{ActionType::kDuplicate, MessageType::kNack, "duplicate-nack"},
      Kind{ActionType::kLose, MessageType::kPrepare, "lose-prepare"},
      Kind{ActionType::kLose, MessageType::kPromise, "lose-promise"},
      Kind{ActionType::kLose, MessageType::kAccept, "lose-accept"},
      Kind{ActionType::kLose, MessageType::kAccepted, "lose-accepted"},
      Kind{ActionType::kLose, MessageType::kNack, "lose-nack"},
      Kind{ActionType::kCrash, MessageType::kPrepare, "crash"},
      Kind{ActionType::kCrashStarting, MessageType::kPrepare, "crash-starting"},
      Kind{ActionType::kCrashReceiving, MessageType::kPrepare, "crash-receiving-prepare"},
      Kind{ActionType::kCrashReceiving, MessageType::kPromise, "crash-receiving-promise"},
      Kind{ActionType::kCrashReceiving, MessageType::kAccept, "crash-receiving-accept"},
      Kind{ActionType::kCrashReceiving, MessageType::kAccepted, "crash-receiving-accepted"},
      Kind{ActionType::kCrashReceivingCopy, MessageType::kPrepare, "crash-receiving-copy-of-prepare"},
      Kind{ActionType::kCrashReceivingCopy, MessageType::kPromise, "crash-receiving-copy-of-promise"},
      Kind{ActionType::kCrashReceivingCopy, MessageType::kAccept, "crash-receiving-copy-of-accept"},
      Kind{ActionType::kCrashReceivingCopy, MessageType::kAccepted, "crash-receiving-copy-of-accepted"},
      Kind{ActionType::kRecover, MessageType::kPrepare, "recover"},
  };
  for (const Kind& kind : kKinds) {
    if (kind.message == MessageType::kAccepted && bounds().learners == 0) continue;
    if (kind.message == MessageType::kNack && rules_.refusals == Refusals::kSilent) continue;
    if (kind.action == ActionType::kDuplicate && bounds().duplication.is_none()) continue;
    if (kind.action == ActionType::kLose && bounds().loss.is_none()) continue;
    if (kind.action >= ActionType::kCrash && !bounds().may_crash()) continue;
    if (kind.action == ActionType::kCrashReceivingCopy && bounds().duplication.is_none()) continue;
    if (kind.action == ActionType::kRecover && bounds().recoveries.is_none()) continue;
    kind_of_[slot(kind.action, kind.message)] = action_kind_names_.size();
    action_kind_names_.push_back(kind.name);
  }
}

Action Paxos::action_of_kind(std::size_t kind) const {
  for (int i = 0; i < kActionTypes * kMessageTypes; ++i) {
    Action action;
    action.type = static_cast<ActionType>(i / kMessageTypes);
    action.message.type = static_cast<MessageType>(i % kMessageTypes);
    const bool is_about_message = action.type != ActionType::kPrepare &&
                                  action.type != ActionType::kCrashStarting &&
                                  action.type != ActionType::kCrash && action.type != ActionType::kRecover;
    const bool exists = is_about_message || action.message.type == MessageType::kPrepare;
    if (exists && action_kind(action) == kind) return action;
  }
  assert(false);
  return {};
}

Process Paxos::actor_of(const Action& action) const {
  switch (action.type) {
    case ActionType::kPrepare:
    case ActionType::kCrashStarting:
      return Process(action.proposer);
    case ActionType::kCrash:
    case ActionType::kRecover:
      return action.process;
    case ActionType::kDeliver:
    case ActionType::kDuplicate:
    case ActionType::kCrashReceiving:
    case ActionType::kCrashReceivingCopy:
      return receiver(action.message);
    case ActionType::kLose:
      break;
  }
  assert(false);
  return {};
}

std::size_t Paxos::actor(const Action& action) const {
  const int proposers = bounds().proposers;
  const int acceptors = bounds().acceptors;
  const int learners = bounds().learners;
  const auto index = [&]() -> int {
    if (action.type == ActionType::kLose) return proposers + acceptors + learners;
    const Process process = actor_of(action);
    switch (process.role) {
      case Role::kProposer:
        return process.index;
      case Role::kAcceptor:
        return proposers + process.index;
      case Role::kLearner:
        return proposers + acceptors + process.index;
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
