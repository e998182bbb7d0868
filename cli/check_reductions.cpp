// A search with reductions and one without, side by side: whether they agree on all that both can be asked.
#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "checker/property.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/exit_status.hpp"
#include "cli/files.hpp"
#include "cli/numbers.hpp"
#include "cli/protocol.hpp"
#include "cli/reductions.hpp"
#include "cli/report.hpp"
#include "cli/signals.hpp"

namespace paxoscope::cli {

namespace {

/// The same request, gone through to the end, and asked which values can be chosen.
CheckRequest complete(CheckRequest request, bool asks_for_values) {
  request.errors_max = checker::kPropertiesMax;
  const auto parameters = request.scenario.protocol->parameters();
  for (std::size_t i = 0; asks_for_values && i < parameters.size(); ++i) {
    if (parameters[i].name != "values") continue;
    for (int v = 0; v < request.scenario.settings[i]; ++v) {
      request.scenario.properties.push_back(&invariants::chosen_value(model::Value(v)));
    }
  }
  return request;
}

CheckResult explore(const CheckRequest& request) {
  checker::SearchOptions options = search_options_of(request);
  options.limits.interrupted = &catch_signals();
  options.stops_at_witnesses = false;
  return request.scenario.protocol->check(request, options, {});
}

/// What would mean nothing here, rather than being ignored.
void refuse_other_outputs(const CheckRequest& request) {
  const auto refuse = [](const std::string& option) {
    throw InputError(kUsage,
                     fmt::format("--check-reductions compares two searches and does not go with {}", option));
  };
  if (request.expectations != Expectations{}) refuse("--expect-…");
  for (const NamedOutput& output : outputs_of(request)) refuse(fmt::format("--{}", output.key));
  if (request.errors_max != 1) refuse("--max-errors");
  if (request.store == checker::StoreKind::kFingerprint)
    refuse("--store fingerprint, which may miss a state");
}

}  // namespace

int check_reductions_command(const CheckRequest& request) {
  refuse_other_outputs(request);
  const std::vector<PlannedReduction> plan = plan_reductions(request);
  if (std::none_of(plan.begin(), plan.end(), [](const PlannedReduction& p) { return p.is_at_work(); })) {
    throw InputError(kScenarioMakesNoSense,
                     "--check-reductions: nothing to compare, as no reduction is at work");
  }
  // Where values are taken for one another, which of them is chosen is no question.
  const bool asks_for_values = std::none_of(plan.begin(), plan.end(), [](const PlannedReduction& planned) {
    return planned.is_at_work() &&
           planned.reduction->of_properties.has(model::Assumption::kTellsNoValuesApart);
  });
  const CheckRequest with = complete(request, asks_for_values);
  CheckRequest without = with;
  without.reductions = {ReductionChoice::Kind::kNone, {}};
  const CheckResult reduced = explore(with);
  const CheckResult whole = explore(without);

  std::string text =
      fmt::format("with     {}: {}\nwithout  {}\n", names_at_work(plan),
                  counted(reduced.statistics.distinct, "state"), counted(whole.statistics.distinct, "state"));
  for (const std::string& line : objections(plan)) text += fmt::format("left off {}\n", line);
  bool agree = true;
  text += fmt::format("{:<23} {:<25} {}\n", "", "with", "without");
  for (std::size_t i = 0; i < reduced.properties.size(); ++i) {
    const PropertyResult& a = reduced.properties[i];
    const PropertyResult& b = whole.properties[i];
    const bool are_known =
        a.outcome != PropertyOutcome::kInconclusive && b.outcome != PropertyOutcome::kInconclusive;
    const bool differ = are_known && (a.outcome != b.outcome || a.length != b.length);
    agree = agree && !differ;
    text += fmt::format("{:<23} {:<25} {}{}\n", a.property->name, outcome_text(a), outcome_text(b),
                        differ ? "  DIFFERENT" : "");
  }
  const bool are_both_whole =
      reduced.stop == checker::StopReason::kExhausted && whole.stop == checker::StopReason::kExhausted;
  if (are_both_whole && !is_space_reduced(plan) &&
      reduced.statistics.unreduced != whole.statistics.distinct) {
    agree = false;
    text += fmt::format("the orbits stand for {} states: DIFFERENT\n", grouped(reduced.statistics.unreduced));
  }
  if (!agree) {
    write_stdout(text + "DISAGREE\n");
    throw SelfCheckError("reductions change an answer");
  }
  if (!are_both_whole) {
    const bool is_first_cut = reduced.stop != checker::StopReason::kExhausted;
    write_stdout(text + fmt::format("INCONCLUSIVE: the search {} reductions was cut\n",
                                    is_first_cut ? "with" : "without"));
    return status_of_cut(is_first_cut ? reduced.stop : whole.stop, caught_signal());
  }
  write_stdout(text + "AGREE: the reductions change no answer\n");
  return kHolds;
}

}  // namespace paxoscope::cli
