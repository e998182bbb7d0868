// Runs that were saved, for whoever goes on with one.
#pragma once

#include <string>

#include "cli/scenario.hpp"
#include "traces/trace.hpp"

namespace paxoscope::cli {

/// The run that a file has, taken again.
struct SavedRun {
  Scenario scenario;
  traces::Trace trace;
};

/// Reads a trace, or a result that has one, and takes its steps again. Throws InputError, SystemError.
SavedRun replayed(const std::string& path);

}  // namespace paxoscope::cli
