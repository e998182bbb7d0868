// A file of named sections: compressed, with a checksum for every piece, written and read in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "checker/storage.hpp"

namespace paxoscope::checker {

/// A file is not what was written. Says which, where and what: "run/search-3: section 'search', byte 1040: the checksum is wrong".
class DamagedFile : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Writes sections, one after the other.
///
/// A file is 8 bytes that say what it is, then sections. A section is its name, 8 bytes long, and blocks: each 4 bytes with its length, 4
/// with that of what is stored of it, 8 with a checksum, and what is stored, compressed by zstd unless that is no shorter. A block of length 0 ends the section. The
/// checksum is XXH3 (64 bits) of what is stored, with a seed that depends on the section's name and the number of the block in the file, so that no
/// block can stand in for another. Numbers are as this machine has them.
class SectionWriter {
 public:
  /// For a file of this `kind`, 8 characters. Keeps a reference to `file`. Throws StorageError, std::bad_alloc.
  SectionWriter(FileWriter& file, std::string_view kind);
  SectionWriter(const SectionWriter&) = delete;
  SectionWriter& operator=(const SectionWriter&) = delete;
  ~SectionWriter();

  /// A section called `name`, of at most 8 characters. What follows goes there until `end`. Throws StorageError.
  void begin(std::string_view name);
  void put_bytes(std::span<const std::byte> bytes);
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void put(const T& value) { put_bytes(std::as_bytes(std::span(&value, 1))); }
  /// Numbers, after how many there are.
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void put_all(const std::vector<T>& values) {
    put(std::uint64_t{values.size()});
    put_bytes(std::as_bytes(std::span(values)));
  }
  void end();

  /// Written so far.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// What tells this file from others: a hash of all checksums.
  [[nodiscard]] std::uint64_t digest() const { return digest_; }

 private:
  void write(std::span<const std::byte> bytes);
  void write_block(std::span<const std::byte> block);

  struct Compressor;
  FileWriter& file_;
  std::unique_ptr<Compressor> compressor_;
  std::vector<std::byte> block_;  // what is not written yet
  std::size_t used_ = 0;
  std::uint64_t name_hash_ = 0;
  std::uint64_t blocks_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t digest_ = 0;
};

/// Reads what a SectionWriter wrote. Whatever is not as it wrote it is a DamagedFile.
class SectionReader {
 public:
  /// Keeps a reference to `file`; `path` names it in messages. Throws StorageError, DamagedFile, std::bad_alloc, and ForeignCheckpoint where only the last character of
  /// the kind is another digit, which is the version of the format.
  SectionReader(FileReader& file, std::string path, std::string_view kind);
  SectionReader(const SectionReader&) = delete;
  SectionReader& operator=(const SectionReader&) = delete;
  ~SectionReader();

  /// The next section, which must have this name.
  void begin(std::string_view name);
  void get_bytes(std::span<std::byte> bytes);
  template <typename T>
  requires std::is_trivially_copyable_v<T> T get() {
    T value;
    get_bytes(std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  /// Numbers of which there are at most `most`.
  template <typename T>
  requires std::is_trivially_copyable_v<T> std::vector<T> get_all(std::uint64_t most) {
    const auto count = get<std::uint64_t>();
    if (count > most) damaged("there are too many of something");
    std::vector<T> values;
    // A few at a time: a file that lies about how many there are ends before memory does.
    constexpr std::uint64_t kSome = 65536;
    while (values.size() < count) {
      const std::size_t before = values.size();
      values.resize(static_cast<std::size_t>(std::min(count, before + kSome)));
      get_bytes(std::as_writable_bytes(std::span(values).subspan(before)));
    }
    return values;
  }
  /// The section ends here.
  void end();
  /// The file ends here.
  void finish();

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t digest() const { return digest_; }

  /// For whoever finds that what was read makes no sense.
  [[noreturn]] void damaged(const std::string& what) const;

 private:
  void read(std::span<std::byte> bytes);
  /// False if that was the end of the section.
  bool read_block();

  struct Decompressor;
  FileReader& file_;
  std::string path_;
  std::string name_;
  std::unique_ptr<Decompressor> decompressor_;
  std::vector<std::byte> stored_;
  std::vector<std::byte> block_;
  std::size_t used_ = 0;
  std::uint64_t name_hash_ = 0;
  std::uint64_t blocks_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t block_at_ = 0;  // where in the file it begins
  std::uint64_t digest_ = 0;
};

}  // namespace paxoscope::checker
