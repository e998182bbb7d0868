// SIGINT and SIGTERM as a request to stop, not an end.
#pragma once

#include <atomic>

namespace paxoscope::cli {

/// From now on the first SIGINT or SIGTERM sets the flag that is returned; a second one ends the process at
/// once.
const std::atomic<bool>& catch_signals();

/// The signal that was caught, or 0.
int caught_signal();

}  // namespace paxoscope::cli
