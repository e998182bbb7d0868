// No learner executes a slot before all lower ones.
#include <fmt/format.h>
#include <optional>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace no_gap {
namespace {

struct Failure {
  LearnerId learner;
  Slot executed;
  Slot missing;  ///< the lowest that it had not executed by then
};

std::optional<Failure> find_failure(const LogHistory& state) {
  for (std::size_t l = 0; l < state.learners.size(); ++l) {
    int next = 0;
    for (const model::Execution& execution : state.learners[l]) {
      if (execution.slot != Slot(next))
        return Failure{LearnerId(static_cast<int>(l)), execution.slot, Slot(next)};
      ++next;
    }
  }
  return std::nullopt;
}

bool holds(const LogHistory& state) { return !find_failure(state); }

Explanation explain(const LogHistory& state) {
  const Failure f = find_failure(state).value();
  return {executed_by(state, f.learner), fmt::format("When it executed slot {} it had not executed slot {}.",
                                                     model::name(f.executed), model::name(f.missing))};
}

}  // namespace
}  // namespace no_gap

const Property kNoGap{
    .name = "no-gap",
    .statement = "a learner executes a slot after all lower ones, and once",
    .source = "Paxos Made Simple, section 3, on when a server executes a command",
    .kind = Kind::kInvariant,
    .about_learners = true,
    .sees_learners = true,
    .sees_votes = false,
    .about_proposals = false,
    .keeps = kKeptByPropertiesOfLogs,
    .holds_in = nullptr,
    .holds_of = nullptr,
    .explain = nullptr,
    .holds_in_log = no_gap::holds,
    .explain_in_log = no_gap::explain,
};

}  // namespace paxoscope::invariants
