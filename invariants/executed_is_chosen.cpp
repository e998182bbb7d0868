// A learner executes in a slot only what is chosen there.
#include <fmt/format.h>
#include <optional>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace executed_is_chosen {
namespace {

struct Failure {
  LearnerId learner;
  model::Execution execution;
};

std::optional<Failure> find_failure(const LogHistory& state) {
  for (std::size_t l = 0; l < state.learners.size(); ++l) {
    for (const model::Execution& execution : state.learners[l]) {
      if (!state.in(execution.slot).chosen().contains(execution.value))
        return Failure{LearnerId(static_cast<int>(l)), execution};
    }
  }
  return std::nullopt;
}

bool holds(const LogHistory& state) { return !find_failure(state); }

Explanation explain(const LogHistory& state) {
  const Failure f = find_failure(state).value();
  Explanation why{fmt::format("{} executed {} in slot {}, where it is not chosen.", model::name(f.learner),
                              model::name(f.execution.value), model::name(f.execution.slot))};
  const History& slot = state.in(f.execution.slot);
  for_each_ballot(slot, [&](Ballot ballot) {
    const model::AcceptorSet voters = slot.cast.voters(ballot, f.execution.value);
    if (voters.empty()) return;
    why.push_back(
        fmt::format("In ballot {} only {} voted for it there.", model::name(ballot), model::name(voters)));
  });
  return why;
}

}  // namespace
}  // namespace executed_is_chosen

const Property kExecutedIsChosen{
    .name = "executed-is-chosen",
    .statement = "a learner executes in a slot only a value that is chosen there",
    .source = "Paxos Made Simple, section 3, on when a server executes a command",
    .kind = Kind::kInvariant,
    .about_learners = true,
    .sees_learners = true,
    .sees_votes = true,
    .about_proposals = false,
    .keeps = kKeptByPropertiesOfLogs,
    .holds_in = nullptr,
    .holds_of = nullptr,
    .explain = nullptr,
    .holds_in_log = executed_is_chosen::holds,
    .explain_in_log = executed_is_chosen::explain,
};

}  // namespace paxoscope::invariants
