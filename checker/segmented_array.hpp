// An array that grows while others read it.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace paxoscope::checker {

/// Elements of a fixed number of `T` each, in segments, each twice as long as the one before: they never move, and a few
/// pointers reach them all. New elements are zero bytes. One thread at a time may make it reach further; a reader must have been told, by
/// something that orders memory, of the element that it reads.
template <typename T>
class SegmentedArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  explicit SegmentedArray(std::size_t length = 1) : length_(length) {}

  /// Counting from 0; must have been reached.
  [[nodiscard]] T* at(std::size_t i) const {
    if (i < kFirst) [[likely]] {
      return segments_[0].load(std::memory_order_relaxed) + i * length_;
    }
    return far_at(i);
  }

 private:
  // Apart, so that the short way is short enough to be inlined.
  [[nodiscard]] T* far_at(std::size_t i) const {
    const std::size_t segment = segment_of(i);
    return segments_[segment].load(std::memory_order_relaxed) + (i + kFirst - (kFirst << segment)) * length_;
  }

 public:
  /// The element, or null if it was not reached yet, as far as this thread knows.
  [[nodiscard]] T* find(std::size_t i) const {
    if (i < kFirst) {
      T* const first = segments_[0].load(std::memory_order_acquire);
      return first == nullptr ? nullptr : first + i * length_;
    }
    const std::size_t segment = segment_of(i);
    T* const first = segments_[segment].load(std::memory_order_acquire);
    return first == nullptr ? nullptr : first + (i + kFirst - (kFirst << segment)) * length_;
  }

  /// Makes room for element `i`, all before it being there. Throws std::bad_alloc.
  void reach(std::size_t i) {
    const std::size_t last = segment_of(i);
    if (last >= kSegments) throw std::bad_alloc();
    owned_.reserve(last + 1);
    for (std::size_t segment = owned_.size(); segment <= last; ++segment) {
      // Zero pages cost nothing until they are used.
      auto* const elements =
          static_cast<T*>(std::calloc(kFirst << segment, length_ * sizeof(T)));  // NOLINT: see Free
      if (elements == nullptr) throw std::bad_alloc();
      owned_.emplace_back(elements);
      segments_[segment].store(elements, std::memory_order_release);
    }
  }

  /// Allocated, used or not.
  [[nodiscard]] std::uint64_t bytes() const {
    return kFirst * ((std::uint64_t{1} << owned_.size()) - 1) * length_ * sizeof(T);
  }

 private:
  static constexpr std::size_t kFirst = 4096;
  static constexpr std::size_t kSegments = 20;  // 2^32 elements

  static std::size_t segment_of(std::size_t i) {
    return static_cast<std::size_t>(std::bit_width(i + kFirst) - std::bit_width(kFirst));
  }

  struct Free {
    void operator()(T* elements) const { std::free(elements); }  // NOLINT: from calloc
  };
  std::size_t length_;
  std::vector<std::unique_ptr<T[], Free>> owned_;
  std::array<std::atomic<T*>, kSegments> segments_{};
};

}  // namespace paxoscope::checker
