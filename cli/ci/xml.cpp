#include "cli/ci/xml.hpp"

#include <algorithm>

#include "cli/one_line.hpp"

namespace paxoscope::cli {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Of a character of one byte.
std::string escaped_ascii(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\n':
      return "\n";
    // Readers make blanks of tabs in attributes, and line feeds of carriage returns, unless they are written so.
    case '\t':
      return "&#9;";
    case '\r':
      return "&#13;";
    default:
      break;
  }
  constexpr char kDelete = 0x7F;
  if (c == kDelete) return "\xE2\x90\xA1";  // U+2421
  if (static_cast<unsigned char>(c) < ' ')  // U+2400 and so many more
    return "\xE2\x90" + std::string(1, static_cast<char>(0x80 + c));
  return {c};
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 1) {
      escaped += escaped_ascii(character[0]);
    } else if (length == 0 || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") {
      escaped += kReplacement;  // U+FFFE and U+FFFF are not allowed either
    } else {
      escaped += character;
    }
    text.remove_prefix(character.size());
  }
  return escaped;
}

std::string xml_attribute(std::string_view text) {
  std::string escaped;
  for (const char c : xml_text(text)) {
    if (c == '\n') {
      escaped += "&#10;";  // else it would be read as a blank
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace paxoscope::cli
