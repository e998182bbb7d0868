// Compiling a user's file of rules, once for its contents.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace paxoscope::cli {

/// The folder in which files are compiled, and in which what was compiled is kept: $XDG_CACHE_HOME/paxoscope, or ~/.cache/paxoscope. If
/// neither can be written it is one that goes away again.
class Workshop {
 public:
  /// Throws SystemError.
  Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  ~Workshop();

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] bool has(const std::string& name) const;

 private:
  bool try_to_furnish();
  void put(const std::string& name, const char* text) const;

  std::filesystem::path folder_;
  bool is_temporary_ = false;
};

/// The machine's compiler, c++ or what $CXX says, with what a file of rules needs.
class RuleCompiler {
 public:
  /// `place` is who asks, for messages. Throws SystemError if there is no compiler.
  explicit RuleCompiler(std::string place);

  /// The path of the program that asks the functions of the file at `path`, by cli/rule_file/driver.cpp. Kept by what is in the file after
  /// preprocessing, the compiler, and what this program adds. Throws InputError, after the compiler's words on standard error, and SystemError.
  [[nodiscard]] std::string program_of(const std::string& path) const;

 private:
  [[nodiscard]] std::vector<std::string> with(const std::vector<std::string>& arguments) const;
  void make(const std::string& name, const std::string& what, std::vector<std::string> arguments) const;

  Workshop workshop_;
  std::string place_;
  std::vector<std::string> compiler_;  ///< its name, and arguments that are always there
  std::vector<std::string> common_;    ///< arguments for all that is compiled
  std::vector<std::string> strictly_;  ///< those that make errors of what is suspicious
  std::string version_;
};

}  // namespace paxoscope::cli
