// How a state of the sketch, and what a call says, is told.
#include <fmt/format.h>
#include <utility>

#include "model/phrases.hpp"
#include "model/sketch/words.hpp"

namespace paxoscope::sketch {

namespace {

using model::Attribute;
using model::name;
using model::Term;
using model::Variable;

/// Where a proposer is in its program.
std::string phase(const View& view, ProposerId p) {
  const int called = view.called(p);
  if (called == 0) return "idle";
  return called < view.bounds().acceptors ? "prepares" : "proposes";
}

std::string values_or_none(ValueSet set) { return set.empty() ? "none" : name(set); }

template <typename Id>
Term term_of_set(model::IdSet<Id> set) {
  std::vector<Term> items;
  set.for_each([&](Id id) { items.push_back(Term::name(name(id))); });
  return Term::set(std::move(items));
}

}  // namespace

std::vector<model::Process> Words::processes() const {
  const Bounds& bounds = model_.bounds();
  std::vector<model::Process> processes;
  model::add_processes<LearnerId>(bounds.proposers, "caller", processes);
  model::add_processes<ProposerId>(bounds.proposers, "proposer", processes);
  model::add_processes<AcceptorId>(bounds.acceptors, "acceptor", processes);
  return processes;
}

std::vector<Attribute> Words::attributes(const State& state) const {
  const View view = model_.view(state);
  std::vector<Attribute> attributes;
  for (int i = 0; i < model_.bounds().proposers; ++i) {
    const ProposerId p(i);
    attributes.push_back({name(p), "phase", phase(view, p)});
    attributes.push_back({name(p), "highest returned", name(view.best(p))});
  }
  for (int i = 0; i < model_.bounds().acceptors; ++i) {
    model::add_attributes(view.acceptor_state(AcceptorId(i)), attributes);
  }
  for (int i = 0; i < model_.bounds().proposers; ++i) {
    const ProposerId p(i);
    attributes.push_back({name(caller(p)), "learned", values_or_none(view.returned(p))});
  }
  return attributes;
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
  std::vector<Term> proposed;
  std::vector<Term> cast;
  for (int i = 0; i < bounds.ballots(); ++i) {
    const Ballot b(i);
    view.proposed(b).for_each([&](Value v) { proposed.push_back(term(Vote{b, v})); });
    for (int j = 0; j < bounds.acceptors; ++j) {
      const AcceptorId a(j);
      view.cast(a, b).for_each([&](Value v) { cast.push_back(term(a, Vote{b, v})); });
    }
  }
  return {{"promised", of_acceptors([&](AcceptorId a) { return term(view.promised(a)); })},
          {"vote", of_acceptors([&](AcceptorId a) { return term(view.kept(a)); })},
          {"run", of_proposers([&](ProposerId p) { return Term::number(view.run(p)); })},
          {"called", of_proposers([&](ProposerId p) { return Term::number(view.called(p)); })},
          {"best", of_proposers([&](ProposerId p) { return term(view.best(p)); })},
          {"promisers", of_proposers([&](ProposerId p) { return term_of_set(view.promisers(p)); })},
          {"voters", of_proposers([&](ProposerId p) { return term_of_set(view.voters(p)); })},
          {"returned", of_proposers([&](ProposerId p) { return term_of_set(view.returned(p)); })},
          {"cast", Term::set(std::move(cast))},
          {"proposed", Term::set(std::move(proposed))},
          {"failed", Term::number(view.spent())}};
}

model::Traffic Words::traffic(const State& before, const Action& action, const State& /*after*/) const {
  using Kind = model::Message::Kind;
  const View old = model_.view(before);
  const ProposerId p = action.proposer;
  const bool is_prepare = action.call == Call::kPrepare;
  const Ballot ballot = model_.number(old, p);
  const std::string value = is_prepare ? "" : name(model_.value(old, p));
  const model::Message call{
      is_prepare ? Kind::kPrepare : Kind::kAccept,
      name(p),
      name(action.acceptor),
      model::number(ballot),
      value,
      0,
      is_prepare ? "prepare " + name(ballot) : fmt::format("accept {} in {}", value, name(ballot))};
  // A call that is refused returns too, with nothing.
  model::Message answer{Kind::kOther, call.to, call.from, call.ballot, "", 0, "nothing"};
  if (model_.is_granted(old, action) && is_prepare) {
    const Vote reported = model_.rules().acceptor.reported(ballot, old.acceptor_state(action.acceptor));
    answer = model::promise_message("promise", call.to, call.from, ballot, reported);
  } else if (model_.is_granted(old, action)) {
    answer.kind = Kind::kVote;
    answer.value = value;
    answer.text = fmt::format("voted {} in {}", value, name(ballot));
  }
  model::Traffic traffic;
  traffic.sent.push_back(call);
  if (action.fate == Fate::kLost) {
    traffic.lost.push_back(call);
  } else {
    traffic.received.push_back(call);
    traffic.sent.push_back(answer);
    (action.fate == Fate::kReturns ? traffic.received : traffic.lost).push_back(answer);
  }
  traffic.counts_promise = answer.kind == Kind::kPromise && action.fate == Fate::kReturns;
  if (!is_prepare) traffic.promisers = model::names(old.promisers(p));
  AcceptorSet voters = old.voters(p);
  if (answer.kind == Kind::kVote && action.fate == Fate::kReturns) voters.insert(action.acceptor);
  if (old.called(p) + 1 == 2 * model_.bounds().acceptors && model_.returns(voters)) {
    const model::Message result{Kind::kOther, name(p), name(caller(p)),   call.ballot,
                                value,        0,       "returns " + value};
    traffic.sent.push_back(result);
    traffic.received.push_back(result);
  }
  return traffic;
}

}  // namespace paxoscope::sketch
