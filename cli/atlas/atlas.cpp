#include "cli/atlas/atlas.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <optional>
#include <utility>

#include "cli/catalogued.hpp"
#include "cli/protocol.hpp"

namespace paxoscope::cli {

namespace {

/// What fails first, if anything does.
std::optional<Failure> first_failure(const CheckResult& result) {
  std::optional<Failure> first;
  for (const PropertyResult& p : result.properties) {
    if (p.outcome != PropertyOutcome::kViolated) continue;
    if (!first || *p.length < first->length) first = Failure{p.property, *p.length};
  }
  return first;
}

bool makes_sense(const Scenario& scenario) {
  if (!scenario.protocol->problem_of_bounds(scenario).empty()) return false;
  const std::vector<model::Choice> choices = scenario.protocol->choices(scenario);
  return std::all_of(choices.begin(), choices.end(), [&](const model::Choice& choice) {
    return scenario.protocol->problem_of(choice, scenario).empty();
  });
}

}  // namespace

std::vector<std::vector<int>> smaller_settings(const Protocol& protocol, std::span<const int> settings) {
  std::vector<std::vector<int>> all{{}};
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const model::Parameter& parameter = protocol.parameters()[i];
    // Of a budget that is large few are tried: a fault that takes more than a handful to show has not been met.
    constexpr int kFew = 4;
    std::vector<int> values;
    const bool is_any = settings[i] == model::Parameter::kAny;
    const int most = is_any ? kFew : settings[i];
    for (int value = parameter.least; value <= most; ++value) {
      if (!parameter.is_budget || value <= kFew || value == most) values.push_back(value);
    }
    if (is_any) values.push_back(model::Parameter::kAny);
    // What comes after faults that never happen is as it is.
    const auto parameters = protocol.parameters();
    const auto cause = std::find_if(parameters.begin(), parameters.end(), [&](const model::Parameter& other) {
      return other.name == parameter.follows;
    });
    const auto place_of_cause = static_cast<std::size_t>(cause - parameters.begin());
    std::vector<std::vector<int>> longer;
    for (const std::vector<int>& prefix : all) {
      const bool never_happens = cause != parameters.end() && prefix[place_of_cause] == 0;
      for (const int value : never_happens ? std::vector{settings[i]} : values) {
        longer.push_back(prefix);
        longer.back().push_back(value);
      }
    }
    all = std::move(longer);
  }
  constexpr int kMoreThanAny = 1000;  // what no limit counts as
  const auto size = [](const std::vector<int>& of) {
    return std::accumulate(of.begin(), of.end(), 0, [](int sum, int value) {
      return sum + (value == model::Parameter::kAny ? kMoreThanAny : value);
    });
  };
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return std::pair(size(a), a) < std::pair(size(b), b);
  });
  return all;
}

Atlas::Atlas(CheckRequest base, Combinations combinations)
    : base_(std::move(base)),
      combinations_(std::move(combinations)),
      scenarios_(smaller_settings(*base_.scenario.protocol, base_.scenario.settings)) {
  base_.workers = 1;               // the combinations are shared out instead
  base_.checks_reductions = true;  // only the lengths are wanted, no run
  // Without the witness nobody knows what is vacuous.
  base_.scenario.properties = with(base_.scenario.properties, invariants::kValueChosen);
}

CheckRequest Atlas::request(std::size_t combination, const std::vector<int>& settings) const {
  CheckRequest request = base_;
  Scenario& scenario = request.scenario;
  scenario.settings = settings;
  // All changes, in the order of the rules.
  const std::vector<model::Choice> fixed = std::exchange(scenario.changes, {});
  const std::vector<model::Choice> changed = combinations_.changes(combination);
  for (const model::Rule& rule : scenario.protocol->rules()) {
    for (const auto* changes : {&fixed, &changed}) {
      for (const model::Choice& change : *changes) {
        if (change.rule == &rule) scenario.changes.push_back(change);
      }
    }
  }
  const std::vector<const invariants::Property*> applicable = applicable_properties(scenario);
  if (scenario.properties_chosen) {
    std::erase_if(scenario.properties, [&](const invariants::Property* property) {
      return std::find(applicable.begin(), applicable.end(), property) == applicable.end();
    });
  } else {
    scenario.properties = applicable;
  }
  return request;
}

AtlasRow Atlas::search(std::size_t combination, const std::atomic<bool>& interrupted) const {
  const CheckResult result = cli::search(request(combination, base_.scenario.settings), interrupted);
  AtlasRow row;
  const std::optional<Failure> failure = first_failure(result);
  if (!failure) {
    if (result.outcome == checker::Outcome::kInconclusive) return row;
    const bool is_vacuous =
        std::any_of(result.properties.begin(), result.properties.end(), [](const PropertyResult& p) {
          return p.property == &invariants::kValueChosen && p.outcome == PropertyOutcome::kUnreachable;
        });
    row.verdict = is_vacuous ? Verdict::kVacuous : Verdict::kSafe;
    return row;
  }
  row = {Verdict::kUnsafe, *failure, scenarios_.size() - 1, *failure};
  for (std::size_t i = 0; i + 1 < scenarios_.size(); ++i) {
    const CheckRequest smaller = request(combination, scenarios_[i]);
    if (smaller.scenario.properties.empty() || !makes_sense(smaller.scenario)) continue;
    const std::optional<Failure> found = first_failure(cli::search(smaller, interrupted));
    if (!found) continue;
    row.smallest = i;
    row.at_smallest = *found;
    break;
  }
  return row;
}

std::string search_words(const CheckRequest& base) {
  std::string words;
  if (base.reductions.kind != ReductionChoice::Kind::kAuto)
    words += fmt::format(" --reductions {}", text_of(base.reductions));
  if (base.states_max) words += fmt::format(" --max-states {}", *base.states_max);
  return words;
}

std::string command_of(const Atlas& atlas) {
  std::string command = "paxoscope atlas " + scenario_words(atlas.base().scenario);
  for (const VariedRule& varied : atlas.combinations().rules())
    command += fmt::format(" --vary {}", varied.rule->name);
  return command + search_words(atlas.base());
}

}  // namespace paxoscope::cli
