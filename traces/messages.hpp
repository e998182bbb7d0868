// The messages of a run: where each comes from and what becomes of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// A message is received by `process` in `step`, counted from 0.
struct Receipt {
  std::size_t step;
  std::string process;

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// A message that was sent, and what becomes of it. Steps count from 0.
struct SentMessage {
  model::Message message;
  std::size_t sent;
  std::vector<Receipt> receipts;  ///< in the order of their steps
  std::optional<std::size_t> lost;

  /// Nobody received it, and it is not lost: it is still in flight when the run ends.
  [[nodiscard]] bool is_in_flight() const { return receipts.empty() && !lost; }
};

/// Every message of `trace` that is received, lost or in flight, by the step in which it was sent. Of equal messages the one that was sent
/// first is received or lost first. A message to whoever acts on it that nobody acts on is left out.
std::vector<SentMessage> messages_of(const Trace& trace);

}  // namespace paxoscope::traces
