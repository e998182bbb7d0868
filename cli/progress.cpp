#include "cli/progress.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

#include "checker/forecast.hpp"
#include "cli/numbers.hpp"

namespace paxoscope::cli {

namespace {

/// Whether standard error is a terminal, and one that can clear a line.
bool is_terminal() {
  const char* const kind = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

/// Whether whoever looks at the terminal has said that it shows more than ASCII, as POSIX has it: the first of these that is set counts.
bool shows_utf8() {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets any
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale(value);
    return locale.ends_with("UTF-8") || locale.ends_with("utf8") || locale.ends_with("UTF8") ||
           locale.ends_with("utf-8");
  }
  return false;
}

std::size_t terminal_columns() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): ioctl(2) is what it is
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

/// The last `columns` levels, each a block as high as it has states.
std::string shape_of(const std::vector<std::uint64_t>& levels, std::size_t columns) {
  constexpr std::array kBlocks{"\u2581", "\u2582", "\u2583", "\u2584",
                               "\u2585", "\u2586", "\u2587", "\u2588"};
  if (levels.empty()) return {};
  const auto highest = static_cast<double>(*std::max_element(levels.begin(), levels.end()));
  std::string shape;
  for (std::size_t i = levels.size() - std::min(columns, levels.size()); i < levels.size(); ++i) {
    const double height = static_cast<double>(levels[i]) / highest * static_cast<double>(kBlocks.size() - 1);
    shape += kBlocks.at(static_cast<std::size_t>(std::lround(height)));
  }
  return shape;
}

/// What may be to come, in many words and in few; nothing if that cannot be told.
struct ToCome {
  std::string in_full;   // "about 400,000 to come, in 2 s (160,000 to 800,000, in 1 s to 4 s)"
  std::string in_short;  // "1 s to 4 s to go"
};
ToCome to_come(const checker::Statistics& so_far, double expanded_per_second) {
  const auto beyond = checker::forecast(so_far);
  if (!beyond || !(expanded_per_second >= 1)) return {};
  const auto time = [&](std::uint64_t states) {
    return duration_text(static_cast<double>(so_far.frontier + states) / expanded_per_second);
  };
  return {fmt::format("about {} to come, in {} ({} to {}, in {} to {})", about(beyond->likely),
                      time(beyond->likely), about(beyond->least), about(beyond->most), time(beyond->least),
                      time(beyond->most)),
          fmt::format("{} to {} to go", time(beyond->least), time(beyond->most))};
}

/// The parts that are not empty, with commas between them, up to the first that there is no room for.
std::string joined(const std::vector<std::string>& parts, std::size_t columns) {
  std::string text;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    const std::string longer = text.empty() ? part : fmt::format("{}, {}", text, part);
    if (longer.size() > columns) break;
    text = longer;
  }
  return text;
}

}  // namespace

std::string progress_text(const checker::Statistics& so_far, double expanded_per_second, std::size_t columns,
                          bool has_blocks) {
  std::string memory = bytes_text(so_far.store_peak_bytes);
  if (so_far.spilled_bytes > 0) memory += fmt::format(" and {} on disk", bytes_text(so_far.spilled_bytes));
  const std::string states = fmt::format("{} states", grouped(so_far.distinct));
  const std::string rate = fmt::format("{}/s", grouped(static_cast<std::uint64_t>(expanded_per_second)));
  const std::string frontier = fmt::format("frontier {}", grouped(so_far.frontier));
  const std::string level = fmt::format("level {}", so_far.depth);
  const auto [in_full, in_short] = to_come(so_far, expanded_per_second);
  std::string text;
  for (const std::vector<std::string>& parts : {std::vector{states, rate, frontier, level, memory, in_full},
                                                {states, rate, frontier, level, memory, in_short},
                                                {states, rate, level, memory, in_short}}) {
    text = joined(parts, columns);
    if (text.ends_with(parts.back())) break;
  }
  constexpr std::size_t kShapeLeast = 8;
  constexpr std::size_t kShapeMost = 40;
  if (has_blocks && text.size() + 1 + kShapeLeast <= columns)
    text += " " + shape_of(so_far.level_sizes, std::min(kShapeMost, columns - text.size() - 1));
  return text;
}

LiveLine::LiveLine() : is_terminal_(is_terminal()), has_blocks_(shows_utf8()) {}

bool LiveLine::is_due() const { return is_terminal_ && Clock::now() - drawn_at_ >= kPeriod; }

void LiveLine::update(const checker::Statistics& so_far) {
  const std::uint64_t expanded = so_far.distinct - so_far.frontier;
  // With many states already, where a search goes on; with fewer than before, where another one begins.
  if (!has_begun_ || expanded < drawn_expanded_) {
    has_begun_ = true;
    drawn_expanded_ = expanded;
  }
  if (!is_due()) return;
  const double seconds = std::chrono::duration<double>(Clock::now() - drawn_at_).count();
  const double now = static_cast<double>(expanded - drawn_expanded_) / seconds;
  // A batch more or less makes a difference between one line and the next: so what was said before counts too.
  constexpr double kNew = 0.3;
  expanded_per_second_ = is_drawn_ ? kNew * now + (1 - kNew) * expanded_per_second_ : now;
  // A line that is full makes some terminals begin another.
  draw(progress_text(so_far, expanded_per_second_, terminal_columns() - 1, has_blocks_));
  drawn_expanded_ = expanded;
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
