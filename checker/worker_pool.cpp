#include "checker/worker_pool.hpp"

#include <algorithm>
#include <sched.h>
#include <system_error>
#include <utility>

namespace paxoscope::checker {

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
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  started_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::run(std::size_t count, Borrowed task) {
  if (!are_started_ && count > 1) start_threads();
  if (threads_.empty() || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) task.call(task.task, i, 0);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    task_ = task;
    count_ = count;
    next_.store(0, std::memory_order_relaxed);
    working_ = threads_.size();
    ++round_;
  }
  started_.notify_all();
  take_tasks(0);
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [this] { return working_ == 0; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void WorkerPool::work(std::size_t worker) {
  std::uint64_t seen = 0;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      started_.wait(lock, [&] { return is_over_ || round_ != seen; });
      if (is_over_) return;
      seen = round_;
    }
    take_tasks(worker);
    const std::lock_guard lock(mutex_);
    if (--working_ == 0) finished_.notify_one();
  }
}

void WorkerPool::take_tasks(std::size_t worker) {
  try {
    for (std::size_t i = next_++; i < count_; i = next_++) task_.call(task_.task, i, worker);
  } catch (...) {
    next_.store(count_);
    const std::lock_guard lock(mutex_);
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
