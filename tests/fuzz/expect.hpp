// What a fuzz target says where something is not as it must be: one line, and then the process ends in a way that whoever runs it notices.
#pragma once

#include <string>
#include <string_view>

namespace paxoscope::fuzz {

/// Prints `what` on standard error and aborts.
[[noreturn]] void broken(const std::string& what);

/// `broken(what)` unless it is so.
inline void expect(bool is_so, const char* what) {
  if (!is_so) broken(what);
}

/// Whether a text is one line that can be shown: not empty, valid UTF-8, and without control characters.
bool is_line(std::string_view text);

/// A message that is told to somebody must be a line.
void expect_line(std::string_view message);

}  // namespace paxoscope::fuzz
