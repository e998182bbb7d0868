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

/// The beginning of its log from which a leader answers: "what ballot 1 proposed in slot 1".
std::string log_read(const Action& action) {
  if (action.upto == 0) return "an empty log";
  return fmt::format("what ballot {} proposed in {}", name(action.ballot),
                     model::lowest_slots_name(action.upto));
}

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
  std::vector<std::string> lines;
  if (model_.rules().membership.changes) {
    lines.push_back(fmt::format("{}: acceptors", enumerate_first<AcceptorId>(bounds.acceptors)));
  } else {
    lines = model::acceptors_lines(bounds.acceptors, model_.promise_quorums(), model_.vote_quorums());
  }
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
  if (bounds.window > 0) add_window_lines(lines);
  if (bounds.reads > 0) {
    lines.emplace_back("a read: a client asks what the register holds that commands write to");
    if (model_.are_there_leases()) {
      lines.emplace_back(
          model_.rules().lease_bars == LeaseBars::kPromises
              ? "a lease: goes with a promise; until it ends the acceptor promises no other proposer anything"
              : "a lease: goes with a promise; until it ends the acceptor neither promises nor votes for "
                "others");
    }
  }
  if (!bounds.crashes.is_none()) {
    const bool forgets_lease =
        model_.are_there_leases() && model_.rules().lease_storage == LeaseStorage::kVolatile;
    lines.push_back(model::crash_line(model_.rules().storage) +
                    (forgets_lease ? ", but not that it has given a lease" : ""));
  }
  return lines;
}

void Words::add_window_lines(std::vector<std::string>& lines) const {
  const int window = model_.bounds().window;
  const Rules& rules = model_.rules();
  lines.push_back(rules.window == WindowRule::kKept
                      ? fmt::format("a leader proposes in a slot when all that lie {} or more below are "
                                    "chosen, for all it knows",
                                    window)
                      : "a leader proposes in any slot, whatever it knows of those below");
  if (!rules.membership.changes) return;
  for (std::size_t m = 0; m < model_.memberships().size(); ++m) {
    const model::AcceptorSet members = model_.memberships()[m].members;
    std::string quorum = fmt::format("any {} of {}", members.size() / 2 + 1, name(members));
    if (members.size() == 1) members.for_each([&](AcceptorId a) { quorum = name(a) + " alone"; });
    lines.push_back(m == 0 ? fmt::format("M1: a quorum is {}, at first", quorum)
                           : fmt::format("M{}: after the command use-M{} it is {}", m + 1, m + 1, quorum));
  }
  lines.push_back(
      rules.change_takes_effect == ChangeTakesEffect::kAfterWindow
          ? fmt::format("a change of membership is for the slots that lie {} or more above its own", window)
      : rules.change_takes_effect == ChangeTakesEffect::kAtOnce
          ? "a change of membership is gone by once it is known to be chosen"
          : "a change of membership is gone by once it is known to be chosen, by a leader once it has "
            "proposed it");
}

std::string Words::process(const Action& action) const {
  if (action.learner.exists()) return name(action.learner);
  return action.acceptor.exists() ? name(action.acceptor) : owner_name(action.ballot);
}

Record Words::record(const Action& action) {
  Record record{{"type", std::string(MultiPaxos::type_name(action.type))}};
  if (action.learner.exists()) record.push_back({"learner", name(action.learner)});
  if (action.acceptor.exists()) record.push_back({"acceptor", name(action.acceptor)});
  if (action.ballot.exists()) record.push_back({"ballot", number(action.ballot)});
  if (action.slot.exists()) record.push_back({"slot", std::int64_t{action.slot.index() + 1}});
  if (action.value.exists()) record.push_back({"value", name(action.value)});
  if (action.type == ActionType::kBecomeLeader) record.push_back({"proposes", log_name(action.log)});
  if (action.read.exists()) record.push_back({"read", name(action.read)});
  if (action.type == ActionType::kAnswer || action.type == ActionType::kLocalRead)
    record.push_back({"slots", std::int64_t{action.upto}});
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

MembershipSet Words::memberships_for(const View& view, const Action& action) const {
  const auto at = static_cast<std::size_t>(action.slot.index());
  const MultiPaxos::KnownLog known = model_.known_to(view, model_.known_log(view), action.ballot);
  MembershipSet memberships;
  known.deciding[at].for_each([&](MembershipId m) {
    MultiPaxos::KnownLog by_this = known;
    by_this.deciding.fill(MembershipSet::of(m));
    if (model_.proposable(view, by_this, action.ballot)[at].contains(action.value)) memberships.insert(m);
  });
  return memberships;
}

std::string Words::names_of(MembershipSet memberships) {
  std::vector<std::string> names;
  memberships.for_each([&](MembershipId m) { names.push_back(name(m)); });
  return fmt::format("{}", fmt::join(names, " or "));
}

std::string Words::proposal_sentence(const View& before, const Action& action) const {
  const Ballot b = action.ballot;
  const auto at = static_cast<std::size_t>(action.slot.index());
  std::string text =
      fmt::format("{} proposes {} in ballot {}", owner_name(b), in_slot(action.value, action.slot), name(b));
  if (model_.bounds().window == 0) return text;
  const MembershipSet gone_by = memberships_for(before, action);
  if (model_.rules().membership.changes) text += ", going by " + names_of(gone_by);
  // What the specified rules say of it, which do not ask who proposed what.
  const MultiPaxos specified(model_.bounds(), Rules{.acceptor = model_.rules().acceptor,
                                                    .propose_order = model_.rules().propose_order,
                                                    .membership = model_.rules().membership,
                                                    .promise_quorum = model_.rules().promise_quorum,
                                                    .vote_quorum = model_.rules().vote_quorum});
  const MultiPaxos::KnownLog known = specified.known_log(before);
  const MembershipSet deciding = known.deciding[at];
  if (deciding.empty()) return fmt::format("{}, although {}", text, not_settled(action.slot));
  if (deciding.common(gone_by).empty())
    return fmt::format("{}, although {} decides there", text, names_of(deciding));
  const ValueSet allowed = specified.proposable(before, known, b)[at];
  if (allowed.empty() || allowed.contains(action.value)) return text;
  std::vector<std::string> values;
  allowed.for_each([&](Value v) { values.push_back(name(v)); });
  return fmt::format("{}, although what {} reported binds it to {}", text, name(model_.promisers(before, b)),
                     fmt::join(values, " or "));
}

std::string Words::not_settled(Slot slot) const {
  const int settled = model_.settled_by(slot);
  return fmt::format("for all that it knows {} {} chosen", model::lowest_slots_name(settled),
                     settled == 1 ? "is not" : "are not all");
}

std::string Words::execution_sentence(const View& before, const Action& action) const {
  const LearnerId l = action.learner;
  std::string text = fmt::format("{} executes {}", name(l), in_slot(action.value, action.slot));
  std::vector<std::string> against;
  for (int s = 0; s < action.slot.index(); ++s) {
    if (!before.has_executed(l, Slot(s))) against.push_back("slot " + name(Slot(s)));
  }
  const MultiPaxos specified(model_.bounds(), Rules{.membership = model_.rules().membership,
                                                    .vote_quorum = model_.rules().vote_quorum});
  if (!specified.known_chosen(before, action.slot).contains(action.value))
    text += ", which is not chosen there";
  if (!against.empty()) text += fmt::format(", before {}", enumerate(against));
  for (std::size_t n = 0; n < before.executions(l); ++n) {
    if (!model::is_of_clients(action.value) || before.executed_value(l, n) != action.value) continue;
    const bool again = model_.rules().duplicates == Duplicates::kAgain;
    return fmt::format("{}, {} as it has executed it in slot {}", text,
                       again ? "once more," : "without effect,", name(before.executed_slot(l, n)));
  }
  return text;
}

std::string Words::crash_sentence(const State& before, AcceptorId a) const {
  const State after = model_.apply(before, Action::crash(a));
  const View old = model_.view(before);
  const View now = model_.view(after);
  std::vector<std::string> forgotten;
  if (now.max_bal(a) != old.max_bal(a))
    forgotten.push_back("that it promised ballot " + name(old.max_bal(a)));
  for (int s = 0; s < model_.bounds().slots; ++s) {
    const Vote vote = old.latest_vote(a, Slot(s));
    if (now.latest_vote(a, Slot(s)) != vote)
      forgotten.push_back(fmt::format("its vote for {} in slot {}", name(vote), name(Slot(s))));
  }
  if (now.lease(a) != old.lease(a))
    forgotten.push_back(fmt::format("the lease of {}", owner_name(old.lease(a))));
  const std::string crashes = name(a) + " crashes";
  return forgotten.empty() ? crashes : crashes + ", forgetting " + enumerate(forgotten);
}

std::string Words::answer_sentence(const View& before, const Action& action) const {
  const Value value = model_.register_after(before, action.ballot, action.upto);
  return fmt::format("that the register holds {}, from {}", model::register_name(value), log_read(action));
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
      return proposal_sentence(view, action);
    case ActionType::kPhase2b: {
      const Acceptor acceptor(view, action.acceptor, action.slot);
      std::string text =
          model::vote(model::known_to(acceptor), {action.ballot, view.proposal(action.ballot, action.slot)});
      if (text.ends_with(',')) text.pop_back();
      return fmt::format("{} in slot {}", text, name(action.slot));
    }
    case ActionType::kExecute:
      return execution_sentence(view, action);
    case ActionType::kCrash:
      return crash_sentence(before, action.acceptor);
    case ActionType::kAskRead:
      return fmt::format("{} is asked for read {} and asks {} whether ballot {} is the highest",
                         owner_name(action.ballot), name(ReadId(view.reads())),
                         enumerate_first<AcceptorId>(model_.bounds().acceptors), name(action.ballot));
    case ActionType::kConfirm:
      return fmt::format("{} confirms to {}, for read {}, that it has promised no ballot above {}",
                         name(action.acceptor), owner_name(view.read_ballot(action.read)), name(action.read),
                         name(view.read_ballot(action.read)));
    case ActionType::kAnswer:
      return fmt::format("{} answers read {}: {}", owner_name(action.ballot), name(action.read),
                         answer_sentence(view, action));
    case ActionType::kLocalRead:
      return fmt::format(
          "{} is asked for read {} and answers{}: {}", owner_name(action.ballot), name(ReadId(view.reads())),
          model_.are_there_leases() ? ", having a lease" : " at once", answer_sentence(view, action));
    case ActionType::kLearnerRead:
      return fmt::format(
          "{} is asked for read {} and answers from what it has executed: that the register holds {}",
          name(action.learner), name(ReadId(view.reads())),
          model::register_name(model_.register_of(view, action.learner)));
    case ActionType::kLeaseEnds:
      return fmt::format("by its clock the lease of {} for ballot {} is over", owner_name(action.ballot),
                         name(action.ballot));
    case ActionType::kRelease: {
      const Ballot b = view.lease(action.acceptor);
      return fmt::format(
          "by the clock of {} the lease is over that it gave {} for ballot {}{}", name(action.acceptor),
          owner_name(b), name(b),
          view.leases_over().contains(b) ? "" : fmt::format(", while {} still goes by it", owner_name(b)));
    }
  }
  assert(false);
  return {};
}

std::string Words::why_no_read(const View& view, const Action& action) const {
  const ReadBy by = model_.rules().read;
  const Ballot b = action.ballot;
  const bool is_local = action.type == ActionType::kLocalRead;
  if (by == ReadBy::kLearner) return "reads are for learners to answer";
  if (is_local != (by == ReadBy::kLeader || by == ReadBy::kLease))
    return is_local ? "it has to ask a quorum first" : "it answers at once or not at all";
  if (!view.is_current(b) || !view.has_led(b)) return "it does not lead";
  if (action.type != ActionType::kAnswer && view.reads() == model_.bounds().reads)
    return "there were enough reads";
  if (is_local && model_.are_there_leases() && view.leases_over().contains(b)) return "its lease is over";
  if (action.type == ActionType::kAnswer) {
    const ReadId r = action.read;
    if (r.index() >= view.reads() || view.read_ballot(r) != b) return "it was not asked for it";
    if (view.is_answered(r)) return "it has answered it";
    if (!model_.promise_quorums().contains(view.confirmers(r)))
      return "no quorum has confirmed that it leads";
    if (action.upto < view.read_from(r)) return "it had proposed in more slots when it was asked";
  }
  if (is_local && action.upto < view.proposed(b)) return "it has proposed in more slots";
  return "for all that it knows not all of that is chosen";
}

std::string Words::why_no_proposal(const View& view, const Action& action) const {
  const Ballot b = action.ballot;
  const auto at = static_cast<std::size_t>(action.slot.index());
  if (!view.is_current(b)) return "it has not begun it";
  const MultiPaxos::KnownLog known = model_.known_to(view, model_.known_log(view), b);
  const MembershipSet deciding = known.deciding[at];
  if (deciding.empty()) return not_settled(action.slot);
  bool is_promised = false;
  deciding.for_each([&](MembershipId m) {
    const Membership& membership = model_.membership(m);
    is_promised = is_promised ||
                  membership.promise_quorums.contains(model_.promisers(view, b).common(membership.members));
  });
  if (!is_promised) {
    return model_.rules().membership.changes
               ? fmt::format("{} decides there, and no quorum of it has promised it", names_of(deciding))
               : "no quorum has promised it";
  }
  return model_.proposable(view, known, b)[at].empty() ? "it is another slot's turn"
                                                       : "what is reported to it binds it otherwise";
}

std::string Words::refusal(const State& before, const Action& action) const {
  const View view = model_.view(before);
  const std::string ballot = "ballot " + name(action.ballot);
  // Why it would not do something for a ballot, whatever rule is in force.
  const auto of_promise = [&] {
    if (MultiPaxos::is_leased_from(view, action.acceptor, action.ballot))
      return fmt::format("it has given {} a lease", owner_name(view.lease(action.acceptor)));
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
                         : model_.bounds().window > 0                       ? why_no_proposal(view, action)
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
    case ActionType::kCrash:
      return fmt::format("{} does not crash: it has nothing to forget, or there were enough crashes",
                         name(action.acceptor));
    case ActionType::kConfirm:
      return fmt::format(
          "{} does not confirm read {}: {}", name(action.acceptor), name(action.read),
          action.read.index() >= view.reads() ? "nobody has asked for it"
          : view.is_answered(action.read)     ? "it is answered"
          : view.confirmed(action.acceptor).contains(action.read)
              ? "it has"
              : fmt::format("it has promised {}", model::ballot_or_none(view.max_bal(action.acceptor))));
    case ActionType::kAskRead:
    case ActionType::kAnswer:
    case ActionType::kLocalRead:
      return fmt::format("{} does not read with {} {}: {}", owner_name(action.ballot), ballot,
                         action.type == ActionType::kAskRead ? "by asking" : "from " + log_read(action),
                         why_no_read(view, action));
    case ActionType::kLearnerRead:
      return fmt::format("{} does not answer: {}", name(action.learner),
                         model_.rules().read != ReadBy::kLearner ? "reads are for leaders to answer"
                                                                 : "there were enough reads");
    case ActionType::kLeaseEnds:
      return fmt::format("the lease of {} for {} does not end: there is none, or it has",
                         owner_name(action.ballot), ballot);
    case ActionType::kRelease:
      return fmt::format(
          "{} releases nothing: {}", name(action.acceptor),
          view.lease(action.acceptor).exists()
              ? fmt::format("{} may still go by its lease", owner_name(view.lease(action.acceptor)))
              : "it has given no lease");
  }
  assert(false);
  return {};
}

std::vector<std::string> Words::notes(const State& before, const State& after) const {
  return model::newly_chosen(model_.history(before), model_.history(after));
}

}  // namespace paxoscope::multi_paxos
