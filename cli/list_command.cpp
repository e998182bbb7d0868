#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/files.hpp"
#include "cli/protocol.hpp"
#include "cli/suggestion.hpp"
#include "invariants/property.hpp"

namespace paxoscope::cli {

namespace {

std::string list_protocols() {
  std::string text = "protocols\n";
  for (const Protocol* protocol : protocols()) {
    text += fmt::format("  {}\n      {}\n", protocol->name(), protocol->meaning());
  }
  return text;
}

std::string told(const model::Rule& rule) {
  std::string text = fmt::format("  {}: {} [{}]\n", rule.name, rule.question, rule.source);
  for (const model::Alternative& alternative : rule.alternatives) {
    const std::string_view colon = alternative.argument.empty() ? "" : ":";
    const char unspecified = &alternative == &rule.alternatives[rule.sound] ? '+' : ' ';
    text += fmt::format("    {} {:<20} {}\n", alternative.specified ? '*' : unspecified,
                        fmt::format("{}{}{}", alternative.name, colon, alternative.argument),
                        alternative.meaning);
  }
  return text;
}

std::string list_rules() {
  std::string text =
      "A rule is changed by --rule NAME=ALTERNATIVE or, some of them, by a function in a file: --rules "
      "FILE.cpp\n"
      "(docs/rule-files.md).\n";
  for (const Protocol* protocol : protocols()) {
    const auto rules = protocol->rules();
    const bool is_wrong =
        std::any_of(rules.begin(), rules.end(), [](const model::Rule& rule) { return rule.sound != 0; });
    text += fmt::format("rules of {} (* as specified{})\n", protocol->name(),
                        is_wrong ? ", + what it should be" : "");
    for (const model::Rule& rule : rules) text += told(rule);
  }
  // Those that only other networks bring, which are the same for all that do.
  for (const Protocol* protocol : protocols()) {
    const std::size_t own = protocol->rules().size();
    std::vector<std::string> networks;
    std::span<const model::Rule> further;
    for (const Protocol* other : protocols_by_network()) {
      if (other->name() != protocol->name() || other->rules().size() == own) continue;
      networks.emplace_back(other->network());
      further = other->rules().subspan(own);
    }
    if (networks.empty()) continue;
    text += fmt::format("further rules of {} over a network that is {} (* as it is if nothing is said)\n",
                        protocol->name(), fmt::join(networks, " or "));
    for (const model::Rule& rule : further) text += told(rule);
  }
  return text;
}

std::string list_variants() {
  std::string text;
  for (const Protocol* protocol : protocols()) {
    text += fmt::format("variants of {} (--variant NAME)\n", protocol->name());
    for (const model::Variant& variant : protocol->variants()) {
      text +=
          fmt::format("  {}\n      {}{}{}{}\n", variant.name, variant.meaning,
                      variant.change.empty() ? "" : " (", variant.change, variant.change.empty() ? "" : ")");
    }
  }
  return text;
}

std::string list_properties() {
  std::string text = "properties (--property NAME)\n";
  for (const invariants::Property* property : invariants::named_properties()) {
    const char* kind = "";
    if (property->kind == invariants::Kind::kWitness) kind = "must be reachable: ";
    if (property->kind == invariants::Kind::kStep) kind = "of every step: ";
    if (property->kind == invariants::Kind::kLiveness) kind = "of every run: ";
    text += fmt::format("  {}\n      {}{}\n      [{}]\n", property->name, kind, property->statement,
                        property->source);
  }
  return text;
}

std::string assumptions(std::string_view of_what, model::AssumptionSet set) {
  std::string text;
  set.for_each([&](model::Assumption a) {
    text += text.empty() ? fmt::format("      of {}: ", of_what) : "; ";
    text += model::statement(a);
  });
  return text.empty() ? text : text + "\n";
}

std::string list_reductions() {
  std::string text;
  for (const Protocol* protocol : protocols()) {
    if (protocol->reductions().empty()) continue;
    text += fmt::format("reductions of {} (--reductions NAME,…), and what each assumes\n", protocol->name());
    for (const model::Reduction& reduction : protocol->reductions()) {
      text += fmt::format("  {}\n      {}\n", reduction.name, reduction.meaning);
      text += assumptions("rules", reduction.of_rules) + assumptions("faults", reduction.of_faults) +
              assumptions("properties", reduction.of_properties);
    }
  }
  return text;
}

}  // namespace

int list_command(const std::string& topic) {
  if (topic.empty()) {
    write_stdout(list_protocols() + "\n" + list_rules() + "\n" + list_variants() + "\n" + list_properties() +
                 "\n" + list_reductions());
  } else if (topic == "protocols") {
    write_stdout(list_protocols());
  } else if (topic == "rules") {
    write_stdout(list_rules());
  } else if (topic == "variants") {
    write_stdout(list_variants());
  } else if (topic == "properties") {
    write_stdout(list_properties());
  } else if (topic == "reductions") {
    write_stdout(list_reductions());
  } else {
    throw InputError(kUsage,
                     unknown("topic", topic, {"protocols", "rules", "variants", "properties", "reductions"}));
  }
  return kHolds;
}

}  // namespace paxoscope::cli
