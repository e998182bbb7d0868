// How a run goes on for ever, in words: what every format says of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// After how many steps those begin that are taken again and again; nothing if none are.
std::optional<std::size_t> repeats_after(const Trace& trace);

/// How long a run is, and how it goes on: "6 steps", "6 steps, of which the last 4 repeat for ever", "6 steps, after which nothing can happen".
std::string extent_of(const Trace& trace);

/// A mark before the first of the steps that are taken again and again.
inline constexpr const char* kFromHereOn = "from here on, for ever";

/// A mark at the end of a run with a loop: "back where it was after step 2, but each ballot is 2 higher", or "nothing can happen any more".
std::string end_of_loop(const Trace& trace);

/// Which steps are taken again and again, where there are some: "step 4 is taken", "steps 3 and 4 are taken", "steps 4 to 13 are taken".
std::string repeated_steps(const Trace& trace);

/// How often steps are taken that are taken again and again: "for ever, but each ballot is 2 higher".
std::string for_ever(const Loop& loop);

}  // namespace paxoscope::traces
