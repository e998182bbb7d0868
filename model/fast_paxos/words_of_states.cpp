// How a state of Fast Paxos, and what a step does with messages, is told.
#include <fmt/format.h>
#include <utility>

#include "model/fast_paxos/words.hpp"
#include "model/phrases.hpp"

namespace paxoscope::fast_paxos {

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
  return model::message_2a(ballot_name(b), b, proposal_name(v), name(b));
}

model::Message message_2b(AcceptorId a, Ballot b, Value v) {
  return model::message_2b(a, b, name(v), name(b));
}

Term proposal_term(Value value) { return value.exists() ? model::term(value) : Term::name("any"); }

/// The votes of `b`, as messages that were read.
void read_votes(const View& view, Ballot b, model::Traffic& traffic) {
  for (int i = 0; i < view.bounds().acceptors; ++i) {
    const AcceptorId a(i);
    const ValueSet values = view.sent_2b(a, b);
    values.for_each([&](Value v) { traffic.read.push_back(message_2b(a, b, v)); });
    if (!values.empty()) traffic.promisers.push_back(name(a));
  }
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
    attributes.push_back({ballot_name(b), "begun", view.sent_1a().contains(b) ? "yes" : "no"});
    const std::string proposed = view.sent_2a_any(b) ? "any" : name(view.sent_2a(b));
    attributes.push_back({ballot_name(b), "proposal", view.has_2a(b) ? proposed : "none"});
  }
  for (int i = 0; i < model_.bounds().acceptors; ++i) {
    model::add_attributes(model::known_to(Acceptor(view, AcceptorId(i))), attributes);
  }
  return attributes;
}

std::vector<Variable> Words::variables(const State& state) const {
  const View view = model_.view(state);
  const Bounds& bounds = model_.bounds();
  const Layout& layout = view.layout();
  std::vector<Term> messages;
  for (int i = 0; i < bounds.ballots; ++i) {
    const Ballot b(i);
    if (view.sent_1a().contains(b)) messages.push_back(message_term("1a", {{"bal", term(b)}}));
    const auto add_2a = [&](Value v) {
      messages.push_back(message_term("2a", {{"bal", term(b)}, {"val", proposal_term(v)}}));
    };
    if (view.sent_2a_any(b)) add_2a(Value());
    view.sent_2a(b).for_each(add_2a);
  }
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    const Term acceptor = Term::name(name(a));
    for (int j = 0; j < bounds.ballots; ++j) {
      const Ballot b(j);
      for (Word rest = view.sent_1b(a, b); rest != 0; rest &= rest - 1) {
        const Vote reported = layout.report_at(static_cast<std::size_t>(std::countr_zero(rest)));
        messages.push_back(message_term("1b", {{"acc", acceptor},
                                               {"bal", term(b)},
                                               {"mbal", term(reported.ballot)},
                                               {"mval", term(reported.value)}}));
      }
    }
    view.for_each_2b(a, [&](Ballot b, Value v) {
      messages.push_back(message_term("2b", {{"acc", acceptor}, {"bal", term(b)}, {"val", term(v)}}));
    });
  }
  const auto of_acceptors = [&](const auto& value) {
    return model::function_of_first<AcceptorId>(bounds.acceptors, value);
  };
  return {{"maxBal", of_acceptors([&](AcceptorId a) { return term(view.max_bal(a)); })},
          {"maxVBal", of_acceptors([&](AcceptorId a) { return term(view.latest_vote(a).ballot); })},
          {"maxVal", of_acceptors([&](AcceptorId a) { return term(view.latest_vote(a).value); })},
          {"msgs", Term::set(std::move(messages))}};
}

model::Traffic Words::traffic(const State& before, const Action& action, const State& after) const {
  const View old = model_.view(before);
  const View now = model_.view(after);
  const Ballot b = action.ballot;
  const AcceptorId a = action.acceptor;
  const auto send_vote = [&](model::Traffic& traffic) {
    if (!old.has_sent_2b(a, {b, action.value})) traffic.sent.push_back(message_2b(a, b, action.value));
  };
  model::Traffic traffic;
  switch (action.type) {
    case ActionType::kPhase1a:
      traffic.sent.push_back(message_1a(b));
      break;
    case ActionType::kPhase1b:
      traffic.read.push_back(message_1a(b));
      for (Word rest = now.sent_1b(a, b) & ~old.sent_1b(a, b); rest != 0; rest &= rest - 1) {
        traffic.sent.push_back(
            message_1b(a, b, now.layout().report_at(static_cast<std::size_t>(std::countr_zero(rest)))));
      }
      break;
    case ActionType::kPhase2a:
      for (int i = 0; i < model_.bounds().acceptors; ++i) {
        const AcceptorId promiser(i);
        const Word promises = old.sent_1b(promiser, b);
        for (Word rest = promises; rest != 0; rest &= rest - 1) {
          const Vote reported = old.layout().report_at(static_cast<std::size_t>(std::countr_zero(rest)));
          traffic.read.push_back(message_1b(promiser, b, reported));
        }
        if (promises != 0) traffic.promisers.push_back(name(promiser));
      }
      traffic.counts_promise = !traffic.read.empty();
      traffic.sent.push_back(message_2a(b, action.value));
      break;
    case ActionType::kPhase2b:
      traffic.read.push_back(message_2a(b, old.sent_2a_any(b) ? Value() : action.value));
      send_vote(traffic);
      break;
    case ActionType::kCoordinatedRecovery:
      read_votes(old, Ballot(b.index() - 1), traffic);
      traffic.sent.push_back(message_2a(b, action.value));
      break;
    case ActionType::kUncoordinatedRecovery:
      read_votes(old, Ballot(b.index() - 1), traffic);
      traffic.promisers.clear();
      send_vote(traffic);
      break;
  }
  return traffic;
}

}  // namespace paxoscope::fast_paxos
