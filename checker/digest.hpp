// A fingerprint of a whole set of states.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace paxoscope::checker {

/// The digest of a set of states is the sum, modulo 2^64, of the XXH3 hash (64 bits, no seed) of the encoding of each. It
/// does not depend on the order in which they are found, and anyone who has the states can compute it again.
using Digest = std::uint64_t;

/// What one state adds.
Digest digest_of(std::span<const std::byte> encoding);

}  // namespace paxoscope::checker
