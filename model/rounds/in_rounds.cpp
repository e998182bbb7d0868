#include "model/rounds/in_rounds.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace paxoscope::rounds {

using model::Ballot;
using paxos::ActionType;
using paxos::Process;

namespace {

/// The ballot after all that anything in the state speaks of.
int first_unmentioned(const paxos::Paxos& paxos, const State& state) {
  const paxos::View view = paxos.view(state);
  const paxos::Bounds& bounds = paxos.bounds();
  int next = 0;
  const auto mention = [&](Ballot b) { next = std::max(next, b.index() + 1); };
  // Where proposers share numbers, what goes by a number is above all their ballots of that number.
  const auto mention_number = [&](Ballot number) {
    for (int i = 0; i < bounds.ballots(); ++i) {
      if (number.exists() && paxos.number_of(Ballot(i)) == number) mention(Ballot(i));
    }
  };
  for (int i = 0; i < bounds.proposers; ++i) {
    const ProposerId p(i);
    if (view.attempts_started(p) > 0) mention(view.ballot(p));
    view.for_each_recorded_promise(
        p, [&](AcceptorId /*acceptor*/, const model::Vote& reported) { mention_number(reported.ballot); });
  }
  for (int i = 0; i < bounds.acceptors; ++i) {
    mention_number(view.promised(AcceptorId(i)));
    mention_number(view.vote(AcceptorId(i)).ballot);
  }
  view.for_each_in_flight([&](const Message& m) {
    m.type == paxos::MessageType::kAccepted ? mention_number(m.ballot) : mention(m.ballot);
  });
  return next;
}

}  // namespace

InRounds::InRounds(const Bounds& bounds, const Rules& rules)
    : bounds_(bounds),
      rules_(rules),
      paxos_(bounds.paxos, rules.paxos),
      layout_(bounds, rules, paxos_.layout()) {
  assert(fits(bounds) && have_room(bounds, rules));
  if (bounds.paxos.may_crash()) kinds_.push_back(Event::kMiss);
  if (bounds.may_be_unstable()) kinds_.push_back(Event::kWait);
  if (bounds.may_be_unstable() || rules.leader == Leader::kOmega) kinds_.push_back(Event::kStabilise);
  kinds_.push_back(Event::kEndRound);
}

bool InRounds::have_room(const Bounds& bounds, const Rules& rules) {
  return Layout(bounds, rules, paxos::Layout(bounds.paxos, rules.paxos)).words() <= State::kWordsMax;
}

InRounds InRounds::by_choices(std::span<const model::Choice> choices) const {
  // The same states: what rules of Paxos want to remember stands in the layout.
  InRounds other(*this);
  other.rules_.paxos = paxos::rules_of(choices);
  other.paxos_ = paxos_.by_choices(choices);
  return other;
}

// ---- Proposers

Ballot InRounds::next_ballot(const State& state, ProposerId proposer) const {
  int ballot = first_unmentioned(paxos_, state);
  const int proposers = bounds_.paxos.proposers;
  while (ballot % proposers != proposer.index()) ++ballot;
  return ballot < bounds_.paxos.ballots() ? Ballot(ballot) : Ballot();
}

bool InRounds::may_begin(const State& state, ProposerId proposer) const {
  const View view = this->view(state);
  if (!is_up(state, Process(proposer)) || view.patience(proposer) > 0) return false;
  if (view.leader().exists() && view.leader() != proposer) return false;
  return rules_.starts != Starts::kTogether || view.has_begun(proposer) || !view.is_first_round_over() ||
         view.leader() == proposer;
}

bool InRounds::must_start(const State& state, ProposerId proposer) const {
  return rules_.starts != Starts::kPatient && view(state).has_begun(proposer) && may_begin(state, proposer) &&
         next_ballot(state, proposer).exists();
}

State InRounds::skipping(const State& state, ProposerId proposer) const {
  State skipped = state;
  paxos::Editor(paxos_.layout(), skipped)
      .set_attempts_started(proposer, next_ballot(state, proposer).index() / bounds_.paxos.proposers);
  return skipped;
}

bool InRounds::is_settled(const State& state) const {
  const View view = this->view(state);
  if (bounds_.may_be_unstable() && !view.is_stable()) return false;
  return rules_.leader == Leader::kNone || view.leader().exists() || !is_any_proposer_up(state);
}

bool InRounds::is_any_proposer_up(const State& state) const {
  bool is_any_up = false;
  for (int i = 0; i < bounds_.paxos.proposers; ++i)
    is_any_up = is_any_up || is_up(state, Process(ProposerId(i)));
  return is_any_up;
}

// ---- What may happen

bool InRounds::may_crash_once_more(const State& state) const {
  return bounds_.paxos.crashes.allows_another(paxos_view(state).crashed());
}

paxos::Process InRounds::omitter(const Message& message) const {
  return rules_.omitting == Omitting::kReceivers ? paxos_.receiver(message) : paxos_.sender(message);
}

bool InRounds::may_lose(const State& state, const Message& message) const {
  const View view = this->view(state);
  if (bounds_.may_be_unstable() && view.is_stable()) return false;
  if (!bounds_.paxos.loss.allows_another(paxos_view(state).lost())) return false;
  if (rules_.omitting == Omitting::kLinks) return bounds_.omissions.allows_another(view.omitted());
  return view.has_omitted(omitter(message)) || bounds_.omissions.allows_another(view.omitters());
}

bool InRounds::may_wait(const State& state, const Message& message) const {
  if (!bounds_.may_be_unstable()) return false;
  const View view = this->view(state);
  return !view.is_stable() || view.rounds_late(message, bounds_.late_most()) < bounds_.late_most();
}

std::vector<Action> InRounds::enabled(const State& state) const {
  std::vector<Action> actions;
  if (const std::optional<Message> due = view(state).first_due()) {
    add_arrivals(state, *due, actions);
  } else {
    add_starts(state, actions);
    if (bounds_.paxos.may_crash()) add_crashes(state, actions);
    add_stabilisations(state, actions);
    // Where nothing is left to happen time stands still. What may happen need not.
    const bool is_anything_left = !actions.empty() || end_round(state) != state;
    if (is_anything_left && may_end_round(state)) actions.push_back(Action::end_round());
  }
  std::sort(actions.begin(), actions.end());
  return actions;
}

void InRounds::add_interruptions(const State& state, const paxos::Action& step,
                                 std::vector<Action>& actions) const {
  if (!may_crash_once_more(state)) return;
  for (const paxos::Progress& progress : paxos_.interruptions(paxos_view(state), step)) {
    actions.push_back(Action::of(step.broken_off(progress)));
  }
}

void InRounds::add_arrivals(const State& state, const Message& due, std::vector<Action>& actions) const {
  const Process receiver = paxos_.receiver(due);
  if (!is_up(state, receiver)) {
    actions.push_back(Action::miss(due));
    return;
  }
  const paxos::Action receipt = paxos::Action::deliver(due);
  const auto add = [&](const paxos::Action& step) {
    actions.push_back(Action::of(step));
    add_interruptions(state, step, actions);
  };
  const model::ValueSet choices =
      due.type == paxos::MessageType::kPromise ? paxos_.choices(paxos_view(state), due) : model::ValueSet();
  choices.for_each([&](model::Value v) { add(receipt.choosing(v)); });
  if (choices.empty()) add(receipt);
  if (may_lose(state, due)) actions.push_back(Action::of(paxos::Action::lose(due)));
  if (may_wait(state, due)) actions.push_back(Action::wait(due));
  // A process may have received some of what it is sent in a round, and not the rest.
  if (may_crash_once_more(state)) actions.push_back(Action::of(paxos::Action::crash(receiver)));
}

void InRounds::add_starts(const State& state, std::vector<Action>& actions) const {
  for (int i = view(state).next_starter().index(); i < bounds_.paxos.proposers; ++i) {
    const ProposerId p(i);
    if (!may_begin(state, p) || !next_ballot(state, p).exists()) continue;
    const paxos::Action start = paxos::Action::prepare(p);
    actions.push_back(Action::of(start));
    add_interruptions(skipping(state, p), start, actions);
    if (must_start(state, p)) return;
  }
}

void InRounds::add_crashes(const State& state, std::vector<Action>& actions) const {
  const bool may_crash = may_crash_once_more(state);
  const bool may_recover = bounds_.paxos.recoveries.allows_another(paxos_view(state).recovered());
  paxos_view(state).for_each_process([&](Process p) {
    if (is_up(state, p)) {
      if (may_crash) actions.push_back(Action::of(paxos::Action::crash(p)));
    } else if (may_recover) {
      actions.push_back(Action::of(paxos::Action::recover(p)));
    }
  });
}

void InRounds::add_stabilisations(const State& state, std::vector<Action>& actions) const {
  if (is_settled(state)) return;
  // Where nobody is up there is nobody to name, and the network is stable some time all the same.
  if (rules_.leader == Leader::kNone || !is_any_proposer_up(state)) {
    actions.push_back(Action::stabilise({}));
    return;
  }
  for (int i = 0; i < bounds_.paxos.proposers; ++i) {
    if (is_up(state, Process(ProposerId(i)))) actions.push_back(Action::stabilise(ProposerId(i)));
  }
}

bool InRounds::has_any_begun(const State& state) const {
  bool has_any_begun = false;
  for (int i = 0; i < bounds_.paxos.proposers; ++i) {
    const ProposerId p(i);
    has_any_begun = has_any_begun || (view(state).has_begun(p) && is_up(state, Process(p)));
  }
  return has_any_begun;
}

bool InRounds::may_end_round(const State& state) const {
  const View view = this->view(state);
  for (int i = view.next_starter().index(); i < bounds_.paxos.proposers; ++i) {
    if (must_start(state, ProposerId(i))) return false;
  }
  if (bounds_.may_be_unstable() && !view.is_stable() && !bounds_.unstable.allows_another(view.unstable()))
    return false;
  // Who starts is not nobody, as long as somebody still may in this round.
  if (rules_.starts != Starts::kTogether || view.is_first_round_over() || has_any_begun(state)) return true;
  for (int i = view.next_starter().index(); i < bounds_.paxos.proposers; ++i) {
    if (may_begin(state, ProposerId(i))) return false;
  }
  return true;
}

// ---- The steps

State InRounds::take(const State& before, const paxos::Action& step) const {
  const paxos::Action whole = step.whole();
  const bool is_start = whole.type == ActionType::kPrepare;
  State state = paxos_.apply(is_start ? skipping(before, step.proposer) : before, step);
  Editor after = editor(state);
  if (is_start) {
    const int growth = after.growth(step.proposer);
    after.set_patience(step.proposer, bounds_.patience + growth);
    after.set_growth(step.proposer, std::min(growth + 1, bounds_.growth));
    after.set_begun(step.proposer);
    after.set_next_starter(ProposerId(step.proposer.index() + 1));
    // What it skipped it has not started, whatever it writes.
    const bool has_written_nothing = step.type != ActionType::kPrepare &&
                                     !step.progress.written.has(paxos::Write::kBallot) &&
                                     rules_.paxos.ballot_storage == paxos::BallotStorage::kLate;
    if (has_written_nothing) {
      paxos::Editor(paxos_.layout(), state)
          .set_attempts_started(step.proposer, paxos_view(before).attempts_started(step.proposer));
    }
  } else if (whole.type == ActionType::kDeliver || whole.type == ActionType::kLose) {
    after.clear_due(step.message);
    after.forget_late(step.message, bounds_.late_most());
    if (whole.type == ActionType::kLose) note_omission(step.message, after);
    const bool is_told_of_end = step.type == ActionType::kDeliver &&
                                step.message.type == paxos::MessageType::kNack &&
                                paxos_.is_last_started(paxos_view(before), step.message.ballot);
    if (is_told_of_end) after.set_patience(paxos_.bounds().owner(step.message.ballot), 0);
  }
  // How long it has learned to wait is nowhere but in its memory. That it waits goes on: it may also be down for so long.
  const bool is_crash = step.type == ActionType::kCrash || paxos::is_crash_in_step(step.type);
  const Process crashed = is_crash ? paxos_.actor_of(step) : Process();
  if (is_crash && crashed.role == paxos::Role::kProposer) after.set_growth(ProposerId(crashed.index), 0);
  const ProposerId leader = after.leader();
  if (leader.exists() && !is_up(state, Process(leader))) after.set_leader({});
  return state;
}

void InRounds::note_omission(const Message& lost, Editor& after) const {
  if (bounds_.omissions.is_any()) return;
  if (rules_.omitting == Omitting::kLinks) {
    after.set_omitted(after.omitted() + 1);
  } else {
    after.note_omission(omitter(lost));
  }
}

State InRounds::end_round(const State& before) const {
  State state = before;
  Editor after = editor(state);
  for (int i = 0; i < bounds_.paxos.proposers; ++i) {
    const ProposerId p(i);
    after.set_patience(p, std::max(after.patience(p) - 1, 0));
  }
  after.set_next_starter(ProposerId(0));
  after.forget_omissions();
  if (has_any_begun(before) || !is_any_proposer_up(before)) after.end_first_round();
  if (bounds_.may_be_unstable() && !after.is_stable() && !bounds_.unstable.is_any())
    after.set_unstable(after.unstable() + 1);
  paxos_view(before).for_each_in_flight([&](const Message& m) { after.set_due(m); });
  return state;
}

State InRounds::apply(const State& before, const Action& action) const {
  State state = before;
  Editor after = editor(state);
  switch (action.event) {
    case Event::kStep:
      return take(before, action.step);
    case Event::kMiss:
      paxos::Editor(paxos_.layout(), state).remove(action.step.message);
      after.clear_due(action.step.message);
      after.forget_late(action.step.message, bounds_.late_most());
      break;
    case Event::kWait:
      after.clear_due(action.step.message);
      if (after.is_stable())
        after.set_late(action.step.message, after.rounds_late(action.step.message, bounds_.late_most()) + 1);
      break;
    case Event::kStabilise:
      after.set_stable();
      after.set_leader(action.leader);
      after.set_unstable(0);
      break;
    case Event::kEndRound:
      return end_round(before);
  }
  return state;
}

std::optional<State> InRounds::outcome(const State& before, const Action& action) const {
  if (action.event != Event::kStep) return apply(before, action);
  const paxos::Action whole = action.step.whole();
  if (whole.type == ActionType::kPrepare && !next_ballot(before, action.step.proposer).exists())
    return std::nullopt;
  const State from = whole.type == ActionType::kPrepare ? skipping(before, action.step.proposer) : before;
  if (!paxos_.outcome(from, action.step)) return std::nullopt;
  return take(before, action.step);
}

// ---- The rest of the model interface

void InRounds::encode(const State& state, std::span<std::byte> encoding) const {
  assert(encoding.size() == encoded_bytes());
  std::memcpy(encoding.data(), state.data(), encoding.size());
}

std::vector<checker::Part> InRounds::parts() const {
  std::vector<checker::Part> parts = paxos_.parts();
  std::size_t kinds = 0;
  for (const checker::Part& part : parts) kinds = std::max(kinds, part.kind + 1);
  parts.push_back({(layout_.words() - paxos_.layout().words()) * sizeof(model::Word), kinds});
  return parts;
}

std::size_t InRounds::action_kind(const Action& action) const {
  if (action.event == Event::kStep) return paxos_.action_kind(action.step);
  const auto found = std::find(kinds_.begin(), kinds_.end(), action.event);
  return paxos_.action_kinds() + static_cast<std::size_t>(found - kinds_.begin());
}

std::string_view InRounds::action_kind_name(std::size_t kind) const {
  if (kind < paxos_.action_kinds()) return paxos_.action_kind_name(kind);
  switch (kinds_[kind - paxos_.action_kinds()]) {
    case Event::kMiss:
      return "miss";
    case Event::kWait:
      return "wait";
    case Event::kStabilise:
      return "stabilise";
    case Event::kEndRound:
      return "end-round";
    case Event::kStep:
      break;
  }
  assert(false);
  return {};
}

std::vector<model::Word> InRounds::history_bits(bool with_proposals) const {
  std::vector<model::Word> bits = paxos_.history_bits(with_proposals);
  bits.resize(layout_.words());
  return bits;
}

}  // namespace paxoscope::rounds
