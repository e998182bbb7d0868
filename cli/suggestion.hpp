// "Did you mean …?"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace paxoscope::cli {

/// "unknown KIND 'WORD'; did you mean 'X'?", or with the whole list where none of `known` is close.
std::string unknown(std::string_view kind, std::string_view word, const std::vector<std::string>& known);

}  // namespace paxoscope::cli
