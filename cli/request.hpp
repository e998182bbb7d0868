// Everything one run of `check` was asked to do, whoever asked for it: options, a scenario file, or both.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/limits.hpp"
#include "cli/scenario.hpp"

namespace paxoscope::cli {

/// The formats of --trace-out.
enum class TraceFormat : std::uint8_t { kText, kJson };

struct TraceOutput {
  TraceFormat format;
  std::string path;  ///< "-" is standard output
};

struct Expectations {
  std::optional<std::uint64_t> distinct;
  std::optional<std::uint64_t> depth;
};

struct CheckRequest {
  Scenario scenario;
  std::optional<std::uint64_t> states_max;
  std::optional<std::uint64_t> depth_max;
  std::optional<std::uint64_t> memory_bytes_max;
  std::optional<std::chrono::milliseconds> timeout;
  Expectations expectations;
  std::optional<std::string> json_path;  ///< "-" is standard output
  std::vector<TraceOutput> trace_outputs;
};

/// The limits as the search takes them, but for interruption.
checker::Limits limits_of(const CheckRequest& request);

/// A command line that asks for the same run (outputs aside), with nothing left to defaults or files.
std::string command_of(const CheckRequest& request);

}  // namespace paxoscope::cli
