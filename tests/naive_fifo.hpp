// Classic Paxos over links that keep order, with a queue for each of them: the reference for the packed model, which has none.
//
// What processes do is asked of the naive model of the usual network, one step at a time and with no message in flight but the one it is about.
// The network is this model's own.
#pragma once

#include <compare>
#include <map>
#include <utility>
#include <vector>

#include "tests/naive_paxos.hpp"

namespace paxoscope::tests::naive {

/// From whom to whom.
using Link = std::pair<Process, Process>;

struct StateWithQueues {
  State of_processes;                           ///< without messages
  std::map<Link, std::vector<Message>> queues;  ///< in flight, first sent first; none of them empty
  friend auto operator<=>(const StateWithQueues&, const StateWithQueues&) = default;
};

struct StepOfQueues {
  Label label;
  StateWithQueues after;
};

StateWithQueues initial_state_with_queues(const Config& config);

/// Every step out of `state`: what is received is the first of its queue, what is lost any message, what is sent the last of its queue.
std::vector<StepOfQueues> successors(const Config& config, const StateWithQueues& state);

/// The same state with what is in flight as a set.
State without_order(const StateWithQueues& state);

/// Whether some queue has the same message twice.
bool has_copies(const StateWithQueues& state);

}  // namespace paxoscope::tests::naive
