// A folder of scenario files.
#pragma once

#include <string>
#include <vector>

namespace paxoscope::cli {

struct ScenarioPlace {
  std::string path;
  std::string
      problem;  ///< of a folder in it that cannot be looked into, or of what is no file; empty of a file
};

/// The files in `directory` and in the folders in it whose names end in .toml, each folder sorted by name, byte by byte. What has a name that
/// begins with a dot is left out, and links to folders are not followed. Throws SystemError if `directory` cannot be looked into.
std::vector<ScenarioPlace> scenarios_in(const std::string& directory);

}  // namespace paxoscope::cli
