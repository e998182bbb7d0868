#include "tests/paxos_as_naive.hpp"

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace paxoscope::tests {

using model::AcceptorId;
using model::Ballot;
using model::LearnerId;
using model::ProposerId;
using model::Value;
using paxos::Paxos;

namespace {

naive::Vote naive_vote(const model::Vote& v) { return {v.ballot.index(), v.value.index()}; }

naive::Phase naive_phase(paxos::Phase phase) {
  switch (phase) {
    case paxos::Phase::kIdle:
      return naive::Phase::kIdle;
    case paxos::Phase::kPrepare:
      return naive::Phase::kPrepare;
    case paxos::Phase::kAccept:
      return naive::Phase::kAccept;
  }
  return {};
}

}  // namespace

int naive_budget(model::Budget budget) { return budget.is_any() ? naive::kUnbounded : budget.limit(); }

naive::Config naive_paxos_config(const paxos::Bounds& b, const std::map<std::string, std::string>& rules) {
  return {.acceptors = b.acceptors,
          .proposers = b.proposers,
          .attempts = b.attempts,
          .values = b.values,
          .learners = b.learners,
          .losses = naive_budget(b.loss),
          .duplications = naive_budget(b.duplication),
          .crashes = naive_budget(b.crashes),
          .recoveries = naive_budget(b.recoveries),
          .rules = rules};
}

naive::Process naive_process(const paxos::Process& process) {
  static constexpr std::array kRoles{'p', 'a', 'l'};
  return {kRoles.at(static_cast<std::size_t>(process.role)), process.index};
}

naive::VoteBy naive_vote_by(AcceptorId a, const model::Vote& v) {
  return {a.index(), v.ballot.index(), v.value.index()};
}

naive::Message naive_message(const Paxos& model, const paxos::Message& m) {
  naive::Message message;
  switch (m.type) {
    case paxos::MessageType::kPrepare:
      message.type = naive::MessageType::kPrepare;
      break;
    case paxos::MessageType::kPromise:
      message.type = naive::MessageType::kPromise;
      break;
    case paxos::MessageType::kAccept:
      message.type = naive::MessageType::kAccept;
      break;
    case paxos::MessageType::kAccepted:
      message.type = naive::MessageType::kAccepted;
      break;
    case paxos::MessageType::kNack:
      message.type = naive::MessageType::kNack;
      break;
  }
  const bool is_of_proposer = m.type != paxos::MessageType::kAccepted;
  message.ballot = (is_of_proposer ? model.number_of(m.ballot) : m.ballot).index();
  if (is_of_proposer) message.proposer = model.bounds().owner(m.ballot).index();
  message.acceptor = m.acceptor.index();
  message.reported_ballot = m.reported.ballot.index();
  message.reported_value = m.reported.value.index();
  message.value = m.value.index();
  message.learner = m.learner.index();
  return message;
}

naive::Label naive_label(const Paxos& model, const paxos::Action& action) {
  std::set<std::string> written;
  action.progress.written.for_each([&](paxos::Write write) {
    static constexpr std::array kNames{"ballot", "promise", "vote", "hearing"};
    written.insert(kNames.at(static_cast<std::size_t>(write)));
  });
  std::set<int> sent;
  for (int i = 0; i < 8; ++i) {
    if ((static_cast<unsigned>(action.progress.sent) >> static_cast<unsigned>(i) & 1U) != 0) sent.insert(i);
  }
  const auto about = [&](naive::StepType type) {
    return naive::Label{.type = type,
                        .message = naive_message(model, action.message),
                        .choice = action.choice.index(),
                        .written = written,
                        .sent = sent};
  };
  const auto by_proposer = [&](naive::StepType type) {
    return naive::Label{
        .type = type, .proposer = action.proposer.index(), .message = {}, .written = written, .sent = sent};
  };
  const auto of_process = [&](naive::StepType type) {
    return naive::Label{.type = type, .message = {}, .process = naive_process(action.process)};
  };
  switch (action.type) {
    case paxos::ActionType::kPrepare:
      return by_proposer(naive::StepType::kPrepare);
    case paxos::ActionType::kDeliver:
      return about(naive::StepType::kDeliver);
    case paxos::ActionType::kDuplicate:
      return about(naive::StepType::kDeliverDouble);
    case paxos::ActionType::kLose:
      return about(naive::StepType::kLose);
    case paxos::ActionType::kCrashStarting:
      return by_proposer(naive::StepType::kCrashStarting);
    case paxos::ActionType::kCrashReceiving:
      return about(naive::StepType::kCrashReceiving);
    case paxos::ActionType::kCrashReceivingCopy:
      return about(naive::StepType::kCrashReceivingDouble);
    case paxos::ActionType::kCrash:
      return of_process(naive::StepType::kCrash);
    case paxos::ActionType::kRecover:
      return of_process(naive::StepType::kRecover);
  }
  return {};
}

naive::State naive_state(const Paxos& model, const paxos::State& packed) {
  const paxos::Bounds& bounds = model.bounds();
  const paxos::View view = model.view(packed);
  naive::State state;
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    state.promised.push_back(view.promised(a).index());
    state.vote.push_back(naive_vote(view.vote(a)));
    view.for_each_vote_cast(a, [&](Ballot b, Value v) { state.cast.insert(naive_vote_by(a, {b, v})); });
  }
  for (int i = 0; i < bounds.proposers; ++i) {
    const ProposerId p(i);
    state.attempt.push_back(view.attempts_started(p));
    state.phase.push_back(naive_phase(view.phase(p)));
    std::set<naive::VoteBy>& promises = state.promises.emplace_back();
    view.for_each_recorded_promise(
        p, [&](AcceptorId a, const model::Vote& v) { promises.insert(naive_vote_by(a, v)); });
    const bool counts_messages = model.rules().counting == paxos::Counting::kMessages;
    state.counted.push_back(counts_messages ? view.counted(p) : 0);
    const bool notes_first = model.rules().proposal_value == paxos::ProposalValue::kFirstReported;
    state.first.push_back(notes_first ? naive_vote(view.first_reported(p)) : naive::Vote{});
  }
  for (int i = 0; i < bounds.learners; ++i) {
    std::set<naive::VoteBy>& heard = state.heard.emplace_back();
    for (int j = 0; j < bounds.acceptors; ++j) {
      const AcceptorId a(j);
      view.for_each_vote_heard(LearnerId(i), a, [&](Ballot b, Value v) {
        heard.insert(naive_vote_by(a, {b, v}));
      });
    }
  }
  view.for_each_in_flight([&](const paxos::Message& m) { state.net.insert(naive_message(model, m)); });
  view.for_each_proposal([&](Ballot b, Value v) { state.proposed.insert({b.index(), v.index()}); });
  view.for_each_process([&](const paxos::Process& process) {
    if (view.is_down(process)) state.down.insert(naive_process(process));
  });
  state.crashed = view.crashed();
  state.recovered = view.recovered();
  state.lost = view.lost();
  state.doubled = view.duplicated();
  return state;
}

}  // namespace paxoscope::tests
