#include "model/synod/words.hpp"

#include <cassert>
#include <fmt/format.h>
#include <utility>

#include "model/phrases.hpp"

namespace paxoscope::synod {

namespace {

using model::enumerate_first;
using model::name;
using model::number;
using model::Record;

/// The acceptors that promised `ballot` and reported no vote above `limit`.
AcceptorSet reporting_none_above(const View& state, Ballot ballot, Ballot limit) {
  AcceptorSet acceptors;
  for (int i = 0; i < state.bounds().acceptors; ++i) {
    const Reports reports = state.sent_1b(AcceptorId(i), ballot);
    if (!reports.empty() && reports.highest_ballot() <= limit) acceptors.insert(AcceptorId(i));
  }
  return acceptors;
}

/// The values that some of `acceptors` reported for `ballot` as voted for in `reported`.
ValueSet values_reported(const View& state, Ballot ballot, AcceptorSet acceptors, Ballot reported) {
  ValueSet values;
  acceptors.for_each([&](AcceptorId a) {
    const Reports reports = state.sent_1b(a, ballot);
    if (reports.highest_ballot() == reported) values.merge(reports.values_in(reported));
  });
  return values;
}

}  // namespace

std::vector<std::string> Words::legend() const {
  const Bounds& bounds = model_.bounds();
  const std::string ballots =
      fmt::format("ballot{} {}: {}", bounds.ballots == 1 ? "" : "s", enumerate_first<Ballot>(bounds.ballots),
                  bounds.ballots == 1 ? "it" : "each");
  const std::string values = bounds.values == 1 ? name(Value(0))
                                                : fmt::format("any of {} where it is free to",
                                                              enumerate_first<Value>(bounds.values));
  std::vector<std::string> lines =
      model::acceptors_lines(bounds.acceptors, model_.promise_quorums(), model_.vote_quorums());
  lines.push_back(fmt::format("{} may propose {}, {}", ballots,
                              model_.rules().proposals == Proposals::kOne ? "one value" : "several values",
                              values));
  lines.emplace_back(model::kPromiseLine);
  lines.emplace_back("a message, once sent, stays for all to act on");
  if (!bounds.crashes.is_none()) lines.push_back(model::crash_line(model_.rules().storage));
  return lines;
}

std::string Words::process(const Action& action) {
  return action.acceptor.exists() ? name(action.acceptor) : ballot_name(action.ballot);
}

Record Words::record(const Action& action) {
  Record record{{"type", std::string(Synod::action_kind_name(Synod::action_kind(action)))}};
  if (action.acceptor.exists()) record.push_back({"acceptor", name(action.acceptor)});
  if (action.ballot.exists()) record.push_back({"ballot", number(action.ballot)});
  if (action.value.exists()) record.push_back({"value", name(action.value)});
  return record;
}

std::string Words::sentence(const State& before, const Action& action) const {
  const View view = model_.view(before);
  switch (action.type) {
    case ActionType::kPhase1a:
      return fmt::format("{} asks {} for promises", ballot_name(action.ballot),
                         enumerate_first<AcceptorId>(model_.bounds().acceptors));
    case ActionType::kPhase1b:
      return model::promise(model::known_to(Acceptor(view, action.acceptor)), action.ballot, "reports",
                            model_.rules().acceptor);
    case ActionType::kPhase2a:
      return proposing(view, action.ballot, action.value);
    case ActionType::kPhase2b:
      return voting(view, action);
    case ActionType::kCrash:
      return model::crash(model::known_to(Acceptor(view, action.acceptor)), model_.rules().storage) +
             ", and starts again";
  }
  assert(false);
  return {};
}

std::string Words::refusal(const State& before, const Action& action) const {
  const View view = model_.view(before);
  const auto why = [&] {
    return model::refusal(model::known_to(Acceptor(view, action.acceptor)), action.ballot);
  };
  switch (action.type) {
    case ActionType::kPhase1a:
      return fmt::format("{} asks nobody for promises: it has", ballot_name(action.ballot));
    case ActionType::kPhase1b:
      return fmt::format("{} does not promise {}: {}", name(action.acceptor), ballot_name(action.ballot),
                         why());
    case ActionType::kPhase2b:
      return fmt::format("{} does not vote for {} in {}: {}", name(action.acceptor), name(action.value),
                         ballot_name(action.ballot), why());
    case ActionType::kCrash:
      return sentence(before, action);
    case ActionType::kPhase2a:
      break;
  }
  const std::string refuses =
      fmt::format("{} does not propose {}", ballot_name(action.ballot), name(action.value));
  const ValueSet proposed = view.sent_2a(action.ballot);
  if (!proposed.empty()) return fmt::format("{}: it has proposed {}", refuses, name(proposed));
  const ValueSet values = model_.promised_by_quorum(view).contains(action.ballot)
                              ? model_.proposable(view, action.ballot)
                              : ValueSet();
  if (values.empty()) {
    return fmt::format("{}: no {} has promised it", refuses,
                       model::noun(model_.promise_quorums(), model_.bounds().acceptors));
  }
  return fmt::format("{}: by the votes reported it may only propose {}", refuses, name(values));
}

// Whether the value may be proposed is the model's decision; the reason given is what a quorum reports. Of
// several quorums that give one, that with the lowest votes, and all of it.
std::string Words::proposing(const View& before, Ballot ballot, Value value) const {
  const std::string proposes = fmt::format("{} proposes {}", ballot_name(ballot), name(value));
  const AcceptorSet without_vote = reporting_none_above(before, ballot, Ballot());
  const model::Quorums& quorums = model_.promise_quorums();
  const char* const majority = model::noun(quorums, model_.bounds().acceptors);
  if (quorums.contains(without_vote)) {
    return fmt::format("{}: it is free to, as the {} {} reports no vote", proposes, majority,
                       name(without_vote));
  }
  Vote highest;
  AcceptorSet reporting;
  for (int b = 0; b < model_.bounds().ballots; ++b) {
    const AcceptorSet acceptors = reporting_none_above(before, ballot, Ballot(b));
    const ValueSet reported = values_reported(before, ballot, acceptors, Ballot(b));
    if (!quorums.contains(acceptors) || reported.empty()) continue;
    if (reported.contains(value)) {
      return fmt::format("{}, the value of the highest vote that the {} {} reports, in {}", proposes,
                         majority, name(acceptors), ballot_name(Ballot(b)));
    }
    if (highest.exists()) continue;
    reported.for_each([&](Value v) { highest = {Ballot(b), v}; });
    reporting = acceptors;
  }
  return fmt::format("{}, although the highest vote that the {} {} reports is for {}", proposes, majority,
                     name(reporting), name(highest));
}

std::string Words::voting(const View& before, const Action& action) {
  std::string text =
      model::vote(model::known_to(Acceptor(before, action.acceptor)), {action.ballot, action.value});
  if (text.ends_with(',')) text.pop_back();
  return text;
}

std::vector<std::string> Words::notes(const State& before, const State& after) const {
  return model::newly_chosen(model_.history(before), model_.history(after));
}

}  // namespace paxoscope::synod
