// Protects: limits on memory are read where Linux says them, in both versions of control groups, those of all groups around included, and what can be
// given back does not count as used.
#include "cli/system_memory.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "tests/process.hpp"

namespace paxoscope::tests {
namespace {

using cli::Headroom;
using cli::SystemMemory;

constexpr std::uint64_t kMebi = std::uint64_t{1} << 20U;

class System {
 public:
  System& with(const std::string& path, const std::string& contents) {
    std::filesystem::create_directories((directory_.path() / path).parent_path());
    directory_.write(path, contents);
    return *this;
  }
  [[nodiscard]] SystemMemory memory() const { return SystemMemory(directory_.path().string() + "/"); }
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> headrooms() const {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> all;
    for (const Headroom& h : memory().headrooms()) all.emplace_back(h.limit / kMebi, h.left / kMebi);
    return all;
  }

 private:
  TemporaryDirectory directory_;
};

using Headrooms = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

TEST(SystemMemory, IsTheMachinesWhereThereAreNoGroups) {
  System system;
  EXPECT_EQ(system.headrooms(), Headrooms{});
  EXPECT_FALSE(system.memory().is_short());
  system.with("proc/meminfo", "MemTotal: 1048576 kB\nMemFree: 1 kB\nMemAvailable:  65536 kB\n");
  EXPECT_EQ(system.headrooms(), (Headrooms{{1024, 64}}));
  EXPECT_FALSE(system.memory().is_short());
  system.with("proc/meminfo", "MemTotal: 1048576 kB\nMemFree: 1 kB\nMemAvailable:  65535 kB\n");
  EXPECT_TRUE(system.memory().is_short());
}

TEST(SystemMemory, IsThatOfEachGroupAround) {
  System system;
  system.with("proc/self/cgroup", "0::/a/b\n")
      .with("sys/fs/cgroup/a/b/memory.max", "max\n")
      .with("sys/fs/cgroup/a/b/memory.current", "1\n")
      .with("sys/fs/cgroup/a/memory.max", "104857600\n")
      .with("sys/fs/cgroup/a/memory.current", "104857600\n")
      .with("sys/fs/cgroup/a/memory.stat", "anon 1\ninactive_file 20971520\nactive_file 9\n");
  EXPECT_EQ(system.headrooms(), (Headrooms{{100, 20}}));
  EXPECT_FALSE(system.memory().is_short()) << "an eighth is left, and more";
  EXPECT_TRUE(system.memory().has_room_for(7 * kMebi));
  EXPECT_FALSE(system.memory().has_room_for(8 * kMebi)) << "of which an eighth is to stay";
  system.with("sys/fs/cgroup/memory.max", "16777216\n").with("sys/fs/cgroup/memory.current", "15728640\n");
  EXPECT_EQ(system.headrooms(), (Headrooms{{100, 20}, {16, 1}}));
  EXPECT_TRUE(system.memory().is_short());
}

TEST(SystemMemory, IsThatOfGroupsOfTheFirstVersionToo) {
  System system;
  system.with("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/job\n0::/\n")
      .with("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "104857600\n")
      .with("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "104857600\n")
      .with("sys/fs/cgroup/memory/job/memory.stat", "inactive_file 1\ntotal_inactive_file 10485760\n")
      .with("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
      .with("sys/fs/cgroup/memory/memory.usage_in_bytes", "1048576\n");
  EXPECT_EQ(system.headrooms(), (Headrooms{{100, 10}, {8796093022207, 8796093022206}}));
  EXPECT_TRUE(system.memory().is_short());
}

}  // namespace
}  // namespace paxoscope::tests
