#include "checker/storage.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace paxoscope::checker {

bool write_all(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

namespace {

[[noreturn]] void fail(const std::string& path, const char* what, int error) {
  throw StorageError(path + " " + what + ": " + std::generic_category().message(error));
}
[[noreturn]] void fail(const std::string& path, const char* what) { fail(path, what, errno); }

constexpr const char* kNotWritten = "cannot be written";
constexpr const char* kNotRead = "cannot be read";

/// An open file.
class Descriptor {
 public:
  Descriptor(int folder, const std::string& name, int flags)
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) is what it is
      : number_(::openat(folder, name.c_str(), flags | O_CLOEXEC, 0666)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  /// It is for another to close.
  void release() { number_ = -1; }

 private:
  int number_;
};

class WrittenFile : public FileWriter {
 public:
  WrittenFile(int folder, const std::string& name, std::string path)
      : path_(std::move(path)), file_(folder, name, O_WRONLY | O_CREAT | O_TRUNC) {
    if (file_.number() < 0) fail(path_, kNotWritten);
  }

  void write(std::span<const std::byte> bytes) override {
    if (!write_all(file_.number(), bytes)) fail(path_, kNotWritten);
  }

  void sync() override {
    if (::fsync(file_.number()) != 0) fail(path_, kNotWritten);
  }

 private:
  std::string path_;
  Descriptor file_;
};

class ReadFile : public FileReader {
 public:
  ReadFile(int folder, const std::string& name, std::string path)
      : path_(std::move(path)), file_(folder, name, O_RDONLY) {
    if (file_.number() < 0) fail(path_, kNotRead);
  }

  std::size_t read(std::span<std::byte> bytes) override {
    std::size_t total = 0;
    while (total < bytes.size()) {
      const ssize_t count = ::read(file_.number(), bytes.data() + total, bytes.size() - total);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(path_, kNotRead);
      if (count == 0) break;
      total += static_cast<std::size_t>(count);
    }
    return total;
  }

 private:
  std::string path_;
  Descriptor file_;
};

}  // namespace

bool sync_folder(const std::string& path) {
  const Descriptor folder(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
  if (folder.number() < 0) return errno == EACCES;
  return ::fsync(folder.number()) == 0 || errno == EINVAL;
}

std::vector<std::string> names_in(int from, const std::string& path) {
  Descriptor opened(from, path, O_RDONLY | O_DIRECTORY);
  if (opened.number() < 0) throw std::system_error(errno, std::generic_category());
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(opened.number()), &::closedir);
  if (folder == nullptr) throw std::system_error(errno, std::generic_category());
  opened.release();  // it is closed with the folder

  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): this thread alone knows of this folder
    const dirent* const entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    const std::string_view name(&entry->d_name[0]);
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) throw std::system_error(errno, std::generic_category());
  std::sort(names.begin(), names.end());
  return names;
}

std::string folder_of(const std::string& path) {
  std::filesystem::path inner(path);
  if (!inner.has_filename()) inner = inner.parent_path();
  const std::string folder = inner.parent_path().string();
  return folder.empty() ? "." : folder;
}

Folder::Folder(std::string path, Use use) : path_(std::move(path)) {
  if (use == Use::kNew) {
    is_made_here_ = ::mkdir(path_.c_str(), 0777) == 0;
    if (!is_made_here_ && errno != EEXIST) fail(path_, "cannot be made");
    if (is_made_here_ && !sync_folder(folder_of(path_))) {
      const int error = errno;
      ::rmdir(path_.c_str());
      fail(path_, "cannot be made", error);
    }
  }
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) is what it is
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ < 0) fail(path_, use == Use::kNew ? kNotWritten : kNotRead);
  if (::faccessat(descriptor_, ".", W_OK | X_OK, AT_EACCESS) != 0) {
    const int error = errno;
    ::close(descriptor_);
    fail(path_, kNotWritten, error);
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    ::close(descriptor_);
    if (error == EWOULDBLOCK) throw StorageError(path_ + " is in use by another run");
    fail(path_, "cannot be locked", error);
  }
}

Folder::~Folder() {
  if (is_made_here_) ::rmdir(path_.c_str());  // does nothing where something is in it
  ::close(descriptor_);
}

std::unique_ptr<FileWriter> Folder::create(const std::string& name) {
  return std::make_unique<WrittenFile>(descriptor_, name, path_of(name));
}

std::unique_ptr<FileReader> Folder::open(const std::string& name) {
  return std::make_unique<ReadFile>(descriptor_, name, path_of(name));
}

void Folder::rename(const std::string& from, const std::string& to) {
  if (::renameat(descriptor_, from.c_str(), descriptor_, to.c_str()) != 0) fail(path_of(to), kNotWritten);
}

void Folder::remove(const std::string& name) {
  if (::unlinkat(descriptor_, name.c_str(), 0) != 0) fail(path_of(name), "cannot be removed");
}

void Folder::sync() {
  if (::fsync(descriptor_) != 0) fail(path_, kNotWritten);
}

std::vector<std::string> Folder::names() {
  try {
    return names_in(descriptor_, ".");
  } catch (const std::system_error& error) {
    fail(path_, kNotRead, error.code().value());
  }
}

std::string Folder::path_of(const std::string& name) const {
  return path_.ends_with('/') ? path_ + name : path_ + "/" + name;
}

}  // namespace paxoscope::checker
