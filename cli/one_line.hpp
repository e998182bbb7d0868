// Making a message safe to print, whatever it quotes.
#pragma once

#include <string>
#include <string_view>

namespace paxoscope::cli {

/// `message` as one line of valid UTF-8 without control characters, cut (between characters) where it is very
/// long. What cannot be shown becomes a question mark.
std::string one_line(std::string_view message);

}  // namespace paxoscope::cli
