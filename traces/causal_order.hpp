// Which steps of a run could have had a part in which others: Lamport's happens-before.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// The processes that a step happens at: who takes it and, where it calls others, these. None of those of the trace for what the network does.
std::vector<std::string> places_of(const Step& step);

/// Happens-before over the steps of a trace, counted from 0: the order at each process, and from sending to receiving or losing (L. Lamport,
/// "Time, Clocks, and the Ordering of Events in a Distributed System", 1978).
class CausalOrder {
 public:
  explicit CausalOrder(const Trace& trace);

  [[nodiscard]] std::size_t steps() const { return before_.size(); }
  [[nodiscard]] bool happens_before(std::size_t a, std::size_t b) const { return before_[a][b]; }
  /// The fewest pairs from which all others follow (its transitive reduction), in increasing order.
  [[nodiscard]] const std::vector<std::pair<std::size_t, std::size_t>>& covering() const { return covering_; }

 private:
  std::vector<std::vector<bool>> before_;
  std::vector<std::pair<std::size_t, std::size_t>> covering_;
};

}  // namespace paxoscope::traces
