#include "cli/atlas/plan.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/errors.hpp"
#include "cli/numbers.hpp"
#include "cli/protocol.hpp"
#include "cli/suggestion.hpp"

namespace paxoscope::cli {

namespace {

constexpr std::size_t kCombinationsMax = 800'000;  // a journal of so many can be read again

}  // namespace

AtlasPlan atlas_plan(const AtlasRequest& request) {
  const Scenario& scenario = request.base.scenario;
  const Protocol& protocol = *scenario.protocol;
  std::vector<std::string> names;
  for (const model::Rule& rule : protocol.rules()) names.emplace_back(rule.name);
  for (const std::string& name : request.varied) {
    if (!contains(names, name)) throw InputError(kUsage, "--vary: " + unknown("rule", name, names));
    if (std::count(request.varied.begin(), request.varied.end(), name) > 1) {
      throw InputError(kUsage, fmt::format("--vary: {} is given twice", name));
    }
  }
  const auto& properties = scenario.properties;
  const bool can_fail = std::any_of(properties.begin(), properties.end(), [](const invariants::Property* p) {
    return p->kind != invariants::Kind::kWitness;
  });
  if (!can_fail) {
    throw InputError(kScenarioMakesNoSense,
                     "--property: nothing that is asked for can fail, so all would be safe");
  }
  AtlasPlan plan;
  plan.warnings = protocol.warnings(scenario);
  if (request.base.states_max) {
    plan.warnings.emplace_back(
        "--max-states may cut searches short: what is smallest, minimal or maximal is so of what was "
        "searched to the end");
  }
  for (const model::Choice& choice : protocol.choices(scenario)) {
    const model::Rule& rule = *choice.rule;
    const bool is_asked_for = contains(request.varied, rule.name);
    if (!choice.alternative->specified) {
      if (is_asked_for) {
        throw InputError(kScenarioMakesNoSense, fmt::format("--vary: {} is the same in all combinations: {}",
                                                            rule.name, text_of(choice)));
      }
      plan.omitted.push_back({rule.name, "kept as " + name(choice)});
      continue;
    }
    if (!request.varied.empty() && !is_asked_for) {
      plan.omitted.push_back({rule.name, kNotAskedFor});
      continue;
    }
    VariedRule varied{&rule, {&rule.alternatives.front()}};
    std::string idle = "what else it may say wants an argument, and has to be given by --rule";
    for (const model::Alternative& alternative : rule.alternatives.subspan(1)) {
      if (!alternative.argument.empty()) continue;
      const std::string reason = protocol.why_idle({&rule, &alternative, {}}, scenario);
      if (reason.empty()) {
        varied.alternatives.push_back(&alternative);
        Scenario changed = scenario;
        changed.changes.push_back({&rule, &alternative, {}});
        const std::string little = protocol.why_little_can_fail(changed);
        if (!little.empty())
          plan.warnings.push_back(fmt::format("with {}={} {}", rule.name, alternative.name, little));
      } else {
        idle = reason;
      }
    }
    if (varied.alternatives.size() == 1) {
      if (is_asked_for) {
        throw InputError(kScenarioMakesNoSense,
                         fmt::format("--vary: {} makes no difference: {}", rule.name, idle));
      }
      plan.omitted.push_back({rule.name, idle});
      continue;
    }
    plan.varied.push_back(std::move(varied));
  }
  if (Combinations::count(plan.varied, kCombinationsMax) > kCombinationsMax) {
    throw InputError(
        kScenarioMakesNoSense,
        fmt::format("there are more than {} combinations: --vary fewer rules", grouped(kCombinationsMax)));
  }
  return plan;
}

}  // namespace paxoscope::cli
