// A run as a log with vector clocks, which ShiViz draws (https://bestchai.bitbucket.io/shiviz/).
#pragma once

#include <string>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// The expression that reads the log and an empty line, then two lines for each event: what happens, and where with its clock. A step in which
/// a process calls others is an event at each of them, and one more when a call returns. What the network does is an event of a host of that name.
std::string to_shiviz(const Trace& trace);

}  // namespace paxoscope::traces
