// The sketch of Paxos that tutorials give: a few lines of code in which proposers call acceptors, as they stand.
//
// docs/sketch.md states the transitions in prose, what goes wrong, and what repairs it. It is not Paxos, on purpose: it leaves out
// what a reader of "Paxos Made Simple" (L. Lamport, 2001) leaves out who stops before the end of its section 2.2.
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
#include "model/quorums.hpp"
#include "model/sketch/action.hpp"
#include "model/sketch/bounds.hpp"
#include "model/sketch/layout.hpp"
#include "model/sketch/rules.hpp"
#include "model/sketch/state.hpp"

namespace paxoscope::sketch {

class Sketch {
 public:
  using State = sketch::State;
  using Action = sketch::Action;

  /// `bounds` must be in range: see `fits`.
  explicit Sketch(const Bounds& bounds, Rules rules = {})
      : layout_(bounds),
        rules_(std::move(rules)),
        majorities_(model::Quorums::majorities(bounds.acceptors)),
        votes_(history_bits(false)) {}

  [[nodiscard]] const Bounds& bounds() const { return layout_.bounds; }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  /// The same states under other rules, for the same bounds.
  [[nodiscard]] Sketch by_choices(std::span<const model::Choice> choices) const {
    return Sketch(bounds(), rules_of(choices));
  }
  [[nodiscard]] View view(const State& state) const { return {layout_, state}; }

  // The decisions, by the rules in force.
  /// The number that a proposer uses in the run in which it is, or in the next.
  [[nodiscard]] Ballot number(const View& state, ProposerId p) const;
  /// The value that it proposes in that run, by the answers that it has so far.
  [[nodiscard]] Value value(const View& state, ProposerId p) const;
  /// Whether it goes on to ask for votes when these have promised.
  [[nodiscard]] bool goes_on(AcceptorSet promisers) const {
    return rules_.promises_needed == PromisesNeeded::kNone || majorities_.contains(promisers);
  }
  /// Whether it returns its value as chosen when these have voted.
  [[nodiscard]] bool returns(AcceptorSet voters) const {
    return rules_.votes_needed == VotesNeeded::kNone || majorities_.contains(voters);
  }
  /// The call that a proposer makes next, if it returns; nothing if it is not called any more.
  [[nodiscard]] std::optional<Action> next_call(const View& state, ProposerId p) const;
  /// Whether the acceptor of `action` does what it is called to do.
  [[nodiscard]] bool is_granted(const View& before, const Action& action) const;

  // The model interface.
  [[nodiscard]] std::vector<State> initial_states() const { return {State(layout_.words())}; }
  template <typename Visit>
  void for_each_enabled(const State& state, Visit&& visit) const;
  [[nodiscard]] State apply(const State& before, const Action& action) const;
  /// What comes of an action that is enabled under other rules; nothing if it is not possible under these.
  [[nodiscard]] std::optional<State> outcome(const State& before, const Action& action) const;
  /// Whether the same was proposed, voted for and returned, by acceptors to proposers and by these to their callers.
  [[nodiscard]] static bool look_alike(const Sketch& model, const State& state, const Sketch& other,
                                       const State& other_state);
  [[nodiscard]] std::size_t encoded_bytes() const { return layout_.words() * sizeof(Word); }
  void encode(const State& state, std::span<std::byte> encoding) const;
  [[nodiscard]] static const Word* encoded_words(const State& state) { return state.data(); }
  [[nodiscard]] static State decode(std::span<const std::byte> encoding) { return State(encoding); }
  /// A word of what is shared, one for each proposer and one for each acceptor.
  [[nodiscard]] std::vector<checker::Part> parts() const;

  /// Those of calls that fail come last, and are none where no call may.
  [[nodiscard]] std::size_t action_kinds() const {
    return bounds().loss.is_none() ? static_cast<std::size_t>(ActionKind::kLost) : kActionKinds;
  }
  [[nodiscard]] static std::size_t action_kind(const Action& action);
  [[nodiscard]] static std::string_view action_kind_name(std::size_t kind);

  /// Only proposers act: what an acceptor does is part of a call.
  [[nodiscard]] std::size_t actors() const { return static_cast<std::size_t>(bounds().proposers); }
  [[nodiscard]] static std::size_t actor(const Action& action) {
    return static_cast<std::size_t>(action.proposer.index());
  }

  /// What properties may look at. The caller of each proposer is a learner, which is told what that returns.
  [[nodiscard]] model::History history(const State& state) const;
  /// The bits of the encoding in which the history stands, a word for each of its words; without proposals, if it is not to be with
  /// them.
  [[nodiscard]] std::vector<Word> history_bits(bool with_proposals) const;
  /// True if the same votes were cast in both states, and the same values returned.
  [[nodiscard]] bool same_votes(const State& before, const State& after) const {
    return same_bits(before, after, votes_);
  }

 private:
  // The two halves of a run.
  void prepare(Editor& state, const Action& action) const;
  void propose(Editor& state, const Action& action) const;
  static void end_run(Editor& state, ProposerId p);

  /// Whether two states are the same in these bits of their words.
  static bool same_bits(const State& a, const State& b, const std::vector<Word>& bits);

  Layout layout_;
  Rules rules_;
  model::Quorums majorities_;
  std::vector<Word> votes_;  // history_bits without proposals: asked for at every step
};

template <typename Visit>
void Sketch::for_each_enabled(const State& state, Visit&& visit) const {
  const View view(layout_, state);
  for (int p = 0; p < bounds().proposers; ++p) {
    std::optional<Action> call = next_call(view, ProposerId(p));
    if (!call) continue;
    visit(*call);
    if (!bounds().loss.allows_another(view.spent())) continue;
    for (const Fate fate : {Fate::kLost, Fate::kUnanswered}) {
      call->fate = fate;
      visit(*call);
    }
  }
}

}  // namespace paxoscope::sketch
