// Multi-Paxos: acceptors that vote in every slot of a log under one promise, leaders that propose in one slot after another, learners that execute,
// and a set of messages that grows.
//
// docs/multi_paxos.md states the transitions in prose. Source: L. Lamport, "Paxos Made Simple", ACM SIGACT News 32(4), 2001, section 3; R. van
// Renesse and D. Altinbuken, "Paxos Made Moderately Complex", ACM Computing Surveys 47(3), 2015.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "checker/model.hpp"
#include "checker/part.hpp"
#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "model/log_history.hpp"
#include "model/multi_paxos/action.hpp"
#include "model/multi_paxos/bounds.hpp"
#include "model/multi_paxos/layout.hpp"
#include "model/multi_paxos/memberships.hpp"
#include "model/multi_paxos/rules.hpp"
#include "model/multi_paxos/state.hpp"
#include "model/quorums.hpp"

namespace paxoscope::multi_paxos {

class MultiPaxos {
 public:
  using State = multi_paxos::State;
  using Action = multi_paxos::Action;

  /// `bounds` must be in range: see `fits`.
  explicit MultiPaxos(const Bounds& bounds, const Rules& rules = {})
      : layout_(bounds),
        rules_(rules),
        memberships_(memberships_of(rules.membership, bounds.acceptors,
                                    model::quorums_of(rules.promise_quorum, bounds.acceptors),
                                    model::quorums_of(rules.vote_quorum, bounds.acceptors))) {
    name_action_kinds();
  }

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  /// The same states under other rules, for the same bounds.
  [[nodiscard]] MultiPaxos by_choices(std::span<const model::Choice> choices) const {
    return MultiPaxos(bounds(), rules_of(choices));
  }
  [[nodiscard]] View view(const State& state) const { return {layout_, state}; }
  // Those of the first membership, which without changes decides on every slot.
  [[nodiscard]] const model::Quorums& promise_quorums() const { return memberships_.front().promise_quorums; }
  [[nodiscard]] const model::Quorums& vote_quorums() const { return memberships_.front().vote_quorums; }
  /// Who may decide, the first one first.
  [[nodiscard]] const std::vector<Membership>& memberships() const { return memberships_; }
  [[nodiscard]] const Membership& membership(MembershipId m) const {
    return memberships_[static_cast<std::size_t>(m.index())];
  }
  /// By how many slots, from the lowest on, it is settled who decides on `s`.
  [[nodiscard]] int settled_by(Slot s) const { return std::max(0, s.index() + 1 - bounds().window); }

  // The decisions, by the rules in force.
  /// Whether an acceptor may promise a ballot that asks for it: it does once.
  [[nodiscard]] bool may_promise(const View& state, AcceptorId a, Ballot b) const;
  /// Whether an acceptor may vote for what a ballot proposes in a slot: it does once.
  [[nodiscard]] bool may_vote(const View& state, AcceptorId a, Ballot b, Slot s) const;
  /// Whether a ballot may become leader: its proposer acts in it, and a quorum has promised it.
  [[nodiscard]] bool may_lead(const View& state, Ballot b) const;
  /// Those who have promised a ballot.
  [[nodiscard]] AcceptorSet promisers(const View& state, Ballot b) const;
  /// The highest votes that those in `quorum` reported to a ballot, by slot.
  [[nodiscard]] static Reports highest_votes(const View& state, Ballot b, AcceptorSet quorum);
  /// What a ballot may propose at once as it becomes leader: one log for each way in which the reports of some quorum can bind it.
  [[nodiscard]] std::set<Log> leaders_logs(const View& state, Ballot b) const;
  /// Whether a ballot that leads may propose a command in a slot now.
  [[nodiscard]] bool may_propose(const View& state, Ballot b, Slot s) const;
  /// What a learner may take for chosen in a slot.
  [[nodiscard]] ValueSet known_chosen(const View& state, Slot s) const;

  // With a window.
  template <typename T>
  using BySlot = std::array<T, static_cast<std::size_t>(kSlotsMax)>;
  /// What one may know of the log: of each slot who may decide on it, what one may take for chosen in it, and who is left in force.
  struct KnownLog {
    BySlot<MembershipSet> deciding{};
    BySlot<ValueSet> chosen{};
    MembershipsAfter after{};
  };
  /// As learners may know it or, if there is one, `leader`, the ballot of a leader, be a slot open to it or not.
  [[nodiscard]] KnownLog known_log(const View& state, Ballot leader = {}) const;
  /// As a leader may: `known` is what learners do. Nobody decides for it where it does not propose yet.
  [[nodiscard]] KnownLog known_to(const View& state, const KnownLog& known, Ballot leader) const;
  /// What a ballot, which knows so much, may propose now, by slot.
  [[nodiscard]] BySlot<ValueSet> proposable(const View& state, const KnownLog& known, Ballot b) const;
  /// What is proposed where a ballot is free: commands of clients, and changes of membership.
  [[nodiscard]] ValueSet commands() const;
  /// Whether a learner that knows what is chosen in a slot may execute it: it does once.
  [[nodiscard]] bool may_execute(const View& state, LearnerId l, Slot s) const;

  /// Whether an acceptor that crashes now forgets something, and may crash.
  [[nodiscard]] bool may_crash(const State& state, AcceptorId a) const;

  // Of reads.
  /// Whether promises are leases.
  [[nodiscard]] bool are_there_leases() const { return bounds().reads > 0 && rules_.read == ReadBy::kLease; }
  /// Whether an acceptor has given a lease to another proposer than that of `b`.
  [[nodiscard]] static bool is_leased_from(const View& state, AcceptorId a, Ballot b) {
    return state.lease(a).exists() && state.owner(state.lease(a)) != state.owner(b);
  }
  /// Whether a ballot's proposer takes it for leading, and one more read may be asked.
  [[nodiscard]] bool may_be_asked(const View& state, Ballot b) const;
  /// Whether an acceptor may confirm a read: it does once, of those that have no answer.
  [[nodiscard]] static bool may_confirm(const View& state, AcceptorId a, ReadId r);
  /// Whether a leader that was asked a read may look for its answer.
  [[nodiscard]] bool may_answer(const View& state, ReadId r) const;
  /// Whether it may answer at once, if the rules let leaders do so.
  [[nodiscard]] bool may_read_locally(const View& state, Ballot b) const;
  /// Whether an acceptor's lease may end.
  [[nodiscard]] bool may_release(const View& state, AcceptorId a) const;
  /// From how many slots a leader may answer that may not answer from less than `from`: each has what it proposed there chosen, for all it knows.
  [[nodiscard]] std::vector<int> answerable(const View& state, Ballot b, int from) const;
  /// What the register holds after what a ballot has proposed in the lowest `upto` slots; none if that is nothing.
  [[nodiscard]] Value register_after(const View& state, Ballot b, int upto) const;
  /// And after what a learner has executed.
  [[nodiscard]] Value register_of(const View& state, LearnerId l) const;

  // The model interface.
  [[nodiscard]] std::vector<State> initial_states() const { return {State(layout_.words())}; }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const;
  [[nodiscard]] State apply(const State& before, const Action& action) const;
  /// What comes of an action that is enabled under other rules; nothing if it is not possible under these.
  [[nodiscard]] std::optional<State> outcome(const State& before, const Action& action) const;
  /// Whether the same messages were sent, and the same executed.
  [[nodiscard]] static bool look_alike(const MultiPaxos& model, const State& state, const MultiPaxos& other,
                                       const State& other_state);
  [[nodiscard]] std::size_t encoded_bytes() const { return layout_.words() * sizeof(Word); }
  void encode(const State& state, std::span<std::byte> encoding) const;
  [[nodiscard]] static State decode(std::span<const std::byte> encoding) { return State(encoding); }
  /// The shared part, then the block of each acceptor.
  [[nodiscard]] std::vector<checker::Part> parts() const;
  /// The acceptors: nothing outside their blocks names one, and no rule asks which acceptor it is.
  [[nodiscard]] checker::InterchangeableParts interchangeable_parts() const {
    return {1, static_cast<std::size_t>(bounds().acceptors), static_cast<std::size_t>(bounds().proposers)};
  }
  /// The commands of clients: no rule asks which it is.
  [[nodiscard]] std::size_t interchangeable_values() const {
    return static_cast<std::size_t>(bounds().values);
  }
  [[nodiscard]] State rename_values(const State& state, const checker::ValueRenaming& renaming) const;

  /// Of those that there can be, within these bounds and by these rules.
  [[nodiscard]] std::size_t action_kinds() const { return action_types_.size(); }
  [[nodiscard]] std::size_t action_kind(const Action& action) const {
    return kind_of_[static_cast<std::size_t>(action.type)];
  }
  [[nodiscard]] std::string_view action_kind_name(std::size_t kind) const {
    return type_name(action_types_[kind]);
  }
  [[nodiscard]] static std::string_view type_name(ActionType type);

  /// Who takes a step: the proposers, then the acceptors, then the learners.
  [[nodiscard]] std::size_t actors() const {
    return static_cast<std::size_t>(bounds().proposers + bounds().acceptors + bounds().learners);
  }
  [[nodiscard]] std::size_t actor(const Action& action) const;

  /// What properties may look at.
  [[nodiscard]] model::LogHistory history(const State& state) const;
  /// The bits of the encoding in which the history stands, a word for each of its words. What was voted for stands with the proposals.
  [[nodiscard]] std::vector<Word> history_bits(bool with_proposals) const;
  /// True if the same votes were cast in both states, so that what is chosen is the same in both.
  [[nodiscard]] bool same_votes(const State& before, const State& after) const;

 private:
  [[nodiscard]] Log log_of(const View& state, const Reports& votes) const;
  void add_repaired(const Log& merged, std::set<Log>& logs) const;
  [[nodiscard]] std::set<Log> merged_logs(const View& state, Ballot b, AcceptorSet promised,
                                          const model::Quorums& quorums) const;
  [[nodiscard]] ValueSet left_by(const Log& log, const View& state, const KnownLog& known, Ballot b,
                                 Slot s) const;
  [[nodiscard]] ValueSet chosen_by(const View& state, Slot s, const model::Quorums& quorums) const;
  void crash(Editor& state, AcceptorId a) const;
  void settle_quorums(model::LogHistory& history) const;
  void name_action_kinds();
  template <typename Visit>
  void for_each_read_step(const View& view, Visit&& visit) const;

  Layout layout_;
  Rules rules_;
  std::vector<Membership> memberships_;
  model::Quorums any_set_ = model::Quorums::of(bounds().acceptors, [](AcceptorSet) { return true; });
  std::vector<ActionType> action_types_;
  std::array<std::size_t, kActionTypes> kind_of_{};
};

// A step that changes nothing is no transition.
template <typename Visit>
void MultiPaxos::for_each_enabled(const State& state, Visit&& visit) const {
  const View view(layout_, state);
  const BallotSet ballots = BallotSet::first(bounds().ballots());
  const AcceptorSet acceptors = AcceptorSet::first(bounds().acceptors);
  const auto slots = model::IdSet<Slot>::first(bounds().slots);

  // A proposer takes its ballots one after the other.
  ballots.for_each([&](Ballot b) {
    const bool is_next = !view.has_begun(b) && (b.index() < bounds().proposers ||
                                                view.is_current(Ballot(b.index() - bounds().proposers)));
    if (is_next) visit(Action::phase1a(b));
  });
  acceptors.for_each([&](AcceptorId a) {
    ballots.for_each([&](Ballot b) {
      if (may_promise(view, a, b)) visit(Action::phase1b(a, b));
    });
  });
  KnownLog known;
  if (bounds().window > 0) {
    known = known_log(view);
    ballots.for_each([&](Ballot b) {
      if (!view.is_current(b)) return;
      const BySlot<ValueSet> values = proposable(view, known_to(view, known, b), b);
      slots.for_each([&](Slot s) {
        values[static_cast<std::size_t>(s.index())].for_each(
            [&](Value v) { visit(Action::phase2a(b, s, v)); });
      });
    });
  } else {
    ballots.for_each([&](Ballot b) {
      if (!may_lead(view, b)) return;
      for (const Log& log : leaders_logs(view, b)) visit(Action::become_leader(b, log));
    });
    ballots.for_each([&](Ballot b) {
      slots.for_each([&](Slot s) {
        if (!may_propose(view, b, s)) return;
        for (int v = 0; v < bounds().values; ++v) visit(Action::phase2a(b, s, Value(v)));
      });
    });
  }
  acceptors.for_each([&](AcceptorId a) {
    ballots.for_each([&](Ballot b) {
      slots.for_each([&](Slot s) {
        if (may_vote(view, a, b, s)) visit(Action::phase2b(a, b, s));
      });
    });
  });
  for (int i = 0; i < bounds().learners; ++i) {
    const LearnerId l(i);
    slots.for_each([&](Slot s) {
      if (!may_execute(view, l, s)) return;
      const ValueSet chosen = bounds().window > 0 ? known.chosen[static_cast<std::size_t>(s.index())]
                                                  : chosen_by(view, s, vote_quorums());
      chosen.for_each([&](Value v) { visit(Action::execute(l, s, v)); });
    });
  }
  if (!bounds().crashes.is_none()) {
    acceptors.for_each([&](AcceptorId a) {
      if (may_crash(state, a)) visit(Action::crash(a));
    });
  }
  if (bounds().reads > 0) for_each_read_step(view, visit);
}

template <typename Visit>
void MultiPaxos::for_each_read_step(const View& view, Visit&& visit) const {
  const BallotSet ballots = BallotSet::first(bounds().ballots());
  const AcceptorSet acceptors = AcceptorSet::first(bounds().acceptors);
  switch (rules_.read) {
    case ReadBy::kQuorum:
      ballots.for_each([&](Ballot b) {
        if (may_be_asked(view, b)) visit(Action::ask_read(b));
      });
      acceptors.for_each([&](AcceptorId a) {
        for (int r = 0; r < view.reads(); ++r) {
          if (may_confirm(view, a, ReadId(r))) visit(Action::confirm(a, ReadId(r)));
        }
      });
      ballots.for_each([&](Ballot b) {
        for (int i = 0; i < view.reads(); ++i) {
          const ReadId r(i);
          if (view.read_ballot(r) != b || !may_answer(view, r)) continue;
          for (const int upto : answerable(view, b, view.read_from(r))) visit(Action::answer(b, r, upto));
        }
      });
      break;
    case ReadBy::kLease:
    case ReadBy::kLeader:
      ballots.for_each([&](Ballot b) {
        if (!may_read_locally(view, b)) return;
        for (const int upto : answerable(view, b, view.proposed(b))) visit(Action::local_read(b, upto));
      });
      break;
    case ReadBy::kLearner:
      if (view.reads() == bounds().reads) break;
      for (int l = 0; l < bounds().learners; ++l) visit(Action::learner_read(LearnerId(l)));
      break;
  }
  if (!are_there_leases()) return;
  ballots.for_each([&](Ballot b) {
    if (view.has_begun(b) && !view.leases_over().contains(b)) visit(Action::lease_ends(b));
  });
  acceptors.for_each([&](AcceptorId a) {
    if (may_release(view, a)) visit(Action::release(a));
  });
}

static_assert(checker::HasInterchangeableParts<MultiPaxos> && checker::HasInterchangeableValues<MultiPaxos>);
static_assert(static_cast<std::size_t>(kValuesMax) <= checker::kInterchangeableValuesMax);

}  // namespace paxoscope::multi_paxos
