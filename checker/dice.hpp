// Random numbers that are the same everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace paxoscope::checker {

/// `std::mt19937_64` and a remainder, because a distribution need not give the same numbers everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : generator_(seed) {}
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(generator_() % count); }
  int between(int least, int most) {
    return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
  }

 private:
  std::mt19937_64 generator_;
};

}  // namespace paxoscope::checker
