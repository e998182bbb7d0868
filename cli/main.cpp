// The composition root: reads the command line, runs a command, turns errors into one line and an exit
// status.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <map>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "checker/worker_pool.hpp"
#include "cli/allocator.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/keys.hpp"
#include "cli/one_line.hpp"
#include "cli/protocol.hpp"
#include "cli/signals.hpp"
#include "cli/suggestion.hpp"
#include "cli/telling.hpp"
#include "cli/text.hpp"
#include "cli/trace_formats.hpp"

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

constexpr const char* kStatuses =
    "Exit status: 0 holds; 3 inconclusive (states, depth, time), 4 (memory); 10 an expectation failed;\n"
    "12 violated; 64 wrong usage; 150 a file does not parse; 151 a scenario makes no sense;\n"
    "153 the system failed us; 254 a self-check failed; 130, 143 stopped by a signal.";

constexpr const char* kCheckNotes =
    "A scenario file (TOML) has the same keys as the options (but for --set and --check-reductions), after\n"
    "protocol = \"NAME\"; options win over --set, and --set over the file. What is not given has the "
    "default\n"
    "shown.\n";

/// What a command that works on a scenario is given.
struct ScenarioArguments {
  std::string target;
  std::vector<std::string> assignments;
  std::map<std::string, std::vector<std::string>> options;  // by key
  TellingArguments telling;
};

struct CheckArguments : ScenarioArguments {
  bool checks_reductions = false;
};

struct ExploreArguments : ScenarioArguments {
  ExploreRequest request;
};

struct SimulateArguments : ScenarioArguments {
  SimulationRequest request;
};

struct GraphArguments : ScenarioArguments {
  std::string format = "dot";
  std::string view;
  GraphRequest request;
};

/// Adds options for those keys that are `wanted`.
template <typename IsWanted>
void add_keys(CLI::App& command, std::map<std::string, std::vector<std::string>>& options,
              IsWanted&& wanted) {
  for (const Key& key : keys()) {
    if (!wanted(key)) continue;
    command.add_option("--" + key.name, options[key.name], key.meaning)
        ->type_name(key.placeholder)
        ->group(key.group)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)  // how often is for set_key to judge
        ->allow_extra_args(false);
  }
}

/// Whether a key says what is checked, and not how.
bool is_of_scenario(const Key& key) {
  return key.group == "Bounds" || key.group == "Network" || key.group == "Properties" ||
         key.group == "Protocol";
}

/// Adds the target and the keys that are `wanted`.
template <typename IsWanted>
void add_scenario(CLI::App& command, ScenarioArguments& arguments, IsWanted&& wanted) {
  command.add_option("target", arguments.target, "a protocol (see 'list protocols') or a scenario file")
      ->type_name("PROTOCOL|FILE.toml")
      ->required();
  add_keys(command, arguments.options, wanted);
  command.add_option("--set", arguments.assignments, "set a key of the scenario; repeatable")
      ->type_name("KEY=VALUE")
      ->group("Scenario")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

void add_check(CLI::App& app, CheckArguments& arguments) {
  CLI::App* const check =
      app.add_subcommand("check", "Explore every reachable state and check the properties");
  check->footer(std::string(kCheckNotes) + "\n" + kStatuses);
  add_scenario(*check, arguments, [](const Key& /*key*/) { return true; });
  add_telling(*check, arguments.telling);
  check
      ->add_flag("--check-reductions", arguments.checks_reductions,
                 "search with the reductions and without any, to the end, and compare the answers (exit 254 "
                 "if they differ)")
      ->group("Search")
      ->disable_flag_override();
}

void add_simulate(CLI::App& app, SimulateArguments& arguments) {
  CLI::App* const simulate = app.add_subcommand(
      "simulate", "Take random walks, for bounds too large to visit every state, until one shows something");
  simulate->footer(
      "What a walk does depends on its number and on the seed alone: the same seed finds the same run on any "
      "machine. What the run\n"
      "does not need is left out before it is shown. A walk that finds nothing proves nothing: exit status "
      "3.\n\n" +
      std::string(kStatuses));
  add_scenario(*simulate, arguments, [](const Key& key) {
    return is_of_scenario(key) || key.name == "workers" || key.name == "json" || key.name == "trace-out";
  });
  add_telling(*simulate, arguments.telling);
  simulate->add_option("--seed", arguments.request.seed, "which walks are taken; 1 if left out")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber)
      ->group("Walks");
  simulate->add_option("--steps", arguments.request.steps, "at most so many steps in a walk; 200 if left out")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{100'000}))
      ->group("Walks");
  simulate->add_option("--runs", arguments.request.runs, "at most so many walks; 10,000 if left out")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
      ->group("Walks");
}

void add_graph(CLI::App& app, GraphArguments& arguments) {
  CLI::App* const graph =
      app.add_subcommand("graph", "Write the state space as a graph, where it is small enough to look at");
  graph->footer(
      "Every state is a vertex, unless --view or --reductions symmetry makes one of several. Steps that "
      "change nothing of a view are left "
      "out.\nExit status 3 where there are too many states or vertices.\n\n" +
      std::string(kStatuses));
  add_scenario(*graph, arguments, [](const Key& key) {
    return is_of_scenario(key) || key.name == "reductions" || key.name == "max-states";
  });
  graph->add_option("--to", arguments.format, "dot, graphml or json; dot if left out")
      ->type_name("FORMAT")
      ->group("Output");
  graph->add_option("--out", arguments.request.out_path, "where to write it; standard output if left out")
      ->type_name("FILE|-")
      ->group("Output");
  graph
      ->add_option("--view", arguments.view,
                   "look only at these: chosen, promised, p1.phase, …; states in which they are the same are "
                   "one vertex")
      ->type_name("FIELD,…")
      ->group("Output");
  graph
      ->add_option("--max-vertices", arguments.request.vertices_max,
                   "refuse to write more; 1,000 if left out")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000}))
      ->group("Limits");
}

void add_explore(CLI::App& app, ExploreArguments& arguments) {
  CLI::App* const explore = app.add_subcommand(
      "explore", "Serve a page on this machine on which to walk through the states of a scenario");
  explore->footer(
      "The page is at http://127.0.0.1:PORT/, for browsers on this machine only, until Ctrl-C.\n\n" +
      std::string(kStatuses));
  add_scenario(*explore, arguments, is_of_scenario);
  explore->get_option("target")->required(false);
  explore
      ->add_option("--port", arguments.request.port,
                   "where it is served; 0 is any that is free; 8080 if left out")
      ->type_name("N")
      ->check(CLI::Range(0, 65535))
      ->group("Server");
  explore
      ->add_option("--trace", arguments.request.trace_path,
                   "a saved run to jump along, as 'replay' reads it; its scenario is explored")
      ->type_name("FILE")
      ->group("Server");
}

bool looks_like_file(const std::string& target) {
  return target.ends_with(".toml") || target.find('/') != std::string::npos;
}

/// Sets a key to all the values that were given for it.
void set_key(RequestBuilder& builder, const std::string& name, const std::vector<std::string>& values,
             const Source& source) {
  const auto key = std::find_if(keys().begin(), keys().end(), [&](const Key& k) { return k.name == name; });
  if (key != keys().end() && key->is_repeatable) return builder.set(name, {values, false}, source);
  if (values.size() > 1) {
    throw source.misspelt(fmt::format("is given {} times; it takes one value", values.size()));
  }
  builder.set(name, {values.front(), false}, source);
}

struct AtlasArguments {
  std::string protocol;
  std::map<std::string, std::vector<std::string>> options;  // by key
  AtlasRequest request;
};

void add_atlas(CLI::App& app, AtlasArguments& arguments) {
  const auto is_a_name = [](const std::string& path) {
    return path.empty() ? std::string("'' is not the name of a file") : std::string();
  };
  CLI::App* const atlas =
      app.add_subcommand("atlas", "Search every combination of rule alternatives: which are safe?");
  atlas->footer(
      "Where nothing else is said nothing fails (in paxos a message that is never received is as good as "
      "lost) and nobody\n"
      "learns. Rules that can make no difference within the bounds are not varied, nor alternatives that "
      "take an argument.\n" +
      std::string("Exit status 0 whatever is found.\n\n") + kStatuses);
  atlas->add_option("protocol", arguments.protocol, "a protocol (see 'list protocols')")
      ->type_name("PROTOCOL")
      ->required();
  atlas->add_option("--vary", arguments.request.varied, "vary only this rule; repeatable; see 'list rules'")
      ->type_name("RULE")
      ->group("Protocol")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  add_keys(*atlas, arguments.options, [](const Key& key) {
    return (is_of_scenario(key) && key.name != "rules") || key.name == "workers" ||
           key.name == "reductions" || key.name == "max-states";
  });
  atlas->add_option("--json", arguments.request.json_path, "write the summary as JSON; - is standard output")
      ->type_name("FILE|-")
      ->check(is_a_name)
      ->group("Output");
  atlas
      ->add_option("--csv", arguments.request.csv_path,
                   "write a line for each combination; - is standard output")
      ->type_name("FILE|-")
      ->check(is_a_name)
      ->group("Output");
  atlas
      ->add_option("--html", arguments.request.html_path,
                   "write a page in which combinations are looked up; - is standard output")
      ->type_name("FILE|-")
      ->check(is_a_name)
      ->group("Output");
  atlas
      ->add_option("--resume", arguments.request.journal_path,
                   "keep what is found in this file, and go on from what is there")
      ->type_name("FILE")
      ->check(is_a_name)
      ->group("Output");
}

AtlasRequest request_of(const AtlasArguments& arguments) {
  if (find_protocol(arguments.protocol) == nullptr) {
    throw InputError(kUsage, unknown("protocol", arguments.protocol, protocol_names()));
  }
  if (arguments.request.journal_path == "-")
    throw InputError(kUsage, "--resume: '-' is not the name of a file");
  RequestBuilder builder;
  builder.set_protocol(arguments.protocol, {"atlas", true});
  for (const paxoscope::model::Parameter& parameter : find_protocol(arguments.protocol)->parameters()) {
    if (parameter.is_budget) builder.set(parameter.name, {std::string("none"), false}, {"atlas", true});
    if (parameter.name == "learners") builder.set(parameter.name, {std::string("0"), false}, {"atlas", true});
  }
  for (const auto& [key, values] : arguments.options) {
    if (!values.empty()) set_key(builder, key, values, {"--" + key, true});
  }
  AtlasRequest request = arguments.request;
  request.base = builder.finish({"atlas", true});
  request.workers = request.base.workers.value_or(paxoscope::checker::processors());
  return request;
}

CheckRequest request_of(const ScenarioArguments& arguments, const char* command,
                        const char* reductions = nullptr) {
  RequestBuilder builder;
  if (looks_like_file(arguments.target)) {
    read_scenario_file(arguments.target, builder);
  } else {
    if (find_protocol(arguments.target) == nullptr) {
      throw InputError(kUsage, unknown("protocol", arguments.target, protocol_names()) +
                                   " (a scenario file ends in .toml)");
    }
    builder.set_protocol(arguments.target, {command, true});
  }
  if (reductions != nullptr) builder.set("reductions", {std::string(reductions), false}, {command, true});
  // By key, in the order in which the keys are first named.
  std::vector<std::pair<std::string, std::vector<std::string>>> assigned;
  for (const std::string& assignment : arguments.assignments) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos) {
      throw InputError(kUsage, "--set: '" + assignment + "' is not KEY=VALUE, such as acceptors=5");
    }
    const std::string key = assignment.substr(0, equals);
    auto found =
        std::find_if(assigned.begin(), assigned.end(), [&](const auto& a) { return a.first == key; });
    if (found == assigned.end()) found = assigned.insert(found, {key, {}});
    found->second.push_back(assignment.substr(equals + 1));
  }
  for (const auto& [key, values] : assigned) set_key(builder, key, values, {"--set " + key, false});
  for (const Key& key : keys()) {
    const auto given = arguments.options.find(key.name);
    if (given == arguments.options.end() || given->second.empty()) continue;
    set_key(builder, key.name, given->second, {"--" + key.name, true});
  }
  const bool is_file = looks_like_file(arguments.target);
  CheckRequest request = builder.finish({is_file ? arguments.target : command, !is_file});
  request.text = text_options_of(arguments.telling);
  return request;
}

GraphRequest request_of(const GraphArguments& arguments) {
  static constexpr std::array<const char*, 3> kFormats{"dot", "graphml", "json"};
  const auto* const format = std::find(kFormats.begin(), kFormats.end(), arguments.format);
  if (format == kFormats.end()) {
    throw InputError(
        kUsage, "--to: " + unknown("graph format", arguments.format, {kFormats.begin(), kFormats.end()}));
  }
  GraphRequest request = arguments.request;
  request.format = static_cast<GraphFormat>(format - kFormats.begin());
  if (!arguments.view.empty()) request.view = words_of(arguments.view);
  // All that there is, unless something else is asked for.
  request.base = request_of(arguments, "graph", "none");
  return request;
}

ExploreRequest request_of(const ExploreArguments& arguments) {
  ExploreRequest request = arguments.request;
  if (request.trace_path.empty()) {
    if (arguments.target.empty()) {
      throw InputError(kUsage,
                       "explore: what? A protocol, a scenario file, or a saved run with --trace FILE");
    }
    request.scenario = request_of(arguments, "explore").scenario;
    return request;
  }
  const auto refuse = [](const std::string& what) {
    throw InputError(kUsage, fmt::format("--trace: the run brings its scenario with it; leave out {}", what));
  };
  if (!arguments.target.empty()) refuse(arguments.target);
  if (!arguments.assignments.empty()) refuse("--set");
  for (const auto& [key, values] : arguments.options) {
    if (!values.empty()) refuse("--" + key);
  }
  return request;
}

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

void add_saved_run(CLI::App& command, std::string& path) {
  command
      .add_option(
          "file", path,
          "a trace or a result, as written by --trace-out json=FILE, --trace-out itf=FILE or --json FILE")
      ->type_name("FILE")
      ->required();
}

std::string formats_text() {
  std::string text;
  for (const TraceFormat& format : trace_formats())
    text += fmt::format("  {:<9} {}\n", format.name, format.meaning);
  return text;
}

int run(int argc, const char* const* argv) {
  CLI::App app{kDescription, "paxoscope"};
  app.footer(kStatuses);
  app.set_version_flag("--version", std::string("paxoscope ") + PAXOSCOPE_VERSION);
  app.require_subcommand(1);

  CheckArguments check_arguments;
  add_check(app, check_arguments);

  TraceRequest trace_request;
  TellingArguments telling;
  std::string format(trace_formats().front().name);
  CLI::App* const replay = app.add_subcommand("replay", "Run a saved trace again and tell it");
  replay->footer(
      "Exit status 12 where the run ends in a violation again, 0 for a witness, 151 where it does not fit.");
  add_saved_run(*replay, trace_request.path);
  add_telling(*replay, telling);

  CLI::App* const trace =
      app.add_subcommand("trace", "Run a saved trace again and write it in another format");
  trace->footer("Formats:\n" + formats_text() +
                "\nExit status 0 where it was written, 151 where it does not fit.");
  add_saved_run(*trace, trace_request.path);
  trace->add_option("--to", format, "the format; text if left out")->type_name("FORMAT")->group("Output");
  trace->add_option("--out", trace_request.out_path, "where to write it; standard output if left out")
      ->type_name("FILE|-")
      ->group("Output");
  add_telling(*trace, telling);

  std::string topic;
  CLI::App* const list =
      app.add_subcommand("list", "List protocols, their rules and variants, properties and reductions");
  list->add_option("topic", topic, "protocols, rules, variants, properties or reductions; all if left out")
      ->type_name("TOPIC");

  VariantsRequest variants_request;
  CLI::App* const variants = app.add_subcommand(
      "variants", "Search every variant of the catalogue at the bounds that show it, and print the table");
  variants->footer("Exit status 10 if something is not as the catalogue says.");
  variants->add_option("protocol", variants_request.protocol, "only the variants of this protocol")
      ->type_name("PROTOCOL");
  variants->add_option("--json", variants_request.json_path, "write the table as JSON; - is standard output")
      ->type_name("FILE|-");
  variants
      ->add_option("--markdown", variants_request.markdown_path,
                   "write the table as Markdown; - is standard output")
      ->type_name("FILE|-");
  variants
      ->add_flag("--matrix", variants_request.has_matrix,
                 "also search for every property, and say which catches which variant")
      ->disable_flag_override();

  AtlasArguments atlas_arguments;
  add_atlas(app, atlas_arguments);
  GraphArguments graph_arguments;
  add_graph(app, graph_arguments);
  SimulateArguments simulate_arguments;
  add_simulate(app, simulate_arguments);
  ExploreArguments explore_arguments;
  add_explore(app, explore_arguments);

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
  if (replay->parsed() || trace->parsed()) {
    trace_request.text = text_options_of(telling);
    if (replay->parsed()) return replay_command(trace_request);
    trace_request.format = find_trace_format(format);
    if (trace_request.format == nullptr)
      throw InputError(kUsage, "--to: " + unknown("trace format", format, trace_format_names()));
    return trace_command(trace_request);
  }
  if (list->parsed()) return list_command(topic);
  if (variants->parsed()) return variants_command(variants_request);
  if (app.got_subcommand("atlas")) return atlas_command(request_of(atlas_arguments));
  if (app.got_subcommand("simulate")) {
    simulate_arguments.request.base = request_of(simulate_arguments, "simulate");
    return simulate_command(simulate_arguments.request);
  }
  if (app.got_subcommand("graph")) return graph_command(request_of(graph_arguments));
  if (app.got_subcommand("explore")) return explore_command(request_of(explore_arguments));
  CheckRequest request = request_of(check_arguments, "check");
  request.checks_reductions = check_arguments.checks_reductions;
  return request.checks_reductions ? check_reductions_command(request) : check_command(request);
}

int fail(int status, std::string_view message) {
  std::fputs(("paxoscope: " + one_line(message) + "\n").c_str(), stderr);  // fmt::print would throw
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  tune_allocator();
  turn_write_signals_into_errors();
  try {
    return run(argc, argv);
  } catch (const InputError& error) {
    return fail(error.status(), error.what());
  } catch (const SystemError& error) {
    return fail(kSystemFailed, error.what());
  } catch (const std::bad_alloc&) {
    return fail(kSystemFailed, "out of memory");
  } catch (const SelfCheckError& error) {
    return fail(kSelfCheckFailed, fmt::format("self-check failed, please report this: {}", error.what()));
  } catch (const std::exception& error) {
    return fail(kSelfCheckFailed, fmt::format("unexpected, please report this: {}", error.what()));
  }
}
