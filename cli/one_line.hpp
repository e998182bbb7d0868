// Making a message safe to print, whatever it quotes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace paxoscope::cli {

/// The length of the UTF-8 character that `text`, which is not empty, begins with, or 0 if it begins with none (Unicode 15, table 3-7).
std::size_t character_length(std::string_view text);

/// `message` as one line of valid UTF-8 without control characters, cut (between characters) where it is very
/// long. What cannot be shown becomes a question mark.
std::string one_line(std::string_view message);

}  // namespace paxoscope::cli
