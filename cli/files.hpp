// Reading whole files and writing them so that nothing is half written.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "cli/errors.hpp"

namespace paxoscope::cli {

/// The contents of a file of at most 64 MiB. Throws SystemError.
std::string read_file(const std::string& path);

/// A file that will be written at the end of a run.
///
/// The constructor makes sure that it can be, so that hours of search are not lost to a misspelt directory.
/// What is written goes to a temporary file beside it, which takes its place at once when it is on the disk: a reader, a
/// crash or a loss of power never sees half of it, and a failed write leaves the former file alone. (What ends the process
/// at once leaves the temporary file.) A link is followed, and an
/// existing file keeps its mode. A path that is no regular file (a pipe, /dev/null) is written directly.
class OutputFile {
 public:
  /// "-" is standard output. Throws SystemError.
  explicit OutputFile(std::string path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// Removes the temporary file if nothing was written.
  ~OutputFile();

  /// Writes all of `contents`. Once. Throws SystemError.
  void write(const std::string& contents);

  // The same for what is too large to be held at once: any number of pieces, one after another, then `finish`. Throw SystemError.
  void append(std::string_view piece);
  void finish();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;       // as the user wrote it
  std::string target_;     // the file it stands for
  std::string temporary_;  // empty when writing directly
  int descriptor_ = -1;    // open from the first piece to the last
};

/// Where a path leads, through all links of what is there; what it is beyond that need not be there. With `error` where that cannot be said.
std::filesystem::path resolved(const std::string& path, std::error_code& error);

/// Throws InputError if what `option` is to write, at `output`, would take the place of `input`, which is read; an empty path is none.
void refuse_to_overwrite(const std::string& option, const std::string& output, const std::string& input);

/// Tries each of several outputs, whatever became of the others.
class OutputAttempts {
 public:
  /// Calls `write()`, and keeps the SystemError that it throws if it is the first.
  template <typename Write>
  void attempt(const Write& write) {
    try {
      write();
    } catch (const SystemError& error) {
      if (!failure_) failure_ = error;
    }
  }
  /// Throws the first failure, if there was one.
  void report() const {
    if (failure_) throw SystemError(*failure_);
  }

 private:
  std::optional<SystemError> failure_;
};

/// Writes to standard output and makes sure that it arrived. Throws SystemError.
void write_stdout(std::string_view contents);

}  // namespace paxoscope::cli
