#include <algorithm>
#include <fmt/format.h>

#include "traces/diagram.hpp"
#include "traces/loop.hpp"
#include "traces/text_bodies.hpp"
#include "traces/wrap.hpp"

namespace paxoscope::traces {

namespace {

/// A line of a diagram, cell by cell: each a letter of one column.
class Canvas {
 public:
  explicit Canvas(std::size_t width) : cells_(width, " ") {}

  void put(std::size_t column, std::string letter) {
    if (column < cells_.size()) cells_[column] = std::move(letter);
  }
  void write(std::size_t column, std::string_view ascii) {
    for (const char c : ascii) put(column++, std::string(1, c));
  }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const std::string& cell : cells_) text += cell;
    return text;
  }

 private:
  std::vector<std::string> cells_;
};

class Lanes {
 public:
  Lanes(const Trace& trace, std::size_t width)
      : trace_(trace),
        diagram_(diagram_of(trace)),
        loop_(repeats_after(trace)),
        numbers_(kNumbers + (loop_ ? kBracket : 0)) {
    // Lanes are no narrower than this, whatever the width; words, at their right, get at least as many columns as there are.
    constexpr std::size_t kSpaceMin = 3;
    constexpr std::size_t kSpaceMax = 16;
    constexpr std::size_t kWordsMax = 30;
    constexpr std::size_t kWordsMin = 10;
    const std::size_t lanes = std::max<std::size_t>(1, diagram_.lanes.size());
    const std::size_t taken = numbers_ + std::min(kWordsMax, width / 3);
    space_ = std::clamp((std::max(width, taken) - taken) / lanes, kSpaceMin, kSpaceMax);
    width_ = numbers_ + space_ * lanes;
    label_width_ = width > width_ + kWordsMin ? width - width_ : kWordsMin;
  }

  std::string write() {
    if (diagram_.lanes.empty()) return "  (the protocol does not say who takes part)\n";
    Canvas heads(width_);
    for (std::size_t i = 0; i < diagram_.lanes.size(); ++i) {
      const std::string& name = diagram_.lanes[i].name;
      heads.write(column(i) - std::min(column(i), name.size() / 2), name);
    }
    finish({heads}, "", 0);
    for (std::size_t i = 0; i < diagram_.rows.size(); ++i) {
      if (loop_ == i) begin_loop();
      step(i);
    }
    if (trace_.loop) end_loop();
    in_flight();
    return std::move(text_);
  }

 private:
  static constexpr std::size_t kNumbers = 7;
  static constexpr std::size_t kBracket = 2;  // left of the numbers, if there are steps that repeat

  [[nodiscard]] std::size_t column(std::size_t lane) const { return numbers_ + 1 + lane * space_; }

  /// As it is after `steps` steps.
  Canvas empty_line(std::size_t steps) {
    Canvas canvas(width_);
    for (std::size_t i = 0; i < diagram_.lanes.size(); ++i) {
      canvas.put(column(i), steps > 0 && diagram_.is_down(i, steps - 1) ? "┊" : "│");
    }
    if (is_in_loop_) canvas.put(0, "│");
    return canvas;
  }

  /// Between the steps, on lines of their own: what repeats is what stands between the two.
  void begin_loop() {
    Canvas canvas = empty_line(*loop_);
    canvas.put(0, "┌");
    canvas.put(1, "▶");
    is_in_loop_ = true;
    finish({canvas}, kFromHereOn, *loop_);
  }
  void end_loop() {
    is_in_loop_ = false;
    Canvas canvas = empty_line(trace_.steps.size());
    if (loop_) {
      canvas.put(0, "└");
      canvas.put(1, "─");
    }
    finish({canvas}, end_of_loop(trace_), trace_.steps.size());
  }

  /// What is drawn of a row, line by line, and at its right the words; `steps` have been taken then.
  void finish(const std::vector<Canvas>& drawn, const std::string& words, std::size_t steps) {
    const std::vector<std::string> lines = wrapped(words, label_width_);
    for (std::size_t i = 0; i < std::max(drawn.size(), lines.size()); ++i) {
      std::string line = (i < drawn.size() ? drawn[i] : empty_line(steps)).text();
      if (i < lines.size()) line += lines[i];
      line.erase(line.find_last_not_of(' ') + 1);
      text_ += line + "\n";
    }
  }

  /// A line from one lane to another, with a point or a cross at its end, and words on it where there is room.
  void arrow(Canvas& canvas, std::size_t from, std::size_t to, bool is_lost, const std::string& words) {
    const bool is_right = from < to;
    const std::size_t left = std::min(column(from), column(to)) + 1;
    const std::size_t right = std::max(column(from), column(to)) - 1;
    for (std::size_t c = left; c <= right; ++c) canvas.put(c, is_lost ? "╌" : "─");
    const std::size_t end = is_right ? right : left;
    canvas.put(end, is_lost ? "✗" : is_right ? "▶" : "◀");
    canvas.put(column(from), is_right ? "├" : "┤");
    const std::size_t room = right - left;  // the point does not count
    if (words.size() + 2 <= room) canvas.write(left + (is_right ? 0 : 1) + (room - words.size()) / 2, words);
  }

  /// An arrow of a step, and on which of its lines it is drawn.
  struct Arrow {
    std::size_t from;
    std::size_t to;
    bool is_lost;
    const std::string* words;
    std::size_t line;
  };

  /// The first line on which it crosses no other arrow. What goes back and forth between two processes shares a line.
  static std::size_t line_for(const Arrow& arrow, const std::vector<Arrow>& others) {
    const auto ends = [](const Arrow& a) { return std::minmax(a.from, a.to); };
    const auto [left, right] = ends(arrow);
    for (std::size_t line = 0;; ++line) {
      const bool is_free =
          std::none_of(others.begin(), others.end(), [&, l = left, r = right](const Arrow& other) {
            const auto [other_left, other_right] = ends(other);
            const bool is_alike = other_left == l && other_right == r;
            return other.line == line && !is_alike && other_left < r && l < other_right;
          });
      if (is_free) return line;
    }
  }

  void step(std::size_t i) {
    const Row& row = diagram_.rows[i];
    std::vector<Arrow> arrows;
    std::string sent_in;
    for (const SentMessage& m : diagram_.messages) {
      const auto from = diagram_.lane_of(m.message.from);
      if (!from) continue;
      const auto draw = [&](const std::string& to, bool is_lost) {
        const auto lane = diagram_.lane_of(to);
        if (!lane || *lane == *from) return;
        Arrow arrow{*from, *lane, is_lost, &m.message.text, 0};
        arrow.line = line_for(arrow, arrows);
        arrows.push_back(arrow);
        if (m.sent != i) sent_in += fmt::format("{}{}", sent_in.empty() ? "" : ", ", m.sent + 1);
      };
      for (const Receipt& receipt : m.receipts) {
        if (receipt.step == i) draw(receipt.process, false);
      }
      if (m.lost == i) draw(m.message.to, true);
    }
    std::size_t lines = 1;
    for (const Arrow& a : arrows) lines = std::max(lines, a.line + 1);
    std::vector<Canvas> drawn(lines, empty_line(i + 1));
    for (const Arrow& a : arrows) arrow(drawn[a.line], a.from, a.to, a.is_lost, *a.words);
    Canvas& canvas = drawn.front();
    const std::string number = std::to_string(i + 1);
    canvas.write(numbers_ - 3 - std::min<std::size_t>(number.size(), 4), number + ".");
    if (row.lane) canvas.put(column(*row.lane), row.crashes ? "✗" : "●");
    for (const std::size_t called : row.called) {
      const auto arrives = std::find_if(arrows.begin(), arrows.end(),
                                        [&](const Arrow& a) { return a.to == called && !a.is_lost; });
      drawn[arrives == arrows.end() ? 0 : arrives->line].put(column(called), "○");
    }
    const bool is_cross = row.crashes && row.departs == row.lane;
    if (row.departs && !is_cross) canvas.put(column(*row.departs), "◆");
    std::string words = diagram_.words_of(row);
    if (!sent_in.empty()) words += fmt::format(" (sent in {})", sent_in);
    if (!row.is_needed) words += " (not needed)";
    for (const std::string* brought : {&row.chosen, &row.learned}) {
      if (!brought->empty()) words += " ★ " + *brought;
    }
    finish(drawn, words, i + 1);
  }

  void in_flight() {
    std::vector<std::string> left;
    for (const SentMessage& m : diagram_.messages) {
      if (m.is_in_flight())
        left.push_back(fmt::format("{} to {} ({})", m.message.from, m.message.to, m.message.text));
    }
    if (left.empty()) return;
    std::string words = "still in flight: ";
    for (std::size_t i = 0; i < left.size(); ++i) words += (i == 0 ? "" : ", ") + left[i];
    for (const std::string& line : wrapped(words, width_ + label_width_ - 2)) text_ += "  " + line + "\n";
  }

  const Trace& trace_;
  const Diagram diagram_;
  const std::optional<std::size_t> loop_;  // steps before those that repeat
  const std::size_t numbers_;              // columns of numbers, and of what is left of them
  bool is_in_loop_ = false;
  std::size_t space_;
  std::size_t width_;        // of numbers and lanes
  std::size_t label_width_;  // of the words at their right
  std::string text_;
};

}  // namespace

std::string lanes_of(const Trace& trace, std::size_t width) { return Lanes(trace, width).write(); }

}  // namespace paxoscope::traces
