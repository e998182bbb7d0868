#include "cli/system_memory.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

namespace paxoscope::cli {

namespace {

constexpr std::uint64_t kEnough = std::uint64_t{64} << 20U;

/// How much of a limit is to stay free.
std::uint64_t wanted_of(const Headroom& headroom) { return std::min(kEnough, headroom.limit / 8); }

/// The number that a file consists of; none if it says "max", or is not there.
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  if (file >> number) return number;
  return std::nullopt;
}

/// The number behind a word at the beginning of a line.
std::optional<std::uint64_t> number_behind(const std::string& path, const std::string& word) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string first;
    std::uint64_t number = 0;
    if (words >> first >> number && first == word) return number;
  }
  return std::nullopt;
}

}  // namespace

SystemMemory::SystemMemory(std::string root) : root_(std::move(root)) {
  // Lines are "NUMBER:CONTROLLERS:PATH"; of version 2 there is one, without controllers.
  std::ifstream file(root_ + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool is_second_version = controllers == ",,";
    if (!is_second_version && controllers.find(",memory,") == std::string::npos) continue;
    const std::string base = root_ + (is_second_version ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory");
    // A limit of a group holds for those within it.
    for (std::string path = line.substr(second + 1);; path.erase(path.rfind('/'))) {
      if (path == "/") path.clear();
      groups_.push_back(
          is_second_version
              ? Group{base + path, "/memory.max", "/memory.current", {"inactive_file", "active_file"}}
              : Group{base + path,
                      "/memory.limit_in_bytes",
                      "/memory.usage_in_bytes",
                      {"total_inactive_file", "total_active_file"}});
      if (path.rfind('/') == std::string::npos) break;
    }
  }
}

std::vector<Headroom> SystemMemory::headrooms() const {
  std::vector<Headroom> all;
  constexpr std::uint64_t kKibi = 1024;
  const std::string machine = root_ + "/proc/meminfo";
  const auto total = number_behind(machine, "MemTotal:");
  const auto available = number_behind(machine, "MemAvailable:");
  if (total && available) all.push_back({*total * kKibi, *available * kKibi});
  for (const Group& group : groups_) {
    const auto limit = number_in(group.folder + group.limit);
    const auto usage = number_in(group.folder + group.usage);
    if (!limit || !usage) continue;
    std::uint64_t reclaimable = 0;
    for (const std::string& key : group.reclaimable)
      reclaimable += number_behind(group.folder + "/memory.stat", key).value_or(0);
    const std::uint64_t used = *usage - std::min(*usage, reclaimable);
    all.push_back({*limit, *limit - std::min(*limit, used)});
  }
  return all;
}

bool SystemMemory::is_short() {
  constexpr std::chrono::milliseconds kPeriod{100};
  constexpr std::uint64_t kBytesTakenInAMillisecond = std::uint64_t{1} << 20U;  // by whoever reads a file
  const auto now = std::chrono::steady_clock::now();
  if (now < looks_again_at_) return was_short_;
  was_short_ = false;
  looks_again_at_ = now + kPeriod;
  for (const Headroom& h : headrooms()) {
    const std::uint64_t wanted = wanted_of(h);
    was_short_ = was_short_ || h.left < wanted;
    const std::uint64_t spare = h.left - std::min(h.left, wanted);
    looks_again_at_ =
        std::min(looks_again_at_, now + std::chrono::milliseconds(spare / kBytesTakenInAMillisecond));
  }
  return was_short_;
}

bool SystemMemory::has_room_for(std::uint64_t bytes) const {
  const std::vector<Headroom> all = headrooms();
  return std::all_of(all.begin(), all.end(), [&](const Headroom& h) {
    return h.left >= wanted_of(h) && h.left - wanted_of(h) >= bytes;
  });
}

}  // namespace paxoscope::cli
