// A trace as text: a numbered line for each step, and under it only what changed.
#pragma once

#include <string>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// UTF-8, lines of any length, a line feed at the end of each.
std::string to_text(const Trace& trace);

}  // namespace paxoscope::traces
