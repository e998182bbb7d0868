// What may stand on a command line of `check` after a protocol: every key as an option or with --set, rules with their arguments, sizes, times, outputs; and
// what `atlas` varies. An input has a word on each line. Nothing is searched.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "cli/atlas/plan.hpp"
#include "cli/command_line/scenario_options.hpp"
#include "cli/text.hpp"
#include "tests/fuzz/documented.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/same_again.hpp"

namespace {

/// False if the library that reads command lines refuses it, which main.cpp turns into a message.
bool is_read(CLI::App& app, const std::vector<std::string>& words) {
  std::vector<const char*> arguments{"paxoscope"};
  for (const std::string& word : words) arguments.push_back(word.c_str());
  try {
    app.parse(static_cast<int>(arguments.size()), arguments.data());
    return true;
  } catch (const CLI::ParseError&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace paxoscope;
  fuzz::find_no_compiler();
  cli::ScenarioArguments arguments;
  CLI::App app("", "paxoscope");
  cli::add_scenario(app, arguments, [](const cli::Key& /*key*/) { return true; });
  cli::add_telling(app, arguments.telling);
  std::vector<std::string> varied;
  cli::add_repeatable(app, "--vary", varied, "");
  if (!is_read(app, cli::lines_of(fuzz::text_of(data, size)))) return 0;
  if (cli::looks_like_file(arguments.target)) return 0;  // scenario.cpp reads those
  std::optional<cli::CheckRequest> request;
  if (!fuzz::is_accepted([&] { request = cli::request_of(arguments, "check"); })) return 0;
  fuzz::expect_same_again(*request);
  if (cli::asks_for_liveness(request->scenario)) return 0;  // which atlas refuses first
  cli::AtlasRequest atlas;
  atlas.base = *request;
  atlas.varied = varied;
  fuzz::is_accepted([&] {
    fuzz::expect(!cli::atlas_plan(atlas).varied.empty() || varied.empty(),
                 "a rule that is asked for is not varied");
  });
  return 0;
}
