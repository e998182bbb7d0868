// What a request must be equal to, whoever asked for it: itself, when it is written down and read again.
#pragma once

#include "cli/request.hpp"

namespace paxoscope::fuzz {

/// Writes a request as options, and its scenario as the record of a saved run, and reads both again: nothing may be refused, or come out otherwise. And
/// whatever is made of a request before a search begins can be made of it.
void expect_same_again(const cli::CheckRequest& request);

/// Keeps files of rules that an input happens to name from being compiled.
void find_no_compiler();

}  // namespace paxoscope::fuzz
