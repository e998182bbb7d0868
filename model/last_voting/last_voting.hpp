// LastVoting: Paxos in rounds that all processes take in step, where all that may go wrong is who hears of whom.
//
// B. Charron-Bost, A. Schiper, "The Heard-Of model: computing in distributed systems with benign faults", Distributed Computing 22
// (2009). docs/last_voting.md states the transitions in prose.
//
// In each round an adversary gives each process p the set HO(p) of those that it hears of, any set it likes. Of these n sets only one
// set matters:
// - In the rounds to the coordinator c nobody else changes its state, whatever it hears: the transition function of a process that is not
//   the coordinator is the identity there. So what matters is HO(c), and of it only who sends something: all in the first round, those that
//   have voted in the third.
// - In the rounds from the coordinator nobody else sends anything. So what matters of HO(p) is whether c is in it: what matters of all is
//   {p : c in HO(p)}, and nothing if c sends nothing.
// Each set of that kind comes about: the rest of the sets may be anything. So a round has at most 2^n outcomes, but for the choice of
// a value, where (2^n)^n collections of sets would be tried else; a test tries those too.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/model.hpp"
#include "checker/part.hpp"
#include "model/history.hpp"
#include "model/last_voting/action.hpp"
#include "model/last_voting/bounds.hpp"
#include "model/last_voting/layout.hpp"
#include "model/last_voting/rules.hpp"
#include "model/last_voting/state.hpp"
#include "model/quorums.hpp"

namespace paxoscope::last_voting {

class LastVoting {
 public:
  using State = last_voting::State;
  using Action = last_voting::Action;

  /// `bounds` must be in range: see `fits`. The quorums of `rules` must make sense with so many processes.
  explicit LastVoting(const Bounds& bounds, Rules rules = {})
      : layout_(bounds),
        rules_(std::move(rules)),
        promise_quorums_(model::quorums_of(rules_.promise_quorum, bounds.processes)),
        vote_quorums_(model::quorums_of(rules_.vote_quorum, bounds.processes)),
        votes_(history_bits(false)) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds; }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  [[nodiscard]] const model::Quorums& promise_quorums() const { return promise_quorums_; }
  [[nodiscard]] const model::Quorums& vote_quorums() const { return vote_quorums_; }
  /// The same states under other rules, for the same bounds.
  [[nodiscard]] LastVoting by_choices(std::span<const model::Choice> choices) const {
    return LastVoting(bounds(), rules_of(choices));
  }
  [[nodiscard]] View view(const State& state) const { return {layout_, state}; }

  // The decisions, by the rules in force.
  /// What the coordinator may make its vote when it hears these estimates; nothing if they are not enough.
  [[nodiscard]] ValueSet votes_by(const View& state, ProcessSet heard) const;
  /// Who sends something in the round to come.
  [[nodiscard]] ProcessSet senders(const View& state) const;

  // The model interface.
  /// One for each way to give values to processes. In the first of them they take turns: p has the p-th value.
  [[nodiscard]] std::vector<State> initial_states() const;
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const;
  [[nodiscard]] State apply(const State& before, const Action& action) const;
  /// What comes of an action that is enabled under other rules; nothing if it is not possible under these.
  [[nodiscard]] std::optional<State> outcome(const State& before, const Action& action) const;
  /// Whether all but what a coordinator keeps to itself is the same.
  [[nodiscard]] static bool look_alike(const LastVoting& model, const State& state, const LastVoting& other,
                                       const State& other_state);
  [[nodiscard]] std::size_t encoded_bytes() const { return layout_.words() * sizeof(Word); }
  void encode(const State& state, std::span<std::byte> encoding) const;
  [[nodiscard]] static const Word* encoded_words(const State& state) { return state.data(); }
  [[nodiscard]] static State decode(std::span<const std::byte> encoding) { return State(encoding); }
  /// A word of what is shared, and one for each process.
  [[nodiscard]] std::vector<checker::Part> parts() const;

  [[nodiscard]] static std::size_t action_kinds() { return kRounds; }
  [[nodiscard]] static std::size_t action_kind(const Action& action) {
    return static_cast<std::size_t>(action.round);
  }
  [[nodiscard]] static std::string_view action_kind_name(std::size_t kind);

  /// A round is its coordinator's.
  [[nodiscard]] std::size_t actors() const { return static_cast<std::size_t>(bounds().processes); }
  [[nodiscard]] static std::size_t actor(const Action& action) {
    return static_cast<std::size_t>(action.coordinator.index());
  }

  /// What properties may look at. Phases are ballots, and every process is a learner that is told what to decide.
  [[nodiscard]] model::History history(const State& state) const;
  /// The bits of the encoding in which the history stands, a word for each of its words; without proposals, if it is not to be with
  /// them.
  [[nodiscard]] std::vector<Word> history_bits(bool with_proposals) const;
  /// True if the same votes were cast in both states, and the same values decided.
  [[nodiscard]] bool same_votes(const State& before, const State& after) const {
    return same_bits(before, after, votes_);
  }

 private:
  /// Calls `visit(heard)` for each set that may be that of an action, smallest first as bits.
  template <typename Visit>
  void for_each_heard(const View& state, Visit&& visit) const;

  /// Whether two states are the same in these bits of their words.
  static bool same_bits(const State& a, const State& b, const std::vector<Word>& bits);

  Layout layout_;
  Rules rules_;
  model::Quorums promise_quorums_;
  model::Quorums vote_quorums_;
  std::vector<Word> votes_;  // history_bits without proposals: asked for at every step
};

template <typename Visit>
void LastVoting::for_each_heard(const View& state, Visit&& visit) const {
  const ProcessSet all = ProcessSet::first(bounds().processes);
  const ProcessSet sending = senders(state);
  const bool is_to_coordinator = state.round() == Round::kEstimates || state.round() == Round::kAcks;
  for (unsigned bits = 0; bits <= all.bits(); ++bits) {
    const ProcessSet heard = ProcessSet::of_bits(bits);
    if (is_to_coordinator) {
      // It may hear of those too that send nothing, and needs to hear of no others.
      if (!sending.contains(heard) || !bounds().may_hear_of(heard.size() + all.without(sending).size()))
        continue;
    } else {
      // Who does not hear of the coordinator may hear of all others.
      if (sending.empty() && !heard.empty()) continue;
      if (!sending.empty() && heard != all && !bounds().may_hear_of(bounds().processes - 1)) continue;
    }
    visit(heard);
  }
}

template <typename Visit>
void LastVoting::for_each_enabled(const State& state, Visit&& visit) const {
  const View view(layout_, state);
  if (view.is_over()) return;
  Action action{view.coordinator(), view.round(), {}, {}};
  for_each_heard(view, [&](ProcessSet heard) {
    action.heard = heard;
    action.vote = {};
    const ValueSet votes = action.round == Round::kEstimates ? votes_by(view, heard) : ValueSet();
    if (votes.empty()) visit(action);
    votes.for_each([&](Value vote) {
      action.vote = vote;
      visit(action);
    });
  });
}

}  // namespace paxoscope::last_voting
