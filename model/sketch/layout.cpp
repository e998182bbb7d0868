#include "model/sketch/layout.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace paxoscope::sketch {

Layout::Layout(const Bounds& of) : bounds(of), votes{of.ballots(), of.values} {
  assert(fits(bounds));
  const auto numbers_to = [](model::Allocator& allocator, int largest) {
    return allocator.within_word(std::max<std::size_t>(1, std::bit_width(static_cast<std::size_t>(largest))));
  };
  const auto set_of = [](model::Allocator& allocator, int elements) {
    return allocator.within_word(static_cast<std::size_t>(elements));
  };
  const int votes_cast = votes.count() - 1;

  model::Allocator shared;
  proposed = set_of(shared, votes_cast);
  spent = numbers_to(shared, bounds.loss.limit());

  model::Allocator proposer;
  run = numbers_to(proposer, bounds.attempts);
  called = numbers_to(proposer, 2 * bounds.acceptors);
  best = numbers_to(proposer, votes.count() - 1);
  promisers = set_of(proposer, bounds.acceptors);
  voters = set_of(proposer, bounds.acceptors);
  returned = set_of(proposer, bounds.values);

  model::Allocator acceptor;
  promised = numbers_to(acceptor, bounds.ballots());
  kept = numbers_to(acceptor, votes.count() - 1);
  cast = set_of(acceptor, votes_cast);

  assert(shared.words() == 1 && proposer.words() == 1 && acceptor.words() == 1);
}

}  // namespace paxoscope::sketch
