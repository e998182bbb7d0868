#include "cli/ci/outputs.hpp"

#include <algorithm>

#include "cli/ci/junit.hpp"
#include "cli/ci/sarif.hpp"

namespace paxoscope::cli {

CiOutputs::CiOutputs(const std::optional<std::string>& junit_path,
                     const std::optional<std::string>& sarif_path) {
  if (junit_path) junit_.emplace_back(*junit_path);
  if (sarif_path) sarif_.emplace_back(*sarif_path);
}

bool CiOutputs::take_stdout() const {
  const auto is_stdout = [](const OutputFile& file) { return file.path() == "-"; };
  return std::any_of(junit_.begin(), junit_.end(), is_stdout) ||
         std::any_of(sarif_.begin(), sarif_.end(), is_stdout);
}

void CiOutputs::write(const Results& results, OutputAttempts& attempts) {
  for (OutputFile& file : junit_) attempts.attempt([&] { file.write(to_junit(results)); });
  for (OutputFile& file : sarif_) attempts.attempt([&] { file.write(to_sarif(results)); });
}

}  // namespace paxoscope::cli
