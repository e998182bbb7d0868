// Protects: whatever run the checker can produce can be told, in every format: no renderer fails on it, and what is written is that run.
#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>
#include <set>
#include <string>

#include "cli/errors.hpp"
#include "cli/keys.hpp"
#include "cli/protocol.hpp"
#include "cli/trace_formats.hpp"
#include "traces/causal_order.hpp"
#include "traces/grounds.hpp"
#include "traces/itf.hpp"
#include "traces/json.hpp"
#include "traces/messages.hpp"

namespace paxoscope::tests {
namespace {

using cli::LiveModel;
using cli::Protocol;
using cli::Scenario;

const cli::Source kSource{"the test", false};

template <typename T>
const T& any_of(std::span<const T> all) {
  return all[*rc::gen::inRange<std::size_t>(0, all.size())];
}

/// Any protocol with any variant, at bounds that are small, so that much happens in a few steps.
Scenario any_scenario() {
  const Protocol& protocol = *any_of(cli::protocols());
  cli::RequestBuilder builder;
  builder.set_protocol(std::string(protocol.name()), kSource);
  builder.set("variant", {std::string(any_of(protocol.variants()).name), false}, kSource);
  for (const model::Parameter& parameter : protocol.parameters()) {
    constexpr int kMost = 4;
    const int setting = *rc::gen::inRange(parameter.least, std::min(parameter.most, kMost) + 1);
    const bool is_any = parameter.is_budget && *rc::gen::arbitrary<bool>();
    builder.set(parameter.name, {is_any ? std::string("any") : std::to_string(setting), false}, kSource);
  }
  return builder.finish(kSource).scenario;
}

/// A walk of up to `steps`; it ends where nothing can happen.
std::vector<std::size_t> any_walk(const LiveModel& model, std::size_t steps) {
  std::vector<std::size_t> places;
  std::string state = model.initial_state();
  while (places.size() < steps) {
    const std::size_t enabled = model.enabled(state);
    if (enabled == 0) break;
    places.push_back(*rc::gen::inRange<std::size_t>(0, enabled));
    state = model.after(state, places.back());
  }
  return places;
}

/// What is wrong with how its messages are followed; empty if nothing is.
std::string problem_of_messages(const traces::Trace& trace) {
  std::size_t arrivals = 0;
  const traces::CausalOrder order(trace);
  for (const traces::SentMessage& m : traces::messages_of(trace)) {
    arrivals += m.receipts.size() + (m.lost ? 1 : 0);
    for (const traces::Receipt& receipt : m.receipts) {
      if (receipt.step < m.sent) return m.message.text + " is received before it is sent";
      if (receipt.step > m.sent && !order.happens_before(m.sent, receipt.step))
        return m.message.text + " is received by a step that does not come after it";
    }
  }
  std::size_t expected = 0;
  for (const traces::Step& step : trace.steps)
    expected += step.traffic.received.size() + step.traffic.read.size() + step.traffic.lost.size();
  return arrivals == expected ? "" : "some message is received that nobody sent";
}

/// What is wrong with the promises on which proposals are said to rest; empty if nothing is. The sentences come from the model's own record
/// of whose promises it counts.
std::string problem_of_grounds(const traces::Trace& trace) {
  const std::vector<traces::SentMessage> messages = traces::messages_of(trace);
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const traces::Step& step = trace.steps[i];
    const bool proposes = std::any_of(step.milestones.begin(), step.milestones.end(), [](const auto& m) {
      return m.kind == model::Milestone::Kind::kProposed;
    });
    if (!proposes) continue;
    std::set<std::string> acceptors;
    for (const std::size_t ground : traces::grounds_of(trace, messages, i)) {
      if (messages[ground].sent > i) return "a promise of later";
      acceptors.insert(messages[ground].message.from);
    }
    if (acceptors != std::set<std::string>(step.traffic.promisers.begin(), step.traffic.promisers.end()))
      return "not those whose promises count: " + step.sentence;
    if (step.sentence.find("nobody promised") != std::string::npos && !acceptors.empty())
      return "promises that it does not know of: " + step.sentence;
  }
  return "";
}

RC_GTEST_PROP(RandomPaths, CanBeToldInEveryFormat, ()) {
  Scenario scenario;
  try {
    scenario = any_scenario();
  } catch (const cli::InputError&) {
    RC_DISCARD("the variant makes no sense at these bounds");
  }
  const auto model = scenario.protocol->open(scenario);
  const auto places = any_walk(*model, *rc::gen::inRange<std::size_t>(0, 60));
  const traces::Trace trace = model->tell(places);
  RC_ASSERT(problem_of_messages(trace) == "");
  const traces::SavedTrace of_json = traces::parse_trace(traces::to_json(trace).dump());
  const traces::SavedTrace of_itf = traces::parse_trace(traces::to_itf(trace).dump());
  RC_ASSERT(of_json.actions.size() == trace.steps.size());
  RC_ASSERT(of_itf.actions == of_json.actions);
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    RC_ASSERT(of_json.actions[i] == trace.steps[i].action);
    RC_ASSERT(of_json.changes[i] == trace.steps[i].changes);
  }
  RC_ASSERT(of_itf.variables.size() == trace.situations.size());
  traces::compare_variables(of_itf, trace);
  RC_ASSERT(problem_of_grounds(trace) == "");
  traces::TextOptions options;
  options.style = static_cast<traces::TextStyle>(*rc::gen::inRange(0, 4));
  options.explains = true;
  options.width = *rc::gen::inRange<std::size_t>(40, 200);
  for (const cli::TraceFormat& format : cli::trace_formats()) {
    const std::string text = format.render(trace, options, {});
    RC_ASSERT(!text.empty());
    RC_ASSERT(text == format.render(trace, options, {}));
  }
}

RC_GTEST_PROP(RandomPaths, AreShrunkToWhatShowsTheSame, ()) {
  Scenario scenario;
  try {
    scenario = any_scenario();
  } catch (const cli::InputError&) {
    RC_DISCARD("the variant makes no sense at these bounds");
  }
  const auto model = scenario.protocol->open(scenario);
  const auto places = any_walk(*model, 60);
  std::vector<std::string> states{model->initial_state()};
  for (const std::size_t place : places) states.push_back(model->after(states.back(), place));
  const checker::PropertyMask noticed =
      model->noticed(states[states.size() - std::min<std::size_t>(states.size(), 2)], states.back());
  checker::for_each_property(noticed, [&](std::size_t p) {
    const invariants::Property& property = *scenario.properties[p];
    const auto shrunk = model->shrunk(places, property);
    RC_ASSERT(shrunk.size() <= places.size());
    const traces::Trace trace = model->tell(shrunk, property);
    RC_ASSERT(!trace.why.empty());
    RC_ASSERT(
        std::all_of(trace.steps.begin(), trace.steps.end(), [](const auto& step) { return step.is_needed; }));
    // What shrinks further was not shrunk.
    RC_ASSERT(model->shrunk(shrunk, property) == shrunk);
    const traces::Trace whole = model->tell(places, property);
    const auto needed = std::count_if(whole.steps.begin(), whole.steps.end(),
                                      [](const auto& step) { return step.is_needed; });
    RC_ASSERT(static_cast<std::size_t>(needed) == shrunk.size());
  });
}

}  // namespace
}  // namespace paxoscope::tests
