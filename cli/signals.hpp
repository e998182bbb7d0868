// Signals as requests and as errors, not as ends.
#pragma once

#include <atomic>

namespace paxoscope::cli {

/// From now on (but for those that were ignored until now) the first SIGINT, SIGTERM or SIGHUP sets the flag that is returned; a second one, if it does not come
/// with the first, ends the process at once.
const std::atomic<bool>& catch_signals();

/// From now on SIGINT, SIGTERM and SIGHUP wait until they are asked for, in this thread and in those that it starts.
void hold_signals();

/// Waits for one of them, which must be held, and says which it was. From then on they do in this thread what signals do.
int wait_for_signal();

/// From now on a reader that has left (SIGPIPE) and a file that may not grow (SIGXFSZ) are errors of
/// write(2), so that what was begun is tidied up.
void turn_write_signals_into_errors();

/// The signal that was caught, or 0.
int caught_signal();

}  // namespace paxoscope::cli
