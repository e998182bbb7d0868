// A file that grows with an atlas, so that one that was stopped can go on.
#pragma once

#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/atlas/atlas.hpp"

namespace paxoscope::cli {

/// One line for each combination, in their order, with a checksum. What was being written when the program or the machine
/// stopped is a line that is not whole at the end: it is dropped.
class Journal {
 public:
  /// Opens `path`, or creates it. `identity` is a line that says which atlas it is. Throws InputError if it is of another, or damaged,
  /// and SystemError.
  Journal(const std::string& path, const std::string& identity, const Atlas& atlas);

  /// The rows that were there.
  [[nodiscard]] const std::vector<AtlasRow>& rows() const { return rows_; }

  /// Adds those that come next, and makes sure that they are on the disk. Throws SystemError.
  void append(std::span<const AtlasRow> rows);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void write(const std::string& text);

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::vector<AtlasRow> rows_;
  std::size_t next_ = 0;
};

}  // namespace paxoscope::cli
