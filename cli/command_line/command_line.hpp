// What can stand on a command line after the program's name.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace paxoscope::cli {

/// A command that has been added to a command line. It is run once that has been read, and only if it is the one that was given.
struct Command {
  const CLI::App* options;
  std::function<int()> run;  ///< returns the exit status; throws InputError, SystemError, SelfCheckError
};

/// Goes under the help of commands.
inline constexpr const char* kStatuses =
    "Exit status: 0 holds, or is as expected; 3 inconclusive (states, depth, time), 4 (memory);\n"
    "10 an expectation failed; 12 violated, 13 termination is; 64 wrong usage; 150 a file does not parse;\n"
    "151 a scenario makes no sense; 153 the system failed us; 254 a self-check failed;\n"
    "130, 143 stopped by a signal.";

Command add_check(CLI::App& app);
Command add_resume(CLI::App& app);
Command add_replay(CLI::App& app);
Command add_trace(CLI::App& app);
Command add_list(CLI::App& app);
Command add_variants(CLI::App& app);
Command add_atlas(CLI::App& app);
Command add_graph(CLI::App& app);
Command add_simulate(CLI::App& app);
Command add_explore(CLI::App& app);

}  // namespace paxoscope::cli
