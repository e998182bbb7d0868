// How the command line may end early over what it was given: errors.hpp has it, and nothing else is allowed.
#pragma once

#include "cli/errors.hpp"
#include "cli/one_line.hpp"
#include "tests/fuzz/expect.hpp"

namespace paxoscope::fuzz {

/// Whether `task()` ends without an exception. What it throws must be an InputError or a SystemError that can be told in a line; anything else
/// is not caught, and ends the process.
template <typename Task>
bool is_accepted(const Task& task) {
  try {
    task();
    return true;
  } catch (const cli::InputError& error) {
    const cli::ExitStatus status = error.status();
    expect(status == cli::kUsage || status == cli::kFileDoesNotParse ||
               status == cli::kScenarioMakesNoSense || status == cli::kExpectationFailed,
           "bad input has another exit status");
    expect_line(error.what());
  } catch (const cli::SystemError& error) {
    expect_line(cli::one_line(error.what()));  // as it is printed
  }
  return false;
}

}  // namespace paxoscope::fuzz
