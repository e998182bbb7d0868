#include "cli/request.hpp"

#include <fmt/format.h>

#include "checker/worker_pool.hpp"
#include "cli/errors.hpp"
#include "cli/protocol.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

checker::SearchOptions search_options_of(const CheckRequest& request) {
  checker::SearchOptions options;
  options.workers = request.workers.value_or(checker::processors());
  options.store = request.store;
  options.violations_max = request.errors_max;
  checker::Limits& limits = options.limits;
  if (request.states_max) limits.states_max = *request.states_max;
  if (request.depth_max) limits.depth_max = *request.depth_max;
  if (request.memory_bytes_max) limits.memory_bytes_max = *request.memory_bytes_max;
  if (request.timeout) limits.time_max = *request.timeout;
  // A count of the whole space can only be checked by visiting it.
  options.stops_at_witnesses = !request.expectations.distinct && !request.expectations.depth;
  return options;
}

std::string scenario_words(const Scenario& scenario) {
  std::string command = words_of(*scenario.protocol);
  const auto parameters = scenario.protocol->parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    command += fmt::format(" --{} {}", parameters[i].name, setting_text(scenario, i));
  }
  command += fmt::format(" --variant {}", scenario.variant);
  for (const model::Choice& change : scenario.changes) command += fmt::format(" --rule {}", text_of(change));
  if (!scenario.rules_path.empty()) command += " --rules " + shell_word(scenario.rules_path);
  if (scenario.properties_chosen) {
    for (const invariants::Property* property : scenario.properties) {
      command += fmt::format(" --property {}", property->name);
    }
  }
  return command;
}

void require_quorums(const CheckRequest& request, std::string_view command) {
  if (request.assumes_quorums) return;
  const std::vector<std::string> broken = broken_intersections(request.scenario, true);
  if (broken.empty()) return;
  throw InputError(kExpectationFailed,
                   fmt::format("{}: {}; --assume-quorums searches all the same", command, broken.front()));
}

std::string command_of(const CheckRequest& request) {
  std::string command = "paxoscope check " + scenario_words(request.scenario);
  command += fmt::format(" --reductions {}", text_of(request.reductions));
  if (request.assumes_quorums) command += " --assume-quorums";
  if (request.checks_reductions) command += " --check-reductions";
  if (request.store == checker::StoreKind::kFingerprint) command += " --store fingerprint";
  if (request.errors_max != 1) command += fmt::format(" --max-errors {}", request.errors_max);
  if (request.states_max) command += fmt::format(" --max-states {}", *request.states_max);
  if (request.depth_max) command += fmt::format(" --max-depth {}", *request.depth_max);
  if (request.timeout) command += fmt::format(" --timeout {}ms", request.timeout->count());
  if (request.memory_bytes_max) command += fmt::format(" --memory {}", *request.memory_bytes_max);
  if (request.expectations.distinct)
    command += fmt::format(" --expect-distinct {}", *request.expectations.distinct);
  if (request.expectations.depth) command += fmt::format(" --expect-depth {}", *request.expectations.depth);
  if (request.expectations.chosen) command += " --expect-chosen";
  return command;
}

}  // namespace paxoscope::cli
