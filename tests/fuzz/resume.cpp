// What a checkpoint says of the run that it is of, as `resume` reads it, up to the request for the search that goes on. An input is that text, or with
// another first byte the file that has it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checker/sections.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/run_checkpoint.hpp"
#include "tests/faulty_storage.hpp"
#include "tests/fuzz/documented.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/same_again.hpp"

namespace paxoscope::fuzz {

namespace {

/// Where files are on no disk, if there is such a place: it takes milliseconds to replace one that is.
std::filesystem::path place_of_files() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code ignored;
  return std::filesystem::is_directory(memory, ignored) ? memory : std::filesystem::temp_directory_path();
}

/// A folder for the life of the process.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(place_of_files() / ("paxoscope-fuzz-" + std::to_string(::getpid()))) {
    std::filesystem::create_directory(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Texts name the version as "VERSION", so that they stay right when it changes.
std::string with_version(std::string text) {
  const std::string name = "VERSION";
  const std::size_t at = text.find(name);
  return at == std::string::npos ? text : text.replace(at, name.size(), PAXOSCOPE_VERSION);
}

std::vector<std::byte> file_of(const std::string& run) {
  tests::FaultyStorage storage;
  const auto file = storage.create("search-1");
  checker::SectionWriter to(*file, "PaxSrch1");
  to.begin("run");
  to.put_all(std::vector<char>(run.begin(), run.end()));
  to.end();
  return storage.contents("search-1");
}

/// As the command does it, with nothing else given.
cli::CheckRequest request_to_go_on(const std::string& path) {
  const std::unique_ptr<cli::RunCheckpoint> checkpoint = cli::RunCheckpoint::go_on(path);
  const cli::SavedCheck saved = checkpoint->saved();
  cli::ScenarioArguments arguments;
  arguments.target = saved.protocol;
  arguments.options = saved.options;
  arguments.options["checkpoint"] = {path};
  cli::CheckRequest request = cli::request_of(arguments, "resume");
  checkpoint->require_same_search(saved, request);
  return request;
}

}  // namespace

}  // namespace paxoscope::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace paxoscope;
  if (size == 0) return 0;
  static const fuzz::TemporaryFolder folder;
  fuzz::find_no_compiler();
  const std::string rest(fuzz::text_of(data + 1, size - 1));
  {
    std::ofstream file(folder.path() / "search-1", std::ios::binary);
    if (data[0] == 'r') {
      file << rest;
    } else {
      const std::vector<std::byte> sections = fuzz::file_of(fuzz::with_version(rest));
      file.write(reinterpret_cast<const char*>(sections.data()),  // NOLINT: bytes as characters
                 static_cast<std::streamsize>(sections.size()));
    }
  }
  std::optional<cli::CheckRequest> request;
  if (fuzz::is_accepted([&] { request = fuzz::request_to_go_on(folder.path().string()); }))
    fuzz::expect_same_again(*request);
  return 0;
}
