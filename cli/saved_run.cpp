#include "cli/saved_run.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/keys.hpp"
#include "cli/protocol.hpp"
#include "cli/suggestion.hpp"
#include "traces/itf.hpp"
#include "traces/json.hpp"
#include "traces/replay.hpp"

namespace paxoscope::cli {

namespace {

traces::SavedTrace read_trace(const std::string& path) {
  try {
    return traces::parse_trace(read_file(path));
  } catch (const traces::TraceFileError& error) {
    const bool syntax = error.kind() == traces::TraceFileError::Kind::kSyntax;
    throw InputError(syntax ? kFileDoesNotParse : kScenarioMakesNoSense,
                     fmt::format("{}: {}", path, error.what()));
  }
}

void require_property(const traces::SavedTrace& saved, const Scenario& scenario, const std::string& path) {
  std::vector<std::string> known;
  std::vector<const invariants::Property*> applicable = applicable_properties(scenario);
  applicable.push_back(&invariants::kTermination);
  for (const invariants::Property* property : invariants::named_properties()) {
    if (property->name == saved.property) {
      const std::string why_not = why_meaningless(*property, *scenario.protocol);
      if (!why_not.empty()) {
        throw InputError(kScenarioMakesNoSense,
                         fmt::format("{}: property: '{}' {}", path, saved.property, why_not));
      }
      if (std::find(applicable.begin(), applicable.end(), property) == applicable.end()) {
        throw InputError(
            kScenarioMakesNoSense,
            fmt::format("{}: property: '{}' is about learners and there are none", path, saved.property));
      }
      const auto& asked = scenario.properties;
      if (std::find(asked.begin(), asked.end(), property) == asked.end()) {
        throw InputError(kScenarioMakesNoSense, fmt::format("{}: property: '{}' is not one of the scenario's",
                                                            path, saved.property));
      }
      if ((property->kind == invariants::Kind::kWitness) == saved.is_witness) return;
      throw InputError(kScenarioMakesNoSense,
                       fmt::format("{}: shows: '{}' can only be {}", path, saved.property,
                                   saved.is_witness ? "violated" : "witnessed"));
    }
    known.emplace_back(property->name);
  }
  throw InputError(kScenarioMakesNoSense,
                   fmt::format("{}: {}", path, unknown("property", saved.property, known)));
}

}  // namespace

SavedRun replayed(const std::string& path) {
  const traces::SavedTrace saved = read_trace(path);
  Scenario scenario = scenario_of(saved.scenario, path);
  require_property(saved, scenario, path);
  try {
    traces::Trace trace = scenario.protocol->replay(scenario, saved);
    traces::compare_variables(saved, trace);
    return {std::move(scenario), std::move(trace)};
  } catch (const traces::ReplayError& error) {
    const std::string& rules = scenario.rules_path;
    throw InputError(kScenarioMakesNoSense,
                     fmt::format("{}: does not replay: step {}: {}{}", path, error.step(), error.what(),
                                 rules.empty() ? "" : fmt::format("; is {} as it was then?", rules)));
  }
}

}  // namespace paxoscope::cli
