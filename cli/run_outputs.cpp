#include "cli/run_outputs.hpp"

#include <algorithm>
#include <cstdio>

#include "cli/trace_formats.hpp"

namespace paxoscope::cli {

RunOutputs::RunOutputs(const CheckRequest& request) : request_(request) {
  for (const TraceOutput& output : request.trace_outputs) trace_files_.emplace_back(output.path);
  if (request.json_path) json_file_.emplace_back(*request.json_path);
  if (request.certificate_path) certificate_file_.emplace_back(*request.certificate_path);
}

void RunOutputs::write(const std::function<std::string()>& report, const std::function<std::string()>& json,
                       const traces::Trace* trace, const std::function<traces::PageFacts()>& facts,
                       std::string notes, bool is_stdout_taken,
                       const std::function<void(OutputFile&)>& certificate) {
  if (trace == nullptr) {
    for (const OutputFile& file : trace_files_)
      notes += "note: there is no trace to write to " + file.path() + "\n";
  }
  const bool is_for_others = is_stdout_taken || request_.json_path == "-" ||
                             request_.certificate_path == "-" ||
                             std::any_of(request_.trace_outputs.begin(), request_.trace_outputs.end(),
                                         [](const TraceOutput& o) { return o.path == "-"; });
  OutputAttempts attempts;
  // The report goes first: whatever happens to a file, the verdict has been said.
  if (is_for_others) {
    std::fputs(notes.c_str(), stderr);
  } else {
    attempts.attempt([&] { write_stdout(report() + notes); });
  }
  if (trace != nullptr) {
    auto file = trace_files_.begin();
    for (const TraceOutput& output : request_.trace_outputs) {
      attempts.attempt([&] { file->write(output.format->render(*trace, request_.text, facts())); });
      ++file;
    }
  }
  if (!json_file_.empty()) attempts.attempt([&] { json_file_.front().write(json()); });
  if (certificate && !certificate_file_.empty())
    attempts.attempt([&] { certificate(certificate_file_.front()); });
  attempts.report();
}

}  // namespace paxoscope::cli
