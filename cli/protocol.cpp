#include "cli/protocol.hpp"

#include <algorithm>
#include <array>
#include <fmt/args.h>
#include <fmt/format.h>

#include "model/history.hpp"
#include "model/phrases.hpp"

namespace paxoscope::cli {

namespace {

/// Whether the budget called `name`, if there is one, allows anything.
bool is_allowed(std::string_view name, const Scenario& scenario) {
  const auto parameters = scenario.protocol->parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name == name) return scenario.settings[i] != 0;
  }
  return false;
}

}  // namespace

std::span<const Protocol* const> protocols() {
  static const std::array<const Protocol*, 6> all{&paxos_protocol(),      &synod_protocol(),
                                                  &sketch_protocol(),     &last_voting_protocol(),
                                                  &fast_paxos_protocol(), &multi_paxos_protocol()};
  return all;
}

std::span<const Protocol* const> protocols_by_network() {
  static const auto all = [] {
    std::vector<const Protocol*> list(protocols().begin(), protocols().end());
    list.push_back(&paxos_over_ordered_links_protocol());
    list.push_back(&paxos_in_rounds_protocol());
    list.push_back(&paxos_in_late_rounds_protocol());
    return list;
  }();
  return all;
}

std::vector<std::string> networks_of(std::string_view name) {
  std::vector<std::string> networks;
  for (const Protocol* protocol : protocols_by_network()) {
    if (protocol->name() == name) networks.emplace_back(protocol->network());
  }
  return networks;
}

std::string words_of(const Protocol& protocol) {
  std::string words(protocol.name());
  if (protocol.network() != kAsynchronous) words += fmt::format(" --network {}", protocol.network());
  return words;
}

const Protocol* find_protocol(std::string_view name) { return find_protocol(name, kAsynchronous); }

const Protocol* find_protocol(std::string_view name, std::string_view network) {
  for (const Protocol* protocol : protocols_by_network()) {
    if (protocol->name() == name && protocol->network() == network) return protocol;
  }
  return nullptr;
}

std::vector<std::string> protocol_names() {
  std::vector<std::string> names;
  for (const Protocol* protocol : protocols()) names.emplace_back(protocol->name());
  return names;
}

const model::Rule* find_rule(const Protocol& protocol, std::string_view name) {
  for (const model::Rule& rule : protocol.rules()) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

std::vector<model::Choice> Protocol::choices(const Scenario& scenario) const {
  std::vector<model::Choice> choices =
      model::choices_of(rules(), model::changes_of(variants(), scenario.variant).value());
  for (const auto* changes : {&scenario.changes, &scenario.from_file}) {
    for (const model::Choice& change : *changes) {
      for (model::Choice& choice : choices) {
        if (choice.rule == change.rule) choice = change;
      }
    }
  }
  return choices;
}

std::string why_meaningless(const invariants::Property& property, const Protocol& protocol) {
  if (property.is_of_logs() && !protocol.has_log())
    return fmt::format("is about logs, and {} has none", protocol.name());
  if (!property.is_asked_of_logs() && protocol.has_log()) {
    return fmt::format("is about what learners make of one value, and in {} they execute a log",
                       protocol.name());
  }
  return {};
}

const std::vector<const invariants::Property*>& Protocol::properties() const {
  return has_log() ? invariants::properties_of_logs() : invariants::all_properties();
}

bool Protocol::covers_crashes(const Scenario& scenario) const { return is_allowed("crashes", scenario); }

std::string Protocol::why_no_termination(const Scenario& /*scenario*/) const {
  return fmt::format("{} says nothing of what has to happen, only of what may", name());
}

int Protocol::learners(const Scenario& scenario) const {
  for (std::size_t i = 0; i < parameters().size(); ++i) {
    if (parameters()[i].name == "learners") return scenario.settings[i];
  }
  return 0;
}

bool says_something(const Scenario& scenario, std::size_t parameter) {
  const std::string_view cause = scenario.protocol->parameters()[parameter].follows;
  return cause.empty() || is_allowed(cause, scenario);
}

std::vector<int> settings_for(const Protocol& other, const Scenario& scenario) {
  const auto own = scenario.protocol->parameters();
  std::vector<int> settings;
  for (const model::Parameter& parameter : other.parameters()) {
    const auto found =
        std::find_if(own.begin(), own.end(), [&](const auto& p) { return p.name == parameter.name; });
    settings.push_back(found == own.end() ? parameter.standard
                                          : scenario.settings[static_cast<std::size_t>(found - own.begin())]);
  }
  return settings;
}

void add_warnings_of_values(int values, int proposers, bool may_invent, std::vector<std::string>& warnings) {
  if (values > proposers && !may_invent) {
    warnings.push_back(fmt::format("values = {} has no more effect than {}: each proposer proposes one value",
                                   values, proposers));
  }
  if (values == 1 || (proposers == 1 && !may_invent)) warnings.emplace_back(kOnlyOneValue);
}

RequiredIntersection promises_meet_votes(const model::QuorumRule& promises, const model::QuorumRule& votes,
                                         int acceptors) {
  return {{{"promise-quorum", model::quorums_of(promises, acceptors)},
           {"vote-quorum", model::quorums_of(votes, acceptors)}},
          "a ballot that {} promised need not hear of a value that {} chose"};
}

std::vector<std::string> broken_intersections(const Scenario& scenario, bool only_chosen) {
  std::vector<std::string> broken;
  for (const RequiredIntersection& required : scenario.protocol->required_intersections(scenario)) {
    const auto& kinds = required.kinds;
    if (only_chosen && std::none_of(kinds.begin(), kinds.end(),
                                    [&](const auto& kind) { return is_chosen(scenario, kind.rule); }))
      continue;
    std::vector<model::Quorums> systems;
    systems.reserve(kinds.size());
    for (const auto& kind : kinds) systems.push_back(kind.quorums);
    const std::vector<model::AcceptorSet> quorums = model::without_common_acceptor(systems);
    if (quorums.empty()) continue;
    fmt::dynamic_format_arg_store<fmt::format_context> names;
    for (const model::AcceptorSet quorum : quorums) names.push_back(model::name(quorum));
    broken.push_back(
        fmt::format("{}: these quorums have no acceptor in common", fmt::vformat(required.danger, names)));
  }
  return broken;
}

void add_warnings_of_quorums(const Scenario& scenario, std::vector<std::string>& warnings) {
  for (std::string& text : broken_intersections(scenario, false)) warnings.push_back(std::move(text));
}

std::string idle_text(const model::Choice& choice, std::string_view reason) {
  return fmt::format("{} has no effect: {}", text_of(choice), reason);
}

std::string why_quorum_is_idle(const model::Choice& choice, int acceptors) {
  if (!choice.rule->name.ends_with("-quorum")) return {};
  const model::Alternative& specified = choice.rule->alternatives.front();
  const auto quorums = [&](const model::Choice& c) {
    return model::quorums_of(model::quorum_rule(c), acceptors);
  };
  if (quorums(choice) != quorums({choice.rule, &specified})) return {};
  return fmt::format("of {} acceptor{} that is {}", acceptors, acceptors == 1 ? "" : "s",
                     specified.name == "majority" ? "a majority" : "three quarters");
}

void Protocol::add_warnings_of_idle_rules(const std::vector<model::Choice>& choices, const Scenario& scenario,
                                          std::vector<std::string>& warnings) const {
  for (const model::Choice& choice : choices) {
    if (choice.alternative->specified) continue;
    const std::string reason = why_idle(choice, scenario);
    if (!reason.empty()) warnings.push_back(idle_text(choice, reason));
  }
}

std::string problem_of_quorum(const model::Choice& choice, int acceptors) {
  if (choice.alternative->argument.empty() || choice.replacement != nullptr) return {};
  return model::problem_of(model::quorum_rule(choice), acceptors);
}

bool is_chosen(const Scenario& scenario, std::string_view rule) {
  for (const auto* changes : {&scenario.changes, &scenario.from_file}) {
    for (const model::Choice& change : *changes) {
      if (change.rule->name == rule) return true;
    }
  }
  return false;
}

std::string setting_text(const Scenario& scenario, std::size_t parameter) {
  const int setting = scenario.settings[parameter];
  if (!scenario.protocol->parameters()[parameter].is_budget) return std::to_string(setting);
  if (setting == model::Parameter::kAny) return "any";
  return setting == 0 ? "none" : std::to_string(setting);
}

std::string bounds_text(const Scenario& scenario) {
  const auto parameters = scenario.protocol->parameters();
  std::string text;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const int setting = scenario.settings[i];
    const bool is_plain = setting == (parameters[i].follows.empty() ? 0 : parameters[i].standard);
    if (is_plain || !says_something(scenario, i)) continue;
    text += text.empty() ? "" : ", ";
    text += parameters[i].is_budget
                ? fmt::format("{} {}", parameters[i].name, setting_text(scenario, i))
                : fmt::format("{} {}", setting, setting == 1 ? parameters[i].one : parameters[i].many);
  }
  return text;
}

model::Record record_of(const Scenario& scenario) {
  model::Record record{{"protocol", std::string(scenario.protocol->name())}};
  if (scenario.protocol->network() != kAsynchronous)
    record.push_back({"network", std::string(scenario.protocol->network())});
  const auto parameters = scenario.protocol->parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string text = setting_text(scenario, i);
    if (text == "any" || text == "none") {
      record.push_back({std::string(parameters[i].name), text});
    } else {
      record.push_back({std::string(parameters[i].name), std::int64_t{scenario.settings[i]}});
    }
  }
  record.push_back({"variant", scenario.variant});
  if (!scenario.changes.empty()) {
    std::vector<std::string> rules;
    for (const model::Choice& change : scenario.changes) rules.push_back(text_of(change));
    record.push_back({"rule", rules});
  }
  if (!scenario.rules_path.empty()) record.push_back({"rules", scenario.rules_path});
  std::vector<std::string> names;
  for (const invariants::Property* property : scenario.properties) names.emplace_back(property->name);
  record.push_back({"property", names});
  return record;
}

std::vector<const invariants::Property*> with(const std::vector<const invariants::Property*>& properties,
                                              const invariants::Property& also) {
  std::vector<const invariants::Property*> all;
  for (const invariants::Property* property : invariants::named_properties()) {
    const bool is_there = std::find(properties.begin(), properties.end(), property) != properties.end();
    if (is_there || property == &also) all.push_back(property);
  }
  return all;
}

bool asks_for_liveness(const Scenario& scenario) {
  const auto& properties = scenario.properties;
  return std::any_of(properties.begin(), properties.end(), [](const invariants::Property* property) {
    return property->kind == invariants::Kind::kLiveness;
  });
}

std::vector<const invariants::Property*> applicable_properties(const Scenario& scenario) {
  const bool learners = scenario.protocol->learners(scenario) > 0;
  const bool reads = is_allowed("reads", scenario);
  std::vector<const invariants::Property*> applicable;
  for (const invariants::Property* property : scenario.protocol->properties()) {
    const bool is_about_something =
        (learners || !property->about_learners) && (reads || !property->about_reads);
    if (is_about_something) applicable.push_back(property);
  }
  return applicable;
}

}  // namespace paxoscope::cli
