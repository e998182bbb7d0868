// What ended a command early, as its caller is told.
#pragma once

#include <string>

namespace paxoscope::cli {

struct EarlyEnd {
  int status;           ///< one of ExitStatus
  std::string message;  ///< without its end of line; may quote anything
};

/// Of the exception that is being handled: to be called in a catch clause only.
EarlyEnd early_end_at_hand();

}  // namespace paxoscope::cli
