#include "cli/explore/explorer.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/errors.hpp"
#include "cli/explore/seek.hpp"
#include "cli/numbers.hpp"
#include "cli/one_line.hpp"
#include "cli/protocol.hpp"
#include "cli/report.hpp"
#include "cli/request.hpp"
#include "cli/text.hpp"
#include "traces/html.hpp"
#include "traces/json.hpp"
#include "traces/replay.hpp"
#include "traces/svg.hpp"

namespace paxoscope::cli {

namespace {

using nlohmann::ordered_json;

[[noreturn]] void refuse_question(const std::string& problem) { throw QuestionError(one_line(problem)); }

/// "0.3.2" as numbers.
Places places_from(std::string_view path) {
  Places places;
  std::string_view rest = path;
  while (!path.empty()) {
    std::size_t place = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), place);
    const auto length = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc() || (length < rest.size() && rest[length] != '.')) {
      refuse_question(fmt::format("path: step {} is no number; a path is such as 0.3.2", places.size() + 1));
    }
    places.push_back(place);
    if (places.size() > Explorer::kStepsMax)
      refuse_question(fmt::format("path: more than {} steps", grouped(Explorer::kStepsMax)));
    if (length == rest.size()) break;
    rest.remove_prefix(length + 1);
  }
  return places;
}

std::string path_text(const Places& places) { return fmt::format("{}", fmt::join(places, ".")); }

/// The places of the steps of a run.
Places places_along(const LiveModel& model, const traces::Trace& trace) {
  Places places;
  std::string state = model.initial_state();
  for (const traces::Step& step : trace.steps) {
    const std::vector<Choice> choices = model.choices(state);
    const auto taken = std::find_if(choices.begin(), choices.end(), [&](const Choice& choice) {
      return traces::same_fields(choice.action, step.action);
    });
    if (taken == choices.end()) throw SelfCheckError("a run that replays has a step that is not enabled");
    places.push_back(static_cast<std::size_t>(taken - choices.begin()));
    state = model.after(state, places.back());
  }
  return places;
}

/// Why nothing was found, in a sentence or two.
std::string why_not_found(const Sought& sought, const Goal& goal, const GoalVocabulary& vocabulary,
                          std::uint64_t states_max) {
  std::string text;
  if (sought.outcome == Sought::Outcome::kUnreachable) {
    text = fmt::format("No way leads there: all {} that can be reached from here were visited.",
                       counted(sought.states, "state"));
  } else {
    text = fmt::format(
        "Not found among the first {}: none is within {} of here, and farther ones were not all visited.",
        counted(states_max, "state"), counted(sought.complete_depth, "step"));
  }
  std::vector<std::string> told;
  for (std::size_t i = 0; i < sought.values_seen.size(); ++i) {
    const GoalFact& fact = goal.facts()[i];
    if (fact.kind != GoalFact::Kind::kAttribute || sought.values_seen[i].empty()) continue;
    const model::Attribute& attribute = vocabulary.attributes[fact.index];
    std::string line = fmt::format(" {}.{} was seen to be: {}.", attribute.process, attribute.field,
                                   fmt::join(sought.values_seen[i], "; "));
    if (std::find(told.begin(), told.end(), line) != told.end()) continue;
    text += line;
    told.push_back(std::move(line));
  }
  return text;
}

}  // namespace

Explorer::Explorer(Scenario scenario, std::uint64_t states_max, std::size_t initial_state)
    : scenario_(std::move(scenario)),
      model_(scenario_.protocol->open(scenario_, initial_state)),
      vocabulary_(goal_vocabulary(scenario_, *model_)),
      states_max_(states_max),
      initial_state_(initial_state) {}

Explorer::Explorer(const SavedRun& saved) : Explorer(saved.scenario, kStatesMax, saved.trace.initial_state) {
  saved_ = places_along(*model_, saved.trace);
  saved_for_ = fmt::format("{} {}", saved.trace.is_witness ? "reaches" : "violates", saved.trace.property);
}

std::vector<std::string> Explorer::states_on(const Places& places) const {
  std::vector<std::string> states{model_->initial_state()};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t enabled = model_->enabled(states.back());
    if (places[i] >= enabled) {
      refuse_question(fmt::format("path: step {} has place {}, but {} can happen there", i + 1, places[i],
                                  enabled == 0 ? "nothing" : counted(enabled, "thing")));
    }
    states.push_back(model_->after(states.back(), places[i]));
  }
  return states;
}

/// A run that goes wrong is told with why; one that does not, or is so long that what it needs would take long to find, without.
traces::Trace Explorer::told(const Places& places, const std::vector<std::string>& states) const {
  constexpr std::size_t kStepsToExplainMax = 100;
  const std::string& before = states[states.size() - std::min<std::size_t>(states.size(), 2)];
  checker::PropertyMask violated = model_->noticed(before, states.back());
  for (std::size_t i = 0; i < scenario_.properties.size(); ++i) {
    if (scenario_.properties[i]->kind == invariants::Kind::kWitness) violated &= ~checker::property_bit(i);
  }
  if (violated == 0 || places.size() > kStepsToExplainMax) return model_->tell(places);
  return model_->tell(places, *scenario_.properties[static_cast<std::size_t>(std::countr_zero(violated))]);
}

std::vector<std::string> Explorer::names_of(checker::PropertyMask properties) const {
  std::vector<std::string> names;
  checker::for_each_property(properties,
                             [&](std::size_t p) { names.emplace_back(scenario_.properties[p]->name); });
  return names;
}

ordered_json Explorer::choices_in(const std::string& state) const {
  ordered_json json = ordered_json::array();
  const checker::PropertyMask now = model_->noticed(state, state);
  const std::vector<Choice> choices = model_->choices(state);
  const std::vector<std::string> successors = model_->successors(state);
  for (std::size_t place = 0; place < choices.size(); ++place) {
    json.push_back({{"place", place},
                    {"process", choices[place].process},
                    {"sentence", choices[place].sentence},
                    {"action", traces::to_json(choices[place].action)},
                    {"brings", names_of(model_->noticed(state, successors[place]) & ~now)}});
  }
  return json;
}

ordered_json Explorer::scenario() const {
  std::string command = "paxoscope explore " + scenario_words(scenario_);
  if (initial_state_ > 0) command += fmt::format(" --initial-state {}", initial_state_);
  const traces::PageFacts facts = page_facts(scenario_, command);
  ordered_json json{{"scenario", facts.scenario},
                    {"warnings", scenario_.protocol->warnings(scenario_)},
                    {"command", facts.command},
                    {"properties", ordered_json::array()},
                    {"rules", traces::rules_to_json(facts.rules)},
                    {"goals", {{"fields", traces::to_json(vocabulary_.attributes)}}},
                    {"trace", nullptr},
                    {"limits", {{"steps", kStepsMax}, {"states", states_max_}}}};
  for (const invariants::Property* p : scenario_.properties) {
    json["properties"].push_back({{"name", p->name},
                                  {"statement", p->statement},
                                  {"source", p->source},
                                  {"to_be", p->kind == invariants::Kind::kWitness ? "reached" : "kept"}});
  }
  json["goals"]["values"] = vocabulary_.values;
  json["goals"]["examples"] = goal_examples(vocabulary_);
  if (saved_) json["trace"] = {{"path", path_text(*saved_)}, {"shows", saved_for_}};
  return json;
}

ordered_json Explorer::run(std::string_view path) const {
  const Places places = places_from(path);
  const std::vector<std::string> states = states_on(places);
  const traces::Trace trace = told(places, states);
  ordered_json json{{"path", path_text(places)}, {"places", places}};
  json["run"] = traces::run_with_states(trace);
  if (trace.property.empty()) json["run"]["property"] = json["run"]["shows"] = nullptr;
  json["svg"] = traces::to_svg_element(trace);
  json["chosen"] = ordered_json::array();
  json["choices"] = ordered_json::array();
  for (const std::string& state : states) {
    json["chosen"].push_back(model_->chosen(state));
    json["choices"].push_back(choices_in(state));
  }
  return json;
}

ordered_json Explorer::seek(std::string_view path, std::string_view goal_text) const {
  Places places = places_from(path);
  const std::vector<std::string> states = states_on(places);
  std::optional<Goal> goal;
  try {
    goal = parse_goal(goal_text, vocabulary_);
  } catch (const GoalError& error) {
    refuse_question(error.what());
  }
  Sought sought;
  {
    const std::lock_guard lock(one_search_at_a_time_);
    sought = cli::seek(*model_, states.back(), *goal, vocabulary_, states_max_);
  }
  ordered_json json{{"found", sought.outcome == Sought::Outcome::kFound}, {"states", sought.states}};
  if (sought.outcome != Sought::Outcome::kFound) {
    json["unreachable"] = sought.outcome == Sought::Outcome::kUnreachable;
    json["reason"] = why_not_found(sought, *goal, vocabulary_, states_max_);
    return json;
  }
  json["steps"] = sought.places.size();
  places.insert(places.end(), sought.places.begin(), sought.places.end());
  if (places.size() > kStepsMax) {
    return {{"found", false},
            {"unreachable", false},
            {"states", sought.states},
            {"reason", fmt::format("The way there has {}, which makes the run longer than {}.",
                                   counted(sought.places.size(), "step"), grouped(kStepsMax))}};
  }
  json["path"] = path_text(places);
  return json;
}

}  // namespace paxoscope::cli
