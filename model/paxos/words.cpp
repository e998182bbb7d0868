#include "model/paxos/words.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <fmt/format.h>
#include <utility>

#include "model/phrases.hpp"

namespace paxoscope::paxos {

namespace {

using model::enumerate;
using model::enumerate_first;
using model::History;
using model::name;
using model::number;
using model::Record;

std::string action_type_name(ActionType type) {
  switch (type) {
    case ActionType::kPrepare:
      return "prepare";
    case ActionType::kDeliver:
      return "deliver";
    case ActionType::kDuplicate:
      return "duplicate";
    case ActionType::kLose:
      return "lose";
    case ActionType::kCrashStarting:
      return "crash-starting";
    case ActionType::kCrashReceiving:
      return "crash-receiving";
    case ActionType::kCrashReceivingCopy:
      return "crash-receiving-copy";
    case ActionType::kCrash:
      return "crash";
    case ActionType::kRecover:
      return "recover";
  }
  assert(false);
  return {};
}

/// What is written, one by one.
std::vector<std::string> names(WriteSet written) {
  static constexpr std::array kNames{"ballot", "promise", "vote", "hearing"};
  std::vector<std::string> names;
  written.for_each([&](Write write) { names.emplace_back(kNames.at(static_cast<std::size_t>(write))); });
  return names;
}

std::string enumerate_or(const std::vector<std::string>& items, const char* before_each, const char* none) {
  std::vector<std::string> all;
  all.reserve(items.size());
  for (const std::string& item : items) all.push_back(before_each + item);
  return all.empty() ? none : enumerate(all);
}

}  // namespace

std::string name(Process process) {
  switch (process.role) {
    case Role::kProposer:
      return name(ProposerId(process.index));
    case Role::kAcceptor:
      return name(AcceptorId(process.index));
    case Role::kLearner:
      return name(LearnerId(process.index));
  }
  assert(false);
  return {};
}

std::string name(MessageType type) {
  switch (type) {
    case MessageType::kPrepare:
      return "prepare";
    case MessageType::kPromise:
      return "promise";
    case MessageType::kAccept:
      return "accept";
    case MessageType::kAccepted:
      return "accepted";
    case MessageType::kNack:
      return "nack";
  }
  assert(false);
  return {};
}

std::vector<std::string> Words::legend() const {
  const Bounds& bounds = model_.bounds();
  std::vector<std::string> lines =
      model::acceptors_lines(bounds.acceptors, model_.promise_quorums(), model_.vote_quorums());
  for (int i = 0; i < bounds.proposers; ++i) {
    const ProposerId p(i);
    std::vector<std::string> ballots;
    for (int k = 1; k <= bounds.attempts; ++k) ballots.push_back(number_name(bounds.ballot(p, k)));
    const bool shares = model_.rules().ballot_owner == BallotOwner::kShared;
    lines.push_back(fmt::format("{}: proposer; it {} ballot{} {} and proposes {} when it is free to", name(p),
                                shares ? "uses" : "owns", ballots.size() == 1 ? "" : "s", enumerate(ballots),
                                name(bounds.own_value(p))));
  }
  if (bounds.learners > 0) {
    lines.push_back(fmt::format("{}: learner{}", enumerate_first<LearnerId>(bounds.learners),
                                bounds.learners == 1 ? "" : "s"));
  }
  lines.emplace_back(model::kPromiseLine);
  if (bounds.order == Order::kFirstSentFirst) {
    lines.emplace_back("what one process sends another arrives in the order in which it was sent, or never");
  }
  if (!bounds.may_crash()) return lines;
  lines.push_back(model::crash_line(model_.rules().storage));
  if (model_.rules().ballot_storage == BallotStorage::kVolatile) {
    lines.emplace_back("a proposer that crashes forgets which ballots it started");
  }
  if (model_.rules().ballot_storage == BallotStorage::kLate) {
    lines.emplace_back("a proposer that crashes while it starts a ballot may not know that it did");
  }
  return lines;
}

std::string Words::process(const Action& action) const {
  return action.type == ActionType::kLose ? "network" : name(model_.actor_of(action));
}

Record Words::record(const Action& action) const {
  Record record{{"type", action_type_name(action.type)}};
  if (action.type == ActionType::kCrash || action.type == ActionType::kRecover) {
    record.push_back({"process", name(action.process)});
    return record;
  }
  if (is_crash_in_step(action.type)) {
    record.push_back({"written", names(action.progress.written)});
    record.push_back({"sent_to", told_by(action)});
  }
  if (action.whole().type == ActionType::kPrepare) {
    record.push_back({"proposer", name(action.proposer)});
    return record;
  }
  const Message& m = action.message;
  record.push_back({"message", name(m.type)});
  // A vote is known by its number alone.
  const bool is_of_proposer = m.type != MessageType::kAccepted;
  record.push_back({"ballot", number(is_of_proposer ? model_.number_of(m.ballot) : m.ballot)});
  if (is_of_proposer && model_.rules().ballot_owner == BallotOwner::kShared) {
    record.push_back({"proposer", name(model_.bounds().owner(m.ballot))});
  }
  if (m.value.exists()) record.push_back({"value", name(m.value)});
  record.push_back({"acceptor", name(m.acceptor)});
  if (m.learner.exists()) record.push_back({"learner", name(m.learner)});
  if (m.reported.exists()) {
    record.push_back({"reported_ballot", number(m.reported.ballot)});
    record.push_back({"reported_value", name(m.reported.value)});
  }
  if (action.choice.exists()) record.push_back({"choice", name(action.choice)});
  return record;
}

std::string Words::sentence(const State& before, const Action& action) const {
  switch (action.type) {
    case ActionType::kPrepare: {
      const int attempt = model_.view(before).attempts_started(action.proposer) + 1;
      const Ballot ballot = model_.bounds().ballot(action.proposer, attempt);
      if (!model_.has_first_phase(ballot)) {
        return fmt::format("{} starts ballot {} and proposes {}, its own value, without asking for promises",
                           name(action.proposer), number_name(ballot),
                           name(model_.bounds().own_value(action.proposer)));
      }
      return fmt::format("{} starts ballot {} and asks {} for promises", name(action.proposer),
                         number_name(ballot), enumerate_first<AcceptorId>(model_.bounds().acceptors));
    }
    case ActionType::kDeliver:
      return receiving(before, action);
    case ActionType::kDuplicate:
      return receiving(before, action) + "; a second copy of the message stays in flight";
    case ActionType::kLose:
      return fmt::format("the network loses {} to {}", described(action.message),
                         name(model_.receiver(action.message)));
    case ActionType::kCrashStarting:
    case ActionType::kCrashReceiving:
    case ActionType::kCrashReceivingCopy:
      return crashing_in_step(before, action);
    case ActionType::kCrash:
      return crashing(before, action.process);
    case ActionType::kRecover:
      return starting_again(before, action.process);
  }
  assert(false);
  return {};
}

std::string Words::refusal(const State& before, const Action& action) const {
  const View view = model_.view(before);
  const std::string process = this->process(action);
  const Action step = action.whole();
  if (step.type == ActionType::kPrepare && view.attempts_started(step.proposer) == model_.bounds().attempts) {
    return process + " starts no ballot: it has started all that it may";
  }
  if (model_.bounds().order == Order::kFirstSentFirst && is_receipt(step.type) &&
      !is_next_on_its_link(view, step.message)) {
    return fmt::format("{} first receives what was sent to it before", process);
  }
  if (!is_crash_in_step(action.type)) return sentence(before, action);
  WriteSet first;  // all that is written sooner or later in the step
  for (const Progress& progress : model_.interruptions(view, step)) {
    if (progress == action.progress) return sentence(before, action);
    if (progress.sent == 0) first = progress.written;
  }
  const WriteSet missing = first.without(action.progress.written);
  if (missing.empty()) return sentence(before, step);
  return fmt::format("{} first writes {}", process, enumerate_or(names(missing), "its ", ""));
}

std::string Words::receiving(const State& state, const Action& receipt) const {
  const Message& message = receipt.message;
  switch (message.type) {
    case MessageType::kPrepare:
      return receiving_prepare(state, message);
    case MessageType::kPromise:
      return receiving_promise(state, message, receipt.choice);
    case MessageType::kAccept:
      return receiving_accept(state, message);
    case MessageType::kAccepted:
      return fmt::format("{} hears that {} voted for {} in ballot {}", name(message.learner),
                         name(message.acceptor), name(message.value), name(message.ballot));
    case MessageType::kNack:
      return receiving_nack(state, message);
  }
  assert(false);
  return {};
}

std::string Words::told_of_refusal(const Message& request) const {
  if (model_.rules().refusals == Refusals::kSilent) return "";
  return " and tells " + name(model_.bounds().owner(request.ballot));
}

std::string Words::receiving_nack(const State& state, const Message& nack) const {
  const View before = model_.view(state);
  const ProposerId proposer = model_.bounds().owner(nack.ballot);
  const std::string hears = fmt::format("{} hears that {} refuses ballot {}", name(proposer),
                                        name(nack.acceptor), number_name(nack.ballot));
  if (!model_.is_last_started(before, nack.ballot)) return hears + ", in which it no longer is";
  switch (before.phase(proposer)) {
    case Phase::kPrepare:
      return hears + ", and gives it up";
    case Phase::kAccept:
      return hears + ", in which it has proposed";
    case Phase::kIdle:
      break;
  }
  return hears + ", which it has given up";
}

std::string Words::receiving_prepare(const State& state, const Message& prepare) const {
  const View before = model_.view(state);
  const Acceptor acceptor(before, prepare.acceptor);
  const Ballot number = model_.number_of(prepare.ballot);
  const model::AcceptorState known = model::known_to(acceptor);
  if (!model_.may_promise(prepare.ballot, acceptor)) {
    const bool is_told = model_.rules().refusals == Refusals::kNack;
    return fmt::format("{} {} the prepare of ballot {}{}: {}", name(acceptor.id()),
                       is_told ? "refuses" : "ignores", name(number), told_of_refusal(prepare),
                       model::refusal(known, number));
  }
  return model::promise(known, number, "tells " + name(model_.bounds().owner(prepare.ballot)),
                        model_.rules().acceptor);
}

std::string Words::receiving_promise(const State& state, const Message& promise, Value chosen) const {
  const View before = model_.view(state);
  const ProposerId proposer = model_.bounds().owner(promise.ballot);
  std::string receives = fmt::format("{} receives {}'s promise of ballot {}", name(proposer),
                                     name(promise.acceptor), number_name(promise.ballot));
  // It may have crashed and forgotten that it ever started one.
  const Ballot ballot = before.attempts_started(proposer) == 0 ? Ballot() : before.ballot(proposer);
  if (!model_.counts_promise(before, promise.ballot)) {
    if (before.phase(proposer) == Phase::kIdle) {
      // With nacks it may have crashed or not.
      if (model_.rules().refusals == Refusals::kSilent || !ballot.exists())
        return receives + ", which it no longer counts: it has crashed";
      return ballot == promise.ballot
                 ? receives + ", which it no longer counts: it has given the ballot up"
                 : fmt::format("{}, too late: it has started ballot {} since", receives, number_name(ballot));
    }
    return ballot == promise.ballot
               ? receives + ", which it no longer needs: it has proposed"
               : fmt::format("{}, too late: it is in ballot {}", receives, number_name(ballot));
  }
  if (ballot != promise.ballot) receives += fmt::format(" and counts it for ballot {}", number_name(ballot));

  State recorded = state;
  Editor after(model_.layout(), recorded);
  after.record_promise(proposer, promise.acceptor, promise.reported);
  after.count_promise(proposer);
  after.note_report(proposer, promise.reported);
  const AcceptorSet promisers = after.promisers(proposer);
  const bool counts_messages = model_.rules().counting == Counting::kMessages;
  const int count = counts_messages ? after.counted(proposer) : promisers.size();
  const model::Quorums& quorums = model_.promise_quorums();
  if (!model_.has_enough_promises(after, proposer)) {
    return quorums.size() > 0 || counts_messages
               ? fmt::format("{} ({} of the {} it needs)", receives, count, quorums.least())
               : fmt::format("{} (it needs more than {})", receives, name(promisers));
  }
  std::string completes = "makes the promises those of " + name(promisers);
  if (!model_.has_enough_promises(before, proposer)) {
    completes = counts_messages
                    ? fmt::format("is the last of the {} that it counts, from {}", count, name(promisers))
                    : fmt::format("completes the {} {}", model::noun(quorums, model_.bounds().acceptors),
                                  name(promisers));
  }
  return fmt::format("{}, which {}; it proposes {}", receives, completes, choice(after, proposer, chosen));
}

/// The value is the model's decision, unless it was the proposer's; the reason given is what the promises said.
std::string Words::choice(const View& state, ProposerId proposer, Value chosen) const {
  const Vote highest = Paxos::highest_reported(state, proposer);
  const Value value = model_.is_choice_left() ? chosen : model_.value_to_propose(state, proposer);
  const Value own = model_.bounds().own_value(proposer);
  std::string reason;
  if (!highest.exists()) {
    reason = value == own ? "its own value, as no vote was reported" : "although no vote was reported";
  } else if (value == highest.value) {
    reason = fmt::format("the value of the highest vote reported, in ballot {}", name(highest.ballot));
  } else {
    Vote reported;  // the lowest report of the value
    state.for_each_recorded_promise(proposer, [&](AcceptorId /*acceptor*/, const Vote& vote) {
      if (vote.value == value && (!reported.exists() || vote < reported)) reported = vote;
    });
    const bool is_reported = reported.exists() && model_.rules().proposal_value != ProposalValue::kOwn;
    reason = fmt::format(
        "{}although the highest vote reported is for {}",
        is_reported    ? fmt::format("the value of a vote reported, in ballot {}, ", name(reported.ballot))
        : value == own ? "its own value, "
                       : "",
        name(highest));
  }
  return fmt::format("{}, {}", name(value), reason);
}

std::string Words::receiving_accept(const State& state, const Message& accept) const {
  const View before = model_.view(state);
  const Acceptor acceptor(before, accept.acceptor);
  const Ballot ballot = model_.number_of(accept.ballot);
  const model::AcceptorState known = model::known_to(acceptor);
  if (!model_.may_vote(accept.ballot, accept.value, acceptor)) {
    return fmt::format("{} does not vote for {} in ballot {}{}: {}", name(acceptor.id()), name(accept.value),
                       name(ballot), told_of_refusal(accept), model::refusal(known, ballot));
  }
  std::string text = model::vote(known, {ballot, accept.value});
  if (const int learners = model_.bounds().learners; learners > 0) {
    text += fmt::format(" and tells learner{} {}", learners == 1 ? "" : "s",
                        enumerate_first<LearnerId>(learners));
  } else if (text.ends_with(',')) {
    text.pop_back();
  }
  return text;
}

std::string Words::crashing(const State& before, Process process) const {
  const View view = model_.view(before);
  if (process.role == Role::kAcceptor) {
    return model::crash(model::known_to(Acceptor(view, AcceptorId(process.index))), model_.rules().storage);
  }
  std::string crashes = name(process) + " crashes";
  if (process.role == Role::kLearner) return crashes;
  const ProposerId proposer(process.index);
  if (view.attempts_started(proposer) == 0) return crashes;
  const std::string ballot = number_name(view.ballot(proposer));
  if (model_.rules().ballot_storage == BallotStorage::kVolatile) {
    return fmt::format("{}, forgetting that it started ballot {}", crashes, ballot);
  }
  return view.phase(proposer) == Phase::kPrepare ? fmt::format("{}, giving up ballot {}", crashes, ballot)
                                                 : crashes;
}

std::string Words::crashing_in_step(const State& before, const Action& action) const {
  if (action.progress.is_nothing()) {
    return fmt::format(
        "{} crashes when it receives {}, which is gone{}", process(action), described(action.message),
        action.type == ActionType::kCrashReceivingCopy ? " but for a second copy in flight" : "");
  }
  const std::string whole = sentence(before, action.whole());
  return fmt::format("{} crashes in the middle of a step, in which {}: it has written {} and told {}",
                     process(action), whole, enumerate_or(names(action.progress.written), "the ", "nothing"),
                     enumerate_or(told_by(action), "", "nobody"));
}

std::string Words::starting_again(const State& before, Process process) const {
  const View view = model_.view(before);
  std::string starts = name(process) + " starts again";
  switch (process.role) {
    case Role::kAcceptor: {
      const Acceptor acceptor(view, AcceptorId(process.index));
      return fmt::format(
          "{}, knowing of {} and {}", starts,
          acceptor.promised().exists() ? "its promise of ballot " + name(acceptor.promised()) : "no promise",
          acceptor.kept().exists() ? "its vote for " + name(acceptor.kept()) : "no vote");
    }
    case Role::kProposer: {
      const ProposerId proposer(process.index);
      return view.attempts_started(proposer) == 0
                 ? starts + ", knowing of no ballot"
                 : fmt::format("{}, knowing of ballot {}", starts, number_name(view.ballot(proposer)));
    }
    case Role::kLearner:
      break;
  }
  return starts;
}

std::vector<std::string> Words::told_by(const Action& broken_off) const {
  const auto sent = broken_off.progress.sent;
  const bool is_of_proposer =
      broken_off.type == ActionType::kCrashStarting || broken_off.message.type == MessageType::kPromise;
  if (is_of_proposer) return model::names(AcceptorSet::of_bits(sent));
  std::vector<std::string> all;
  model::IdSet<LearnerId>::of_bits(sent).for_each([&](LearnerId receiver) {
    const bool is_promise = broken_off.message.type == MessageType::kPrepare;  // which goes to one proposer
    all.push_back(is_promise ? name(model_.bounds().owner(broken_off.message.ballot)) : name(receiver));
  });
  return all;
}

std::string Words::described(const Message& m) const {
  const std::string owner = name(model_.bounds().owner(m.ballot));
  switch (m.type) {
    case MessageType::kPrepare:
      return fmt::format("{}'s prepare of ballot {}", owner, number_name(m.ballot));
    case MessageType::kPromise:
      return fmt::format("{}'s promise of ballot {}", name(m.acceptor), number_name(m.ballot));
    case MessageType::kAccept:
      return fmt::format("{}'s proposal of {} in ballot {}", owner, name(m.value), number_name(m.ballot));
    case MessageType::kAccepted:
      return fmt::format("the news of {}'s vote for {} in ballot {}", name(m.acceptor), name(m.value),
                         name(m.ballot));
    case MessageType::kNack:
      return fmt::format("{}'s refusal of ballot {}", name(m.acceptor), number_name(m.ballot));
  }
  assert(false);
  return {};
}

std::vector<std::string> Words::notes(const State& before, const State& after) const {
  const History old = model_.history(before);
  const History now = model_.history(after);
  std::vector<std::string> notes = model::newly_chosen(old, now);
  for (int i = 0; i < now.learners; ++i) {
    const LearnerId l(i);
    now.learned(l).for_each([&](Value v) {
      if (!old.learned(l).contains(v)) notes.push_back(fmt::format("{} has learned {}", name(l), name(v)));
    });
  }
  return notes;
}

}  // namespace paxoscope::paxos
