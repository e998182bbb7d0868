// No command has its effect on a learner twice, however often it is chosen.
#include <fmt/format.h>
#include <optional>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace at_most_once {
namespace {

struct Failure {
  LearnerId learner;
  Value command;
};

std::optional<Failure> find_failure(const LogHistory& state) {
  for (std::size_t l = 0; l < state.learners.size(); ++l) {
    ValueSet executed;
    for (const model::Execution& execution : state.learners[l]) {
      if (!execution.has_effect || !model::is_of_clients(execution.value)) continue;
      if (executed.contains(execution.value)) return Failure{LearnerId(static_cast<int>(l)), execution.value};
      executed.insert(execution.value);
    }
  }
  return std::nullopt;
}

bool holds(const LogHistory& state) { return !find_failure(state); }

Explanation explain(const LogHistory& state) {
  const Failure f = find_failure(state).value();
  return {executed_by(state, f.learner), fmt::format("{} had its effect twice.", model::name(f.command))};
}

}  // namespace
}  // namespace at_most_once

const Property kAtMostOnce{
    .name = "at-most-once",
    .statement = "no command has its effect twice on a learner",
    .source = "Viewstamped Replication Revisited, section 4.1, on the client table",
    .kind = Kind::kInvariant,
    .about_learners = true,
    .sees_learners = true,
    .sees_votes = false,
    .about_proposals = false,
    .keeps = kKeptByPropertiesOfLogs,
    .holds_in = nullptr,
    .holds_of = nullptr,
    .explain = nullptr,
    .holds_in_log = at_most_once::holds,
    .explain_in_log = at_most_once::explain,
};

}  // namespace paxoscope::invariants
