#include "model/last_voting/layout.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace paxoscope::last_voting {

Layout::Layout(const Bounds& of) : bounds(of), votes{of.phases, of.values} {
  assert(fits(bounds));
  const auto numbers_to = [](model::Allocator& allocator, int largest) {
    return allocator.within_word(std::max<std::size_t>(1, std::bit_width(static_cast<std::size_t>(largest))));
  };
  const auto set_of = [](model::Allocator& allocator, int elements) {
    return allocator.within_word(static_cast<std::size_t>(elements));
  };
  const int votes_cast = votes.count() - 1;

  model::Allocator shared;
  rounds = numbers_to(shared, kRounds * bounds.phases);
  proposed = set_of(shared, votes_cast);

  model::Allocator process;
  x = numbers_to(process, bounds.values - 1);
  timestamp = numbers_to(process, bounds.phases);
  vote = numbers_to(process, bounds.values);
  ready = numbers_to(process, 1);
  decided = set_of(process, bounds.values);
  cast = set_of(process, votes_cast);

  assert(shared.words() == 1 && process.words() == 1);
}

}  // namespace paxoscope::last_voting
