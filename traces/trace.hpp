// A run, told: what every renderer starts from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/milestones.hpp"
#include "model/narration.hpp"

namespace paxoscope::traces {

/// One transition of a run.
struct Step {
  std::string process;                 ///< who takes it
  model::Record action;                ///< which action it is, as data: enough to find it again
  std::string sentence;                ///< what happens, for a person
  std::vector<model::Change> changes;  ///< what it changes in the processes
  std::vector<std::string> notes;      ///< what it brings about that no process need know
  model::Traffic traffic;              ///< what it does with messages
  std::vector<model::Milestone> milestones;
  bool is_needed = true;  ///< false if the run shows the same without it, and without all that it leads to
};

/// A state of a run.
struct Situation {
  std::vector<model::Attribute> attributes;  ///< of the same processes and fields in every state of a run
  std::vector<model::Variable> variables;    ///< the same in every state of a run
};

/// A property, and since when in a run it is otherwise than at the beginning of time.
struct Course {
  std::string property;
  bool is_witness = false;  ///< it is to be reached; else it is to hold
  std::optional<std::size_t>
      since;  ///< steps after which it is reached, or fails; nothing if it never is, or does
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
  std::vector<std::size_t>
      again;  ///< later steps that it would not take so either, in the state in which they are taken
  std::vector<std::string> rules;  ///< those that make the difference there: "may-vote=always"
  std::string specified;           ///< what it would do: a sentence without its full stop
  Against against = Against::kSpecified;
};

/// How a run goes on for ever: its last steps are taken again and again.
struct Loop {
  /// Steps after which the state stands that the run comes back to. With as many as there are, nothing can happen any more and the run ends.
  std::size_t from = 0;
  std::string but;  ///< in what the steps differ each time: "each ballot is 2 higher"; empty if in nothing

  friend bool operator==(const Loop&, const Loop&) = default;
};

/// A run that shows something: a violation of a property, or that a witness can be reached. It is finite, or goes on for ever in a loop.
struct Trace {
  model::Record scenario;  ///< all that is needed to build the model again
  std::string property;
  bool is_witness = false;
  std::size_t initial_state = 0;  ///< which of the model's initial states it starts from
  std::vector<std::string> legend;
  std::vector<model::Process>
      processes;  ///< who takes part; what is taken by nobody of them is done by the network
  model::Vocabulary vocabulary;
  std::vector<Step> steps;
  std::vector<Situation> situations;  ///< one more than there are steps
  std::vector<Course> courses;        ///< of the scenario's properties
  std::vector<std::string> why;       ///< why the property fails, or is witnessed, at the end
  std::optional<Departure> departure;
  std::optional<Loop> loop;  ///< if it is the whole run that violates the property, and not where it ends
};

/// What a file says of a run: not yet known to be one.
struct SavedTrace {
  model::Record scenario;
  std::string property;
  bool is_witness = false;
  std::size_t initial_state = 0;
  std::vector<model::Record> actions;
  /// What each action changes; nothing where the file does not say so.
  std::vector<std::optional<std::vector<model::Change>>> changes;
  /// Of each state, the first included, what the file says of its variables: by name, in ITF; empty if it says nothing.
  std::vector<std::map<std::string, std::string>> variables;
  std::optional<Loop> loop;  ///< goes back no further than the run is long
};

}  // namespace paxoscope::traces
