// What the program tells its caller. Others rely on these numbers; README.md lists them.
#pragma once

namespace paxoscope::cli {

enum ExitStatus : int {
  kHolds = 0,
  kInconclusiveBound = 3,   ///< a bound on states, depth or time was reached
  kInconclusiveMemory = 4,  ///< a memory budget was reached
  kExpectationFailed = 10,  ///< an outcome, count or witness is not as expected, or quorums need not meet
  kSafetyViolated = 12,
  kLivenessViolated = 13,
  kUsage = 64,  ///< the command line
  kFileDoesNotParse = 150,
  kScenarioMakesNoSense = 151,
  kSystemFailed = 153,     ///< disk or memory
  kSelfCheckFailed = 254,  ///< a bug in this program, caught by it
  kInterruptedBase = 128,  ///< plus the number of the signal
};

}  // namespace paxoscope::cli
