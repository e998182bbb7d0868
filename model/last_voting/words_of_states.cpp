// How a state of LastVoting, and what is said in a round, is told.
#include <fmt/format.h>
#include <utility>

#include "model/last_voting/words.hpp"
#include "model/phrases.hpp"

namespace paxoscope::last_voting {

namespace {

using model::Attribute;
using model::name;
using model::Term;
using model::Variable;

std::string value_or_none(Value value) { return value.exists() ? name(value) : "none"; }

}  // namespace

std::vector<model::Process> Words::processes() const {
  std::vector<model::Process> processes;
  model::add_processes<ProcessId>(model_.bounds().processes, "process", processes);
  return processes;
}

std::vector<Attribute> Words::attributes(const State& state) const {
  const View view = model_.view(state);
  std::vector<Attribute> attributes;
  for (int i = 0; i < model_.bounds().processes; ++i) {
    const ProcessId p(i);
    const Ballot timestamp = view.timestamp(p);
    attributes.push_back({name(p), "value", name(view.x(p))});
    attributes.push_back({name(p), "timestamp", timestamp.exists() ? "phase " + name(timestamp) : "none"});
    attributes.push_back({name(p), "proposes", value_or_none(view.vote(p))});
    attributes.push_back({name(p), "ready", view.is_ready(p) ? "yes" : "no"});
    attributes.push_back({name(p), "decided", view.decided(p).empty() ? "none" : name(view.decided(p))});
  }
  return attributes;
}

std::vector<Variable> Words::variables(const State& state) const {
  const View view = model_.view(state);
  const Bounds& bounds = model_.bounds();
  const auto of_processes = [&](const auto& value) {
    return model::function_of_first<ProcessId>(bounds.processes, value);
  };
  std::vector<Term> proposed;
  std::vector<Term> cast;
  for (int i = 0; i < bounds.phases; ++i) {
    const Ballot b(i);
    view.proposed(b).for_each([&](Value v) { proposed.push_back(term(Vote{b, v})); });
    for (int j = 0; j < bounds.processes; ++j) {
      const ProcessId p(j);
      view.cast(p, b).for_each([&](Value v) { cast.push_back(term(p, Vote{b, v})); });
    }
  }
  const auto decided = [&](ProcessId p) {
    std::vector<Term> values;
    view.decided(p).for_each([&](Value v) { values.push_back(term(v)); });
    return Term::set(std::move(values));
  };
  return {{"rounds", Term::number(view.rounds())},
          {"x", of_processes([&](ProcessId p) { return term(view.x(p)); })},
          {"timestamp", of_processes([&](ProcessId p) { return term(view.timestamp(p)); })},
          {"vote", of_processes([&](ProcessId p) { return term(view.vote(p)); })},
          {"ready", of_processes([&](ProcessId p) { return Term::number(view.is_ready(p) ? 1 : 0); })},
          {"decided", of_processes(decided)},
          {"cast", Term::set(std::move(cast))},
          {"proposed", Term::set(std::move(proposed))}};
}

model::Message Words::message(const View& before, ProcessId p, ProcessId to) {
  using Kind = model::Message::Kind;
  const Ballot phase = before.phase();
  model::Message message{Kind::kOther, name(p), name(to), model::number(phase), "", 0, ""};
  switch (before.round()) {
    case Round::kEstimates: {
      // Whoever takes part in a phase does not vote in a lower one any more: so it is a promise too.
      const Ballot timestamp = before.timestamp(p);
      message.kind = Kind::kPromise;
      message.text = fmt::format("{}, no vote", name(before.x(p)));
      if (timestamp.exists()) {
        message.value = name(before.x(p));
        message.reported = model::number(timestamp);
        message.text = fmt::format("{} of {}", name(before.x(p)), name(timestamp));
      }
      break;
    }
    case Round::kVote:
      message.kind = Kind::kAccept;
      message.value = name(before.vote(p));
      message.text = fmt::format("vote {} in {}", message.value, name(phase));
      break;
    case Round::kAcks:
      message.text = "ack " + name(phase);
      if (before.timestamp(p) == phase) {
        message.kind = Kind::kVote;
        message.value = name(before.x(p));
      }
      break;
    case Round::kDecide:
      message.value = name(before.vote(p));
      message.text = "decide " + message.value;
      break;
  }
  return message;
}

std::string Words::in_short(const View& before, const Action& action) const {
  const auto all_of = [](ProcessSet set) { return model::enumerate(model::names(set)); };
  const char* const s = action.heard.size() == 1 ? "s" : "";
  const ProcessId c = before.coordinator();
  switch (action.round) {
    case Round::kEstimates:
      if (action.vote.exists())
        return fmt::format("proposes {} in {}", name(action.vote), name(before.phase()));
      if (before.is_committed(c))
        return fmt::format("proposes {} in {}", name(before.vote(c)), name(before.phase()));
      return fmt::format("hears too few in {}", name(before.phase()));
    case Round::kVote:
      if (!before.is_committed(c)) return "proposes nothing";
      if (action.heard.empty()) return "is heard by nobody";
      return fmt::format("{} vote{} {} in {}", all_of(action.heard), s, name(before.vote(c)),
                         name(before.phase()));
    case Round::kAcks:
      return model_.vote_quorums().contains(action.heard) ? "is ready" : "hears too few acks";
    case Round::kDecide:
      if (model_.senders(before).empty()) return "tells nothing";
      if (action.heard.empty()) return "is heard by nobody";
      return fmt::format("{} decide{} {}", all_of(action.heard), s, name(before.vote(c)));
  }
  return {};
}

model::Traffic Words::traffic(const State& before, const Action& action, const State& /*after*/) const {
  const View view = model_.view(before);
  const bool is_to_coordinator = action.round == Round::kEstimates || action.round == Round::kAcks;
  model::Traffic traffic;
  const auto send = [&](ProcessId from, ProcessId to, bool is_heard) {
    const model::Message sent = message(view, from, to);
    traffic.sent.push_back(sent);
    (is_heard ? traffic.received : traffic.lost).push_back(sent);
  };
  model_.senders(view).for_each([&](ProcessId p) {
    if (is_to_coordinator) {
      send(p, action.coordinator, action.heard.contains(p));
      return;
    }
    for (int i = 0; i < model_.bounds().processes; ++i) {
      send(p, ProcessId(i), action.heard.contains(ProcessId(i)));
    }
  });
  traffic.counts_promise = action.round == Round::kEstimates;
  if (action.vote.exists()) traffic.promisers = model::names(action.heard);
  traffic.in_short = in_short(view, action);
  return traffic;
}

}  // namespace paxoscope::last_voting
