#include "cli/trace_formats.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "traces/dot.hpp"
#include "traces/itf.hpp"
#include "traces/json.hpp"
#include "traces/sequence.hpp"
#include "traces/shiviz.hpp"
#include "traces/svg.hpp"
#include "traces/tla.hpp"

namespace paxoscope::cli {

namespace {

using traces::PageFacts;
using traces::TextOptions;
using traces::Trace;

constexpr int kIndent = 2;

std::string text(const Trace& trace, const TextOptions& options, const PageFacts& /*facts*/) {
  return traces::to_text(trace, options);
}
std::string html(const Trace& trace, const TextOptions& /*options*/, const PageFacts& facts) {
  return traces::to_html(trace, facts);
}
std::string json(const Trace& trace, const TextOptions& /*options*/, const PageFacts& /*facts*/) {
  return traces::to_json(trace).dump(kIndent) + "\n";
}
std::string itf(const Trace& trace, const TextOptions& /*options*/, const PageFacts& /*facts*/) {
  return traces::to_itf(trace).dump(kIndent) + "\n";
}

/// What asks for nothing but the run.
template <std::string (*kRender)(const Trace&)>
std::string plain(const Trace& trace, const TextOptions& /*options*/, const PageFacts& /*facts*/) {
  return kRender(trace);
}

}  // namespace

std::span<const TraceFormat> trace_formats() {
  static constexpr std::array<TraceFormat, 10> kFormats{{
      {"text", "for people; see --style", text},
      {"html", "a page to look at and to step through", html},
      {"svg", "a space-time diagram", plain<traces::to_svg>},
      {"json", "for programs, and for 'replay'", json},
      {"itf", "the Informal Trace Format of Apalache, and for 'replay'", itf},
      {"tla", "the states as TLC prints them", plain<traces::to_tla>},
      {"mermaid", "a sequence diagram for Mermaid", plain<traces::to_mermaid>},
      {"plantuml", "a sequence diagram for PlantUML", plain<traces::to_plantuml>},
      {"dot", "the causal order of the steps, for Graphviz", plain<traces::to_dot>},
      {"shiviz", "a log with vector clocks, for ShiViz", plain<traces::to_shiviz>},
  }};
  return kFormats;
}

const TraceFormat* find_trace_format(std::string_view name) {
  const auto formats = trace_formats();
  const auto found =
      std::find_if(formats.begin(), formats.end(), [&](const TraceFormat& f) { return f.name == name; });
  return found == formats.end() ? nullptr : &*found;
}

std::vector<std::string> trace_format_names() {
  std::vector<std::string> names;
  for (const TraceFormat& format : trace_formats()) names.emplace_back(format.name);
  return names;
}

}  // namespace paxoscope::cli
