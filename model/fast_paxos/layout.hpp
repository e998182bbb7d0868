// Where everything stands in an encoded state, laid out once from the bounds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "model/bits.hpp"
#include "model/fast_paxos/action.hpp"
#include "model/fast_paxos/bounds.hpp"
#include "model/fields.hpp"

namespace paxoscope::fast_paxos {

using model::WordField;

/// A state is a shared part of one word and then one block for each acceptor, each a whole number of words.
///
/// The 1a and 2a messages name no acceptor and are shared; an acceptor's block holds its variables and the 1b and 2b
/// messages it has sent. Blocks are alike, so permuting acceptors is permuting blocks. Every set of messages is a set of
/// bits over its whole universe, which is right for every variant. No field crosses a word.
///
/// The universes, in the order of their bits:
/// - proposal: of each ballot its values in their order, then any;
/// - vote ⟨b, v⟩: ballot · values + value;
/// - report (what a 1b message says of votes): none, then the votes in their order. So the highest bit of a set of reports
///   is a highest vote reported.
class Layout {
 public:
  explicit Layout(const Bounds& bounds);

  [[nodiscard]] const Bounds& bounds() const { return bounds_; }

  [[nodiscard]] std::size_t words() const { return block(AcceptorId(bounds_.acceptors)); }
  [[nodiscard]] static constexpr std::size_t shared_words() { return 1; }
  [[nodiscard]] std::size_t block_words() const { return block_words_; }
  /// The first word of the block of `acceptor`; the shared part is word 0.
  [[nodiscard]] std::size_t block(AcceptorId acceptor) const {
    return shared_words() + static_cast<std::size_t>(acceptor.index()) * block_words_;
  }

  // The shared part.
  [[nodiscard]] const WordField& sent_1a() const { return sent_1a_; }  ///< ballots
  [[nodiscard]] const WordField& sent_2a() const { return sent_2a_; }  ///< proposals

  // A block.
  [[nodiscard]] const WordField& max_bal() const { return max_bal_; }          ///< ballot + 1, or 0
  [[nodiscard]] const WordField& latest_vote() const { return latest_vote_; }  ///< a report
  [[nodiscard]] const WordField& sent_2b() const { return sent_2b_; }          ///< votes
  [[nodiscard]] const WordField& sent_1b(Ballot b) const {                     ///< reports
    return sent_1b_[static_cast<std::size_t>(b.index())];
  }

  /// The bits in a word that stand for the first value, in all sets of proposals, votes and reports: those of value v stand v
  /// bits above. In the shared part, and by word of a block.
  [[nodiscard]] model::Word first_value_in_shared() const { return first_value_in_shared_; }
  [[nodiscard]] model::Word first_value_in_block(std::size_t word) const {
    return first_value_in_block_[word];
  }

  // The universes.
  /// Of a proposal; a value that does not exist stands for any.
  [[nodiscard]] std::size_t proposal_index(Ballot b, Value v) const {
    const int choice = v.exists() ? v.index() : bounds_.values;
    return static_cast<std::size_t>(b.index() * (bounds_.values + 1) + choice);
  }
  [[nodiscard]] std::size_t vote_index(Ballot b, Value v) const {
    return static_cast<std::size_t>(b.index() * bounds_.values + v.index());
  }
  [[nodiscard]] Vote vote_at(std::size_t index) const { return reports_[index + 1]; }
  [[nodiscard]] std::size_t report_index(const Vote& vote) const {
    return vote.exists() ? 1 + vote_index(vote.ballot, vote.value) : 0;
  }
  [[nodiscard]] Vote report_at(std::size_t index) const { return reports_[index]; }

 private:
  Bounds bounds_;
  std::uint32_t block_words_ = 0;
  WordField sent_1a_, sent_2a_, max_bal_, latest_vote_, sent_2b_;
  std::array<WordField, kBallotsMax> sent_1b_{};  // by ballot
  model::Word first_value_in_shared_ = 0;
  std::array<model::Word, 1 + kBallotsMax>
      first_value_in_block_{};  // no two 1b fields need more than a word each
  // By index. A table, because a division for each would be felt.
  std::array<Vote, 1 + static_cast<std::size_t>(kBallotsMax) * kValuesMax> reports_{};
};

}  // namespace paxoscope::fast_paxos
