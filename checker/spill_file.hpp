// Memory that is a file, for a store that is larger than memory.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <span>
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
  [[nodiscard]] bool holds(const std::byte* byte) const {
    return std::less_equal<>()(data_, byte) && std::less<>()(byte, data_ + size_);
  }

  /// They need not be in memory until they are touched again.
  void let_go() const;

  // Many pages at a time, as each that is touched first has to be asked for.

  /// Copies as many of them, from the first on, as there is room for. False if the system refuses.
  [[nodiscard]] bool read(std::span<std::byte> to) const;
  /// Puts others in place of the first.
  void write(std::span<const std::byte> from) const;

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
  /// What was allocated before this is not needed any more; null stands for all of it. Some of that is given back.
  void give_back_before(const std::byte* allocated);
  [[nodiscard]] SpillFile& file() const { return *file_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// Of all of it, allocated or not yet; `bytes()` bytes. False if the system refuses.
  [[nodiscard]] bool copy(std::byte* to) const;
  /// Finds in such a copy what was allocated, in the order in which it was.
  class Copied {
   public:
    Copied(const SpillArena& arena, std::byte* copy) : extent_(arena.extents_.begin()), copy_(copy) {}
    std::byte* of(const std::byte* allocated) {
      // Extents lie anywhere, but what was allocated later is in the same one or in one that follows.
      while (!extent_->holds(allocated)) {
        copy_ += extent_->size();
        ++extent_;
      }
      return copy_ + (allocated - extent_->data());
    }

   private:
    std::vector<SpilledBytes>::const_iterator extent_;
    std::byte* copy_;  // of that extent
  };

 private:
  std::shared_ptr<SpillFile> file_;
  std::vector<SpilledBytes> extents_;
  std::size_t used_ = 0;  // of the last
  std::uint64_t bytes_ = 0;
};

/// Memory for what is brought from a file to be worked on, so much of it that some threads can do so at a time; others wait.
class Workbenches {
 public:
  explicit Workbenches(std::size_t count) : free_(count) {}

  /// One of them, until this is destroyed.
  class Bench {
   public:
    explicit Bench(Workbenches& of);
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;
    ~Bench();
    /// Not filled, until the next call. Throws std::bad_alloc.
    std::byte* room_for(std::size_t bytes);

   private:
    friend class Workbenches;
    struct Memory {
      std::unique_ptr<std::byte[]> bytes;
      std::size_t size = 0;
    };
    Workbenches& of_;
    Memory memory_;
  };

 private:
  Bench::Memory take();

  std::mutex changing_;  // guards what follows
  std::condition_variable returned_;
  std::vector<Bench::Memory> free_;
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

/// Those in an arena, or a copy of one, that begin there.
template <typename T>
HeapOrSpilled<T> in_file(std::byte* bytes) {
  return HeapOrSpilled<T>(reinterpret_cast<T*>(bytes), GiveBack<T>{false});  // NOLINT: they are made of bytes
}

/// `count` of them, not filled, from `arena` if there is one. Throws std::bad_alloc.
template <typename T>
HeapOrSpilled<T> heap_or_spilled(std::size_t count, SpillArena* arena) {
  if (arena == nullptr) return HeapOrSpilled<T>(new T[count]);
  return in_file<T>(arena->allocate(count * sizeof(T)));
}

}  // namespace paxoscope::checker
