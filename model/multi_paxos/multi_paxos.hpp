// Multi-Paxos: acceptors that vote in every slot of a log under one promise, leaders that propose in one slot after another, learners that execute,
// and a set of messages that grows.
//
// docs/multi_paxos.md states the transitions in prose. Source: L. Lamport, "Paxos Made Simple", ACM SIGACT News 32(4), 2001, section 3; R. van
// Renesse and D. Altinbuken, "Paxos Made Moderately Complex", ACM Computing Surveys 47(3), 2015.
#pragma once

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
        promise_quorums_(model::quorums_of(rules.promise_quorum, bounds.acceptors)),
        vote_quorums_(model::quorums_of(rules.vote_quorum, bounds.acceptors)) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  /// The same states under other rules, for the same bounds.
  [[nodiscard]] MultiPaxos by_choices(std::span<const model::Choice> choices) const {
    return MultiPaxos(bounds(), rules_of(choices));
  }
  [[nodiscard]] View view(const State& state) const { return {layout_, state}; }
  [[nodiscard]] const model::Quorums& promise_quorums() const { return promise_quorums_; }
  [[nodiscard]] const model::Quorums& vote_quorums() const { return vote_quorums_; }

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
  /// Whether a learner that knows what is chosen in a slot may execute it: it does once.
  [[nodiscard]] bool may_execute(const View& state, LearnerId l, Slot s) const;

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
  /// The commands: no rule asks which it is. The no-op is none of them.
  [[nodiscard]] std::size_t interchangeable_values() const {
    return static_cast<std::size_t>(bounds().values);
  }
  [[nodiscard]] State rename_values(const State& state, const checker::ValueRenaming& renaming) const;

  [[nodiscard]] static std::size_t action_kinds() { return kActionTypes; }
  [[nodiscard]] static std::size_t action_kind(const Action& action) {
    return static_cast<std::size_t>(action.type);
  }
  [[nodiscard]] static std::string_view action_kind_name(std::size_t kind);

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

  Layout layout_;
  Rules rules_;
  model::Quorums promise_quorums_;
  model::Quorums vote_quorums_;
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
      known_chosen(view, s).for_each([&](Value v) { visit(Action::execute(l, s, v)); });
    });
  }
}

static_assert(checker::HasInterchangeableParts<MultiPaxos> && checker::HasInterchangeableValues<MultiPaxos>);
static_assert(static_cast<std::size_t>(kValuesMax) <= checker::kInterchangeableValuesMax);

}  // namespace paxoscope::multi_paxos
