#include "traces/messages.hpp"

#include <algorithm>

namespace paxoscope::traces {

namespace {

/// Whether it may still be received or lost.
struct Open {
  SentMessage sent;
  bool is_gone = false;
};

/// The first that is not gone and says the same; there must be one: nothing is received that was not sent.
Open* find(std::vector<Open>& all, const model::Message& message) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Open& open) {
    return !open.is_gone && open.sent.message == message;
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::vector<SentMessage> messages_of(const Trace& trace) {
  std::vector<Open> all;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const Step& step = trace.steps[i];
    // What is received in the step in which it is sent is a call, or what that returns.
    for (const model::Message& message : step.traffic.sent) all.push_back({{message, i, {}, {}}, false});
    const auto receive = [&](const model::Message& message, bool is_gone) {
      if (Open* const open = find(all, message)) {
        open->sent.receipts.push_back({i, message.to.empty() ? step.process : message.to});
        open->is_gone = is_gone;
      }
    };
    for (const model::Message& message : step.traffic.received) receive(message, true);
    for (const model::Message& message : step.traffic.read) receive(message, false);
    for (const model::Message& message : step.traffic.lost) {
      if (Open* const open = find(all, message)) {
        open->sent.lost = i;
        open->is_gone = true;
      }
    }
  }
  std::vector<SentMessage> messages;
  for (Open& open : all) {
    if (open.sent.is_in_flight() && open.sent.message.to.empty()) continue;
    messages.push_back(std::move(open.sent));
  }
  return messages;
}

}  // namespace paxoscope::traces
