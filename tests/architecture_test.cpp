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
      R"re(#include ["<]((checker|model|invariants|traces|cli|certify|tests)/[^">]+|[^">/]+\.hpp)[">])re");
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
      {"certify", {}},
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

TEST(Architecture, TheVerifierIsReadByItself) {
  // What is in quotation marks is its own; what is not belongs to the system, of which it takes three libraries besides the standard one.
  const std::regex include(R"re(#include ([^\n]*))re");
  const std::set<std::string> libraries{"<nlohmann/json.hpp>", "<zstd.h>", "<zstd_errors.h>", "<xxhash.h>"};
  std::size_t lines_of_code = 0;
  for (const fs::path& file : sources("certify")) {
    const std::string text = read(kRoot / file);
    for (auto i = std::sregex_iterator(text.begin(), text.end(), include); i != std::sregex_iterator(); ++i) {
      const std::string what = (*i)[1];
      const bool is_standard = what.starts_with('<') && what.find_first_of("./") == std::string::npos;
      EXPECT_TRUE(is_standard || what.starts_with("\"certify/") || libraries.contains(what))
          << file << " includes " << what;
      EXPECT_EQ(what.find(".."), std::string::npos) << file << " includes " << what;
    }
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);) {
      const std::size_t first = line.find_first_not_of(' ');
      if (first != std::string::npos && !line.substr(first).starts_with("//")) ++lines_of_code;
    }
  }
  // So few that it is read in an evening.
  EXPECT_LT(lines_of_code, 600U);
  EXPECT_GT(lines_of_code, 400U) << "not all of it was read";
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
  for (const std::string folder : {"checker", "model", "invariants", "traces", "cli", "certify", "tests"}) {
    for (const fs::path& file : sources(folder)) {
      for (const std::string& include : project_includes(file)) {
        included.insert(folder == "tests" && include.find('/') == std::string::npos ? "tests/" + include
                                                                                    : include);
      }
    }
  }
  for (const std::string folder : {"checker", "model", "invariants", "traces", "cli", "certify", "tests"}) {
    for (const fs::path& file : sources(folder)) {
      if (file.extension() == ".hpp") {
        EXPECT_TRUE(included.contains(file.string())) << file << " is included by nothing";
      } else {
        // As a word of its own list, which is the nearest: "property.cpp" is not "find_property.cpp", nor that of another folder.
        fs::path parent = file.parent_path();
        while (!fs::exists(kRoot / parent / "CMakeLists.txt")) parent = parent.parent_path();
        const std::string list = read(kRoot / parent / "CMakeLists.txt");
        const std::string name = fs::relative(file, parent).string();
        const std::regex word("(^|[ \\n])" + std::regex_replace(name, std::regex("[.]"), "[.]") +
                              "([ \\n)]|$)");
        EXPECT_TRUE(std::regex_search(list, word)) << file << " is not built";
      }
    }
  }
}

TEST(Architecture, EveryHeaderSaysWhatItIsAndIsReadOnce) {
  for (const std::string folder : {"checker", "model", "invariants", "traces", "cli", "certify", "tests"}) {
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
  for (const std::string folder : {"checker", "model", "invariants", "traces", "cli", "certify", "tests"}) {
    EXPECT_TRUE(fs::exists(kRoot / folder / "README.md")) << folder;
  }
}

}  // namespace
}  // namespace paxoscope::tests
