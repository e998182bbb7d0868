#include "cli/catalogued.hpp"

#include <new>
#include <string>
#include <string_view>

#include "cli/keys.hpp"
#include "cli/signals.hpp"

namespace paxoscope::cli {

CheckRequest catalogued_request(const Protocol& protocol, const model::Variant& variant) {
  const Source source{"the catalogue", false};
  RequestBuilder builder;
  builder.set_protocol(std::string(protocol.name()), source);
  builder.set("variant", {std::string(variant.name), false}, source);
  model::for_each_setting(variant.bounds, [&](std::string_view key, std::string_view value) {
    builder.set(key, {std::string(value), false}, source);
  });
  return builder.finish(source);
}

CheckResult search(const CheckRequest& request, const std::atomic<bool>& interrupted) {
  checker::SearchOptions options = search_options_of(request);
  options.limits.interrupted = &interrupted;
  CheckResult result = request.scenario.protocol->check(request, options, {});
  if (result.stop == checker::StopReason::kMemoryShort) throw std::bad_alloc();
  return result;
}

CheckResult search(const CheckRequest& request) { return search(request, catch_signals()); }

}  // namespace paxoscope::cli
