#include "traces/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <string_view>

#include "model/phrases.hpp"
#include "traces/loop.hpp"
#include "traces/story.hpp"
#include "traces/text_bodies.hpp"
#include "traces/wrap.hpp"

namespace paxoscope::traces {

namespace {

/// One line for each process that a step changed: "p1  ballot: none → 1; phase: idle → prepare".
std::string changes_of(const Step& step, const std::string& indent) {
  std::string text;
  const std::string* process = nullptr;
  for (const model::Change& change : step.changes) {
    if (process == nullptr || *process != change.process) {
      text += fmt::format("{}{}{}  ", process == nullptr ? "" : "\n", indent, change.process);
    } else {
      text += "; ";
    }
    text += fmt::format("{}: {} → {}", change.field, change.before, change.after);
    process = &change.process;
  }
  if (!text.empty()) text += "\n";
  return text;
}

/// One line for each process: "a1  promised: ballot 1; vote: none".
std::string state_of(const Situation& situation, const std::string& indent) {
  std::string text;
  const std::string* process = nullptr;
  for (const model::Attribute& a : situation.attributes) {
    if (process == nullptr || *process != a.process) {
      text += fmt::format("{}{}{}  ", process == nullptr ? "" : "\n", indent, a.process);
    } else {
      text += "; ";
    }
    text += fmt::format("{}: {}", a.field, a.value);
    process = &a.process;
  }
  if (!text.empty()) text += "\n";
  return text;
}

/// Each step with its sentence, under it what it changed or all that is so, and what it brought about.
std::string steps_of(const Trace& trace, bool with_states) {
  std::string text;
  auto out = std::back_inserter(text);
  const std::size_t width = std::max<std::size_t>(2, std::to_string(trace.steps.size()).size());
  const std::string indent(width + 5, ' ');
  const auto loop = repeats_after(trace);
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    if (loop == i) text += mark(kFromHereOn);
    const Step& step = trace.steps[i];
    fmt::format_to(out, "  {:>{}}. {}{}\n", i + 1, width, step.sentence,
                   step.is_needed ? "" : " (not needed for what the run shows)");
    text += with_states ? state_of(trace.situations[i + 1], indent) : changes_of(step, indent);
    for (const std::string& note : step.notes) fmt::format_to(out, "{}* {}\n", indent, note);
  }
  if (trace.loop) text += mark(end_of_loop(trace));
  return text;
}

std::string body_of(const Trace& trace, const TextOptions& options) {
  switch (options.style) {
    case TextStyle::kTable:
      return table_of(trace);
    case TextStyle::kDiagram:
      return lanes_of(trace, options.width);
    case TextStyle::kDiff:
    case TextStyle::kFull:
      break;
  }
  return steps_of(trace, options.style == TextStyle::kFull);
}

std::string_view held_against(Departure::Against against) {
  switch (against) {
    case Departure::Against::kSpecified:
      return "the protocol as specified";
    case Departure::Against::kRepaired:
      return "the repaired protocol";
    case Departure::Against::kUnchanged:
      break;
  }
  return "the protocol without that change";
}

}  // namespace

std::string mark(const std::string& what) { return fmt::format("  ── {} ──\n", what); }

std::string to_text(const Trace& trace, const TextOptions& options) {
  std::string text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "{} {}{}{}\n", trace.is_witness ? "Witness of" : "Counterexample to", trace.property,
                 repeats_after(trace) ? ": " : " in ", extent_of(trace));
  text += "\n";
  for (const std::string& line : trace.legend) fmt::format_to(out, "  {}\n", line);
  text += "\n" + body_of(trace, options) + "\n";
  for (const std::string& line : trace.why) fmt::format_to(out, "  {}\n", line);
  if (trace.departure) {
    const Departure& d = *trace.departure;
    fmt::format_to(out, "\n  Step {} is where {} goes another way, because of {}:\n", d.step,
                   held_against(d.against), fmt::join(d.rules, " and "));
    fmt::format_to(out, "  {}.\n", d.specified);
    if (!d.again.empty()) {
      fmt::format_to(out, "  It goes another way in {} too.\n", model::steps(d.again));
    }
  }
  if (options.explains) {
    for (const std::string& paragraph : story_of(trace)) {
      text += "\n";
      for (const std::string& line : wrapped(paragraph, options.width - 2))
        fmt::format_to(out, "  {}\n", line);
    }
  }
  return text;
}

}  // namespace paxoscope::traces
