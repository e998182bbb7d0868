#include "cli/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace paxoscope::cli {

std::string grouped(std::uint64_t number) {
  constexpr std::size_t kGroup = 3;
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % kGroup == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB"};
  constexpr double kStep = 1024;
  if (static_cast<double>(bytes) < kStep) return fmt::format("{} B", bytes);
  double amount = static_cast<double>(bytes) / kStep;
  std::size_t unit = 0;
  while (amount >= kStep && unit + 1 < kUnits.size()) {
    amount /= kStep;
    ++unit;
  }
  return fmt::format("{:.1f} {}", amount, kUnits.at(unit));
}

std::string about(std::uint64_t number) {
  std::uint64_t unit = 1;
  constexpr std::uint64_t kTwoDigits = 100;
  constexpr std::uint64_t kTen = 10;
  while (number / unit >= kTwoDigits) unit *= kTen;
  return grouped((number / unit + (number % unit * 2 >= unit && unit > 1 ? 1 : 0)) * unit);
}

std::string duration_text(double seconds) {
  struct Unit {
    const char* name;
    double seconds;
    double most;  // of it
  };
  constexpr std::array kUnits{Unit{"s", 1, 100}, Unit{"min", 60, 100}, Unit{"h", 3600, 48}};
  for (const Unit& unit : kUnits) {
    if (seconds / unit.seconds < unit.most)
      return fmt::format("{:.0f} {}", seconds / unit.seconds, unit.name);
  }
  constexpr double kDay = 86400;
  return fmt::format("{} days", grouped(static_cast<std::uint64_t>(std::min(seconds / kDay, 1e9))));
}

std::string counted(std::uint64_t count, const char* thing) {
  return fmt::format("{} {}{}", grouped(count), thing, count == 1 ? "" : "s");
}

double to_milliseconds(double seconds) {
  constexpr double kMillisecond = 1000;
  return std::round(seconds * kMillisecond) / kMillisecond;
}

}  // namespace paxoscope::cli
