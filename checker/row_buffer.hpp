// Rows on their way from the worker that made them to the partition they belong to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace paxoscope::checker {

/// A sequence of rows of one length, in words. Keeps its memory when it is cleared, since it is filled again and again;
/// then rows may have another length.
class RowBuffer {
 public:
  /// Room for one more row of `length` words; valid until the next call.
  std::uint64_t* add(std::size_t length) {
    if (used_ + length > capacity_) [[unlikely]] {
      grow(length);
    }
    std::uint64_t* const row = words_.get() + used_;
    used_ += length;
    return row;
  }
  void clear() { used_ = 0; }
  /// Gives an empty buffer the size that another one had, in words. Throws std::bad_alloc.
  void restore(std::size_t capacity) {
    if (capacity > capacity_) words_.reset(new std::uint64_t[capacity]);
    capacity_ = std::max(capacity_, capacity);
  }

  [[nodiscard]] std::size_t size(std::size_t length) const { return used_ / length; }
  /// Calls `visit(row)` for each row, in order.
  template <typename Visit>
  void for_each(std::size_t length, Visit&& visit) const {
    for (const std::uint64_t* row = words_.get(); row != words_.get() + used_; row += length) visit(row);
  }
  /// In words.
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] std::uint64_t bytes() const { return std::uint64_t{capacity_} * sizeof(std::uint64_t); }

 private:
  void grow(std::size_t length) {
    constexpr std::size_t kRowsFirst = 8;
    const std::size_t capacity = std::max({kRowsFirst * length, capacity_ + capacity_ / 2, used_ + length});
    std::unique_ptr<std::uint64_t[]> grown(new std::uint64_t[capacity]);  // not filled: it will be
    if (used_ > 0) std::memcpy(grown.get(), words_.get(), used_ * sizeof(std::uint64_t));
    words_ = std::move(grown);
    capacity_ = capacity;
  }

  std::unique_ptr<std::uint64_t[]> words_;
  std::size_t used_ = 0;      // words, as is
  std::size_t capacity_ = 0;  // this
};

}  // namespace paxoscope::checker
