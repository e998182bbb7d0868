// Scenario files, from their bytes to what is to be checked. Nothing is searched.
#include <optional>
#include <string>

#include "cli/keys.hpp"
#include "tests/fuzz/documented.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/same_again.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace paxoscope;
  static const fuzz::MemoryFile file;
  fuzz::find_no_compiler();
  file.hold(fuzz::text_of(data, size));
  std::optional<cli::CheckRequest> request;
  const bool is_accepted = fuzz::is_accepted([&] {
    cli::RequestBuilder builder;
    cli::read_scenario_file(file.path(), builder);
    request = builder.finish({file.path(), false});
  });
  if (is_accepted) fuzz::expect_same_again(*request);
  return 0;
}
