// The formats in which a run can be written.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "traces/html.hpp"
#include "traces/text.hpp"
#include "traces/trace.hpp"

namespace paxoscope::cli {

struct TraceFormat {
  std::string_view name;
  std::string_view meaning;
  std::string (*render)(const traces::Trace& trace, const traces::TextOptions& text,
                        const traces::PageFacts& facts);
};

/// Every format, in the order in which they are listed.
std::span<const TraceFormat> trace_formats();

/// The format called `name`, or null.
const TraceFormat* find_trace_format(std::string_view name);

/// Their names.
std::vector<std::string> trace_format_names();

}  // namespace paxoscope::cli
