#include <chrono>
#include <cstdio>
#include <list>
#include <nlohmann/json.hpp>
#include <optional>
#include <sys/resource.h>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/progress.hpp"
#include "cli/protocol.hpp"
#include "cli/report.hpp"
#include "cli/signals.hpp"

namespace paxoscope::cli {

namespace {

std::uint64_t peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  constexpr std::uint64_t kKibi = 1024;
  return static_cast<std::uint64_t>(usage.ru_maxrss) * kKibi;
}

Report search_and_conclude(const CheckRequest& request) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  LiveLine live_line;
  checker::SearchOptions options = search_options_of(request);
  options.limits.interrupted = &catch_signals();

  Report report;
  report.request = request;
  report.result = request.scenario.protocol->check(
      request, options, [&](const checker::Statistics& so_far) { live_line.update(so_far); });
  report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  report.peak_bytes = peak_resident_bytes();
  report.signal = caught_signal();
  conclude(report);
  return report;
}

/// The run that a trace file is to show: the counterexample or, where witnesses were asked for, the first of
/// them.
const traces::Trace* trace_to_write(const CheckResult& result) {
  if (!result.counterexamples.empty()) return &result.counterexamples.front();
  return result.witnesses.empty() ? nullptr : &result.witnesses.front();
}

}  // namespace

int check_command(const CheckRequest& request) {
  // Opened before the search, so that a path that cannot be written costs nothing.
  std::list<OutputFile> trace_files;
  for (const TraceOutput& output : request.trace_outputs) trace_files.emplace_back(output.path);
  std::list<OutputFile> json_file;
  if (request.json_path) json_file.emplace_back(*request.json_path);

  const Report report = search_and_conclude(request);

  // The report goes first: whatever happens to a file, the verdict has been said.
  bool stdout_is_taken = request.json_path == "-";
  for (const TraceOutput& output : request.trace_outputs)
    stdout_is_taken = stdout_is_taken || output.path == "-";
  const traces::Trace* const trace = trace_to_write(report.result);
  std::string notes;
  if (trace == nullptr) {
    for (const OutputFile& file : trace_files)
      notes += "note: there is no trace to write to " + file.path() + "\n";
  } else if (!trace_files.empty() && report.result.counterexamples.size() > 1) {
    notes +=
        "note: of the counterexamples only the first, to " + trace->property + ", was written as a trace\n";
  } else if (!trace_files.empty() && report.result.counterexamples.empty() &&
             report.result.witnesses.size() > 1) {
    notes += "note: of the witnesses only the first, " + trace->property + ", was written as a trace\n";
  }

  OutputAttempts attempts;
  if (stdout_is_taken) {
    std::fputs(notes.c_str(), stderr);
  } else {
    attempts.attempt([&] { write_stdout(to_text(report) + notes); });
  }
  if (trace != nullptr) {
    auto file = trace_files.begin();
    for (const TraceOutput& output : request.trace_outputs) {
      attempts.attempt([&] { file->write(output.format->render(*trace, request.text, page_facts(report))); });
      ++file;
    }
  }
  if (!json_file.empty()) attempts.attempt([&] { json_file.front().write(to_json(report).dump(2) + "\n"); });
  attempts.report();
  return report.exit_status;
}

}  // namespace paxoscope::cli
