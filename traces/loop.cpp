#include "traces/loop.hpp"

#include <fmt/format.h>

#include "model/phrases.hpp"

namespace paxoscope::traces {

namespace {

std::string but(const Loop& loop) { return loop.but.empty() ? "" : ", but " + loop.but; }

}  // namespace

std::optional<std::size_t> repeats_after(const Trace& trace) {
  if (!trace.loop || trace.loop->from >= trace.steps.size()) return std::nullopt;
  return trace.loop->from;
}

std::string extent_of(const Trace& trace) {
  const std::size_t length = trace.steps.size();
  std::string steps = model::plural(length, "step");
  if (!trace.loop) return steps;
  const auto from = repeats_after(trace);
  if (!from) return steps + ", after which nothing can happen";
  const std::size_t repeated = length - *from;
  if (*from == 0) return fmt::format("{}, which repeat{} for ever", steps, repeated == 1 ? "s" : "");
  return repeated == 1 ? steps + ", of which the last repeats for ever"
                       : fmt::format("{}, of which the last {} repeat for ever", steps, repeated);
}

std::string end_of_loop(const Trace& trace) {
  const auto from = repeats_after(trace);
  if (!from) return "nothing can happen any more";
  const std::string place = *from == 0 ? "where it began" : fmt::format("where it was after step {}", *from);
  return "back " + place + but(*trace.loop);
}

std::string repeated_steps(const Trace& trace) {
  const std::size_t first = trace.loop->from + 1;
  const std::size_t last = trace.steps.size();
  if (first == last) return fmt::format("step {} is taken", last);
  return fmt::format("steps {} {} {} are taken", first, first + 1 == last ? "and" : "to", last);
}

std::string for_ever(const Loop& loop) { return "for ever" + but(loop); }

}  // namespace paxoscope::traces
