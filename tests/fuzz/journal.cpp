// The file from which an atlas goes on. Of an input that begins with "r" the rest is that file; of others each line gets the checksum that it has to have.
#include "cli/atlas/journal.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "cli/keys.hpp"
#include "cli/protocol.hpp"
#include "cli/text.hpp"
#include "tests/fuzz/documented.hpp"
#include "tests/fuzz/memory_file.hpp"

namespace {

using namespace paxoscope;

constexpr const char* kIdentity = "paxoscope atlas synod --acceptors 1 --of may-vote=promised|always";

/// FNV-1a, as in cli/atlas/journal.cpp.
std::string signed_line(const std::string& text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return fmt::format("{} {:08x}\n", text, hash);
}

cli::Atlas small_atlas() {
  const cli::Source source{"atlas", false};
  cli::RequestBuilder builder;
  builder.set_protocol("synod", source);
  const cli::CheckRequest request = builder.finish(source);
  std::vector<cli::VariedRule> varied;
  for (const model::Rule& rule : request.scenario.protocol->rules()) {
    if (varied.size() == 2) break;
    varied.push_back({&rule, {&rule.alternatives[0], &rule.alternatives[1]}});
  }
  return cli::Atlas(request, cli::Combinations(varied));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const cli::Atlas atlas = small_atlas();
  static const fuzz::MemoryFile file;
  std::string contents(fuzz::text_of(data, size));
  if (contents.starts_with('r')) {
    contents.erase(0, 1);
  } else {
    std::string all = signed_line(kIdentity);
    for (const std::string& line : cli::lines_of(contents)) all += signed_line(line);
    contents = all;
  }
  file.hold(contents);
  std::vector<cli::AtlasRow> rows;
  if (!fuzz::is_accepted([&] { rows = cli::Journal(file.path(), kIdentity, atlas).rows(); })) return 0;
  // What was not whole at the end has been taken away, so it is accepted again.
  std::vector<cli::AtlasRow> again;
  fuzz::expect(
      fuzz::is_accepted([&] { again = cli::Journal(file.path(), kIdentity, atlas).rows(); }) && again == rows,
      "a journal is another when read again");
  return 0;
}
