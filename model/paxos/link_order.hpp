// The order in which messages were sent, read off the messages themselves.
//
// A link leads from one process to another. A proposer goes from ballot to higher ballot, and in each asks for promises before it proposes: so
// what it sends an acceptor, prepares and accepts, it sends by ballot, and in a ballot the prepare first. If it is received in that order,
// the promises that are sent back are sent by ballot too, and in a ballot before a refusal to vote. And an acceptor that never votes below a vote of its own, nor twice in a
// ballot, tells a learner of its votes by ballot. So no queue has to be kept. Rules under which that is not so, and a ballot that is
// started twice, are told of by why_order_is_lost.hpp; docs/fifo.md has the argument in full.
//
// Both ends of a link are an acceptor and someone else, so all that is in flight on it stands in the block of that acceptor.
#pragma once

#include "model/paxos/bounds.hpp"
#include "model/paxos/message.hpp"
#include "model/paxos/state.hpp"

namespace paxoscope::paxos {

/// Whether two messages to or from one acceptor have the same sender and the same receiver.
constexpr bool are_on_one_link(const Bounds& bounds, const Message& m, const Message& n) {
  const auto is_to_learner = [](const Message& x) { return x.type == MessageType::kAccepted; };
  if (is_to_acceptor(m.type) != is_to_acceptor(n.type) || is_to_learner(m) != is_to_learner(n)) return false;
  if (is_to_learner(m)) return m.learner == n.learner;
  return bounds.owner(m.ballot) == bounds.owner(n.ballot);
}

/// Whether `m` was sent before `n`, another one on the same link.
constexpr bool was_sent_before(const Message& m, const Message& n) {
  return m.ballot == n.ballot ? m.type < n.type : m.ballot < n.ballot;
}

/// Whether nothing that is in flight on the link of `message` was sent before it.
inline bool is_next_on_its_link(const View& view, const Message& message) {
  bool is_next = true;
  view.for_each_in_flight(message.acceptor, [&](const Message& other) {
    is_next = is_next && !(was_sent_before(other, message) && are_on_one_link(view.bounds(), other, message));
  });
  return is_next;
}

}  // namespace paxoscope::paxos
