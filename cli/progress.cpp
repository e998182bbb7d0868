#include "cli/progress.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/numbers.hpp"

namespace paxoscope::cli {

LiveLine::LiveLine() : is_terminal_(::isatty(STDERR_FILENO) == 1) {}

void LiveLine::update(const checker::Statistics& so_far) {
  if (!is_terminal_) return;
  constexpr auto kPeriod = std::chrono::milliseconds(200);
  const Clock::time_point now = Clock::now();
  if (now - drawn_at_ < kPeriod) return;
  const double seconds = std::chrono::duration<double>(now - drawn_at_).count();
  const auto rate =
      static_cast<std::uint64_t>(static_cast<double>(so_far.distinct - drawn_states_) / seconds);
  fmt::print(stderr, "\r\x1b[K{} states, {}/s, frontier {}, level {}, {}", grouped(so_far.distinct),
             grouped(rate), grouped(so_far.frontier), so_far.depth, bytes_text(so_far.store_peak_bytes));
  std::fflush(stderr);
  is_drawn_ = true;
  drawn_at_ = now;
  drawn_states_ = so_far.distinct;
}

void LiveLine::clear() {
  if (!is_drawn_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  is_drawn_ = false;
}

}  // namespace paxoscope::cli
