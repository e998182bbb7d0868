// Numbers for the actions of `paxos`, and which of them commute.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/independence.hpp"
#include "model/paxos/bounds.hpp"
#include "model/paxos/message.hpp"
#include "model/paxos/rules.hpp"

namespace paxoscope::paxos {

/// As many actions have numbers as there are numbers for: what happens to a message belongs to the block of its acceptor, what
/// starts a ballot to its proposer. If there are too few for all, copies go without, then losses, then what
/// learners receive, then all.
///
/// A message is known by its type, ballot and learner alone, so no rule may make two of them that differ in more. Where an
/// acceptor may promise a ballot twice, or a proposer makes more of promises than to count them once, for their ballot, what happens
/// to promises has no numbers; where a ballot may have two values, or a process may forget something in a crash, nothing has. Nor has what
/// a budget counts, nor a crash.
class Numbering {
 public:
  Numbering(const Bounds& bounds, const Rules& rules);

  /// Counted within the block of the acceptor, or kNoNumber, as of all that starts a ballot.
  [[nodiscard]] std::size_t number_in_part(const Action& action) const;
  /// Counted within all, or kNoNumber.
  [[nodiscard]] std::size_t number(const Action& action) const;

  [[nodiscard]] checker::Independence independence() const;

  /// That is what `independent_of` counts on.
  [[nodiscard]] bool are_promises_counted_once() const { return are_promises_counted_once_; }

  /// What a promise that is received may mean to its proposer.
  enum class Weight : std::uint8_t {
    kLate,          ///< nothing, as it will whenever it comes
    kOneOfSeveral,  ///< it is recorded, without completing a quorum
    kCompleting,    ///< it completes a quorum
  };
  /// Actions that commute with receiving `promise` if it is of this weight, beyond those that always do.
  [[nodiscard]] checker::ActionSet independent_of(const Message& promise, Weight weight) const;

  /// The actions of an acceptor that are about other messages, counted within its block.
  [[nodiscard]] std::uint64_t of_other_messages(const Message& message) const;

 private:
  [[nodiscard]] bool try_to_number();
  [[nodiscard]] std::size_t messages() const;
  [[nodiscard]] std::vector<Action> actions() const;
  [[nodiscard]] bool commute(const Action& x, const Action& y) const;
  [[nodiscard]] bool touch_the_same(const Action& x, const Action& y) const;

  Bounds bounds_;
  bool are_promises_counted_once_;
  bool are_promises_numbered_;
  bool are_accepteds_numbered_;
  std::vector<ActionType> types_;                           // of what happens to messages, those with numbers
  checker::PartNumbers prepares_;                           // by proposer
  std::vector<checker::ActionSet> receiving_promises_for_;  // by ballot
  std::vector<checker::PartNumbers> of_part_;
};

}  // namespace paxoscope::paxos
