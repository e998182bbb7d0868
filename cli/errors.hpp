// What ends a command early. Each becomes one line on standard error and an exit status, in main.cpp and
// nowhere else.
#pragma once

#include <stdexcept>
#include <string>

#include "cli/exit_status.hpp"

namespace paxoscope::cli {

/// Something the user can mend. The message says what, where, and what would be right.
class InputError : public std::runtime_error {
 public:
  InputError(ExitStatus status, const std::string& message) : std::runtime_error(message), status_(status) {}
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
