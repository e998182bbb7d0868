// How a state of Paxos.tla, and what a step does with messages, is told.
#include <fmt/format.h>
#include <utility>

#include "model/phrases.hpp"
#include "model/synod/words.hpp"

namespace paxoscope::synod {

namespace {

using model::Attribute;
using model::message_term;
using model::name;
using model::Term;
using model::Variable;

model::Message message_1a(Ballot b) { return model::message_1a(ballot_name(b), b); }

model::Message message_1b(AcceptorId a, Ballot b, const Vote& reported) {
  return model::promise_message("1b", name(a), ballot_name(b), b, reported);
}

model::Message message_2a(Ballot b, Value v) {
  return model::message_2a(ballot_name(b), b, name(v), name(b));
}

model::Message message_2b(AcceptorId a, Ballot b, Value v) {
  return model::message_2b(a, b, name(v), name(b));
}

}  // namespace

std::vector<model::Process> Words::processes() const {
  std::vector<model::Process> processes;
  processes.reserve(static_cast<std::size_t>(model_.bounds().ballots + model_.bounds().acceptors));
  for (int i = 0; i < model_.bounds().ballots; ++i) processes.push_back({ballot_name(Ballot(i)), "proposer"});
  model::add_processes<AcceptorId>(model_.bounds().acceptors, "acceptor", processes);
  return processes;
}

std::vector<Attribute> Words::attributes(const State& state) const {
  const View view = model_.view(state);
  std::vector<Attribute> attributes;
  for (int i = 0; i < model_.bounds().ballots; ++i) {
    const Ballot b(i);
    const ValueSet proposed = view.sent_2a(b);
    attributes.push_back({ballot_name(b), "begun", view.sent_1a().contains(b) ? "yes" : "no"});
    attributes.push_back({ballot_name(b), "proposal", proposed.empty() ? "none" : name(proposed)});
  }
  for (int i = 0; i < model_.bounds().acceptors; ++i) {
    model::add_attributes(model::known_to(Acceptor(view, AcceptorId(i))), attributes);
  }
  return attributes;
}

std::vector<Variable> Words::variables(const State& state) const {
  const View view = model_.view(state);
  const Bounds& bounds = model_.bounds();
  std::vector<Term> messages;
  for (int i = 0; i < bounds.ballots; ++i) {
    const Ballot b(i);
    if (view.sent_1a().contains(b)) messages.push_back(message_term("1a", {{"bal", term(b)}}));
    view.sent_2a(b).for_each([&](Value v) {
      messages.push_back(message_term("2a", {{"bal", term(b)}, {"val", term(v)}}));
    });
  }
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    const Term acceptor = Term::name(name(a));
    view.sent_1b(a).for_each([&](Ballot b) {
      view.sent_1b(a, b).for_each([&](const Vote& reported) {
        messages.push_back(message_term("1b", {{"acc", acceptor},
                                               {"bal", term(b)},
                                               {"mbal", term(reported.ballot)},
                                               {"mval", term(reported.value)}}));
      });
    });
    view.for_each_2b(a, [&](Ballot b, Value v) {
      messages.push_back(message_term("2b", {{"acc", acceptor}, {"bal", term(b)}, {"val", term(v)}}));
    });
  }
  const auto of_acceptors = [&](const auto& value) {
    return model::function_of_first<AcceptorId>(bounds.acceptors, value);
  };
  std::vector<Variable> variables{
      {"maxBal", of_acceptors([&](AcceptorId a) { return term(view.max_bal(a)); })},
      {"maxVBal", of_acceptors([&](AcceptorId a) { return term(view.latest_vote(a).ballot); })},
      {"maxVal", of_acceptors([&](AcceptorId a) { return term(view.latest_vote(a).value); })},
      {"msgs", Term::set(std::move(messages))}};
  if (bounds.crashes.limit() > 0) variables.push_back({"crashed", Term::number(view.crashed())});
  return variables;
}

model::Traffic Words::traffic(const State& before, const Action& action, const State& after) const {
  const View old = model_.view(before);
  const View now = model_.view(after);
  const Ballot b = action.ballot;
  model::Traffic traffic;
  switch (action.type) {
    case ActionType::kPhase1a:
      traffic.sent.push_back(message_1a(b));
      break;
    case ActionType::kPhase1b:
      traffic.read.push_back(message_1a(b));
      now.sent_1b(action.acceptor, b).for_each([&](const Vote& reported) {
        if (old.has_sent_1b(action.acceptor, b, reported)) return;
        traffic.sent.push_back(message_1b(action.acceptor, b, reported));
      });
      break;
    case ActionType::kPhase2a:
      for (int i = 0; i < model_.bounds().acceptors; ++i) {
        const AcceptorId a(i);
        const auto promises = old.sent_1b(a, b);
        promises.for_each([&](const Vote& reported) { traffic.read.push_back(message_1b(a, b, reported)); });
        if (!promises.empty()) traffic.promisers.push_back(name(a));
      }
      traffic.counts_promise = !traffic.read.empty();
      traffic.sent.push_back(message_2a(b, action.value));
      break;
    case ActionType::kPhase2b:
      traffic.read.push_back(message_2a(b, action.value));
      if (!old.has_sent_2b(action.acceptor, {b, action.value})) {
        traffic.sent.push_back(message_2b(action.acceptor, b, action.value));
      }
      break;
    case ActionType::kCrash:
      traffic.crashed = traffic.recovered = name(action.acceptor);
      break;
  }
  return traffic;
}

}  // namespace paxoscope::synod
