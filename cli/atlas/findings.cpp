#include "cli/atlas/findings.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/numbers.hpp"
#include "cli/protocol.hpp"
#include "traces/json.hpp"

namespace paxoscope::cli {

namespace {

using nlohmann::ordered_json;

std::vector<bool> are(const std::vector<AtlasRow>& rows, Verdict verdict) {
  std::vector<bool> is(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) is[i] = rows[i].verdict == verdict;
  return is;
}

std::string failure_text(const Failure& failure) {
  return fmt::format("{} in {}", failure.property->name, counted(failure.length, "step"));
}

ordered_json to_json(const Failure& failure) {
  return {{"property", failure.property->name}, {"length", failure.length}};
}

}  // namespace

std::size_t AtlasFindings::count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const AtlasRow& row) { return row.verdict == verdict; }));
}

std::vector<std::string> AtlasFindings::changes(std::size_t combination) const {
  std::vector<std::string> texts;
  for (const model::Choice& change : atlas.combinations().changes(combination))
    texts.push_back(text_of(change));
  return texts;
}

Scenario AtlasFindings::smallest_scenario(std::size_t combination) const {
  return atlas.request(combination, atlas.scenarios()[rows[combination].smallest]).scenario;
}

AtlasFindings findings_of(const Atlas& atlas, const AtlasPlan& plan, const std::vector<AtlasRow>& rows) {
  const bool is_specified_unsafe = rows.front().verdict == Verdict::kUnsafe;
  const Combinations& combinations = atlas.combinations();
  return {
      atlas,
      plan,
      rows,
      minimal(combinations, are(rows, Verdict::kUnsafe)),
      maximal(combinations, are(rows, Verdict::kSafe)),
      is_specified_unsafe ? minimal(combinations, are(rows, Verdict::kSafe)) : std::vector<std::size_t>()};
}

std::vector<std::string_view> names_of(const std::vector<const model::Alternative*>& alternatives) {
  std::vector<std::string_view> names;
  names.reserve(alternatives.size());
  for (const model::Alternative* alternative : alternatives) names.push_back(alternative->name);
  return names;
}

std::string tally_text(const AtlasFindings& found) {
  const std::size_t unknown = found.count(Verdict::kUnknown);
  return fmt::format("{} combinations: {} safe, {} unsafe, {} vacuous{}", grouped(found.rows.size()),
                     grouped(found.count(Verdict::kSafe)), grouped(found.count(Verdict::kUnsafe)),
                     grouped(found.count(Verdict::kVacuous)),
                     unknown == 0 ? "" : fmt::format(", {} not searched to the end", grouped(unknown)));
}

std::string to_text(const AtlasFindings& found) {
  const Scenario& scenario = found.atlas.base().scenario;
  std::string text = fmt::format("atlas of {}: {}\n", words_of(*scenario.protocol), bounds_text(scenario));
  for (const VariedRule& rule : found.atlas.combinations().rules()) {
    text += fmt::format("  {}: {}\n", rule.rule->name, fmt::join(names_of(rule.alternatives), ", "));
  }
  std::vector<std::string> omitted;
  for (const AtlasPlan::Omitted& o : found.plan.omitted) {
    if (o.reason != kNotAskedFor) omitted.push_back(fmt::format("{} ({})", o.rule, o.reason));
  }
  if (!omitted.empty()) text += fmt::format("  not varied: {}\n", fmt::join(omitted, ", "));
  for (const std::string& warning : found.plan.warnings) text += fmt::format("WARNING: {}\n", warning);
  text += fmt::format("\n{}\n", tally_text(found));
  const auto changes_text = [&](std::size_t combination) {
    const std::vector<std::string> changes = found.changes(combination);
    return changes.empty() ? std::string("nothing changed") : fmt::format("{}", fmt::join(changes, ", "));
  };
  text += fmt::format("\nminimal unsafe sets of changes ({}): no part of one is unsafe\n",
                      found.minimal_unsafe.size());
  for (const std::size_t c : found.minimal_unsafe) {
    const AtlasRow& row = found.rows[c];
    text += fmt::format("  {}\n      {}; smallest: {}, {}\n", changes_text(c), failure_text(row.failure),
                        bounds_text(found.smallest_scenario(c)), failure_text(row.at_smallest));
  }
  if (found.rows.front().verdict == Verdict::kUnsafe) {
    text += fmt::format("\nsmallest repairs ({}): safe, and no part of one is\n", found.repairs.size());
    for (const std::size_t c : found.repairs) text += fmt::format("  {}\n", changes_text(c));
  }
  text += fmt::format("\nmaximal safe relaxations ({}): nothing can be changed besides\n",
                      found.maximal_safe.size());
  for (const std::size_t c : found.maximal_safe) text += fmt::format("  {}\n", changes_text(c));
  return text;
}

nlohmann::ordered_json to_json(const AtlasFindings& found, double seconds) {
  ordered_json json = ordered_json::object();
  json["schema_version"] = kAtlasSchemaVersion;
  json["kind"] = "atlas";
  json["scenario"] = traces::to_json(record_of(found.atlas.base().scenario));
  json["varied"] = ordered_json::array();
  for (const VariedRule& rule : found.atlas.combinations().rules()) {
    json["varied"].push_back({{"rule", rule.rule->name}, {"alternatives", names_of(rule.alternatives)}});
  }
  json["not_varied"] = ordered_json::array();
  for (const AtlasPlan::Omitted& o : found.plan.omitted)
    json["not_varied"].push_back({{"rule", o.rule}, {"reason", o.reason}});
  json["warnings"] = found.plan.warnings;
  json["combinations"] = found.rows.size();
  json["safe"] = found.count(Verdict::kSafe);
  json["unsafe"] = found.count(Verdict::kUnsafe);
  json["vacuous"] = found.count(Verdict::kVacuous);
  json["unknown"] = found.count(Verdict::kUnknown);
  json["minimal_unsafe"] = ordered_json::array();
  for (const std::size_t c : found.minimal_unsafe) {
    ordered_json item{{"changes", found.changes(c)}};
    item.update(to_json(found.rows[c].failure));
    item["smallest"] = {{"scenario", traces::to_json(record_of(found.smallest_scenario(c)))}};
    item["smallest"].update(to_json(found.rows[c].at_smallest));
    json["minimal_unsafe"].push_back(std::move(item));
  }
  const auto sets = [&](const std::vector<std::size_t>& combinations) {
    ordered_json all = ordered_json::array();
    for (const std::size_t c : combinations) all.push_back({{"changes", found.changes(c)}});
    return all;
  };
  json["maximal_safe"] = sets(found.maximal_safe);
  json["smallest_repairs"] = sets(found.repairs);
  json["seconds"] = to_milliseconds(seconds);
  return json;
}

std::string to_csv(const AtlasFindings& found) {
  const Combinations& combinations = found.atlas.combinations();
  const auto parameters = found.atlas.base().scenario.protocol->parameters();
  std::string csv;
  for (const VariedRule& rule : combinations.rules()) csv += fmt::format("{},", rule.rule->name);
  csv += "changes,verdict,property,length,is_minimal_unsafe,is_maximal_safe";
  for (const model::Parameter& parameter : parameters) csv += fmt::format(",smallest_{}", parameter.name);
  csv += ",smallest_property,smallest_length\n";
  const auto is_in = [](const std::vector<std::size_t>& sorted, std::size_t c) {
    return std::binary_search(sorted.begin(), sorted.end(), c) ? "yes" : "no";
  };
  for (std::size_t c = 0; c < found.rows.size(); ++c) {
    const AtlasRow& row = found.rows[c];
    std::size_t changes = 0;
    for (std::size_t i = 0; i < combinations.rules().size(); ++i) {
      const std::size_t which = combinations.alternative(c, i);
      changes += which == 0 ? 0 : 1;
      csv += fmt::format("{},", combinations.rules()[i].alternatives[which]->name);
    }
    const bool is_unsafe = row.verdict == Verdict::kUnsafe;
    csv += fmt::format("{},{},{},{},{},{}", changes, name(row.verdict),
                       is_unsafe ? row.failure.property->name : "",
                       is_unsafe ? std::to_string(row.failure.length) : "", is_in(found.minimal_unsafe, c),
                       is_in(found.maximal_safe, c));
    Scenario smallest = found.atlas.base().scenario;
    smallest.settings = found.atlas.scenarios()[row.smallest];
    for (std::size_t i = 0; i < parameters.size(); ++i)
      csv += is_unsafe ? "," + setting_text(smallest, i) : ",";
    csv += fmt::format(",{},{}\n", is_unsafe ? row.at_smallest.property->name : "",
                       is_unsafe ? std::to_string(row.at_smallest.length) : "");
  }
  return csv;
}

}  // namespace paxoscope::cli
