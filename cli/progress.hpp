// The live line on a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "checker/exploration.hpp"

namespace paxoscope::cli {

/// Redraws one line on standard error a few times a second; silent where standard error is no terminal.
class LiveLine {
 public:
  LiveLine();
  LiveLine(const LiveLine&) = delete;
  LiveLine& operator=(const LiveLine&) = delete;
  ~LiveLine() { clear(); }

  void update(const checker::Statistics& so_far);
  /// Something else than a search: "12 of 34".
  void update(std::uint64_t done, std::uint64_t of_all);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::milliseconds kPeriod{200};

  [[nodiscard]] bool is_due() const;
  void draw(const std::string& text);

  bool is_terminal_;
  bool is_drawn_ = false;
  bool has_begun_ = false;
  Clock::time_point drawn_at_ = Clock::now();
  std::uint64_t drawn_states_ = 0;
};

}  // namespace paxoscope::cli
