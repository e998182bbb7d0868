// A run as a page to look at and to step through: one file, which needs no network.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// What a property says, and where it is said.
struct PropertyMeaning {
  std::string name;
  std::string statement;
  std::string source;
};

/// A rule that is not, or need not be, as it should: "may-vote=always".
struct RuleMeaning {
  std::string change;  ///< as departures name it
  std::string question;
  std::string source;
  std::string here;       ///< how it is decided in this run
  std::string specified;  ///< how the specification decides it; empty if that is what the run does
  std::string repaired;   ///< how it should be decided, where the specification is wrong; else empty
};

/// What a page says besides the run.
struct PageFacts {
  std::string verdict;                ///< "VIOLATED: p2b in 12 steps"; empty if only the run is known
  std::vector<std::string> scenario;  ///< lines: protocol and bounds, the variant, the rules that are changed
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> numbers;  ///< "distinct", "1,053"
  std::vector<std::pair<std::string, std::string>>
      properties;  ///< of the whole search: "p2b", "violated in 12 steps"
  std::vector<std::string> not_checked;
  std::vector<PropertyMeaning> meanings;  ///< of the scenario's properties
  std::vector<RuleMeaning> rules;         ///< all that can be to blame
  std::string command;                    ///< which repeats it
};

/// What scripts of pages work on: the run as JSON, with every state, of each step a label and the ballot it is about, and what marks a loop.
nlohmann::ordered_json run_with_states(const Trace& trace);
/// Likewise the rules.
nlohmann::ordered_json rules_to_json(const std::vector<RuleMeaning>& rules);

/// A page of HTML.
std::string to_html(const Trace& trace, const PageFacts& facts);

}  // namespace paxoscope::traces
