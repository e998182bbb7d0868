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
