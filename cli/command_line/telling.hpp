// The options that say how runs are told as text.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "traces/text.hpp"

namespace paxoscope::cli {

/// How runs are told as text, as it stands on the command line.
struct TellingArguments {
  std::string style{traces::kTextStyles.front()};
  bool explains = false;
  std::optional<std::string> width;
};

/// Adds the options to a command; `arguments` must live until the command line is read.
void add_telling(CLI::App& command, TellingArguments& arguments);

/// Throws InputError.
traces::TextOptions text_options_of(const TellingArguments& arguments);

}  // namespace paxoscope::cli
