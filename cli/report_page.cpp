#include <fmt/format.h>
#include <utility>

#include "cli/numbers.hpp"
#include "cli/report.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

namespace {

/// The meaning of an alternative with its argument, if it has one.
std::string meaning_of(const model::Choice& choice) {
  const std::string meaning(choice.alternative->meaning);
  return choice.argument.empty() ? meaning : fmt::format("{} ({})", meaning, name(choice));
}

}  // namespace

traces::PageFacts page_facts(const Scenario& scenario, std::string command) {
  traces::PageFacts facts;
  facts.scenario = lines_of(heading(scenario));
  facts.command = std::move(command);
  for (const invariants::Property* p : scenario.properties)
    facts.meanings.push_back({std::string(p->name), std::string(p->statement), std::string(p->source)});
  for (const model::Choice& choice : scenario.protocol->choices(scenario)) {
    const model::Alternative* const specified = &choice.rule->alternatives.front();
    const model::Alternative* const sound = &choice.rule->alternatives[choice.rule->sound];
    if (choice.alternative == sound) continue;
    facts.rules.push_back(
        {.change = text_of(choice),
         .question = std::string(choice.rule->question),
         .source = std::string(choice.rule->source),
         .here = meaning_of(choice),
         .specified = std::string(choice.alternative == specified ? "" : specified->meaning),
         .repaired = std::string(sound == specified ? "" : sound->meaning)});
  }
  return facts;
}

traces::PageFacts page_facts(const Report& report) {
  const checker::Statistics& statistics = report.result.statistics;
  traces::PageFacts facts = page_facts(report.request.scenario, command_of(report.request));
  facts.verdict = lines_of(verdict(report)).front();
  facts.warnings = report.warnings;
  facts.numbers = {{"distinct", grouped(statistics.distinct)},
                   {"generated", grouped(statistics.generated)},
                   {"depth", std::to_string(statistics.depth)},
                   {"terminal", grouped(statistics.terminal)},
                   {"reductions", names_at_work(report.reductions)},
                   {"store", report.omission_probability ? "64-bit fingerprints" : "exact"},
                   {"digest of the states", fmt::format("{:016x}", statistics.digest)}};
  for (const PropertyResult& p : report.result.properties)
    facts.properties.emplace_back(p.property->name, property_line(p));
  facts.not_checked = report.not_checked;
  return facts;
}

}  // namespace paxoscope::cli
