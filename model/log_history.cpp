#include "model/log_history.hpp"

#include <fmt/format.h>

#include "model/phrases.hpp"

namespace paxoscope::model {

std::vector<std::string> newly_chosen(const LogHistory& before, const LogHistory& after) {
  std::vector<std::string> lines;
  for_each_slot(after, [&](Slot slot) {
    for (const std::string& line : newly_chosen(before.in(slot), after.in(slot))) {
      lines.push_back(fmt::format("in slot {} {}", name(slot), line));
    }
  });
  return lines;
}

std::string register_name(Value value) { return value.exists() ? name(value) : "nothing"; }

std::string lowest_slots_name(int count) {
  if (count == 0) return "no slot";
  if (count == 1) return "slot 1";
  return fmt::format("slots 1 {} {}", count == 2 ? "and" : "to", count);
}

std::vector<std::string> names_of_chosen(const History& history) {
  std::vector<std::string> names;
  history.chosen().for_each([&](Value value) { names.push_back(name(value)); });
  return names;
}

std::vector<std::string> names_of_chosen(const LogHistory& history) {
  std::vector<std::string> names;
  for_each_slot(history, [&](Slot slot) {
    for (const std::string& value : names_of_chosen(history.in(slot))) {
      names.push_back(fmt::format("{} in slot {}", value, name(slot)));
    }
  });
  return names;
}

}  // namespace paxoscope::model
