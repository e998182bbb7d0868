// Checks two-phase commit, as specified and with a mistake, and tells the shortest run that shows it.
#include <cstdio>
#include <paxoscope/checker/breadth_first_search.hpp>
#include <paxoscope/checker/shortest_path.hpp>
#include <paxoscope/traces/replay.hpp>
#include <paxoscope/traces/text.hpp>

#include "two_phase_commit.hpp"

namespace {

using namespace paxoscope;

void check(const char* title, bool is_impatient) {
  const example::TwoPhaseCommit model(is_impatient);
  const example::Properties properties;
  const auto exploration = checker::breadth_first_search(model, properties);
  std::printf("%s: %llu states, depth %llu\n", title,
              static_cast<unsigned long long>(exploration.statistics.distinct),
              static_cast<unsigned long long>(exploration.statistics.depth));
  bool can_everyone_commit = false;
  for (const checker::Finding& finding : exploration.findings) {
    const auto property = checker::property_bit(finding.property);
    if (property == example::Properties::kEveryoneCommits) {
      can_everyone_commit = true;
      continue;
    }
    std::puts("  consistency fails\n");
    const auto path = checker::shortest_path(model, properties, exploration, property, finding.length);
    // The run is taken again from the model alone, and told.
    traces::Trace trace = traces::narrate(model, example::Words(), traces::replay(model, *path));
    trace.property = "consistency";
    trace.why = {"One has committed and another has aborted."};
    std::fputs(traces::to_text(trace).c_str(), stdout);
    return;
  }
  std::printf("  consistency holds, %s\n",
              can_everyone_commit ? "everyone can commit" : "but nobody can commit");
}

}  // namespace

int main() {
  check("as specified", false);
  check("who is prepared may abort", true);
}
