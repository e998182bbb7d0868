#include "traces/svg.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "traces/diagram.hpp"
#include "traces/loop.hpp"
#include "traces/page/embedded.hpp"
#include "traces/wrap.hpp"

namespace paxoscope::traces {

namespace {

// Lengths in pixels of a document that is not scaled.
constexpr double kNumbersWidth = 34;  // of the column of step numbers
constexpr double kLoopWidth = 22;     // left of it, of the arrow back to where steps begin that repeat
constexpr double kLaneWidth = 118;
constexpr double kHeadHeight = 40;
constexpr double kRoundHeight = 10;  // by which what is said in a round falls
constexpr double kRowHeight = 38;
constexpr double kLetterWidth = 6.9;  // of bold labels, on average
constexpr double kLineHeight = 15;    // of a sentence
constexpr double kBandHeight = 24;    // of what is chosen, and of the verdict
constexpr double kSentenceWidth = 470;
constexpr std::size_t kSentenceLetters = 74;
constexpr double kRadius = 5;
constexpr int kColours = 8;

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

/// The class that gives what is about `ballot` its colour.
std::string colour_class(std::int64_t ballot) {
  return ballot == 0 ? "b0" : fmt::format("b{}", (ballot - 1) % kColours + 1);
}

class Drawing {
 public:
  Drawing(const Trace& trace, bool with_sentences)
      : trace_(trace),
        diagram_(diagram_of(trace)),
        loop_(repeats_after(trace)),
        numbers_end_(kNumbersWidth + (loop_ ? kLoopWidth : 0)),
        with_sentences_(with_sentences) {
    double y = kHeadHeight;
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
      double height = kRowHeight;
      if (with_sentences) {
        sentences_.push_back(wrapped(trace.steps[i].sentence, kSentenceLetters));
        height = std::max(height, kLineHeight * static_cast<double>(sentences_[i].size()) + 14);
      }
      rows_.push_back(y + kRowHeight / 2);
      y += height;
      bands_.push_back(y);
      if (!diagram_.rows[i].chosen.empty()) y += kBandHeight;
    }
    end_ = y;
    // As far from the numbers as labels left of a lane need it.
    for (std::size_t i = 0; i < diagram_.rows.size(); ++i) {
      if (!diagram_.rows[i].lane || !is_label_left(i)) continue;
      const double needed =
          numbers_end_ + kRadius + 9 + width_of(words_at(i)) - kLaneWidth * static_cast<double>(where(i));
      first_lane_ = std::max(first_lane_, needed);
    }
    lanes_width_ = first_lane_ + kLaneWidth * static_cast<double>(diagram_.lanes.size()) - 40;
    for (std::size_t i = 0; i < diagram_.rows.size(); ++i) {
      if (!diagram_.rows[i].lane || is_label_left(i)) continue;
      lanes_width_ = std::max(lanes_width_, x(where(i)) + kRadius + 5 + width_of(words_at(i)));
    }
    if (trace.loop) lanes_width_ = std::max(lanes_width_, numbers_end_ + 8 + width_of(words_of_loop()));
    lanes_width_ += 14;
    width_ = lanes_width_ + (with_sentences ? kSentenceWidth : 0);
  }

  [[nodiscard]] std::string element(bool is_document) {
    const bool has_verdict = !trace_.property.empty();
    const double end = end_ + (trace_.loop ? kBandHeight : 0);
    const double height = end + (has_verdict ? kBandHeight : 0) + 14;
    text_ = fmt::format(
        R"(<svg{} class="space-time" viewBox="0 0 {:g} {:g}" width="{:g}" height="{:g}" role="img")",
        is_document ? R"( xmlns="http://www.w3.org/2000/svg")" : "", width_, height, width_, height);
    const std::string title = escaped(
        fmt::format("A space-time diagram of a run of {}{}{}{}", extent_of(trace_), trace_.loop ? "," : "",
                    has_verdict ? " that " : "", has_verdict ? diagram_.verdict : ""));
    if (is_document) {
      line(R"( aria-labelledby="space-time-title">)");
      line(R"(<title id="space-time-title">{}</title>)", title);
    } else {  // a title would pop up wherever a pointer rests
      line(R"( aria-label="{}">)", title);
    }
    if (is_document) line("<style>\n{}{}</style>", kSpaceTimeStyle, trace_.loop ? kLoopStyle : "");
    if (is_document) line(R"(<rect class="ground" width="{:g}" height="{:g}"/>)", width_, height);
    for (std::size_t i = 0; i < rows_.size() && !is_document; ++i) ground_of_step(i);
    lanes();
    for (std::size_t i = 0; i < rows_.size(); ++i) band_of_step(i);
    for (const SentMessage& message : diagram_.messages) arrows(message);
    for (std::size_t i = 0; i < rows_.size(); ++i) event(i);
    if (trace_.loop) loop();
    if (has_verdict) {
      band(end + 4, trace_.is_witness ? "reached" : "violated",
           fmt::format("{} {}", trace_.is_witness ? "✓" : "✗", diagram_.verdict), trace_.steps.size());
    }
    text_ += "</svg>\n";
    return std::move(text_);
  }

 private:
  template <typename... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    text_ += '\n';
  }

  static double width_of(const std::string& label) {
    return kLetterWidth * static_cast<double>(columns_of(label));
  }

  [[nodiscard]] double x(std::size_t lane) const {
    return first_lane_ + kLaneWidth * static_cast<double>(lane);
  }

  void lanes() {
    for (std::size_t i = 0; i < diagram_.lanes.size(); ++i) {
      const model::Process& lane = diagram_.lanes[i];
      line(
          R"(<g class="lane"><text class="name" x="{0:g}" y="17">{1}</text><text class="role" x="{0:g}" y="31">{2}</text>{3}</g>)",
          x(i), escaped(lane.name), escaped(lane.role), line_of_lane(i));
    }
  }

  /// Broken while its process is down.
  [[nodiscard]] std::string line_of_lane(std::size_t lane) const {
    std::string paths;
    double y = kHeadHeight;
    const auto down_to = [&](double end, const char* attributes) {
      paths += fmt::format(R"(<path{} d="M{:g} {:g}V{:g}"/>)", attributes, x(lane), y, end);
      y = end;
    };
    for (const Outage& outage : diagram_.outages) {
      if (outage.lane != lane) continue;
      down_to(rows_[outage.from], "");
      down_to(outage.to ? rows_[*outage.to] : end_, R"( class="down")");
    }
    if (y < end_ || paths.empty()) down_to(end_, "");
    return paths;
  }

  /// Where a page points, and is pointed at.
  void ground_of_step(std::size_t i) {
    line(
        R"(<rect class="row" data-step="{}" x="0" y="{:g}" width="{:g}" height="{:g}" fill="none" pointer-events="all"><title>{}</title></rect>)",
        i + 1, rows_[i] - kRowHeight / 2, width_, bands_[i] - rows_[i] + kRowHeight / 2,
        escaped(trace_.steps[i].sentence));
  }

  void band_of_step(std::size_t i) {
    const Row& row = diagram_.rows[i];
    if (row.is_departure) {
      line(R"(<rect class="departure" data-step="{}" x="0" y="{:g}" width="{:g}" height="{:g}"/>)", i + 1,
           rows_[i] - kRowHeight / 2 + 1, width_, bands_[i] - rows_[i] + kRowHeight / 2 - 2);
    }
    if (!row.chosen.empty()) band(bands_[i], "chosen", "★ " + row.chosen, i + 1);
  }

  void band(double y, const char* kind, const std::string& text, std::size_t step) {
    line(
        R"(<g class="band {}" data-step="{}"><rect x="0" y="{:g}" width="{:g}" height="{:g}"/><text x="{:g}" y="{:g}">{}</text></g>)",
        kind, step, y, width_, kBandHeight - 4, numbers_end_ + 8, y + 14.5, escaped(text));
  }

  [[nodiscard]] std::string words_of_loop() const {
    return loop_ ? for_ever(*trace_.loop) : end_of_loop(trace_);
  }

  /// Below the lanes, how it goes on; from there, where steps repeat, an arrow back to before the first of them.
  void loop() {
    const double y1 = end_ + kBandHeight / 2;
    line(R"(<g class="loop"><title>{}</title>)", escaped(end_of_loop(trace_)));
    if (loop_) {
      constexpr double kLeft = 7;
      constexpr double kBend = 8;
      const double y0 = rows_[*loop_] - kRowHeight / 2;
      const double right = numbers_end_ - kRadius;
      line(R"(<path class="begin" d="M{:g} {:g}H{:g}"/>)", right, y0, lanes_width_ - 14);
      line(R"(<path d="M{0:g} {1:g}H{2:g}q{3:g} 0 {3:g} {3:g}V{4:g}q0 {3:g} {5:g} {3:g}H{6:g}"/>{7})",
           numbers_end_ + 3, y1, kLeft + kBend, -kBend, y0 + kBend, kBend, right - kRadius,
           head(kLeft, y0, right, y0));
    }
    line(R"(<text x="{:g}" y="{:g}">{}</text></g>)", numbers_end_ + 8, y1 + 4, escaped(words_of_loop()));
  }

  void arrows(const SentMessage& message) {
    const auto from = diagram_.lane_of(message.message.from);
    if (!from) return;
    const std::string colour = colour_class(message.message.ballot);
    const Row& row = diagram_.rows[message.sent];
    const double x0 = x(*from);
    const double y0 = rows_[message.sent] - (row.is_round && row.lane != from ? kRoundHeight : 0);
    for (const Receipt& receipt : message.receipts) {
      const auto to = diagram_.lane_of(receipt.process);
      if (!to || *to == *from) continue;
      double y1 = rows_[receipt.step];
      double bend = y0;
      if (row.is_round) {
        if (row.lane != to) y1 += kRoundHeight;
      } else if (receipt.step == message.sent) {  // a call goes there a little before it returns
        const double aside = *from < *to ? -4 : 4;
        bend = y0 + aside;
        y1 += aside;
      }
      arrow(message, colour, receipt.step, x0, bend, x(*to), y1, "");
    }
    const auto to = diagram_.lane_of(message.message.to);
    if (!to || *to == *from) return;
    if (message.lost) {
      // Half of the way, and a cross where it ends.
      const double aside = row.is_round ? kRoundHeight / 2 : 0;
      const double y1 = message.lost == message.sent ? y0 + aside : rows_[*message.lost];
      const double x1 = x0 + (x(*to) - x0) / 2;
      arrow(message, colour, *message.lost, x0, y0, x1, y1, " lost");
    } else if (message.is_in_flight()) {
      // The beginning of an arrow that would arrive two rows on.
      constexpr double kLength = 34;
      const double dx = x(*to) - x0;
      const double dy = 2 * kRowHeight;
      const double part = kLength / std::sqrt(dx * dx + dy * dy);
      line(
          R"(<g class="message in-flight {}" data-sent="{}"><title>{}</title><path d="M{:g} {:g}l{:.1f} {:.1f}"/></g>)",
          colour, message.sent + 1,
          escaped(title_of(message.message) +
                  (trace_.property.empty() || loop_ ? ": on its way" : ": never received")),
          x0, y0, dx * part, dy * part);
    }
  }

  static std::string title_of(const model::Message& message) {
    return fmt::format("{}, from {}{}", message.text, message.from,
                       message.to.empty() ? "" : " to " + message.to);
  }

  void arrow(const SentMessage& message, const std::string& colour, std::size_t step, double x0, double y0,
             double x1, double y1, std::string_view kind) {
    const bool is_needed = diagram_.rows[message.sent].is_needed && diagram_.rows[step].is_needed;
    std::string course = fmt::format("M{:g} {:g}L{:g} {:g}", x0, y0, x1, y1);
    double from_x = x0;  // where it seems to come from as it arrives
    double from_y = y0;
    if (const auto way_round = point_beside(message.sent, step, x0, y0, x1, y1)) {
      std::tie(from_x, from_y) = *way_round;
      course = fmt::format("M{:g} {:g}Q{:.1f} {:.1f} {:g} {:g}", x0, y0, from_x, from_y, x1, y1);
    }
    line(R"(<g class="message{} {}{}" data-sent="{}" data-step="{}"><title>{}{}</title><path d="{}"/>{}</g>)",
         kind, colour, is_needed ? "" : " not-needed", message.sent + 1, step + 1,
         escaped(title_of(message.message)), kind.empty() ? "" : ": lost", course,
         kind.empty() ? head(from_x, from_y, x1, y1) : cross(x1, y1));
  }

  /// Whether a curve from (x0, y0) to (x1, y1) that is drawn towards (x, y) goes through an event that it has nothing to do with.
  [[nodiscard]] bool hits_event(std::size_t sent, std::size_t received, double x0, double y0, double x_bend,
                                double y_bend, double x1, double y1) const {
    constexpr double kClearance = kRadius + 3;
    constexpr int kParts = 48;
    for (std::size_t i = sent + 1; i < received; ++i) {
      const Row& row = diagram_.rows[i];
      if (!row.lane) continue;
      std::vector<std::size_t> lanes = row.called;
      lanes.push_back(*row.lane);
      for (const std::size_t lane : lanes) {
        for (int part = 0; part <= kParts; ++part) {
          const double t = static_cast<double>(part) / kParts;
          const double s = 1 - t;
          const double dx = s * s * x0 + 2 * s * t * x_bend + t * t * x1 - x(lane);
          const double dy = s * s * y0 + 2 * s * t * y_bend + t * t * y1 - rows_[i];
          if (dx * dx + dy * dy < kClearance * kClearance) return true;
        }
      }
    }
    return false;
  }

  /// Where an arrow must be drawn towards if it would go straight through an event of others; nothing if it would not. The least bend that helps.
  [[nodiscard]] std::optional<std::pair<double, double>> point_beside(std::size_t sent, std::size_t received,
                                                                      double x0, double y0, double x1,
                                                                      double y1) const {
    const double length = std::sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    const double across_x = (y1 - y0) / length;
    const double across_y = (x0 - x1) / length;
    for (const double aside : {0.0, 26.0, -26.0, 44.0, -44.0}) {
      const double x_bend = (x0 + x1) / 2 + aside * across_x;
      const double y_bend = (y0 + y1) / 2 + aside * across_y;
      if (hits_event(sent, received, x0, y0, x_bend, y_bend, x1, y1)) continue;
      if (aside == 0) return std::nullopt;
      return std::pair(x_bend, y_bend);
    }
    return std::nullopt;  // there is no room on either side
  }

  /// The point of an arrow, which stops short of the event.
  static std::string head(double x0, double y0, double x1, double y1) {
    const double dx = x1 - x0;
    const double dy = y1 - y0;
    const double length = std::max(1.0, std::sqrt(dx * dx + dy * dy));
    const double ux = dx / length;
    const double uy = dy / length;
    constexpr double kLength = 8;
    constexpr double kHalf = 3.5;
    const double tip_x = x1 - ux * (kRadius + 1);
    const double tip_y = y1 - uy * (kRadius + 1);
    const double back_x = tip_x - ux * kLength;
    const double back_y = tip_y - uy * kLength;
    return fmt::format(R"(<path class="head" d="M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z"/>)", tip_x,
                       tip_y, back_x - uy * kHalf, back_y + ux * kHalf, back_x + uy * kHalf,
                       back_y - ux * kHalf);
  }

  static std::string cross(double x, double y) {
    return fmt::format(R"(<path class="cross" d="M{:g} {:g}l8 8m0 -8l-8 8"/>)", x - 4, y - 4);
  }

  void event(std::size_t i) {
    const Row& row = diagram_.rows[i];
    const double y = rows_[i];
    line(R"(<g class="step {}{}" data-step="{}">)", colour_class(row.ballot),
         row.is_needed ? "" : " not-needed", i + 1);
    line(R"(<text class="number" x="{:g}" y="{:g}">{}</text>)", numbers_end_ - 10, y + 4, i + 1);
    for (const std::size_t lane : row.called) {
      line(R"(<circle class="called" cx="{:g}" cy="{:g}" r="3.5"/>)", x(lane),
           y + (row.is_round ? kRoundHeight : 0));
    }
    if (row.lane) {
      if (row.has_promise_that_counts)
        line(R"(<circle class="counts" cx="{:g}" cy="{:g}" r="{:g}"/>)", x(where(i)), y, kRadius + 3.5);
      if (row.has_vote_that_counts)
        line(R"(<rect class="event" x="{:g}" y="{:g}" width="12" height="12"/>)", x(where(i)) - 6, y - 6);
      if (row.crashes) {
        line(R"(<path class="crash" d="M{:g} {:g}l12 12m0 -12l-12 12"/>)", x(*row.lane) - 6, y - 6);
      } else if (!row.has_vote_that_counts || row.lane != row.labelled)
        line(R"(<circle class="event" cx="{:g}" cy="{:g}" r="{:g}"/>)", x(*row.lane), y, kRadius);
    }
    label(i);
    if (row.departs && row.departs != row.labelled)
      line(R"(<text class="label wrong" x="{:g}" y="{:g}">⚠</text>)", x(*row.departs) + kRadius + 5, y - 7);
    if (with_sentences_) {
      double line_y =
          y - kLineHeight * (static_cast<double>(std::min<std::size_t>(sentences_[i].size(), 2)) - 1) / 2 + 4;
      for (const std::string& part : sentences_[i]) {
        line(R"(<text class="sentence" x="{:g}" y="{:g}">{}</text>)", lanes_width_, line_y, escaped(part));
        line_y += kLineHeight;
      }
    }
    text_ += "</g>\n";
  }

  /// The lane in which the promise or vote of a step is given, or whatever its label says.
  [[nodiscard]] std::size_t where(std::size_t i) const {
    const Row& row = diagram_.rows[i];
    return row.labelled ? *row.labelled : *row.lane;
  }

  /// Whether what is received in a step comes from the right: there its arrow would hide behind the label.
  [[nodiscard]] bool is_label_left(std::size_t i) const {
    const Row& row = diagram_.rows[i];
    if (!row.lane || !row.called.empty()) return false;
    const std::string& process = diagram_.lanes[*row.lane].name;
    return std::any_of(diagram_.messages.begin(), diagram_.messages.end(), [&](const SentMessage& m) {
      const auto from = diagram_.lane_of(m.message.from);
      const bool arrives =
          std::find(m.receipts.begin(), m.receipts.end(), Receipt{i, process}) != m.receipts.end();
      const bool is_lost_on_its_way = row.is_round && m.lost == i && m.message.to == process;
      return from && *from > *row.lane && (arrives || is_lost_on_its_way);
    });
  }

  /// Whether what is wrong in a step is what its label says, and not what somebody else makes of that.
  static bool is_label_wrong(const Row& row) { return row.is_wrong && row.departs == row.labelled; }

  [[nodiscard]] std::string words_at(std::size_t i) const {
    const Row& row = diagram_.rows[i];
    return fmt::format("{}{}{}{}", is_label_wrong(row) ? "⚠ " : "", row.label,
                       row.learned.empty() ? "" : "; ", row.learned);
  }

  void label(std::size_t i) {
    const Row& row = diagram_.rows[i];
    const bool is_left = is_label_left(i);
    double label_x = numbers_end_ + 6;
    if (row.lane) label_x = x(where(i)) + (is_left ? -1 : 1) * (kRadius + 5);
    if (!row.lane && !trace_.steps[i].traffic.lost.empty()) {
      const model::Message& lost = trace_.steps[i].traffic.lost.front();
      const auto from = diagram_.lane_of(lost.from);
      const auto to = diagram_.lane_of(lost.to);
      if (from && to) label_x = (x(*from) + x(*to)) / 2 + 8;
    }
    line(R"(<text class="label{}{}" x="{:g}" y="{:g}">{}</text>)", is_label_wrong(row) ? " wrong" : "",
         is_left ? " left" : "", label_x, rows_[i] - 7, escaped(words_at(i)));
  }

  const Trace& trace_;
  const Diagram diagram_;
  const std::optional<std::size_t> loop_;  // steps before those that repeat
  const double numbers_end_;               // where the numbers end, and what is left of them
  const bool with_sentences_;
  std::vector<std::vector<std::string>> sentences_;  // in lines
  std::vector<double> rows_;                         // where each step happens
  std::vector<double> bands_;                        // where what it brings about would stand
  double end_ = 0;
  double first_lane_ = numbers_end_ + 20;
  double lanes_width_ = 0;
  double width_ = 0;
  std::string text_;
};

}  // namespace

std::string to_svg(const Trace& trace) { return Drawing(trace, true).element(true); }

std::string to_svg_element(const Trace& trace) { return Drawing(trace, false).element(false); }

std::string svg_style() { return std::string(kSpaceTimeStyle) + kLoopStyle; }

}  // namespace paxoscope::traces
