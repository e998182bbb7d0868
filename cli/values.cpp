#include "cli/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <system_error>

#include "cli/suggestion.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

namespace {

/// How a value of the wrong type is called.
std::string type_of(const RawValue& raw) {
  if (const auto* other = std::get_if<OtherType>(&raw.value)) return other->name;
  constexpr std::array<const char*, 4> kNames{"a number", "a string", "an array of strings", "a boolean"};
  return kNames.at(raw.value.index());
}

std::int64_t in_range(std::int64_t number, std::int64_t least, std::int64_t most, const std::string& shown,
                      const Source& source) {
  if (number < least) throw source.senseless(fmt::format("{} is too small: at least {}", shown, least));
  if (number > most) throw source.senseless(fmt::format("{} is too large: at most {}", shown, most));
  return number;
}

struct Unit {
  std::string_view name;
  double factor;
};

/// A number, possibly with a fraction, and a unit; nothing if it is not one.
template <std::size_t N>
std::optional<double> parse_quantity(const std::string& text, const std::array<Unit, N>& units) {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) number = std::numeric_limits<double>::infinity();
  if ((error != std::errc() && error != std::errc::result_out_of_range) || !(number >= 0))
    return std::nullopt;
  const std::string_view suffix(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const Unit& unit : units) {
    if (unit.name == suffix) return number * unit.factor;
  }
  return std::nullopt;
}

constexpr double kKibi = 1024;
constexpr double kGibi = kKibi * kKibi * kKibi;

/// What a quantity may be written as, and the range it has to be in, of which the least is one of its smallest unit.
template <std::size_t N>
struct Quantity {
  std::array<Unit, N> units;
  const char* example;
  const char* least;
  double most_number;
  const char* most;
};

// In nanoseconds, as clocks count, 292 years are as many as there are.
constexpr Quantity<6> kTimeQuantity{
    {{{"", 1e3}, {"ms", 1}, {"s", 1e3}, {"min", 6e4}, {"m", 6e4}, {"h", 3.6e6}}},
    "a time such as 90s or 5m",
    "1ms",
    2'500'000 * 3.6e6,
    "2500000h"};

constexpr Quantity<9> kSizeQuantity{{{{"", 1},
                                      {"K", kKibi},
                                      {"KiB", kKibi},
                                      {"M", kKibi* kKibi},
                                      {"MiB", kKibi* kKibi},
                                      {"G", kGibi},
                                      {"GiB", kGibi},
                                      {"T", kGibi* kKibi},
                                      {"TiB", kGibi* kKibi}}},
                                    "a size such as 512M or 4G",
                                    "1",
                                    900 * kKibi* kGibi,
                                    "900T"};

/// A quantity as a whole number of its smallest unit.
template <std::size_t N>
std::uint64_t read_quantity(const RawValue& raw, const Quantity<N>& of, const Source& source) {
  std::string text;
  if (const auto* number = std::get_if<std::int64_t>(&raw.value)) {
    text = std::to_string(*number);
  } else {
    text = read_string(raw, of.example, source);
  }
  const bool is_negative = text.starts_with('-');
  const auto quantity = parse_quantity(is_negative ? text.substr(1) : text, of.units);
  if (!quantity) throw source.misspelt(fmt::format("'{}' is not {}", text, of.example));
  if (is_negative || *quantity < 1)
    throw source.senseless(fmt::format("{} is too small: at least {}", text, of.least));
  if (*quantity > of.most_number)
    throw source.senseless(fmt::format("{} is too large: at most {}", text, of.most));
  return static_cast<std::uint64_t>(*quantity);
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() ||
      !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) {
    return text.starts_with('-') ? std::numeric_limits<std::int64_t>::min()
                                 : std::numeric_limits<std::int64_t>::max();
  }
  return number;
}

bool read_truth(const RawValue& raw, const Source& source) {
  if (const bool* truth = std::get_if<bool>(&raw.value)) return *truth;
  const auto* text = std::get_if<std::string>(&raw.value);
  if (!raw.is_typed && text != nullptr && (*text == "true" || *text == "false")) return *text == "true";
  throw source.misspelt(raw.is_typed || text == nullptr
                            ? fmt::format("must be true or false, not {}", type_of(raw))
                            : fmt::format("'{}' is neither true nor false", *text));
}

std::int64_t read_integer(const RawValue& raw, std::int64_t least, std::int64_t most, const Source& source) {
  if (const auto* number = std::get_if<std::int64_t>(&raw.value)) {
    return in_range(*number, least, most, std::to_string(*number), source);
  }
  const auto* text = std::get_if<std::string>(&raw.value);
  if (raw.is_typed || text == nullptr) {
    throw source.misspelt(fmt::format("must be a whole number, {} to {}, not {}", least, most, type_of(raw)));
  }
  const auto number = parse_integer(*text);
  if (!number) throw source.misspelt(fmt::format("'{}' is not a whole number", *text));
  return in_range(*number, least, most, *text, source);
}

std::string read_string(const RawValue& raw, const char* what, const Source& source) {
  if (const auto* text = std::get_if<std::string>(&raw.value)) return *text;
  throw source.misspelt(fmt::format("must be {}, not {}", what, type_of(raw)));
}

std::vector<std::string> read_strings(const RawValue& raw, const char* what, const Source& source) {
  if (const auto* text = std::get_if<std::string>(&raw.value)) return {*text};
  if (const auto* texts = std::get_if<std::vector<std::string>>(&raw.value)) return *texts;
  throw source.misspelt(fmt::format("must be {} or several, not {}", what, type_of(raw)));
}

std::size_t read_choice(const RawValue& raw, const char* what, const std::vector<std::string>& names,
                        const Source& source) {
  const std::string name = read_string(raw, fmt::format("the name of a {}", what).c_str(), source);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw source.misspelt(unknown(what, name, names));
  return static_cast<std::size_t>(found - names.begin());
}

int read_budget(const RawValue& raw, const model::Parameter& parameter, const Source& source) {
  if (const auto* text = std::get_if<std::string>(&raw.value)) {
    if (*text == "any") return model::Parameter::kAny;
    if (*text == "none") return 0;
    if (raw.is_typed || !parse_integer(*text)) {
      throw source.misspelt(fmt::format("'{}' is neither 'none' nor 'any' nor a number{}", *text,
                                        raw.is_typed ? " (a number has no quotes)" : ""));
    }
  } else if (!std::holds_alternative<std::int64_t>(raw.value)) {
    throw source.misspelt(fmt::format("must be 'none', 'any' or a number, not {}", type_of(raw)));
  }
  return static_cast<int>(read_integer(raw, parameter.least, parameter.most, source));
}

std::chrono::milliseconds read_duration(const RawValue& raw, const Source& source) {
  return std::chrono::milliseconds(read_quantity(raw, kTimeQuantity, source));
}

std::uint64_t read_size(const RawValue& raw, const Source& source) {
  return read_quantity(raw, kSizeQuantity, source);
}

std::uint64_t read_count(const RawValue& raw, std::int64_t least, const Source& source) {
  return static_cast<std::uint64_t>(
      read_integer(raw, least, std::numeric_limits<std::int64_t>::max() - 1, source));
}

std::uint64_t read_digest(const RawValue& raw, const Source& source) {
  constexpr std::size_t kDigits = 16;
  constexpr int kHexadecimal = 16;
  const std::string text = read_string(raw, "a string of 16 hexadecimal digits", source);
  std::uint64_t digest = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), digest, kHexadecimal);
  if (text.size() != kDigits || error != std::errc() || end != text.data() + text.size())
    throw source.misspelt(fmt::format("'{}' is not a digest: 16 hexadecimal digits", text));
  return digest;
}

std::vector<const invariants::Property*> read_properties(const RawValue& raw, const Source& source) {
  std::vector<std::string> known;
  for (const invariants::Property* property : invariants::named_properties())
    known.emplace_back(property->name);
  const std::vector<std::string> names = read_strings(raw, "the name of a property", source);
  if (names.empty()) throw source.senseless("names no property; leave the key out instead");
  for (const std::string& name : names) {
    if (invariants::find_property(name) == nullptr) throw source.misspelt(unknown("property", name, known));
  }
  std::vector<const invariants::Property*> properties;
  for (const invariants::Property* property : invariants::named_properties()) {
    if (contains(names, property->name)) properties.push_back(property);
  }
  return properties;
}

std::string read_file_name(const RawValue& raw, const Source& source) {
  std::string name = read_string(raw, "the name of a file", source);
  if (name.empty()) throw source.misspelt("'' is not the name of a file");
  return name;
}

std::string read_folder_name(const RawValue& raw, const Source& source) {
  std::string name = read_string(raw, "the name of a folder", source);
  if (name.empty()) throw source.misspelt("'' is not the name of a folder");
  return name;
}

}  // namespace paxoscope::cli
