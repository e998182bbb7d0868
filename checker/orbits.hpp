// How many states of a model a stored state stands for.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checker/model.hpp"

namespace paxoscope::checker {

/// A model whose encodings stand for several states each, all those that differ only in what is taken for alike: their orbit.
/// `orbit_size(encoding)` is how many these are, itself included, where the encoding is that of a representative.
template <typename M>
concept StandsForOrbits = Model<M> && requires(const M& model, std::span<const std::byte> encoding) {
  { model.orbit_size(encoding) } -> std::same_as<std::uint64_t>;
};

/// A model of whose representatives it is enough to know which parts are equal: `orbit_size_by_parts(are_equal)` is the
/// size of the orbit if `are_equal(part, other)` says so. A search knows that from the numbers of the parts' values, without
/// decoding anything.
template <typename M>
concept StandsForOrbitsOfParts = StandsForOrbits<M> && requires(const M& model) {
  {
    model.orbit_size_by_parts([](std::size_t, std::size_t) { return false; })
    } -> std::same_as<std::uint64_t>;
};

}  // namespace paxoscope::checker
