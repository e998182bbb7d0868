#include "traces/grounds.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace paxoscope::traces {

namespace {

/// The last step up to `step` in which `process` received the message, and it counted.
std::optional<std::size_t> counted_in(const Trace& trace, const SentMessage& message,
                                      const std::string& process, std::size_t step) {
  std::optional<std::size_t> last;
  for (const Receipt& receipt : message.receipts) {
    if (receipt.step <= step && receipt.process == process &&
        trace.steps[receipt.step].traffic.counts_promise)
      last = receipt.step;
  }
  return last;
}

}  // namespace

std::vector<std::size_t> grounds_of(const Trace& trace, const std::vector<SentMessage>& messages,
                                    std::size_t step) {
  const Step& proposal = trace.steps[step];
  std::vector<std::size_t> grounds;
  for (const std::string& acceptor : proposal.traffic.promisers) {
    std::vector<std::size_t> latest;
    std::size_t received = 0;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const model::Message& message = messages[i].message;
      if (message.kind != model::Message::Kind::kPromise || message.from != acceptor) continue;
      const auto counted = counted_in(trace, messages[i], proposal.process, step);
      if (!counted || (!latest.empty() && *counted < received)) continue;
      if (*counted > received) latest.clear();
      received = *counted;
      latest.push_back(i);
    }
    grounds.insert(grounds.end(), latest.begin(), latest.end());
  }
  std::sort(grounds.begin(), grounds.end());
  return grounds;
}

}  // namespace paxoscope::traces
