#include "tests/fuzz/expect.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace paxoscope::fuzz {

void broken(const std::string& what) {
  std::fputs(("fuzz: " + what + "\n").c_str(), stderr);
  std::abort();
}

// Not cli::one_line, which makes most messages what they are: it is under test here too.
bool is_line(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xC2 && first < 0xE0 ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    if (length == 0 || text.size() < length) return false;
    std::uint32_t point = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if ((byte & 0xC0U) != 0x80U) return false;
      point = point << 6U | (byte & 0x3FU);
    }
    const bool is_control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    const bool is_surrogate = point >= 0xD800 && point < 0xE000;
    const bool is_short = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (is_control || is_surrogate || is_short || point > 0x10FFFF) return false;
    text.remove_prefix(length);
  }
  return true;
}

void expect_line(std::string_view message) {
  if (!is_line(message)) broken("this message is no line: '" + std::string(message) + "'");
}

}  // namespace paxoscope::fuzz
