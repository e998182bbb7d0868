#include "checker/spill_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "checker/storage.hpp"

namespace paxoscope::checker {

SpilledBytes::~SpilledBytes() {
  if (data_ != nullptr) file_->free(*this);
}

void SpilledBytes::let_go() const {
  if (data_ != nullptr)
    ::madvise(data_, size_, MADV_DONTNEED);  // of a file that is shared: what was written stays
}

std::byte* SpillArena::allocate(std::size_t bytes) {
  const std::size_t size =
      (bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t) * sizeof(std::uint64_t);
  if (extents_.empty() || extents_.back().size() - used_ < size) {
    // Larger and larger, as a process may have some ten thousand mappings and no more.
    constexpr std::size_t kFirst = std::size_t{1} << 14U;
    constexpr std::size_t kLargest = std::size_t{1} << 24U;
    const std::size_t wanted = extents_.empty() ? kFirst : std::min(extents_.back().size() * 2, kLargest);
    extents_.push_back(file_->allocate(std::max(wanted, size)));
    bytes_ += extents_.back().size();
    used_ = 0;
  }
  std::byte* const allocated = extents_.back().data() + used_;
  used_ += size;
  return allocated;
}

SpillFile::SpillFile(const std::string& folder, std::uint64_t bytes_max)
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) is what it is
    : descriptor_(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)), bytes_max_(bytes_max) {
  if (descriptor_ < 0)
    throw StorageError(folder + " cannot be spilled to: " + std::generic_category().message(errno));
}

SpillFile::~SpillFile() { ::close(descriptor_); }

SpilledBytes SpillFile::allocate(std::size_t bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));  // where mappings may begin in a file
  const std::size_t size = (bytes + page - 1) / page * page;
  const std::lock_guard lock(allocating_);
  if (size > bytes_max_ - bytes_) throw DiskFull();
  // All of it now: a page that finds no room on the disk when it is written ends the process.
  int error = EINTR;
  while (error == EINTR)
    error = ::posix_fallocate(descriptor_, static_cast<off_t>(end_), static_cast<off_t>(size));
  if (error != 0) throw DiskFull();
  void* const data =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, static_cast<off_t>(end_));
  if (data == MAP_FAILED) throw std::bad_alloc();
  SpilledBytes allocated;
  allocated.file_ = shared_from_this();
  allocated.data_ = static_cast<std::byte*>(data);
  allocated.size_ = size;
  allocated.at_ = end_;
  end_ += size;
  bytes_ += size;
  return allocated;
}

std::uint64_t SpillFile::bytes() const {
  const std::lock_guard lock(allocating_);
  return bytes_;
}

void SpillFile::free(const SpilledBytes& bytes) {
  const std::lock_guard lock(allocating_);
  ::munmap(bytes.data_, bytes.size_);
  ::fallocate(descriptor_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(bytes.at_),
              static_cast<off_t>(bytes.size_));
  bytes_ -= bytes.size_;
}

}  // namespace paxoscope::checker
