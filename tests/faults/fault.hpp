// What is to go wrong, as PAXOSCOPE_FAULT says it (failing_calls.cpp).
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

namespace paxoscope::tests {

/// Kinds of calls.
enum Class : std::size_t {
  kPrint,  ///< writing to the standard streams
  kWrite,
  kRead,
  kSync,
  kRename,
  kOpen,
  kClose,
  kUnlink,
  kMakeFolder,
  kChangeMode,
  kTruncate,
  kReserve,  ///< posix_fallocate, fallocate
  kMap,
  kAdvise,
  kLock,
  kAllocate,
  kClasses,
};
inline constexpr std::array<const char*, kClasses> kNames{
    "print", "write", "read",      "fsync",     "rename", "open",    "close", "unlink",
    "mkdir", "chmod", "ftruncate", "fallocate", "mmap",   "madvise", "flock", "allocate"};

enum class What : std::uint8_t { kError, kShort, kKill };
inline constexpr std::array<std::pair<const char*, int>, 8> kErrors{{{"EACCES", EACCES},
                                                                     {"EAGAIN", EAGAIN},
                                                                     {"EINTR", EINTR},
                                                                     {"EIO", EIO},
                                                                     {"EMFILE", EMFILE},
                                                                     {"ENOMEM", ENOMEM},
                                                                     {"ENOSPC", ENOSPC},
                                                                     {"EROFS", EROFS}}};

/// Nothing, if nothing is said.
struct Fault {
  Class of = kClasses;
  std::uint64_t first = 0;  ///< call of that class, from 1
  bool stays = false;       ///< those that follow go wrong too
  What what = What::kError;
  int error = 0;
};

/// Ends the process: a test that says what nobody understands tests nothing.
[[noreturn]] inline void refuse(const char* text) {
  constexpr int kNotUnderstood = 99;
  std::fprintf(stderr, "failing_calls: PAXOSCOPE_FAULT=%s is not CLASS:N:WHAT\n", text);
  std::_Exit(kNotUnderstood);
}

inline Fault fault_of(const char* text) {
  const std::string_view all = text;
  const std::size_t first = all.find(':');
  const std::size_t second = first == std::string_view::npos ? first : all.find(':', first + 1);
  if (second == std::string_view::npos) refuse(text);
  Fault read;
  const auto* const name = std::find(kNames.begin(), kNames.end(), all.substr(0, first));
  if (name == kNames.end()) refuse(text);
  read.of = static_cast<Class>(name - kNames.begin());
  std::string_view number = all.substr(first + 1, second - first - 1);
  read.stays = number.ends_with('+');
  if (read.stays) number.remove_suffix(1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), read.first);
  if (error != std::errc() || end != number.data() + number.size() || read.first == 0) refuse(text);
  const std::string_view what = all.substr(second + 1);
  const bool may_be_short = read.of == kPrint || read.of == kWrite || read.of == kRead;
  const auto* const known =
      std::find_if(kErrors.begin(), kErrors.end(), [&](const auto& e) { return what == e.first; });
  if (what == "kill") {
    read.what = What::kKill;
  } else if (what == "short" && may_be_short) {
    read.what = What::kShort;
  } else if (known != kErrors.end()) {
    read.error = known->second;
  } else {
    refuse(text);
  }
  return read;
}

}  // namespace paxoscope::tests
