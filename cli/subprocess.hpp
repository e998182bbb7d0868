// Running another program to its end.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace paxoscope::cli {

/// Where what a program writes is caught; the rest of its standard streams are /dev/null.
enum class Caught : std::uint8_t { kOutput, kErrors, kChannel };

struct Subprocess {
  std::vector<std::string> command;  ///< the program is looked for where the shell would
  Caught caught = Caught::kOutput;   ///< kChannel: file descriptor 3
  std::chrono::seconds patience{60};
  std::uint64_t bytes_max = std::uint64_t{4} << 30U;  ///< of address space
};

struct Ended {
  bool was_found = true;   ///< there is such a program
  bool may_be_run = true;  ///< and the system lets it be run
  bool was_impatient = false;
  int status = 0;  ///< its exit status, where no signal ended it
  int signal = 0;
  std::string text;  ///< what was caught

  [[nodiscard]] bool is_success() const {
    return was_found && may_be_run && !was_impatient && status == 0 && signal == 0;
  }
};

/// Runs it, and ends it where it takes too long. Throws SystemError if that cannot be done. Not for a process with threads.
Ended run(const Subprocess& subprocess);

}  // namespace paxoscope::cli
