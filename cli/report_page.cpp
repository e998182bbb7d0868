#include <fmt/format.h>

#include "cli/numbers.hpp"
#include "cli/report.hpp"
#include "cli/text.hpp"

namespace paxoscope::cli {

traces::PageFacts page_facts(const Report& report) {
  const checker::Statistics& statistics = report.result.statistics;
  traces::PageFacts facts;
  facts.scenario = lines_of(heading(report.request.scenario));
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
  facts.command = command_of(report.request);
  return facts;
}

}  // namespace paxoscope::cli
