// Runs that were saved, in any format: what `replay` and `trace` make of a file.
#pragma once

#include <string_view>

namespace paxoscope::fuzz {

/// Reads `contents` as `replay` does, up to and including the run itself. What is accepted can be told in every format; written in `format` and read again
/// it must give the same bytes.
void replay_again(std::string_view contents, std::string_view format);

}  // namespace paxoscope::fuzz
