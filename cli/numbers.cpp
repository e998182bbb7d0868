#include "cli/numbers.hpp"

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

std::string counted(std::uint64_t count, const char* thing) {
  return fmt::format("{} {}{}", grouped(count), thing, count == 1 ? "" : "s");
}

double to_milliseconds(double seconds) {
  constexpr double kMillisecond = 1000;
  return std::round(seconds * kMillisecond) / kMillisecond;
}

}  // namespace paxoscope::cli
