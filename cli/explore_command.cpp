#include <fmt/format.h>
#include <memory>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/explore/explorer.hpp"
#include "cli/explore/server.hpp"
#include "cli/files.hpp"
#include "cli/saved_run.hpp"
#include "cli/signals.hpp"

namespace paxoscope::cli {

int explore_command(const ExploreRequest& request) {
  const auto explorer = request.scenario ? std::make_unique<Explorer>(*request.scenario)
                                         : std::make_unique<Explorer>(replayed(request.trace_path));
  hold_signals();  // before there are threads
  ExplorerServer server(*explorer, request.port);
  write_stdout(fmt::format("exploring at http://127.0.0.1:{}/ (stop with Ctrl-C)\n", server.port()));
  server.serve();
  return kHolds;
}

}  // namespace paxoscope::cli
