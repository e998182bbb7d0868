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

bool SpilledBytes::read(std::span<std::byte> to) const {
  auto at = static_cast<off_t>(at_);
  while (!to.empty()) {
    const ssize_t count = ::pread(file_->descriptor_, to.data(), to.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to = to.subspan(static_cast<std::size_t>(count));
    at += count;
  }
  return true;
}

void SpilledBytes::write(std::span<const std::byte> from) const {
  std::byte* mapped = data_;
  auto at = static_cast<off_t>(at_);
  while (!from.empty()) {
    const ssize_t count = ::pwrite(file_->descriptor_, from.data(), from.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    from = from.subspan(static_cast<std::size_t>(count));
    mapped += count;
    at += count;
  }
  // What the system would not take so it gets page by page: there is room on the disk.
  std::copy(from.begin(), from.end(), mapped);
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

void SpillArena::give_back_before(const std::byte* allocated) {
  auto first = extents_.begin();
  while (first != extents_.end() && first + 1 != extents_.end() && !first->holds(allocated)) {
    bytes_ -= first->size();
    ++first;
  }
  extents_.erase(extents_.begin(), first);
}

bool SpillArena::copy(std::byte* to) const {
  for (const SpilledBytes& extent : extents_) {
    const bool is_last = &extent == &extents_.back();
    if (!extent.read(std::span(to, is_last ? used_ : extent.size()))) return false;
    to += extent.size();
  }
  return true;
}

Workbenches::Bench::Memory Workbenches::take() {
  std::unique_lock lock(changing_);
  returned_.wait(lock, [&] { return !free_.empty(); });
  Bench::Memory taken = std::move(free_.back());
  free_.pop_back();
  return taken;
}

Workbenches::Bench::Bench(Workbenches& of) : of_(of), memory_(of.take()) {}

Workbenches::Bench::~Bench() {
  {
    const std::lock_guard lock(of_.changing_);
    of_.free_.push_back(std::move(memory_));  // allocates nothing: it has been there before
  }
  of_.returned_.notify_one();
}

std::byte* Workbenches::Bench::room_for(std::size_t bytes) {
  if (bytes > memory_.size) {
    memory_ = {};  // not both at a time
    memory_.bytes.reset(new std::byte[bytes]);
    memory_.size = bytes;
  }
  return memory_.bytes.get();
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
