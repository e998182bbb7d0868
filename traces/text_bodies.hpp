// The middle of a trace as text, in each style: what stands between who is who and why it ends as it does.
#pragma once

#include <cstddef>
#include <string>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// A line between steps: "── from here on, for ever ──".
std::string mark(const std::string& what);

/// A line for each step, with the state after it by process. What has not changed is a dot.
std::string table_of(const Trace& trace);

/// Lanes and arrows. A message is drawn when it arrives or is lost, with the step in which it was sent. The sentences are left out: there is
/// room for a few words only.
std::string lanes_of(const Trace& trace, std::size_t width);

}  // namespace paxoscope::traces
