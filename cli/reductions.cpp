#include "cli/reductions.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

#include "cli/protocol.hpp"
#include "cli/request.hpp"
#include "model/phrases.hpp"

namespace paxoscope::cli {

namespace {

using model::Assumption;
using model::AssumptionSet;

std::optional<Assumption> first_of(AssumptionSet set) {
  std::optional<Assumption> first;
  set.for_each([&](Assumption a) {
    if (!first) first = a;
  });
  return first;
}

std::string objection_of(std::string_view what, std::string_view name, Assumption assumption) {
  return fmt::format("{} {} {}", what, name, model::broken(assumption));
}

/// Whether a reduction of `plan` sees to it that the faults counted by `budget` never happen.
bool is_absorbed(std::string_view budget, std::span<const PlannedReduction> plan) {
  return std::any_of(plan.begin(), plan.end(), [&](const PlannedReduction& planned) {
    return planned.is_at_work() && planned.reduction->absorbs == budget;
  });
}

/// What stands in the way, where `plan` says what is done about those that come before it; empty if nothing does.
std::string objection_to(const model::Reduction& reduction, const Scenario& scenario,
                         std::span<const PlannedReduction> plan) {
  const Protocol& protocol = *scenario.protocol;
  for (const model::Choice& choice : protocol.choices(scenario)) {
    const auto broken = first_of(reduction.of_rules.without(choice.alternative->keeps));
    // What makes no difference is as good as what is specified.
    if (!broken || !protocol.why_idle(choice, scenario).empty()) continue;
    if (choice.replacement != nullptr) {
      return fmt::format("it is not known of the functions in {} that {}", choice.argument,
                         statement(*broken));
    }
    return objection_of("the rule", fmt::format("{} = {}", choice.rule->name, name(choice)), *broken);
  }
  for (const std::string_view other : protocol.counts_on(reduction, scenario)) {
    if (!is_at_work(plan, other)) return fmt::format("it counts on {}", other);
  }
  const auto parameters = protocol.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!parameters[i].is_budget || scenario.settings[i] == 0) continue;
    if (is_absorbed(parameters[i].name, plan)) continue;
    const auto broken = first_of(reduction.of_faults.without(parameters[i].keeps));
    if (broken) return objection_of("the fault", parameters[i].name, *broken);
  }
  for (const invariants::Property* property : scenario.properties) {
    const auto broken = first_of(reduction.of_properties.without(property->keeps));
    if (broken) return objection_of("the property", property->name, *broken);
  }
  return {};
}

bool is_asked_for(const model::Reduction& reduction, const ReductionChoice& choice) {
  switch (choice.kind) {
    case ReductionChoice::Kind::kAuto:
    case ReductionChoice::Kind::kAll:
      return true;
    case ReductionChoice::Kind::kNone:
      return false;
    case ReductionChoice::Kind::kNamed:
      return std::find(choice.names.begin(), choice.names.end(), reduction.name) != choice.names.end();
  }
  return false;
}

/// Those that were asked for, and those that they count on. By place in the protocol's list.
std::vector<bool> wanted(const CheckRequest& request) {
  const Protocol& protocol = *request.scenario.protocol;
  const auto all = protocol.reductions();
  std::vector<bool> is_wanted(all.size());
  for (std::size_t i = all.size(); i-- > 0;) {  // what one counts on comes before it
    is_wanted[i] = is_wanted[i] || is_asked_for(all[i], request.reductions);
    if (!is_wanted[i] || !protocol.has_use_for(all[i], request.scenario)) continue;
    for (const std::string_view other : protocol.counts_on(all[i], request.scenario)) {
      for (std::size_t j = 0; j < i; ++j) {
        if (all[j].name == other) is_wanted[j] = true;
      }
    }
  }
  return is_wanted;
}

}  // namespace

std::string text_of(const ReductionChoice& choice) {
  switch (choice.kind) {
    case ReductionChoice::Kind::kAuto:
      return "auto";
    case ReductionChoice::Kind::kAll:
      return "all";
    case ReductionChoice::Kind::kNone:
      return "none";
    case ReductionChoice::Kind::kNamed:
      break;
  }
  return fmt::format("{}", fmt::join(choice.names, ","));
}

std::vector<PlannedReduction> plan_reductions(const CheckRequest& request) {
  const Scenario& scenario = request.scenario;
  // Of runs without end all states are looked at; who asks for a reduction is told why not.
  if (asks_for_liveness(scenario) && request.reductions.kind == ReductionChoice::Kind::kAuto) return {};
  const auto all = scenario.protocol->reductions();
  const std::vector<bool> is_wanted = wanted(request);
  std::vector<PlannedReduction> plan;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!is_wanted[i]) continue;
    if (!scenario.protocol->has_use_for(all[i], scenario)) {
      if (request.reductions.kind == ReductionChoice::Kind::kNamed) {
        plan.push_back({&all[i], "there is nothing here that it could leave out"});
      }
      continue;
    }
    plan.push_back({&all[i], objection_to(all[i], scenario, plan)});
  }
  return plan;
}

namespace {

template <typename IsSo>
bool any_at_work(std::span<const PlannedReduction> plan, const IsSo& is_so) {
  return std::any_of(plan.begin(), plan.end(), [&](const PlannedReduction& planned) {
    return planned.is_at_work() && is_so(*planned.reduction);
  });
}

}  // namespace

bool is_at_work(std::span<const PlannedReduction> plan, std::string_view name) {
  return any_at_work(plan, [&](const model::Reduction& reduction) { return reduction.name == name; });
}

bool is_symmetric(std::span<const PlannedReduction> plan) {
  return any_at_work(plan, [](const model::Reduction& reduction) { return reduction.is_symmetry; });
}

bool is_space_reduced(std::span<const PlannedReduction> plan) {
  return any_at_work(plan, [](const model::Reduction& reduction) { return !reduction.is_symmetry; });
}

bool are_orbits_counted(std::span<const PlannedReduction> plan) {
  return is_symmetric(plan) &&
         !any_at_work(plan, [](const model::Reduction& reduction) { return reduction.chooses_acceptors; });
}

std::string names_at_work(std::span<const PlannedReduction> plan) {
  std::vector<std::string_view> names;
  for (const PlannedReduction& planned : plan) {
    if (planned.is_at_work()) names.push_back(planned.reduction->name);
  }
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

std::vector<std::string> objections(std::span<const PlannedReduction> plan) {
  std::vector<std::pair<std::string, std::string>> by_reason;  // reason, names
  for (const PlannedReduction& planned : plan) {
    if (planned.is_at_work()) continue;
    auto found = std::find_if(by_reason.begin(), by_reason.end(),
                              [&](const auto& entry) { return entry.first == planned.objection; });
    if (found == by_reason.end()) found = by_reason.insert(found, {planned.objection, ""});
    found->second += (found->second.empty() ? "" : ", ") + std::string(planned.reduction->name);
  }
  std::vector<std::string> lines;
  lines.reserve(by_reason.size());
  for (const auto& [reason, names] : by_reason) lines.push_back(fmt::format("{}: {}", names, reason));
  return lines;
}

}  // namespace paxoscope::cli
