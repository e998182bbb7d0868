// What the explorer can be asked for. The first byte of an input says of which scenario, the rest is the goal; one that is read is looked for, among a few
// states.
#include "cli/explore/goal.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/explore/seek.hpp"
#include "cli/keys.hpp"
#include "cli/protocol.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/fuzz/memory_file.hpp"

namespace paxoscope::fuzz {

namespace {

struct Explored {
  cli::Scenario scenario;
  std::unique_ptr<cli::LiveModel> model;
  cli::GoalVocabulary vocabulary;
};

Explored explored(const std::string& protocol) {
  const cli::Source source{"explore", false};
  cli::RequestBuilder builder;
  builder.set_protocol(protocol, source);
  cli::Scenario scenario = builder.finish(source).scenario;
  auto model = scenario.protocol->open(scenario);
  cli::GoalVocabulary vocabulary = cli::goal_vocabulary(scenario, *model);
  return {std::move(scenario), std::move(model), std::move(vocabulary)};
}

void look_for(const cli::Goal& goal, const Explored& in) {
  constexpr std::uint64_t kStatesMax = 100;
  const std::string start = in.model->initial_state();
  const cli::Sought sought = cli::seek(*in.model, start, goal, in.vocabulary, kStatesMax);
  expect(sought.states <= kStatesMax, "a search goes beyond its limit");
  if (sought.outcome != cli::Sought::Outcome::kFound) return;
  std::string before = start;
  std::string state = start;
  for (const std::size_t place : sought.places) {
    expect(place < in.model->enabled(state), "the way to a goal is none");
    before = std::exchange(state, in.model->after(state, place));
  }
  expect(goal.holds(*in.model, before, state) || goal.holds(*in.model, state, state),
         "the way to a goal leads elsewhere");
}

}  // namespace

}  // namespace paxoscope::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace paxoscope;
  using fuzz::expect;
  static const std::array<fuzz::Explored, 3> all{fuzz::explored("paxos"), fuzz::explored("synod"),
                                                 fuzz::explored("multi-paxos")};
  if (size == 0) return 0;
  const fuzz::Explored& in = all.at(data[0] % all.size());
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  std::optional<cli::Goal> goal;
  try {
    goal = cli::parse_goal(text, in.vocabulary);
  } catch (const cli::GoalError& error) {
    fuzz::expect_line(error.what());
    expect(error.column() >= 1 && error.column() <= text.size() + 1, "a mistake is beyond the end of a goal");
    return 0;
  }
  expect(!goal->facts().empty(), "a goal asks for nothing");
  fuzz::look_for(*goal, in);
  return 0;
}
