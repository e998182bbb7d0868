// Fast Paxos without processes that lead and without a network: acceptors, and a set of messages that grows.
//
// docs/fast_paxos.md states the transitions in prose. Source: L. Lamport, "Fast Paxos", Distributed Computing 19(2), 2006,
// pages 79-103, to whose sections the comments refer; a round of the paper is a ballot here.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "checker/model.hpp"
#include "checker/part.hpp"
#include "checker/symmetry.hpp"
#include "checker/value_symmetry.hpp"
#include "model/fast_paxos/action.hpp"
#include "model/fast_paxos/bounds.hpp"
#include "model/fast_paxos/layout.hpp"
#include "model/fast_paxos/rules.hpp"
#include "model/fast_paxos/state.hpp"
#include "model/history.hpp"
#include "model/quorums.hpp"

namespace paxoscope::fast_paxos {

/// What reports let a ballot propose.
struct Proposable {
  ValueSet values;       ///< each of these,
  bool is_free = false;  ///< or whatever it likes: then `values` has all

  friend constexpr bool operator==(const Proposable&, const Proposable&) = default;
};

class FastPaxos {
 public:
  using State = fast_paxos::State;
  using Action = fast_paxos::Action;

  /// `bounds` must be in range: see `fits`.
  explicit FastPaxos(const Bounds& bounds, const Rules& rules = {})
      : layout_(bounds),
        rules_(rules),
        classic_quorums_(model::quorums_of(rules.classic_quorum, bounds.acceptors)),
        fast_quorums_(model::quorums_of(rules.fast_quorum, bounds.acceptors)) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds(); }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  /// The same states under other rules, for the same bounds.
  [[nodiscard]] FastPaxos by_choices(std::span<const model::Choice> choices) const {
    return FastPaxos(bounds(), rules_of(choices));
  }
  [[nodiscard]] View view(const State& state) const { return {layout_, state}; }

  [[nodiscard]] bool is_fast(Ballot ballot) const { return ballot.index() < bounds().fast_ballots; }
  /// Of promises, and of votes in classic ballots.
  [[nodiscard]] const model::Quorums& classic_quorums() const { return classic_quorums_; }
  [[nodiscard]] const model::Quorums& fast_quorums() const { return fast_quorums_; }
  /// Those that choose a value in `ballot`.
  [[nodiscard]] const model::Quorums& quorums_in(Ballot ballot) const {
    return is_fast(ballot) ? fast_quorums_ : classic_quorums_;
  }

  // The decisions, by the rules in force.
  /// Whether an acceptor may promise a ballot that asks for it, and that changes something.
  [[nodiscard]] bool may_promise(const View& state, AcceptorId a, Ballot b) const;
  /// Whether an acceptor may cast a vote that it is asked for, and that changes something.
  [[nodiscard]] bool may_vote(const View& state, AcceptorId a, const Vote& vote) const;
  /// What `ballot` may propose by what those in `quorum` report.
  [[nodiscard]] Proposable proposable_by(const Reports& reports, AcceptorSet quorum, Ballot ballot) const;
  /// What `ballot` may propose by its promises: by those of some quorum. Nothing if none has promised it.
  [[nodiscard]] Proposable proposable(const View& state, Ballot ballot) const;
  /// What `ballot` may propose, or an acceptor vote for in it, because votes of the ballot before collide: by those of some quorum that are
  /// for several values. Nothing if there are none, or the ballot before is not fast.
  [[nodiscard]] Proposable recoverable(const View& state, Ballot ballot) const;
  /// Those whose reports are of any kind.
  [[nodiscard]] AcceptorSet reporting(const Reports& reports) const;
  /// The highest ballot in which those in `quorum` report a vote; none if they report none.
  [[nodiscard]] Ballot highest_ballot(const Reports& reports, AcceptorSet quorum) const;
  /// Those in `quorum` who report a vote.
  [[nodiscard]] AcceptorSet reporting(const Reports& reports, AcceptorSet quorum, const Vote& vote) const;
  /// The values of the votes in `ballot` that those in `quorum` report.
  [[nodiscard]] ValueSet values_reported(const Reports& reports, AcceptorSet quorum, Ballot ballot) const;
  /// O4(v): whether `vote.value` may have been, or may yet be, chosen in `vote.ballot`, for all that those in `quorum` report: all of some
  /// quorum of that ballot who are in `quorum` report the vote.
  [[nodiscard]] bool may_be_chosen(const Reports& reports, AcceptorSet quorum, const Vote& vote) const;

  // The model interface.
  [[nodiscard]] std::vector<State> initial_states() const { return {State(layout_.words())}; }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const;
  [[nodiscard]] State apply(const State& before, const Action& action) const;
  /// What comes of an action that is enabled under other rules; nothing if it is not possible under these.
  [[nodiscard]] std::optional<State> outcome(const State& before, const Action& action) const;
  /// Whether the same messages were sent.
  [[nodiscard]] static bool look_alike(const FastPaxos& model, const State& state, const FastPaxos& other,
                                       const State& other_state);
  [[nodiscard]] std::size_t encoded_bytes() const { return layout_.words() * sizeof(model::Word); }
  void encode(const State& state, std::span<std::byte> encoding) const;
  [[nodiscard]] static const model::Word* encoded_words(const State& state) { return state.data(); }
  [[nodiscard]] static State decode(std::span<const std::byte> encoding) { return State(encoding); }
  /// The shared part, then the block of each acceptor.
  [[nodiscard]] std::vector<checker::Part> parts() const;
  /// The acceptors: no message outside their blocks names one, and no rule asks which acceptor it is.
  [[nodiscard]] checker::InterchangeableParts interchangeable_parts() const {
    return {1, static_cast<std::size_t>(bounds().acceptors), static_cast<std::size_t>(bounds().ballots)};
  }
  /// The values: no rule asks which value it is, and who is free to propose one may propose any.
  [[nodiscard]] std::size_t interchangeable_values() const {
    return static_cast<std::size_t>(bounds().values);
  }
  [[nodiscard]] State rename_values(const State& state, const checker::ValueRenaming& renaming) const;

  /// Of recoveries those only that rules and bounds leave room for.
  [[nodiscard]] std::size_t action_kinds() const;
  [[nodiscard]] std::size_t action_kind(const Action& action) const;
  [[nodiscard]] std::string_view action_kind_name(std::size_t kind) const;

  /// Who takes a step: a ballot asks for promises and proposes, an acceptor promises and votes. The ballots, then the acceptors.
  [[nodiscard]] std::size_t actors() const {
    return static_cast<std::size_t>(bounds().ballots + bounds().acceptors);
  }
  [[nodiscard]] std::size_t actor(const Action& action) const {
    return static_cast<std::size_t>(action.acceptor.exists() ? bounds().ballots + action.acceptor.index()
                                                             : action.ballot.index());
  }

  /// What properties may look at. Where a ballot lets acceptors vote for any value all are proposed in it, and so is what acceptors vote
  /// for in a fast ballot by themselves.
  [[nodiscard]] model::History history(const State& state) const;
  /// The bits of the encoding in which the history stands, a word for each of its words; only the votes, if it is not to be
  /// with proposals.
  [[nodiscard]] std::vector<model::Word> history_bits(bool with_proposals) const;
  /// True if the same votes were cast in both states, so that what is chosen is the same in both.
  [[nodiscard]] bool same_votes(const State& before, const State& after) const;

 private:
  /// Whether a ballot may follow a fast one, and take its votes for promises.
  [[nodiscard]] bool ballots_recover() const {
    return rules_.has_coordinated_recovery() && bounds().fast_ballots > 0 && bounds().ballots > 1;
  }
  /// Whether a fast ballot may follow a fast one, and acceptors vote in it by themselves.
  [[nodiscard]] bool acceptors_recover() const {
    return rules_.has_uncoordinated_recovery() && bounds().fast_ballots > 1;
  }
  /// Calls `visit` with the value of each proposal that is allowed, where there may be one: any first.
  template <typename Visit>
  void for_each_proposal(const Proposable& proposable, Ballot ballot, Visit&& visit) const;
  /// By some quorum of those who report, of which `counts(quorum)`.
  template <typename Counts>
  [[nodiscard]] Proposable proposable_by_some(const Reports& reports, Ballot ballot, Counts&& counts) const;
  [[nodiscard]] Value value_by_replacement(const Reports& reports, AcceptorSet quorum, Ballot ballot) const;
  void vote(Editor& state, AcceptorId a, const Vote& cast) const;

  Layout layout_;
  Rules rules_;
  model::Quorums classic_quorums_;
  model::Quorums fast_quorums_;
};

// A step that changes nothing is no transition.
template <typename Visit>
void FastPaxos::for_each_enabled(const State& state, Visit&& visit) const {
  const View view(layout_, state);
  const BallotSet ballots = BallotSet::first(bounds().ballots);
  const AcceptorSet acceptors = AcceptorSet::first(bounds().acceptors);
  const BallotSet asking = view.sent_1a();

  ballots.without(asking).for_each([&](Ballot b) { visit(Action::phase1a(b)); });

  acceptors.for_each([&](AcceptorId a) {
    asking.for_each([&](Ballot b) {
      if (may_promise(view, a, b)) visit(Action::phase1b(a, b));
    });
  });

  ballots.for_each([&](Ballot b) {
    if (view.has_2a(b)) return;  // a ballot proposes once
    for_each_proposal(proposable(view, b), b, [&](Value v) { visit(Action::phase2a(b, v)); });
  });

  acceptors.for_each([&](AcceptorId a) {
    ballots.for_each([&](Ballot b) {
      view.asked_for(b).for_each([&](Value v) {
        if (may_vote(view, a, {b, v})) visit(Action::phase2b(a, b, v));
      });
    });
  });

  if (!ballots_recover() && !acceptors_recover()) return;
  std::array<Proposable, kBallotsMax> recoverable{};  // by ballot
  ballots.for_each(
      [&](Ballot b) { recoverable[static_cast<std::size_t>(b.index())] = this->recoverable(view, b); });
  if (ballots_recover()) {
    ballots.for_each([&](Ballot b) {
      if (view.has_2a(b)) return;
      for_each_proposal(recoverable[static_cast<std::size_t>(b.index())], b,
                        [&](Value v) { visit(Action::coordinated_recovery(b, v)); });
    });
  }
  if (!acceptors_recover()) return;
  acceptors.for_each([&](AcceptorId a) {
    ballots.for_each([&](Ballot b) {
      if (!is_fast(b)) return;
      recoverable[static_cast<std::size_t>(b.index())].values.for_each([&](Value v) {
        if (may_vote(view, a, {b, v})) visit(Action::uncoordinated_recovery(a, b, v));
      });
    });
  });
}

template <typename Visit>
void FastPaxos::for_each_proposal(const Proposable& proposable, Ballot ballot, Visit&& visit) const {
  if (proposable.values.empty()) return;
  if (is_fast(ballot) && (proposable.is_free || rules_.any_message == AnyMessage::kAlways)) visit(Value());
  proposable.values.for_each(visit);
}

static_assert(checker::HoldsEncoding<FastPaxos> && checker::HasInterchangeableParts<FastPaxos> &&
              checker::HasInterchangeableValues<FastPaxos>);
static_assert(static_cast<std::size_t>(kValuesMax) <= checker::kInterchangeableValuesMax);

}  // namespace paxoscope::fast_paxos
