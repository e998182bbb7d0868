#include <chrono>
#include <cstdio>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "cli/certificate/certificate.hpp"
#include "cli/ci/outputs.hpp"
#include "cli/commands.hpp"
#include "cli/history.hpp"
#include "cli/progress.hpp"
#include "cli/protocol.hpp"
#include "cli/report.hpp"
#include "cli/run_checkpoint.hpp"
#include "cli/run_outputs.hpp"
#include "cli/signals.hpp"
#include "cli/system_memory.hpp"

namespace paxoscope::cli {

namespace {

std::uint64_t peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  constexpr std::uint64_t kKibi = 1024;
  return static_cast<std::uint64_t>(usage.ru_maxrss) * kKibi;
}

/// The run that a trace file is to show: the counterexample or, where witnesses were asked for, the first of
/// them.
const traces::Trace* trace_to_write(const CheckResult& result) {
  if (!result.counterexamples.empty()) return &result.counterexamples.front();
  return result.witnesses.empty() ? nullptr : &result.witnesses.front();
}

}  // namespace

Report search_and_conclude(const CheckRequest& request, RunCheckpoint* checkpoint, History* history) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  LiveLine live_line;
  checker::SearchOptions options = search_options_of(request);
  options.limits.interrupted = &catch_signals();
  options.limits.is_memory_short = [memory = SystemMemory()](std::uint64_t bytes) mutable {
    return bytes == 0 ? memory.is_short() : !memory.has_room_for(bytes);
  };
  if (checkpoint != nullptr) options.checkpoint = checkpoint->of(request);

  Report report;
  report.request = request;
  report.result = with_files([&] {
    return request.scenario.protocol->check(request, options, [&](const checker::Statistics& so_far) {
      try {
        live_line.update(so_far);
      } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): no reason to end a search
      }
      if (history != nullptr) history->update(so_far);
    });
  });
  report.seconds = std::chrono::duration<double>(report.result.spent_before + (Clock::now() - start)).count();
  report.peak_bytes = peak_resident_bytes();
  report.signal = caught_signal();
  conclude(report);
  return report;
}

int check_command(const CheckRequest& request, const std::string& path, RunCheckpoint* resumed) {
  require_quorums(request, "check");
  RunOutputs outputs(request);
  CiOutputs ci(request.junit_path, request.sarif_path);
  std::unique_ptr<RunCheckpoint> begun;
  if (resumed == nullptr && request.checkpoint_path) begun = RunCheckpoint::begin(*request.checkpoint_path);
  RunCheckpoint* const checkpoint = resumed != nullptr ? resumed : begun.get();
  std::unique_ptr<History> history;
  if (request.history_path) {
    const auto start = resumed != nullptr ? History::Start::kGoesOn : History::Start::kNew;
    history = std::make_unique<History>(*request.history_path, start);
  }
  const Report report = search_and_conclude(request, checkpoint, history.get());
  const traces::Trace* const trace = trace_to_write(report.result);
  std::string notes;
  if (!request.trace_outputs.empty() && report.result.counterexamples.size() > 1) {
    notes +=
        "note: of the counterexamples only the first, to " + trace->property + ", was written as a trace\n";
  } else if (!request.trace_outputs.empty() && report.result.counterexamples.empty() &&
             report.result.witnesses.size() > 1) {
    notes += "note: of the witnesses only the first, " + trace->property + ", was written as a trace\n";
  }
  notes += note_of_certificate(report);
  if (checkpoint != nullptr) notes += checkpoint->note(report);
  OutputAttempts attempts;
  bool was_interrupted = false;
  attempts.attempt([&] {
    outputs.write([&] { return to_text(report); }, [&] { return to_json(report).dump(2) + "\n"; }, trace,
                  [&] { return page_facts(report); }, notes, ci.take_stdout(),
                  certificate_of(report, was_interrupted));
  });
  if (history) attempts.attempt([&] { history->finish(); });
  if (ci.are_wanted())
    ci.write({command_of(request), report.exit_status, {suite_of(report, path)}}, attempts);
  try {
    attempts.report();
  } catch (const SystemError& error) {
    throw SystemError(error.what() + (checkpoint != nullptr ? checkpoint->hint() : ""));
  }
  if (was_interrupted) {
    notes = note_of_interrupted_certificate(request) + (checkpoint != nullptr ? checkpoint->note() : "");
    std::fputs(notes.c_str(), stderr);
    return kInterruptedBase + caught_signal();
  }
  if (checkpoint != nullptr) checkpoint->finish(report);
  return report.exit_status;
}

}  // namespace paxoscope::cli
