// What stands on a command line.
#pragma once

#include <string>

namespace paxoscope::cli {

/// An option with its value, of which one that is true or false has none.
struct Argument {
  std::string key;
  std::string value;
};

}  // namespace paxoscope::cli
