// What the subcommands do, once the command line has been read. Each returns the exit status.
#pragma once

#include <string>

#include "cli/request.hpp"

namespace paxoscope::cli {

/// Explores, reports, writes what was asked for. Throws SystemError, SelfCheckError.
int check_command(const CheckRequest& request);

/// Explores with the reductions asked for and without any, and compares. Throws SystemError, SelfCheckError.
int check_reductions_command(const CheckRequest& request);

/// Runs a saved trace again and tells it. Throws InputError, SystemError.
int replay_command(const std::string& path);

/// What there is: everything, or one of "protocols", "rules", "variants", "properties" and "reductions". Throws InputError.
int list_command(const std::string& topic);

}  // namespace paxoscope::cli
