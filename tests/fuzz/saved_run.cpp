#include "tests/fuzz/saved_run.hpp"

#include <optional>
#include <string>

#include "cli/report.hpp"
#include "cli/saved_run.hpp"
#include "cli/trace_formats.hpp"
#include "tests/fuzz/documented.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/same_again.hpp"

namespace paxoscope::fuzz {

void replay_again(std::string_view contents, std::string_view format) {
  static const MemoryFile file;
  find_no_compiler();
  file.hold(contents);
  std::optional<cli::SavedRun> run;
  if (!is_accepted([&] { run = cli::replayed(file.path()); })) return;
  const auto render = [](const cli::SavedRun& r, const cli::TraceFormat& f) {
    return f.render(r.trace, {}, cli::page_facts(r.scenario, "paxoscope replay FILE"));
  };
  for (const cli::TraceFormat& each : cli::trace_formats()) {
    const std::string text = render(*run, each);
    expect(!text.empty(), "a run is told in no words");
    if (each.name != format) continue;
    file.hold(text);
    std::optional<cli::SavedRun> again;
    expect(is_accepted([&] { again = cli::replayed(file.path()); }),
           "what was written of a run is not accepted");
    expect(render(*again, each) == text, "a run is another when read again");
  }
}

}  // namespace paxoscope::fuzz
