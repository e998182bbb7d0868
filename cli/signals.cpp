#include "cli/signals.hpp"

#include <csignal>

namespace paxoscope::cli {

namespace {

// A signal handler can reach nothing but globals; these are the only ones in the program.
std::atomic<bool> interrupted{false};
std::atomic<int> signal_caught{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

extern "C" void handle_signal(int signal) {
  signal_caught.store(signal);
  interrupted.store(true);
}

sigset_t signals_that_end() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

const std::atomic<bool>& catch_signals() {
  struct sigaction action {};
  action.sa_handler = handle_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second signal does what signals do
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGHUP, &action, nullptr);
  return interrupted;
}

void hold_signals() {
  const sigset_t signals = signals_that_end();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int wait_for_signal() {
  const sigset_t signals = signals_that_end();
  int signal = 0;
  sigwait(&signals, &signal);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  return signal;
}

void turn_write_signals_into_errors() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

int caught_signal() { return signal_caught.load(); }

}  // namespace paxoscope::cli
