// What a search may still find, judging by its levels so far.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "checker/exploration.hpp"

namespace paxoscope::checker {

/// How many states there may be beyond the levels that are complete.
struct Forecast {
  std::uint64_t least;
  std::uint64_t likely;
  std::uint64_t most;
};

/// Levels of the spaces of protocols grow, reach a peak and shrink, much as a normal distribution does. Of one, how fast its levels grow, divided by how fast their sum
/// does, depends only on where in it one is, and so does how much is still to come. Real spaces are more or less skewed; by how much was
/// measured, and `least` and `most` are that far apart: docs/decisions/0018-forecasts.md has the figures, and how often they were wrong.
///
/// Nothing where levels grow so fast that it cannot be told, or where too few of them are there.
std::optional<Forecast> forecast(std::span<const std::uint64_t> complete_levels);

/// The same beyond all that was found, judging by its complete levels. Nothing, too, where more was found than was to be expected.
std::optional<Forecast> forecast(const Statistics& so_far);

}  // namespace paxoscope::checker
