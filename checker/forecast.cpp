#include "checker/forecast.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace paxoscope::checker {

namespace {

/// The share of a normal distribution that comes before `z` standard deviations from its middle.
double share_before(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

double density(double z) {
  constexpr double kPi = 3.14159265358979323846;
  return std::exp(-z * z / 2) / std::sqrt(2 * kPi);
}

/// How fast a normal distribution grows at `z`, divided by how fast its sum does. Falls from 1, far on the left.
double relative_growth(double z) { return -z * share_before(z) / density(z); }

/// Where it grows so fast.
double place_of(double growth) {
  double left = -6;
  double right = 6;
  constexpr int kSteps = 40;
  for (int i = 0; i < kSteps; ++i) {
    const double middle = (left + right) / 2;
    (relative_growth(middle) > growth ? left : right) = middle;
  }
  return left;
}

/// From this place on, what was still to come was mostly so many times what a normal distribution would have had to come.
struct Band {
  double from;
  double least;
  double likely;
  double most;
};
constexpr std::array kBands{Band{0.5, 1.0 / 6, 0.40, 1.0}, Band{-0.5, 1.0 / 6, 0.42, 2.1},
                            Band{-1.5, 1.0 / 13, 0.39, 2.6}};

/// How much larger a sum is than another one, as the logarithm of their ratio.
double growth(double before, double after) { return std::log(after / before); }

/// Whether levels have begun to grow much faster again lately: where one wave follows another, nothing can be told from the last one.
bool surges(std::span<const std::uint64_t> levels) {
  constexpr std::size_t kLately = 7;
  constexpr double kMuch = 0.4;
  const auto size = [&](std::size_t level) { return static_cast<double>(levels[level]); };
  for (std::size_t i = levels.size() - std::min(kLately, levels.size() - 2); i < levels.size(); ++i) {
    if (growth(size(i - 1), size(i)) - growth(size(i - 2), size(i - 1)) > kMuch) return true;
  }
  return false;
}

}  // namespace

std::optional<Forecast> forecast(std::span<const std::uint64_t> complete_levels) {
  constexpr std::size_t kLevelsLeast = 6;
  const std::size_t count = complete_levels.size();
  if (count < kLevelsLeast || surges(complete_levels)) return std::nullopt;
  const auto sum = [&](std::size_t first, std::size_t last) {
    const auto begin = complete_levels.begin();
    return static_cast<double>(std::accumulate(begin + static_cast<std::ptrdiff_t>(first),
                                               begin + static_cast<std::ptrdiff_t>(last), std::uint64_t{0}));
  };
  // Where there are many levels, one and the next differ in little but chance.
  constexpr std::size_t kWidth = 20;
  const std::size_t width = std::max<std::size_t>(count / kWidth, 1);
  const double found = sum(0, count);
  const double of_levels = growth(sum(count - width - 1, count - 1), sum(count - width, count));
  const double place = place_of(of_levels / growth(sum(0, count - 1), found));
  for (const Band& band : kBands) {
    if (place < band.from) continue;
    const double share = share_before(place);
    const double normal = found * (1 - share) / share;
    const auto times = [&](double factor) {
      return static_cast<std::uint64_t>(std::llround(factor * normal));
    };
    return Forecast{times(band.least), times(band.likely), times(band.most)};
  }
  return std::nullopt;
}

std::optional<Forecast> forecast(const Statistics& so_far) {
  if (so_far.frontier == 0) return Forecast{0, 0, 0};
  const std::span<const std::uint64_t> levels(so_far.level_sizes);
  const std::size_t complete = std::min<std::size_t>(levels.size(), so_far.complete_depth + 1);
  std::optional<Forecast> beyond = forecast(levels.first(complete));
  if (!beyond) return std::nullopt;
  const std::uint64_t found =
      std::accumulate(levels.begin() + static_cast<std::ptrdiff_t>(complete), levels.end(), std::uint64_t{0});
  if (found > beyond->most) return std::nullopt;
  for (std::uint64_t* const number : {&beyond->least, &beyond->likely, &beyond->most})
    *number -= std::min(*number, found);
  return beyond;
}

}  // namespace paxoscope::checker
