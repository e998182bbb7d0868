// Why a run ends as it does, in a few sentences: who proposed what and on which grounds, what was chosen, and how both quorums came about.
#pragma once

#include <string>
#include <vector>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// Paragraphs: what is proposed, chosen and learned, in the order in which it is, and, where a proposal goes against what is chosen in
/// a lower ballot, what became of those who promised the one and voted in the other; last, how it goes on for ever. Empty if the trace does not say who
/// takes part.
std::vector<std::string> story_of(const Trace& trace);

}  // namespace paxoscope::traces
