// Typing at the program as a test: commands as lines, what every complaint looks like, and saved traces to
// spoil.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/process.hpp"

namespace paxoscope::tests {

using Words = std::vector<std::string>;

// The exit statuses as they are documented, written down again: they are a promise to other programs.
inline constexpr int kHolds = 0;
inline constexpr int kBoundReached = 3;
inline constexpr int kMemoryReached = 4;
inline constexpr int kNotAsExpected = 10;
inline constexpr int kViolated = 12;
inline constexpr int kLivenessViolated = 13;
inline constexpr int kUsage = 64;
inline constexpr int kSignalled = 128;
inline constexpr int kDoesNotParse = 150;
inline constexpr int kMakesNoSense = 151;
inline constexpr int kSystem = 153;

/// The words of a line that are parted by blanks.
inline Words words(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

inline Words operator+(Words first, const std::string& more) {
  for (std::string& word : words(more)) first.push_back(std::move(word));
  return first;
}

// How a scenario file begins.
inline const std::string kPaxos = "protocol = \"paxos\"\n";

inline const Words kScenario = words("check s.toml");
// A space of 77 states, 9 deep.
inline const Words kSmall =
    words("check paxos --reductions none --proposers 1 --values 1 --learners 0 --loss none");
// A space with a counterexample.
inline const Words kBroken = words("check paxos --variant accept-ignores-promise --learners 0 --loss none");
// A space that no test waits for.
inline const Words kBig = words("check paxos --acceptors 5 --attempts 2 --proposers 3");

inline std::string shown(const Words& arguments) {
  std::string text = "paxoscope";
  for (const std::string& word : arguments) text += " " + word;
  return text;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The program under test: the one built beside the tests, or another, such as one with sanitizers.
inline std::string program_under_test() {
  const char* const other = std::getenv("PAXOSCOPE_BINARY");
  return other != nullptr ? other : PAXOSCOPE_BUILT_BINARY;
}

inline Command command(const Words& arguments, const TemporaryDirectory& directory) {
  return {.program = program_under_test(), .arguments = arguments, .directory = directory.path()};
}

inline Finished run(const Words& arguments, const TemporaryDirectory& directory) {
  return run(command(arguments, directory));
}

/// What every complaint looks like: one line, with `says` somewhere in it.
inline void expect_one_line(const std::string& standard_error, std::string_view says) {
  EXPECT_TRUE(standard_error.starts_with("paxoscope: ")) << standard_error;
  EXPECT_TRUE(standard_error.ends_with('\n')) << standard_error;
  EXPECT_EQ(std::count(standard_error.begin(), standard_error.end(), '\n'), 1) << standard_error;
  EXPECT_TRUE(contains(standard_error, says)) << "got:  " << standard_error << "lacks: " << says;
  constexpr std::size_t kLineMax = 1000;
  EXPECT_LT(standard_error.size(), kLineMax);
}

inline void expect_refused(const Finished& finished, int status, std::string_view says) {
  EXPECT_EQ(finished.status, status);
  EXPECT_EQ(finished.standard_output, "");
  expect_one_line(finished.standard_error, says);
}

/// Of input that is wrong one way or the other.
inline void expect_bad_file(const Finished& finished, std::string_view says) {
  EXPECT_TRUE(finished.status == kDoesNotParse || finished.status == kMakesNoSense) << finished.status;
  EXPECT_EQ(finished.standard_output, "");
  expect_one_line(finished.standard_error, says);
}

inline constexpr std::size_t kMuch = 10'000'000;

inline std::string random_bytes(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xFFU);
  return bytes;
}

inline std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// What `check` saves of a broken variant.
struct Saved {
  std::string trace;
  std::string result;
};

inline const Saved& saved() {
  static const Saved files = [] {
    const TemporaryDirectory directory;
    const Finished finished = run(kBroken + "--trace-out json=t.json --json r.json", directory);
    EXPECT_EQ(finished.status, kViolated) << finished.standard_error;
    return Saved{directory.read("t.json"), directory.read("r.json")};
  }();
  return files;
}

}  // namespace paxoscope::tests
