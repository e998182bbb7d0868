#include "checker/worker_pool.hpp"

#include <algorithm>
#include <sched.h>
#include <system_error>
#include <utility>

namespace paxoscope::checker {

namespace {

/// Waits until `number` is no longer `value`. There is a round every few milliseconds and waking a thread takes a part of
/// one, so it looks for a while before it sleeps.
void wait_while(const std::atomic<std::uint32_t>& number, std::uint32_t value) {
  constexpr int kLooks = 10'000;
  for (int i = 0; i < kLooks; ++i) {
    if (number.load(std::memory_order_acquire) != value) return;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  number.wait(value, std::memory_order_acquire);
}

}  // namespace

void WorkerPool::start_threads() {
  are_started_ = true;
  threads_.reserve(workers_ - 1);
  for (std::size_t worker = 1; worker < workers_; ++worker) {
    try {
      threads_.emplace_back([this, worker] { work(worker); });
    } catch (const std::system_error&) {
      break;  // fewer workers are slower and give the same result
    }
  }
}

WorkerPool::~WorkerPool() {
  is_over_.store(true, std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::run(std::size_t count, Borrowed task) {
  if (!are_started_ && count > 1) start_threads();
  if (threads_.empty() || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) task.call(task.task, i, 0);
    return;
  }
  task_ = task;
  count_ = count;
  next_.store(0, std::memory_order_relaxed);
  working_.store(static_cast<std::uint32_t>(threads_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  take_tasks(0);
  for (std::uint32_t left = working_.load(std::memory_order_acquire); left != 0;
       left = working_.load(std::memory_order_acquire)) {
    wait_while(working_, left);
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void WorkerPool::work(std::size_t worker) {
  for (std::uint32_t seen = 0;; ++seen) {
    wait_while(round_, seen);
    if (is_over_.load(std::memory_order_relaxed)) return;
    take_tasks(worker);
    working_.fetch_sub(1, std::memory_order_release);
    working_.notify_one();
  }
}

void WorkerPool::take_tasks(std::size_t worker) {
  try {
    for (std::size_t i = next_++; i < count_; i = next_++) task_.call(task_.task, i, worker);
  } catch (...) {
    next_.store(count_);
    const std::lock_guard lock(failing_);
    if (!failure_) failure_ = std::current_exception();
  }
}

std::size_t processors() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
    return static_cast<std::size_t>(std::max(CPU_COUNT(&allowed), 1));
  }
  return std::max(std::thread::hardware_concurrency(), 1U);
}

}  // namespace paxoscope::checker
