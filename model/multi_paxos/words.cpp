#include "model/multi_paxos/words.hpp"

#include <cassert>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/phrases.hpp"

namespace paxoscope::multi_paxos {

namespace {

using model::enumerate;
using model::enumerate_first;
using model::name;
using model::number;
using model::Record;

}  // namespace

std::string in_slot(Value value, Slot slot) { return fmt::format("{} in slot {}", name(value), name(slot)); }

std::string log_name(const Log& log) {
  std::vector<std::string> entries;
  for (std::size_t s = 0; s < log.size(); ++s) {
    if (log[s].exists()) entries.push_back(in_slot(log[s], Slot(static_cast<int>(s))));
  }
  return entries.empty() ? "nothing" : enumerate(entries);
}

std::vector<std::string> Words::legend() const {
  const Bounds& bounds = model_.bounds();
  std::vector<std::string> lines =
      model::acceptors_lines(bounds.acceptors, model_.promise_quorums(), model_.vote_quorums());
  for (int p = 0; p < bounds.proposers; ++p) {
    std::vector<std::string> ballots;
    for (int b = p; b < bounds.ballots(); b += bounds.proposers) ballots.push_back(name(Ballot(b)));
    lines.push_back(fmt::format("{}: proposer, of ballot{} {}", name(ProposerId(p)),
                                ballots.size() == 1 ? "" : "s", enumerate(ballots)));
  }
  if (bounds.learners > 0) {
    lines.push_back(fmt::format("{}: learner{}, which execute{} the log",
                                enumerate_first<LearnerId>(bounds.learners), bounds.learners == 1 ? "" : "s",
                                bounds.learners == 1 ? "s" : ""));
  }
  lines.emplace_back(model::kPromiseLine);
  lines.emplace_back("a message, once sent, stays for all to act on");
  return lines;
}

std::string Words::process(const Action& action) const {
  if (action.learner.exists()) return name(action.learner);
  return action.acceptor.exists() ? name(action.acceptor) : owner_name(action.ballot);
}

Record Words::record(const Action& action) {
  Record record{{"type", std::string(MultiPaxos::action_kind_name(MultiPaxos::action_kind(action)))}};
  if (action.learner.exists()) record.push_back({"learner", name(action.learner)});
  if (action.acceptor.exists()) record.push_back({"acceptor", name(action.acceptor)});
  if (action.ballot.exists()) record.push_back({"ballot", number(action.ballot)});
  if (action.slot.exists()) record.push_back({"slot", std::int64_t{action.slot.index() + 1}});
  if (action.value.exists()) record.push_back({"value", name(action.value)});
  if (action.type == ActionType::kBecomeLeader) record.push_back({"proposes", log_name(action.log)});
  return record;
}

std::string Words::report_name(const View& view, const Reports& reports) const {
  std::vector<std::string> entries;
  for (int s = 0; s < model_.bounds().slots; ++s) {
    const Vote vote = view.vote_in(reports[static_cast<std::size_t>(s)], Slot(s));
    if (vote.exists()) entries.push_back(fmt::format("{} in slot {}", name(vote), name(Slot(s))));
  }
  return entries.empty() ? "no vote" : enumerate(entries);
}

std::string Words::promise_sentence(const View& before, const Action& action) const {
  const AcceptorId a = action.acceptor;
  const Acceptor acceptor(before, a, Slot(0));
  const Ballot promised = acceptor.promised();
  std::string text = fmt::format("{} promises ballot {}", name(a), name(action.ballot));
  if (promised > action.ballot) text += fmt::format(", although it has promised ballot {},", name(promised));
  Reports reports{};
  Reports kept{};
  for (int s = 0; s < model_.bounds().slots; ++s) {
    const auto at = static_cast<std::size_t>(s);
    reports[at] = model_.rules().acceptor.reported(action.ballot, Acceptor(before, a, Slot(s))).ballot;
    kept[at] = before.latest_ballot(a, Slot(s));
  }
  if (kept == Reports{}) {
    text += " and reports that it has not voted";
  } else {
    text += fmt::format(" and reports {}", report_name(before, reports));
    if (reports != kept) text += fmt::format(", although it has voted for {}", report_name(before, kept));
  }
  if (model_.rules().acceptor.promised_after_promise(action.ballot, acceptor) != action.ballot)
    text += "; it does not remember the promise";
  return text;
}

std::string Words::leader_sentence(const View& before, const Action& action) const {
  // By the specified rules, of the quorum that goes best with what it proposes.
  const MultiPaxos specified(model_.bounds(), Rules{.acceptor = model_.rules().acceptor,
                                                    .promise_quorum = model_.rules().promise_quorum});
  const Ballot b = action.ballot;
  std::string text = fmt::format("{} leads with ballot {}", owner_name(b), name(b));
  text += action.log == Log{} ? ", free in every slot" : " and proposes " + log_name(action.log);
  const std::set<Log> allowed = specified.leaders_logs(before, b);
  if (!allowed.contains(action.log)) {
    std::vector<std::string> others;
    others.reserve(allowed.size());
    for (const Log& log : allowed) others.push_back(log_name(log));
    text += fmt::format(", although what {} reported binds it to {}", name(model_.promisers(before, b)),
                        fmt::join(others, " or "));
  }
  return text;
}

std::string Words::execution_sentence(const View& before, const Action& action) const {
  const LearnerId l = action.learner;
  std::string text = fmt::format("{} executes {}", name(l), in_slot(action.value, action.slot));
  std::vector<std::string> against;
  for (int s = 0; s < action.slot.index(); ++s) {
    if (!before.has_executed(l, Slot(s))) against.push_back("slot " + name(Slot(s)));
  }
  const MultiPaxos specified(model_.bounds(), Rules{.vote_quorum = model_.rules().vote_quorum});
  if (!specified.known_chosen(before, action.slot).contains(action.value))
    text += ", which is not chosen there";
  if (!against.empty()) text += fmt::format(", before {}", enumerate(against));
  for (std::size_t n = 0; n < before.executions(l); ++n) {
    if (action.value == model::kNoOp || before.executed_value(l, n) != action.value) continue;
    const bool again = model_.rules().duplicates == Duplicates::kAgain;
    return fmt::format("{}, {} as it has executed it in slot {}", text,
                       again ? "once more," : "without effect,", name(before.executed_slot(l, n)));
  }
  return text;
}

std::string Words::sentence(const State& before, const Action& action) const {
  const View view = model_.view(before);
  switch (action.type) {
    case ActionType::kPhase1a:
      return fmt::format("{} begins ballot {} and asks {} for promises", owner_name(action.ballot),
                         name(action.ballot), enumerate_first<AcceptorId>(model_.bounds().acceptors));
    case ActionType::kPhase1b:
      return promise_sentence(view, action);
    case ActionType::kBecomeLeader:
      return leader_sentence(view, action);
    case ActionType::kPhase2a:
      return fmt::format("{} proposes {} in ballot {}", owner_name(action.ballot),
                         in_slot(action.value, action.slot), name(action.ballot));
    case ActionType::kPhase2b: {
      const Acceptor acceptor(view, action.acceptor, action.slot);
      std::string text =
          model::vote(model::known_to(acceptor), {action.ballot, view.proposal(action.ballot, action.slot)});
      if (text.ends_with(',')) text.pop_back();
      return fmt::format("{} in slot {}", text, name(action.slot));
    }
    case ActionType::kExecute:
      return execution_sentence(view, action);
  }
  assert(false);
  return {};
}

std::string Words::refusal(const State& before, const Action& action) const {
  const View view = model_.view(before);
  const std::string ballot = "ballot " + name(action.ballot);
  const auto of_promise = [&] {
    return model::refusal(model::known_to(Acceptor(view, action.acceptor, Slot(0))), action.ballot);
  };
  switch (action.type) {
    case ActionType::kPhase1a:
      return fmt::format("{} does not begin {}: it has, or has not begun the one before",
                         owner_name(action.ballot), ballot);
    case ActionType::kPhase1b:
      return fmt::format(
          "{} does not promise {}: {}", name(action.acceptor), ballot,
          view.has_promised(action.acceptor, action.ballot) ? "it has promised it" : of_promise());
    case ActionType::kBecomeLeader:
      return fmt::format("{} does not lead with {} and propose {}: {}", owner_name(action.ballot), ballot,
                         log_name(action.log),
                         model_.may_lead(view, action.ballot) ? "what is reported to it binds it otherwise"
                         : view.has_led(action.ballot)        ? "it leads already"
                         : view.is_given_up(action.ballot)    ? "it has begun another"
                                                              : "no quorum has promised it");
    case ActionType::kPhase2a:
      return fmt::format("{} does not propose {} in {}: {}", owner_name(action.ballot),
                         in_slot(action.value, action.slot), ballot,
                         view.proposal(action.ballot, action.slot).exists() ? "it has proposed there"
                         : view.is_given_up(action.ballot)                  ? "it has begun another"
                         : view.has_led(action.ballot)                      ? "it is another slot's turn"
                                                                            : "it does not lead");
    case ActionType::kPhase2b:
      return fmt::format("{} does not vote in {} in slot {}: {}", name(action.acceptor), ballot,
                         name(action.slot),
                         !view.proposal(action.ballot, action.slot).exists() ? "nothing is proposed there"
                         : view.voted(action.acceptor, action.slot).contains(action.ballot) ? "it has"
                                                                                            : of_promise());
    case ActionType::kExecute:
      return fmt::format("{} does not execute {}: {}", name(action.learner),
                         in_slot(action.value, action.slot),
                         view.has_executed(action.learner, action.slot) ? "it has executed that slot"
                         : model_.known_chosen(view, action.slot).contains(action.value)
                             ? "it has not executed all lower slots"
                             : "for all that it knows that is not chosen");
  }
  assert(false);
  return {};
}

std::vector<std::string> Words::notes(const State& before, const State& after) const {
  return model::newly_chosen(model_.history(before), model_.history(after));
}

}  // namespace paxoscope::multi_paxos
