#include "cli/variant_matrix.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/catalogued.hpp"
#include "cli/numbers.hpp"
#include "cli/signals.hpp"
#include "traces/json.hpp"

namespace paxoscope::cli {

namespace {

using invariants::Property;
using nlohmann::ordered_json;

/// The bounds of the catalogue are the fewest to show a variant; a property that compares what two learned, or two values, needs more.
void widen(CheckRequest& request) {
  const auto parameters = request.scenario.protocol->parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    int& setting = request.scenario.settings[i];
    const std::string_view name = parameters[i].name;
    if (name == "learners") setting = std::max(setting, 1);
    if (name == "values" || name == "proposers") setting = std::max(setting, 2);
  }
  request.scenario.properties = applicable_properties(request.scenario);
}

MatrixRow matrix_row(const Protocol& protocol, const model::Variant& variant) {
  CheckRequest request = catalogued_request(protocol, variant);
  widen(request);
  request.errors_max = request.scenario.properties.size() + 1;
  request.states_max = kMatrixStatesMax;
  request.checks_reductions = true;  // only the lengths are wanted, no run
  const CheckResult result = search(request);
  MatrixRow row{&protocol, &variant, request.scenario, {}};
  for (const PropertyResult& p : result.properties) {
    if (p.property->kind == invariants::Kind::kWitness) continue;
    row.cells.push_back({p.property, p.outcome, p.length});
  }
  return row;
}

/// The properties that must hold, in their order.
std::vector<const Property*> columns() {
  std::vector<const Property*> all;
  for (const Property* property : invariants::named_properties()) {
    const bool must_hold =
        property->kind == invariants::Kind::kInvariant || property->kind == invariants::Kind::kStep;
    if (must_hold) all.push_back(property);
  }
  return all;
}

std::string text_of(const MatrixRow& row, const Property* property) {
  for (const MatrixCell& cell : row.cells) {
    if (cell.property != property) continue;
    if (cell.length) return std::to_string(*cell.length);
    return cell.outcome == PropertyOutcome::kInconclusive ? "?" : "-";
  }
  return "";
}

/// The rows that a property catches, by number.
std::set<std::size_t> caught_by(const Property* property, std::span<const MatrixRow> matrix) {
  std::set<std::size_t> caught;
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (const MatrixCell& cell : matrix[i].cells) {
      if (cell.property == property && cell.length) caught.insert(i);
    }
  }
  return caught;
}

/// Those that catch all that `property` does, and perhaps more.
std::vector<std::string_view> as_good_as(const Property* property, std::span<const MatrixRow> matrix) {
  const std::set<std::size_t> caught = caught_by(property, matrix);
  std::vector<std::string_view> better;
  for (const Property* other : columns()) {
    if (other == property) continue;
    const std::set<std::size_t> by_other = caught_by(other, matrix);
    if (std::includes(by_other.begin(), by_other.end(), caught.begin(), caught.end())) {
      better.push_back(other->name);
    }
  }
  return better;
}

}  // namespace

std::vector<MatrixRow> variant_matrix(std::span<const Protocol* const> protocols) {
  std::vector<MatrixRow> matrix;
  for (const Protocol* protocol : protocols) {
    for (const model::Variant& variant : protocol->variants()) {
      if (caught_signal() == 0) matrix.push_back(matrix_row(*protocol, variant));
    }
  }
  return matrix;
}

std::string to_text(std::span<const MatrixRow> matrix) {
  std::string text = fmt::format(
      "who catches what: steps of the shortest run that violates a property ('-': none does, '?': none "
      "within "
      "{} states)\n\n{:<42}",
      grouped(kMatrixStatesMax), "");
  for (const Property* property : columns()) text += fmt::format("  {}", property->name);
  text += "\n";
  for (const MatrixRow& row : matrix) {
    text += fmt::format("  {:<40}", fmt::format("{} {}", row.protocol->name(), row.variant->name));
    for (const Property* property : columns()) {
      text += fmt::format("  {:>{}}", text_of(row, property), property->name.size());
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  text += "\n";
  for (const Property* property : columns()) {
    const std::size_t count = caught_by(property, matrix).size();
    if (count == 0) {
      text += fmt::format("{} catches none of them\n", property->name);
      continue;
    }
    const std::vector<std::string_view> others = as_good_as(property, matrix);
    text += fmt::format("{} catches {}", property->name, count);
    if (!others.empty()) {
      text += fmt::format(", all of which {} {} too", fmt::join(others, " and "),
                          others.size() == 1 ? "catches" : "catch");
    }
    text += "\n";
  }
  return text;
}

ordered_json to_json(std::span<const MatrixRow> matrix) {
  ordered_json json = ordered_json::object();
  json["max_states"] = kMatrixStatesMax;
  json["rows"] = ordered_json::array();
  for (const MatrixRow& row : matrix) {
    ordered_json item = ordered_json::object();
    item["protocol"] = row.protocol->name();
    item["name"] = row.variant->name;
    item["scenario"] = traces::to_json(record_of(row.scenario));
    item["caught"] = ordered_json::object();
    for (const MatrixCell& cell : row.cells) {
      const bool is_open = !cell.length && cell.outcome == PropertyOutcome::kInconclusive;
      item["caught"][std::string(cell.property->name)] = cell.length ? ordered_json(*cell.length)
                                                         : is_open   ? ordered_json("unknown")
                                                                     : ordered_json(nullptr);
    }
    json["rows"].push_back(std::move(item));
  }
  json["properties"] = ordered_json::array();
  for (const Property* property : columns()) {
    const std::size_t count = caught_by(property, matrix).size();
    json["properties"].push_back(
        {{"name", property->name},
         {"catches", count},
         {"as_good", count == 0 ? std::vector<std::string_view>() : as_good_as(property, matrix)}});
  }
  return json;
}

}  // namespace paxoscope::cli
