#include "model/paxos/needed_steps.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <span>

namespace paxoscope::paxos {

NeededSteps::NeededSteps(const Paxos& model, ReductionSet set, ShortestRuns left_in)
    : model_(model),
      are_crashes_absorbed_(set.has(Reduction::kCrashAbsorption)),
      is_loss_absorbed_(set.has(Reduction::kLossAbsorption)),
      are_dead_messages_dropped_(set.has(Reduction::kDeadMessages)),
      is_order_partial_(set.has(Reduction::kPartialOrder) && left_in == ShortestRuns::kSome),
      may_copies_replace_deliveries_(left_in == ShortestRuns::kSome) {
  assert(!is_order_partial_ || is_loss_absorbed_ || model.bounds().loss.is_none());
  assert(!is_order_partial_ || model.promise_quorums().size() > 0);
}

NeededSteps::Predicate NeededSteps::in(const State& state) const {
  Predicate predicate(*this, model_.view(state));
  if (is_order_partial_) predicate.find_what_was_begun();
  return predicate;
}

/// Whether receiving a message may mean something a second time. A promise is recorded and a vote heard once and for all; a
/// message that is dead once it is received is not worth a copy.
bool NeededSteps::is_copy_needed(const Message& message) const {
  if (message.type == MessageType::kPromise || message.type == MessageType::kAccepted) return false;
  return !are_dead_messages_dropped_;
}

/// Whether the copy that may stay in flight costs nothing, so that there is no reason to do without.
bool NeededSteps::is_kept_copy_better(const Message& message) const {
  return may_copies_replace_deliveries_ && is_copy_needed(message) && model_.bounds().duplication.is_any();
}

bool NeededSteps::leaves_out_runs() const {
  const bool prefers_copies = is_loss_absorbed_ && may_copies_replace_deliveries_ &&
                              !are_dead_messages_dropped_ && model_.bounds().duplication.is_any();
  return is_order_partial_ || prefers_copies;
}

bool NeededSteps::needs_any_of(const Action& action) const {
  if (action.type >= ActionType::kCrash) return !are_crashes_absorbed_;
  if (!is_loss_absorbed_) return true;
  switch (action.type) {
    case ActionType::kPrepare:
      return true;
    case ActionType::kDeliver:
      return !is_kept_copy_better(action.message);
    case ActionType::kDuplicate:
      return is_copy_needed(action.message);
    case ActionType::kLose:
      return false;
    case ActionType::kCrashStarting:
    case ActionType::kCrashReceiving:
    case ActionType::kCrashReceivingCopy:
    case ActionType::kCrash:
    case ActionType::kRecover:
      break;
  }
  assert(false);
  return true;
}

/// Whether a process does no more about a message than to lose it in a crash, which may as well come without.
bool NeededSteps::is_message_lost_in_crash(const Action& action) const {
  return is_loss_absorbed_ && action.type == ActionType::kCrashReceiving && action.progress.is_nothing();
}

bool NeededSteps::Predicate::operator()(const Action& action) const {
  return steps_.needs_any_of(action) && !steps_.is_message_lost_in_crash(action) &&
         (!steps_.is_order_partial_ || begins_or_goes_on(action));
}

bool NeededSteps::Predicate::begins_or_goes_on(const Action& action) const {
  const Message& m = action.message;
  switch (begun_) {
    case Begun::kNothing:
      if (action.type == ActionType::kPrepare) return true;
      if (m.type == MessageType::kPromise) return is_chosen(m);
      return m.type != MessageType::kAccepted || teaches(m);
    case Begun::kBallot:
      if (action.type == ActionType::kPrepare) return action.proposer == proposer_;
      return m.type == MessageType::kPrepare && m.ballot == view_.ballot(proposer_);
    case Begun::kCollecting:
      return action.type != ActionType::kPrepare && m.type == MessageType::kPromise &&
             view_.bounds().owner(m.ballot) == proposer_ && is_chosen(m);
    case Begun::kHearing:
      return action.type != ActionType::kPrepare && m.type == MessageType::kAccepted &&
             m.ballot == hearing_.ballot && m.value == hearing_.value && m.learner == hearing_.learner;
  }
  assert(false);
  return true;
}

void NeededSteps::Predicate::find_what_was_begun() {
  const Bounds& bounds = view_.bounds();
  for (int i = 0; i < bounds.proposers; ++i) {
    const ProposerId p(i);
    if (view_.attempts_started(p) == 0 || view_.phase(p) != Phase::kPrepare) continue;
    const bool has_recorded = !view_.promisers(p).empty();
    bool is_promised = has_recorded;
    const Ballot ballot = view_.ballot(p);
    view_.for_each_promise_in_flight(
        [&](const Message& m) { is_promised = is_promised || m.ballot == ballot; });
    choose_promises(p);
    if (has_recorded) {
      begun_ = Begun::kCollecting;
      proposer_ = p;
      return;
    }
    if (!is_promised) {
      begun_ = Begun::kBallot;
      proposer_ = p;
    }
  }
  if (begun_ != Begun::kNothing) return;
  for (int l = 0; l < bounds.learners; ++l) {
    const LearnerId learner(l);
    for (int a = 0; a < bounds.acceptors; ++a) {
      view_.for_each_vote_heard(learner, AcceptorId(a), [&](Ballot b, Value v) {
        if (quorums_of_votes().contains(view_.heard(learner, b, v))) return;
        begun_ = Begun::kHearing;
        hearing_ = Message::accepted(b, v, AcceptorId(a), learner);
      });
    }
  }
}

/// Of all quorums that have promised, one for each value: the acceptors with the lowest votes, and then one whose vote
/// decides. Which of them it is that a proposal rests on matters to nobody.
void NeededSteps::Predicate::choose_promises(ProposerId proposer) {
  const model::Quorums& quorums = steps_.model_.promise_quorums();
  const Ballot ballot = view_.ballot(proposer);
  const AcceptorSet recorded = view_.promisers(proposer);
  std::array<Message, kAcceptorsMax> promises;
  std::size_t count = 0;
  AcceptorSet promisers = recorded;
  view_.for_each_promise_in_flight([&](const Message& m) {
    if (m.ballot != ballot || promisers.contains(m.acceptor)) return;
    promisers.insert(m.acceptor);
    promises.at(count++) = m;
  });
  if (!quorums.contains(promisers)) return;
  const std::span<Message> offered = std::span(promises).first(count);
  std::stable_sort(offered.begin(), offered.end(),
                   [](const Message& m, const Message& n) { return m.reported < n.reported; });

  const auto index = static_cast<std::size_t>(proposer.index());
  const int needed = quorums.size();
  const auto choose = [&](const Message& m) { chosen_.at(index).at(chosen_count_.at(index)++) = m; };
  if (recorded.size() + 1 < needed) return choose(offered.front());
  model::ValueSet values;
  for (const Message& m : offered) {
    const bool is_new = m.reported.exists() ? !values.contains(m.reported.value) : &m == &offered.front();
    if (!is_new) continue;
    if (m.reported.exists()) values.insert(m.reported.value);
    choose(m);
  }
}

bool NeededSteps::Predicate::is_chosen(const Message& promise) const {
  const auto index = static_cast<std::size_t>(view_.bounds().owner(promise.ballot).index());
  const std::span<const Message> chosen = std::span(chosen_.at(index)).first(chosen_count_.at(index));
  return std::find(chosen.begin(), chosen.end(), promise) != chosen.end();
}

/// Whether hearing of it may be the beginning of learning something new.
bool NeededSteps::Predicate::teaches(const Message& accepted) const {
  const Bounds& bounds = view_.bounds();
  for (int b = 0; b < bounds.ballots(); ++b) {
    if (quorums_of_votes().contains(view_.heard(accepted.learner, Ballot(b), accepted.value))) return false;
  }
  AcceptorSet told;
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    if (view_.is_in_flight(Message::accepted(accepted.ballot, accepted.value, a, accepted.learner))) {
      told.insert(a);
    }
  }
  return quorums_of_votes().contains(told);
}

}  // namespace paxoscope::paxos
