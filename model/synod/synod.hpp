// The synod algorithm as Lamport specifies it in Paxos.tla: no processes that lead, no network, only acceptors
// and a set of messages that grows.
//
// docs/synod.md states the transitions in prose. Sources: L. Lamport, Paxos.tla (in tlaplus/Examples), whose
// names the actions, variables and messages have here, and "Paxos Made Simple" (2001), to whose section 2.2
// the phases below refer.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/independence.hpp"
#include "checker/local_steps.hpp"
#include "checker/model.hpp"
#include "checker/part.hpp"
#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "model/history.hpp"
#include "model/quorums.hpp"
#include "model/synod/action.hpp"
#include "model/synod/bounds.hpp"
#include "model/synod/layout.hpp"
#include "model/synod/numbering.hpp"
#include "model/synod/rules.hpp"
#include "model/synod/state.hpp"

namespace paxoscope::synod {

class Synod {
 public:
  using State = synod::State;
  using Action = synod::Action;

  /// `bounds` must be in range: see `fits`.
  explicit Synod(const Bounds& bounds, const Rules& rules = {})
      : layout_(bounds),
        rules_(rules),
        promise_quorums_(model::quorums_of(rules.promise_quorum, bounds.acceptors)),
        vote_quorums_(model::quorums_of(rules.vote_quorum, bounds.acceptors)),
        are_acceptors_alike_(rules.acceptor.are_acceptors_alike()),
        are_acceptors_plain_(rules.acceptor == model::AcceptorRules{} && rules.proposals == Proposals::kOne),
        are_proposals_plain_(rules.promise_quorum == model::QuorumRule{} &&
                             rules.replaced_proposal_value == nullptr &&
                             (rules.proposal_value == ProposalValue::kHighestReported ||
                              rules.proposal_value == ProposalValue::kOwn)),
        numbering_(bounds) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  /// The same states under other rules, for the same bounds.
  [[nodiscard]] Synod by_choices(std::span<const model::Choice> choices) const {
    return Synod(bounds(), rules_of(choices));
  }
  [[nodiscard]] View view(const State& state) const { return {layout_, state}; }

  // The decisions, by the rules in force.
  /// The ballots that an acceptor may promise, and that would change something, of those that ask for it.
  [[nodiscard]] BallotSet promisable(const View& state, AcceptorId a, BallotSet asking) const;
  /// The ballots that an acceptor may vote in, of those with a proposal, if only for some values.
  [[nodiscard]] BallotSet votable(const View& state, AcceptorId a, BallotSet proposed) const;
  /// Whether an acceptor may cast a vote, in a ballot that it may vote in, and it changes something.
  [[nodiscard]] bool changes_something(const View& state, AcceptorId a, const Vote& vote) const;
  /// Whether `a` may crash, and that changes something.
  [[nodiscard]] bool may_crash(const View& state, AcceptorId a) const {
    const Acceptor acceptor(state, a);
    return bounds().crashes.allows_another(state.crashed()) &&
           (rules_.storage.promised_after_crash(acceptor) != acceptor.promised() ||
            rules_.storage.kept_after_crash(acceptor) != acceptor.kept());
  }
  /// The values that `ballot` may propose; a quorum must have promised it.
  [[nodiscard]] ValueSet proposable(const View& state, Ballot ballot) const;
  [[nodiscard]] BallotSet promised_by_quorum(const View& state) const;
  [[nodiscard]] const model::Quorums& promise_quorums() const { return promise_quorums_; }
  [[nodiscard]] const model::Quorums& vote_quorums() const { return vote_quorums_; }

  // The model interface.
  [[nodiscard]] std::vector<State> initial_states() const { return {State(layout_.words())}; }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const;
  [[nodiscard]] State apply(const State& before, const Action& action) const;
  /// What comes of an action that is enabled under other rules; nothing if it is not possible under these.
  [[nodiscard]] std::optional<State> outcome(const State& before, const Action& action) const;
  /// Whether the same messages were sent.
  [[nodiscard]] static bool look_alike(const Synod& model, const State& state, const Synod& other,
                                       const State& other_state);
  /// Calls `visit(action, successor)` for every transition that leaves `state`, in the order of the actions.
  /// The successor is one and the same object, valid during the call.
  template <typename Visit>
  void for_each_successor(const State& state, Visit&& visit) const;
  /// Phase1a changes the shared part and looks at nothing else; Phase1b and Phase2b change the block of an acceptor and
  /// look at that and at one message in the shared part. Only Phase2a looks at all acceptors, and a crash may be counted.
  template <typename Visit>
  void for_each_local_step(std::size_t part_kind, const model::Word* part, Visit&& visit) const;
  template <typename IsWanted, typename Visit>
  void for_each_other_successor(const State& state, IsWanted&& is_wanted, Visit&& visit) const;
  [[nodiscard]] checker::Independence independence() const { return numbering_.independence(rules_); }
  [[nodiscard]] std::size_t action_number(const Action& action) const { return numbering_.number(action); }
  [[nodiscard]] std::size_t encoded_bytes() const { return layout_.words() * sizeof(model::Word); }
  void encode(const State& state, std::span<std::byte> encoding) const;
  [[nodiscard]] static const model::Word* encoded_words(const State& state) { return state.data(); }
  [[nodiscard]] static State decode(std::span<const std::byte> encoding) { return State(encoding); }
  /// The shared part, then the block of each acceptor. A transition changes one part only, but for a crash that is counted.
  [[nodiscard]] std::vector<checker::Part> parts() const;
  /// The acceptors: no message outside their blocks names one, and no rule asks which acceptor it is.
  [[nodiscard]] checker::InterchangeableParts interchangeable_parts() const {
    return {1, static_cast<std::size_t>(bounds().acceptors), static_cast<std::size_t>(bounds().ballots)};
  }
  /// The values: no rule asks which value it is, and a ballot that is free to propose one may propose any.
  [[nodiscard]] std::size_t interchangeable_values() const {
    return static_cast<std::size_t>(bounds().values);
  }
  [[nodiscard]] State rename_values(const State& state, const checker::ValueRenaming& renaming) const;

  [[nodiscard]] std::size_t action_kinds() const {
    // A crash in which nothing is forgotten changes nothing, so it is no step.
    const bool are_there_crashes = !bounds().crashes.is_none() && !rules_.storage.forget_nothing();
    return are_there_crashes ? kActionTypes : static_cast<std::size_t>(ActionType::kCrash);
  }
  [[nodiscard]] static std::size_t action_kind(const Action& action) {
    return static_cast<std::size_t>(action.type);
  }
  [[nodiscard]] static std::string_view action_kind_name(std::size_t kind);

  /// Who takes a step: a ballot asks for promises and proposes, an acceptor promises and votes. The ballots,
  /// then the acceptors.
  [[nodiscard]] std::size_t actors() const {
    return static_cast<std::size_t>(bounds().ballots + bounds().acceptors);
  }
  [[nodiscard]] std::size_t actor(const Action& action) const {
    return static_cast<std::size_t>(action.acceptor.exists() ? bounds().ballots + action.acceptor.index()
                                                             : action.ballot.index());
  }

  /// What properties may look at.
  [[nodiscard]] model::History history(const State& state) const;
  /// The bits of the encoding in which the history stands, a word for each of its words; only the votes, if it is not to be
  /// with proposals.
  [[nodiscard]] std::vector<model::Word> history_bits(bool with_proposals) const;
  /// True if the same votes were cast in both states, so that what is chosen is the same in both.
  [[nodiscard]] bool same_votes(const State& before, const State& after) const {
    bool same = true;
    for (int a = 0; a < bounds().acceptors; ++a) {
      const std::size_t block = layout_.block(AcceptorId(a));
      same =
          same && layout_.sent_2b().in(before.data() + block) == layout_.sent_2b().in(after.data() + block);
    }
    return same;
  }

 private:
  // Kinds of part.
  static constexpr std::size_t kSharedPart = 0;
  static constexpr std::size_t kBlock = 1;  // where rules tell acceptors apart that of the first, and so on

  /// Calls the visitor of each transition's action with its parameters, in the order of the actions. Four
  /// visitors rather than one action, so that what to do about each is known when this is compiled.
  template <typename Visit1a, typename Visit1b, typename Visit2a, typename Visit2b>
  void for_each_step(const State& state, Visit1a&& visit_1a, Visit1b&& visit_1b, Visit2a&& visit_2a,
                     Visit2b&& visit_2b) const;

  template <typename Visit>
  void for_each_phase2a(const View& view, BallotSet proposed, Visit&& visit) const;
  template <typename Visit>
  void for_each_crash(const View& view, Visit&& visit) const;

  // What the steps do.
  static void phase1a(Editor& state, Ballot b);
  void phase1b(Editor& state, AcceptorId a, Ballot b) const;
  static void phase2a(Editor& state, Ballot b, Value v);
  void phase2b(Editor& state, AcceptorId a, Ballot b, Value v) const;
  void crash(Editor& state, AcceptorId a) const;

  [[nodiscard]] bool is_majority(int acceptors) const { return 2 * acceptors > bounds().acceptors; }
  // For rules that the quick ways below are not made for.
  [[nodiscard]] BallotSet promised_by_any_quorum(const View& state) const;
  [[nodiscard]] ValueSet proposable_by_any_rule(const View& state, Ballot ballot) const;
  /// What stands in for the rule says; nothing if any value will do.
  [[nodiscard]] Value value_by_replacement(const View& state, Ballot ballot, AcceptorSet quorum) const;
  [[nodiscard]] ValueSet values_by_reports_of(const View& state, Ballot ballot, AcceptorSet quorum) const;

  Layout layout_;
  Rules rules_;
  model::Quorums promise_quorums_;
  model::Quorums vote_quorums_;
  bool are_acceptors_alike_;
  bool are_acceptors_plain_;
  bool are_proposals_plain_;
  Numbering numbering_;
};

// ---- The decisions

// A step that changes nothing is no transition: where the specification lets an action stutter, it is not
// enabled here.
inline BallotSet Synod::promisable(const View& state, AcceptorId a, BallotSet asking) const {
  const Ballot max_bal = state.max_bal(a);
  if (are_acceptors_plain_) return asking.above(max_bal);
  const Acceptor acceptor(state, a);
  BallotSet ballots;
  asking.for_each([&](Ballot b) {
    if (!rules_.acceptor.may_promise(b, acceptor)) return;
    const bool changes = rules_.acceptor.promised_after_promise(b, acceptor) != max_bal ||
                         !state.has_sent_1b(a, b, rules_.acceptor.reported(b, acceptor));
    if (changes) ballots.insert(b);
  });
  return ballots;
}

// By the specified rules a vote changes nothing if it is the last thing that the acceptor did, and then no other is possible in the
// ballot, as a ballot has one value.
inline BallotSet Synod::votable(const View& state, AcceptorId a, BallotSet proposed) const {
  const Ballot max_bal = state.max_bal(a);
  if (are_acceptors_plain_) {
    return proposed.at_or_above(max_bal).without(
        state.latest_vote(a).ballot == max_bal ? BallotSet::of(max_bal) : BallotSet());
  }
  // What stands in for the rule may look at the value too: it is asked vote by vote.
  const bool is_vote_decided_by_value = rules_.acceptor.replacement(model::AcceptorRule::kMayVote) != nullptr;
  BallotSet ballots;
  proposed.for_each([&](Ballot b) {
    if (is_vote_decided_by_value || rules_.acceptor.may_vote(b, max_bal)) ballots.insert(b);
  });
  return ballots;
}

inline bool Synod::changes_something(const View& state, AcceptorId a, const Vote& vote) const {
  if (are_acceptors_plain_) return true;
  const Acceptor acceptor(state, a);
  if (rules_.acceptor.replacement(model::AcceptorRule::kMayVote) != nullptr &&
      !rules_.acceptor.may_vote(vote, acceptor)) {
    return false;
  }
  return !state.has_sent_2b(a, vote) ||
         rules_.acceptor.promised_after_vote(vote, acceptor) != acceptor.promised() ||
         rules_.acceptor.kept_after_vote(vote, acceptor) != acceptor.kept();
}

// Phase 2(a): "If the proposer receives a response to its prepare requests (numbered n) from a majority of
// acceptors".
//
// Counted for all ballots at once, as this is asked of every state: bit b of `ones`, `twos` and `fours` are the digits of how many
// have promised ballot b.
inline BallotSet Synod::promised_by_quorum(const View& state) const {
  if (!are_proposals_plain_) return promised_by_any_quorum(state);
  static_assert(kAcceptorsMax < 8);
  unsigned ones = 0;
  unsigned twos = 0;
  unsigned fours = 0;
  for (int a = 0; a < bounds().acceptors; ++a) {
    const unsigned promised = state.sent_1b(AcceptorId(a)).bits();
    const unsigned two = ones & promised;
    fours |= twos & two;
    twos ^= two;
    ones ^= promised;
  }
  const auto is_set = [](int number, unsigned digit) { return (static_cast<unsigned>(number) & digit) != 0; };
  unsigned ballots = 0;
  for (int count = bounds().acceptors; is_majority(count); --count) {
    ballots |= (is_set(count, 1) ? ones : ~ones) & (is_set(count, 2) ? twos : ~twos) &
               (is_set(count, 4) ? fours : ~fours);
  }
  return BallotSet::of_bits(ballots);
}

// Phase 2(a): "the value of the highest-numbered proposal among the responses, or […] any value if the
// responses reported no proposals". If a value is chosen below this ballot, the highest vote of every quorum
// carries it: that is the induction step of P2c.
//
// The specification asks for some quorum Q; it need not be looked for. All who report no vote are the largest Q
// without a vote; and for each acceptor whose vote is to be the highest, all who report none above it.
inline ValueSet Synod::proposable(const View& state, Ballot ballot) const {
  if (!are_proposals_plain_) return proposable_by_any_rule(state, ballot);
  int reporting_no_vote = 0;
  for (int a = 0; a < bounds().acceptors; ++a) {
    reporting_no_vote += static_cast<int>(state.sent_1b(AcceptorId(a), ballot).are_of_no_vote());
  }
  const bool is_free = rules_.proposal_value == ProposalValue::kOwn || is_majority(reporting_no_vote);
  if (is_free) return ValueSet::first(bounds().values);

  ValueSet values;
  for (int highest = 0; highest < bounds().acceptors; ++highest) {
    const Reports reports = state.sent_1b(AcceptorId(highest), ballot);
    if (reports.empty() || reports.are_of_no_vote()) continue;
    const Ballot highest_ballot = reports.highest_ballot();
    int none_above = 0;
    for (int a = 0; a < bounds().acceptors; ++a) {
      const Reports others = state.sent_1b(AcceptorId(a), ballot);
      if (!others.empty() && others.highest_ballot() <= highest_ballot) ++none_above;
    }
    if (is_majority(none_above)) values.merge(reports.values_in(highest_ballot));
  }
  return values;
}

// ---- The steps

inline void Synod::phase1a(Editor& state, Ballot b) { state.send_1a(b); }

inline void Synod::phase1b(Editor& state, AcceptorId a, Ballot b) const {
  const Acceptor acceptor(state, a);
  const Vote reported = rules_.acceptor.reported(b, acceptor);
  state.set_max_bal(a, rules_.acceptor.promised_after_promise(b, acceptor));
  state.send_1b(a, b, reported);
}

inline void Synod::phase2a(Editor& state, Ballot b, Value v) { state.send_2a(b, v); }

inline void Synod::phase2b(Editor& state, AcceptorId a, Ballot b, Value v) const {
  const Acceptor acceptor(state, a);
  const Vote kept = rules_.acceptor.kept_after_vote({b, v}, acceptor);
  state.set_max_bal(a, rules_.acceptor.promised_after_vote({b, v}, acceptor));
  state.set_latest_vote(a, kept);
  state.send_2b(a, b, v);
}

inline void Synod::crash(Editor& state, AcceptorId a) const {
  const Acceptor acceptor(state, a);
  const Ballot promised = rules_.storage.promised_after_crash(acceptor);
  const Vote kept = rules_.storage.kept_after_crash(acceptor);
  state.set_max_bal(a, promised);
  state.set_latest_vote(a, kept);
  if (!bounds().crashes.is_any()) state.count_crash();
}

// A step that changes nothing is no transition: where the specification lets an action stutter, it is not
// enabled here.
template <typename Visit1a, typename Visit1b, typename Visit2a, typename Visit2b>
void Synod::for_each_step(const State& state, Visit1a&& visit_1a, Visit1b&& visit_1b, Visit2a&& visit_2a,
                          Visit2b&& visit_2b) const {
  const View view(layout_, state);
  const BallotSet asking = view.sent_1a();
  const int acceptors = bounds().acceptors;

  // Phase1a(b): a ballot may begin at any time, once.
  BallotSet::first(bounds().ballots).without(asking).for_each(visit_1a);

  // Phase1b(a): there is a 1a message of a ballot above maxBal[a].
  // Phase2b(a): there is a 2a message of a ballot that is not below maxBal[a].
  const BallotSet proposed = view.proposed();
  PairSet promises;
  PairSet votes;
  for (int i = 0; i < acceptors; ++i) {
    const AcceptorId a(i);
    promises.insert(a, promisable(view, a, asking));
    votes.insert(a, votable(view, a, proposed));
  }

  promises.for_each(visit_1b);

  for_each_phase2a(view, proposed, visit_2a);

  votes.for_each([&](AcceptorId a, Ballot b) {
    view.sent_2a(b).for_each([&](Value v) {
      if (changes_something(view, a, {b, v})) visit_2b(a, b, v);
    });
  });
}

// Phase2a(b, v): "~ \E m \in msgs : m.type = "2a" /\ m.bal = b", so that a ballot has one value. And nobody promises a
// ballot that has not asked.
template <typename Visit>
void Synod::for_each_phase2a(const View& view, BallotSet proposed, Visit&& visit) const {
  if (rules_.proposals == Proposals::kSeveral) {
    promised_by_quorum(view).for_each([&](Ballot b) {
      proposable(view, b).without(view.sent_2a(b)).for_each([&](Value v) { visit(b, v); });
    });
    return;
  }
  promised_by_quorum(view).without(proposed).for_each(
      [&](Ballot b) { proposable(view, b).for_each([&](Value v) { visit(b, v); }); });
}

// An acceptor that is down is one that takes no step, so it may be up again at once.
template <typename Visit>
void Synod::for_each_crash(const View& view, Visit&& visit) const {
  if (bounds().crashes.is_none()) return;
  for (int a = 0; a < bounds().acceptors; ++a) {
    if (may_crash(view, AcceptorId(a))) visit(Action::crash(AcceptorId(a)));
  }
}

template <typename Visit>
void Synod::for_each_enabled(const State& state, Visit&& visit) const {
  for_each_step(
      state, [&](Ballot b) { visit(Action::phase1a(b)); },
      [&](AcceptorId a, Ballot b) { visit(Action::phase1b(a, b)); },
      [&](Ballot b, Value v) { visit(Action::phase2a(b, v)); },
      [&](AcceptorId a, Ballot b, Value v) { visit(Action::phase2b(a, b, v)); });
  for_each_crash(View(layout_, state), visit);
}

// Much of the time of a search is spent here. One copy serves for all successors: a step is taken in it, and
// taken back, which touches a word or two.
template <typename Visit>
void Synod::for_each_successor(const State& state, Visit&& visit) const {
  State scratch = state;
  const State& successor = scratch;
  Editor editor(layout_, scratch);
  for_each_step(
      state,
      [&](Ballot b) {
        phase1a(editor, b);
        visit(Action::phase1a(b), successor);
        editor.undo_send(state);
      },
      [&](AcceptorId a, Ballot b) {
        phase1b(editor, a, b);
        visit(Action::phase1b(a, b), successor);
        editor.undo_promise(state, a, b);
      },
      [&](Ballot b, Value v) {
        phase2a(editor, b, v);
        visit(Action::phase2a(b, v), successor);
        editor.undo_send(state);
      },
      [&](AcceptorId a, Ballot b, Value v) {
        phase2b(editor, a, b, v);
        visit(Action::phase2b(a, b, v), successor);
        editor.undo_vote(state, a);
      });
  for_each_crash(View(layout_, state), [&](const Action& action) {
    crash(editor, action.acceptor);
    visit(action, successor);
    editor.undo_vote(state, action.acceptor);
    editor.undo_send(state);
  });
}

// The decisions are asked as if every message that may enable a step had been sent; that it was is the guard.
template <typename Visit>
void Synod::for_each_local_step(std::size_t part_kind, const model::Word* part, Visit&& visit) const {
  State scratch(layout_.words());
  Editor editor(layout_, scratch);
  const BallotSet all = BallotSet::first(bounds().ballots);
  const auto visit_as = [&](const Action& action, model::Word guard, model::Word* where, std::size_t words,
                            const auto& step) {
    std::copy_n(part, words, where);
    step();
    visit(checker::LocalStep{action_kind(action), 0, guard, numbering_.number_in_part(action)}, where);
    std::copy_n(part, words, where);
  };
  if (part_kind == kSharedPart) {
    std::copy_n(part, layout_.shared_words(), scratch.data());
    all.without(editor.sent_1a()).for_each([&](Ballot b) {
      visit_as(Action::phase1a(b), 0, scratch.data(), layout_.shared_words(), [&] { phase1a(editor, b); });
    });
    return;
  }
  const AcceptorId a(static_cast<int>(part_kind - kBlock));
  model::Word* const block = scratch.data() + layout_.block(a);
  const std::size_t words = layout_.block_words();
  std::copy_n(part, words, block);
  promisable(editor, a, all).for_each([&](Ballot b) {
    const model::Word guard = layout_.sent_1a().bit(static_cast<std::size_t>(b.index()));
    visit_as(Action::phase1b(a, b), guard, block, words, [&] { phase1b(editor, a, b); });
  });
  votable(editor, a, all).for_each([&](Ballot b) {
    ValueSet::first(bounds().values).for_each([&](Value v) {
      if (!changes_something(editor, a, {b, v})) return;
      const model::Word guard = layout_.sent_2a().bit(layout_.vote_index(b, v));
      visit_as(Action::phase2b(a, b, v), guard, block, words, [&] { phase2b(editor, a, b, v); });
    });
  });
}

template <typename IsWanted, typename Visit>
void Synod::for_each_other_successor(const State& state, IsWanted&& is_wanted, Visit&& visit) const {
  const View view(layout_, state);
  for_each_phase2a(view, view.proposed(), [&](Ballot b, Value v) {
    if (!is_wanted(Action::phase2a(b, v))) return;
    State successor = state;
    Editor editor(layout_, successor);
    phase2a(editor, b, v);
    visit(Action::phase2a(b, v), std::as_const(successor));
  });
  for_each_crash(view, [&](const Action& action) {
    if (!is_wanted(action)) return;
    State successor = state;
    Editor editor(layout_, successor);
    crash(editor, action.acceptor);
    visit(action, std::as_const(successor));
  });
}

static_assert(checker::KnowsIndependence<Synod> && checker::HoldsEncoding<Synod> &&
              checker::HasFusedSuccessors<Synod> && checker::HasInterchangeableParts<Synod> &&
              checker::HasInterchangeableValues<Synod>);
static_assert(static_cast<std::size_t>(kValuesMax) <= checker::kInterchangeableValuesMax);

}  // namespace paxoscope::synod
