// A file that has a path and is on no disk, for what reads its input from one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/expect.hpp"

namespace paxoscope::fuzz {

class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("input", MFD_CLOEXEC)) {
    expect(descriptor_ >= 0, "no file can be made in memory");
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  [[nodiscard]] const std::string& path() const { return path_; }

  /// From now on this is what is in it.
  void hold(std::string_view contents) const {
    const bool is_written =
        ::ftruncate(descriptor_, 0) == 0 &&
        ::pwrite(descriptor_, contents.data(), contents.size(), 0) == static_cast<ssize_t>(contents.size());
    expect(is_written, "a file in memory cannot be written");
  }

 private:
  int descriptor_;
  std::string path_;
};

/// An input as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};  // NOLINT: bytes as characters
}

}  // namespace paxoscope::fuzz
