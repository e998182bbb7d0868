// A trace as text: a numbered line for each step, and with it what the style asks for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "traces/trace.hpp"

namespace paxoscope::traces {

enum class TextStyle : std::uint8_t {
  kDiff,     ///< under each step what it changed
  kFull,     ///< under each step the state of every process
  kTable,    ///< a line for each step, a column for each process
  kDiagram,  ///< a lane for each process, an arrow for each message that arrives
};

/// Their names, in their order.
inline constexpr std::array<std::string_view, 4> kTextStyles{"diff", "full", "table", "diagram"};

struct TextOptions {
  TextStyle style = TextStyle::kDiff;
  bool explains = false;  ///< with the story of the run
  std::size_t width =
      100;  ///< columns for tables, diagrams and stories, at least 40; sentences of other styles are never broken
};

/// UTF-8, a line feed at the end of each line.
std::string to_text(const Trace& trace, const TextOptions& options = {});

}  // namespace paxoscope::traces
