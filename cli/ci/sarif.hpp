// Results as SARIF 2.1.0 (Static Analysis Results Interchange Format, an OASIS standard), as GitHub's code scanning and editors read it.
#pragma once

#include <string>

#include "cli/ci/suite.hpp"

namespace paxoscope::cli {

/// A document: what is not as expected, and nothing else. The same bytes whenever the same is found.
std::string to_sarif(const Results& results);

/// `path` as a URI reference: relative to the working directory where it lies below it.
std::string uri_of(const std::string& path);

}  // namespace paxoscope::cli
