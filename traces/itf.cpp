#include "traces/itf.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "traces/json.hpp"
#include "traces/replay.hpp"

namespace paxoscope::traces {

namespace {

using model::Term;
using nlohmann::ordered_json;

constexpr const char* kFormat = "https://apalache-mc.org/docs/adr/015adr-trace.html";

ordered_json integer(std::int64_t number) { return {{"#bigint", std::to_string(number)}}; }

ordered_json value_of(const Term& term) {
  ordered_json items = ordered_json::array();
  switch (term.kind()) {
    case Term::Kind::kNumber:
      return integer(term.number());
    case Term::Kind::kText:
    case Term::Kind::kName:
      return term.text();
    case Term::Kind::kSet:
      for (const Term& item : term.items()) items.push_back(value_of(item));
      return {{"#set", items}};
    case Term::Kind::kTuple:
      for (const Term& item : term.items()) items.push_back(value_of(item));
      return {{"#tup", items}};
    case Term::Kind::kRecord: {
      ordered_json record = ordered_json::object();
      for (std::size_t i = 0; i < term.items().size(); ++i)
        record[term.keys()[i].text()] = value_of(term.items()[i]);
      return record;
    }
    case Term::Kind::kFunction:
      break;
  }
  for (std::size_t i = 0; i < term.items().size(); ++i) {
    items.push_back(ordered_json::array({value_of(term.keys()[i]), value_of(term.items()[i])}));
  }
  return {{"#map", items}};
}

ordered_json value_of(const model::Record& action) {
  ordered_json record = ordered_json::object();
  for (const model::Field& field : action) {
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      record[field.name] = integer(*number);
    } else if (const auto* list = std::get_if<std::vector<std::string>>(&field.value)) {
      record[field.name] = *list;
    } else {
      record[field.name] = std::get<std::string>(field.value);
    }
  }
  return record;
}

[[noreturn]] void refuse_itf(const std::string& problem) {
  throw TraceFileError(TraceFileError::Kind::kContents, problem);
}

/// An action of the file as the trace of our own format has it.
ordered_json action_from(const ordered_json& record, const std::string& where) {
  if (!record.is_object()) refuse_itf(fmt::format("\"action\" of {} must be a record", where));
  ordered_json action = ordered_json::object();
  for (const auto& [key, value] : record.items()) {
    const bool is_integer =
        value.is_object() && value.size() == 1 && value.contains("#bigint") && value["#bigint"].is_string();
    if (!is_integer) {
      action[key] = value;
      continue;
    }
    const std::string digits = value["#bigint"].get<std::string>();
    try {
      std::size_t end = 0;
      action[key] = std::stoll(digits, &end);
      if (end != digits.size()) throw std::invalid_argument(digits);
    } catch (const std::logic_error&) {
      refuse_itf(fmt::format("\"{}\" of the action of {} is not a number that can be read: '{:.20}'", key,
                             where, digits));
    }
  }
  return action;
}

/// A value in the one way in which it can be written: sets and maps have no order, and small numbers may stand as such.
ordered_json canonical(const ordered_json& value) {
  if (value.is_number_integer()) return integer(value.get<std::int64_t>());
  if (!value.is_structured()) return value;
  ordered_json result = value;
  for (ordered_json& item : result) item = canonical(item);
  for (const char* unordered : {"#set", "#map"}) {
    if (!result.is_object() || result.size() != 1 || !result.contains(unordered) ||
        !result[unordered].is_array())
      continue;
    ordered_json& items = result[unordered];
    std::sort(items.begin(), items.end(),
              [](const ordered_json& a, const ordered_json& b) { return a.dump() < b.dump(); });
  }
  return result;
}

}  // namespace

ordered_json to_itf(const Trace& trace) {
  ordered_json document = ordered_json::object();
  const ordered_json ours = to_json(trace);
  ordered_json paxoscope{{"schema_version", kTraceSchemaVersion}};
  for (const char* key : {"scenario", "property", "shows", "initial_state"}) paxoscope[key] = ours[key];
  if (trace.loop && !trace.loop->but.empty()) paxoscope["but"] = trace.loop->but;
  document["#meta"] = {{"format", "ITF"}, {"format-description", kFormat}, {"paxoscope", paxoscope}};
  document["vars"] = ordered_json::array({"action"});
  for (const model::Variable& variable : trace.situations.front().variables)
    document["vars"].push_back(variable.name);
  document["states"] = ordered_json::array();
  for (std::size_t i = 0; i < trace.situations.size(); ++i) {
    ordered_json state{{"#meta", {{"index", i}}}};
    state["action"] = i == 0 ? ordered_json{{"type", "init"}} : value_of(trace.steps[i - 1].action);
    for (const model::Variable& variable : trace.situations[i].variables)
      state[variable.name] = value_of(variable.value);
    if (i > 0) {
      state["#meta"]["text"] = trace.steps[i - 1].sentence;
    }
    document["states"].push_back(std::move(state));
  }
  if (trace.loop) document["loop"] = trace.loop->from;
  return document;
}

bool is_itf(const ordered_json& document) {
  return document.is_object() && document.contains("states") && document.contains("vars");
}

ordered_json trace_from_itf(const ordered_json& document) {
  const auto meta = document.find("#meta");
  if (meta == document.end() || !meta->is_object() || !meta->contains("paxoscope"))
    refuse_itf(R"(it is in ITF, but it does not say what was checked: "#meta" has no "paxoscope")");
  const ordered_json& ours = (*meta)["paxoscope"];
  if (!ours.is_object()) refuse_itf(R"("paxoscope" of "#meta" must be an object)");
  ordered_json trace = ours;
  trace["kind"] = "trace";
  trace["steps"] = ordered_json::array();
  const ordered_json& states = document["states"];
  if (!states.is_array() || states.empty()) refuse_itf("\"states\" must be an array of at least one");
  for (std::size_t i = 1; i < states.size(); ++i) {
    const std::string where = fmt::format("state {}", i);
    if (!states[i].is_object() || !states[i].contains("action"))
      refuse_itf(fmt::format("{} has no \"action\"", where));
    trace["steps"].push_back({{"step", i}, {"action", action_from(states[i]["action"], where)}});
  }
  trace["length"] = states.size() - 1;
  if (document.contains("loop")) {
    trace["loop"] = {{"from", document["loop"]}, {"but", trace.value("but", ordered_json(""))}};
    trace.erase("but");
  }
  return trace;
}

std::vector<std::map<std::string, std::string>> variables_from_itf(const ordered_json& document) {
  std::vector<std::map<std::string, std::string>> variables;
  const ordered_json& states = document["states"];
  if (!states.is_array()) return variables;
  for (const ordered_json& state : states) {
    auto& of_state = variables.emplace_back();
    if (!state.is_object()) continue;
    for (const auto& [name, value] : state.items()) {
      if (name != "action" && !name.starts_with('#')) of_state[name] = canonical(value).dump();
    }
  }
  return variables;
}

void compare_variables(const SavedTrace& saved, const Trace& trace) {
  for (std::size_t i = 0; i < saved.variables.size() && i < trace.situations.size(); ++i) {
    std::map<std::string, std::string> said = saved.variables[i];
    for (const model::Variable& variable : trace.situations[i].variables) {
      const auto found = said.find(variable.name);
      if (found == said.end())
        throw ReplayError(i, fmt::format("of the state after it the file has no \"{}\"", variable.name));
      if (found->second != canonical(value_of(variable.value)).dump()) {
        throw ReplayError(
            i, fmt::format("in the file \"{}\" of the state after it is otherwise", variable.name));
      }
      said.erase(found);
    }
    if (!said.empty()) {
      throw ReplayError(
          i, fmt::format("the state after it has no \"{:.40}\", as the file says", said.begin()->first));
    }
  }
}

}  // namespace paxoscope::traces
