// A run as a sequence diagram, for Mermaid and for PlantUML.
#pragma once

#include <string>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// Each message is drawn when it arrives or is lost, as these diagrams have no other time; those still in flight at the end are left out.
/// What a step does is a note at its process.
std::string to_mermaid(const Trace& trace);
std::string to_plantuml(const Trace& trace);

}  // namespace paxoscope::traces
