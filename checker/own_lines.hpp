// Memory that shares no cache line with anything else.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace paxoscope::checker {

/// Twice a cache line, as processors fetch them in pairs. What several threads write side by side is kept so far apart:
/// otherwise each of their writes takes the line away from the others.
inline constexpr std::size_t kOwnLine = 128;

/// An allocator of whole lines.
template <typename T>
struct OwnLineAllocator {
  using value_type = T;

  OwnLineAllocator() = default;
  template <typename U>
  OwnLineAllocator(const OwnLineAllocator<U>& /*other*/) {}  // NOLINT: allocators convert

  T* allocate(std::size_t count) {
    // NOLINTNEXTLINE(bugprone-sizeof-expression): of pointers, the size of a pointer is meant
    const std::size_t bytes = (count * sizeof(T) + kOwnLine - 1) / kOwnLine * kOwnLine;
    return static_cast<T*>(::operator new (bytes, std::align_val_t{kOwnLine}));
  }
  void deallocate(T* elements, std::size_t /*count*/) {
    ::operator delete (elements, std::align_val_t{kOwnLine});
  }
  friend bool operator==(const OwnLineAllocator&, const OwnLineAllocator&) { return true; }
};

/// A vector that one thread writes while others write theirs.
template <typename T>
using OwnVector = std::vector<T, OwnLineAllocator<T>>;

}  // namespace paxoscope::checker
