// A finished run of `check`, and the two ways to print it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/exit_status.hpp"
#include "cli/protocol.hpp"
#include "cli/request.hpp"
#include "traces/html.hpp"

namespace paxoscope::cli {

/// Raised whenever a reader of the former format could misread the new one.
inline constexpr int kResultSchemaVersion = 1;

enum class ExpectationStatus : std::uint8_t {
  kMet,
  kFailed,
  kUndecided,  ///< the space was not visited whole, and what was visited does not rule it out
};

/// The name of the expectation that a value can be chosen: of 1, where it can, or 0.
inline constexpr std::string_view kChosenExpectation = "chosen";

/// Nothing, a number, a word, or names of properties.
using ExpectationValue = std::variant<std::monostate, std::uint64_t, std::string, std::vector<std::string>>;

struct ExpectationResult {
  std::string_view name;  ///< of the key, without what they all begin with: "distinct"
  ExpectationValue expected;
  ExpectationValue actual;
  ExpectationStatus status;
};

struct Report {
  CheckRequest request;
  CheckResult result;
  double seconds = 0;            ///< wall clock of the search and of what follows from it
  std::uint64_t peak_bytes = 0;  ///< the most memory this process ever had resident
  int signal = 0;                ///< the signal that stopped the search or what follows it, or 0

  std::vector<PlannedReduction> reductions;
  std::vector<ExpectationResult> expectations;
  std::vector<std::string> warnings;  ///< reasons to trust the verdict less than it sounds
  std::vector<std::string> not_checked;
  std::optional<double> omission_probability;  ///< where states are known by fingerprints: at most this
  int exit_status = 0;
};

class History;
class RunCheckpoint;

/// Searches as asked, shows on a terminal how far it is, and concludes. `checkpoint` is that of the run, and null if it keeps none; `history` is kept unless it is null. Throws SelfCheckError
/// and, with files that are kept, SystemError, InputError.
Report search_and_conclude(const CheckRequest& request, RunCheckpoint* checkpoint = nullptr,
                           History* history = nullptr);

/// Holds what was found against what was expected; the rest of the report is there.
std::vector<ExpectationResult> expectation_results(const Report& report);
/// "distinct = 77: FAILED, expected 78".
std::string expectation_line(const ExpectationResult& expectation, const Report& report);

/// Fills in what follows from the rest: expectations, warnings, what was not checked, the exit status.
void conclude(Report& report);

/// Whether a property came out as it must not: violated or, of a witness asked for by name, unreachable.
bool fails(const PropertyResult& property, const Report& report);

/// Whether more could be known or done by going on: a limit or a signal came before the end.
bool was_cut_short(const Report& report);

/// "holds", "violated" or "inconclusive".
std::string_view outcome_name(checker::Outcome outcome);
std::string_view outcome_name(PropertyOutcome outcome);
/// "violated in 12 steps", "holds".
std::string outcome_text(const PropertyResult& property);

/// Lines: "paxos: 3 acceptors, 2 proposers, …; loss any, duplication none", the variant, and one for each rule changed besides.
std::string heading(const Scenario& scenario);
/// A line: "VIOLATED: p2b in 12 steps".
std::string verdict(const Report& report);
/// "holds", or "inconclusive (no violation so far)".
std::string property_line(const PropertyResult& property);

/// What a page says of a search, besides the run that it shows.
traces::PageFacts page_facts(const Report& report);
/// What a page says of a run of which only the scenario is known, and the command that repeats it.
traces::PageFacts page_facts(const Scenario& scenario, std::string command);

/// What the program returns if a search was cut and found nothing: by a limit, or by `signal`.
int status_of_cut(checker::StopReason stop, int signal);

/// Why the search stopped, in a few words.
std::string stop_reason(const Report& report);

std::string to_text(const Report& report);

/// docs/schemas/result.schema.json.
nlohmann::ordered_json to_json(const Report& report);

}  // namespace paxoscope::cli
