// What whoever wrote a scenario says will come of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/outcome.hpp"
#include "cli/argument.hpp"
#include "invariants/property.hpp"

namespace paxoscope::cli {

/// Each is left out where nothing is said. Counts are of the whole space or, where another outcome than *holds* is expected, of what was
/// visited when the search ended.
struct Expectations {
  std::optional<checker::Outcome> outcome;
  std::vector<const invariants::Property*>
      violated;  ///< these and no others, in the order of named_properties(); whichever if empty
  std::optional<std::uint64_t> length;  ///< steps of the shortest run to a violation
  std::optional<std::uint64_t> distinct;
  std::optional<std::uint64_t> generated;
  std::optional<std::uint64_t> depth;
  std::optional<std::uint64_t> digest;  ///< of the states
  bool chosen = false;                  ///< a value can be chosen

  friend bool operator==(const Expectations&, const Expectations&) = default;
};

/// Whether something is said of the size of the space, which can only be known by visiting it.
bool counts_are_expected(const Expectations& expectations);

/// The options that ask for the same.
std::vector<Argument> arguments_of(const Expectations& expectations);

/// Why they make no sense together, or for a search for `properties`, some of which `are_chosen` by name: "expect-violated: …"; empty if they do.
std::string problem_of(const Expectations& expectations,
                       const std::vector<const invariants::Property*>& properties, bool are_chosen);

}  // namespace paxoscope::cli
