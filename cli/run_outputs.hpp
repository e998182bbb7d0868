// Where what came of a search goes: standard output, a file of JSON, files with the run that is shown.
#pragma once

#include <functional>
#include <list>
#include <string>

#include "cli/files.hpp"
#include "cli/request.hpp"
#include "traces/html.hpp"
#include "traces/trace.hpp"

namespace paxoscope::cli {

class RunOutputs {
 public:
  /// Opens the files that `request` names, so that one that cannot be written costs no search. Throws SystemError.
  explicit RunOutputs(const CheckRequest& request);

  /// Writes the report, unless standard output is for something else, then each file, whatever becomes of the others. `trace` is the run to
  /// show, or null; `notes` go below the report. `is_stdout_taken` by something that `request` does not say. `certificate` writes and finishes the
  /// file that it is given, or is empty. Throws SystemError.
  void write(const std::function<std::string()>& report, const std::function<std::string()>& json,
             const traces::Trace* trace, const std::function<traces::PageFacts()>& facts,
             std::string notes = {}, bool is_stdout_taken = false,
             const std::function<void(OutputFile&)>& certificate = {});

 private:
  const CheckRequest& request_;
  std::list<OutputFile> trace_files_;
  std::list<OutputFile> json_file_;
  std::list<OutputFile> certificate_file_;
};

}  // namespace paxoscope::cli
