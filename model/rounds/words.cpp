#include "model/rounds/words.hpp"

#include <cassert>
#include <fmt/format.h>
#include <utility>

#include "model/phrases.hpp"

namespace paxoscope::rounds {

namespace {

using model::name;
using model::Term;

}  // namespace

State Words::skipping(const State& before, const paxos::Action& step) const {
  return step.whole().type == paxos::ActionType::kPrepare &&
                 model_.next_ballot(before, step.proposer).exists()
             ? model_.skipping(before, step.proposer)
             : before;
}

std::vector<std::string> Words::legend() const {
  std::vector<std::string> lines = of_paxos_.legend();
  const Bounds& bounds = model_.bounds();
  const std::string late = !bounds.may_be_unstable() ? "arrives in the next"
                           : bounds.delay == 1
                               ? "arrives in the next, once the network is stable"
                               : fmt::format("arrives within {}, once the network is stable", bounds.delay);
  lines.push_back("all take their steps in rounds: what is sent in a round " + late);
  lines.push_back(
      fmt::format("a proposer starts its next ballot after {} at the soonest, with the lowest of its own "
                  "above all that were started",
                  model::plural(static_cast<std::size_t>(bounds.patience), "round")));
  if (bounds.growth > 0) {
    lines.push_back(fmt::format("with each ballot that it starts it waits for one round more, for up to {}",
                                bounds.patience + bounds.growth));
  }
  if (model_.rules().paxos.refusals == paxos::Refusals::kNack)
    lines.emplace_back("when it hears that its last ballot is refused it waits no longer");
  if (bounds.counts_omissions()) {
    const int most = bounds.omissions.limit();
    lines.push_back(
        model_.rules().omitting == Omitting::kLinks
            ? fmt::format("of the messages due in a round at most {} may be lost", most)
            : fmt::format("of the messages due in a round those {} at most {} process{} may be lost",
                          model_.rules().omitting == Omitting::kSenders ? "from" : "to", most,
                          most == 1 ? "" : "es"));
  }
  if (model_.rules().leader == Leader::kOmega) {
    lines.emplace_back(
        "from some moment on an oracle names one proposer that is up, and only that one starts ballots");
  }
  return lines;
}

std::string Words::process(const Action& action) const {
  return action.event == Event::kStep ? of_paxos_.process(action.step) : "network";
}

model::Record Words::record(const Action& action) const {
  switch (action.event) {
    case Event::kStep:
      return of_paxos_.record(action.step);
    case Event::kMiss:
    case Event::kWait: {
      model::Record record = of_paxos_.record(action.step);
      assert(record.front().name == "type");
      record.front().value = action.event == Event::kMiss ? "miss" : "wait";
      return record;
    }
    case Event::kStabilise: {
      model::Record record{{"type", "stabilise"}};
      if (action.leader.exists()) record.push_back({"leader", name(action.leader)});
      return record;
    }
    case Event::kEndRound:
      return {{"type", "end-round"}};
  }
  assert(false);
  return {};
}

std::string Words::sentence(const State& before, const Action& action) const {
  switch (action.event) {
    case Event::kStep:
      return of_paxos_.sentence(skipping(before, action.step), action.step);
    case Event::kMiss:
      return fmt::format("{} arrives while {} is down, and is lost", of_paxos_.described(action.step.message),
                         name(model_.paxos().receiver(action.step.message)));
    case Event::kWait:
      return fmt::format("{} is late: it does not reach {} in this round",
                         of_paxos_.described(action.step.message),
                         name(model_.paxos().receiver(action.step.message)));
    case Event::kStabilise: {
      const std::string leads =
          action.leader.exists() ? fmt::format("only {} starts ballots", name(action.leader)) : "";
      if (model_.view(before).is_stable() || !model_.bounds().may_be_unstable())
        return "from now on " + leads;
      return "the network is stable from now on" + (leads.empty() ? "" : ", and " + leads);
    }
    case Event::kEndRound:
      return "the round ends";
  }
  assert(false);
  return {};
}

std::string Words::refusal(const State& before, const Action& action) const {
  if (action.event != Event::kStep) return sentence(before, action);
  return of_paxos_.refusal(skipping(before, action.step), action.step);
}

std::vector<model::Attribute> Words::attributes(const State& state) const {
  std::vector<model::Attribute> attributes = of_paxos_.attributes(state);
  const View view = model_.view(state);
  for (int i = 0; i < model_.bounds().paxos.proposers; ++i) {
    const ProposerId p(i);
    attributes.push_back({name(p), "patience",
                          view.patience(p) == 0
                              ? "over"
                              : "for " + model::plural(static_cast<std::size_t>(view.patience(p)), "round")});
    if (model_.bounds().growth > 0) {
      const int next = model_.bounds().patience + view.growth(p);
      attributes.push_back(
          {name(p), "next patience", model::plural(static_cast<std::size_t>(next), "round")});
    }
  }
  if (model_.bounds().counts_omissions()) {
    const std::vector<std::string> processes = omitters(state);
    const std::string who = processes.empty() ? "none" : model::enumerate(processes);
    attributes.push_back(
        {"network", "omitted in this round",
         model_.rules().omitting == Omitting::kLinks ? std::to_string(view.omitted()) : who});
  }
  if (model_.bounds().may_be_unstable())
    attributes.push_back({"network", "is", view.is_stable() ? "stable" : "unstable"});
  if (model_.rules().leader == Leader::kOmega)
    attributes.push_back({"network", "leader", view.leader().exists() ? name(view.leader()) : "none"});
  return attributes;
}

std::vector<std::string> Words::omitters(const State& state) const {
  const View view = model_.view(state);
  std::vector<std::string> names;
  model_.paxos().view(state).for_each_process([&](paxos::Process process) {
    if (view.has_omitted(process)) names.push_back(name(process));
  });
  return names;
}

/// How many messages were lost in this round, or whose.
Term Words::omitted(const State& state) const {
  if (model_.rules().omitting == Omitting::kLinks) return Term::number(model_.view(state).omitted());
  std::vector<Term> terms;
  for (std::string& process : omitters(state)) terms.push_back(Term::name(std::move(process)));
  return Term::set(std::move(terms));
}

std::vector<model::Variable> Words::variables(const State& state) const {
  std::vector<model::Variable> variables = of_paxos_.variables(state);
  const View view = model_.view(state);
  const Bounds& bounds = model_.bounds();
  std::vector<Term> due;
  model_.paxos().view(state).for_each_in_flight([&](const Message& m) {
    if (view.is_due(m)) due.push_back(of_paxos_.term_of(m));
  });
  variables.push_back({"due", Term::set(std::move(due))});
  variables.push_back(
      {"patience", model::function_of_first<ProposerId>(bounds.paxos.proposers, [&](ProposerId p) {
         return Term::number(view.patience(p));
       })});
  variables.push_back({"starter", Term::number(view.next_starter().index() + 1)});
  if (model_.rules().starts != Starts::kPatient) {
    variables.push_back(
        {"begun", model::function_of_first<ProposerId>(bounds.paxos.proposers, [&](ProposerId p) {
           return Term::number(view.has_begun(p) ? 1 : 0);
         })});
    variables.push_back({"first", Term::number(view.is_first_round_over() ? 0 : 1)});
  }
  if (bounds.growth > 0) {
    variables.push_back(
        {"growth", model::function_of_first<ProposerId>(
                       bounds.paxos.proposers, [&](ProposerId p) { return Term::number(view.growth(p)); })});
  }
  if (bounds.counts_omissions()) variables.push_back({"omitted", omitted(state)});
  if (bounds.may_be_unstable()) {
    variables.push_back({"stable", Term::number(view.is_stable() ? 1 : 0)});
    variables.push_back({"unstable", Term::number(view.unstable())});
    if (bounds.delay > 1) {
      std::vector<Term> late;
      model_.paxos().view(state).for_each_in_flight([&](const Message& m) {
        const int rounds = view.rounds_late(m, bounds.late_most());
        if (rounds > 0)
          late.push_back(Term::record({{"message", of_paxos_.term_of(m)}, {"rounds", Term::number(rounds)}}));
      });
      variables.push_back({"late", Term::set(std::move(late))});
    }
  }
  if (model_.rules().leader == Leader::kOmega)
    variables.push_back({"leader", Term::number(view.leader().index() + 1)});
  return variables;
}

model::Traffic Words::traffic(const State& before, const Action& action, const State& after) const {
  switch (action.event) {
    case Event::kStep:
    case Event::kMiss:
      return of_paxos_.traffic(skipping(before, action.step), action.step, after);
    case Event::kWait:
    case Event::kStabilise:
    case Event::kEndRound:
      break;
  }
  model::Traffic traffic;
  traffic.in_short = action.event == Event::kWait ? of_paxos_.described(action.step.message) + " is late"
                                                  : sentence(before, action);
  return traffic;
}

}  // namespace paxoscope::rounds
