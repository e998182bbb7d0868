#include "traces/sequence.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "traces/diagram.hpp"
#include "traces/loop.hpp"

namespace paxoscope::traces {

namespace {

/// What the two languages write differently. Names with blanks go by an alias.
class Language {
 public:
  Language() = default;
  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;
  virtual ~Language() = default;

  [[nodiscard]] virtual std::string begin(const std::string& title) const = 0;
  [[nodiscard]] virtual std::string participant(const std::string& alias, const std::string& name) const = 0;
  [[nodiscard]] virtual std::string arrow(const std::string& from, const std::string& to, bool is_lost,
                                          const std::string& text) const = 0;
  /// Over the lanes from `first` to `last`.
  [[nodiscard]] virtual std::string note(const std::string& first, const std::string& last,
                                         const std::string& text) const = 0;
  /// What stands between the two is done as often as `text` says.
  [[nodiscard]] virtual std::string begin_loop(const std::string& text) const = 0;
  [[nodiscard]] virtual std::string end_loop() const = 0;
  [[nodiscard]] virtual std::string end() const { return {}; }
};

class Mermaid final : public Language {
 public:
  [[nodiscard]] std::string begin(const std::string& title) const override {
    return fmt::format("sequenceDiagram\n  title {}\n", title);
  }
  [[nodiscard]] std::string participant(const std::string& alias, const std::string& name) const override {
    return fmt::format("  participant {} as {}\n", alias, name);
  }
  [[nodiscard]] std::string arrow(const std::string& from, const std::string& to, bool is_lost,
                                  const std::string& text) const override {
    return fmt::format("  {}{}{}: {}\n", from, is_lost ? "--x" : "->>", to, quoted(text));
  }
  [[nodiscard]] std::string note(const std::string& first, const std::string& last,
                                 const std::string& text) const override {
    const std::string over = first == last ? first : first + "," + last;
    return fmt::format("  Note over {}: {}\n", over, quoted(text));
  }
  [[nodiscard]] std::string begin_loop(const std::string& text) const override {
    return fmt::format("  loop {}\n", quoted(text));
  }
  [[nodiscard]] std::string end_loop() const override { return "  end\n"; }

 private:
  /// A semicolon ends a statement, and # begins a code.
  static std::string quoted(const std::string& text) {
    std::string result;
    for (const char c : text) {
      if (c == '#') {
        result += "#35;";
      } else if (c == ';') {
        result += "#59;";
      } else {
        result += c;
      }
    }
    return result;
  }
};

class PlantUml final : public Language {
 public:
  [[nodiscard]] std::string begin(const std::string& title) const override {
    return fmt::format("@startuml\ntitle {}\n", title);
  }
  [[nodiscard]] std::string participant(const std::string& alias, const std::string& name) const override {
    return fmt::format("participant \"{}\" as {}\n", name, alias);
  }
  [[nodiscard]] std::string arrow(const std::string& from, const std::string& to, bool is_lost,
                                  const std::string& text) const override {
    return fmt::format("{} {} {} : {}\n", from, is_lost ? "-->x" : "->", to, text);
  }
  [[nodiscard]] std::string note(const std::string& first, const std::string& last,
                                 const std::string& text) const override {
    const std::string over = first == last ? first : first + ", " + last;
    return fmt::format("note over {} : {}\n", over, text);
  }
  [[nodiscard]] std::string begin_loop(const std::string& text) const override {
    return fmt::format("loop {}\n", text);
  }
  [[nodiscard]] std::string end_loop() const override { return "end\n"; }
  [[nodiscard]] std::string end() const override { return "@enduml\n"; }
};

std::string alias(std::string process) {
  std::replace(process.begin(), process.end(), ' ', '_');
  return process;
}

std::string sequence(const Trace& trace, const Language& language) {
  const Diagram diagram = diagram_of(trace);
  std::string text = language.begin(fmt::format("A run that {}", diagram.verdict));
  if (diagram.lanes.empty()) return text + language.end();
  for (const model::Process& lane : diagram.lanes)
    text += language.participant(alias(lane.name), fmt::format("{}, {}", lane.name, lane.role));
  const std::string first = alias(diagram.lanes.front().name);
  const std::string last = alias(diagram.lanes.back().name);
  const auto loop = repeats_after(trace);
  for (std::size_t i = 0; i < diagram.rows.size(); ++i) {
    if (loop == i) text += language.begin_loop(for_ever(*trace.loop));
    const Row& row = diagram.rows[i];
    for (const SentMessage& m : diagram.messages) {
      const std::string from = alias(m.message.from);
      for (const Receipt& receipt : m.receipts) {
        if (receipt.step == i) text += language.arrow(from, alias(receipt.process), false, m.message.text);
      }
      if (m.lost == i) text += language.arrow(from, alias(m.message.to), true, m.message.text);
    }
    if (row.labelled) {
      const std::string at = alias(diagram.lanes[*row.labelled].name);
      text += language.note(at, at, fmt::format("{}. {}{}", i + 1, row.is_wrong ? "⚠ " : "", row.label));
    }
    for (const std::string* brought : {&row.chosen, &row.learned}) {
      if (!brought->empty()) text += language.note(first, last, "★ " + *brought);
    }
  }
  if (loop) text += language.end_loop();
  if (trace.loop && !loop) text += language.note(first, last, end_of_loop(trace));
  text += language.note(first, last, (trace.is_witness ? "✓ " : "✗ ") + diagram.verdict);
  return text + language.end();
}

}  // namespace

std::string to_mermaid(const Trace& trace) { return sequence(trace, Mermaid()); }

std::string to_plantuml(const Trace& trace) { return sequence(trace, PlantUml()); }

}  // namespace paxoscope::traces
