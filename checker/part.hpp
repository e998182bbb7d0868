// A state as a row of parts: what a model may say about its encoding so that a store can be small.
#pragma once

#include <concepts>
#include <cstddef>
#include <vector>

#include "checker/model.hpp"

namespace paxoscope::checker {

/// Some consecutive bytes of an encoding that take few different values, seen alone.
///
/// What belongs to one process is such a part: there are millions of states and a few thousand things that can be
/// true of one acceptor. A store then keeps each value of a part once and a state as a row of small numbers.
/// Parts of equal `kind` have the same form and share their values; kinds are numbered from 0.
struct Part {
  std::size_t bytes = 0;  ///< a positive multiple of 8
  std::size_t kind = 0;
  bool is_sorted = false;  ///< parts of this kind are always in order, so nothing hangs on where they stand
};

/// A model that says which parts its encoding consists of, in order: together they are all of it.
template <typename M>
concept HasParts = Model<M> && requires(const M& model) {
  { model.parts() } -> std::same_as<std::vector<Part>>;
};

/// The parts of an encoding; none if the model does not say.
template <Model M>
std::vector<Part> parts_of(const M& model) {
  if constexpr (HasParts<M>) {
    return model.parts();
  } else {
    return {};
  }
}

}  // namespace paxoscope::checker
