// Why a run ends as it does, in a few sentences: who believed what, and how both quorums came about.
#pragma once

#include <string>
#include <vector>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// Sentences in the order of what happens. Empty if the trace does not say who takes part.
std::vector<std::string> story_of(const Trace& trace);

}  // namespace paxoscope::traces
