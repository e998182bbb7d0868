// Which reductions are at work in a run, and why others are not.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.hpp"

namespace paxoscope::cli {

struct CheckRequest;

/// What was asked for.
struct ReductionChoice {
  enum class Kind : std::uint8_t {
    kAuto,   ///< all that are sound here
    kAll,    ///< all; of those that are not sound here, and so left off, the report warns
    kNone,   ///< every state and every step, losses included
    kNamed,  ///< those of `names`; of those that are left off, the report warns
  };

  Kind kind = Kind::kAuto;
  std::vector<std::string> names;  ///< in the protocol's order; what these count on comes along

  friend bool operator==(const ReductionChoice&, const ReductionChoice&) = default;
};

/// "auto", "all", "none", or the names with commas between them.
std::string text_of(const ReductionChoice& choice);

/// A reduction that was asked for, or that one of these counts on. Where nothing was asked for by name, only those are
/// planned that have something to do in the scenario.
struct PlannedReduction {
  const model::Reduction* reduction;
  std::string objection;  ///< why it is left off; empty if it is at work

  [[nodiscard]] bool is_at_work() const { return objection.empty(); }
};

/// In the protocol's order.
std::vector<PlannedReduction> plan_reductions(const CheckRequest& request);

/// Whether the reduction called `name` is at work.
bool is_at_work(std::span<const PlannedReduction> plan, std::string_view name);

/// Whether any symmetry is.
bool is_symmetric(std::span<const PlannedReduction> plan);

/// Whether any but symmetries is: then what is stored stands for states of a smaller space.
bool is_space_reduced(std::span<const PlannedReduction> plan);

/// Whether symmetries are, and the sum of the orbits is the number of states without them.
bool are_orbits_counted(std::span<const PlannedReduction> plan);

/// One line: "symmetry, dead-messages", or "none".
std::string names_at_work(std::span<const PlannedReduction> plan);

/// What is left off, those for one reason together: "past-votes, past-proposals: the property p2c looks at …".
std::vector<std::string> objections(std::span<const PlannedReduction> plan);

}  // namespace paxoscope::cli
