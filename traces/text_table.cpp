#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "traces/diagram.hpp"
#include "traces/loop.hpp"
#include "traces/text_bodies.hpp"
#include "traces/wrap.hpp"

namespace paxoscope::traces {

namespace {

/// Rows of cells, the first two their heads.
using Cells = std::vector<std::vector<std::string>>;

/// `marks` are whole lines, by the number of the row that they stand before.
std::string laid_out(const Cells& cells, const std::map<std::size_t, std::string>& marks) {
  std::vector<std::size_t> widths(cells.front().size());
  for (const auto& row : cells) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
  }
  std::string text;
  const auto write = [&](const auto& cell) {
    std::string line = " ";
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string item = cell(i);
      line += " " + item + std::string(widths[i] - columns_of(item) + 1, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  const auto write_mark = [&](std::size_t r) {
    if (const auto found = marks.find(r); found != marks.end()) text += mark(found->second);
  };
  for (std::size_t r = 0; r < cells.size(); ++r) {
    write_mark(r);
    write([&](std::size_t i) { return cells[r][i]; });
    if (r != 1) continue;
    write([&](std::size_t i) {
      std::string rule;
      for (std::size_t c = 0; c < widths[i]; ++c) rule += "─";
      return rule;
    });
  }
  write_mark(cells.size());
  return text;
}

/// By process, in the order in which they come: what `item` says of each attribute, with semicolons between.
template <typename Item>
std::vector<std::string> by_process(const std::vector<model::Attribute>& attributes, const Item& item) {
  std::vector<std::string> cells;
  const std::string* process = nullptr;
  for (const model::Attribute& a : attributes) {
    if (process == nullptr || *process != a.process) {
      cells.emplace_back();
    } else {
      cells.back() += "; ";
    }
    cells.back() += item(a);
    process = &a.process;
  }
  return cells;
}

}  // namespace

std::string table_of(const Trace& trace) {
  const Diagram diagram = diagram_of(trace);
  const auto values = [](const Situation& situation) {
    return by_process(situation.attributes, [](const model::Attribute& a) { return a.value; });
  };
  const std::vector<model::Attribute>& first = trace.situations.front().attributes;
  std::vector<std::string> names;
  for (const model::Attribute& a : first) {
    if (names.empty() || names.back() != a.process) names.push_back(a.process);
  }
  const std::vector<std::string> fields =
      by_process(first, [](const model::Attribute& a) { return a.field; });
  std::vector<std::string> before = values(trace.situations.front());
  Cells cells;
  cells.push_back({"", "", ""});
  cells.back().insert(cells.back().end(), names.begin(), names.end());
  cells.push_back({"step", "who", "what"});
  cells.back().insert(cells.back().end(), fields.begin(), fields.end());
  cells.push_back({"0", "", "(the beginning)"});
  cells.back().insert(cells.back().end(), before.begin(), before.end());
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const Row& row = diagram.rows[i];
    std::vector<std::string> after = values(trace.situations[i + 1]);
    cells.push_back({std::to_string(i + 1), trace.steps[i].process,
                     diagram.words_of(row) + (row.chosen.empty() ? "" : " ★ " + row.chosen)});
    for (std::size_t c = 0; c < after.size(); ++c)
      cells.back().push_back(after[c] == before[c] ? "·" : after[c]);
    before = std::move(after);
  }
  constexpr std::size_t kBefore = 3;  // rows: the heads, and the beginning
  std::map<std::size_t, std::string> marks;
  if (const auto from = repeats_after(trace)) marks[kBefore + *from] = kFromHereOn;
  if (trace.loop) marks[cells.size()] = end_of_loop(trace);
  return laid_out(cells, marks);
}

}  // namespace paxoscope::traces
