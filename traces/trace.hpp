// A run, told: what every renderer starts from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/narration.hpp"

namespace paxoscope::traces {

/// One transition of a run.
struct Step {
  std::string process;                 ///< who takes it
  model::Record action;                ///< which action it is, as data: enough to find it again
  std::string sentence;                ///< what happens, for a person
  std::vector<model::Change> changes;  ///< what it changes in the processes
  std::vector<std::string> notes;      ///< what it brings about that no process need know
};

/// Where a run under changed rules leaves the protocol as specified.
struct Departure {
  /// What the run is held against.
  enum class Against : std::uint8_t {
    kSpecified,
    kRepaired,  ///< the protocol with all rules as they should be, where it is the specification that is wrong
    kUnchanged,  ///< the protocol with what was changed for the better, and without what was changed for the worse
  };

  std::size_t step =
      0;  ///< the first, counted from 1, in which the specified protocol would do something else
  std::vector<std::string> rules;  ///< those that make the difference there: "may-vote=always"
  std::string specified;           ///< what it would do: a sentence without its full stop
  Against against = Against::kSpecified;
};

/// A finite run that shows something: a violation of a property, or that a witness can be reached.
struct Trace {
  model::Record scenario;  ///< all that is needed to build the model again
  std::string property;
  bool is_witness = false;
  std::size_t initial_state = 0;  ///< which of the model's initial states it starts from
  std::vector<std::string> legend;
  std::vector<Step> steps;
  std::vector<std::string> why;  ///< why the property fails, or is witnessed, at the end
  std::optional<Departure> departure;
};

/// What a file says of a run: not yet known to be one.
struct SavedTrace {
  model::Record scenario;
  std::string property;
  bool is_witness = false;
  std::size_t initial_state = 0;
  std::vector<model::Record> actions;
  std::vector<std::vector<model::Change>> changes;  ///< one for each action
};

}  // namespace paxoscope::traces
