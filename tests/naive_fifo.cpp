#include "tests/naive_fifo.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <set>
#include <utility>

namespace paxoscope::tests::naive {

namespace {

Link link_of(const Message& m) {
  const Process acceptor{'a', m.acceptor};
  switch (m.type) {
    case MessageType::kPrepare:
    case MessageType::kAccept:
      return {{'p', m.proposer}, acceptor};
    case MessageType::kPromise:
    case MessageType::kNack:
      return {acceptor, {'p', m.proposer}};
    case MessageType::kAccepted:
      return {acceptor, {'l', m.learner}};
  }
  return {};
}

bool is_about_message(const Label& label) { return label.message.acceptor != kNone; }

/// What comes of `step`, taken with no message in flight but perhaps the one it is about, where `queues` are left of those before.
StateWithQueues with_queues(Step step, std::map<Link, std::vector<Message>> queues) {
  std::set<Link> used;
  for (const Message& sent : step.after.net) {
    const bool is_first = used.insert(link_of(sent)).second;
    assert(is_first && "a step sends at most one message on a link");
    static_cast<void>(is_first);
    queues[link_of(sent)].push_back(sent);
  }
  step.after.net.clear();
  return {std::move(step.after), std::move(queues)};
}

}  // namespace

StateWithQueues initial_state_with_queues(const Config& config) { return {initial_state(config), {}}; }

std::vector<StepOfQueues> successors(const Config& config, const StateWithQueues& state) {
  std::vector<StepOfQueues> steps;
  for (Step& step : successors(config, state.of_processes)) {
    const Label label = step.label;
    steps.push_back({label, with_queues(std::move(step), state.queues)});
  }
  for (const auto& [link, queue] : state.queues) {
    for (std::size_t place = 0; place < queue.size(); ++place) {
      State alone = state.of_processes;
      alone.net.insert(queue[place]);
      for (Step& step : successors(config, alone)) {
        const Label label = step.label;
        if (!is_about_message(label) || (place > 0 && label.type != StepType::kLose)) continue;
        std::map<Link, std::vector<Message>> rest = state.queues;
        std::vector<Message>& shorter = rest[link];
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(place));
        if (shorter.empty()) rest.erase(link);
        steps.push_back({label, with_queues(std::move(step), std::move(rest))});
      }
    }
  }
  return steps;
}

State without_order(const StateWithQueues& state) {
  State plain = state.of_processes;
  for (const auto& [link, queue] : state.queues) plain.net.insert(queue.begin(), queue.end());
  return plain;
}

bool has_copies(const StateWithQueues& state) {
  return std::any_of(state.queues.begin(), state.queues.end(), [](const auto& entry) {
    const std::vector<Message>& queue = entry.second;
    return std::set<Message>(queue.begin(), queue.end()).size() < queue.size();
  });
}

}  // namespace paxoscope::tests::naive
