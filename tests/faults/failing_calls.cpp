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
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utility>

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming): these are the C library's names
// NOLINTBEGIN(cppcoreguidelines-pro-type-vararg,cppcoreguidelines-avoid-non-const-global-variables,cert-dcl50-cpp): so are they declared
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

enum Class : std::size_t {
  kPrint,  ///< writing to the standard streams
  kWrite,
  kRead,
  kSync,
  kRename,
  kOpen,
  kClose,
  kUnlink,
  kMakeFolder,
  kChangeMode,
  kTruncate,
  kReserve,  ///< posix_fallocate, fallocate
  kMap,
  kAdvise,
  kLock,
  kAllocate,
  kClasses,
};
constexpr std::array<const char*, kClasses> kNames{
    "print", "write", "read",      "fsync",     "rename", "open",    "close", "unlink",
    "mkdir", "chmod", "ftruncate", "fallocate", "mmap",   "madvise", "flock", "allocate"};

enum class What : std::uint8_t { kError, kShort, kKill };
constexpr std::array<std::pair<const char*, int>, 8> kErrors{{{"EACCES", EACCES},
                                                              {"EAGAIN", EAGAIN},
                                                              {"EINTR", EINTR},
                                                              {"EIO", EIO},
                                                              {"EMFILE", EMFILE},
                                                              {"ENOMEM", ENOMEM},
                                                              {"ENOSPC", ENOSPC},
                                                              {"EROFS", EROFS}}};

struct Fault {
  Class of = kClasses;
  std::uint64_t first = 0;
  bool stays = false;
  What what = What::kError;
  int error = 0;
};

Fault fault;
const char* counts_path = nullptr;
std::array<std::atomic<std::uint64_t>, kClasses> counts{};
std::atomic<bool> is_counting{false};

[[noreturn]] void refuse(const char* text) {
  constexpr int kNotUnderstood = 99;
  std::fprintf(stderr, "failing_calls: PAXOSCOPE_FAULT=%s is not CLASS:N:WHAT\n", text);
  std::_Exit(kNotUnderstood);
}

Fault fault_of(const char* text) {
  const std::string_view all = text;
  const std::size_t first = all.find(':');
  const std::size_t second = first == std::string_view::npos ? first : all.find(':', first + 1);
  if (second == std::string_view::npos) refuse(text);
  Fault read;
  const auto* const name = std::find(kNames.begin(), kNames.end(), all.substr(0, first));
  if (name == kNames.end()) refuse(text);
  read.of = static_cast<Class>(name - kNames.begin());
  std::string_view number = all.substr(first + 1, second - first - 1);
  read.stays = number.ends_with('+');
  if (read.stays) number.remove_suffix(1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), read.first);
  if (error != std::errc() || end != number.data() + number.size() || read.first == 0) refuse(text);
  const std::string_view what = all.substr(second + 1);
  const bool may_be_short = read.of == kPrint || read.of == kWrite || read.of == kRead;
  const auto* const known =
      std::find_if(kErrors.begin(), kErrors.end(), [&](const auto& e) { return what == e.first; });
  if (what == "kill") {
    read.what = What::kKill;
  } else if (what == "short" && may_be_short) {
    read.what = What::kShort;
  } else if (known != kErrors.end()) {
    read.error = known->second;
  } else {
    refuse(text);
  }
  return read;
}

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
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
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

int __libc_start_main(Main main, int count, char** words, void (*init)(), void (*fini)(),
                      void (*loader_fini)(), void* stack_end) {
  real_main = main;
  const auto next =
      reinterpret_cast<decltype(&__libc_start_main)>(::dlsym(RTLD_NEXT, "__libc_start_main"));  // NOLINT
  return next(counted_main, count, words, init, fini, loader_fini, stack_end);
}

ssize_t write(int descriptor, const void* bytes, std::size_t size) {
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

ssize_t read(int descriptor, void* bytes, std::size_t size) {
  if (!tells_of_system(descriptor) && goes_wrong(kRead)) {
    if (fault.what == What::kKill) end_here();
    errno = fault.error;
    if (fault.what == What::kError) return -1;
    size = half(size);
  }
  return ::syscall(SYS_read, descriptor, bytes, size);
}

int fsync(int descriptor) { return fails(kSync) ? -1 : static_cast<int>(::syscall(SYS_fsync, descriptor)); }
int fdatasync(int descriptor) {
  return fails(kSync) ? -1 : static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  return fails(kRename) ? -1
                        : static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, 0));
}
int rename(const char* from, const char* to) noexcept { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int openat(int folder, const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  return open_at(folder, path, flags, mode);
}
int open(const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  return open_at(AT_FDCWD, path, flags, mode);
}

int close(int descriptor) {
  const bool is_counted = descriptor > STDERR_FILENO && !tells_of_system(descriptor);
  const bool is_wrong = is_counted && goes_wrong(kClose);
  if (is_wrong && fault.what == What::kKill) end_here();
  const auto closed = static_cast<int>(::syscall(SYS_close, descriptor));  // it is closed, whatever it says
  if (!is_wrong) return closed;
  errno = fault.error;
  return -1;
}

int unlinkat(int folder, const char* path, int flags) noexcept {
  return fails(kUnlink) ? -1 : static_cast<int>(::syscall(SYS_unlinkat, folder, path, flags));
}
int unlink(const char* path) noexcept { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char* path) noexcept { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdir(const char* path, mode_t mode) noexcept {
  return fails(kMakeFolder) ? -1 : static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

int fchmod(int descriptor, mode_t mode) noexcept {
  return fails(kChangeMode) ? -1 : static_cast<int>(::syscall(SYS_fchmod, descriptor, mode));
}

int ftruncate(int descriptor, off_t length) noexcept {
  return fails(kTruncate) ? -1 : static_cast<int>(::syscall(SYS_ftruncate, descriptor, length));
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
  return fails(kReserve) ? -1 : static_cast<int>(::syscall(SYS_fallocate, descriptor, mode, offset, length));
}
int posix_fallocate(int descriptor, off_t offset, off_t length) {
  return fallocate(descriptor, 0, offset, length) == 0 ? 0 : errno;  // which is as it says so
}

void* mmap(void* at, std::size_t length, int protection, int flags, int descriptor, off_t offset) noexcept {
  if (fails(kMap)) return MAP_FAILED;
  return reinterpret_cast<void*>(  // NOLINT
      ::syscall(SYS_mmap, at, length, protection, flags, descriptor, offset));
}

int madvise(void* at, std::size_t length, int advice) noexcept {
  return fails(kAdvise) ? -1 : static_cast<int>(::syscall(SYS_madvise, at, length, advice));
}

int clock_gettime(clockid_t /*clock*/, timespec* now) noexcept {
  static std::atomic<std::int64_t> looks{0};
  constexpr std::int64_t kLooksInASecond = 100;
  constexpr std::int64_t kNanoseconds = 1'000'000'000 / kLooksInASecond;
  const std::int64_t look = ++looks;
  now->tv_sec = look / kLooksInASecond;
  now->tv_nsec = look % kLooksInASecond * kNanoseconds;
  return 0;
}

// Of another name here, as there is a struct of this one.
int lock_file(int descriptor, int operation) noexcept __asm__("flock");
int lock_file(int descriptor, int operation) noexcept {
  return fails(kLock) ? -1 : static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}

// `new` comes here as well.
void* malloc(std::size_t size) noexcept { return fails(kAllocate) ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t count, std::size_t size) noexcept {
  return fails(kAllocate) ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  return fails(kAllocate) ? nullptr : __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return fails(kAllocate) ? nullptr : __libc_memalign(alignment, size);
}
int posix_memalign(void** allocated, std::size_t alignment, std::size_t size) noexcept {
  if (fails(kAllocate)) return errno;
  *allocated = __libc_memalign(alignment, size);
  return *allocated == nullptr ? ENOMEM : 0;
}

}  // extern "C"
// NOLINTEND(cppcoreguidelines-pro-type-vararg,cppcoreguidelines-avoid-non-const-global-variables,cert-dcl50-cpp)
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
