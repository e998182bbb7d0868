// The live line on a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "checker/exploration.hpp"

namespace paxoscope::cli {

/// What the live line says of a search that expands so many states a second, in at most `columns` columns: in fewer words where there is little room.
/// `has_blocks` says that the terminal can show the shape of the levels, drawn of blocks.
std::string progress_text(const checker::Statistics& so_far, double expanded_per_second, std::size_t columns,
                          bool has_blocks);

/// Redraws one line on standard error a few times a second; silent where standard error is no terminal, or one that cannot clear a line.
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
  bool has_blocks_;
  bool is_drawn_ = false;
  bool has_begun_ = false;
  Clock::time_point drawn_at_ = Clock::now();
  std::uint64_t drawn_expanded_ = 0;
  double expanded_per_second_ = 0;  // of late
};

}  // namespace paxoscope::cli
