#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/atlas/findings.hpp"
#include "cli/atlas/page/embedded.hpp"
#include "cli/numbers.hpp"
#include "cli/protocol.hpp"
#include "traces/page/embedded.hpp"
#include "traces/page/filling.hpp"

namespace paxoscope::cli {

namespace {

using nlohmann::ordered_json;

/// Things that rows have in common, by number, in the order in which rows first have them.
template <typename Thing>
class Numbered {
 public:
  std::size_t number(const Thing& thing) {
    const auto [found, is_new] = numbers_.try_emplace(thing, things_.size());
    if (is_new) things_.push_back(thing);
    return found->second;
  }
  [[nodiscard]] const std::vector<Thing>& things() const { return things_; }

 private:
  std::map<Thing, std::size_t> numbers_;
  std::vector<Thing> things_;
};

/// A number for each combination as text: hundreds of thousands of them are a few bytes each.
class Digits {
 public:
  /// For numbers below `size`.
  explicit Digits(std::size_t size) {
    for (std::size_t most = kBase; most < size; most *= kBase) ++width_;
  }
  [[nodiscard]] std::size_t width() const { return width_; }

  void append(std::size_t number, std::string& to) const {
    static constexpr std::string_view kAll =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static_assert(kAll.size() == kBase);
    to.resize(to.size() + width_);
    for (auto digit = to.rbegin(); digit != to.rbegin() + static_cast<std::ptrdiff_t>(width_); ++digit) {
      *digit = kAll[number % kBase];
      number /= kBase;
    }
  }

 private:
  static constexpr std::size_t kBase = 64;
  std::size_t width_ = 1;
};

ordered_json rules_json(const Combinations& combinations) {
  ordered_json json = ordered_json::array();
  std::size_t weight = 1;
  for (const VariedRule& varied : combinations.rules()) {
    ordered_json& rule = json.emplace_back(ordered_json{{"name", varied.rule->name},
                                                        {"question", varied.rule->question},
                                                        {"source", varied.rule->source},
                                                        {"weight", weight},
                                                        {"alternatives", ordered_json::array()}});
    for (const model::Alternative* a : varied.alternatives)
      rule["alternatives"].push_back({{"name", a->name}, {"meaning", a->meaning}});
    weight *= varied.alternatives.size();
  }
  return json;
}

/// The variants of the catalogue that are combinations here. None where some rule is kept as something else than specified.
ordered_json variants_json(const Combinations& combinations, const Scenario& base) {
  ordered_json json = ordered_json::array();
  const auto are_specified = [](const model::Choice& choice) { return choice.alternative->specified; };
  const std::vector<model::Choice> kept = base.protocol->choices(base);
  if (!std::all_of(kept.begin(), kept.end(), are_specified)) return json;
  for (const model::Variant& variant : base.protocol->variants()) {
    std::vector<model::Choice> changes = model::choices_of(base.protocol->rules(), variant.change);
    std::erase_if(changes, are_specified);
    if (changes.empty()) continue;
    if (const auto combination = combinations.find(changes)) {
      json.push_back({{"combination", *combination},
                      {"name", variant.name},
                      {"meaning", variant.meaning},
                      {"source", variant.source},
                      {"remark", variant.remark}});
    }
  }
  return json;
}

/// What becomes of a combination, in numbers: the verdict; the property that fails first, and after how many steps; the smallest scenario,
/// and the same of it.
using Outcome = std::array<std::size_t, 6>;

ordered_json page_data(const AtlasFindings& found) {
  const Atlas& atlas = found.atlas;
  const Scenario& base = atlas.base().scenario;
  Numbered<std::size_t> scenarios;  // of Atlas::scenarios()
  Numbered<const invariants::Property*> properties;
  Numbered<Outcome> outcomes;
  std::vector<std::size_t> rows;
  rows.reserve(found.rows.size());
  scenarios.number(atlas.scenarios().size() - 1);  // that of the atlas comes first
  for (const AtlasRow& row : found.rows) {
    Outcome outcome{static_cast<std::size_t>(row.verdict)};
    if (row.verdict == Verdict::kUnsafe) {
      outcome = {outcome[0],
                 properties.number(row.failure.property),
                 row.failure.length,
                 scenarios.number(row.smallest),
                 properties.number(row.at_smallest.property),
                 row.at_smallest.length};
    }
    rows.push_back(outcomes.number(outcome));
  }

  ordered_json json{{"command", command_of(atlas)},
                    {"warnings", found.plan.warnings},
                    {"kept", ordered_json::array()},
                    {"not_varied", ordered_json::array()},
                    {"rules", rules_json(atlas.combinations())},
                    {"variants", variants_json(atlas.combinations(), base)},
                    {"properties", ordered_json::array()},
                    {"scenarios", ordered_json::array()},
                    {"outcomes", ordered_json::array()}};
  for (const model::Choice& choice : base.protocol->choices(base))
    if (!choice.alternative->specified) json["kept"].push_back(text_of(choice));
  for (const AtlasPlan::Omitted& o : found.plan.omitted)
    json["not_varied"].push_back({{"rule", o.rule}, {"reason", o.reason}});
  for (const invariants::Property* property : properties.things())
    json["properties"].push_back({{"name", property->name}, {"statement", property->statement}});
  const std::string how = search_words(atlas.base());
  for (const std::size_t number : scenarios.things()) {
    const Scenario scenario = atlas.request(0, atlas.scenarios()[number]).scenario;
    json["scenarios"].push_back(
        {{"bounds", bounds_text(scenario)}, {"words", scenario_words(scenario) + how}});
  }
  for (const auto& [verdict, property, length, scenario, smallest_property, smallest_length] :
       outcomes.things()) {
    ordered_json& outcome =
        json["outcomes"].emplace_back(ordered_json{{"verdict", name(static_cast<Verdict>(verdict))}});
    if (static_cast<Verdict>(verdict) != Verdict::kUnsafe) continue;
    outcome["property"] = properties.things()[property]->name;
    outcome["length"] = length;
    outcome["scenario"] = scenario;
    outcome["smallest"] = {{"property", properties.things()[smallest_property]->name},
                           {"length", smallest_length}};
  }
  const Digits digits(outcomes.things().size());
  std::string text;
  for (const std::size_t row : rows) digits.append(row, text);
  json["digits"] = digits.width();
  json["rows"] = std::move(text);
  json["minimal_unsafe"] = found.minimal_unsafe;
  json["maximal_safe"] = found.maximal_safe;
  json["smallest_repairs"] = found.repairs;
  return json;
}

}  // namespace

std::string to_html(const AtlasFindings& found) {
  const Scenario& scenario = found.atlas.base().scenario;
  return traces::filled(kAtlasFrame,
                        {{"title", fmt::format("Atlas of {}", scenario.protocol->name())},
                         {"bounds", bounds_text(scenario)},
                         {"tally", tally_text(found)},
                         {"style", std::string(traces::kSpaceTimeStyle) + traces::kPageStyle + kAtlasStyle},
                         {"data", traces::in_script(page_data(found))},
                         {"script", std::string(traces::kPageParts) + kAtlasScript}});
}

}  // namespace paxoscope::cli
