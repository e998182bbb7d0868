// Paxos over a network that knows time: processes take their steps in rounds, all at the same speed.
//
// Sources: C. Dwork, N. Lynch, L. Stockmeyer, "Consensus in the presence of partial synchrony", Journal of the ACM 35 (1988), for the
// models; L. Lamport, "Paxos Made Simple" (2001), section 2.4, for what proposers do about time. docs/rounds.md states the transitions in
// prose.
//
// A round has two halves. First all that was in flight when it began arrives, one message after the other: acceptor by acceptor, and of
// what one acceptor sends or is sent prepares before promises before proposals before votes before nacks, each by ballot. What is sent on that
// is not due before the next round, so this order shows only where one process receives several messages. Then proposers
// may start ballots, the first of them first, and the round ends.
//
// Each step is one of classic Paxos over an asynchronous network (paxos::Paxos), but that a proposer may skip ballots of its own; the rest is a
// restriction of when it may be taken. So what is safe there is safe here.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/model.hpp"
#include "checker/part.hpp"
#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/paxos/paxos.hpp"
#include "model/rounds/action.hpp"
#include "model/rounds/bounds.hpp"
#include "model/rounds/layout.hpp"
#include "model/rounds/rules.hpp"
#include "model/rounds/state.hpp"

namespace paxoscope::rounds {

class InRounds {
 public:
  using State = rounds::State;
  using Action = rounds::Action;

  /// `bounds` must be in range, and have_room.
  explicit InRounds(const Bounds& bounds, const Rules& rules = {});

  /// Whether a state of these bounds is not too large.
  static bool have_room(const Bounds& bounds, const Rules& rules);

  [[nodiscard]] const Bounds& bounds() const { return bounds_; }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  [[nodiscard]] InRounds by_choices(std::span<const model::Choice> choices) const;
  /// What takes the steps.
  [[nodiscard]] const paxos::Paxos& paxos() const { return paxos_; }
  [[nodiscard]] View view(const State& state) const { return {layout_, paxos_.layout(), state}; }
  [[nodiscard]] Editor editor(State& state) const { return {layout_, paxos_.layout(), state}; }

  // Proposers.
  /// The ballot that `proposer` starts next: the lowest of its own above all that anything in `state` speaks of, as if it were told of
  /// those. None if that is more than it may start.
  [[nodiscard]] model::Ballot next_ballot(const State& state, ProposerId proposer) const;
  /// Whether it is up, its patience is over, and it is not for another one to lead; and whether it began in time, if it had to.
  [[nodiscard]] bool may_begin(const State& state, ProposerId proposer) const;
  /// Whether it starts a ballot in this round, as it may.
  [[nodiscard]] bool must_start(const State& state, ProposerId proposer) const;
  /// With no other ballots skipped than it skips: what Paxos starts the next ballot from.
  [[nodiscard]] State skipping(const State& state, ProposerId proposer) const;
  /// Whether the network is stable and, where there is to be a leader, there is one, or nobody who could be.
  [[nodiscard]] bool is_settled(const State& state) const;

  // The model interface.
  [[nodiscard]] std::vector<State> initial_states() const { return {State(layout_.words())}; }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const {
    for (const Action& action : enabled(state)) visit(action);
  }
  [[nodiscard]] State apply(const State& before, const Action& action) const;
  /// What comes of an action that is enabled under other rules; nothing if it is not possible under these.
  [[nodiscard]] std::optional<State> outcome(const State& before, const Action& action) const;
  [[nodiscard]] static bool look_alike(const InRounds& model, const State& state, const InRounds& other,
                                       const State& other_state) {
    return paxos::Paxos::look_alike(model.paxos_, state, other.paxos_, other_state);
  }
  [[nodiscard]] std::size_t encoded_bytes() const { return layout_.words() * sizeof(model::Word); }
  void encode(const State& state, std::span<std::byte> encoding) const;
  [[nodiscard]] static const model::Word* encoded_words(const State& state) { return state.data(); }
  [[nodiscard]] static State decode(std::span<const std::byte> encoding) { return State(encoding); }
  /// Those of Paxos, and what stands behind them.
  [[nodiscard]] std::vector<checker::Part> parts() const;

  /// Those of Paxos, and an own one for each event of other kinds that can occur.
  [[nodiscard]] std::size_t action_kinds() const { return paxos_.action_kinds() + kinds_.size(); }
  [[nodiscard]] std::size_t action_kind(const Action& action) const;
  [[nodiscard]] std::string_view action_kind_name(std::size_t kind) const;

  /// Those of Paxos; what is nobody's step is the network's.
  [[nodiscard]] std::size_t actors() const { return paxos_.actors(); }
  [[nodiscard]] std::size_t actor(const Action& action) const {
    return action.event == Event::kStep ? paxos_.actor(action.step) : actors() - 1;
  }

  [[nodiscard]] model::History history(const State& state) const { return paxos_.history(state); }
  [[nodiscard]] std::vector<model::Word> history_bits(bool with_proposals) const;
  [[nodiscard]] bool same_votes(const State& before, const State& after) const {
    return paxos_.same_votes(before, after);
  }

 private:
  [[nodiscard]] paxos::View paxos_view(const State& state) const { return paxos_.view(state); }
  /// In increasing order.
  [[nodiscard]] std::vector<Action> enabled(const State& state) const;
  void add_arrivals(const State& state, const Message& due, std::vector<Action>& actions) const;
  void add_starts(const State& state, std::vector<Action>& actions) const;
  void add_crashes(const State& state, std::vector<Action>& actions) const;
  void add_stabilisations(const State& state, std::vector<Action>& actions) const;
  void add_interruptions(const State& state, const paxos::Action& step, std::vector<Action>& actions) const;
  [[nodiscard]] bool may_crash_once_more(const State& state) const;
  [[nodiscard]] bool may_lose(const State& state, const Message& message) const;
  /// Whose omission it is if `message` is lost, where that counts.
  [[nodiscard]] paxos::Process omitter(const Message& message) const;
  [[nodiscard]] bool may_wait(const State& state, const Message& message) const;
  [[nodiscard]] bool may_end_round(const State& state) const;
  /// Whether some proposer that is up has ever started a ballot.
  [[nodiscard]] bool has_any_begun(const State& state) const;
  [[nodiscard]] bool is_any_proposer_up(const State& state) const;
  [[nodiscard]] bool is_up(const State& state, paxos::Process process) const {
    return !paxos_view(state).is_down(process);
  }

  // The steps.
  [[nodiscard]] State take(const State& before, const paxos::Action& step) const;
  [[nodiscard]] State end_round(const State& before) const;
  void note_omission(const Message& lost, Editor& after) const;

  Bounds bounds_;
  Rules rules_;
  paxos::Paxos paxos_;
  Layout layout_;
  std::vector<Event> kinds_;  // of those that are not steps of Paxos, in their order
};

static_assert(checker::Model<InRounds> && checker::HoldsEncoding<InRounds> && checker::HasParts<InRounds>);

}  // namespace paxoscope::rounds
