// What may stand after an option.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>

namespace paxoscope::cli {

/// A whole number from `least` to `most`, in digits.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);

/// The name of a file: anything but nothing.
CLI::Validator file_name();

}  // namespace paxoscope::cli
