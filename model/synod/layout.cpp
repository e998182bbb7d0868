#include "model/synod/layout.hpp"

#include <bit>
#include <cassert>

namespace paxoscope::synod {

Layout::Layout(const Bounds& bounds) : bounds_(bounds) {
  assert(fits(bounds));
  const auto ballots = static_cast<std::size_t>(bounds.ballots);
  const std::size_t votes = ballots * static_cast<std::size_t>(bounds.values);
  const std::size_t reports = 1 + votes;

  model::Allocator shared;
  sent_1a_ = shared.within_word(ballots);
  sent_2a_ = shared.within_word(votes);
  if (const int limit = bounds.crashes.limit(); limit > 0) {
    crashed_ = shared.within_word(static_cast<std::size_t>(std::bit_width(static_cast<unsigned>(limit))));
  }
  shared_words_ = static_cast<std::uint32_t>(shared.words());

  model::Allocator block;
  max_bal_ = block.within_word(static_cast<std::size_t>(std::bit_width(ballots)));
  latest_vote_ = block.within_word(static_cast<std::size_t>(std::bit_width(votes)));
  sent_2b_ = block.within_word(votes);
  for (std::size_t b = 0; b < ballots; ++b) sent_1b_[b] = block.within_word(reports);
  for (int b = 0; b < bounds.ballots; ++b) {
    values_of_2a_.add(static_cast<unsigned>(b * bounds.values), static_cast<unsigned>(bounds.values));
    const WordField& field = sent_1b_[static_cast<std::size_t>(b)];
    if (words_of_1b_ == 0 || reports_of_1b_[words_of_1b_ - 1].word != field.word) {
      reports_of_1b_[words_of_1b_++] = {field.word, static_cast<std::uint32_t>(b), {}};
    }
    reports_of_1b_[words_of_1b_ - 1].sets.add(field.shift, static_cast<unsigned>(reports));
  }
  block_words_ = static_cast<std::uint32_t>(block.words());
  assert(shared_words_ == 1 && sent_2b_.word == 0);
  assert(block_words_ <= first_value_in_block_.size());

  const auto first_value_of = [&](const WordField& field, std::size_t first_vote) {
    model::Word bits = 0;
    for (std::size_t b = 0; b < ballots; ++b)
      bits |= field.bit(first_vote + vote_index(Ballot(static_cast<int>(b)), Value(0)));
    return bits;
  };
  first_value_in_shared_ = first_value_of(sent_2a_, 0);
  first_value_in_block_[sent_2b_.word] |= first_value_of(sent_2b_, 0);
  for (std::size_t b = 0; b < ballots; ++b)
    first_value_in_block_[sent_1b_[b].word] |= first_value_of(sent_1b_[b], 1);

  for (int b = 0; b < bounds.ballots; ++b) {
    for (int v = 0; v < bounds.values; ++v) {
      const Vote vote{Ballot(b), Value(v)};
      reports_[report_index(vote)] = vote;
    }
  }
}

}  // namespace paxoscope::synod
