#include "model/last_voting/words.hpp"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <utility>

#include "model/phrases.hpp"

namespace paxoscope::last_voting {

namespace {

using model::enumerate;
using model::name;
using model::Record;

/// "a1", "a1 and a3"; "nobody" if there is none.
std::string list(ProcessSet set) { return set.empty() ? "nobody" : enumerate(model::names(set)); }

/// "", "s": of a verb whose subject they are.
const char* s(ProcessSet subject) { return subject.size() == 1 ? "s" : ""; }

/// The latest phase in which one of them voted.
Ballot latest(const View& state, ProcessSet of) {
  Ballot latest;
  of.for_each([&](ProcessId p) { latest = std::max(latest, state.timestamp(p)); });
  return latest;
}

/// The values that those of them have that have this timestamp.
ValueSet values_of(const View& state, ProcessSet of, Ballot timestamp) {
  ValueSet values;
  of.for_each([&](ProcessId p) {
    if (state.timestamp(p) == timestamp) values.insert(state.x(p));
  });
  return values;
}

}  // namespace

std::vector<std::string> Words::legend() const {
  const Bounds& bounds = model_.bounds();
  std::vector<std::string> lines =
      model::acceptors_lines(bounds.processes, model_.promise_quorums(), model_.vote_quorums());
  lines.push_back(bounds.processes == 1
                      ? "it is a proposer and a learner too: l1 learns what it decides"
                      : fmt::format("each of them is a proposer and a learner too: {} learn what {} decide",
                                    model::enumerate_first<LearnerId>(bounds.processes),
                                    model::enumerate_first<AcceptorId>(bounds.processes)));
  std::vector<std::string> turns;
  for (int p = 0; p < std::min(bounds.processes, bounds.phases); ++p) {
    std::vector<std::string> phases;
    for (int phase = p; phase < bounds.phases; phase += bounds.processes)
      phases.push_back(name(Ballot(phase)));
    turns.push_back(fmt::format("{} of phase{} {}", name(ProcessId(p)), phases.size() == 1 ? "" : "s",
                                enumerate(phases)));
  }
  lines.push_back("coordinators: " + enumerate(turns) + "; a phase is a ballot, of four rounds");
  lines.emplace_back("a step is a round: all send, and each may or may not hear of each");
  return lines;
}

std::vector<std::string> Words::beginning(const State& state) const {
  const View view = model_.view(state);
  std::string line;
  for (int v = 0; v < model_.bounds().values; ++v) {
    ProcessSet set;
    for (int p = 0; p < model_.bounds().processes; ++p) {
      if (view.x(ProcessId(p)) == Value(v)) set.insert(ProcessId(p));
    }
    if (set.empty()) continue;
    line += line.empty() ? fmt::format("{} begin{} with {}", list(set), s(set), name(Value(v)))
                         : fmt::format(", {} with {}", list(set), name(Value(v)));
  }
  return {line};
}

Record Words::record(const Action& action) {
  Record record{{"type", std::string(LastVoting::action_kind_name(LastVoting::action_kind(action)))},
                {"coordinator", name(action.coordinator)},
                {"heard", model::names(action.heard)}};
  if (action.vote.exists()) record.push_back({"vote", name(action.vote)});
  return record;
}

std::string Words::sentence(const State& before, const Action& action) const {
  const View view = model_.view(before);
  switch (action.round) {
    case Round::kEstimates:
      return estimates(view, action);
    case Round::kVote:
      return voting(view, action.heard);
    case Round::kAcks:
      return acks(view, action.heard);
    case Round::kDecide:
      return deciding(view, action.heard);
  }
  assert(false);
  return {};
}

// Whether it may propose the value is the model's decision; the reason given is what it hears.
std::string Words::estimates(const View& before, const Action& action) {
  const ProcessId c = before.coordinator();
  std::vector<std::string> told;
  action.heard.for_each([&](ProcessId p) {
    const Ballot timestamp = before.timestamp(p);
    told.push_back(fmt::format("{} ({}, {})", name(p), name(before.x(p)),
                               timestamp.exists() ? "of phase " + name(timestamp) : "no vote"));
  });
  std::string text = fmt::format(
      "{} hears {} in phase {}", name(c),
      told.empty() ? "no estimate"
                   : fmt::format("the estimate{} of {}", told.size() == 1 ? "" : "s", enumerate(told)),
      name(before.phase()));
  if (!action.vote.exists()) {
    text += before.is_committed(c) ? fmt::format(": too few, but as it has not reset its vote it proposes {}",
                                                 name(before.vote(c)))
                                   : ": too few to propose anything";
    return text;
  }
  text += fmt::format(", and proposes {}", name(action.vote));
  const Ballot highest = latest(before, action.heard);
  const ValueSet right = values_of(before, action.heard, highest);
  if (!right.contains(action.vote)) {
    return text + (highest.exists() ? fmt::format(", although the latest of them is {}, of phase {}",
                                                  name(right), name(highest))
                                    : ", of which it does not hear");
  }
  return text + (highest.exists() ? ", the latest of them" : "");
}

std::string Words::voting(const View& before, ProcessSet heard) const {
  const ProcessId c = before.coordinator();
  if (!before.is_committed(c))
    return fmt::format("{} has nothing to propose in phase {}", name(c), name(before.phase()));
  std::string text = fmt::format("{} asks everyone to vote for {} in phase {}; {}", name(c),
                                 name(before.vote(c)), name(before.phase()), list(heard));
  if (heard.empty()) return text + " hears of it";
  text += fmt::format(" hear{0} of it, and vote{0}", s(heard));
  switch (model_.rules().vote_updates) {
    case VoteUpdates::kValueAndTimestamp:
      break;
    case VoteUpdates::kValue:
      text += fmt::format(" without changing {} timestamp{}", heard.size() == 1 ? "its" : "their",
                          heard.size() == 1 ? "" : "s");
      break;
    case VoteUpdates::kTimestamp:
      text += fmt::format(" without changing {} value{}", heard.size() == 1 ? "its" : "their",
                          heard.size() == 1 ? "" : "s");
      break;
  }
  return text;
}

std::string Words::acks(const View& before, ProcessSet heard) const {
  const ProcessId c = before.coordinator();
  const std::string in_phase = " in phase " + name(before.phase());
  if (heard.empty()) return fmt::format("{} hears no ack{}", name(c), in_phase);
  std::string text =
      fmt::format("{} hears the ack{} of {}{}", name(c), heard.size() == 1 ? "" : "s", list(heard), in_phase);
  ProcessSet idle;
  heard.for_each([&](ProcessId p) {
    if (before.timestamp(p) != before.phase()) idle.insert(p);
  });
  text += model_.vote_quorums().contains(heard) ? ", and is ready" : ": too few to be ready";
  return idle.empty() ? text : fmt::format("{}, although {} did not vote", text, list(idle));
}

std::string Words::deciding(const View& before, ProcessSet heard) const {
  const ProcessId c = before.coordinator();
  if (model_.senders(before).empty())
    return fmt::format("{} has nothing to tell in phase {}", name(c), name(before.phase()));
  std::string text =
      fmt::format("{} tells everyone in phase {} to decide {}{}; {}", name(c), name(before.phase()),
                  name(before.vote(c)), before.is_ready(c) ? "" : ", although it is not ready", list(heard));
  return text + (heard.empty() ? " hears of it" : fmt::format(" hear{0} of it, and decide{0}", s(heard)));
}

std::string Words::refusal(const State& before, const Action& action) const {
  const View view = model_.view(before);
  if (view.is_over()) return "all phases are over";
  const ProcessId c = view.coordinator();
  if (c != action.coordinator || view.round() != action.round)
    return fmt::format("{} has another round to come in phase {}", name(c), name(view.phase()));
  const ProcessSet senders = model_.senders(view);
  switch (action.round) {
    case Round::kEstimates: {
      const ValueSet votes = model_.votes_by(view, action.heard);
      if (votes.empty() && action.vote.exists()) {
        return fmt::format("{} proposes nothing: the estimates of {} are too few", name(c),
                           list(action.heard));
      }
      if (!votes.contains(action.vote)) {
        const std::string proposes =
            action.vote.exists() ? "does not propose " + name(action.vote) : "does not propose nothing";
        return fmt::format("{} {}: by the estimates of {} it may only propose {}", name(c), proposes,
                           list(action.heard), name(votes));
      }
      break;
    }
    case Round::kVote:
      if (senders.empty())
        return fmt::format("{} proposes nothing: it did not hear enough estimates", name(c));
      break;
    case Round::kAcks:
      if (const ProcessSet others = action.heard.without(senders); !others.empty()) {
        return fmt::format("{} send{} no ack: {} did not vote in phase {}", list(others), s(others),
                           others.size() == 1 ? "it" : "they", name(view.phase()));
      }
      break;
    case Round::kDecide:
      if (senders.empty()) return fmt::format("{} tells nobody to decide: it is not ready", name(c));
      break;
  }
  return fmt::format("{} cannot have it so: everyone hears of at least {}", name(c), model_.bounds().heard);
}

std::vector<std::string> Words::notes(const State& before, const State& after) const {
  return model::newly_chosen(model_.history(before), model_.history(after));
}

}  // namespace paxoscope::last_voting
