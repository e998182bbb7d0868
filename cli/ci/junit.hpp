// Results as JUnit XML, as Jenkins and others read it.
#pragma once

#include <string>

#include "cli/ci/suite.hpp"

namespace paxoscope::cli {

/// A document: docs/schemas/junit.xsd. Only times differ from run to run.
std::string to_junit(const Results& results);

}  // namespace paxoscope::cli
