// What the subcommands do, once the command line has been read. Each returns the exit status.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/request.hpp"

namespace paxoscope::cli {

class RunCheckpoint;

/// Explores, reports, writes what was asked for; from the beginning, or from where `resumed` was stopped. `path` is that of the scenario's file,
/// or empty. Throws InputError, SystemError, SelfCheckError.
int check_command(const CheckRequest& request, const std::string& path, RunCheckpoint* resumed = nullptr);

/// Raised whenever a reader of the former format could misread the new one.
inline constexpr int kDirectorySchemaVersion = 1;

struct DirectoryRequest {
  std::string directory;
  std::function<CheckRequest(const std::string& path)>
      request_of;                         ///< of a scenario file in it; throws InputError, SystemError
  std::optional<std::string> json_path;   ///< docs/schemas/directory.schema.json; "-" is standard output
  std::optional<std::string> junit_path;  ///< likewise, as JUnit XML
  std::optional<std::string> sarif_path;  ///< likewise, as SARIF
};

/// Checks every scenario in a directory, whatever becomes of the others. Throws InputError, SystemError.
int check_directory_command(const DirectoryRequest& request);

/// Explores with the reductions asked for and without any, and compares. Throws SystemError, SelfCheckError.
int check_reductions_command(const CheckRequest& request);

struct TraceRequest {
  std::string path;                     ///< of a trace, or of a result that has one
  const TraceFormat* format = nullptr;  ///< of `trace`
  std::string out_path = "-";           ///< likewise; "-" is standard output
  traces::TextOptions text;
};

/// Runs a saved trace again and tells it. Throws InputError, SystemError.
int replay_command(const TraceRequest& request);

/// Runs a saved trace again and writes it in some format. Throws InputError, SystemError.
int trace_command(const TraceRequest& request);

/// Raised whenever a reader of the former format could misread the new one.
inline constexpr int kSimulationSchemaVersion = 1;

struct SimulationRequest {
  CheckRequest base;  ///< the scenario, the workers, what is written where
  std::uint64_t seed = 1;
  std::uint64_t steps = 200;   ///< at most, of each walk
  std::uint64_t runs = 10000;  ///< walks, unless one finds something
};

/// Takes random walks until one shows something. Throws SystemError, SelfCheckError.
int simulate_command(const SimulationRequest& request);

struct ExploreRequest {
  std::optional<Scenario> scenario;          ///< that of the trace if left out
  std::string trace_path;                    ///< of a run to jump along; empty if there is none
  std::optional<std::size_t> initial_state;  ///< or that of the trace, or the first
  int port = 8080;                           ///< 0 is any that is free
};

/// Serves the explorer until a signal comes. Throws InputError, SystemError.
int explore_command(const ExploreRequest& request);

/// Raised whenever a reader of the former format could misread the new one.
inline constexpr int kGraphSchemaVersion = 1;

enum class GraphFormat : std::uint8_t { kDot, kGraphMl, kJson };

/// States that are visited at most, unless the scenario says otherwise.
inline constexpr std::uint64_t kGraphStatesMax = 1'000'000;

struct GraphRequest {
  CheckRequest base;  ///< the scenario, reductions, and the most states to visit
  GraphFormat format = GraphFormat::kDot;
  std::vector<std::string> view;  ///< fields; every state by itself if empty
  std::uint64_t vertices_max = 1000;
  std::string out_path = "-";  ///< "-" is standard output
};

/// Writes the state space as a graph. Throws InputError, SystemError.
int graph_command(const GraphRequest& request);

/// Raised whenever a reader of the former format could misread the new one.
inline constexpr int kVariantsSchemaVersion = 1;

struct VariantsRequest {
  std::string protocol;       ///< only its variants; those of all if empty
  std::string json_path;      ///< docs/schemas/variants.schema.json; "-" is standard output, empty is nowhere
  std::string markdown_path;  ///< likewise
  std::optional<std::string> junit_path;  ///< likewise, as JUnit XML
  std::optional<std::string> sarif_path;  ///< likewise, as SARIF
  bool has_matrix = false;                ///< also say which property catches which variant
};

/// Searches every variant of the catalogue at the bounds that show it, and compares. Exit status 10 if one is not as the catalogue says.
/// Throws InputError, SystemError, SelfCheckError.
int variants_command(const VariantsRequest& request);

/// Raised whenever a reader of the former format could misread the new one.
inline constexpr int kAtlasSchemaVersion = 1;

struct AtlasRequest {
  CheckRequest base;  ///< the bounds, and the rules that are the same in all combinations
  std::vector<std::string>
      varied;  ///< the names of the rules that are not; all that may make a difference if empty
  std::size_t workers = 1;
  std::string json_path;     ///< docs/schemas/atlas.schema.json; "-" is standard output, empty is nowhere
  std::string csv_path;      ///< likewise; a line for each combination
  std::string html_path;     ///< likewise; a page in which combinations are looked up
  std::string journal_path;  ///< what an earlier run has written to go on from; empty is nowhere
};

/// Searches every combination of alternatives. Throws InputError, SystemError, SelfCheckError.
int atlas_command(const AtlasRequest& request);

/// What there is: everything, or one of "protocols", "rules", "variants", "properties" and "reductions". Throws InputError.
int list_command(const std::string& topic);

}  // namespace paxoscope::cli
