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

/// "violated in 12 steps".
std::string answer(const PropertyResult& p) {
  std::string text(outcome_name(p.outcome));
  if (p.length) text += fmt::format(" in {}", counted(*p.length, "step"));
  return text;
}

}  // namespace

int check_reductions_command(const CheckRequest& request) {
  const std::vector<PlannedReduction> plan = plan_reductions(request);
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
    const bool same = a.outcome == b.outcome && a.length == b.length;
    agree = agree && same;
    text += fmt::format("{:<23} {:<25} {}{}\n", a.property->name, answer(a), answer(b),
                        same ? "" : "  DIFFERENT");
  }
  const bool is_symmetry_alone = !is_space_reduced(plan);
  if (is_symmetry_alone && reduced.statistics.unreduced != whole.statistics.distinct) {
    agree = false;
    text += fmt::format("the orbits stand for {} states: DIFFERENT\n", grouped(reduced.statistics.unreduced));
  }
  const bool both_whole =
      reduced.stop == checker::StopReason::kExhausted && whole.stop == checker::StopReason::kExhausted;
  if (!both_whole) {
    write_stdout(text + "INCONCLUSIVE: a limit was reached before both spaces were visited whole\n");
    return kInconclusiveBound;
  }
  write_stdout(text + (agree ? "AGREE: the reductions change no answer\n" : "DISAGREE\n"));
  if (!agree) throw SelfCheckError("reductions change an answer");
  return kHolds;
}

}  // namespace paxoscope::cli
