#include <fmt/format.h>
#include <memory>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/exit_status.hpp"
#include "cli/explore/explorer.hpp"
#include "cli/explore/server.hpp"
#include "cli/files.hpp"
#include "cli/numbers.hpp"
#include "cli/protocol.hpp"
#include "cli/saved_run.hpp"
#include "cli/signals.hpp"

namespace paxoscope::cli {

int explore_command(const ExploreRequest& request) {
  const std::size_t begins = request.initial_state.value_or(0);
  if (request.scenario) {
    const std::size_t count = request.scenario->protocol->open(*request.scenario)->initial_states().size();
    if (begins >= count) {
      throw InputError(kScenarioMakesNoSense,
                       fmt::format("--initial-state: there {} {}, counted from 0", count == 1 ? "is" : "are",
                                   counted(count, "initial state")));
    }
  }
  const auto explorer_of_trace = [&] {
    const SavedRun run = replayed(request.trace_path);
    if (run.trace.loop) {
      throw InputError(kScenarioMakesNoSense,
                       request.trace_path + ": a run without end is told by trace, and cannot be explored");
    }
    return std::make_unique<Explorer>(run);
  };
  const auto explorer = request.scenario
                            ? std::make_unique<Explorer>(*request.scenario, Explorer::kStatesMax, begins)
                            : explorer_of_trace();
  hold_signals();  // before there are threads
  ExplorerServer server(*explorer, request.port);
  write_stdout(fmt::format("exploring at http://127.0.0.1:{}/ (stop with Ctrl-C)\n", server.port()));
  server.serve();
  return kHolds;
}

}  // namespace paxoscope::cli
