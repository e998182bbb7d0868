// Text in lines of a limited width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace paxoscope::traces {

/// How many columns UTF-8 takes in a terminal. All letters that are written here take one.
std::size_t columns_of(std::string_view text);

/// `text` in lines of at most `columns` each, broken between words; a word that is longer has a line of its own. At least one line.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace paxoscope::traces
