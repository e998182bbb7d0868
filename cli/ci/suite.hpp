// What came of a command, as systems for continuous integration (CI) want to know it: suites of cases, and findings. JUnit XML and SARIF
// are two ways to write it down.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/report.hpp"
#include "traces/trace.hpp"

namespace paxoscope::cli {

enum class CaseStatus : std::uint8_t {
  kPassed,
  kFailed,   ///< not as expected
  kError,    ///< could not be run, or not to its end
  kSkipped,  ///< nothing can be said of it
};

/// Something that is as expected or is not.
struct Case {
  std::string name;
  CaseStatus status = CaseStatus::kPassed;
  std::string message;  ///< a line; empty of one that passed
  std::string text;     ///< lines: the run that shows it, how to repeat it
  double seconds = 0;   ///< of its own; 0 of what was found in the search for another
};

/// Something that is not as expected, and where it leads.
struct Finding {
  std::string rule;          ///< a property, or kAsExpected
  bool is_violation = true;  ///< else nothing was found to be wrong, and it may be
  std::string message;       ///< sentences
  std::vector<std::string>
      steps;  ///< of the run that shows it: sentences without full stop; none if no run is shown
  std::string fingerprint;  ///< the same whenever the same is found in the same scenario
  std::string command;      ///< that repeats the search
};

/// The rule of findings that are about no property: what comes of a search is what was expected.
inline constexpr std::string_view kAsExpected = "as-expected";

/// A scenario and all that is asked of it, or a protocol and its variants.
struct Suite {
  std::string name;      ///< the path of a file, or what stands on the command line
  bool is_file = false;  ///< a scenario file, which is where its findings are
  std::vector<std::pair<std::string, std::string>>
      properties;  ///< numbers that can be compared from run to run
  std::vector<Case> cases;
  std::vector<Finding> findings;
  double seconds = 0;  ///< wall clock
};

struct Results {
  std::string command;  ///< "paxoscope check DIR"
  int exit_status = 0;
  std::vector<Suite> suites;
};

/// Of one search; `path` is that of its scenario file, or empty.
Suite suite_of(const Report& report, const std::string& path);

/// Of a scenario file that could not be searched, and why.
Suite suite_of_error(const std::string& path, const std::string& message);

/// Of a scenario file whose turn did not come.
Suite suite_not_begun(const std::string& path);

/// Of the text of a run, and how to repeat it.
std::string text_of_run(const traces::Trace& run, const CheckRequest& request);

/// Its steps as sentences, with what they bring about.
std::vector<std::string> steps_of(const traces::Trace& run);

/// The same for the same rule and scenario, and for no other.
std::string fingerprint_of(const Scenario& scenario, std::string_view rule);

}  // namespace paxoscope::cli
