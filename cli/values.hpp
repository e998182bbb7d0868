// Values of keys as they were written, and reading them. What is wrong with one is an InputError that says where it stands.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/errors.hpp"
#include "invariants/property.hpp"
#include "model/catalogue.hpp"

namespace paxoscope::cli {

/// Where a value was written, for messages and for the exit status of a mistake.
struct Source {
  std::string place;     ///< "--acceptors", "s.toml:3:13: acceptors"
  bool is_command_line;  ///< an option: a word that means nothing is wrong usage, not a wrong scenario

  /// A name that is not known, or a text of the wrong form.
  [[nodiscard]] InputError misspelt(const std::string& problem) const {
    return {is_command_line ? kUsage : kScenarioMakesNoSense, place + ": " + problem};
  }
  /// Well-formed, but out of range or out of place.
  [[nodiscard]] InputError senseless(const std::string& problem) const {
    return {kScenarioMakesNoSense, place + ": " + problem};
  }
};

/// A value of a type that no key takes, by the name of the type: "a boolean".
struct OtherType {
  std::string name;
};

/// A value as it was found: text from a command line, or typed as in a file.
struct RawValue {
  std::variant<std::int64_t, std::string, std::vector<std::string>, bool, OtherType> value;
  bool is_typed;  ///< then a number must be a number and not a string of digits
};

/// A whole number of any size; what does not fit 64 bits becomes the nearest that does, which no range
/// contains.
std::optional<std::int64_t> parse_integer(std::string_view text);

// All throw InputError.

bool read_truth(const RawValue& raw, const Source& source);
std::int64_t read_integer(const RawValue& raw, std::int64_t least, std::int64_t most, const Source& source);
/// At least `least`, and of any size beyond.
std::uint64_t read_count(const RawValue& raw, std::int64_t least, const Source& source);
/// `what` it is to be: "the name of a file".
std::string read_string(const RawValue& raw, const char* what, const Source& source);
std::vector<std::string> read_strings(const RawValue& raw, const char* what, const Source& source);
/// Which of `names` it is.
std::size_t read_choice(const RawValue& raw, const char* what, const std::vector<std::string>& names,
                        const Source& source);
int read_budget(const RawValue& raw, const model::Parameter& parameter, const Source& source);
/// "90s", "500ms"; a number alone is one of seconds. At least a millisecond.
std::chrono::milliseconds read_duration(const RawValue& raw, const Source& source);
/// "512M", "4GiB"; a number alone is one of bytes. In bytes, at least one.
std::uint64_t read_size(const RawValue& raw, const Source& source);
/// The digest of a set of states, as reports have it.
std::uint64_t read_digest(const RawValue& raw, const Source& source);
/// Properties by name, in the order of named_properties().
std::vector<const invariants::Property*> read_properties(const RawValue& raw, const Source& source);
std::string read_file_name(const RawValue& raw, const Source& source);
std::string read_folder_name(const RawValue& raw, const Source& source);

}  // namespace paxoscope::cli
