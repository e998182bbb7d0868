// Rows on their way from the worker that made them to the partition they belong to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace paxoscope::checker {

/// A sequence of rows of one length. Keeps its memory when it is cleared, since it is filled again and again.
class RowBuffer {
 public:
  /// Room for one more row of `length` words; valid until the next call.
  std::uint64_t* add(std::size_t length) {
    const std::size_t end = std::size_t{size_} * length;
    if (size_ == capacity_) grow(length);
    ++size_;
    return rows_.get() + end;
  }
  void clear() { size_ = 0; }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const std::uint64_t* row(std::size_t i, std::size_t length) const {
    return rows_.get() + i * length;
  }
  [[nodiscard]] std::uint64_t bytes(std::size_t length) const {
    return std::uint64_t{capacity_} * length * sizeof(std::uint64_t);
  }

 private:
  void grow(std::size_t length) {
    constexpr std::uint32_t kFirst = 8;
    const std::uint32_t capacity = std::max(kFirst, capacity_ + capacity_ / 2);
    std::unique_ptr<std::uint64_t[]> grown(new std::uint64_t[capacity * length]);  // not filled: it will be
    if (size_ > 0) std::memcpy(grown.get(), rows_.get(), size_ * length * sizeof(std::uint64_t));
    rows_ = std::move(grown);
    capacity_ = capacity;
  }

  std::unique_ptr<std::uint64_t[]> rows_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace paxoscope::checker
