// How much memory the system has left for this process.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paxoscope::cli {

/// What may still be used of a limit, in bytes.
struct Headroom {
  std::uint64_t limit;
  std::uint64_t left;
};

/// The machine's memory, and the limits of the control groups that the process is in, of either version (Linux). A process that exceeds those is killed,
/// so whoever has something to lose stops before.
class SystemMemory {
 public:
  /// Of a system whose files are under `root`.
  explicit SystemMemory(std::string root = "");

  /// Whether so little is left that the next few steps may be too many: an eighth of a limit, and at most 64 MiB. Looks ten times a second, and more often where
  /// there is so little left that it may be gone by then.
  bool is_short();

  /// Whether there is room for so many bytes, and as much as is_short() wants besides.
  [[nodiscard]] bool has_room_for(std::uint64_t bytes) const;

  /// Of each limit that there is.
  [[nodiscard]] std::vector<Headroom> headrooms() const;

 private:
  /// A control group and what its files are called.
  struct Group {
    std::string folder;
    const char* limit;
    const char* usage;
    std::vector<std::string>
        reclaimable;  ///< keys of memory.stat: of what is used, so much is given back when wanted
  };

  std::string root_;
  std::vector<Group> groups_;
  std::chrono::steady_clock::time_point looks_again_at_{};
  bool was_short_ = false;
};

}  // namespace paxoscope::cli
