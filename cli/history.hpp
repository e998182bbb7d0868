// How a search went on, as a file that grows while it does.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "checker/exploration.hpp"

namespace paxoscope::cli {

/// A line of JSON (docs/schemas/history.schema.json) for each level that is complete, and one each second in between.
class History {
 public:
  enum class Start : std::uint8_t {
    kNew,    ///< in place of whatever was there
    kGoesOn  ///< after it
  };

  /// Throws SystemError.
  History(const std::string& path, Start start);
  History(const History&) = delete;
  History& operator=(const History&) = delete;
  ~History();

  /// A write that fails is the last, and the search goes on; where there is no memory for a line there is none.
  void update(const checker::Statistics& so_far);
  /// Throws SystemError if a write has failed.
  void finish() const;

 private:
  using Clock = std::chrono::steady_clock;

  void write_line(const checker::Statistics& so_far);

  std::string path_;
  int descriptor_;
  int error_ = 0;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point written_at_ = Clock::now();
  std::uint64_t searches_ = 0;  // begun
  std::uint64_t written_levels_ = 0;
  std::uint64_t written_expanded_ = 0;
};

}  // namespace paxoscope::cli
