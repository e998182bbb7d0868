#include "cli/history.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <new>
#include <nlohmann/json.hpp>
#include <span>
#include <unistd.h>

#include "checker/forecast.hpp"
#include "checker/storage.hpp"
#include "cli/errors.hpp"
#include "cli/numbers.hpp"

namespace paxoscope::cli {

namespace {

/// What the process has in memory now; 0 where the system does not say.
std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return file ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

nlohmann::ordered_json to_json(const std::optional<checker::Forecast>& forecast) {
  if (!forecast) return nullptr;
  return {{"least", forecast->least}, {"likely", forecast->likely}, {"most", forecast->most}};
}

}  // namespace

History::History(const std::string& path, Start start)
    : path_(path),
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) is what it is
      descriptor_(::open(path.c_str(),
                         O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (start == Start::kNew ? O_TRUNC : 0),
                         0666)) {
  if (descriptor_ < 0)
    throw SystemError(fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
  // A line that was torn when the process ended is not to be joined with the next.
  std::ifstream before(path, std::ios::binary | std::ios::ate);
  if (start != Start::kGoesOn || before.tellg() <= 0) return;
  before.seekg(-1, std::ios::end);
  if (before.get() != '\n' && !checker::write_all(descriptor_, std::as_bytes(std::span("\n", 1))))
    error_ = errno;
}

History::~History() { ::close(descriptor_); }

void History::update(const checker::Statistics& so_far) {
  if (error_ != 0) return;
  try {
    write_line(so_far);
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): no reason to end a search
  }
}

void History::write_line(const checker::Statistics& so_far) {
  const Clock::time_point now = Clock::now();
  const std::uint64_t complete = so_far.complete_depth + 1;
  const std::uint64_t expanded = so_far.distinct - so_far.frontier;
  // The first may go on with many states; another one, for the run to show, begins anew.
  if (searches_ == 0 || expanded < written_expanded_) {
    ++searches_;
    written_levels_ = 0;
    written_expanded_ = searches_ == 1 ? expanded : 0;
  }
  if (complete == written_levels_ && now - written_at_ < std::chrono::seconds(1)) return;
  const double seconds = std::chrono::duration<double>(now - written_at_).count();
  const nlohmann::ordered_json line{
      {"search", searches_},
      {"seconds", to_milliseconds(std::chrono::duration<double>(now - begun_).count())},
      {"distinct", so_far.distinct},
      {"frontier", so_far.frontier},
      {"generated", so_far.generated},
      {"complete_depth", so_far.complete_depth},
      {"level_size",
       so_far.level_sizes.empty()
           ? 0
           : so_far.level_sizes[std::min<std::size_t>(so_far.complete_depth, so_far.level_sizes.size() - 1)]},
      {"expanded_per_second", static_cast<std::uint64_t>(static_cast<double>(expanded - written_expanded_) /
                                                         std::max(seconds, 1e-6))},
      {"resident_bytes", resident_bytes()},
      {"store_peak_bytes", so_far.store_peak_bytes},
      {"spilled_bytes", so_far.spilled_bytes},
      {"to_come", to_json(checker::forecast(so_far))}};
  const std::string text = line.dump() + "\n";
  if (!checker::write_all(descriptor_, std::as_bytes(std::span(text)))) error_ = errno;
  written_levels_ = complete;
  written_expanded_ = expanded;
  written_at_ = now;
}

void History::finish() const {
  if (error_ != 0) throw SystemError(fmt::format("{}: cannot be written: {}", path_, std::strerror(error_)));
}

}  // namespace paxoscope::cli
