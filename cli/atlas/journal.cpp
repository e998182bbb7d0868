#include "cli/atlas/journal.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <sstream>
#include <string_view>
#include <sys/file.h>
#include <unistd.h>

#include "cli/errors.hpp"
#include "cli/files.hpp"

namespace paxoscope::cli {

namespace {

/// FNV-1a: of a line, to tell one that is not as it was written.
std::uint32_t checksum(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

std::string signed_line(const std::string& text) { return fmt::format("{} {:08x}\n", text, checksum(text)); }

std::string text_of(const Failure& failure) {
  return failure.property == nullptr ? "- 0" : fmt::format("{} {}", failure.property->name, failure.length);
}

std::string text_of(std::size_t number, const AtlasRow& row) {
  return fmt::format("{} {} {} {} {}", number, name(row.verdict), text_of(row.failure), row.smallest,
                     text_of(row.at_smallest));
}

/// The text of a line that is as it was written; nothing if it is not.
std::optional<std::string_view> verified(std::string_view line) {
  const std::size_t blank = line.rfind(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view text = line.substr(0, blank);
  if (line.substr(blank + 1) != fmt::format("{:08x}", checksum(text))) return std::nullopt;
  return text;
}

std::optional<AtlasRow> row_of(std::string_view text, std::size_t number, const Atlas& atlas) {
  std::istringstream words{std::string(text)};
  std::size_t read_number = 0;
  std::string verdict;
  std::array<std::string, 2> properties;
  AtlasRow row;
  words >> read_number >> verdict >> properties[0] >> row.failure.length >> row.smallest >> properties[1] >>
      row.at_smallest.length;
  const auto* const known = std::find(kVerdictNames.begin(), kVerdictNames.end(), verdict);
  const bool is_read = !words.fail() && words.peek() == std::istringstream::traits_type::eof();
  if (!is_read || read_number != number || known == kVerdictNames.end()) return std::nullopt;
  if (row.smallest >= atlas.scenarios().size()) return std::nullopt;
  row.verdict = static_cast<Verdict>(known - kVerdictNames.begin());
  row.failure.property = invariants::find_property(properties[0]);
  row.at_smallest.property = invariants::find_property(properties[1]);
  const bool is_unsafe = row.verdict == Verdict::kUnsafe;
  if (is_unsafe != (row.failure.property != nullptr)) return std::nullopt;
  if (is_unsafe != (row.at_smallest.property != nullptr)) return std::nullopt;
  return row;
}

/// A line as its options, and what stands before them.
std::vector<std::string_view> options_of(std::string_view line) {
  std::vector<std::string_view> options;
  constexpr std::string_view kSeparator = " --";
  for (;;) {
    const std::size_t end = std::min(line.find(kSeparator, 1), line.size());
    options.push_back(line.substr(0, end));
    if (end == line.size()) return options;
    line.remove_prefix(end + 1);
  }
}

/// Where two lines first say something different.
std::string difference(std::string_view there, std::string_view here) {
  const std::vector<std::string_view> theirs = options_of(there);
  const std::vector<std::string_view> ours = options_of(here);
  constexpr std::string_view kEnd = "nothing more";
  for (std::size_t i = 0;; ++i) {
    const std::string_view their = i < theirs.size() ? theirs[i] : kEnd;
    const std::string_view our = i < ours.size() ? ours[i] : kEnd;
    if (their != our) return fmt::format("it says {} where this one says {}", their, our);
  }
}

[[noreturn]] void fail(const std::string& path) {
  throw SystemError(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

}  // namespace

Journal::Journal(const std::string& path, const std::string& identity, const Atlas& atlas) : path_(path) {
  std::error_code unknown;  // then opening it says what is wrong
  if (std::filesystem::exists(path, unknown) && !std::filesystem::is_regular_file(path, unknown))
    throw InputError(kUsage, fmt::format("--resume: {} is no file", path));
  file_.reset(std::fopen(path.c_str(), "ae"));
  if (file_ == nullptr) fail(path);
  if (::flock(::fileno(file_.get()), LOCK_EX | LOCK_NB) != 0) {
    throw SystemError(fmt::format("cannot write {}: another run does", path));
  }
  const std::string contents = read_file(path);
  std::size_t whole = 0;  // bytes of lines that are as they were written
  std::size_t line_number = 0;
  while (whole < contents.size()) {
    const std::size_t end = contents.find('\n', whole);
    const bool is_last = end == std::string::npos || end + 1 == contents.size();
    const std::optional<std::string_view> text =
        end == std::string::npos ? std::nullopt
                                 : verified(std::string_view(contents).substr(whole, end - whole));
    ++line_number;
    if (line_number == 1) {
      if (end == std::string::npos && signed_line(identity).starts_with(contents)) break;  // stopped at once
      if (!text) throw InputError(kFileDoesNotParse, path + ": is no file that an atlas was written to");
      if (*text != identity) {
        throw InputError(kScenarioMakesNoSense,
                         fmt::format("{}: is of another atlas: {}", path, difference(*text, identity)));
      }
    } else {
      const std::optional<AtlasRow> row = text && rows_.size() < atlas.combinations().size()
                                              ? row_of(*text, rows_.size(), atlas)
                                              : std::nullopt;
      if (!row && is_last) break;
      if (!row) {
        throw InputError(
            kFileDoesNotParse,
            fmt::format("{}:{}: is damaged; without the file the atlas begins anew", path, line_number));
      }
      rows_.push_back(*row);
    }
    whole = end + 1;
  }
  next_ = rows_.size();
  if (whole < contents.size() && ::ftruncate(::fileno(file_.get()), static_cast<off_t>(whole)) != 0)
    fail(path);
  if (whole == 0) write(signed_line(identity));
}

void Journal::append(std::span<const AtlasRow> rows) {
  std::string text;
  for (const AtlasRow& row : rows) text += signed_line(text_of(next_++, row));
  write(text);
}

void Journal::write(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) fail(path_);
  if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) fail(path_);
}

}  // namespace paxoscope::cli
