#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/report.hpp"
#include "cli/saved_run.hpp"
#include "cli/text.hpp"
#include "traces/text.hpp"

namespace paxoscope::cli {

int replay_command(const TraceRequest& request) {
  const auto [scenario, trace] = replayed(request.path);
  const std::string shows =
      trace.loop
          ? fmt::format("the run goes on as it says: {} is violated", trace.property)
          : fmt::format("{} is {} at the end", trace.property, trace.is_witness ? "reached" : "violated");
  write_stdout(fmt::format("REPLAYED: all {} steps are possible, and {}\n\n{}", trace.steps.size(), shows,
                           traces::to_text(trace, request.text)));
  if (trace.loop) return kLivenessViolated;
  return trace.is_witness ? kHolds : kSafetyViolated;
}

int trace_command(const TraceRequest& request) {
  OutputFile out(request.out_path);
  const auto [scenario, trace] = replayed(request.path);
  const std::string repeat = "paxoscope replay " + shell_word(request.path);
  out.write(request.format->render(trace, request.text, page_facts(scenario, repeat)));
  return kHolds;
}

}  // namespace paxoscope::cli
