// Protects: who may include whom, and that no file is dead.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace paxoscope::tests {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = PAXOSCOPE_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// The source files under a folder, relative to the root.
std::vector<fs::path> sources(const std::string& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    const std::string extension = entry.path().extension();
    if (extension == ".hpp" || extension == ".cpp") found.push_back(fs::relative(entry.path(), kRoot));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> project_includes(const fs::path& file) {
  static const std::regex pattern(
      R"re(#include ["<]((checker|model|invariants|traces|cli|tests)/[^">]+|[^">/]+\.hpp)[">])re");
  const std::string text = read(kRoot / file);
  std::vector<std::string> includes;
  for (auto i = std::sregex_iterator(text.begin(), text.end(), pattern); i != std::sregex_iterator(); ++i) {
    includes.push_back((*i)[1]);
  }
  return includes;
}

/// Each folder of the program and the folders that it may include besides itself.
const std::map<std::string, std::set<std::string>>& layers() {
  static const std::map<std::string, std::set<std::string>> allowed{
      {"checker", {}},
      {"model", {"checker"}},
      {"invariants", {"checker", "model"}},
      {"traces", {"checker", "model"}},
      {"cli", {"checker", "model", "invariants", "traces"}},
  };
  return allowed;
}

TEST(Architecture, FoldersIncludeOnlyWhatTheyMay) {
  for (const auto& [folder, allowed] : layers()) {
    const auto files = sources(folder);
    EXPECT_FALSE(files.empty()) << folder;
    for (const fs::path& file : files) {
      for (const std::string& include : project_includes(file)) {
        const std::string from = include.substr(0, include.find('/'));
        EXPECT_TRUE(from == folder || allowed.contains(from)) << file << " includes " << include;
        EXPECT_TRUE(fs::exists(kRoot / include)) << file << " includes " << include;
      }
    }
  }
}

TEST(Architecture, TracesNeverSeeASearch) {
  // They audit it. Of the engine they know what a model is, and no more.
  for (const fs::path& file : sources("traces")) {
    for (const std::string& include : project_includes(file)) {
      EXPECT_TRUE(!include.starts_with("checker/") || include == "checker/model.hpp")
          << file << " includes " << include;
    }
  }
}

TEST(Architecture, LibrariesNeitherPrintNorExit) {
  const std::regex forbidden(
      R"(std::cout|std::cerr|\bprintf\(|fmt::print|std::exit|std::abort|<iostream>|\bexit\()");
  for (const std::string folder : {"checker", "model", "invariants", "traces"}) {
    for (const fs::path& file : sources(folder)) {
      EXPECT_FALSE(std::regex_search(read(kRoot / file), forbidden)) << file;
    }
  }
}

TEST(Architecture, NoFileIsDead) {
  std::set<std::string> included{"cli/rule_file/rule.hpp"};  // by the files of users, as <paxoscope/rule.hpp>
  for (const std::string folder : {"checker", "model", "invariants", "traces", "cli", "tests"}) {
    for (const fs::path& file : sources(folder)) {
      for (const std::string& include : project_includes(file)) {
        included.insert(folder == "tests" && include.find('/') == std::string::npos ? "tests/" + include
                                                                                    : include);
      }
    }
  }
  for (const std::string folder : {"checker", "model", "invariants", "traces", "cli", "tests"}) {
    for (const fs::path& file : sources(folder)) {
      if (file.extension() == ".hpp") {
        EXPECT_TRUE(included.contains(file.string())) << file << " is included by nothing";
      } else {
        // As a word of its own list: "property.cpp" is not "find_property.cpp", nor that of another folder.
        const std::string list = read(kRoot / folder / "CMakeLists.txt");
        const std::string name = fs::relative(file, folder).string();
        const std::regex word("(^|[ \\n])" + std::regex_replace(name, std::regex("[.]"), "[.]") +
                              "([ \\n)]|$)");
        EXPECT_TRUE(std::regex_search(list, word)) << file << " is not built";
      }
    }
  }
}

TEST(Architecture, EveryHeaderSaysWhatItIsAndIsReadOnce) {
  for (const std::string folder : {"checker", "model", "invariants", "traces", "cli", "tests"}) {
    for (const fs::path& file : sources(folder)) {
      const std::string text = read(kRoot / file);
      if (file.extension() == ".hpp") {
        EXPECT_NE(text.find("#pragma once"), std::string::npos) << file;
        EXPECT_TRUE(text.starts_with("// ")) << file << " does not begin by saying what it is";
      }
    }
  }
}

TEST(Architecture, EveryPropertyHasAFileAndIsTested) {
  const std::string tests = read(kRoot / "tests/invariants_test.cpp");
  const std::regex definition(R"(const Property (k\w+)\{)");
  int properties = 0;
  for (const fs::path& file : sources("invariants")) {
    const std::string text = read(kRoot / file);
    std::smatch match;
    if (!std::regex_search(text, match, definition)) continue;
    ++properties;
    EXPECT_NE(tests.find(match[1].str() + ".holds"), std::string::npos) << match[1] << " has no test";
    EXPECT_EQ(
        std::distance(std::sregex_iterator(text.begin(), text.end(), definition), std::sregex_iterator()), 1)
        << file;
  }
  EXPECT_EQ(properties, 16);
}

TEST(Architecture, EveryFolderSaysWhatLivesThere) {
  for (const std::string folder : {"checker", "model", "invariants", "traces", "cli", "tests"}) {
    EXPECT_TRUE(fs::exists(kRoot / folder / "README.md")) << folder;
  }
}

}  // namespace
}  // namespace paxoscope::tests
