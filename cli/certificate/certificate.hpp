// Certificates: every state of a space in which everything holds, for a program that shares no code with this one to verify.
//
// docs/certificates.md has the format, and what it proves.
#pragma once

#include <functional>
#include <string>

#include "cli/files.hpp"
#include "cli/report.hpp"
#include "cli/request.hpp"

namespace paxoscope::cli {

/// If `request` asks for a certificate, and says nothing of reductions, has it searched with the symmetries alone. Throws InputError where none
/// could be verified.
void prepare_for_certificate(CheckRequest& request);

/// Writes the certificate of a run, or says by SystemError why there is none though there could be; empty if there is none to write. Where a signal comes in between it
/// gives up and sets `was_interrupted`. Keeps references.
std::function<void(OutputFile&)> certificate_of(const Report& report, bool& was_interrupted);

/// Lines to go below the report: why there is none, where one was asked for.
std::string note_of_certificate(const Report& report);

/// Such a line, where a signal came first.
std::string note_of_interrupted_certificate(const CheckRequest& request);

}  // namespace paxoscope::cli
