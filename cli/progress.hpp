// The live line on a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

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
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool is_terminal_;
  bool is_drawn_ = false;
  Clock::time_point drawn_at_ = Clock::now();
  std::uint64_t drawn_states_ = 0;
};

}  // namespace paxoscope::cli
