// What is checked: a protocol at fixed bounds with fixed rules, and the properties asked of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "invariants/property.hpp"
#include "model/catalogue.hpp"
#include "model/narration.hpp"

namespace paxoscope::cli {

class Protocol;

struct Scenario {
  const Protocol* protocol = nullptr;
  std::vector<int> settings;  ///< one for each of the protocol's parameters, in their order
  std::string variant = "none";
  std::vector<model::Choice>
      changes;             ///< rules taken otherwise than the variant does, in the protocol's order
  std::string rules_path;  ///< a file that stands in for rules; empty if there is none
  std::vector<model::Choice> from_file;                 ///< what it says, in the protocol's order
  std::vector<const invariants::Property*> properties;  ///< in the order of named_properties()
  bool properties_chosen = false;  ///< the user named them; otherwise they are all that apply
};

/// Whether the user, and not a variant, says how the rule called `rule` decides.
bool is_chosen(const Scenario& scenario, std::string_view rule);

/// The scenario as a record, complete: whoever reads it needs no defaults.
model::Record record_of(const Scenario& scenario);

/// A setting as it is written: a number, "none" or "any".
std::string setting_text(const Scenario& scenario, std::size_t parameter);

/// Its bounds but for what there is none of: "3 acceptors, 2 proposers, loss any".
std::string bounds_text(const Scenario& scenario);

/// `properties`, which are in the order of named_properties(), and `also` among them.
std::vector<const invariants::Property*> with(const std::vector<const invariants::Property*>& properties,
                                              const invariants::Property& also);

/// Whether what is asked is about whole runs.
bool asks_for_liveness(const Scenario& scenario);

/// The properties of states and steps that say something about this scenario: those about learners need one.
std::vector<const invariants::Property*> applicable_properties(const Scenario& scenario);

}  // namespace paxoscope::cli
