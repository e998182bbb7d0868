// A trace as JSON, and back. The format is docs/schemas/trace.schema.json.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// Raised whenever a reader of the former format could misread the new one.
inline constexpr int kTraceSchemaVersion = 1;

nlohmann::ordered_json to_json(const model::Record& record);
nlohmann::ordered_json to_json(const std::vector<model::Attribute>& attributes);

/// `departure` of a run; null if there is none.
nlohmann::ordered_json departure_to_json(const Trace& trace);

/// The parts that tell the run: property, steps, reasons. This is `counterexample` in a result.
nlohmann::ordered_json run_to_json(const Trace& trace);

/// A document of its own: the above, with the scenario and the version of the format.
nlohmann::ordered_json to_json(const Trace& trace);

/// A file that is not a trace.
class TraceFileError : public std::runtime_error {
 public:
  enum class Kind {
    kSyntax,    ///< not JSON
    kContents,  ///< JSON, but not of this format
  };
  TraceFileError(Kind kind, const std::string& problem) : std::runtime_error(problem), kind_(kind) {}
  [[nodiscard]] Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// Reads a trace, or the counterexample (else the first witness) of a result of `check`. Only what is needed
/// to run it again is read; sentences are made anew. Throws TraceFileError.
SavedTrace parse_trace(std::string_view text);

}  // namespace paxoscope::traces
