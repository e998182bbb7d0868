// The transitions of Paxos in rounds.
#pragma once

#include <compare>
#include <cstdint>

#include "model/paxos/message.hpp"

namespace paxoscope::rounds {

using model::ProposerId;
using paxos::Message;

enum class Event : std::uint8_t {
  kStep,       ///< a step of Paxos
  kMiss,       ///< a message arrives while its receiver is down, and is gone
  kWait,       ///< a message that could arrive is late
  kStabilise,  ///< from now on messages arrive in time, or one proposer leads, or both
  kEndRound,
};

inline constexpr int kEvents = 5;

struct Action {
  Event event = Event::kStep;
  paxos::Action step;  ///< of kMiss and kWait: that the message is lost, or received
  ProposerId leader;   ///< kStabilise only, and only where there is one

  static constexpr Action of(const paxos::Action& step) { return {Event::kStep, step, {}}; }
  static constexpr Action miss(const Message& m) { return {Event::kMiss, paxos::Action::lose(m), {}}; }
  static constexpr Action wait(const Message& m) { return {Event::kWait, paxos::Action::deliver(m), {}}; }
  static constexpr Action stabilise(ProposerId leader) { return {Event::kStabilise, {}, leader}; }
  static constexpr Action end_round() { return {Event::kEndRound, {}, {}}; }

  friend constexpr auto operator<=>(const Action&, const Action&) = default;
};

}  // namespace paxoscope::rounds
