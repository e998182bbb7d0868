// Numbers for people.
#pragma once

#include <cstdint>
#include <string>

namespace paxoscope::cli {

/// 1234567 as "1,234,567", whatever the locale.
std::string grouped(std::uint64_t number);

/// Bytes with a binary unit and three digits or so: "640 B", "78.2 MiB".
std::string bytes_text(std::uint64_t bytes);

/// About so many, in two digits: 1234567 as "1,200,000".
std::string about(std::uint64_t number);

/// Seconds in the unit that people would choose: "0 s", "90 s", "12 min", "30 h", "12 days".
std::string duration_text(double seconds);

/// Seconds with no more than three digits after the point.
double to_milliseconds(double seconds);

/// "1 step", "2 steps".
std::string counted(std::uint64_t count, const char* thing);

}  // namespace paxoscope::cli
