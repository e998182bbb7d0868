// A trace in the Informal Trace Format (Apalache, ADR-015), and back.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "traces/trace.hpp"

namespace paxoscope::traces {

/// The states one after the other: the variables of the protocol, and `action`, the record of the action that led to the state, whose type
/// is "init" in the first. Ballots count from 1, and -1 stands for none. Under "#meta", which other readers ignore, stands what is needed
/// to take the run again. Of a run that goes on for ever, "loop" is the index of the state that it comes back to, and the last state
/// is that state once more.
nlohmann::ordered_json to_itf(const Trace& trace);

/// Whether a document is meant to be in this format.
bool is_itf(const nlohmann::ordered_json& document);

/// A document that `to_itf` wrote, in the format of `to_json`, as far as that is read, and without what steps change: the states say that.
/// Throws TraceFileError.
nlohmann::ordered_json trace_from_itf(const nlohmann::ordered_json& document);

/// What such a document says of the variables of each state.
std::vector<std::map<std::string, std::string>> variables_from_itf(const nlohmann::ordered_json& document);

/// Whether the states of a run are those that the file it was saved in has. Throws ReplayError, with the step that leads to the first that
/// is not.
void compare_variables(const SavedTrace& saved, const Trace& trace);

}  // namespace paxoscope::traces
