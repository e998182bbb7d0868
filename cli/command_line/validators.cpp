#include "cli/command_line/validators.hpp"

#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <string>
#include <system_error>

namespace paxoscope::cli {

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  return {[least, most](std::string& text) {
            std::uint64_t number = 0;
            const char* const end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data(), end, number);
            if (error == std::errc() && rest == end && number >= least && number <= most)
              return std::string();
            return fmt::format("'{}' is not a whole number from {} to {}", text, least, most);
          },
          ""};
}

CLI::Validator file_name() {
  return {[](std::string& path) {
            return path.empty() ? std::string("'' is not the name of a file") : std::string();
          },
          ""};
}

}  // namespace paxoscope::cli
