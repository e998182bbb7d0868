#include "cli/catalogued.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "cli/keys.hpp"

namespace paxoscope::cli {

namespace {

/// Calls `visit(key, value)` for each in "key = value, …".
template <typename Visit>
void for_each_setting(std::string_view bounds, Visit&& visit) {
  constexpr std::string_view kSeparator = ", ";
  constexpr std::string_view kEquals = " = ";
  while (!bounds.empty()) {
    const std::size_t end = std::min(bounds.find(kSeparator), bounds.size());
    const std::string_view setting = bounds.substr(0, end);
    const std::size_t equals = setting.find(kEquals);
    visit(setting.substr(0, equals), setting.substr(equals + kEquals.size()));
    bounds.remove_prefix(std::min(end + kSeparator.size(), bounds.size()));
  }
}

}  // namespace

CheckRequest catalogued_request(const Protocol& protocol, const model::Variant& variant) {
  const Source source{"the catalogue", false};
  RequestBuilder builder;
  builder.set_protocol(std::string(protocol.name()), source);
  builder.set("variant", {std::string(variant.name), false}, source);
  for_each_setting(variant.bounds, [&](std::string_view key, std::string_view value) {
    builder.set(key, {std::string(value), false}, source);
  });
  return builder.finish(source);
}

}  // namespace paxoscope::cli
