// Which of the steps that are possible need to be tried.
#pragma once

#include <cstdint>
#include <optional>

#include "model/paxos/paxos.hpp"
#include "model/paxos/reduction_set.hpp"
#include "model/paxos/state.hpp"

namespace paxoscope::paxos {

/// Crash and loss absorption leave out what only takes messages and processes away; partial order, all but one of the orders of steps that do not
/// mind: docs/reductions.md.
class NeededSteps {
 public:
  /// Keeps a reference to the model.
  NeededSteps(const Paxos& model, ReductionSet set, ShortestRuns left_in);

  /// A predicate of the actions enabled in one state.
  class Predicate;

  [[nodiscard]] Predicate in(const State& state) const;

  /// Whether some of the shortest runs worth showing are left out.
  [[nodiscard]] bool leaves_out_runs() const;

  /// Whether an action of this type, with a message of this type, is ever needed.
  [[nodiscard]] bool needs_any_of(const Action& action) const;

 private:
  [[nodiscard]] bool is_copy_needed(const Message& message) const;
  [[nodiscard]] bool is_message_lost_in_crash(const Action& action) const;
  [[nodiscard]] bool is_kept_copy_better(const Message& message) const;

  const Paxos& model_;
  bool are_crashes_absorbed_;
  bool is_loss_absorbed_;
  bool are_dead_messages_dropped_;
  bool is_order_partial_;
  bool may_copies_replace_deliveries_;
};

class NeededSteps::Predicate {
 public:
  bool operator()(const Action& action) const;

 private:
  friend class NeededSteps;

  /// What has been begun and must be gone on with before anything else.
  enum class Begun : std::uint8_t {
    kNothing,
    kBallot,      ///< a proposer has started one, and nobody has promised it yet
    kCollecting,  ///< a proposer has recorded promises, but not of a quorum
    kHearing,     ///< a learner has heard votes for a value in a ballot, but not of a quorum
  };

  Predicate(const NeededSteps& steps, const View& view) : steps_(steps), view_(view) {}

  void find_what_was_begun();
  void choose_promises(ProposerId proposer);
  [[nodiscard]] bool begins_or_goes_on(const Action& action) const;
  [[nodiscard]] bool is_chosen(const Message& promise) const;
  [[nodiscard]] bool teaches(const Message& accepted) const;
  [[nodiscard]] const model::Quorums& quorums_of_votes() const { return steps_.model_.vote_quorums(); }

  static constexpr std::size_t kChosenMax = kValuesMax + 1;

  const NeededSteps& steps_;
  View view_;
  Begun begun_ = Begun::kNothing;
  ProposerId proposer_;  // kBallot, kCollecting
  Message hearing_;      // kHearing: of this kind, from any acceptor
  // The promises to be received next, by proposer: one for each value that a quorum's promises may come to.
  std::array<std::array<Message, kChosenMax>, kProposersMax> chosen_{};
  std::array<std::size_t, kProposersMax> chosen_count_{};
};

}  // namespace paxoscope::paxos
