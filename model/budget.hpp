// How often something unkind may happen.
#pragma once

#include <compare>
#include <limits>
#include <string_view>

#include "model/catalogue.hpp"

namespace paxoscope::model {

/// Never, up to a number of times in a whole run, or any number of times.
class Budget {
 public:
  static constexpr int kTimesMax = 255;

  constexpr Budget() = default;
  static constexpr Budget none() { return Budget(0); }
  static constexpr Budget times(int count) { return Budget(count); }
  static constexpr Budget any() { return Budget(kAny); }

  [[nodiscard]] constexpr bool is_none() const { return times_ == 0; }
  [[nodiscard]] constexpr bool is_any() const { return times_ == kAny; }
  /// The limit; 0 where there is none to count against.
  [[nodiscard]] constexpr int limit() const { return is_any() ? 0 : times_; }
  [[nodiscard]] constexpr bool allows_another(int spent) const { return is_any() || spent < times_; }

  friend constexpr auto operator<=>(Budget, Budget) = default;

 private:
  static constexpr int kAny = std::numeric_limits<int>::max();
  constexpr explicit Budget(int times) : times_(times) {}
  int times_ = 0;
};

/// A budget as a scenario sets it.
constexpr int setting_of(Budget budget) { return budget.is_any() ? Parameter::kAny : budget.limit(); }
constexpr Budget budget_of(int setting) {
  return setting == Parameter::kAny ? Budget::any() : Budget::times(setting);
}

/// How often something that crashes may do so: `meaning` says what.
constexpr Parameter crashes_parameter(std::string_view meaning, Budget standard) {
  return {"crashes",
          meaning,
          "",
          "",
          true,
          0,
          Budget::kTimesMax,
          setting_of(standard),
          {Assumption::kMessagesMayWait}};
}

}  // namespace paxoscope::model
