// What becomes of a protocol under each combination of alternatives: every one is searched, none inferred from others.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "checker/limits.hpp"
#include "cli/atlas/combinations.hpp"
#include "cli/request.hpp"
#include "invariants/property.hpp"

namespace paxoscope::cli {

enum class Verdict : std::uint8_t {
  kSafe,
  kUnsafe,
  kVacuous,  ///< nothing fails, but no value can be chosen either
  kUnknown,  ///< a limit was reached first
};

inline constexpr std::array<std::string_view, 4> kVerdictNames{"safe", "unsafe", "vacuous", "unknown"};

constexpr std::string_view name(Verdict verdict) { return kVerdictNames[static_cast<std::size_t>(verdict)]; }

/// What fails first, and in how many steps.
struct Failure {
  const invariants::Property* property = nullptr;  ///< of several, the first in the scenario's order
  std::uint64_t length = 0;

  friend bool operator==(const Failure&, const Failure&) = default;
};

/// What was found of a combination.
struct AtlasRow {
  Verdict verdict = Verdict::kUnknown;
  Failure failure = {};      ///< of one that is unsafe, at the bounds of the atlas
  std::size_t smallest = 0;  ///< in which of `Atlas::scenarios()` it first fails, the smallest first,
  Failure at_smallest = {};  ///< and how

  friend bool operator==(const AtlasRow&, const AtlasRow&) = default;
};

/// The settings of a scenario, and all smaller ones: none of their numbers is larger. By their sum, then by the numbers in their order; the
/// last are `settings` themselves. Of a budget that is large, or has no limit, only the numbers up to 4 are tried, and it itself.
std::vector<std::vector<int>> smaller_settings(const Protocol& protocol, std::span<const int> settings);

class Atlas {
 public:
  /// `base` says bounds, properties, limits, and the rules that are the same in all combinations.
  Atlas(CheckRequest base, Combinations combinations);

  [[nodiscard]] const CheckRequest& base() const { return base_; }
  [[nodiscard]] const Combinations& combinations() const { return combinations_; }
  /// Settings, smallest first.
  [[nodiscard]] const std::vector<std::vector<int>>& scenarios() const { return scenarios_; }

  /// The request that asks for a combination within `settings`.
  [[nodiscard]] CheckRequest request(std::size_t combination, const std::vector<int>& settings) const;

  /// Searches one combination, on the calling thread; of no use if a signal arrives meanwhile. Throws SelfCheckError.
  [[nodiscard]] AtlasRow search(std::size_t combination, const std::atomic<bool>& interrupted) const;

 private:
  CheckRequest base_;
  Combinations combinations_;
  std::vector<std::vector<int>> scenarios_;
};

/// " --reductions …": how combinations are searched, where that is not as by default.
std::string search_words(const CheckRequest& base);

/// The command that repeats an atlas.
std::string command_of(const Atlas& atlas);

}  // namespace paxoscope::cli
