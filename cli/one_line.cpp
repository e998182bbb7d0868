#include "cli/one_line.hpp"

#include <algorithm>

namespace paxoscope::cli {

std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  unsigned char least = 0x80;
  unsigned char most = 0xBF;
  if (first == 0xE0) least = 0xA0;  // shorter forms exist
  if (first == 0xED) most = 0x9F;   // surrogates
  if (first == 0xF0) least = 0x90;
  if (first == 0xF4) most = 0x8F;  // beyond the last code point
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return length;
}

namespace {

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < ' ' || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;  // U+0080 to U+009F
}

}  // namespace

std::string one_line(std::string_view message) {
  constexpr std::size_t kLengthMax = 500;
  std::string line;
  while (!message.empty()) {
    if (line.size() >= kLengthMax) return line + "...";
    const std::size_t length = character_length(message);
    const std::string_view character = message.substr(0, std::max<std::size_t>(length, 1));
    if (character == "\n" || character == "\r" || character == "\t") {
      line += ' ';
    } else if (length == 0 || is_control(character)) {
      line += '?';
    } else {
      line += character;
    }
    message.remove_prefix(character.size());
  }
  return line;
}

}  // namespace paxoscope::cli
