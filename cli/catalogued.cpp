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

CheckResult search(const CheckRequest& request) {
  checker::SearchOptions options = search_options_of(request);
  options.limits.interrupted = &catch_signals();
  CheckResult result = request.scenario.protocol->check(request, options, {});
  // Where nobody set a limit, nobody reckons with a search that was cut.
  if (result.stop == checker::StopReason::kMemoryShort) throw std::bad_alloc();
  return result;
}

}  // namespace paxoscope::cli
