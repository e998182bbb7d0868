// A run as a space-time diagram in SVG: time goes down, each process has a lane, messages are arrows.
#pragma once

#include <string>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// A document of its own, legible on light and on dark ground, in which each step has its sentence beside it. The text is UTF-8.
std::string to_svg(const Trace& trace);

/// The `svg` element of a page that has `svg_style()` and says the sentences elsewhere. What belongs to step n, counted from 1, has the
/// attribute data-step="n"; a message data-sent and, if it arrives or is lost, data-step. A run that shows no property is not yet over.
std::string to_svg_element(const Trace& trace);

/// The style sheet of these elements. Ballot n has the colour --ballot-((n-1) % 8 + 1).
std::string svg_style();

}  // namespace paxoscope::traces
