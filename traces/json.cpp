#include "traces/json.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>

#include "traces/itf.hpp"
#include "traces/messages.hpp"
#include "traces/story.hpp"

namespace paxoscope::traces {

namespace {

using nlohmann::ordered_json;
using Kind = TraceFileError::Kind;

[[noreturn]] void refuse(const std::string& problem) { throw TraceFileError(Kind::kContents, problem); }

/// `object[key]`, which must be there; `where` says which object, for the message.
const ordered_json& member(const ordered_json& object, const char* key, const std::string& where) {
  if (!object.is_object()) refuse(fmt::format("{} must be an object", where));
  const auto found = object.find(key);
  if (found == object.end()) refuse(fmt::format("{} has no \"{}\"", where, key));
  return *found;
}

std::string string_member(const ordered_json& object, const char* key, const std::string& where) {
  const ordered_json& value = member(object, key, where);
  if (!value.is_string()) refuse(fmt::format("\"{}\" of {} must be a string", key, where));
  return value.get<std::string>();
}

/// A value as it stands in the file, cut where it is long.
std::string shown(const ordered_json& value) {
  constexpr std::size_t kLengthMax = 40;
  std::string text = value.is_structured() ? value.type_name() : value.dump();
  if (text.size() > kLengthMax) text = text.substr(0, kLengthMax) + "...";
  return text;
}

model::Field::Value field_value(const ordered_json& value, const std::string& where) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) {
    if (value.is_number_unsigned() &&
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      refuse(fmt::format("{} is too large a number", where));
    }
    return value.get<std::int64_t>();
  }
  if (value.is_array()) {
    std::vector<std::string> items;
    for (const ordered_json& item : value) {
      if (!item.is_string()) refuse(fmt::format("{} must be an array of strings", where));
      items.push_back(item.get<std::string>());
    }
    return items;
  }
  refuse(fmt::format("{} must be a string, a whole number or an array of strings", where));
}

model::Record record_from(const ordered_json& object, const std::string& where) {
  if (!object.is_object()) refuse(fmt::format("{} must be an object", where));
  model::Record record;
  for (const auto& [key, value] : object.items()) {
    record.push_back({key, field_value(value, fmt::format("\"{}\" of {}", key, where))});
  }
  return record;
}

/// Refuses a member of `object` that the format does not have.
void allow_only(const ordered_json& object, const std::vector<std::string_view>& known,
                const std::string& where) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      refuse(fmt::format("{} has an unknown key \"{}\"", where, key));
    }
  }
}

std::vector<model::Change> changes_from(const ordered_json& step, const std::string& where) {
  const ordered_json& items = member(step, "changes", where);
  if (!items.is_array()) refuse(fmt::format("\"changes\" of {} must be an array", where));
  const std::string item_name = "a change of " + where;
  std::vector<model::Change> changes;
  for (const ordered_json& item : items) {
    changes.push_back({string_member(item, "process", item_name), string_member(item, "field", item_name),
                       string_member(item, "before", item_name), string_member(item, "after", item_name)});
    allow_only(item, {"process", "field", "before", "after"}, item_name);
  }
  return changes;
}

/// How deeply arrays and objects are nested in a text that is JSON.
std::size_t depth_of(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted && c == '\\') ++i;
    if (is_quoted) continue;
    if (c == '[' || c == '{') deepest = std::max(deepest, ++depth);
    if (c == ']' || c == '}') --depth;
  }
  return deepest;
}

constexpr std::array kRunKeys{"property",   "shows",     "length", "initial_state", "loop",
                              "legend",     "processes", "steps",  "why",           "messages",
                              "properties", "departure", "story"};

/// `loop` of a run of `length` steps; nothing if there is none.
std::optional<Loop> loop_from(const ordered_json& run, std::size_t length) {
  const auto found = run.find("loop");
  if (found == run.end()) return std::nullopt;
  const std::string name = "\"loop\"";
  const ordered_json& from = member(*found, "from", name);
  if (!from.is_number_unsigned() || from > length) {
    refuse(fmt::format("{} goes back to after {} steps, but there are {}", name, shown(from), length));
  }
  allow_only(*found, {"from", "but"}, name);
  return Loop{from.get<std::size_t>(), string_member(*found, "but", name)};
}

std::string_view name_of(model::Message::Kind kind) {
  static constexpr std::array<std::string_view, 7> kNames{"prepare", "promise",  "accept", "vote",
                                                          "refusal", "question", "other"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(model::Milestone::Kind kind) {
  static constexpr std::array<std::string_view, 4> kNames{"proposed", "voted", "chosen", "learned"};
  return kNames.at(static_cast<std::size_t>(kind));
}

ordered_json milestones_to_json(const std::vector<model::Milestone>& milestones) {
  ordered_json json = ordered_json::array();
  for (const model::Milestone& m : milestones) {
    ordered_json item{{"kind", name_of(m.kind)}};
    if (!m.process.empty()) item["process"] = m.process;
    if (m.ballot != 0) item["ballot"] = m.ballot;
    item["value"] = m.value;
    if (!m.voters.empty()) item["voters"] = m.voters;
    json.push_back(std::move(item));
  }
  return json;
}

ordered_json messages_to_json(const Trace& trace) {
  ordered_json json = ordered_json::array();
  for (const SentMessage& m : messages_of(trace)) {
    ordered_json item{
        {"kind", name_of(m.message.kind)}, {"from", m.message.from}, {"to", nullptr}, {"ballot", nullptr},
        {"text", m.message.text},          {"sent", m.sent + 1}};
    if (!m.message.to.empty()) item["to"] = m.message.to;
    if (m.message.ballot != 0) item["ballot"] = m.message.ballot;
    item["received"] = ordered_json::array();
    for (const Receipt& receipt : m.receipts)
      item["received"].push_back({{"step", receipt.step + 1}, {"process", receipt.process}});
    item["lost"] = m.lost ? ordered_json(*m.lost + 1) : ordered_json(nullptr);
    json.push_back(std::move(item));
  }
  return json;
}

ordered_json properties_to_json(const Trace& trace) {
  ordered_json json = ordered_json::array();
  for (const Course& course : trace.courses) {
    json.push_back({{"property", course.property},
                    {"to_be", course.is_witness ? "reached" : "kept"},
                    {"since", course.since ? ordered_json(*course.since) : ordered_json(nullptr)}});
  }
  return json;
}

}  // namespace

ordered_json to_json(const model::Record& record) {
  ordered_json object = ordered_json::object();
  for (const model::Field& field : record) {
    std::visit([&](const auto& value) { object[field.name] = value; }, field.value);
  }
  return object;
}

ordered_json to_json(const std::vector<model::Attribute>& attributes) {
  ordered_json json = ordered_json::array();
  for (const model::Attribute& a : attributes)
    json.push_back({{"process", a.process}, {"field", a.field}, {"value", a.value}});
  return json;
}

ordered_json run_to_json(const Trace& trace) {
  ordered_json json = ordered_json::object();
  json["property"] = trace.property;
  json["shows"] = trace.is_witness ? "witness" : "violation";
  json["length"] = trace.steps.size();
  json["initial_state"] = trace.initial_state;
  if (trace.loop) json["loop"] = {{"from", trace.loop->from}, {"but", trace.loop->but}};
  json["legend"] = trace.legend;
  json["processes"] = ordered_json::array();
  for (const model::Process& process : trace.processes)
    json["processes"].push_back({{"name", process.name}, {"role", process.role}});
  json["steps"] = ordered_json::array();
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const Step& step = trace.steps[i];
    ordered_json item = ordered_json::object();
    item["step"] = i + 1;
    item["process"] = step.process;
    item["action"] = to_json(step.action);
    item["text"] = step.sentence;
    item["changes"] = ordered_json::array();
    for (const model::Change& change : step.changes) {
      item["changes"].push_back({{"process", change.process},
                                 {"field", change.field},
                                 {"before", change.before},
                                 {"after", change.after}});
    }
    item["notes"] = step.notes;
    item["milestones"] = milestones_to_json(step.milestones);
    item["needed"] = step.is_needed;
    json["steps"].push_back(std::move(item));
  }
  json["why"] = trace.why;
  json["messages"] = messages_to_json(trace);
  json["properties"] = properties_to_json(trace);
  json["departure"] = departure_to_json(trace);
  json["story"] = story_of(trace);
  return json;
}

ordered_json departure_to_json(const Trace& trace) {
  if (!trace.departure) return nullptr;
  const Departure& d = *trace.departure;
  static constexpr std::array<std::string_view, 3> kAgainst{"specified", "repaired", "unchanged"};
  return {{"step", d.step},
          {"again", d.again},
          {"rules", d.rules},
          {"held_against", kAgainst.at(static_cast<std::size_t>(d.against))},
          {"specified", d.specified}};
}

ordered_json to_json(const Trace& trace) {
  ordered_json json = ordered_json::object();
  json["schema_version"] = kTraceSchemaVersion;
  json["kind"] = "trace";
  json["scenario"] = to_json(trace.scenario);
  json.update(run_to_json(trace));
  return json;
}

SavedTrace parse_trace(std::string_view text) {
  ordered_json json;
  try {
    json = ordered_json::parse(text);
  } catch (const ordered_json::parse_error& error) {
    // The library's message carries its own error number and a quotation of the input; the position is what
    // helps.
    throw TraceFileError(Kind::kSyntax, fmt::format("not JSON: the mistake is at byte {}", error.byte));
  } catch (const ordered_json::out_of_range&) {
    throw TraceFileError(Kind::kSyntax, "not JSON that can be read: a number is too large");
  }

  SavedTrace saved;
  const bool has_states = is_itf(json);
  if (has_states) {
    // Far deeper than any that is written. The values of variables are gone through by recursion, and more might not fit the stack.
    constexpr std::size_t kDepthMax = 100;
    if (depth_of(text) > kDepthMax) refuse(fmt::format("it is nested more than {} deep", kDepthMax));
    saved.variables = variables_from_itf(json);
    json = trace_from_itf(json);
  }
  const std::string document = "the document";
  const ordered_json& version = member(json, "schema_version", document);
  if (!version.is_number_integer() || version != kTraceSchemaVersion) {
    refuse(fmt::format("schema_version is {}; this program reads version {}", shown(version),
                       kTraceSchemaVersion));
  }
  const std::string kind = string_member(json, "kind", document);
  if (kind != "trace" && kind != "result") refuse(R"(its kind is neither "trace" nor "result")");
  // Of a result, its counterexample or, where there is none, the first of its witnesses.
  const ordered_json* found = &json;
  std::string run_name = document;
  if (kind == "result") {
    found = &member(json, "counterexample", document);
    run_name = "\"counterexample\"";
    if (found->is_null()) {
      const ordered_json& witnesses = member(json, "witnesses", document);
      if (!witnesses.is_array() || witnesses.empty())
        refuse("it is a result without a counterexample or a witness");
      found = &witnesses.front();
      run_name = "the first of \"witnesses\"";
    }
  }
  const ordered_json& run = *found;
  std::vector<std::string_view> known(kRunKeys.begin(), kRunKeys.end());
  if (kind == "trace") known.insert(known.end(), {"schema_version", "kind", "scenario"});
  if (run.is_object()) allow_only(run, known, run_name);
  saved.scenario = record_from(member(json, "scenario", document), "\"scenario\"");
  saved.property = string_member(run, "property", run_name);
  const std::string shows = string_member(run, "shows", run_name);
  if (shows != "violation" && shows != "witness") refuse(R"("shows" must be "violation" or "witness")");
  saved.is_witness = shows == "witness";
  const ordered_json& initial = member(run, "initial_state", run_name);
  if (!initial.is_number_unsigned()) refuse("\"initial_state\" must be a whole number, 0 or more");
  saved.initial_state = initial.get<std::size_t>();

  const ordered_json& steps = member(run, "steps", run_name);
  if (!steps.is_array()) refuse("\"steps\" must be an array");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string where = fmt::format("step {}", i + 1);
    const ordered_json& number = member(steps[i], "step", where);
    if (!number.is_number_integer() || number != i + 1)
      refuse(fmt::format("{} is numbered {}", where, shown(number)));
    allow_only(steps[i], {"step", "process", "action", "text", "changes", "notes", "milestones", "needed"},
               where);
    saved.actions.push_back(record_from(member(steps[i], "action", where), "the action of " + where));
    if (has_states) {
      saved.changes.emplace_back();
    } else {
      saved.changes.emplace_back(changes_from(steps[i], where));
    }
  }
  const ordered_json& length = member(run, "length", run_name);
  if (!length.is_number_integer() || length != saved.actions.size()) {
    refuse(fmt::format("\"length\" is {}, but there are {} steps", shown(length), saved.actions.size()));
  }
  saved.loop = loop_from(run, saved.actions.size());
  return saved;
}

}  // namespace paxoscope::traces
