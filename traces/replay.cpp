#include "traces/replay.hpp"

#include <fmt/format.h>

namespace paxoscope::traces {

namespace {

struct Printer {
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const std::vector<std::string>& items) const {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : ",") + item;
    return text;
  }
};

}  // namespace

std::string text_of(const model::Field::Value& value) { return std::visit(Printer{}, value); }

std::string text_of(const model::Record& record) {
  std::string text;
  for (const model::Field& field : record) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", field.name, text_of(field.value));
  }
  return text;
}

std::string text_of(const std::vector<model::Change>& changes) {
  std::string text;
  for (const model::Change& change : changes) {
    text += fmt::format("{}{} {}: {} → {}", text.empty() ? "" : ", ", change.process, change.field,
                        change.before, change.after);
  }
  return text.empty() ? "nothing" : text;
}

bool same_fields(const model::Record& a, const model::Record& b) {
  return std::is_permutation(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace paxoscope::traces
