#include "traces/shiviz.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>
#include <map>

#include "traces/messages.hpp"

namespace paxoscope::traces {

namespace {

using Clock = std::map<std::string, std::uint64_t>;

/// Hosts have no blanks in their names.
std::string host(std::string process) {
  std::replace(process.begin(), process.end(), ' ', '-');
  return process;
}

class Log {
 public:
  explicit Log(const Trace& trace)
      : trace_(trace), messages_(messages_of(trace)), sent_with_(messages_.size()) {}

  std::string write() {
    text_ = "(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})\n\n";
    for (std::size_t i = 0; i < trace_.steps.size(); ++i) write(i);
    return std::move(text_);
  }

 private:
  void write(std::size_t i) {
    const Step& step = trace_.steps[i];
    Clock heard;
    for (std::size_t m = 0; m < messages_.size(); ++m) {
      const SentMessage& message = messages_[m];
      if (message.sent < i && (arrives(message, i, step.process) || message.lost == i))
        merge(heard, sent_with_[m]);
    }
    event(step.process, step.sentence, heard);
    // Then, in the order in which they are sent, the messages of this step, and what becomes of them in it.
    for (std::size_t m = 0; m < messages_.size(); ++m) {
      const SentMessage& message = messages_[m];
      if (message.sent != i) continue;
      const std::string& from = message.message.from;
      sent_with_[m] = clocks_[from];
      for (const Receipt& receipt : message.receipts) {
        if (receipt.step == i) event(receipt.process, message.message.text + ", from " + from, sent_with_[m]);
      }
      if (message.lost == i) event("network", message.message.text + " is lost", sent_with_[m]);
    }
  }

  static bool arrives(const SentMessage& message, std::size_t step, const std::string& process) {
    return std::any_of(message.receipts.begin(), message.receipts.end(), [&](const Receipt& receipt) {
      return receipt.step == step && receipt.process == process;
    });
  }

  static void merge(Clock& clock, const Clock& other) {
    for (const auto& [process, time] : other) clock[process] = std::max(clock[process], time);
  }

  void event(const std::string& process, const std::string& what, const Clock& heard) {
    Clock& clock = clocks_[process];
    merge(clock, heard);
    ++clock[process];
    std::string times;
    for (const auto& [other, time] : clock)
      times += fmt::format("{}\"{}\":{}", times.empty() ? "" : ", ", host(other), time);
    fmt::format_to(std::back_inserter(text_), "{}\n{} {{{}}}\n", what, host(process), times);
  }

  const Trace& trace_;
  const std::vector<SentMessage> messages_;
  std::vector<Clock> sent_with_;  // by message: the clock of its sender then
  std::map<std::string, Clock> clocks_;
  std::string text_;
};

}  // namespace

std::string to_shiviz(const Trace& trace) { return Log(trace).write(); }

}  // namespace paxoscope::traces
