// The checkpoint of a run of `check`: a folder that says which run it is, and from which the run can go on.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "checker/checkpoint.hpp"
#include "checker/sections.hpp"
#include "checker/storage.hpp"
#include "cli/errors.hpp"
#include "cli/report.hpp"
#include "cli/request.hpp"

namespace paxoscope::cli {

/// Which run was saved, as on a command line.
struct SavedCheck {
  std::string protocol;
  std::map<std::string, std::vector<std::string>> options;  ///< by key, those of arguments_of()
  std::string digest_of_rules;                              ///< of the file of rules; empty if there is none
  std::string reductions_at_work;                           ///< their names
};

class RunCheckpoint {
 public:
  /// In a folder that is made if it is not there. Throws InputError if there is a run in it already, SystemError.
  static std::unique_ptr<RunCheckpoint> begin(const std::string& path);
  /// Of a run that is there. Throws InputError if there is none, or one of another version; SystemError if it is damaged.
  static std::unique_ptr<RunCheckpoint> go_on(const std::string& path);

  /// The run that goes on.
  [[nodiscard]] SavedCheck saved() const;
  /// Throws InputError if a search of `request` would be another one than that of `saved`: of other rules in the same file, or with other
  /// reductions at work.
  void require_same_search(const SavedCheck& saved, const CheckRequest& request) const;

  /// What a search of `request` is given. What goes wrong on the way is told on standard error.
  checker::Checkpoint* of(const CheckRequest& request);

  /// A note to go below the report, where there is something to go on with; or nothing.
  [[nodiscard]] std::string note(const Report& report) const;
  /// The same, whatever the report says.
  [[nodiscard]] std::string note() const;
  /// The same for a message that what was found cannot be told.
  [[nodiscard]] std::string hint() const;
  /// Once all else is written: removes what is kept where there is nothing to go on with. Throws SystemError, also where the last attempt to keep
  /// it failed.
  void finish(const Report& report);

 private:
  RunCheckpoint(std::string path, checker::Folder::Use use);

  std::string path_;
  checker::Folder folder_;
  checker::Checkpoint checkpoint_;
};

/// Calls `task()` and turns what the engine throws about files into what the command line does.
template <typename Task>
auto with_files(const Task& task) {
  try {
    return task();
  } catch (const checker::StorageError& error) {
    throw SystemError(error.what());
  } catch (const checker::ForeignCheckpoint& error) {
    throw InputError(kScenarioMakesNoSense, error.what());
  } catch (const checker::DamagedFile& error) {
    throw SystemError(std::string("the checkpoint is damaged: ") + error.what());
  }
}

}  // namespace paxoscope::cli
