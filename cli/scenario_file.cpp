#include <fmt/format.h>
// Header-only toml++ lives in this file alone.
#include <algorithm>
#include <toml++/toml.h>
#include <utility>
#include <vector>

#include "cli/files.hpp"
#include "cli/keys.hpp"

namespace paxoscope::cli {

namespace {

std::string place(const std::string& path, const toml::source_region& region) {
  return fmt::format("{}:{}:{}", path, region.begin.line, region.begin.column);
}

const char* type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or time";
  }
}

RawValue raw_value(const toml::node& node, const Source& source) {
  if (const auto* integer = node.as_integer()) return {integer->get(), true};
  if (const auto* text = node.as_string()) return {text->get(), true};
  const auto* array = node.as_array();
  if (array == nullptr) {
    throw source.senseless(fmt::format("{} is not a value that any key takes", type_name(node)));
  }
  std::vector<std::string> items;
  for (const toml::node& item : *array) {
    if (!item.is_string())
      throw source.senseless(fmt::format("must be an array of strings, not of {}", type_name(item)));
    items.push_back(item.as_string()->get());
  }
  return {items, true};
}

toml::table parse(const std::string& path) {
  try {
    return toml::parse(read_file(path), path);
  } catch (const toml::parse_error& error) {
    throw InputError(kFileDoesNotParse,
                     fmt::format("{}: not TOML: {}", place(path, error.source()), error.description()));
  }
}

}  // namespace

void read_scenario_file(const std::string& path, RequestBuilder& builder) {
  const toml::table table = parse(path);
  const toml::node* const protocol = table.get("protocol");
  if (protocol == nullptr) {
    throw InputError(kScenarioMakesNoSense,
                     path + ": protocol is missing: a scenario begins with protocol = \"paxos\"");
  }
  const auto source_of = [&](const toml::node& node, std::string_view key) {
    return Source{fmt::format("{}: {}", place(path, node.source()), key), false};
  };
  const Source source = source_of(*protocol, "protocol");
  if (!protocol->is_string())
    throw source.senseless(fmt::format("must be a string, not {}", type_name(*protocol)));
  builder.set_protocol(protocol->as_string()->get(), source);

  // In the order of the file, so that the first mistake is the one that is reported.
  std::vector<std::pair<const toml::key*, const toml::node*>> entries;
  for (const auto& [key, node] : table) {
    if (key.str() != "protocol") entries.emplace_back(&key, &node);
  }
  const auto position = [](const auto& entry) {
    const auto begin = entry.first->source().begin;
    return std::pair(begin.line, begin.column);
  };
  std::sort(entries.begin(), entries.end(),
            [&](const auto& a, const auto& b) { return position(a) < position(b); });
  for (const auto& [key, node] : entries) {
    const std::string name(key->str());
    if (!is_key(name)) throw unknown_key(name, {place(path, key->source()), false});
    const Source at = source_of(*node, name);
    builder.set(name, raw_value(*node, at), at);
  }
}

}  // namespace paxoscope::cli
