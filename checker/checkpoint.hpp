// A search laid down on disk, so that it can go on after whatever ended it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "checker/exploration.hpp"
#include "checker/limits.hpp"
#include "checker/property.hpp"
#include "checker/storage.hpp"

namespace paxoscope::checker {

/// How far a search has come, between two batches: all there is to know but for the states themselves.
struct SearchPosition {
  Statistics statistics = {};
  std::vector<Finding> findings = {};
  PropertyMask noticed = 0;
  std::uint64_t depth = 0;           ///< of the level that is being expanded
  std::uint64_t level_expanded = 0;  ///< so many of its states are
  std::uint64_t expanded = 0;        ///< of all levels
  std::uint64_t batch_states_max = 0;
  std::uint64_t initial_states = 0;
  std::vector<std::vector<std::uint32_t>> listed =
      {};  ///< by kind of part: the numbers of the values whose local steps are known
  std::vector<std::uint64_t> buffers =
      {};  ///< the sizes of those for rows: what is allocated is part of a result
  std::chrono::duration<double> spent{};  ///< on the search so far
};

/// What a search leaves in a Storage.
///
/// States are only ever added to a store, so a checkpoint writes those that are new since the last one into a file of its own (`states-N`), and
/// then, small, how far the search has come and which files of states belong to it (`search-N`). Each is written under another name, synced and
/// renamed; `search-N-1` is removed once `search-N` is there for good. So whenever the process ends there is a whole checkpoint: the last one or,
/// while one is being written, the one before.
///
/// Which run a checkpoint is of is text that the engine only hands on.
class Checkpoint {
 public:
  using Clock = std::chrono::steady_clock;

  /// Finds what is there. Keeps a reference to `storage`. Throws StorageError, and DamagedFile if it cannot even be said which run it is of.
  explicit Checkpoint(Storage& storage);
  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;
  ~Checkpoint() = default;

  /// The run that was saved; none if there is no whole checkpoint.
  [[nodiscard]] const std::optional<std::string>& saved_run() const { return saved_run_; }

  /// Whether its file is still where it was: others may have removed it.
  [[nodiscard]] bool is_there() const;

  /// From now on checkpoints are of this run, one is due after each `period`, and what goes wrong with one that the search does not depend on is told to
  /// `warn` as it happens: it goes on, and tries again after the next period.
  void use(std::string run, Clock::duration period, std::function<void(const std::string&)> warn);

  [[nodiscard]] bool is_due() const { return Clock::now() - last_try_ >= period_; }

  /// Writes what is new, and what `position()` says. False if that failed: then the former one is still whole.
  bool save(const StateStore& states, const std::function<SearchPosition()>& position);
  /// Why the last attempt failed; empty if it did not.
  [[nodiscard]] const std::string& failure() const { return failure_; }

  /// Fills `states`, which is new, with those that were saved. Throws StorageError, DamagedFile, ForeignCheckpoint; std::bad_alloc, also where `limits` says that
  /// memory is short (the other limits are not for this).
  SearchPosition load(StateStore& states, const Limits& limits = {});

  /// Removes all that it has left in the storage. Throws StorageError.
  void discard();

 private:
  struct StatesFile {
    std::uint64_t number;
    std::uint64_t bytes;
    std::uint64_t digest;
  };
  /// Of a store, all that files of states hold so far.
  struct Held {
    std::vector<std::uint64_t> states;  // by partition
    std::vector<std::uint64_t> values;  // by kind of part
  };

  void write(const StateStore& states, const SearchPosition& position);
  /// Removes what an attempt that failed has left.
  void clean_up();
  void load_states(const StatesFile& saved, StateStore& states, const Limits& limits);
  void remove_all_but(const std::vector<std::string>& wanted);

  Storage& storage_;
  std::optional<std::string> saved_run_;
  std::uint64_t number_ = 0;      // of the last whole checkpoint; 0 if there is none
  std::uint64_t last_tried_ = 0;  // never again, as something of that number may be left
  std::vector<StatesFile> files_;
  Held held_;

  std::string run_;
  Clock::duration period_{};
  std::function<void(const std::string&)> warn_;
  Clock::time_point last_try_ = Clock::now();
  std::unique_ptr<std::byte[]> reserve_;  // to write takes memory, and is wanted most where that has run out
  std::string failure_;
};

}  // namespace paxoscope::checker
