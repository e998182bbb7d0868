// Protects: a saved trace runs again or is refused with the step that does not fit, however it was spoilt.

#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/command_line.hpp"
#include "tests/process.hpp"
#include "tests/thorough.hpp"

namespace paxoscope::tests {
namespace {

using nlohmann::ordered_json;

ordered_json saved_trace() { return ordered_json::parse(saved().trace); }

Finished replay(const std::string& contents) {
  const TemporaryDirectory directory;
  directory.write("t.json", contents);
  Finished finished = run({"replay", "t.json"}, directory);
  EXPECT_EQ(directory.names(), Words{"t.json"});
  return finished;
}

void expect_replayed(const std::string& contents) {
  const Finished finished = replay(contents);
  EXPECT_EQ(finished.status, kViolated) << finished.standard_error;
  EXPECT_TRUE(finished.standard_output.starts_with("REPLAYED: ")) << finished.standard_output;
  EXPECT_EQ(finished.standard_error, "");
}

/// The saved trace with the value at `place` (a JSON pointer) replaced or added; `value` is written as it
/// stands.
std::string trace_with(const std::string& place, const std::string& value) {
  ordered_json trace = saved_trace();
  trace[ordered_json::json_pointer(place)] = "HERE";
  const std::string mark = "\"HERE\"";
  std::string text = trace.dump();
  return text.replace(text.find(mark), mark.size(), value);
}

TEST(Replay, ATraceEndsInTheViolationAgain) { expect_replayed(saved().trace); }

TEST(Replay, SoDoesAResult) { expect_replayed(saved().result); }

TEST(Replay, AResultThatHoldsHasNothingToReplay) {
  const TemporaryDirectory directory;
  ASSERT_EQ(run(kSmall + "--json r.json", directory).status, kHolds);
  expect_refused(run({"replay", "r.json"}, directory), kMakesNoSense,
                 "r.json: it is a result without a counterexample");
}

TEST(Replay, AResultWithAWitnessShowsItAgain) {
  const TemporaryDirectory directory;
  ASSERT_EQ(
      run(words("check paxos --reductions none --property value-chosen --json r.json"), directory).status,
      kHolds);
  const Finished finished = run({"replay", "r.json"}, directory);
  EXPECT_EQ(finished.status, kHolds) << finished.standard_error;
  EXPECT_TRUE(contains(finished.standard_output, "value-chosen is reached at the end"));
}

TEST(Replay, AScenarioWithoutOneOfItsKeysIsRefused) {
  ordered_json trace = saved_trace();
  trace["scenario"].erase("loss");
  expect_refused(replay(trace.dump()), kMakesNoSense, "t.json: scenario: loss: is missing");
}

TEST(Replay, WhatAMessageQuotesIsMadeSafe) {
  ordered_json trace = saved_trace();
  trace["scenario"]["variant"] = std::string("a\0b\x1b[31m\u009b\u00e9\n", 13);
  expect_refused(replay(trace.dump()), kMakesNoSense, "unknown variant 'a?b?[31m?\u00e9 '");
  const TemporaryDirectory directory;
  expect_refused(run({"check", "\xff\xfe"}, directory), kUsage,
                 "unknown protocol '?"
                 "?'");
}

// What states say of variables is gone through by recursion; prose is not gone through at all.
TEST(Replay, OnlyWhatIsNotReadMayBeNestedDeeply) {
  const std::size_t depth = 200'000;
  const std::string deep = std::string(depth, '[') + std::string(depth, ']');
  expect_refused(replay("{\"vars\":[],\"states\":[{\"x\":" + deep + "}]}"), kMakesNoSense,
                 "t.json: it is nested more than 100 deep");
  expect_replayed(trace_with("/why", deep));
}

TEST(Replay, ProseIsToldAnew) {
  ordered_json trace = saved_trace();
  trace["why"] = {"because"};
  trace["legend"] = nullptr;
  for (ordered_json& step : trace["steps"]) {
    step["text"] = "nothing happens";
    step["notes"] = ordered_json::array();
  }
  expect_replayed(trace.dump());
  EXPECT_EQ(replay(trace.dump()).standard_output, replay(saved().trace).standard_output);
}

TEST(Replay, WhatAStepChangesIsNotProse) {
  ordered_json trace = saved_trace();
  trace["steps"][7]["changes"][0]["after"] = "ballot 2";
  expect_refused(replay(trace.dump()), kMakesNoSense,
                 "t.json: does not replay: step 8: it changes a1 promised: ");
}

TEST(Replay, OfOtherRulesIsRefusedAtTheStepThatWouldHaveBeenDifferent) {
  ordered_json trace = saved_trace();
  trace["scenario"]["variant"] = "none";
  expect_refused(replay(trace.dump()), kMakesNoSense,
                 "does not replay: step 8: it changes nothing, but in the file a1 promised: ");
}

TEST(Replay, WhatTheFormatDoesNotHaveIsRefused) {
  ordered_json trace = saved_trace();
  trace["mood"] = "good";
  expect_refused(replay(trace.dump()), kMakesNoSense, "the document has an unknown key \"mood\"");
  trace = saved_trace();
  trace["steps"][2]["speed"] = 3;
  expect_refused(replay(trace.dump()), kMakesNoSense, "step 3 has an unknown key \"speed\"");
  trace = saved_trace();
  trace["property"] = "agreement";
  trace["scenario"]["property"] = {"p2b"};
  expect_refused(replay(trace.dump()), kMakesNoSense, "property: 'agreement' is not one of the scenario's");
}

TEST(Replay, ATraceCutShortAnywhereIsRefused) {
  const std::string& trace = saved().trace;
  constexpr std::size_t kStride = 97;
  // Nobody misses the line feed after the closing brace.
  for (std::size_t size = 0; size + 2 <= trace.size(); size += kStride) {
    SCOPED_TRACE(size);
    expect_bad_file(replay(trace.substr(0, size)), "t.json: ");
  }
}

TEST(Replay, WhatIsNotJsonIsRefused) {
  constexpr std::size_t kDeep = 1'000'000;
  const std::vector<std::pair<const char*, std::string>> all{
      {"nothing", ""},
      {"a word", "hello\n"},
      {"a zero", std::string(1, '\0')},
      {"random bytes", random_bytes(kMuch, 2)},
      {"letters", std::string(kMuch, 'a')},
      {"open brackets", std::string(kDeep, '[')},
      {"open objects", repeated("{\"a\":", kDeep)},
      {"invalid UTF-8", "{\"\xff\": 1}"},
      {"too large a number", "{\"schema_version\": 1e400}"},
      {"two traces", saved().trace + saved().trace},
      {"a scenario file", kPaxos},
  };
  for (const auto& [what, contents] : all) {
    SCOPED_TRACE(what);
    expect_refused(replay(contents), kDoesNotParse, "t.json: ");
  }
}

TEST(Replay, JsonOfAnotherKindIsRefused) {
  constexpr std::size_t kDeep = 1'000'000;
  const std::vector<std::pair<std::string, const char*>> all{
      {"null", "the document must be an object"},
      {"3", "the document must be an object"},
      {"[{}]", "the document must be an object"},
      {"\"" + std::string(kMuch, 'a') + "\"", "the document must be an object"},
      {std::string(kDeep, '[') + std::string(kDeep, ']'), "the document must be an object"},
      {"{}", "has no \"schema_version\""},
      {"{\"schema_version\": 2, \"kind\": \"trace\"}", "schema_version is 2; this program reads version 1"},
      {"{\"schema_version\": \"1\", \"kind\": \"trace\"}", "schema_version is \"1\""},
      {"{\"schema_version\": 1}", "has no \"kind\""},
      {"{\"schema_version\": 1, \"kind\": \"recipe\"}", "kind is neither \"trace\" nor \"result\""},
  };
  for (const auto& [contents, says] : all) {
    SCOPED_TRACE(contents.substr(0, 80));
    expect_refused(replay(contents), kMakesNoSense, says);
  }
}

TEST(Replay, AValueThatDoesNotFitTheRestIsRefused) {
  const std::string last_step = "step " + saved_trace().at("length").dump();
  struct Edit {
    std::string place;
    std::string value;
    std::string says;
  };
  const std::vector<Edit> edits{
      {"/schema_version", "2", "schema_version is 2; this program reads version 1"},
      {"/property", "\"validity\"", "does not replay: " + last_step + ": after it, validity is not violated"},
      {"/property", "\"agrement\"", "unknown property 'agrement'; did you mean 'agreement'?"},
      {"/property", "\"learners-agree\"", "property: 'learners-agree' is about learners and there are none"},
      {"/property", "\"value-chosen\"", "'value-chosen' can only be witnessed"},
      {"/shows", "\"witness\"", "can only be violated"},
      {"/length", "3", "\"length\" is 3, but there are "},
      {"/initial_state", "1", "there is no such initial state"},
      {"/initial_state", "-1", "\"initial_state\" must be a whole number"},
      {"/scenario/variant", "\"none\"", "does not replay: step "},
      {"/scenario/variant", "\"nonee\"", "scenario: variant: unknown variant 'nonee'; did you mean 'none'?"},
      {"/scenario/acceptors", "9", "scenario: acceptors: 9 is too large: at most 7"},
      {"/scenario/acceptors", "1", "does not replay: step "},
      {"/scenario/acceptors", "\"3\"", "scenario: acceptors: must be a whole number"},
      {"/scenario/acceptrs", "3", "scenario: acceptrs: unknown key 'acceptrs'; did you mean 'acceptors'?"},
      {"/scenario/json", "\"x.json\"", "scenario: json: is not part of a scenario"},
      {"/scenario/protocol", "\"raft\"", "scenario: protocol: unknown protocol 'raft'"},
      {"/scenario", "{}", "scenario: protocol: is missing"},
      {"/steps", "{}", "\"steps\" must be an array"},
      {"/steps/2", "3", "step 3 must be an object"},
      {"/steps/2", "{\"step\": 3}", "step 3 has no \"action\""},
      {"/steps/2/step", "9", "step 3 is numbered 9"},
      {"/steps/0/action", "{}", "does not replay: step 1: no such action is possible here: "},
      {"/steps/0/action", "{\"type\": \"explode\"}", "step 1: no such action is possible here: type=explode"},
      {"/steps/0/action/speed", "3", "does not replay: step 1: no such action is possible here: "},
  };
  for (const auto& [place, value, says] : edits) {
    SCOPED_TRACE(place + " = " + value);
    expect_refused(replay(trace_with(place, value)), kMakesNoSense, says);
  }
}

/// Numbers the steps anew and makes the length fit, as someone would who edits a trace with care.
void renumber(ordered_json& trace) {
  for (std::size_t i = 0; i < trace["steps"].size(); ++i) trace["steps"][i]["step"] = i + 1;
  trace["length"] = trace["steps"].size();
}

TEST(Replay, StepsThatAreNotARunAreRefused) {
  ordered_json original = saved_trace();
  const auto& steps = original["steps"];
  const auto of_acceptor = std::find_if(steps.begin(), steps.end(), [](const ordered_json& step) {
    return step["action"].contains("acceptor");
  });
  const auto index = static_cast<std::size_t>(of_acceptor - steps.begin());
  const auto beyond = std::to_string(steps.size() + 1);
  struct Edit {
    const char* what;
    std::function<void(ordered_json&)> apply;
    std::string careless;  // what is said of it as it is, if that is wrong already
    std::string careful;   // what is said once numbers and length fit
  };
  const std::vector<Edit> edits{
      {"the first step removed", [](auto& all) { all.erase(0); }, "step 1 is numbered 2",
       "does not replay: step "},
      {"two steps swapped", [](auto& all) { std::swap(all.front(), all.back()); }, "step 1 is numbered ",
       "does not replay: step 1: no such action is possible here: type=deliver "},
      {"another acceptor", [&](auto& all) { all[index]["action"]["acceptor"] = "a7"; }, "",
       "does not replay: step " + std::to_string(index + 1) + ": no such action is possible here: "},
      {"an unknown action too many",
       [](auto& all) {
         all.push_back({{"action", {{"type", "explode"}}}, {"changes", ordered_json::array()}});
       },
       "step " + beyond + " has no \"step\"",
       "does not replay: step " + beyond + ": no such action is possible here: type=explode"},
      {"no steps at all", [](auto& all) { all = ordered_json::array(); }, "\"length\" is ",
       "is not violated"},
  };
  for (const Edit& edit : edits) {
    SCOPED_TRACE(edit.what);
    ordered_json trace = original;
    edit.apply(trace["steps"]);
    if (!edit.careless.empty()) expect_refused(replay(trace.dump()), kMakesNoSense, edit.careless);
    renumber(trace);
    expect_refused(replay(trace.dump()), kMakesNoSense, edit.careful);
  }
}

/// Where a trace says something to the program, in JSON pointers; of the steps only two, as all are alike.
Words places_that_matter() {
  Words places;
  const ordered_json flat = saved_trace().flatten();
  for (const auto& item : flat.items()) {
    const std::string& place = item.key();
    const bool is_step = place.starts_with("/steps/");
    const bool is_read = is_step ? contains(place, "/action/") || place.ends_with("/step")
                                 : !place.starts_with("/why") && !place.starts_with("/legend");
    if (is_read && (!is_step || place.starts_with("/steps/0/") || place.starts_with("/steps/2/"))) {
      places.push_back(place);
    }
  }
  return places;
}

TEST(Replay, NoValueAnywhereCrashesIt) {
  const Words values{
      "null", "true",           "-1", "0",    "3.5", "1e400", "18446744073709551616", "9223372036854775808",
      "\"\"", "\"\\u0000\\n\"", "[]", "[[]]", "{}"};
  // Of all pairs each seventh, so that each place and each value have their turn.
  const std::size_t every = part_of<std::size_t>(1, 7);
  std::size_t pair = 0;
  for (const std::string& place : places_that_matter()) {
    for (const std::string& value : values) {
      if (pair++ % every != 0) continue;
      SCOPED_TRACE(place + " = " + value);
      const Finished finished = replay(trace_with(place, value));
      if (finished.status == kViolated) continue;  // it does not matter after all
      expect_bad_file(finished, "t.json: ");
    }
  }
}

}  // namespace
}  // namespace paxoscope::tests
