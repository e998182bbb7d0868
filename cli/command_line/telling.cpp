#include "cli/command_line/telling.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/errors.hpp"
#include "cli/exit_status.hpp"
#include "cli/suggestion.hpp"

namespace paxoscope::cli {

namespace {

/// How wide the terminal is to which the program writes; nothing if it writes elsewhere.
std::optional<std::size_t> terminal_width() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::nullopt;
  return size.ws_col;
}

}  // namespace

void add_telling(CLI::App& command, TellingArguments& arguments) {
  command.add_option("--style", arguments.style, "how runs are told as text: diff, full, table or diagram")
      ->type_name("STYLE")
      ->group("Output");
  command.add_flag("--explain", arguments.explains, "also say why a run ends as it does, in a few sentences")
      ->group("Output")
      ->disable_flag_override();
  command
      .add_option("--width", arguments.width,
                  "columns for diagrams and explanations; those of the terminal, else 100")
      ->type_name("N")
      ->group("Output");
}

traces::TextOptions text_options_of(const TellingArguments& arguments) {
  constexpr std::size_t kWidthMin = 40;
  constexpr std::size_t kWidthMax = 1000;
  traces::TextOptions options;
  const auto& styles = traces::kTextStyles;
  const auto* const style = std::find(styles.begin(), styles.end(), arguments.style);
  if (style == styles.end()) {
    throw InputError(kUsage, "--style: " + unknown("style", arguments.style, {styles.begin(), styles.end()}));
  }
  options.style = static_cast<traces::TextStyle>(style - styles.begin());
  options.explains = arguments.explains;
  if (arguments.width) {
    const auto& digits = *arguments.width;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), options.width);
    if (error != std::errc() || end != digits.data() + digits.size() || options.width < kWidthMin ||
        options.width > kWidthMax) {
      throw InputError(kUsage, fmt::format("--width: '{}' is not a number of columns, {} to {}", digits,
                                           kWidthMin, kWidthMax));
    }
  } else if (const auto width = terminal_width()) {
    options.width = std::clamp(*width, kWidthMin, kWidthMax);
  }
  return options;
}

}  // namespace paxoscope::cli
