#include "cli/expectations.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>
#include <utility>

#include "cli/report.hpp"

namespace paxoscope::cli {

namespace {

std::string digest_text(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

/// The names of the properties that fail.
std::vector<std::string> failing(const Report& report) {
  std::vector<std::string> names;
  for (const PropertyResult& p : report.result.properties) {
    if (fails(p, report)) names.emplace_back(p.property->name);
  }
  return names;
}

/// Steps of the shortest run that violates something; nothing where there is none.
ExpectationValue shortest_violation(const Report& report) {
  std::optional<std::uint64_t> shortest;
  for (const PropertyResult& p : report.result.properties) {
    if (p.outcome == PropertyOutcome::kViolated) shortest = std::min(*p.length, shortest.value_or(*p.length));
  }
  return shortest ? ExpectationValue(*shortest) : ExpectationValue();
}

/// Whether the search went as far as it was to go: what it counted is what was to be counted.
bool is_settled(const Report& report) {
  const std::optional<checker::Outcome>& expected = report.request.expectations.outcome;
  if (expected && *expected != checker::Outcome::kHolds) return report.result.outcome == *expected;
  return report.result.stop == checker::StopReason::kExhausted;
}

ExpectationStatus met_if(bool is_met) {
  return is_met ? ExpectationStatus::kMet : ExpectationStatus::kFailed;
}

/// Of a number that only grows: one that is too large already cannot be mended by going on.
ExpectationStatus status_of_count(const Report& report, std::uint64_t expected, std::uint64_t actual) {
  if (is_settled(report)) return met_if(expected == actual);
  return actual > expected ? ExpectationStatus::kFailed : ExpectationStatus::kUndecided;
}

ExpectationResult result_of_digest(const Report& report, std::uint64_t expected) {
  const std::uint64_t actual = report.result.statistics.digest;
  return {"digest", digest_text(expected), digest_text(actual),
          is_settled(report) ? met_if(expected == actual) : ExpectationStatus::kUndecided};
}

/// Of a value that can be chosen 1 is expected.
ExpectationResult result_of_choice(const Report& report) {
  const auto& properties = report.result.properties;
  const bool is_reached = std::any_of(properties.begin(), properties.end(), [](const PropertyResult& p) {
    return p.property == &invariants::kValueChosen && p.outcome == PropertyOutcome::kReached;
  });
  ExpectationResult result{kChosenExpectation, std::uint64_t{1}, std::uint64_t{0},
                           ExpectationStatus::kUndecided};
  if (is_reached) {  // What was reached stays reached, however much of the space was visited.
    result.actual = std::uint64_t{1};
    result.status = ExpectationStatus::kMet;
  } else if (report.result.stop == checker::StopReason::kExhausted) {
    result.status = ExpectationStatus::kFailed;
  }
  return result;
}

std::string text_of(const ExpectationValue& value) {
  if (const auto* const number = std::get_if<std::uint64_t>(&value)) return std::to_string(*number);
  if (const auto* const word = std::get_if<std::string>(&value)) return *word;
  const auto* const names = std::get_if<std::vector<std::string>>(&value);
  return names == nullptr || names->empty() ? "none" : fmt::format("{}", fmt::join(*names, ", "));
}

/// Whether reductions change it.
bool is_of_space(const ExpectationResult& e) {
  return e.name == "distinct" || e.name == "generated" || e.name == "depth" || e.name == "digest";
}

}  // namespace

bool counts_are_expected(const Expectations& expectations) {
  return expectations.distinct || expectations.generated || expectations.depth || expectations.digest;
}

std::vector<Argument> arguments_of(const Expectations& expectations) {
  std::vector<Argument> arguments;
  const auto add = [&](const char* key, std::string value = {}) {
    arguments.push_back({key, std::move(value)});
  };
  if (expectations.outcome) add("expect-outcome", std::string(outcome_name(*expectations.outcome)));
  for (const invariants::Property* property : expectations.violated)
    add("expect-violated", std::string(property->name));
  if (expectations.length) add("expect-length", std::to_string(*expectations.length));
  if (expectations.distinct) add("expect-distinct", std::to_string(*expectations.distinct));
  if (expectations.generated) add("expect-generated", std::to_string(*expectations.generated));
  if (expectations.depth) add("expect-depth", std::to_string(*expectations.depth));
  if (expectations.digest) add("expect-digest", digest_text(*expectations.digest));
  if (expectations.chosen) add("expect-chosen");
  return arguments;
}

std::string problem_of(const Expectations& expectations,
                       const std::vector<const invariants::Property*>& properties, bool are_chosen) {
  const bool is_of_violation = !expectations.violated.empty() || expectations.length;
  if (is_of_violation && expectations.outcome != checker::Outcome::kViolated) {
    return fmt::format("{} is said of a violation, and the expected outcome is '{}'",
                       expectations.violated.empty() ? "expect-length" : "expect-violated",
                       outcome_name(*expectations.outcome));
  }
  for (const invariants::Property* property : expectations.violated) {
    if (std::find(properties.begin(), properties.end(), property) == properties.end())
      return fmt::format("expect-violated: {} is not among the properties that are checked", property->name);
    if (property->kind == invariants::Kind::kWitness && !are_chosen) {
      return fmt::format(
          "expect-violated: that {} is unreachable is a violation only where property asks for it",
          property->name);
    }
  }
  return {};
}

std::vector<ExpectationResult> expectation_results(const Report& report) {
  const Expectations& expected = report.request.expectations;
  const checker::Statistics& actual = report.result.statistics;
  std::vector<ExpectationResult> results;
  if (expected.outcome) {
    results.push_back({"outcome", std::string(outcome_name(*expected.outcome)),
                       std::string(outcome_name(report.result.outcome)),
                       met_if(report.result.outcome == *expected.outcome)});
  }
  if (!expected.violated.empty()) {
    std::vector<std::string> names;
    for (const invariants::Property* property : expected.violated) names.emplace_back(property->name);
    results.push_back({"violated", names, failing(report), met_if(failing(report) == names)});
  }
  if (expected.length) {
    const ExpectationValue length = shortest_violation(report);
    results.push_back(
        {"length", *expected.length, length, met_if(length == ExpectationValue(*expected.length))});
  }
  const auto count = [&](std::string_view name, const std::optional<std::uint64_t>& wanted,
                         std::uint64_t found) {
    if (wanted) results.push_back({name, *wanted, found, status_of_count(report, *wanted, found)});
  };
  count("distinct", expected.distinct, actual.distinct);
  count("generated", expected.generated, actual.generated);
  count("depth", expected.depth, actual.depth);
  if (expected.digest) results.push_back(result_of_digest(report, *expected.digest));
  if (expected.chosen) results.push_back(result_of_choice(report));
  return results;
}

std::string expectation_line(const ExpectationResult& e, const Report& report) {
  if (e.name == kChosenExpectation) {
    if (e.status == ExpectationStatus::kMet) return "a value can be chosen: as expected";
    return e.status == ExpectationStatus::kFailed ? "no value can be chosen: FAILED, one was expected"
                                                  : "no value was chosen so far: undecided, one is expected";
  }
  switch (e.status) {
    case ExpectationStatus::kMet:
      return fmt::format("{} = {}: as expected", e.name, text_of(e.actual));
    case ExpectationStatus::kFailed:
      return fmt::format("{} = {}: FAILED, expected {}{}", e.name, text_of(e.actual), text_of(e.expected),
                         !is_of_space(e) || names_at_work(report.reductions) == "none"
                             ? ""
                             : " (under reductions; --reductions none counts all there is)");
    case ExpectationStatus::kUndecided:
      break;
  }
  return fmt::format("{} = {} so far: undecided, expected {}", e.name, text_of(e.actual),
                     text_of(e.expected));
}

}  // namespace paxoscope::cli
