// Where everything stands in an encoded state, laid out once from the bounds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "model/fields.hpp"
#include "model/multi_paxos/action.hpp"
#include "model/multi_paxos/bounds.hpp"

namespace paxoscope::multi_paxos {

using model::WordField;

/// A state is a shared part and then one block for each acceptor, each a whole number of words.
///
/// What proposers and learners know, and the 1a and 2a messages, name no acceptor and are shared. A leader proposes one value in a slot,
/// whatever the rules are, so a vote in ⟨ballot, slot⟩ says nothing of a value: an acceptor's block has ballots and slots only. Blocks are alike, so
/// permuting acceptors is permuting blocks. No field crosses a word.
class Layout {
 public:
  explicit Layout(const Bounds& bounds);

  [[nodiscard]] const Bounds& bounds() const { return bounds_; }

  [[nodiscard]] std::size_t words() const { return block(AcceptorId(bounds_.acceptors)); }
  [[nodiscard]] std::size_t shared_words() const { return shared_words_; }
  [[nodiscard]] std::size_t block_words() const { return block_words_; }
  /// The first word of the block of `acceptor`; those of the shared part come first.
  [[nodiscard]] std::size_t block(AcceptorId acceptor) const {
    return shared_words_ + static_cast<std::size_t>(acceptor.index()) * block_words_;
  }

  // The shared part. A choice is 0 for none, 1 for the no-op, 2 + index for a command, and what follows for changes of membership.
  [[nodiscard]] const WordField& begun(ProposerId p) const { return begun_[at(p)]; }  ///< how many ballots
  [[nodiscard]] const WordField& leading() const { return leading_; }                 ///< ballots, as a set
  [[nodiscard]] const WordField& proposal(Ballot b, Slot s) const {
    return proposal_[at(b)][at(s)];
  }  ///< a choice
  /// The n-th slot that a learner executed: slot + 1, or 0 if it has not.
  [[nodiscard]] const WordField& executed_slot(LearnerId l, std::size_t n) const {
    return executed_slot_[at(l)][n];
  }
  /// What it executed there: a choice.
  [[nodiscard]] const WordField& executed_value(LearnerId l, std::size_t n) const {
    return executed_value_[at(l)][n];
  }

  // Of reads, of which there are so many. An answer is 0 for none, 1 for that the register holds nothing, and 2 + index for a command.
  [[nodiscard]] const WordField& reads() const { return reads_; }
  [[nodiscard]] const WordField& read_ballot(ReadId r) const {
    return read_ballot_[at(r)];
  }  ///< ballot + 1, or 0
  [[nodiscard]] const WordField& read_from(ReadId r) const { return read_from_[at(r)]; }
  [[nodiscard]] const WordField& read_acknowledged(ReadId r) const { return read_acknowledged_[at(r)]; }
  [[nodiscard]] const WordField& read_after(ReadId r) const {
    return read_after_[at(r)];
  }  ///< reads, as a set
  [[nodiscard]] const WordField& read_answer(ReadId r) const { return read_answer_[at(r)]; }
  /// The ballots whose leader's lease is over, as a set.
  [[nodiscard]] const WordField& lease_over() const { return lease_over_; }
  /// How often acceptors have crashed, where there is a limit to it.
  [[nodiscard]] const WordField& crashed() const { return crashed_; }

  // A block. A report is ballot + 1, or 0 for no vote.
  [[nodiscard]] const WordField& max_bal() const { return max_bal_; }  ///< ballot + 1, or 0
  [[nodiscard]] const WordField& latest_vote(Slot s) const { return latest_vote_[at(s)]; }  ///< a report
  [[nodiscard]] const WordField& voted(Slot s) const { return voted_[at(s)]; }  ///< ballots, as a set
  [[nodiscard]] const WordField& confirmed() const { return confirmed_; }       ///< reads, as a set
  [[nodiscard]] const WordField& lease() const {
    return lease_;
  }  ///< to whom it has given one: ballot + 1, or 0
  /// Whether it has promised, in bit 0, and what it reported of each slot.
  [[nodiscard]] const WordField& promise(Ballot b) const { return promise_[at(b)]; }
  /// How many bits a report has.
  [[nodiscard]] unsigned report_bits() const { return report_bits_; }

 private:
  template <typename Id>
  static std::size_t at(Id id) {
    return static_cast<std::size_t>(id.index());
  }
  using BySlot = std::array<WordField, static_cast<std::size_t>(kSlotsMax)>;
  using ByLearner = std::array<BySlot, static_cast<std::size_t>(kLearnersMax)>;

  Bounds bounds_;
  std::size_t shared_words_ = 0;
  std::size_t block_words_ = 0;
  unsigned report_bits_ = 0;
  WordField leading_, max_bal_, reads_, lease_over_, crashed_, confirmed_, lease_;
  std::array<WordField, static_cast<std::size_t>(kReadsMax)> read_ballot_{}, read_from_{},
      read_acknowledged_{}, read_after_{}, read_answer_{};
  std::array<WordField, static_cast<std::size_t>(kProposersMax)> begun_{};
  std::array<BySlot, static_cast<std::size_t>(kBallotsMax)> proposal_{};
  ByLearner executed_slot_{}, executed_value_{};
  BySlot latest_vote_{}, voted_{};
  std::array<WordField, static_cast<std::size_t>(kBallotsMax)> promise_{};
};

}  // namespace paxoscope::multi_paxos
