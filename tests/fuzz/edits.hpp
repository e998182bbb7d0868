// Scripts of edits: inputs that say how something whole, such as a checkpoint, is to be spoilt. So even a short input is nearly right, which is where
// mistakes in reading are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace paxoscope::fuzz {

using Bytes = std::vector<std::byte>;

/// Applies a script to some pieces. Any bytes are a script: each edit is its kind, the piece, three bytes for the place in it and one for an argument; of
/// an edit that is cut off nothing is done. No piece grows beyond a megabyte.
void apply_edits(std::span<const std::uint8_t> script, std::vector<Bytes>& pieces);

}  // namespace paxoscope::fuzz
