// Numbers for people.
#pragma once

#include <cstdint>
#include <string>

namespace paxoscope::cli {

/// 1234567 as "1,234,567", whatever the locale.
std::string grouped(std::uint64_t number);

/// Bytes with a binary unit and three digits or so: "640 B", "78.2 MiB".
std::string bytes_text(std::uint64_t bytes);

/// Seconds with no more than three digits after the point.
double to_milliseconds(double seconds);

/// "1 step", "2 steps".
std::string counted(std::uint64_t count, const char* thing);

}  // namespace paxoscope::cli
