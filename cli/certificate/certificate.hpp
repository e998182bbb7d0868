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

/// Writes the certificate of a run, or is empty if there is none. Keeps a reference to the report.
std::function<void(OutputFile&)> certificate_of(const Report& report);

/// Lines to go below the report: why there is none, where one was asked for.
std::string note_of_certificate(const Report& report);

}  // namespace paxoscope::cli
