// Classic single-decree Paxos over an asynchronous network, which may keep the order in which messages are sent: processes, which may crash,
// and messages in flight.
//
// docs/paxos.md states the transitions in prose. Sources: L. Lamport, "The Part-Time Parliament" (1998) and
// "Paxos Made Simple" (2001), to whose section 2.2 the phases below refer.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstring>
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
#include "model/catalogue.hpp"
#include "model/history.hpp"
#include "model/paxos/bounds.hpp"
#include "model/paxos/layout.hpp"
#include "model/paxos/link_order.hpp"
#include "model/paxos/message.hpp"
#include "model/paxos/numbering.hpp"
#include "model/paxos/rules.hpp"
#include "model/paxos/state.hpp"
#include "model/quorums.hpp"

namespace paxoscope::paxos {

class Paxos {
 public:
  using State = paxos::State;
  using Action = paxos::Action;

  /// `bounds` must be in range: see `fits`.
  explicit Paxos(const Bounds& bounds, const Rules& rules = {});

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  /// The same states under other rules, for the same bounds.
  [[nodiscard]] Paxos by_choices(std::span<const model::Choice> choices) const {
    return {layout_, rules_of(choices)};
  }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] View view(const State& state) const { return {layout_, state}; }

  // The decisions: what a process does where the protocol leaves it a choice, by the rules in force.
  [[nodiscard]] bool may_promise(Ballot ballot, const Acceptor& acceptor) const {
    return rules_.acceptor.may_promise(number_of(ballot), acceptor);
  }
  [[nodiscard]] bool may_vote(Ballot ballot, Value value, const Acceptor& acceptor) const {
    return rules_.acceptor.may_vote({number_of(ballot), value}, acceptor);
  }
  /// By what an acceptor has promised alone, which is all that they ask unless something stands in for the rules.
  [[nodiscard]] bool may_promise(Ballot ballot, Ballot promised) const {
    assert(are_acceptors_known_);
    return rules_.acceptor.may_promise(number_of(ballot), promised);
  }
  [[nodiscard]] bool may_vote(Ballot ballot, Ballot promised) const {
    assert(are_acceptors_known_);
    return rules_.acceptor.may_vote(number_of(ballot), promised);
  }
  [[nodiscard]] const model::Quorums& promise_quorums() const { return promise_quorums_; }
  [[nodiscard]] const model::Quorums& vote_quorums() const { return vote_quorums_; }
  /// The number by which acceptors and learners know `ballot`, which belongs to one proposer.
  [[nodiscard]] Ballot number_of(Ballot ballot) const {
    return rules_.ballot_owner == BallotOwner::kShared ? Ballot(ballot.index() / bounds().proposers) : ballot;
  }
  /// How many of these numbers there are.
  [[nodiscard]] int numbers() const {
    return rules_.ballot_owner == BallotOwner::kShared ? bounds().attempts : bounds().ballots();
  }
  /// Whether the promises that `proposer` has recorded let it propose.
  [[nodiscard]] bool has_enough_promises(const View& state, ProposerId proposer) const {
    return is_enough(state.promisers(proposer),
                     rules_.counting == Counting::kMessages ? state.counted(proposer) : 0);
  }
  /// Whether the owner of `ballot` counts a promise of it that arrives now.
  [[nodiscard]] bool counts_promise(const View& state, Ballot ballot) const;
  /// Whether its owner proposes when `promise` arrives now.
  [[nodiscard]] bool completes_quorum(const View& state, const Message& promise) const;
  /// Whether `ballot` is the last that its owner knows that it started.
  [[nodiscard]] bool is_last_started(const View& state, Ballot ballot) const {
    const ProposerId proposer = bounds().owner(ballot);
    return state.attempts_started(proposer) > 0 && state.ballot(proposer) == ballot;
  }
  /// Whether its owner asks for promises of `ballot`, or proposes in it without.
  [[nodiscard]] bool has_first_phase(Ballot ballot) const;
  /// Where the rules leave it a choice, nobody asks.
  [[nodiscard]] Value value_to_propose(const View& state, ProposerId proposer) const;
  /// Whether it may be up to the proposer which value it proposes.
  [[nodiscard]] bool is_choice_left() const {
    return rules_.proposal_value == ProposalValue::kMostReported ||
           rules_.proposal_value == ProposalValue::kAnyReported;
  }
  /// What its owner may choose to propose when it receives `promise`; empty where it has no choice, or nothing to propose.
  [[nodiscard]] model::ValueSet choices(const View& state, const Message& promise) const;
  [[nodiscard]] Process sender(const Message& message) const;
  /// Who receives `message`.
  [[nodiscard]] Process receiver(const Message& message) const;
  /// How far a process may come in `step`, which starts a ballot or receives a message, before it crashes: neither through it, nor where it
  /// might as well have crashed before it began.
  [[nodiscard]] std::vector<Progress> interruptions(const View& state, const Action& step) const;
  /// The highest vote in the promises that `proposer` has recorded; none if they report none.
  [[nodiscard]] static Vote highest_reported(const View& state, ProposerId proposer);
  /// The lowest.
  [[nodiscard]] static Vote lowest_reported(const View& state, ProposerId proposer);

  // The model interface.
  [[nodiscard]] std::vector<State> initial_states() const { return {State(layout_.words())}; }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const;
  [[nodiscard]] State apply(const State& before, const Action& action) const;
  /// What comes of an action that is enabled under other rules; nothing if it is not possible under these. What a proposer chose is
  /// not asked where it has no choice.
  [[nodiscard]] std::optional<State> outcome(const State& before, const Action& action) const;
  /// Whether the same messages are in flight, by the numbers that acceptors know, and the past is the same; for states of one layout.
  [[nodiscard]] static bool look_alike(const Paxos& model, const State& state, const Paxos& other,
                                       const State& other_state);
  /// Enabled actions and their successors in one go.
  template <typename Visit>
  void for_each_successor(const State& state, Visit&& visit) const;
  /// The same for those actions of which `is_wanted(action)`.
  template <typename IsWanted, typename Visit>
  void for_each_wanted_successor(const State& state, IsWanted&& is_wanted, Visit&& visit) const;
  /// Receiving and losing a message concerns the block of its acceptor alone, unless it is a promise or a nack that is received, or a vote
  /// that a learner hears of who may be down, or a budget counts it. What was sent before it on its link stands in that block too.
  template <typename Visit>
  void for_each_local_step(std::size_t part_kind, const model::Word* part, Visit&& visit) const;
  template <typename IsWanted, typename Visit>
  void for_each_other_successor(const State& state, IsWanted&& is_wanted, Visit&& visit) const;
  /// What a promise that is received commutes with depends on whether it completes a quorum.
  [[nodiscard]] checker::ActionSet also_independent(const State& state, const Action& action) const;
  [[nodiscard]] checker::Independence independence() const { return numbering_.independence(); }
  [[nodiscard]] std::size_t action_number(const Action& action) const { return numbering_.number(action); }
  [[nodiscard]] std::size_t encoded_bytes() const { return layout_.words() * sizeof(model::Word); }
  void encode(const State& state, std::span<std::byte> encoding) const;
  [[nodiscard]] static const model::Word* encoded_words(const State& state) { return state.data(); }
  [[nodiscard]] State decode(std::span<const std::byte> encoding) const;
  /// The shared part, then a block for each acceptor.
  [[nodiscard]] std::vector<checker::Part> parts() const;
  /// The acceptors. Each message names one of them and stands in its block, and nothing outside the blocks names any;
  /// no rule asks which acceptor it is, only how many there are.
  [[nodiscard]] checker::InterchangeableParts interchangeable_parts() const {
    return {1, static_cast<std::size_t>(bounds().acceptors), static_cast<std::size_t>(bounds().proposers)};
  }

  /// Kinds of action that can occur at all within the bounds, and their names ("prepare", "deliver-promise",
  /// …).
  [[nodiscard]] std::size_t action_kinds() const { return action_kind_names_.size(); }
  [[nodiscard]] std::size_t action_kind(const Action& action) const {
    return kind_of_[slot(action.type, action.message.type)];
  }
  /// Some action of that kind.
  [[nodiscard]] Action action_of_kind(std::size_t kind) const;
  [[nodiscard]] std::string_view action_kind_name(std::size_t kind) const { return action_kind_names_[kind]; }

  /// Acting processes: the proposers, the acceptors, the learners, and the network, which loses messages. Who crashes acts.
  [[nodiscard]] std::size_t actors() const {
    return static_cast<std::size_t>(bounds().proposers + bounds().acceptors + bounds().learners + 1);
  }
  [[nodiscard]] std::size_t actor(const Action& action) const;
  /// The process that takes a step that the network does not take.
  [[nodiscard]] Process actor_of(const Action& action) const;

  /// What properties may look at.
  [[nodiscard]] model::History history(const State& state) const;
  /// The bits of the encoding in which the history stands, a word for each of its words; only the votes, if it is not to be
  /// with proposals.
  [[nodiscard]] std::vector<model::Word> history_bits(bool with_proposals) const;
  /// True if no vote was cast or heard between two states, so that what is chosen and learned is the same in
  /// both.
  [[nodiscard]] bool same_votes(const State& before, const State& after) const;

 private:
  /// What of a step is done: all of it, or as much as a process did before it crashed. What it has in memory is then lost anyway.
  class Extent;

  Paxos(Layout layout, const Rules& rules);

  // Kinds of part: the shared one, and the block of an acceptor. Where rules tell acceptors apart, so do kinds: of each acceptor a kind of its
  // own, in their order.
  static constexpr std::size_t kSharedPart = 0;
  static constexpr std::size_t kBlock = 1;

  /// `counted` is how many promises there were, if it is messages that count.
  [[nodiscard]] bool is_enough(AcceptorSet promisers, int counted) const {
    return rules_.counting == Counting::kMessages ? counted >= promise_quorums_.least()
                                                  : promise_quorums_.contains(promisers);
  }
  /// What stands in for the rule says; nothing if it leaves the choice to the proposer.
  [[nodiscard]] Value value_by_replacement(const View& state, ProposerId proposer) const;
  [[nodiscard]] bool is_local(const Action& action) const;
  [[nodiscard]] bool is_receipt_local(MessageType type) const {
    return type != MessageType::kPromise && type != MessageType::kNack &&
           !(may_crash_ && type == MessageType::kAccepted);
  }
  /// A message that is received too late to mean anything, whenever it is.
  [[nodiscard]] bool is_ignored(const View& view, const Action& action) const;
  template <typename Visit>
  void for_each_prepare(const View& view, Visit&& visit) const;
  [[nodiscard]] bool is_receivable(const View& view, const Message& message) const {
    return !(may_crash_ && view.is_down(receiver(message))) &&
           (!keeps_order_ || is_next_on_its_link(view, message));
  }
  /// Calls `visit(message)` for every message in flight that may be received.
  template <typename Visit>
  void for_each_receivable(const View& view, Visit&& visit) const;
  /// Those of crashes and of those that start again, in their order.
  [[nodiscard]] std::vector<Action> crashes(const View& view) const;
  /// `receipt` of a message, once for each choice that its receiver has.
  template <typename Visit>
  void for_each_choice(const View& view, const Action& receipt, Visit&& visit) const;

  // The steps.
  void take(Editor& state, const Action& action) const;
  void crash_in_step(Editor& state, const Action& action) const;
  void crash(Editor& state, Process process) const;
  void start_ballot(Editor& state, ProposerId proposer, Extent extent) const;
  void receive(Editor& state, const Action& receipt, Extent extent) const;
  void receive_prepare(Editor& state, const Message& prepare, Extent extent) const;
  void receive_promise(Editor& state, const Message& promise, Value choice, Extent extent) const;
  void receive_accept(Editor& state, const Message& accept, Extent extent) const;
  void receive_nack(Editor& state, const Message& nack) const;
  /// Instead of doing what `request` asks for.
  void refuse(Editor& state, const Message& request, Extent extent) const;
  static void receive_accepted(Editor& state, const Message& accepted, Extent extent);
  void propose(Editor& state, Ballot ballot, Value value, Extent extent) const;

  static constexpr std::size_t slot(ActionType action, MessageType message) {
    return static_cast<std::size_t>(action) * kMessageTypes + static_cast<std::size_t>(message);
  }
  void name_action_kinds();

  Layout layout_;
  Rules rules_;
  model::Quorums promise_quorums_;
  model::Quorums vote_quorums_;
  bool are_acceptors_alike_;
  bool are_acceptors_known_;  // asked of each message in each state
  bool may_crash_;            // likewise
  bool keeps_order_;          // likewise
  Numbering numbering_;
  std::vector<std::string_view> action_kind_names_;
  std::array<std::size_t, static_cast<std::size_t>(kActionTypes) * kMessageTypes> kind_of_{};
};

static_assert(checker::KnowsIndependence<Paxos> && checker::HoldsEncoding<Paxos> &&
              checker::KnowsIndependenceInState<Paxos> && checker::HasFusedSuccessors<Paxos> &&
              checker::HasInterchangeableParts<Paxos>);

template <typename Visit>
void Paxos::for_each_enabled(const State& state, Visit&& visit) const {
  const View view(layout_, state);
  // A proposer may start its next ballot at any time: a first try, a time-out, a suspicion.
  for_each_prepare(view, visit);
  for_each_receivable(view, [&](const Message& m) { for_each_choice(view, Action::deliver(m), visit); });
  if (bounds().duplication.allows_another(view.duplicated())) {
    for_each_receivable(view, [&](const Message& m) { for_each_choice(view, Action::duplicate(m), visit); });
  }
  if (bounds().loss.allows_another(view.lost())) {
    view.for_each_in_flight([&](const Message& m) { visit(Action::lose(m)); });
  }
  if (!may_crash_) return;
  for (const Action& action : crashes(view)) visit(action);
}

template <typename Visit>
void Paxos::for_each_receivable(const View& view, Visit&& visit) const {
  if (!may_crash_ && !keeps_order_) return view.for_each_in_flight(visit);
  view.for_each_in_flight([&](const Message& m) {
    if (is_receivable(view, m)) visit(m);
  });
}

inline bool Paxos::is_local(const Action& action) const {
  switch (action.type) {
    case ActionType::kPrepare:
      return false;
    case ActionType::kDeliver:
      return is_receipt_local(action.message.type);
    case ActionType::kDuplicate:
      return is_receipt_local(action.message.type) && bounds().duplication.is_any();
    case ActionType::kLose:
      return bounds().loss.is_any();
    case ActionType::kCrashStarting:
    case ActionType::kCrashReceiving:
    case ActionType::kCrashReceivingCopy:
    case ActionType::kCrash:
    case ActionType::kRecover:
      break;
  }
  return false;
}

template <typename Visit>
void Paxos::for_each_local_step(std::size_t part_kind, const model::Word* part, Visit&& visit) const {
  if (part_kind == kSharedPart) return;
  // The block in a state that is otherwise empty: nothing else is looked at.
  State state(layout_.words());
  const AcceptorId acceptor(static_cast<int>(part_kind - kBlock));
  const std::size_t first = layout_.block(acceptor) / model::kWordBits;
  std::copy_n(part, layout_.block_words(), state.data() + first);
  const View view(layout_, state);
  std::uint64_t ignored = 0;  // numbers
  for_each_enabled(state, [&](const Action& action) {
    const std::size_t number = numbering_.number_in_part(action);
    if (number != checker::kNoNumber && is_ignored(view, action)) ignored |= std::uint64_t{1} << number;
  });
  for_each_enabled(state, [&](const Action& action) {
    if (!is_local(action)) return;
    const State after = apply(state, action);
    checker::LocalStep step{action_kind(action)};
    step.number = numbering_.number_in_part(action);
    const std::uint64_t others = numbering_.of_other_messages(action.message);
    step.also_independent = others & (is_ignored(view, action) ? ~std::uint64_t{0} : ignored);
    visit(step, after.data() + first);
  });
}

template <typename IsWanted, typename Visit>
void Paxos::for_each_other_successor(const State& state, IsWanted&& is_wanted, Visit&& visit) const {
  State after = state;
  Editor editor(layout_, after);
  const auto step = [&](const Action& action) {
    if (!is_wanted(action)) return;
    take(editor, action);
    visit(action, std::as_const(after));
    after = state;
  };
  const auto is_counted = [](const Budget& budget) { return !budget.is_none() && !budget.is_any(); };
  if (is_counted(bounds().loss) || is_counted(bounds().duplication) || may_crash_ || keeps_order_) {
    for_each_enabled(state, [&](const Action& action) {
      if (!is_local(action)) step(action);
    });
    return;
  }
  // Where nothing is counted and any message may be received, what is left is to start a ballot and to receive a promise or a nack.
  const View view(layout_, state);
  for_each_prepare(view, step);
  const auto step_with_all_for_proposers = [&](auto&& receipt) {
    view.for_each_promise_in_flight([&](const Message& m) { for_each_choice(view, receipt(m), step); });
    view.for_each_nack_in_flight([&](const Message& m) { step(receipt(m)); });
  };
  step_with_all_for_proposers(Action::deliver);
  if (bounds().duplication.is_any()) step_with_all_for_proposers(Action::duplicate);
}

template <typename Visit>
void Paxos::for_each_prepare(const View& view, Visit&& visit) const {
  for (int i = 0; i < bounds().proposers; ++i) {
    const ProposerId p(i);
    if (may_crash_ && view.is_down(Process(p))) continue;
    if (view.attempts_started(p) < bounds().attempts) visit(Action::prepare(p));
  }
}

template <typename Visit>
void Paxos::for_each_choice(const View& view, const Action& receipt, Visit&& visit) const {
  if (is_choice_left() && receipt.message.type == MessageType::kPromise) {
    const model::ValueSet values = choices(view, receipt.message);
    values.for_each([&](Value v) { visit(receipt.choosing(v)); });
    if (!values.empty()) return;
  }
  visit(receipt);
}

template <typename IsWanted, typename Visit>
void Paxos::for_each_wanted_successor(const State& state, IsWanted&& is_wanted, Visit&& visit) const {
  State after = state;
  Editor editor(layout_, after);
  for_each_enabled(state, [&](const Action& action) {
    if (!is_wanted(action)) return;
    take(editor, action);
    visit(action, std::as_const(after));
    after = state;
  });
}

template <typename Visit>
void Paxos::for_each_successor(const State& state, Visit&& visit) const {
  for_each_wanted_successor(
      state, [](const Action& /*action*/) { return true; }, visit);
}

}  // namespace paxoscope::paxos
