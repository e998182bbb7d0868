// On which promises a proposal rests.
#pragma once

#include <cstddef>
#include <vector>

#include "traces/messages.hpp"

namespace paxoscope::traces {

/// The promises, as places in `messages`, on which the proposal rests that is made in `step`, counted from 0: of each acceptor whose
/// promise counts, those that were received last. In the order in which they were given; empty if nothing is proposed, or without any.
std::vector<std::size_t> grounds_of(const Trace& trace, const std::vector<SentMessage>& messages,
                                    std::size_t step);

}  // namespace paxoscope::traces
