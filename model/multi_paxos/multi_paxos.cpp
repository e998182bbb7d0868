#include "model/multi_paxos/multi_paxos.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace paxoscope::multi_paxos {

// ---- The decisions

bool MultiPaxos::may_promise(const View& state, AcceptorId a, Ballot b) const {
  // Which ballots it promises does not hang on what it voted for, so any slot will do.
  return state.has_begun(b) && !state.has_promised(a, b) && !is_leased_from(state, a, b) &&
         rules_.acceptor.may_promise(b, Acceptor(state, a, Slot(0)));
}

bool MultiPaxos::may_vote(const View& state, AcceptorId a, Ballot b, Slot s) const {
  const Value proposed = state.proposal(b, s);
  const bool is_barred = rules_.lease_bars == LeaseBars::kPromisesAndVotes && is_leased_from(state, a, b);
  return proposed.exists() && !state.voted(a, s).contains(b) && !is_barred &&
         rules_.acceptor.may_vote({b, proposed}, Acceptor(state, a, s));
}

AcceptorSet MultiPaxos::promisers(const View& state, Ballot b) const {
  AcceptorSet promisers;
  for (int a = 0; a < bounds().acceptors; ++a) {
    if (state.has_promised(AcceptorId(a), b)) promisers.insert(AcceptorId(a));
  }
  return promisers;
}

bool MultiPaxos::may_lead(const View& state, Ballot b) const {
  return state.is_current(b) && !state.has_led(b) && promise_quorums().contains(promisers(state, b));
}

Reports MultiPaxos::highest_votes(const View& state, Ballot b, AcceptorSet quorum) {
  Reports highest{};
  quorum.for_each([&](AcceptorId a) {
    const Reports reported = state.reported(a, b);
    std::transform(highest.begin(), highest.end(), reported.begin(), highest.begin(),
                   [](Ballot x, Ballot y) { return std::max(x, y); });
  });
  return highest;
}

Log MultiPaxos::log_of(const View& state, const Reports& votes) const {
  Log log{};
  for (int s = 0; s < bounds().slots; ++s) {
    const auto at = static_cast<std::size_t>(s);
    log[at] = state.vote_in(votes[at], Slot(s)).value;
  }
  return log;
}

// "Paxos Made Simple", section 3: the new leader "executes phase 2 for" the slots that it is bound in, and fills the gaps below them
// with no-ops.
void MultiPaxos::add_repaired(const Log& merged, std::set<Log>& logs) const {
  const auto slots = static_cast<std::size_t>(bounds().slots);
  std::size_t bound = slots;  // those below `bound` are bound or gaps
  while (bound > 0 && !merged[bound - 1].exists()) --bound;
  std::vector<Log> repaired{merged};
  for (std::size_t s = 0; s < bound; ++s) {
    if (merged[s].exists() || rules_.gap_repair == GapRepair::kSkipped) continue;
    std::vector<Log> further;
    for (Log log : repaired) {
      const auto fill = [&](Value value) {
        log[s] = value;
        further.push_back(log);
      };
      if (rules_.gap_repair == GapRepair::kNoOp) {
        fill(model::kNoOp);
      } else {
        for (int v = 0; v < bounds().values; ++v) fill(Value(v));
      }
    }
    repaired = std::move(further);
  }
  logs.insert(repaired.begin(), repaired.end());
}

std::set<Log> MultiPaxos::leaders_logs(const View& state, Ballot b) const {
  std::set<Log> logs;
  for (const Log& log : merged_logs(state, b, promisers(state, b), promise_quorums()))
    add_repaired(log, logs);
  return logs;
}

// What those in each quorum of `promised` have reported comes to.
std::set<Log> MultiPaxos::merged_logs(const View& state, Ballot b, AcceptorSet promised,
                                      const model::Quorums& quorums) const {
  std::set<Log> merged;
  const unsigned all = promised.bits();
  const auto slots = static_cast<std::size_t>(bounds().slots);
  const auto length_of = [&](AcceptorId a) {  // one more than the highest slot of which it reports a vote
    const Reports reports = state.reported(a, b);
    std::size_t length = slots;
    while (length > 0 && !reports[length - 1].exists()) --length;
    return length;
  };
  for (unsigned bits = 0; bits <= all; ++bits) {
    const AcceptorSet quorum = AcceptorSet::of_bits(bits);
    if ((bits & ~all) != 0 || !quorums.contains(quorum)) continue;
    switch (rules_.log_merge) {
      case LogMerge::kHighestVotes:
        merged.insert(log_of(state, highest_votes(state, b, quorum)));
        break;
      case LogMerge::kAnyMember:
        quorum.for_each([&](AcceptorId a) { merged.insert(log_of(state, state.reported(a, b))); });
        break;
      case LogMerge::kLongest: {
        std::size_t longest = 0;
        quorum.for_each([&](AcceptorId a) { longest = std::max(longest, length_of(a)); });
        quorum.for_each([&](AcceptorId a) {
          if (length_of(a) == longest) merged.insert(log_of(state, state.reported(a, b)));
        });
        break;
      }
      case LogMerge::kOneSlotOff: {
        const Log right = log_of(state, highest_votes(state, b, quorum));
        Log off{};
        std::copy_n(right.begin(), slots - 1, off.begin() + 1);
        merged.insert(off);
        break;
      }
      case LogMerge::kNothing:
        merged.insert(Log{});
        break;
    }
  }
  return merged;
}

bool MultiPaxos::may_propose(const View& state, Ballot b, Slot s) const {
  if (!state.is_current(b) || !state.has_led(b) || state.proposal(b, s).exists()) return false;
  if (rules_.propose_order == ProposeOrder::kAnyOrder) return true;
  // In order: the one above all in which it has proposed, which by the specified rules is the lowest in which it has not.
  for (int other = s.index() + 1; other < bounds().slots; ++other) {
    if (state.proposal(b, Slot(other)).exists()) return false;
  }
  return s == Slot(0) || state.proposal(b, Slot(s.index() - 1)).exists();
}

ValueSet MultiPaxos::known_chosen(const View& state, Slot s) const {
  if (bounds().window > 0) return known_log(state).chosen[static_cast<std::size_t>(s.index())];
  return chosen_by(state, s, vote_quorums());
}

// What the rule says that tells what is known, with these quorums.
ValueSet MultiPaxos::chosen_by(const View& state, Slot s, const model::Quorums& quorums) const {
  std::array<AcceptorSet, model::kChoicesMax> counted{};  // by value, in whatever ballots
  ValueSet known;
  for (int i = 0; i < bounds().ballots(); ++i) {
    const Ballot b(i);
    const Value value = state.proposal(b, s);
    if (!value.exists()) continue;
    AcceptorSet voters = state.voters(b, s);
    if (rules_.known_chosen == KnownChosen::kHigherSlots) {
      for (int higher = s.index() + 1; higher < bounds().slots; ++higher) {
        voters.merge(state.voters(b, Slot(higher)));
      }
    }
    AcceptorSet& all = counted.at(static_cast<std::size_t>(value.index()));
    if (rules_.known_chosen != KnownChosen::kAnyBallots) all = {};
    all.merge(voters);
    const bool is_known = rules_.known_chosen == KnownChosen::kOneVote ? !all.empty() : quorums.contains(all);
    if (is_known) known.insert(value);
  }
  return known;
}

bool MultiPaxos::may_execute(const View& state, LearnerId l, Slot s) const {
  if (rules_.execution_order == ExecutionOrder::kAnyOrder) return !state.has_executed(l, s);
  return state.executions(l) == static_cast<std::size_t>(s.index());
}

bool MultiPaxos::may_crash(const State& state, AcceptorId a) const {
  State after = state;
  Editor editor(layout_, after);
  crash(editor, a);
  return after != state && bounds().crashes.allows_another(editor.crashed());
}

bool MultiPaxos::may_be_asked(const View& state, Ballot b) const {
  return state.reads() < bounds().reads && state.is_current(b) && state.has_led(b);
}

bool MultiPaxos::may_confirm(const View& state, AcceptorId a, ReadId r) {
  return !state.is_answered(r) && !state.confirmed(a).contains(r) && state.read_ballot(r) >= state.max_bal(a);
}

bool MultiPaxos::may_answer(const View& state, ReadId r) const {
  return !state.is_answered(r) && state.is_current(state.read_ballot(r)) &&
         promise_quorums().contains(state.confirmers(r));
}

bool MultiPaxos::may_read_locally(const View& state, Ballot b) const {
  return may_be_asked(state, b) && (!are_there_leases() || !state.leases_over().contains(b));
}

bool MultiPaxos::may_release(const View& state, AcceptorId a) const {
  const Ballot b = state.lease(a);
  return b.exists() && (rules_.lease_ends == LeaseEnds::kAnyFirst || state.leases_over().contains(b));
}

std::vector<int> MultiPaxos::answerable(const View& state, Ballot b, int from) const {
  std::vector<int> all;
  const int least = rules_.read_waits == ReadWaits::kAllProposed ? from : 0;
  for (int upto = 0; upto <= state.proposed(b); ++upto) {
    if (upto >= least) all.push_back(upto);
    if (upto == bounds().slots) break;
    const Value next = state.proposal(b, Slot(upto));
    if (!next.exists() || !known_chosen(state, Slot(upto)).contains(next)) break;
  }
  return all;
}

Value MultiPaxos::register_after(const View& state, Ballot b, int upto) const {
  model::Register holds(rules_.duplicates == Duplicates::kAgain);
  for (int s = 0; s < upto; ++s) holds.write(state.proposal(b, Slot(s)));
  return holds.value();
}

Value MultiPaxos::register_of(const View& state, LearnerId l) const {
  model::Register holds(rules_.duplicates == Duplicates::kAgain);
  for (std::size_t n = 0; n < state.executions(l); ++n) holds.write(state.executed_value(l, n));
  return holds.value();
}

// ---- The model interface

void MultiPaxos::name_action_kinds() {
  const bool reads = bounds().reads > 0;
  const auto are_read_by = [&](ReadBy by) { return reads && rules_.read == by; };
  const auto is_there = [&](ActionType type) {
    switch (type) {
      case ActionType::kBecomeLeader:
        return bounds().window == 0;
      case ActionType::kExecute:
        return bounds().learners > 0;
      case ActionType::kCrash:
        return !bounds().crashes.is_none() &&
               !(rules_.storage.forget_nothing() &&
                 (!are_there_leases() || rules_.lease_storage == LeaseStorage::kDurable));
      case ActionType::kAskRead:
      case ActionType::kConfirm:
      case ActionType::kAnswer:
        return are_read_by(ReadBy::kQuorum);
      case ActionType::kLocalRead:
        return are_read_by(ReadBy::kLeader) || are_read_by(ReadBy::kLease);
      case ActionType::kLearnerRead:
        return are_read_by(ReadBy::kLearner) && bounds().learners > 0;
      case ActionType::kLeaseEnds:
      case ActionType::kRelease:
        return are_there_leases();
      default:
        return true;
    }
  };
  for (int i = 0; i < kActionTypes; ++i) {
    const auto type = static_cast<ActionType>(i);
    if (!is_there(type)) continue;
    kind_of_[static_cast<std::size_t>(i)] = action_types_.size();
    action_types_.push_back(type);
  }
}

void MultiPaxos::crash(Editor& state, AcceptorId a) const {
  Ballot promised;  // that is one for all slots; if votes tell of it, the highest does
  for (int s = 0; s < bounds().slots; ++s) {
    promised = std::max(promised, rules_.storage.promised_after_crash(Acceptor(state, a, Slot(s))));
  }
  for (int s = 0; s < bounds().slots; ++s) {
    state.set_latest(a, Slot(s), rules_.storage.kept_after_crash(Acceptor(state, a, Slot(s))).ballot);
  }
  state.set_max_bal(a, promised);
  if (rules_.lease_storage == LeaseStorage::kVolatile && are_there_leases()) state.set_lease(a, Ballot());
}

State MultiPaxos::apply(const State& before, const Action& action) const {
  State after = before;
  Editor editor(layout_, after);
  const Ballot b = action.ballot;
  const AcceptorId a = action.acceptor;
  switch (action.type) {
    case ActionType::kPhase1a:
      editor.begin(b);
      break;
    case ActionType::kPhase1b: {
      Reports reports{};
      for (int s = 0; s < bounds().slots; ++s) {
        reports[static_cast<std::size_t>(s)] =
            rules_.acceptor.reported(b, Acceptor(editor, a, Slot(s))).ballot;
      }
      editor.promise(a, b, reports);
      if (are_there_leases()) editor.set_lease(a, b);
      editor.set_max_bal(a, rules_.acceptor.promised_after_promise(b, Acceptor(editor, a, Slot(0))));
      break;
    }
    case ActionType::kBecomeLeader:
      editor.set_leading(b, true);
      for (int s = 0; s < bounds().slots; ++s) {
        editor.propose(b, Slot(s), action.log[static_cast<std::size_t>(s)]);
      }
      break;
    case ActionType::kPhase2a:
      editor.propose(b, action.slot, action.value);
      break;
    case ActionType::kPhase2b: {
      const Acceptor acceptor(editor, a, action.slot);
      const Vote cast{b, editor.proposal(b, action.slot)};
      const Ballot promised = rules_.acceptor.promised_after_vote(cast, acceptor);
      const Vote kept = rules_.acceptor.kept_after_vote(cast, acceptor);
      BallotSet voted = editor.voted(a, action.slot);
      voted.insert(b);
      editor.set_voted(a, action.slot, voted);
      editor.set_max_bal(a, promised);
      editor.set_latest(a, action.slot, kept.ballot);
      break;
    }
    case ActionType::kExecute:
      editor.execute(action.learner, action.slot, action.value);
      break;
    case ActionType::kCrash:
      crash(editor, a);
      if (!bounds().crashes.is_any()) editor.count_crash();
      break;
    case ActionType::kAskRead:
      editor.ask(b, editor.proposed(b));
      break;
    case ActionType::kConfirm: {
      ReadSet confirmed = editor.confirmed(a);
      confirmed.insert(action.read);
      editor.set_confirmed(a, confirmed);
      break;
    }
    case ActionType::kAnswer:
      editor.answer(action.read, register_after(editor, b, action.upto));
      break;
    case ActionType::kLocalRead:
      editor.answer(editor.ask(b, action.upto), register_after(editor, b, action.upto));
      break;
    case ActionType::kLearnerRead:
      editor.answer(editor.ask(Ballot(), 0), register_of(editor, action.learner));
      break;
    case ActionType::kLeaseEnds:
      editor.end_lease(b);
      break;
    case ActionType::kRelease:
      editor.set_lease(a, Ballot());
      break;
  }
  return after;
}

std::optional<State> MultiPaxos::outcome(const State& before, const Action& action) const {
  // A crash may change nothing by other rules; how many there may be is the same by all.
  bool is_enabled = action.type == ActionType::kCrash;
  for_each_enabled(before, [&](const Action& enabled) { is_enabled = is_enabled || enabled == action; });
  if (!is_enabled) return std::nullopt;
  return apply(before, action);
}

bool MultiPaxos::look_alike(const MultiPaxos& model, const State& state, const MultiPaxos& other,
                            const State& other_state) {
  State one = state;
  State two = other_state;
  Editor of_one(model.layout_, one);
  Editor of_two(model.layout_, two);
  for (int i = 0; i < model.bounds().acceptors; ++i) {
    for (Editor* editor : {&of_one, &of_two}) {
      editor->set_max_bal(AcceptorId(i), Ballot());
      if (model.bounds().reads > 0) editor->set_lease(AcceptorId(i), Ballot());
      for (int s = 0; s < model.bounds().slots; ++s) editor->set_latest(AcceptorId(i), Slot(s), Ballot());
    }
  }
  // Whether a command has its effect is a matter of the rules.
  return one == two && model.history(state).learners == other.history(other_state).learners;
}

void MultiPaxos::encode(const State& state, std::span<std::byte> encoding) const {
  std::memcpy(encoding.data(), state.data(), encoded_bytes());
}

std::vector<checker::Part> MultiPaxos::parts() const {
  std::vector<checker::Part> parts{{layout_.shared_words() * sizeof(Word), 0}};
  for (int a = 0; a < bounds().acceptors; ++a) parts.push_back({layout_.block_words() * sizeof(Word), 1});
  return parts;
}

State MultiPaxos::rename_values(const State& state, const checker::ValueRenaming& renaming) const {
  State renamed = state;
  Editor editor(layout_, renamed);
  const auto new_name = [&](Value value) {
    return model::is_of_clients(value) ? Value(renaming.at(static_cast<std::size_t>(value.index()))) : value;
  };
  for (int b = 0; b < bounds().ballots(); ++b) {
    for (int s = 0; s < bounds().slots; ++s) {
      editor.propose(Ballot(b), Slot(s), new_name(editor.proposal(Ballot(b), Slot(s))));
    }
  }
  for (int l = 0; l < bounds().learners; ++l) {
    for (std::size_t n = 0; n < editor.executions(LearnerId(l)); ++n) {
      editor.set_executed_value(LearnerId(l), n, new_name(editor.executed_value(LearnerId(l), n)));
    }
  }
  for (int r = 0; r < editor.reads(); ++r) {
    const model::Read read = editor.read(ReadId(r));
    if (read.is_answered) editor.answer(ReadId(r), new_name(read.answer));
  }
  return renamed;
}

std::string_view MultiPaxos::type_name(ActionType type) {
  static constexpr std::array<std::string_view, kActionTypes> kNames{
      "phase-1a", "phase-1b", "become-leader", "phase-2a",   "phase-2b",     "execute",    "crash",
      "ask-read", "confirm",  "answer",        "local-read", "learner-read", "lease-ends", "release"};
  return kNames.at(static_cast<std::size_t>(type));
}

std::size_t MultiPaxos::actor(const Action& action) const {
  const int proposers = bounds().proposers;
  if (action.learner.exists())
    return static_cast<std::size_t>(proposers + bounds().acceptors + action.learner.index());
  if (action.acceptor.exists()) return static_cast<std::size_t>(proposers + action.acceptor.index());
  return static_cast<std::size_t>(action.ballot.index() % proposers);
}

std::vector<Word> MultiPaxos::history_bits(bool /*with_proposals*/) const {
  std::vector<Word> bits(layout_.words());
  for (std::size_t w = 0; w < layout_.shared_words(); ++w) bits[w] = ~Word{0};
  for (int a = 0; a < bounds().acceptors; ++a) {
    for (int s = 0; s < bounds().slots; ++s) {
      const WordField& voted = layout_.voted(Slot(s));
      bits[layout_.block(AcceptorId(a)) + voted.word] |= voted.mask << voted.shift;
    }
  }
  return bits;
}

bool MultiPaxos::same_votes(const State& before, const State& after) const {
  const View old(layout_, before);
  const View now(layout_, after);
  bool same = true;
  for (int a = 0; a < bounds().acceptors; ++a) {
    for (int s = 0; s < bounds().slots; ++s) {
      same = same && old.voted(AcceptorId(a), Slot(s)) == now.voted(AcceptorId(a), Slot(s));
    }
  }
  return same;
}

model::LogHistory MultiPaxos::history(const State& state) const {
  const View view(layout_, state);
  model::LogHistory history;
  history.slots.resize(static_cast<std::size_t>(bounds().slots), boost::container::default_init);
  for (int i = 0; i < bounds().slots; ++i) {
    const Slot s(i);
    model::History& slot = history.slots[static_cast<std::size_t>(i)];
    slot.acceptors = bounds().acceptors;
    slot.ballots = bounds().ballots();
    slot.values = bounds().values;
    slot.has_no_op = true;
    slot.changes = static_cast<int>(memberships_.size()) - 1;
    for (int j = 0; j < bounds().ballots(); ++j) {
      const Ballot b(j);
      const Value value = view.proposal(b, s);
      if (!value.exists()) continue;
      slot.proposed[static_cast<std::size_t>(j)].insert(value);
      const AcceptorSet voters = view.voters(b, s);
      if (!voters.empty()) slot.cast.at(b, value) = voters;
    }
  }
  settle_quorums(history);
  for (int i = 0; i < bounds().learners; ++i) {
    const LearnerId l(i);
    std::vector<model::Execution>& executed = history.learners.emplace_back();
    for (std::size_t n = 0; n < view.executions(l); ++n) {
      const Value value = view.executed_value(l, n);
      const bool is_new = std::none_of(executed.begin(), executed.end(),
                                       [&](const model::Execution& e) { return e.value == value; });
      const bool has_effect =
          is_new || !model::is_of_clients(value) || rules_.duplicates == Duplicates::kAgain;
      executed.push_back({view.executed_slot(l, n), value, has_effect});
    }
  }
  for (int r = 0; r < view.reads(); ++r) history.reads.push_back(view.read(ReadId(r)));
  return history;
}

}  // namespace paxoscope::multi_paxos
