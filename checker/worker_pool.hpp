// Threads that wait for work, share it out among themselves, and report when all of it is done.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "checker/own_lines.hpp"

namespace paxoscope::checker {

/// Runs the same function for many numbers, each exactly once, on a fixed number of threads, of which the caller is
/// one. What runs where is a matter of luck; results must go to places that belong to the number.
class WorkerPool {
 public:
  /// At least 1 worker. Threads are started when there first is something for them to do; those that the system does
  /// not give are done without.
  explicit WorkerPool(std::size_t workers) : workers_(workers) {}
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();

  /// The number that was asked for, which is at least that in use.
  [[nodiscard]] std::size_t workers() const { return workers_; }

  /// Calls `task(i, worker)` for each i in 0..count-1 and returns when all have returned. `worker`, in
  /// 0..workers()-1, is never in use twice at a time. An exception ends the handing out of tasks and is thrown
  /// here.
  template <typename Task>
  void for_each(std::size_t count, const Task& task) {
    run(count, {&task, [](const void* called, std::size_t i, std::size_t worker) {
                  (*static_cast<const Task*>(called))(i, worker);
                }});
  }

 private:
  // A function that is borrowed: unlike std::function it never allocates.
  struct Borrowed {
    const void* task;
    void (*call)(const void* task, std::size_t i, std::size_t worker);
  };

  void run(std::size_t count, Borrowed task);
  void start_threads();
  void work(std::size_t worker);
  void take_tasks(std::size_t worker);

  std::size_t workers_;
  bool are_started_ = false;
  std::vector<std::thread> threads_;
  std::mutex failing_;
  std::exception_ptr failure_;  // guarded by failing_

  // Written before a round starts, constant during it.
  Borrowed task_{};
  std::size_t count_ = 0;

  alignas(kOwnLine) std::atomic<std::uint32_t> round_{0};    // rises when there is work, or when all is over
  alignas(kOwnLine) std::atomic<std::uint32_t> working_{0};  // threads that have not finished the round
  alignas(kOwnLine) std::atomic<std::size_t> next_{0};
  std::atomic<bool> is_over_{false};
};

/// The number of processors this process may run on, at least 1.
std::size_t processors();

}  // namespace paxoscope::checker
