#include "checker/digest.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace paxoscope::checker {

Digest digest_of(std::span<const std::byte> encoding) {
  return XXH3_64bits(encoding.data(), encoding.size());
}

}  // namespace paxoscope::checker
