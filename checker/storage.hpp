// Files that a search keeps, through one thin layer: whatever the system can refuse, it refuses here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace paxoscope::checker {

/// The system said no. Says what, and why: "run/search-3 cannot be written: No space left on device".
class StorageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A checkpoint is whole, but of another model, or of another program.
class ForeignCheckpoint : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Writes all of it to a file that is open, however often the system is content with less or is interrupted. False, with `errno`, if it refuses.
[[nodiscard]] bool write_all(int descriptor, std::span<const std::byte> bytes);

/// Returns when what was created, renamed and removed in a folder is so for good. False, with `errno`, if the system refuses; where it has nothing to refuse, as the
/// folder may not be read or its file system knows nothing of this, there is nothing more to be had.
[[nodiscard]] bool sync_folder(const std::string& path);

/// The names of all that is in the folder `path`, which if it is relative begins at the open folder `from`, or at the working folder (AT_FDCWD), in alphabetical
/// order. Throws std::system_error. (The standard library's iterators end the process where memory ends.)
[[nodiscard]] std::vector<std::string> names_in(int from, const std::string& path);

/// The folder that a path is in: of "a/b" and of "a/b/" it is "a".
[[nodiscard]] std::string folder_of(const std::string& path);

/// A file that is being written. Closed when it is destroyed.
class FileWriter {
 public:
  FileWriter() = default;
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  virtual ~FileWriter() = default;

  /// Throws StorageError; then some of the bytes may be there.
  virtual void write(std::span<const std::byte> bytes) = 0;
  /// Returns when all that was written would survive a loss of power. Throws StorageError.
  virtual void sync() = 0;
};

/// A file that is being read, from its beginning.
class FileReader {
 public:
  FileReader() = default;
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  virtual ~FileReader() = default;

  /// How many bytes were read: fewer than there is room for only at the end of the file. Throws StorageError.
  virtual std::size_t read(std::span<std::byte> bytes) = 0;
};

/// A set of files with names.
class Storage {
 public:
  Storage() = default;
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  virtual ~Storage() = default;

  // All throw StorageError.

  /// An empty file of this name, whatever was there.
  virtual std::unique_ptr<FileWriter> create(const std::string& name) = 0;
  virtual std::unique_ptr<FileReader> open(const std::string& name) = 0;
  /// In place of whatever was called `to`: at any time there is the one or the other.
  virtual void rename(const std::string& from, const std::string& to) = 0;
  virtual void remove(const std::string& name) = 0;
  /// Returns when what was created, renamed and removed is so for good.
  virtual void sync() = 0;
  /// In alphabetical order.
  virtual std::vector<std::string> names() = 0;
  /// How to speak of a file to people: its path.
  [[nodiscard]] virtual std::string path_of(const std::string& name) const = 0;
};

/// A folder of the file system, which no other process has as its Folder while this one lives.
class Folder : public Storage {
 public:
  enum class Use : std::uint8_t {
    kNew,       ///< made if it is not there
    kExisting,  ///< an error if it is not
  };

  /// Throws StorageError, also where another process has it.
  Folder(std::string path, Use use);
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  /// A folder that it made is removed again if nothing is in it.
  ~Folder() override;

  std::unique_ptr<FileWriter> create(const std::string& name) override;
  std::unique_ptr<FileReader> open(const std::string& name) override;
  void rename(const std::string& from, const std::string& to) override;
  void remove(const std::string& name) override;
  void sync() override;
  std::vector<std::string> names() override;
  [[nodiscard]] std::string path_of(const std::string& name) const override;

 private:
  std::string path_;
  bool is_made_here_ = false;
  int descriptor_ = -1;  // of the folder; the lock is on it
};

}  // namespace paxoscope::checker
