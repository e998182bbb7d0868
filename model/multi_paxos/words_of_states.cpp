// How a state of Multi-Paxos, and what a step does with messages, is told.
#include <fmt/format.h>
#include <utility>

#include "model/multi_paxos/words.hpp"
#include "model/phrases.hpp"

namespace paxoscope::multi_paxos {

namespace {

using model::Attribute;
using model::message_1a;
using model::message_term;
using model::name;
using model::number;
using model::Term;
using model::Variable;
using Kind = model::Message::Kind;

model::Message message_2a(std::string from, Ballot b, Slot s, Value v) {
  return model::message_2a(std::move(from), b, in_slot(v, s), "ballot " + name(b));
}

model::Message message_2b(AcceptorId a, Ballot b, Slot s, Value v) {
  return model::message_2b(a, b, in_slot(v, s), "ballot " + name(b));
}

model::Message question(std::string from, Ballot b, ReadId r) {
  return {Kind::kQuestion,
          std::move(from),
          "",
          number(b),
          "",
          0,
          fmt::format("{}: is {} highest?", name(r), name(b))};
}

model::Message confirmation(AcceptorId a, std::string to, Ballot b, ReadId r) {
  return {Kind::kOther,
          name(a),
          std::move(to),
          number(b),
          "",
          0,
          fmt::format("{}: {} is highest", name(r), name(b))};
}

Term value_term(Value value) {  // names, as a specification can have them
  if (const MembershipId made = model::membership_made_by(value); made.exists())
    return Term::name("use" + name(made));
  return value == model::kNoOp ? Term::name("noop") : model::term(value);
}
Term slot_term(Slot slot) { return Term::number(slot.index() + 1); }

/// A tuple with an item for each slot.
template <typename Item>
Term by_slot(int slots, const Item& item) {
  std::vector<Term> items;
  items.reserve(static_cast<std::size_t>(slots));
  for (int s = 0; s < slots; ++s) items.push_back(item(Slot(s)));
  return Term::tuple(std::move(items));
}

Term vote_term(const Vote& vote) { return Term::tuple({model::term(vote.ballot), value_term(vote.value)}); }

}  // namespace

std::vector<model::Process> Words::processes() const {
  std::vector<model::Process> processes;
  model::add_processes<ProposerId>(model_.bounds().proposers, "proposer", processes);
  model::add_processes<AcceptorId>(model_.bounds().acceptors, "acceptor", processes);
  model::add_processes<LearnerId>(model_.bounds().learners, "learner", processes);
  return processes;
}

std::vector<Attribute> Words::attributes(const State& state) const {
  const View view = model_.view(state);
  const Bounds& bounds = model_.bounds();
  std::vector<Attribute> attributes;
  for (int b = 0; b < bounds.ballots(); ++b) {
    const Ballot ballot(b);
    const char* stands = "not begun";
    if (view.is_current(ballot)) stands = view.has_led(ballot) ? "leads" : "begun";
    if (view.is_given_up(ballot)) stands = "given up";
    attributes.push_back({owner_name(ballot), "ballot " + name(ballot), stands});
    Log log{};
    for (int s = 0; s < bounds.slots; ++s) log[static_cast<std::size_t>(s)] = view.proposal(ballot, Slot(s));
    attributes.push_back(
        {owner_name(ballot), fmt::format("proposals in ballot {}", name(ballot)), log_name(log)});
  }
  for (int i = 0; i < bounds.acceptors; ++i) {
    const AcceptorId a(i);
    attributes.push_back({name(a), "promised", model::ballot_or_none(view.max_bal(a))});
    for (int s = 0; s < bounds.slots; ++s)
      attributes.push_back({name(a), "vote in slot " + name(Slot(s)), name(view.latest_vote(a, Slot(s)))});
    if (model_.are_there_leases())
      attributes.push_back({name(a), "lease given to", model::ballot_or_none(view.lease(a))});
  }
  for (int b = 0; model_.are_there_leases() && b < bounds.ballots(); ++b) {
    attributes.push_back({owner_name(Ballot(b)), "lease of ballot " + name(Ballot(b)),
                          view.leases_over().contains(Ballot(b)) ? "over" : "not over"});
  }
  for (int i = 0; i < bounds.learners; ++i) {
    const LearnerId l(i);
    std::string executed;
    for (std::size_t n = 0; n < view.executions(l); ++n) {
      executed += (n == 0 ? "" : ", then ") + in_slot(view.executed_value(l, n), view.executed_slot(l, n));
    }
    attributes.push_back({name(l), "executed", executed.empty() ? "nothing" : executed});
  }
  add_read_attributes(view, attributes);
  return attributes;
}

void Words::add_read_attributes(const View& view, std::vector<Attribute>& attributes) const {
  const Bounds& bounds = model_.bounds();
  if (bounds.reads == 0) return;
  const ReadBy by = model_.rules().read;
  // Of the reads whose ballots are those of `p`; of no proposer, of those that learners answer.
  const auto reads_of = [&](ProposerId p) {
    std::vector<std::string> told;
    for (int i = 0; i < view.reads(); ++i) {
      const ReadId r(i);
      const Ballot b = view.read_ballot(r);
      if (b.exists() ? view.owner(b) != p : p.exists()) continue;
      const model::Read read = view.read(r);
      told.push_back(fmt::format("{} {}", name(r),
                                 read.is_answered ? "answered " + model::register_name(read.answer)
                                                  : fmt::format("asked with ballot {}", name(b))));
    }
    return told.empty() ? "none" : model::enumerate(told);
  };
  if (by == ReadBy::kLearner) {
    // Which of them answered is not kept.
    if (bounds.learners > 0) attributes.push_back({name(LearnerId(0)), "reads of learners", reads_of({})});
    return;
  }
  for (int p = 0; p < bounds.proposers; ++p)
    attributes.push_back({name(ProposerId(p)), "reads", reads_of(ProposerId(p))});
  if (by != ReadBy::kQuorum) return;
  for (int j = 0; j < bounds.acceptors; ++j) {
    std::vector<std::string> confirmed;
    view.confirmed(AcceptorId(j)).for_each([&](ReadId r) { confirmed.push_back(name(r)); });
    attributes.push_back(
        {name(AcceptorId(j)), "confirmed", confirmed.empty() ? "none" : model::enumerate(confirmed)});
  }
}

void Words::add_read_variables(const View& view, std::vector<Variable>& variables) const {
  const Bounds& bounds = model_.bounds();
  if (bounds.crashes.limit() > 0) variables.push_back({"crashed", Term::number(view.crashed())});
  if (bounds.reads == 0) return;
  const auto set_of = [](ReadSet reads) {
    std::vector<Term> terms;
    reads.for_each([&](ReadId r) { terms.push_back(Term::number(r.index() + 1)); });
    return Term::set(std::move(terms));
  };
  std::vector<Term> reads;
  for (int i = 0; i < view.reads(); ++i) {
    const ReadId r(i);
    const model::Read read = view.read(r);
    const Term unanswered = Term::name("none");
    reads.push_back(Term::record({{"bal", term(view.read_ballot(r))},
                                  {"from", Term::number(view.read_from(r))},
                                  {"acked", Term::number(read.acknowledged)},
                                  {"after", set_of(read.after)},
                                  {"answer", !read.is_answered      ? unanswered
                                             : read.answer.exists() ? model::term(read.answer)
                                                                    : Term::name("nothing")}}));
  }
  const auto of_acceptors = [&](const auto& value) {
    return model::function_of_first<AcceptorId>(bounds.acceptors, value);
  };
  variables.push_back({"reads", Term::tuple(std::move(reads))});
  variables.push_back({"confirmed", of_acceptors([&](AcceptorId a) { return set_of(view.confirmed(a)); })});
  if (!model_.are_there_leases()) return;
  variables.push_back({"leases", of_acceptors([&](AcceptorId a) { return term(view.lease(a)); })});
  std::vector<Term> over;
  view.leases_over().for_each([&](Ballot b) { over.push_back(term(b)); });
  variables.push_back({"leaseOver", Term::set(std::move(over))});
}

std::vector<Variable> Words::variables(const State& state) const {
  const View view = model_.view(state);
  const Bounds& bounds = model_.bounds();
  std::vector<Term> messages;
  std::vector<Term> leading;
  for (int i = 0; i < bounds.ballots(); ++i) {
    const Ballot b(i);
    if (view.has_begun(b)) messages.push_back(message_term("1a", {{"bal", term(b)}}));
    if (view.has_led(b)) leading.push_back(term(b));
    for (int j = 0; j < bounds.acceptors; ++j) {
      const AcceptorId a(j);
      if (!view.has_promised(a, b)) continue;
      const Reports reports = view.reported(a, b);
      const Term log = by_slot(bounds.slots, [&](Slot s) {
        return vote_term(view.vote_in(reports[static_cast<std::size_t>(s.index())], s));
      });
      messages.push_back(message_term("1b", {{"acc", Term::name(name(a))}, {"bal", term(b)}, {"log", log}}));
    }
    for (int k = 0; k < bounds.slots; ++k) {
      const Slot s(k);
      const Value v = view.proposal(b, s);
      if (!v.exists()) continue;
      messages.push_back(
          message_term("2a", {{"bal", term(b)}, {"slot", slot_term(s)}, {"val", value_term(v)}}));
      view.voters(b, s).for_each([&](AcceptorId a) {
        messages.push_back(message_term("2b", {{"acc", Term::name(name(a))},
                                               {"bal", term(b)},
                                               {"slot", slot_term(s)},
                                               {"val", value_term(v)}}));
      });
    }
  }
  const auto of_acceptors = [&](const auto& value) {
    return model::function_of_first<AcceptorId>(bounds.acceptors, value);
  };
  const Term executed = model::function_of_first<LearnerId>(bounds.learners, [&](LearnerId l) {
    std::vector<Term> executions;
    for (std::size_t n = 0; n < view.executions(l); ++n) {
      executions.push_back(
          Term::tuple({slot_term(view.executed_slot(l, n)), value_term(view.executed_value(l, n))}));
    }
    return Term::tuple(std::move(executions));
  });
  std::vector<Variable> variables{
      {"maxBal", of_acceptors([&](AcceptorId a) { return term(view.max_bal(a)); })},
      {"log", of_acceptors([&](AcceptorId a) {
         return by_slot(bounds.slots, [&](Slot s) { return vote_term(view.latest_vote(a, s)); });
       })},
      {"leading", Term::set(std::move(leading))},
      {"executed", executed},
      {"msgs", Term::set(std::move(messages))}};
  add_read_variables(view, variables);
  return variables;
}

model::Message Words::message_1b(const View& view, AcceptorId a, Ballot b) const {
  const Reports reports = view.reported(a, b);
  return {Kind::kPromise,
          name(a),
          owner_name(b),
          number(b),
          "",
          model::Message::kReportedInText,
          fmt::format("1b {}, {}", name(b), report_name(view, reports))};
}

void Words::read_votes(const View& view, Slot slot, Value value, model::Traffic& traffic) const {
  const int last =
      model_.rules().known_chosen == KnownChosen::kHigherSlots ? model_.bounds().slots - 1 : slot.index();
  for (int i = 0; i < model_.bounds().ballots(); ++i) {
    const Ballot b(i);
    if (view.proposal(b, slot) != value) continue;
    for (int j = slot.index(); j <= last; ++j) {
      const Slot s(j);
      view.voters(b, s).for_each(
          [&](AcceptorId a) { traffic.read.push_back(message_2b(a, b, s, view.proposal(b, s))); });
    }
  }
}

void Words::read_prefix(const View& view, Ballot b, int upto, model::Traffic& traffic) const {
  for (int s = 0; s < upto; ++s) read_votes(view, Slot(s), view.proposal(b, Slot(s)), traffic);
}

void Words::read_for_proposal(const View& view, const Action& action, model::Traffic& traffic) const {
  const Ballot b = action.ballot;
  const MultiPaxos::KnownLog known = model_.known_to(view, model_.known_log(view), b);
  const MembershipSet gone_by = memberships_for(view, action);
  if (model_.rules().membership.changes) {
    traffic.in_short = fmt::format("proposes {} in {}, going by {}", in_slot(action.value, action.slot),
                                   name(b), names_of(gone_by));
  }
  model::AcceptorSet members;
  gone_by.for_each([&](MembershipId m) { members.merge(model_.membership(m).members); });
  // Who is always asked is read once; else another slot may be up to others.
  const bool reads_promises = model_.rules().membership.changes || view.proposed(b) == 0;
  model_.promisers(view, b).common(members).for_each([&](AcceptorId a) {
    if (reads_promises) traffic.read.push_back(message_1b(view, a, b));
    traffic.promisers.push_back(name(a));
  });
  traffic.counts_promise = reads_promises;
  for (int i = 0; i < action.slot.index(); ++i) {
    const Slot below(i);
    const bool is_asked = i < model_.settled_by(action.slot) || !view.proposal(b, below).exists();
    if (!is_asked) continue;
    known.chosen[static_cast<std::size_t>(i)].for_each([&](Value v) { read_votes(view, below, v, traffic); });
  }
}

model::Traffic Words::traffic(const State& before, const Action& action, const State& after) const {
  const View old = model_.view(before);
  const View now = model_.view(after);
  const Ballot b = action.ballot;
  model::Traffic traffic;
  switch (action.type) {
    case ActionType::kPhase1a:
      traffic.sent.push_back(message_1a(owner_name(b), b));
      break;
    case ActionType::kPhase1b:
      traffic.read.push_back(message_1a(owner_name(b), b));
      traffic.sent.push_back(message_1b(now, action.acceptor, b));
      break;
    case ActionType::kBecomeLeader:
      model_.promisers(old, b).for_each([&](AcceptorId a) {
        traffic.read.push_back(message_1b(old, a, b));
        traffic.promisers.push_back(name(a));
      });
      traffic.counts_promise = true;
      if (action.log == Log{}) traffic.in_short = fmt::format("leads with {}, free in every slot", name(b));
      for (int s = 0; s < model_.bounds().slots; ++s) {
        const Value v = action.log[static_cast<std::size_t>(s)];
        if (v.exists()) traffic.sent.push_back(message_2a(owner_name(b), b, Slot(s), v));
      }
      break;
    case ActionType::kPhase2a:
      if (model_.bounds().window > 0) {
        read_for_proposal(old, action, traffic);
      } else {
        traffic.promisers = model::names(model_.promisers(old, b));
      }
      traffic.sent.push_back(message_2a(owner_name(b), b, action.slot, action.value));
      break;
    case ActionType::kPhase2b: {
      const Value v = old.proposal(b, action.slot);
      traffic.read.push_back(message_2a(owner_name(b), b, action.slot, v));
      traffic.sent.push_back(message_2b(action.acceptor, b, action.slot, v));
      break;
    }
    case ActionType::kExecute:
      read_votes(old, action.slot, action.value, traffic);
      break;
    case ActionType::kCrash:
      traffic.crashed = traffic.recovered = name(action.acceptor);
      break;
    case ActionType::kAskRead:
      traffic.sent.push_back(question(owner_name(b), b, ReadId(old.reads())));
      break;
    case ActionType::kConfirm: {
      const Ballot asked = old.read_ballot(action.read);
      traffic.read.push_back(question(owner_name(asked), asked, action.read));
      traffic.sent.push_back(confirmation(action.acceptor, owner_name(asked), asked, action.read));
      break;
    }
    case ActionType::kAnswer:
      old.confirmers(action.read).for_each([&](AcceptorId a) {
        traffic.read.push_back(confirmation(a, owner_name(b), b, action.read));
      });
      read_prefix(old, b, action.upto, traffic);
      traffic.in_short = fmt::format("answers {}: {}", name(action.read),
                                     model::register_name(model_.register_after(old, b, action.upto)));
      break;
    case ActionType::kLocalRead:
      read_prefix(old, b, action.upto, traffic);
      traffic.in_short = fmt::format("is asked for {} and answers: {}", name(ReadId(old.reads())),
                                     model::register_name(model_.register_after(old, b, action.upto)));
      break;
    case ActionType::kLearnerRead:
      traffic.in_short = fmt::format("is asked for {} and answers: {}", name(ReadId(old.reads())),
                                     model::register_name(model_.register_of(old, action.learner)));
      break;
    case ActionType::kLeaseEnds:
      traffic.in_short = fmt::format("its lease for {} is over", name(b));
      break;
    case ActionType::kRelease:
      traffic.in_short = fmt::format("ends the lease for {}", name(old.lease(action.acceptor)));
      break;
  }
  return traffic;
}

}  // namespace paxoscope::multi_paxos
