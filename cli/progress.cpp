#include "cli/progress.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/numbers.hpp"

namespace paxoscope::cli {

LiveLine::LiveLine() : is_terminal_(::isatty(STDERR_FILENO) == 1) {}

bool LiveLine::is_due() const { return is_terminal_ && Clock::now() - drawn_at_ >= kPeriod; }

void LiveLine::update(const checker::Statistics& so_far) {
  if (!has_begun_) {  // with many states already, where a search goes on
    has_begun_ = true;
    drawn_states_ = so_far.distinct;
  }
  if (!is_due()) return;
  const double seconds = std::chrono::duration<double>(Clock::now() - drawn_at_).count();
  const auto rate =
      static_cast<std::uint64_t>(static_cast<double>(so_far.distinct - drawn_states_) / seconds);
  draw(fmt::format("{} states, {}/s, frontier {}, level {}, {}", grouped(so_far.distinct), grouped(rate),
                   grouped(so_far.frontier), so_far.depth, bytes_text(so_far.store_peak_bytes)));
  drawn_states_ = so_far.distinct;
}

void LiveLine::update(std::uint64_t done, std::uint64_t of_all) {
  if (is_due()) draw(fmt::format("{} of {}", grouped(done), grouped(of_all)));
}

void LiveLine::draw(const std::string& text) {
  fmt::print(stderr, "\r\x1b[K{}", text);
  std::fflush(stderr);
  is_drawn_ = true;
  drawn_at_ = Clock::now();
}

void LiveLine::clear() {
  if (!is_drawn_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  is_drawn_ = false;
}

}  // namespace paxoscope::cli
