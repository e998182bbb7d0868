// A run as a space-time diagram, before anyone draws it: a lane for each process, a row for each step, and what is worth a mark.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "traces/messages.hpp"
#include "traces/trace.hpp"

namespace paxoscope::traces {

/// A step in a diagram.
struct Row {
  std::optional<std::size_t> lane;  ///< of the process that takes it; none if it is the network
  std::vector<std::size_t> called;  ///< the lanes of those it calls
  std::optional<std::size_t>
      labelled;             ///< the lane of whom the label is about: who takes the step, or who is called
  std::int64_t ballot = 0;  ///< that it is about, counted from 1; 0 if it is about none
  std::string label;        ///< what happens, in a few words: "votes v1 in 1"
  std::string chosen;       ///< "v1 chosen in 1 by {a1, a2}"; empty if nothing is chosen
  std::string learned;      ///< "l1 learns v1"; empty if nobody else learns anything
  bool has_promise_that_counts = false;  ///< a promise is given with which a value is proposed
  bool has_vote_that_counts = false;     ///< a vote is cast with which a value is chosen
  bool is_departure = false;             ///< where the protocol as it should be does something else
  bool is_wrong = false;                 ///< it is, or a later step in which that would do something else too
  std::optional<std::size_t> departs;    ///< the lane of who would, if it is wrong
  bool is_needed = true;
  bool is_round = false;  ///< many send or receive in it
  bool crashes = false;   ///< who takes the step crashes in it
};

/// The time during which a process is down.
struct Outage {
  std::size_t lane = 0;
  std::size_t from = 0;           ///< the row in which it crashes
  std::optional<std::size_t> to;  ///< that in which it starts again, if it does
};

struct Diagram {
  std::vector<model::Process> lanes;
  std::vector<Row> rows;              ///< one for each step
  std::vector<SentMessage> messages;  ///< between lanes
  std::vector<Outage> outages;        ///< in the order in which they begin
  std::string verdict;                ///< what the last row shows: "violates p2b"

  [[nodiscard]] std::optional<std::size_t> lane_of(const std::string& process) const;
  /// Whether the process of `lane` is down at the end of a row.
  [[nodiscard]] bool is_down(std::size_t lane, std::size_t row) const;
  /// The label of a row where no lane says whom it is about: "⚠ a2 votes v1 in 1", or without the name if that is who takes the step.
  [[nodiscard]] std::string words_of(const Row& row) const;
};

/// Empty of lanes if the trace does not say who takes part.
Diagram diagram_of(const Trace& trace);

}  // namespace paxoscope::traces
