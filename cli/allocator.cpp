#include "cli/allocator.hpp"

#include <cstdlib>  // says whether this is glibc

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace paxoscope::cli {

void tune_allocator() {
#ifdef __GLIBC__
  constexpr int kMebi = 1 << 20;
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 8 * kMebi);  // address space, not memory: pages are touched as they are used
  mallopt(M_MMAP_THRESHOLD, 64 * kMebi);
  mallopt(M_TRIM_THRESHOLD, 1024 * kMebi);
#endif
}

}  // namespace paxoscope::cli
