#include "tests/fuzz/same_again.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "cli/keys.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"
#include "tests/fuzz/expect.hpp"

namespace paxoscope::fuzz {

namespace {

/// The request that options ask for, all that are given for a key together.
cli::CheckRequest request_of(const cli::Protocol& protocol, const std::vector<cli::Argument>& arguments) {
  const cli::Source source{"again", false};
  std::vector<std::pair<std::string, std::vector<std::string>>> by_key;
  cli::RequestBuilder builder;
  builder.set_protocol(std::string(protocol.name()), source);
  for (const auto& [key, value] : arguments) {
    if (key == cli::kNetworkKey) {
      builder.set_network({value, false}, source);
      continue;
    }
    if (by_key.empty() || by_key.back().first != key) by_key.push_back({key, {}});
    by_key.back().second.push_back(value.empty() ? "true" : value);
  }
  for (const auto& [name, values] : by_key) {
    const auto key = std::find_if(cli::keys().begin(), cli::keys().end(),
                                  [&, n = name](const cli::Key& k) { return k.name == n; });
    expect(key != cli::keys().end(), "a request is told with a key that there is not");
    if (key->is_repeatable) {
      builder.set(name, {values, false}, source);
    } else {
      expect(values.size() == 1, "a request is told with a key that is given twice");
      builder.set(name, {values.front(), false}, source);
    }
  }
  return builder.finish(source);
}

}  // namespace

void expect_same_again(const cli::CheckRequest& request) {
  const cli::Scenario& scenario = request.scenario;
  const cli::Protocol& protocol = *scenario.protocol;
  const checker::SearchOptions options = cli::search_options_of(request);
  expect(!options.limits.time_max || options.limits.time_max->count() > 0, "a limit of time is not positive");
  static_cast<void>(cli::bounds_text(scenario));
  static_cast<void>(protocol.warnings(scenario));
  static_cast<void>(cli::broken_intersections(scenario, false));
  static_cast<void>(cli::names_at_work(cli::plan_reductions(request)));
  if (!scenario.rules_path.empty()) return;  // it takes a compiler
  try {
    const cli::CheckRequest again = request_of(protocol, cli::arguments_of(request));
    const std::string command = cli::command_of(request);
    if (cli::command_of(again) != command)
      broken("'" + command + "' asks for '" + cli::command_of(again) + "'");
    const model::Record record = cli::record_of(scenario);
    expect(cli::record_of(cli::scenario_of(record, "again")) == record,
           "a scenario is another when read again");
  } catch (const cli::InputError& error) {
    broken(std::string("what was accepted is not accepted again: ") + error.what());
  }
}

void find_no_compiler() {
  ::setenv("CXX", "/nonexistent/compiler", 1);         // NOLINT(concurrency-mt-unsafe): there is one thread
  ::setenv("XDG_CACHE_HOME", "/dev/null/nothing", 1);  // NOLINT(concurrency-mt-unsafe): likewise
}

}  // namespace paxoscope::fuzz
