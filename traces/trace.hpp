// A run, told: what every renderer starts from.
#pragma once

#include <cstddef>
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

/// A finite run that shows something: a violation of a property, or that a witness can be reached.
struct Trace {
  model::Record scenario;  ///< all that is needed to build the model again
  std::string property;
  bool is_witness = false;
  std::size_t initial_state = 0;  ///< which of the model's initial states it starts from
  std::vector<std::string> legend;
  std::vector<Step> steps;
  std::vector<std::string> why;  ///< why the property fails, or is witnessed, at the end
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
