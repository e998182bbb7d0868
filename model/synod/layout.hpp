// Where everything stands in an encoded state, laid out once from the bounds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "model/bits.hpp"
#include "model/fields.hpp"
#include "model/synod/action.hpp"
#include "model/synod/bounds.hpp"
#include "model/synod/pair_set.hpp"

namespace paxoscope::synod {

using model::WordField;

/// A state is a shared part and then one block for each acceptor, each a whole number of words.
///
/// The 1a and 2a messages name no acceptor and are shared; an acceptor's block holds its variables and the 1b
/// and 2b messages it has sent. Blocks are alike, so permuting acceptors is permuting blocks.
///
/// msgs is a set in the specification and a set here, one bit for each possible message, whatever the rules in
/// force make of it. That is wider than the specified protocol needs (there an acceptor sends one 1b for a
/// ballot) and right for every variant. No field crosses a word, so each is read at once; all but the 1b
/// messages stand in the first word of their part.
///
/// The universes, in the order of their bits:
/// - vote or proposal ⟨b, v⟩: ballot · values + value;
/// - report (what a 1b message says of votes): none, then the votes in their order. So the highest bit of a set
///   of reports is a highest vote reported.
class Layout {
 public:
  explicit Layout(const Bounds& bounds);

  [[nodiscard]] const Bounds& bounds() const { return bounds_; }

  [[nodiscard]] std::size_t words() const { return block(AcceptorId(bounds_.acceptors)); }
  [[nodiscard]] std::size_t shared_words() const { return shared_words_; }
  [[nodiscard]] std::size_t block_words() const { return block_words_; }
  /// The first word of the block of `acceptor`; the shared part starts at word 0.
  [[nodiscard]] std::size_t block(AcceptorId acceptor) const {
    return shared_words_ + static_cast<std::size_t>(acceptor.index()) * block_words_;
  }

  // The shared part.
  [[nodiscard]] const WordField& sent_1a() const { return sent_1a_; }  ///< ballots
  [[nodiscard]] const WordField& sent_2a() const { return sent_2a_; }  ///< proposals

  [[nodiscard]] const WordField& crashed() const {
    return crashed_;
  }  ///< how often; only where a budget counts it

  // A block.
  [[nodiscard]] const WordField& max_bal() const { return max_bal_; }          ///< ballot + 1, or 0
  [[nodiscard]] const WordField& latest_vote() const { return latest_vote_; }  ///< a report
  [[nodiscard]] const WordField& sent_2b() const { return sent_2b_; }          ///< votes
  [[nodiscard]] const WordField& sent_1b(Ballot b) const {                     ///< reports
    return sent_1b_[static_cast<std::size_t>(b.index())];
  }

  /// The ballots of the 2a messages in the shared part.
  [[nodiscard]] BallotSet ballots_with_2a(const model::Word* shared) const {
    return BallotSet::of_bits(values_of_2a_.not_empty(sent_2a_.in(shared)));
  }
  /// The ballots of the 1b messages in a block.
  [[nodiscard]] BallotSet ballots_with_1b(const model::Word* block) const {
    model::Word ballots = 0;
    for (std::uint32_t i = 0; i < words_of_1b_; ++i) {
      ballots |= reports_of_1b_[i].sets.not_empty(block[reports_of_1b_[i].word])
                 << reports_of_1b_[i].first_ballot;
    }
    return BallotSet::of_bits(ballots);
  }

  /// The bits in a word that stand for the first value, in all sets of proposals, votes and reports: those of value v stand v
  /// bits above. In the first word of the shared part, and by word of a block.
  [[nodiscard]] model::Word first_value_in_shared() const { return first_value_in_shared_; }
  [[nodiscard]] model::Word first_value_in_block(std::size_t word) const {
    return first_value_in_block_[word];
  }

  // The universes.
  [[nodiscard]] std::size_t vote_index(Ballot b, Value v) const {
    return static_cast<std::size_t>(b.index() * bounds_.values + v.index());
  }
  [[nodiscard]] Vote vote_at(std::size_t index) const { return reports_[index + 1]; }
  [[nodiscard]] std::size_t report_index(const Vote& vote) const {
    return vote.exists() ? 1 + vote_index(vote.ballot, vote.value) : 0;
  }
  [[nodiscard]] Vote report_at(std::size_t index) const { return reports_[index]; }

 private:
  /// The sets of reports that share a word, of consecutive ballots.
  struct ReportsInWord {
    std::uint32_t word = 0;
    std::uint32_t first_ballot = 0;
    model::SetsInWord sets;
  };

  Bounds bounds_;
  std::uint32_t shared_words_ = 0;
  std::uint32_t block_words_ = 0;
  WordField sent_1a_, sent_2a_, crashed_, max_bal_, latest_vote_, sent_2b_;
  std::array<WordField, kBallotsMax> sent_1b_{};  // by ballot
  model::SetsInWord values_of_2a_;                // counted from the start of the field
  std::array<ReportsInWord, kBallotsMax> reports_of_1b_{};
  std::uint32_t words_of_1b_ = 0;
  model::Word first_value_in_shared_ = 0;
  std::array<model::Word, 1 + kBallotsMax>
      first_value_in_block_{};  // no two 1b fields need more than a word each
  // By index. A table, because a division for each would be felt.
  std::array<Vote, 1 + static_cast<std::size_t>(kBallotsMax) * kValuesMax> reports_{};
};

}  // namespace paxoscope::synod
