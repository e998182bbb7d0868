// Running a program as its users do: arguments in; an exit status, standard output and standard error out.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace paxoscope::tests {

/// A directory that is there as long as this is, for files whose names do not matter to anyone else.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  void write(const std::string& name, std::string_view contents) const;
  /// The contents of a file that must be there.
  [[nodiscard]] std::string read(const std::string& name) const;
  /// What is in it, sorted.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

/// Where a standard stream of the program goes.
struct Stream {
  enum class Kind { kCaptured, kFile, kBrokenPipe };
  Kind kind = Kind::kCaptured;
  std::string path;  ///< of a kFile, which must exist; relative to the directory of the test

  static Stream captured() { return {}; }
  static Stream file(std::string path) { return {Kind::kFile, std::move(path)}; }
  /// A pipe that nobody reads: what `head` leaves behind.
  static Stream broken_pipe() { return {Kind::kBrokenPipe, {}}; }
};

/// What to run, and under which conditions. Standard input is empty.
struct Command {
  std::string program;
  std::vector<std::string> arguments;
  std::filesystem::path directory;  ///< to run it in
  Stream standard_output = {};
  Stream standard_error = {};

  /// Called in the new process just before the program takes it over, to set limits and the like. Between
  /// fork and exec only async-signal-safe functions may be called.
  std::function<void()> prepare = {};

  /// If not 0: sent once, as soon as `when` says so of the process. Its condition is asked for again and
  /// again.
  int signal = 0;
  std::function<bool(pid_t)> when = {};

  /// A program that hangs is ended by SIGALRM after this time, so that a test of it fails instead.
  std::chrono::seconds time_max{120};
};

/// What came of it.
struct Finished {
  int status = 0;  ///< as a shell has it: 128 plus the number of the signal that ended it, if one did
  std::string standard_output;  ///< of captured streams
  std::string standard_error;
};

/// Runs a program to its end. No shell is involved. Throws std::system_error if there can be no new process;
/// a program that cannot be executed has status 127.
Finished run(const Command& command);

/// True once the process has installed a handler for `signal` (Linux: from /proc).
bool catches(pid_t process, int signal);

/// The processor time a process has used so far (Linux: from /proc).
std::chrono::milliseconds processor_time(pid_t process);

}  // namespace paxoscope::tests
