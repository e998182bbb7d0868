// A library that is loaded before the C library (LD_PRELOAD), counts calls of the system, and lets one of them go wrong.
//
//   PAXOSCOPE_FAULT=CLASS:N:WHAT    of this class the N-th call since main began, from 1, goes wrong
//   PAXOSCOPE_FAULT=CLASS:N+:WHAT   and so does each after it (where it is EINTR every second, as nobody is interrupted for ever)
//   PAXOSCOPE_FAULT_COUNTS=FILE     when the process ends it writes there how many calls there were, a line "CLASS N" for each class
//
// WHAT is an error, as EIO, or `short`: of what was to be read or written half is, or `kill`: the process ends in place of the call, or half way
// through what it was to write. Passed over are what happens before main, processes that are started, what is not asked for by way of the C library's public
// functions (its own streams), and files that tell of the system.
//
// Every look at a clock finds it 10 ms later than the one before, so that what is done whenever some time has passed is done at the same calls each time.
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "tests/faults/fault.hpp"

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming): these are the C library's names
// NOLINTBEGIN(cppcoreguidelines-pro-type-vararg,cppcoreguidelines-avoid-non-const-global-variables,cert-dcl50-cpp,cppcoreguidelines-macro-usage): so are they declared
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

using namespace paxoscope::tests;

Fault fault;
const char* counts_path = nullptr;
std::array<std::atomic<std::uint64_t>, kClasses> counts{};
std::atomic<bool> is_counting{false};

[[noreturn]] void end_here() {
  for (;;) ::kill(::getpid(), SIGKILL);
}

/// Counts a call, which is about to be made. Whether it is to go wrong.
bool goes_wrong(Class which) {
  if (!is_counting.load(std::memory_order_relaxed)) return false;
  const std::uint64_t number = ++counts[which];
  if (which != fault.of || number < fault.first) return false;
  if (number == fault.first) return true;
  return fault.stays && (fault.error != EINTR || (number - fault.first) % 2 == 0);
}

/// The same of a call that can only fail: then errno says why.
bool fails(Class which) {
  if (!goes_wrong(which)) return false;
  if (fault.what == What::kKill) end_here();
  errno = fault.error;
  return true;
}

/// Of files that the kernel makes up, and that are asked for whenever some time has passed.
bool tells_of_system(int descriptor) {
  struct statfs system {};
  if (::fstatfs(descriptor, &system) != 0) return false;
  return system.f_type == PROC_SUPER_MAGIC || system.f_type == SYSFS_MAGIC ||
         system.f_type == CGROUP_SUPER_MAGIC || system.f_type == CGROUP2_SUPER_MAGIC;
}
bool tells_of_system(std::string_view path) {
  return path.starts_with("/proc/") || path.starts_with("/sys/");
}

std::size_t half(std::size_t size) { return (size + 1) / 2; }

int open_at(int folder, const char* path, int flags, mode_t mode) {
  if (!tells_of_system(path) && fails(kOpen)) return -1;
  return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
}

mode_t mode_of(int flags, std::va_list more) {
  const bool makes_file = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return makes_file ? va_arg(more, mode_t) : 0;
}

void write_counts() {
  if (counts_path == nullptr) return;
  std::FILE* const file = std::fopen(counts_path, "w");
  if (file == nullptr) refuse(counts_path);
  for (std::size_t i = 0; i < kClasses; ++i)
    std::fprintf(file, "%s %llu\n", kNames[i], static_cast<unsigned long long>(counts[i].load()));
  std::fclose(file);
}

using Main = int (*)(int, char**, char**);
Main real_main = nullptr;

int counted_main(int count, char** words, char** environment) {
  if (const char* const text = std::getenv("PAXOSCOPE_FAULT")) fault = fault_of(text);
  counts_path = std::getenv("PAXOSCOPE_FAULT_COUNTS");
  // Whoever is started by this process is none of our business.
  for (const char* const name : {"LD_PRELOAD", "PAXOSCOPE_FAULT", "PAXOSCOPE_FAULT_COUNTS"}) ::unsetenv(name);
  is_counting = true;
  const int status = real_main(count, words, environment);
  is_counting = false;
  write_counts();
  return status;
}

}  // namespace

extern "C" {

// The C library's headers know nothing of what is called in its place.
#define IN_PLACE_OF(name, result, ours, parameters) \
  result ours parameters __asm__(name);             \
  result ours parameters

int __libc_start_main(Main main, int count, char** words, void (*init)(), void (*fini)(),
                      void (*loader_fini)(), void* stack_end) {
  real_main = main;
  const auto next =
      reinterpret_cast<decltype(&__libc_start_main)>(::dlsym(RTLD_NEXT, "__libc_start_main"));  // NOLINT
  return next(counted_main, count, words, init, fini, loader_fini, stack_end);
}

IN_PLACE_OF("write", ssize_t, write_counted, (int descriptor, const void* bytes, std::size_t size)) {
  if (goes_wrong(descriptor <= STDERR_FILENO ? kPrint : kWrite)) {
    errno = fault.error;
    if (fault.what == What::kError) return -1;
    size = half(size);
    if (fault.what == What::kKill) {
      ::syscall(SYS_write, descriptor, bytes, size);
      end_here();
    }
  }
  return ::syscall(SYS_write, descriptor, bytes, size);
}

IN_PLACE_OF("read", ssize_t, read_counted, (int descriptor, void* bytes, std::size_t size)) {
  if (!tells_of_system(descriptor) && goes_wrong(kRead)) {
    if (fault.what == What::kKill) end_here();
    errno = fault.error;
    if (fault.what == What::kError) return -1;
    size = half(size);
  }
  return ::syscall(SYS_read, descriptor, bytes, size);
}

IN_PLACE_OF("fsync", int, sync_counted, (int descriptor)) {
  return fails(kSync) ? -1 : static_cast<int>(::syscall(SYS_fsync, descriptor));
}
IN_PLACE_OF("fdatasync", int, sync_data_counted, (int descriptor)) {
  return fails(kSync) ? -1 : static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

IN_PLACE_OF("renameat", int, rename_at_counted,
            (int from_folder, const char* from, int to_folder, const char* to)) {
  return fails(kRename) ? -1
                        : static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, 0));
}
IN_PLACE_OF("rename", int, rename_counted, (const char* from, const char* to)) {
  return rename_at_counted(AT_FDCWD, from, AT_FDCWD, to);
}

IN_PLACE_OF("openat", int, open_at_counted, (int folder, const char* path, int flags, ...)) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  return open_at(folder, path, flags, mode);
}
IN_PLACE_OF("open", int, open_counted, (const char* path, int flags, ...)) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  return open_at(AT_FDCWD, path, flags, mode);
}

IN_PLACE_OF("close", int, close_counted, (int descriptor)) {
  const bool is_counted = descriptor > STDERR_FILENO && !tells_of_system(descriptor);
  const bool is_wrong = is_counted && goes_wrong(kClose);
  if (is_wrong && fault.what == What::kKill) end_here();
  const auto closed = static_cast<int>(::syscall(SYS_close, descriptor));  // it is closed, whatever it says
  if (!is_wrong) return closed;
  errno = fault.error;
  return -1;
}

IN_PLACE_OF("unlinkat", int, unlink_at_counted, (int folder, const char* path, int flags)) {
  return fails(kUnlink) ? -1 : static_cast<int>(::syscall(SYS_unlinkat, folder, path, flags));
}
IN_PLACE_OF("unlink", int, unlink_counted, (const char* path)) {
  return unlink_at_counted(AT_FDCWD, path, 0);
}
IN_PLACE_OF("rmdir", int, remove_folder_counted, (const char* path)) {
  return unlink_at_counted(AT_FDCWD, path, AT_REMOVEDIR);
}

IN_PLACE_OF("mkdir", int, make_folder_counted, (const char* path, mode_t mode)) {
  return fails(kMakeFolder) ? -1 : static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

IN_PLACE_OF("fchmod", int, change_mode_counted, (int descriptor, mode_t mode)) {
  return fails(kChangeMode) ? -1 : static_cast<int>(::syscall(SYS_fchmod, descriptor, mode));
}

IN_PLACE_OF("ftruncate", int, truncate_counted, (int descriptor, off_t length)) {
  return fails(kTruncate) ? -1 : static_cast<int>(::syscall(SYS_ftruncate, descriptor, length));
}

IN_PLACE_OF("fallocate", int, reserve_counted, (int descriptor, int mode, off_t offset, off_t length)) {
  return fails(kReserve) ? -1 : static_cast<int>(::syscall(SYS_fallocate, descriptor, mode, offset, length));
}
IN_PLACE_OF("posix_fallocate", int, posix_reserve_counted, (int descriptor, off_t offset, off_t length)) {
  return reserve_counted(descriptor, 0, offset, length) == 0 ? 0 : errno;  // which is as it says so
}

IN_PLACE_OF("mmap", void*, map_counted,
            (void* at, std::size_t length, int protection, int flags, int descriptor, off_t offset)) {
  if (fails(kMap)) return MAP_FAILED;
  return reinterpret_cast<void*>(  // NOLINT
      ::syscall(SYS_mmap, at, length, protection, flags, descriptor, offset));
}

IN_PLACE_OF("madvise", int, advise_counted, (void* at, std::size_t length, int advice)) {
  return fails(kAdvise) ? -1 : static_cast<int>(::syscall(SYS_madvise, at, length, advice));
}

IN_PLACE_OF("clock_gettime", int, tell_time, (clockid_t /*clock*/, timespec* now)) {
  static std::atomic<std::int64_t> looks{0};
  constexpr std::int64_t kLooksInASecond = 100;
  constexpr std::int64_t kNanoseconds = 1'000'000'000 / kLooksInASecond;
  const std::int64_t look = ++looks;
  now->tv_sec = look / kLooksInASecond;
  now->tv_nsec = look % kLooksInASecond * kNanoseconds;
  return 0;
}

IN_PLACE_OF("flock", int, lock_counted, (int descriptor, int operation)) {
  return fails(kLock) ? -1 : static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}

// `new` comes here as well.
IN_PLACE_OF("malloc", void*, allocate_counted, (std::size_t size)) {
  return fails(kAllocate) ? nullptr : __libc_malloc(size);
}
IN_PLACE_OF("calloc", void*, allocate_zeros_counted, (std::size_t count, std::size_t size)) {
  return fails(kAllocate) ? nullptr : __libc_calloc(count, size);
}
IN_PLACE_OF("realloc", void*, reallocate_counted, (void* old, std::size_t size)) {
  return fails(kAllocate) ? nullptr : __libc_realloc(old, size);
}
IN_PLACE_OF("aligned_alloc", void*, allocate_aligned_counted, (std::size_t alignment, std::size_t size)) {
  return fails(kAllocate) ? nullptr : __libc_memalign(alignment, size);
}
IN_PLACE_OF("posix_memalign", int, posix_allocate_aligned_counted,
            (void** allocated, std::size_t alignment, std::size_t size)) {
  if (fails(kAllocate)) return errno;
  *allocated = __libc_memalign(alignment, size);
  return *allocated == nullptr ? ENOMEM : 0;
}

}  // extern "C"
// NOLINTEND(cppcoreguidelines-pro-type-vararg,cppcoreguidelines-avoid-non-const-global-variables,cert-dcl50-cpp,cppcoreguidelines-macro-usage)
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
