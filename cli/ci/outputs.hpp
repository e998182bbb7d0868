// Where results for CI systems go.
#pragma once

#include <list>
#include <optional>
#include <string>

#include "cli/ci/suite.hpp"
#include "cli/files.hpp"

namespace paxoscope::cli {

class CiOutputs {
 public:
  /// Opens the files, so that one that cannot be written costs no search. "-" is standard output. Throws SystemError.
  CiOutputs(const std::optional<std::string>& junit_path, const std::optional<std::string>& sarif_path);

  /// Whether anything was asked for.
  [[nodiscard]] bool are_wanted() const { return !junit_.empty() || !sarif_.empty(); }

  /// Whether one goes to standard output.
  [[nodiscard]] bool take_stdout() const;

  /// Writes each, whatever becomes of the other.
  void write(const Results& results, OutputAttempts& attempts);

 private:
  std::list<OutputFile> junit_;  // one or none: what is in it cannot be moved
  std::list<OutputFile> sarif_;
};

}  // namespace paxoscope::cli
