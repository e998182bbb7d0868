// Saved runs in the format of our own.
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/saved_run.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  paxoscope::fuzz::replay_again(paxoscope::fuzz::text_of(data, size), "json");
  return 0;
}
