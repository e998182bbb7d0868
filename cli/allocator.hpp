// How the program wants its memory.
#pragma once

namespace paxoscope::cli {

/// Tells the C library to take memory from the system in large pieces, to give it to all threads alike, and to keep what is
/// freed: indexes that double leave room for those that double next. Without it two workers spend a third of their time
/// in the kernel, waiting for each other's page faults. To be called before there is a second thread.
void tune_allocator();

}  // namespace paxoscope::cli
