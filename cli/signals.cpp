#include "cli/signals.hpp"

#include <array>
#include <csignal>
#include <cstdint>
#include <ctime>

namespace paxoscope::cli {

namespace {

// A signal handler can reach nothing but globals; these are the only ones in the program.
std::atomic<bool> interrupted{false};
std::atomic<int> signal_caught{0};
std::atomic<std::int64_t> caught_at{0};  // in milliseconds
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

std::int64_t milliseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);  // may be called by a handler
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

extern "C" void handle_signal(int signal) {
  // timeout(1) sends a signal to the process, and then to its group: that is one.
  constexpr std::int64_t kStillTheSame = 50;
  const std::int64_t now = milliseconds_now();
  int none = 0;
  if (signal_caught.compare_exchange_strong(none, signal)) {
    caught_at.store(now);
    interrupted.store(true);
  } else if (now - caught_at.load() >= kStillTheSame) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

sigset_t signals_that_end() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : kSignals) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

const std::atomic<bool>& catch_signals() {
  struct sigaction action {};
  action.sa_handler = handle_signal;
  sigemptyset(&action.sa_mask);
  for (const int signal : kSignals) {
    // What was ignored before, as by nohup, stays so.
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
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
