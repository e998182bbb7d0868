#include "model/multi_paxos/layout.hpp"

#include <bit>
#include <cassert>

namespace paxoscope::multi_paxos {

Layout::Layout(const Bounds& bounds) : bounds_(bounds) {
  assert(fits(bounds));
  const auto width = [](int most) {
    return static_cast<std::size_t>(std::bit_width(static_cast<unsigned>(most)));
  };
  const auto ballots = static_cast<std::size_t>(bounds.ballots());
  const auto slots = static_cast<std::size_t>(bounds.slots);
  // Which changes of membership there are is a matter of the rules; states are the same by all.
  const int changes = bounds.window > 0 ? model::kMembershipsMax - 1 : 0;
  const std::size_t choice_bits = width(1 + bounds.values + changes);
  const std::size_t report_bits = width(bounds.ballots());
  report_bits_ = static_cast<unsigned>(report_bits);

  model::Allocator shared;
  for (std::size_t p = 0; p < static_cast<std::size_t>(bounds.proposers); ++p)
    begun_[p] = shared.within_word(width(bounds.attempts));
  leading_ = shared.within_word(ballots);
  for (std::size_t b = 0; b < ballots; ++b) {
    for (std::size_t s = 0; s < slots; ++s) proposal_[b][s] = shared.within_word(choice_bits);
  }
  for (std::size_t l = 0; l < static_cast<std::size_t>(bounds.learners); ++l) {
    for (std::size_t n = 0; n < slots; ++n) {
      executed_slot_[l][n] = shared.within_word(width(bounds.slots));
      executed_value_[l][n] = shared.within_word(choice_bits);
    }
  }
  if (const auto reads = static_cast<std::size_t>(bounds.reads); reads > 0) {
    reads_ = shared.within_word(width(bounds.reads));
    for (std::size_t r = 0; r < reads; ++r) {
      read_ballot_[r] = shared.within_word(report_bits);
      read_from_[r] = shared.within_word(width(bounds.slots));
      read_acknowledged_[r] = shared.within_word(width(bounds.slots));
      read_after_[r] = shared.within_word(reads);
      read_answer_[r] = shared.within_word(choice_bits);
    }
    lease_over_ = shared.within_word(ballots);
  }
  if (const int limit = bounds.crashes.limit(); limit > 0) crashed_ = shared.within_word(width(limit));
  shared_words_ = shared.words();

  model::Allocator block;
  max_bal_ = block.within_word(report_bits);
  for (std::size_t s = 0; s < slots; ++s) latest_vote_[s] = block.within_word(report_bits);
  for (std::size_t s = 0; s < slots; ++s) voted_[s] = block.within_word(ballots);
  if (bounds.reads > 0) {
    confirmed_ = block.within_word(static_cast<std::size_t>(bounds.reads));
    lease_ = block.within_word(report_bits);
  }
  for (std::size_t b = 0; b < ballots; ++b) promise_[b] = block.within_word(1 + slots * report_bits);
  block_words_ = block.words();
}

}  // namespace paxoscope::multi_paxos
