#include "cli/files.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <span>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "checker/storage.hpp"
#include "cli/errors.hpp"

namespace paxoscope::cli {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw SystemError(fmt::format("{}: {}: {}", path, what, std::strerror(errno)));
}

/// Closes a file descriptor, whatever happens.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

void write_all(int fd, std::string_view contents, const std::string& path) {
  if (!checker::write_all(fd, std::as_bytes(std::span(contents)))) fail(path, "cannot be written");
}

constexpr mode_t kNewFileMode = 0666;  // less the umask

}  // namespace

std::string read_file(const std::string& path) {
  constexpr std::size_t kBytesMax = std::size_t{64} << 20U;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) fail(path, "cannot be read");
  std::string contents;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      fail(path, "cannot be read");
    }
    if (count == 0) return contents;
    contents.append(buffer.data(), static_cast<std::size_t>(count));
    if (contents.size() > kBytesMax) throw SystemError(path + ": cannot be read: larger than 64 MiB");
  }
}

std::filesystem::path resolved(const std::string& path, std::error_code& error) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
}

void refuse_to_overwrite(const std::string& option, const std::string& output, const std::string& input) {
  std::error_code unknown;  // one that is not there is no other
  if (!output.empty() && !input.empty() && std::filesystem::equivalent(output, input, unknown))
    throw InputError(kUsage, fmt::format("{}: {} is what is read", option, output));
}

OutputFile::OutputFile(std::string path) : path_(std::move(path)), target_(path_) {
  if (path_ == "-") return;
  struct stat status {};
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    fail(path_, "cannot be written");
  }
  if (exists && ::access(path_.c_str(), W_OK) != 0) fail(path_, "cannot be written");
  if (exists && !S_ISREG(status.st_mode)) return;
  if (exists) {
    std::error_code error;
    target_ = std::filesystem::canonical(path_, error).string();  // a link stays one
    errno = error.value();
    if (error) fail(path_, "cannot be written");
  }
  temporary_ = fmt::format("{}.{}.tmp", target_, ::getpid());
  const Descriptor file(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kNewFileMode));
  if (file.get() < 0) fail(path_, "cannot be written");
  constexpr mode_t kPermissions = 07777;
  if (exists && ::fchmod(file.get(), status.st_mode & kPermissions) != 0) {
    const int error = errno;
    ::unlink(temporary_.c_str());  // as there is nobody yet to destroy
    errno = error;
    fail(path_, "cannot be written");
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(const std::string& contents) {
  append(contents);
  finish();
}

void OutputFile::append(std::string_view piece) {
  if (path_ == "-") return write_stdout(piece);
  if (descriptor_ < 0) {
    descriptor_ = ::open((temporary_.empty() ? path_ : temporary_).c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (descriptor_ < 0) fail(path_, "cannot be written");
  }
  write_all(descriptor_, piece, path_);
}

void OutputFile::finish() {
  if (path_ == "-") return;
  // Before it has its name: else there may be an empty file of that name after a loss of power, and no checkpoint any more either.
  if (!temporary_.empty() && ::fsync(descriptor_) != 0) fail(path_, "cannot be written");
  if (::close(std::exchange(descriptor_, -1)) != 0) fail(path_, "cannot be written");
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(path_, "cannot be written");
  temporary_.clear();
  // Else the checkpoint, which is removed next, might be gone for good before the name is there for good.
  if (!checker::sync_folder(checker::folder_of(target_))) fail(path_, "cannot be written");
}

void write_stdout(std::string_view contents) { write_all(STDOUT_FILENO, contents, "standard output"); }

}  // namespace paxoscope::cli
