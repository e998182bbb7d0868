// The composition root: reads the command line, runs a command, turns errors into one line and an exit
// status.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "cli/allocator.hpp"
#include "cli/command_line/command_line.hpp"
#include "cli/early_end.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/one_line.hpp"
#include "cli/out_of_memory.hpp"
#include "cli/signals.hpp"
#include "cli/suggestion.hpp"

namespace {

using namespace paxoscope::cli;

constexpr const char* kDescription =
    "paxoscope checks every run of a Paxos protocol, within bounds, and shows the shortest one that goes "
    "wrong.\n"
    "\n"
    "  paxoscope check paxos                                    the protocol as specified\n"
    "  paxoscope check paxos --variant accept-ignores-promise   one rule broken: a counterexample\n"
    "  paxoscope check paxos --acceptors 2 --attempts 2         other bounds\n"
    "  paxoscope check synod                                    Lamport's Paxos.tla: no processes, no "
    "network\n"
    "  paxoscope explore paxos                                  walk through its states, in a browser\n"
    "  paxoscope variants                                       every known mistake, searched\n"
    "  paxoscope atlas paxos                                    every combination of rules, searched\n"
    "  paxoscope list                                           protocols, rules, variants, properties";

/// What is wrong with the command line, with the nearest right word where one is misspelt.
std::string usage_problem(const CLI::App& app, const CLI::ParseError& error,
                          const std::vector<std::string>& words) {
  const auto subcommands = app.get_subcommands([](const CLI::App*) { return true; });
  std::vector<std::string> names;
  names.reserve(subcommands.size());
  const CLI::App* used = nullptr;
  for (const CLI::App* subcommand : subcommands) {
    names.push_back(subcommand->get_name());
    if (!words.empty() && names.back() == words.front()) used = subcommand;
  }
  if (used == nullptr && !words.empty() && !words.front().starts_with('-')) {
    return unknown("command", words.front(), names);
  }
  std::vector<std::string> known;
  std::vector<std::string> flags;
  for (const CLI::Option* option : (used == nullptr ? &app : used)->get_options()) {
    for (const std::string& name : option->get_lnames()) {
      known.push_back("--" + name);
      if (option->get_items_expected_max() == 0) flags.push_back(known.back());
    }
  }
  const auto contains = [](const std::vector<std::string>& all, const std::string& name) {
    return std::find(all.begin(), all.end(), name) != all.end();
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string name = words[i].substr(0, words[i].find('='));
    if (!name.starts_with("--") || name == "--") continue;
    if (!contains(known, name)) return unknown("option", name, known);
    const bool has_value = name != words[i];
    if (contains(flags, name)) {
      if (has_value) return name + " takes no value";
    } else if (!has_value && (i + 1 == words.size() || words[i + 1].starts_with("--"))) {
      return name + " needs a value";
    }
  }
  return fmt::format("{}; see 'paxoscope {}--help'", error.what(),
                     used == nullptr ? "" : used->get_name() + " ");
}

int run(int argc, const char* const* argv) {
  CLI::App app{kDescription, "paxoscope"};
  app.footer(kStatuses);
  app.set_version_flag("--version", std::string("paxoscope ") + PAXOSCOPE_VERSION);
  app.require_subcommand(1);
  const std::array commands{add_check(app),    add_resume(app),   add_replay(app), add_trace(app),
                            add_list(app),     add_variants(app), add_atlas(app),  add_graph(app),
                            add_simulate(app), add_explore(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help and --version
      std::ostringstream text;
      app.exit(error, text);
      write_stdout(text.str());
      return kHolds;
    }
    throw InputError(kUsage, usage_problem(app, error, std::vector<std::string>(argv + 1, argv + argc)));
  }
  const auto* const given = std::find_if(commands.begin(), commands.end(),
                                         [](const Command& command) { return command.options->parsed(); });
  return given->run();
}

int fail(int status, std::string_view message) {
  std::fputs(("paxoscope: " + one_line(message) + "\n").c_str(), stderr);  // fmt::print would throw
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  tune_allocator();
  turn_write_signals_into_errors();
  end_without_memory_in_one_line();
  try {
    try {
      return run(argc, argv);
    } catch (const std::exception&) {
      const EarlyEnd failure = early_end_at_hand();
      return fail(failure.status, failure.message);
    }
  } catch (const std::bad_alloc&) {  // and not even enough to say what it was that failed
    return fail_without_memory();
  }
}
