#include "traces/html.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "traces/diagram.hpp"
#include "traces/json.hpp"
#include "traces/loop.hpp"
#include "traces/page/embedded.hpp"
#include "traces/page/filling.hpp"
#include "traces/svg.hpp"

namespace paxoscope::traces {

namespace {

using nlohmann::ordered_json;

ordered_json meanings_of(const PageFacts& facts) {
  ordered_json json = ordered_json::array();
  for (const PropertyMeaning& m : facts.meanings)
    json.push_back({{"name", m.name}, {"statement", m.statement}, {"source", m.source}});
  return json;
}

/// What the script works on: the run, with every state, and the facts.
ordered_json page_data(const Trace& trace, const PageFacts& facts) {
  ordered_json data = run_with_states(trace);
  const auto pairs = [](const auto& items) {
    ordered_json json = ordered_json::array();
    for (const auto& [name, value] : items) json.push_back({{"name", name}, {"value", value}});
    return json;
  };
  data["facts"] = {{"verdict", facts.verdict},
                   {"scenario", facts.scenario},
                   {"warnings", facts.warnings},
                   {"numbers", pairs(facts.numbers)},
                   {"properties", pairs(facts.properties)},
                   {"not_checked", facts.not_checked},
                   {"meanings", meanings_of(facts)},
                   {"rules", rules_to_json(facts.rules)},
                   {"command", facts.command}};
  return data;
}

}  // namespace

ordered_json rules_to_json(const std::vector<RuleMeaning>& rules) {
  ordered_json json = ordered_json::array();
  for (const RuleMeaning& rule : rules) {
    json.push_back({{"change", rule.change},
                    {"question", rule.question},
                    {"source", rule.source},
                    {"here", rule.here},
                    {"specified", rule.specified},
                    {"repaired", rule.repaired}});
  }
  return json;
}

ordered_json run_with_states(const Trace& trace) {
  ordered_json data = run_to_json(trace);
  data["states"] = ordered_json::array();
  for (const Situation& situation : trace.situations) data["states"].push_back(to_json(situation.attributes));
  const Diagram diagram = diagram_of(trace);
  for (std::size_t i = 0; i < diagram.rows.size(); ++i) {
    data["steps"][i]["label"] = diagram.rows[i].label;
    data["steps"][i]["ballot"] = diagram.rows[i].ballot;
  }
  if (trace.loop) data["loop"]["marks"] = {{"begin", kFromHereOn}, {"end", end_of_loop(trace)}};
  return data;
}

std::string to_html(const Trace& trace, const PageFacts& facts) {
  const std::string title =
      fmt::format("{} {}{}{}", trace.is_witness ? "Witness of" : "Counterexample to", trace.property,
                  repeats_after(trace) ? ": " : ", in ", extent_of(trace));
  return filled(kPageFrame, {{"title", title},
                             {"style", svg_style() + kPageStyle},
                             {"diagram", to_svg_element(trace)},
                             {"data", in_script(page_data(trace, facts))},
                             {"script", std::string(kPageParts) + kPageScript}});
}

}  // namespace paxoscope::traces
