// What ends a command early. Each becomes one line on standard error and an exit status, in main.cpp and
// nowhere else.
#pragma once

#include <stdexcept>
#include <string>

#include "cli/exit_status.hpp"
#include "cli/one_line.hpp"

namespace paxoscope::cli {

/// Something the user can mend. The message says what, where, and what would be right.
class InputError : public std::runtime_error {
 public:
  // Made safe here because what() ends at the first zero byte, and a message may quote one.
  InputError(ExitStatus status, const std::string& message)
      : std::runtime_error(one_line(message)), status_(status) {}
  [[nodiscard]] ExitStatus status() const { return status_; }

 private:
  ExitStatus status_;
};

/// The operating system said no: a file cannot be read or written.
class SystemError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Two independent ways to one result disagree. Always a bug of ours.
class SelfCheckError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace paxoscope::cli
