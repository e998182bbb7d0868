#include "cli/rule_file/compiler.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sstream>
#include <system_error>
#include <unistd.h>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/rule_file/embedded.hpp"
#include "cli/subprocess.hpp"

namespace paxoscope::cli {

namespace {

namespace fs = std::filesystem;

std::string digest(const std::string& text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string from_environment(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before there are threads
  return value == nullptr ? "" : value;
}

/// The words of $CXX, or c++.
std::vector<std::string> compiler() {
  std::istringstream text(from_environment("CXX"));
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  return words.empty() ? std::vector<std::string>{"c++"} : words;
}

/// What the compiler says first, of all that it says.
std::string first_error(const std::string& text) {
  std::istringstream lines(text);
  std::string first;
  for (std::string line; std::getline(lines, line);) {
    if (first.empty()) first = line;
    for (const char* mark : {": error:", ": fatal error:", "undefined reference", "multiple definition"}) {
      if (line.find(mark) != std::string::npos) return line;
    }
  }
  return first.empty() ? "the compiler does not say why" : first;
}

/// The beginning, of many lines.
std::string abridged(const std::string& text) {
  constexpr int kLinesMax = 100;
  std::size_t end = 0;
  for (int lines = 0; lines < kLinesMax && end < text.size(); ++lines) {
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  }
  return end == text.size() ? text : text.substr(0, end) + "…\n";
}

}  // namespace

// ---- The folder

Workshop::Workshop() {
  const std::string cache = from_environment("XDG_CACHE_HOME");
  const std::string home = from_environment("HOME");
  constexpr std::size_t kLetters = 16;
  const std::string version = digest(std::string(kRuleHeader) + kRuleDriver).substr(0, kLetters);
  if (!cache.empty()) {
    folder_ = fs::path(cache) / "paxoscope" / version;
  } else if (!home.empty()) {
    folder_ = fs::path(home) / ".cache" / "paxoscope" / version;
  }
  if (!folder_.empty() && try_to_furnish()) return;
  std::string name = (fs::temp_directory_path() / "paxoscope-rules-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw SystemError(fmt::format("{}: {}", name, std::strerror(errno)));
  folder_ = name;
  is_temporary_ = true;
  if (!try_to_furnish()) throw SystemError(fmt::format("{} cannot be written", name));
}

Workshop::~Workshop() {
  std::error_code ignored;
  if (is_temporary_) fs::remove_all(folder_, ignored);
}

bool Workshop::has(const std::string& name) const {
  std::error_code ignored;
  return fs::exists(folder_ / name, ignored);
}

bool Workshop::try_to_furnish() {
  std::error_code error;
  fs::create_directories(folder_ / "include" / "paxoscope", error);
  if (error || ::access(folder_.c_str(), W_OK) != 0) return false;
  try {
    put("include/paxoscope/rule.hpp", kRuleHeader);
    put("driver.cpp", kRuleDriver);
  } catch (const SystemError&) {
    return false;
  }
  return true;
}

/// Unless it is there already, whole.
void Workshop::put(const std::string& name, const char* text) const {
  if (!has(name) || read_file(path(name)) != text) OutputFile(path(name)).write(text);
}

// ---- The compiler

RuleCompiler::RuleCompiler(std::string place)
    : place_(std::move(place)),
      compiler_(compiler()),
      common_{"-std=c++20", "-O2", "-fdiagnostics-color=never", "-I" + workshop_.path("include")} {
  const Ended ended = run({with({"--version"}), Caught::kOutput});
  if (!ended.was_found) {
    throw SystemError(
        fmt::format("{}: no C++ compiler: {} was not found; CXX names another", place_, compiler_.front()));
  }
  // What is defined and never asked is a misspelt name or signature.
  const bool is_clang = ended.text.find("clang") != std::string::npos;
  strictly_ = {"-Werror=return-type", "-Werror=unused-function", "-Werror=unused-const-variable",
               is_clang ? "-Werror=missing-prototypes" : "-Werror=missing-declarations"};
  version_ = fmt::format("{}\n{}{}", fmt::join(compiler_, " "), ended.text, fmt::join(strictly_, " "));
}

std::string RuleCompiler::program_of(const std::string& path) const {
  // No name may be taken for an option, nor say what language it is in: only what is in the file counts.
  const std::string file = path.starts_with('-') ? "./" + path : path;
  const auto arguments = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all = common_;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  // What it includes counts as part of it. Where this fails, compiling it does, and says why.
  const Ended preprocessed = run({with(arguments({"-E", "-P", "-x", "c++", file})), Caught::kOutput});
  const std::string name = "rules-" + digest(version_ + preprocessed.text);
  if (preprocessed.is_success() && workshop_.has(name)) return workshop_.path(name);

  const std::string driver = "driver-" + digest(version_) + ".o";
  if (!workshop_.has(driver)) {
    make(driver, "what comes with this program", arguments({"-c", workshop_.path("driver.cpp")}));
  }
  std::vector<std::string> all = arguments(strictly_);
  all.insert(all.end(), {"-x", "c++", file, "-x", "none", workshop_.path(driver)});
  make(name, path, std::move(all));
  return workshop_.path(name);
}

std::vector<std::string> RuleCompiler::with(const std::vector<std::string>& arguments) const {
  std::vector<std::string> words = compiler_;
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

/// Two that make the same at once do not disturb each other.
void RuleCompiler::make(const std::string& name, const std::string& what,
                        std::vector<std::string> arguments) const {
  const std::string made = workshop_.path(name);
  const std::string unfinished = fmt::format("{}.{}", made, ::getpid());
  arguments.insert(arguments.end(), {"-o", unfinished});
  const Ended ended = run({with(arguments), Caught::kErrors});
  std::error_code error;
  if (ended.is_success()) {
    fs::rename(unfinished, made, error);
    if (!error) return;
    throw SystemError(fmt::format("{}: {}", made, error.message()));
  }
  fs::remove(unfinished, error);
  if (ended.was_impatient || ended.signal != 0) {
    throw InputError(kFileDoesNotParse, fmt::format("{}: {} was not compiled within a minute", place_, what));
  }
  if (ended.text.find("No space left on device") != std::string::npos) {
    throw SystemError(fmt::format("{}: no space left for what is compiled", workshop_.path("")));
  }
  for (const char* mark : {"file not recognized", "file truncated"}) {  // says the linker, of what was kept
    if (ended.text.find(mark) == std::string::npos) continue;
    throw SystemError(
        fmt::format("{} is damaged, and may be removed: {}", workshop_.path(""), first_error(ended.text)));
  }
  std::fputs(abridged(ended.text).c_str(), stderr);
  throw InputError(kFileDoesNotParse,
                   fmt::format("{}: does not compile: {}", place_, first_error(ended.text)));
}

}  // namespace paxoscope::cli
