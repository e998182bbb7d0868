#include "cli/keys.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include "cli/files.hpp"
#include "cli/fixed_keys.hpp"
#include "cli/protocol.hpp"
#include "cli/rule_file.hpp"
#include "cli/suggestion.hpp"
#include "cli/text.hpp"
#include "model/phrases.hpp"

namespace paxoscope::cli {

namespace {
// ---- The keys of protocols

bool has_parameter(const Protocol& protocol, std::string_view parameter) {
  const auto parameters = protocol.parameters();
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const model::Parameter& p) { return p.name == parameter; });
}

/// The names of the protocols that have this parameter; with a network, if it takes one to have it.
std::vector<std::string> protocols_with(std::string_view parameter) {
  std::vector<std::string> all;
  for (const Protocol* protocol : protocols_by_network()) {
    const bool is_usual = protocol->network() == kAsynchronous;
    if (has_parameter(*protocol, parameter) &&
        (is_usual || !has_parameter(*find_protocol(protocol->name()), parameter))) {
      all.push_back(words_of(*protocol));
    }
  }
  return all;
}

/// What to throw where a parameter is given that belongs to other protocols only.
InputError foreign_key(std::string_view key, const Protocol& protocol, const Source& source) {
  const std::string words = words_of(protocol);
  return source.misspelt(fmt::format("is a key of {}, not of {}; {} has {}",
                                     model::enumerate(protocols_with(key)), words, words,
                                     model::enumerate(names_of(protocol.parameters()))));
}

/// A parameter as the help has it: what it means, its range and its standard value.
std::string description(const model::Parameter& p) {
  const std::string standard = p.standard == model::Parameter::kAny ? "any"
                               : p.is_budget && p.standard == 0     ? "none"
                                                                    : std::to_string(p.standard);
  const std::string range =
      p.is_budget ? fmt::format("K at most {}", p.most) : fmt::format("{}..{}", p.least, p.most);
  return fmt::format("{} ({}; default {})", p.meaning, range, standard);
}

/// What a parameter is, for each protocol that has it; which protocols is said where it makes a difference.
std::string description(std::string_view parameter) {
  std::vector<std::pair<std::string, std::string>> whose;  // by description, the protocols
  std::size_t count = 0;
  for (const Protocol* protocol : protocols_by_network()) {
    for (const model::Parameter& p : protocol->parameters()) {
      if (p.name != parameter) continue;
      const std::string text = description(p);
      auto found = std::find_if(whose.begin(), whose.end(), [&](const auto& w) { return w.first == text; });
      if (found == whose.end()) found = whose.insert(found, {text, ""});
      ++count;
      // Over another network it is mostly the same.
      const std::string name(protocol->name());
      const bool is_named = found->second == name || found->second.starts_with(name + ", ") ||
                            found->second.ends_with(", " + name);
      if (!is_named) found->second += (found->second.empty() ? "" : ", ") + words_of(*protocol);
    }
  }
  const bool for_all = whose.size() == 1 && count == protocols_by_network().size();
  std::string text;
  for (const auto& [what, owners] : whose) {
    if (!text.empty()) text += "; ";
    if (!for_all) text.append(owners).append(": ");
    text += what;
  }
  return text;
}

/// A key that is short for a rule of quorums.
struct QuorumKey {
  std::string_view name;
  std::string_view rule;
  std::string_view meaning;
};

constexpr std::array kQuorumKeys{
    QuorumKey{"phase1-quorum", "promise-quorum", "how many acceptors are enough to promise a ballot"},
    QuorumKey{"phase2-quorum", "vote-quorum", "how many acceptors are enough to choose a value"},
    QuorumKey{"classic-quorum", "classic-quorum",
              "how many acceptors are enough to promise a ballot, and to choose a value in a classic one"},
    QuorumKey{"fast-quorum", "fast-quorum",
              "how many acceptors are enough to choose a value in a fast ballot"},
};

const QuorumKey* find_quorum_key(std::string_view name) {
  const auto* const found = std::find_if(kQuorumKeys.begin(), kQuorumKeys.end(),
                                         [&](const QuorumKey& key) { return key.name == name; });
  return found == kQuorumKeys.end() ? nullptr : found;
}

std::vector<Key> make_keys() {
  std::vector<Key> all;
  // First, as it decides with the protocol which others there are.
  all.push_back({std::string(kNetworkKey), "NAME", "Network",
                 "what is known of the order in which messages arrive, and of the time that they take: " +
                     model::enumerate(networks_of("paxos")) + " (default " + std::string(kAsynchronous) +
                     "; see docs/fifo.md and docs/rounds.md)",
                 false});
  for (const Protocol* protocol : protocols_by_network()) {
    for (const model::Parameter& p : protocol->parameters()) {
      if (std::any_of(all.begin(), all.end(), [&](const Key& key) { return key.name == p.name; })) continue;
      all.push_back({std::string(p.name), p.is_budget ? "none|any|K" : "N",
                     p.is_budget ? "Network" : "Bounds", description(p.name), false});
    }
  }
  all.push_back({"variant", "NAME", "Protocol",
                 "a rule changed on purpose; see 'list variants' (default none)", false});
  all.push_back({"rule", "NAME=ALTERNATIVE", "Protocol",
                 "a decision taken otherwise than the variant does; repeatable; see 'list rules'", true});
  for (const QuorumKey& key : kQuorumKeys) {
    all.push_back({std::string(key.name), "N|ALTERNATIVE", "Protocol",
                   fmt::format("{}, short for rule {}=size:N; or another alternative of that rule",
                               key.meaning, key.rule),
                   false});
  }
  all.push_back({"rules", "FILE.cpp", "Protocol",
                 "C++ functions that stand in for rules, compiled with c++ or $CXX; see docs/rule-files.md",
                 false});
  all.push_back({"property", "NAME", "Properties",
                 "check only this one; repeatable; see 'list properties' (default all)", true});
  for (const FixedKey& fixed : fixed_keys()) all.push_back(fixed.key);
  return all;
}

}  // namespace

const std::vector<Key>& keys() {
  static const std::vector<Key> all = make_keys();
  return all;
}

bool is_key(std::string_view name) {
  return std::any_of(keys().begin(), keys().end(), [&](const Key& key) { return key.name == name; });
}

InputError unknown_key(std::string_view name, const Source& source) {
  if (name == "protocol") return source.senseless("is fixed by what is checked and cannot be set");
  std::vector<std::string> known;
  for (const Key& key : keys()) known.push_back(key.name);
  return source.misspelt(unknown("key", name, known));
}

// ---- Putting a request together

namespace {

/// What the variant does anyway is no change.
void drop_changes_of_nothing(Scenario& scenario) {
  std::vector<model::Choice> changes = std::exchange(scenario.changes, {});
  const std::vector<model::Choice> of_variant = scenario.protocol->choices(scenario);
  std::erase_if(changes, [&](const model::Choice& change) {
    return std::any_of(of_variant.begin(), of_variant.end(),
                       [&](const model::Choice& choice) { return choice == change; });
  });
  scenario.changes = std::move(changes);
}

/// Lets the scenario's file stand in for rules.
void read_rules(CheckRequest& request, const Source& source) {
  using std::chrono::seconds;
  constexpr seconds kPatience{60};
  const seconds patience =
      request.timeout ? std::min(kPatience, std::chrono::ceil<seconds>(*request.timeout)) : kPatience;
  Scenario& scenario = request.scenario;
  const Protocol& protocol = *scenario.protocol;
  scenario.from_file =
      read_rule_file(scenario.rules_path, protocol.rules(), protocol.questions(scenario), patience, source);
  for (const model::Choice& change : scenario.changes) {
    const bool is_taken =
        std::any_of(scenario.from_file.begin(), scenario.from_file.end(),
                    [&](const model::Choice& choice) { return choice.rule == change.rule; });
    if (is_taken) {
      throw source.senseless(fmt::format("{}: stands in for {}, which is also changed by rule {}",
                                         scenario.rules_path, change.rule->name, text_of(change)));
    }
  }
}

}  // namespace

void RequestBuilder::set_protocol(const std::string& name, const Source& source) {
  const Protocol* const protocol = find_protocol(name);
  if (protocol == nullptr) {
    throw source.misspelt(unknown("protocol", name, protocol_names()));
  }
  request_.scenario.protocol = protocol;
  request_.scenario.settings.clear();
  for (const model::Parameter& parameter : protocol->parameters()) {
    request_.scenario.settings.push_back(parameter.standard);
  }
}

void RequestBuilder::set_network(const RawValue& value, const Source& source) {
  const std::string protocol(request_.scenario.protocol->name());
  const std::string network = read_string(value, "the name of a network", source);
  request_.scenario.protocol = find_protocol(protocol, network);
  const std::vector<std::string> known = networks_of(protocol);
  if (request_.scenario.protocol == nullptr) {
    throw source.misspelt(known.size() == 1
                              ? fmt::format("{} knows no other network than {}", protocol, known.front())
                              : unknown(fmt::format("network of {}", protocol), network, known));
  }
  request_.scenario.settings.clear();
  for (const model::Parameter& parameter : request_.scenario.protocol->parameters()) {
    request_.scenario.settings.push_back(parameter.standard);
  }
}

void RequestBuilder::set(std::string_view key, const RawValue& value, const Source& source) {
  assert(key != kNetworkKey && "the network comes first");
  const auto parameters = request_.scenario.protocol->parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name == key) return set_parameter(i, value, source);
  }
  if (key == "property") return set_properties(value, source);
  if (key == "rule") return set_rules(value, source);
  if (key == "rules") {
    request_.scenario.rules_path = read_string(value, "the name of a file", source);
    if (request_.scenario.rules_path.empty()) throw source.misspelt("'' is not the name of a file");
    rules_source_ = source;
    return;
  }
  if (key == "variant") {
    const std::string name = read_string(value, "the name of a variant", source);
    const std::vector<std::string> known = names_of(request_.scenario.protocol->variants());
    if (!contains(known, name)) throw source.misspelt(unknown("variant", name, known));
    request_.scenario.variant = name;
    return;
  }
  if (const QuorumKey* const quorum = find_quorum_key(key); quorum != nullptr)
    return set_quorum(quorum->rule, value, source);
  for (const FixedKey& fixed : fixed_keys()) {
    if (fixed.key.name != key) continue;
    if (fixed.key.group == "Output" && source.is_command_line) is_told_where_to_write_ = true;
    return fixed.set(request_, value, source);
  }
  if (!protocols_with(key).empty()) throw foreign_key(key, *request_.scenario.protocol, source);
  throw unknown_key(key, source);
}

void RequestBuilder::set_parameter(std::size_t index, const RawValue& value, const Source& source) {
  const model::Parameter& parameter = request_.scenario.protocol->parameters()[index];
  request_.scenario.settings[index] =
      parameter.is_budget ? read_budget(value, parameter, source)
                          : static_cast<int>(read_integer(value, parameter.least, parameter.most, source));
}

namespace {

/// Reads "alternative" or "alternative:argument".
model::Choice read_alternative(const model::Rule& rule, std::string_view text, const Source& source) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string name(trimmed(text.substr(0, colon)));
  const auto alternatives = rule.alternatives;
  const auto found =
      std::find_if(alternatives.begin(), alternatives.end(), [&](const auto& a) { return a.name == name; });
  if (found == alternatives.end()) {
    throw source.misspelt(unknown(fmt::format("alternative of {}", rule.name), name, names_of(alternatives)));
  }
  const std::string_view argument = trimmed(text.substr(std::min(colon + 1, text.size())));
  if (found->argument.empty() && colon < text.size()) {
    throw source.misspelt(fmt::format("{} = {} wants no argument, so no ':'", rule.name, name));
  }
  if (!found->argument.empty() && argument.empty()) {
    throw source.misspelt(
        fmt::format("{} = {} wants an argument: {}:{}", rule.name, name, name, found->argument));
  }
  return {&rule, &*found, std::string(argument)};
}

/// What to throw where `name` is none of the rules of `protocol`.
InputError unknown_rule(const std::string& name, const Protocol& protocol, const Source& source) {
  for (const Protocol* other : protocols_by_network()) {
    if (other->name() == protocol.name() && find_rule(*other, name) != nullptr) {
      return source.misspelt(
          fmt::format("{} is a rule of {}, not of {}", name, words_of(*other), words_of(protocol)));
    }
  }
  return source.misspelt(unknown("rule", name, names_of(protocol.rules())));
}

}  // namespace

void RequestBuilder::set_rules(const RawValue& value, const Source& source) {
  const auto rules = request_.scenario.protocol->rules();
  std::vector<std::optional<model::Choice>> changed(rules.size());
  for (const std::string& text : read_strings(value, "NAME=ALTERNATIVE", source)) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      throw source.misspelt(fmt::format("'{}' is not NAME=ALTERNATIVE, such as {}={}", text,
                                        rules.front().name, rules.front().alternatives.back().name));
    }
    const std::string rule_name(trimmed(std::string_view(text).substr(0, equals)));
    const model::Rule* const rule = find_rule(*request_.scenario.protocol, rule_name);
    if (rule == nullptr) throw unknown_rule(rule_name, *request_.scenario.protocol, source);
    std::optional<model::Choice>& change = changed[static_cast<std::size_t>(rule - rules.data())];
    if (change) throw source.misspelt(fmt::format("changes {} twice", rule_name));
    change = read_alternative(*rule, std::string_view(text).substr(equals + 1), source);
  }
  request_.scenario.changes.clear();
  for (std::optional<model::Choice>& change : changed) {
    if (change) request_.scenario.changes.push_back(*std::move(change));
  }
}

void RequestBuilder::set_quorum(std::string_view rule_name, const RawValue& value, const Source& source) {
  const model::Rule* const rule = find_rule(*request_.scenario.protocol, rule_name);
  if (rule == nullptr) {
    throw source.misspelt(fmt::format("is short for the rule {}, which {} does not have", rule_name,
                                      words_of(*request_.scenario.protocol)));
  }
  std::string text;
  if (const auto* number = std::get_if<std::int64_t>(&value.value)) {
    text = std::to_string(*number);
  } else {
    text = read_string(value, "a number of acceptors or an alternative of the rule", source);
  }
  const bool is_number = parse_integer(text).has_value();
  if (is_number && value.is_typed && std::holds_alternative<std::string>(value.value))
    throw source.misspelt("a number has no quotes");
  quorums_.insert_or_assign(
      rule, ChosenQuorum{read_alternative(*rule, is_number ? "size:" + text : text, source), source});
}

void RequestBuilder::add_quorums(Scenario& scenario) const {
  for (const auto& [rule, chosen] : quorums_) {
    const auto place = std::find_if(scenario.changes.begin(), scenario.changes.end(),
                                    [&, r = rule](const model::Choice& change) { return change.rule >= r; });
    if (place != scenario.changes.end() && place->rule == rule)
      throw chosen.source.misspelt(fmt::format("changes {}, as rule {} does", rule->name, text_of(*place)));
    scenario.changes.insert(place, chosen.choice);
  }
}

void RequestBuilder::set_properties(const RawValue& value, const Source& source) {
  request_.scenario.properties = read_properties(value, source);
  request_.scenario.properties_chosen = true;
}

void refuse_same_outputs(const std::vector<std::string>& paths, const Source& where) {
  std::set<std::string> targets;
  for (const std::string& path : paths) {
    if (path.empty()) continue;
    std::error_code unresolvable;  // such a path is complained about when it is opened
    const std::filesystem::path target = resolved(path, unresolvable);
    if (targets.insert(path == "-" || unresolvable ? path : target.string()).second) continue;
    throw where.misspelt(fmt::format("two outputs go to {}", path == "-" ? "standard output (-)" : path));
  }
}

void refuse_same_outputs(const std::vector<NamedOutput>& outputs, const Source& where) {
  std::vector<std::string> paths;
  paths.reserve(outputs.size());
  for (const NamedOutput& output : outputs) paths.push_back(output.path);
  refuse_same_outputs(paths, where);
}

CheckRequest RequestBuilder::finish(const Source& where) const {
  CheckRequest request = request_;
  add_quorums(request.scenario);
  drop_changes_of_nothing(request.scenario);
  if (rules_source_) read_rules(request, *rules_source_);
  for (const model::Choice& choice : request.scenario.protocol->choices(request.scenario)) {
    const std::string problem = request.scenario.protocol->problem_of(choice, request.scenario);
    if (problem.empty()) continue;
    const bool is_of_variant = !is_chosen(request.scenario, choice.rule->name);
    throw where.senseless(fmt::format("{}rule {}: {}",
                                      is_of_variant ? "variant " + request.scenario.variant + ": " : "",
                                      text_of(choice), problem));
  }
  const std::string problem_of_bounds = request.scenario.protocol->problem_of_bounds(request.scenario);
  if (!problem_of_bounds.empty()) throw where.senseless(fmt::format("these bounds {}", problem_of_bounds));
  if (asks_for_liveness(request.scenario)) {
    const std::string why_not = request.scenario.protocol->why_no_termination(request.scenario);
    if (!why_not.empty())
      throw where.senseless(fmt::format("property '{}': {}", invariants::kTermination.name, why_not));
    if (request.scenario.properties.size() > 1 || request.expectations.chosen) {
      throw where.senseless(
          fmt::format("property '{}' is asked alone: it is not about states", invariants::kTermination.name));
    }
  }
  if (!request.spill_folder.empty() && !request.memory_bytes_max)
    throw where.senseless("spill: says what to do at a limit on memory, and there is none");
  if (request.disk_bytes_max && request.spill_folder.empty())
    throw where.senseless("disk: limits what is spilled, and nothing is");
  if (!request.spill_folder.empty() && asks_for_liveness(request.scenario)) {
    throw where.senseless(fmt::format("spill: the search for runs without end ('{}') keeps all in memory",
                                      invariants::kTermination.name));
  }
  if (request.checkpoint_period && !request.checkpoint_path)
    throw where.senseless("every: says how often, and there is no checkpoint");
  if (request.checkpoint_path && asks_for_liveness(request.scenario)) {
    throw where.senseless(fmt::format("checkpoint: the search for runs without end ('{}') does not write any",
                                      invariants::kTermination.name));
  }
  std::vector<const invariants::Property*> applicable = applicable_properties(request.scenario);
  if (request.scenario.protocol->learners(request.scenario) > 0)
    applicable.push_back(&invariants::kTermination);
  if (!request.scenario.properties_chosen)
    request.scenario.properties = applicable_properties(request.scenario);
  // Whoever expects something to be chosen asks for that too.
  if (request.expectations.chosen)
    request.scenario.properties = with(request.scenario.properties, invariants::kValueChosen);
  for (const invariants::Property* property : request.scenario.properties) {
    const std::string why_not = why_meaningless(*property, *request.scenario.protocol);
    if (!why_not.empty()) throw where.senseless(fmt::format("property '{}' {}", property->name, why_not));
    if (std::find(applicable.begin(), applicable.end(), property) == applicable.end()) {
      const char* const things = property->about_reads ? "reads" : "learners";
      const auto with_some = protocols_with(things);
      const std::string protocol(request.scenario.protocol->name());
      const bool may_have_some = std::find(with_some.begin(), with_some.end(), protocol) != with_some.end();
      throw where.senseless(fmt::format("property '{}' is about {} and {}", property->name, things,
                                        may_have_some
                                            ? fmt::format("there are none: {} must be at least 1", things)
                                            : protocol + " has none"));
    }
  }
  // Whoever says how it is violated says that it is.
  Expectations& expectations = request.expectations;
  if (!expectations.outcome && (!expectations.violated.empty() || expectations.length))
    expectations.outcome = checker::Outcome::kViolated;
  const std::string problem_of_expectations =
      problem_of(expectations, request.scenario.properties, request.scenario.properties_chosen);
  if (!problem_of_expectations.empty()) throw where.senseless(problem_of_expectations);
  refuse_same_outputs(outputs_of(request), is_told_where_to_write_ ? Source{"check", true} : where);
  return request;
}

namespace {

RawValue raw(const model::Field::Value& value) {
  return std::visit([](const auto& v) { return RawValue{v, true}; }, value);
}

}  // namespace

Scenario scenario_of(const model::Record& record, const std::string& path) {
  const auto source = [&](const std::string& key) {
    return Source{fmt::format("{}: scenario: {}", path, key), false};
  };
  RequestBuilder builder;
  const auto protocol =
      std::find_if(record.begin(), record.end(), [](const auto& f) { return f.name == "protocol"; });
  if (protocol == record.end()) throw source("protocol").senseless("is missing");
  builder.set_protocol(read_string(raw(protocol->value), "the name of a protocol", source("protocol")),
                       source("protocol"));
  for (const model::Field& field : record) {
    if (field.name == kNetworkKey) builder.set_network(raw(field.value), source(field.name));
  }
  for (const model::Field& field : record) {
    if (field.name == "protocol" || field.name == kNetworkKey) continue;
    const auto& others = fixed_keys();
    if (std::any_of(others.begin(), others.end(),
                    [&](const FixedKey& k) { return k.key.name == field.name; })) {
      throw source(field.name).senseless("is not part of a scenario");
    }
    builder.set(field.name, raw(field.value), source(field.name));
  }
  Scenario scenario = builder.finish({path + ": scenario", false}).scenario;
  for (const model::Field& field : record_of(scenario)) {
    const bool is_there =
        std::any_of(record.begin(), record.end(), [&](const auto& f) { return f.name == field.name; });
    if (!is_there) throw source(field.name).senseless("is missing");
  }
  return scenario;
}

}  // namespace paxoscope::cli
