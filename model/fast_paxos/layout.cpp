#include "model/fast_paxos/layout.hpp"

#include <bit>
#include <cassert>

namespace paxoscope::fast_paxos {

Layout::Layout(const Bounds& bounds) : bounds_(bounds) {
  assert(fits(bounds));
  const auto ballots = static_cast<std::size_t>(bounds.ballots);
  const auto values = static_cast<std::size_t>(bounds.values);
  const std::size_t votes = ballots * values;
  const std::size_t reports = 1 + votes;

  model::Allocator shared;
  sent_1a_ = shared.within_word(ballots);
  sent_2a_ = shared.within_word(ballots * (values + 1));
  assert(shared.words() == shared_words());

  model::Allocator block;
  max_bal_ = block.within_word(static_cast<std::size_t>(std::bit_width(ballots)));
  latest_vote_ = block.within_word(static_cast<std::size_t>(std::bit_width(votes)));
  sent_2b_ = block.within_word(votes);
  for (std::size_t b = 0; b < ballots; ++b) sent_1b_[b] = block.within_word(reports);
  block_words_ = static_cast<std::uint32_t>(block.words());
  assert(block_words_ <= first_value_in_block_.size());

  const auto first_value_of_votes = [&](const WordField& field, std::size_t first_vote) {
    model::Word bits = 0;
    for (int b = 0; b < bounds.ballots; ++b) bits |= field.bit(first_vote + vote_index(Ballot(b), Value(0)));
    return bits;
  };
  for (int b = 0; b < bounds.ballots; ++b) {
    first_value_in_shared_ |= sent_2a_.bit(proposal_index(Ballot(b), Value(0)));
  }
  first_value_in_block_[sent_2b_.word] |= first_value_of_votes(sent_2b_, 0);
  for (std::size_t b = 0; b < ballots; ++b) {
    first_value_in_block_[sent_1b_[b].word] |= first_value_of_votes(sent_1b_[b], 1);
  }

  for (int b = 0; b < bounds.ballots; ++b) {
    for (int v = 0; v < bounds.values; ++v) {
      const Vote vote{Ballot(b), Value(v)};
      reports_[report_index(vote)] = vote;
    }
  }
}

}  // namespace paxoscope::fast_paxos
