// Everything one run of `check` was asked to do, whoever asked for it: options, a scenario file, or both.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/limits.hpp"
#include "cli/argument.hpp"
#include "cli/expectations.hpp"
#include "cli/reductions.hpp"
#include "cli/scenario.hpp"
#include "cli/trace_formats.hpp"
#include "traces/text.hpp"

namespace paxoscope::cli {

struct TraceOutput {
  const TraceFormat* format;
  std::string path;  ///< "-" is standard output
};

struct CheckRequest {
  Scenario scenario;
  ReductionChoice reductions;
  bool assumes_quorums = false;    ///< search though quorums that must have an acceptor in common need not
  bool checks_reductions = false;  ///< search with and without them, and compare
  checker::StoreKind store = checker::StoreKind::kExact;
  std::size_t errors_max = 1;  ///< properties violated after which the search ends
  std::optional<std::size_t>
      workers;  ///< as many as there are processors if left out; never part of a result
  std::optional<std::uint64_t> states_max;
  std::optional<std::uint64_t> depth_max;
  std::optional<std::uint64_t> memory_bytes_max;
  std::optional<std::uint64_t> disk_bytes_max;  ///< of what is spilled
  std::string spill_folder;                     ///< for what there is no memory for; empty is none
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<std::string> checkpoint_path;  ///< a folder; none if the run is not to survive its process
  std::optional<std::chrono::milliseconds> checkpoint_period;
  Expectations expectations;
  std::optional<std::string> json_path;   ///< "-" is standard output
  std::optional<std::string> junit_path;  ///< likewise
  std::optional<std::string> sarif_path;  ///< likewise
  std::vector<TraceOutput> trace_outputs;
  std::optional<std::string> certificate_path;  ///< "-" is standard output
  std::optional<std::string> history_path;      ///< cli/history.hpp
  traces::TextOptions text;                     ///< how runs are told
};

/// How the search is to be run, but for interruption.
checker::SearchOptions search_options_of(const CheckRequest& request);

/// A file that is written, or a folder, and the key that says so.
struct NamedOutput {
  const char* key;
  std::string path;
};

/// All that a run is to write, but for the report, spilling aside.
std::vector<NamedOutput> outputs_of(const CheckRequest& request);

/// Throws InputError where quorums that the user chose need not have in common what the protocol counts on, unless that is to be assumed.
void require_quorums(const CheckRequest& request, std::string_view command);

/// The options that ask for the same run, outputs and checkpoints aside, with nothing left to defaults or files. They go after the name of the
/// protocol.
std::vector<Argument> arguments_of(const CheckRequest& request);

/// The words of a command line that stand for a scenario, with nothing left to defaults or files: "paxos --acceptors 3 …".
std::string scenario_words(const Scenario& scenario);

/// A command line that asks for the same run (outputs aside), with nothing left to defaults or files.
std::string command_of(const CheckRequest& request);

}  // namespace paxoscope::cli
