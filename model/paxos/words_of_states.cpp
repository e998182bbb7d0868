// How a state of classic Paxos, and what a step does with messages, is told.
#include <cassert>
#include <fmt/format.h>
#include <utility>

#include "model/paxos/words.hpp"
#include "model/phrases.hpp"

namespace paxoscope::paxos {

namespace {

using model::Attribute;
using model::name;
using model::number;
using model::Term;
using model::Variable;

std::string phase_name(Phase phase) {
  switch (phase) {
    case Phase::kIdle:
      return "idle";
    case Phase::kPrepare:
      return "prepare";
    case Phase::kAccept:
      return "accept";
  }
  assert(false);
  return {};
}

}  // namespace

std::vector<model::Process> Words::processes() const {
  const Bounds& bounds = model_.bounds();
  std::vector<model::Process> processes;
  model::add_processes<ProposerId>(bounds.proposers, "proposer", processes);
  model::add_processes<AcceptorId>(bounds.acceptors, "acceptor", processes);
  model::add_processes<LearnerId>(bounds.learners, "learner", processes);
  return processes;
}

std::vector<Attribute> Words::attributes(const State& state) const {
  const View view = model_.view(state);
  const Bounds& bounds = model_.bounds();
  std::vector<Attribute> attributes;
  const auto add_state_of = [&](Process process) {
    if (bounds.may_crash())
      attributes.push_back({name(process), "is", view.is_down(process) ? "down" : "up"});
  };
  for (int i = 0; i < bounds.proposers; ++i) {
    const ProposerId p(i);
    attributes.push_back(
        {name(p), "ballot", view.attempts_started(p) == 0 ? "none" : number_name(view.ballot(p))});
    attributes.push_back({name(p), "phase", phase_name(view.phase(p))});
    attributes.push_back({name(p), "promises", name(view.promisers(p))});
    add_state_of(Process(p));
  }
  for (int i = 0; i < bounds.acceptors; ++i) {
    model::add_attributes(model::known_to(Acceptor(view, AcceptorId(i))), attributes);
    add_state_of(Process(AcceptorId(i)));
  }
  for (int i = 0; i < bounds.learners; ++i) {
    const LearnerId l(i);
    // Their number only: the sentence says which vote came, and the whole list is long.
    std::size_t votes = 0;
    for (int a = 0; a < bounds.acceptors; ++a) {
      view.for_each_vote_heard(l, AcceptorId(a), [&](Ballot /*ballot*/, Value /*value*/) { ++votes; });
    }
    attributes.push_back({name(l), "heard", model::plural(votes, "vote")});
    add_state_of(Process(l));
  }
  return attributes;
}

model::Message Words::told(const Message& m) const {
  using Kind = model::Message::Kind;
  const bool is_of_proposer = m.type != MessageType::kAccepted;
  const Ballot ballot = is_of_proposer ? model_.number_of(m.ballot) : m.ballot;
  const std::string proposer = is_of_proposer ? name(model_.bounds().owner(m.ballot)) : "";
  const std::string acceptor = name(m.acceptor);
  const std::string value = m.value.exists() ? name(m.value) : "";
  switch (m.type) {
    case MessageType::kPrepare:
      return {Kind::kPrepare, proposer, acceptor, number(ballot), "", 0, "prepare " + name(ballot)};
    case MessageType::kPromise:
      return model::promise_message("promise", acceptor, proposer, ballot, m.reported);
    case MessageType::kAccept:
      return {Kind::kAccept,
              proposer,
              acceptor,
              number(ballot),
              value,
              0,
              fmt::format("accept {} in {}", value, name(ballot))};
    case MessageType::kAccepted:
      return {Kind::kVote,
              acceptor,
              name(m.learner),
              number(ballot),
              value,
              0,
              fmt::format("voted {} in {}", value, name(ballot))};
    case MessageType::kNack:
      return {Kind::kRefusal, acceptor, proposer, number(ballot), "", 0, "nack " + name(ballot)};
  }
  assert(false);
  return {};
}

std::vector<model::Message> Words::in_flight(const State& state) const {
  std::vector<model::Message> messages;
  model_.view(state).for_each_in_flight([&](const Message& m) { messages.push_back(told(m)); });
  return messages;
}

model::Traffic Words::traffic(const State& before, const Action& action, const State& after) const {
  const View old = model_.view(before);
  model::Traffic traffic;
  switch (action.type) {
    case ActionType::kPrepare:
      break;
    case ActionType::kDeliver:
      traffic.received.push_back(told(action.message));
      break;
    case ActionType::kDuplicate:
      traffic.read.push_back(told(action.message));
      break;
    case ActionType::kLose:
      traffic.lost.push_back(told(action.message));
      break;
    case ActionType::kRecover:
      traffic.recovered = name(action.process);
      break;
    case ActionType::kCrashStarting:
    case ActionType::kCrash:
      traffic.crashed = process(action);
      break;
    case ActionType::kCrashReceiving:
      traffic.received.push_back(told(action.message));
      traffic.crashed = process(action);
      break;
    case ActionType::kCrashReceivingCopy:
      traffic.read.push_back(told(action.message));
      traffic.crashed = process(action);
      break;
  }
  const Message& message = action.message;
  const bool is_counted = !is_crash_in_step(action.type) || action.progress.sent != 0;
  if (is_receipt(action.whole().type) && is_counted && message.type == MessageType::kPromise &&
      model_.counts_promise(old, message.ballot)) {
    traffic.counts_promise = true;
    AcceptorSet promisers = old.promisers(model_.bounds().owner(message.ballot));
    promisers.insert(message.acceptor);
    traffic.promisers = model::names(promisers);
  }
  model_.view(after).for_each_in_flight([&](const Message& m) {
    if (!old.is_in_flight(m)) traffic.sent.push_back(told(m));
  });
  return traffic;
}

Term Words::term_of(const Message& m) const {
  const bool is_of_proposer = m.type != MessageType::kAccepted;
  std::vector<std::pair<std::string, Term>> fields{
      {"type", Term::text(name(m.type))},
      {"bal", term(is_of_proposer ? model_.number_of(m.ballot) : m.ballot)},
      {"acc", Term::name(name(m.acceptor))}};
  if (is_of_proposer) fields.emplace_back("prop", Term::name(name(model_.bounds().owner(m.ballot))));
  if (m.type == MessageType::kPromise) {
    fields.emplace_back("vbal", term(m.reported.ballot));
    fields.emplace_back("vval", term(m.reported.value));
  }
  if (m.value.exists()) fields.emplace_back("val", term(m.value));
  if (m.learner.exists()) fields.emplace_back("lrn", Term::name(name(m.learner)));
  return Term::record(std::move(fields));
}

std::vector<Variable> Words::variables(const State& state) const {
  const View view = model_.view(state);
  const Bounds& bounds = model_.bounds();
  const auto of_acceptors = [&](const auto& value) {
    return model::function_of_first<AcceptorId>(bounds.acceptors, value);
  };
  const auto of_proposers = [&](const auto& value) {
    return model::function_of_first<ProposerId>(bounds.proposers, value);
  };
  std::vector<Term> net;
  view.for_each_in_flight([&](const Message& m) { net.push_back(term_of(m)); });
  std::vector<Term> cast;
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    view.for_each_vote_cast(a, [&](Ballot b, Value v) { cast.push_back(term(a, Vote{b, v})); });
  }
  std::vector<Term> proposed;
  view.for_each_proposal([&](Ballot b, Value v) { proposed.push_back(term(Vote{b, v})); });
  std::vector<Variable> variables{
      {"promised", of_acceptors([&](AcceptorId a) { return term(view.promised(a)); })},
      {"vote", of_acceptors([&](AcceptorId a) { return term(view.vote(a)); })},
      {"attempt", of_proposers([&](ProposerId p) { return Term::number(view.attempts_started(p)); })},
      {"phase", of_proposers([&](ProposerId p) { return Term::text(phase_name(view.phase(p))); })},
      {"promises", of_proposers([&](ProposerId p) {
         std::vector<Term> recorded;
         view.for_each_recorded_promise(
             p, [&](AcceptorId a, const Vote& reported) { recorded.push_back(term(a, reported)); });
         return Term::set(std::move(recorded));
       })},
      {"net", Term::set(std::move(net))},
      {"cast", Term::set(std::move(cast))},
      {"heard", model::function_of_first<LearnerId>(bounds.learners,
                                                    [&](LearnerId l) {
                                                      std::vector<Term> votes;
                                                      for (int i = 0; i < bounds.acceptors; ++i) {
                                                        const AcceptorId a(i);
                                                        view.for_each_vote_heard(
                                                            l, a, [&](Ballot b, Value v) {
                                                              votes.push_back(term(a, Vote{b, v}));
                                                            });
                                                      }
                                                      return Term::set(std::move(votes));
                                                    })},
      {"proposed", Term::set(std::move(proposed))},
      {"lost", Term::number(view.lost())},
      {"doubled", Term::number(view.duplicated())}};
  if (bounds.may_crash()) {
    std::vector<Term> down;
    view.for_each_process([&](Process process) {
      if (view.is_down(process)) down.push_back(Term::name(name(process)));
    });
    variables.push_back({"down", Term::set(std::move(down))});
    variables.push_back({"crashed", Term::number(view.crashed())});
    variables.push_back({"recovered", Term::number(view.recovered())});
  }
  // What only some rules make it remember.
  if (model_.rules().counting == Counting::kMessages) {
    variables.push_back(
        {"counted", of_proposers([&](ProposerId p) { return Term::number(view.counted(p)); })});
  }
  if (model_.rules().proposal_value == ProposalValue::kFirstReported) {
    variables.push_back({"first", of_proposers([&](ProposerId p) { return term(view.first_reported(p)); })});
  }
  return variables;
}

}  // namespace paxoscope::paxos
