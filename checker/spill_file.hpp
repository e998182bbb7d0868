// Memory that is a file, for a store that is larger than memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace paxoscope::checker {

class SpillFile;

/// There is no more room on the disk, or no more is allowed. As there being no more memory: whatever was being done is left as if it had not been begun.
class DiskFull : public std::bad_alloc {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "no room left on disk"; }
};

/// Some bytes of a SpillFile, which look like memory. Given back when this is destroyed.
class SpilledBytes {
 public:
  SpilledBytes() = default;
  SpilledBytes(const SpilledBytes&) = delete;
  SpilledBytes& operator=(const SpilledBytes&) = delete;
  SpilledBytes(SpilledBytes&& other) noexcept { swap(other); }
  SpilledBytes& operator=(SpilledBytes&& other) noexcept {
    swap(other);
    return *this;
  }
  ~SpilledBytes();

  [[nodiscard]] std::byte* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// They need not be in memory until they are touched again.
  void let_go() const;

 private:
  friend class SpillFile;

  void swap(SpilledBytes& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(at_, other.at_);
  }

  std::shared_ptr<SpillFile> file_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  std::uint64_t at_ = 0;  // in the file
};

/// A file without a name, so that nothing of it is left when the process ends, however that may be. Several threads may allocate at once.
class SpillFile : public std::enable_shared_from_this<SpillFile> {
 public:
  /// In a folder that is there, with room for `bytes_max` bytes at most. Throws StorageError.
  SpillFile(const std::string& folder, std::uint64_t bytes_max);
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;
  ~SpillFile();

  /// So many zeros, for which there is room on the disk from now on. Of a file that is shared (it lives as long as they do). Throws DiskFull.
  SpilledBytes allocate(std::size_t bytes);

  /// Allocated now.
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  friend class SpilledBytes;
  void free(const SpilledBytes& bytes);

  int descriptor_;
  std::uint64_t bytes_max_;
  mutable std::mutex allocating_;  // guards what follows
  std::uint64_t end_ = 0;
  std::uint64_t bytes_ = 0;
};

/// Pieces of a SpillFile that are let go of together, and given back together.
class SpillArena {
 public:
  explicit SpillArena(std::shared_ptr<SpillFile> file) : file_(std::move(file)) {}

  /// Zeros, where numbers of up to 64 bits may begin. Throws DiskFull.
  std::byte* allocate(std::size_t bytes);
  void let_go() const {
    for (const SpilledBytes& extent : extents_) extent.let_go();
  }
  [[nodiscard]] SpillFile& file() const { return *file_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  std::shared_ptr<SpillFile> file_;
  std::vector<SpilledBytes> extents_;
  std::size_t used_ = 0;  // of the last
  std::uint64_t bytes_ = 0;
};

/// Bytes on the heap, or in an arena, which then has them longer than this.
template <typename T>
struct GiveBack {
  bool is_on_heap = true;
  void operator()(T* bytes) const {
    if (is_on_heap) delete[] bytes;
  }
};
template <typename T>
using HeapOrSpilled = std::unique_ptr<T[], GiveBack<T>>;

/// `count` of them, not filled, from `arena` if there is one. Throws std::bad_alloc.
template <typename T>
HeapOrSpilled<T> heap_or_spilled(std::size_t count, SpillArena* arena) {
  if (arena == nullptr) return HeapOrSpilled<T>(new T[count]);
  std::byte* const bytes = arena->allocate(count * sizeof(T));
  return HeapOrSpilled<T>(reinterpret_cast<T*>(bytes), GiveBack<T>{false});  // NOLINT: they are made of bytes
}

}  // namespace paxoscope::checker
