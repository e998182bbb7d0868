#include "cli/scenario_directory.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>

#include "checker/storage.hpp"
#include "cli/errors.hpp"

namespace paxoscope::cli {

namespace {

namespace fs = std::filesystem;

/// What is in a folder, sorted; throws std::system_error.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  for (const std::string& name : checker::names_in(AT_FDCWD, folder.string())) {
    if (!name.starts_with('.')) entries.push_back(folder / name);
  }
  return entries;
}

void collect(const std::vector<fs::path>& entries, std::vector<ScenarioPlace>& places) {
  for (const fs::path& entry : entries) {
    std::error_code unknown;
    const fs::file_status status = fs::symlink_status(entry, unknown);
    if (fs::is_directory(status)) {
      try {
        collect(entries_of(entry), places);
      } catch (const std::system_error& error) {
        places.push_back({entry.string(), fmt::format("cannot be read: {}", error.code().message())});
      }
    } else if (entry.extension() == ".toml") {
      const fs::file_status behind = fs::status(entry, unknown);
      if (fs::is_directory(behind)) continue;
      // A pipe would be waited for, by all that come after it as well. That all else can be read is for who reads it to see.
      const bool is_endless = fs::is_other(behind);
      places.push_back({entry.string(), is_endless ? "cannot be read: it is no file" : ""});
    }
  }
}

}  // namespace

std::vector<ScenarioPlace> scenarios_in(const std::string& directory) {
  std::vector<ScenarioPlace> places;
  try {
    collect(entries_of(directory), places);
  } catch (const std::system_error& error) {
    throw SystemError(fmt::format("{}: cannot be read: {}", directory, error.code().message()));
  }
  return places;
}

}  // namespace paxoscope::cli
