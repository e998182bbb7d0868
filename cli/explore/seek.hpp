// The shortest way from a state to one where a goal holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/explore/goal.hpp"
#include "cli/live_model.hpp"

namespace paxoscope::cli {

/// What came of it. Depends on nothing but the model, the state, the goal and the limit.
struct Sought {
  enum class Outcome : std::uint8_t {
    kFound,
    kUnreachable,  ///< no state that can be reached from there is like that: all were visited
    kLimit,        ///< the limit was reached first
  };

  Outcome outcome = Outcome::kLimit;
  std::vector<std::size_t> places;   ///< of the actions to take, if found
  std::uint64_t states = 0;          ///< visited
  std::uint64_t complete_depth = 0;  ///< no way of at most so many steps leads there, unless one was found
  /// If nothing was found: the values that were seen of each field that the goal asks for, in the order of its facts.
  std::vector<std::vector<std::string>> values_seen;
};

/// Visits at most `states_max` states, breadth first. Of several shortest ways it finds that with the fewest changes of acting process and,
/// among those, the smallest places.
Sought seek(const LiveModel& model, const std::string& start, const Goal& goal,
            const GoalVocabulary& vocabulary, std::uint64_t states_max);

}  // namespace paxoscope::cli
