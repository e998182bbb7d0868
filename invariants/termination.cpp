// Learners learn: the property of whole runs.
#include <fmt/format.h>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace termination {
namespace {

/// Why it fails on a run that comes back to what `after` is like, or ends there.
Explanation explain(const History& /*before*/, const History& after) {
  Explanation why;
  for (int i = 0; i < after.learners; ++i) {
    const LearnerId l(i);
    if (after.learned(l).empty()) why.push_back(fmt::format("{} never learns a value", name(l)));
  }
  return why;
}

}  // namespace
}  // namespace termination

const Property kTermination{
    .name = "termination",
    .statement = "every learner that stays up learns a value, in every run in which all are given their turn",
    .source = "Paxos Made Simple, section 2.4, progress",
    .kind = Kind::kLiveness,
    .about_learners = true,
    .sees_learners = true,
    .sees_votes = false,
    .about_proposals = false,
    .keeps = {},
    .holds_in = nullptr,
    .holds_of = nullptr,
    .explain = termination::explain,
};

}  // namespace paxoscope::invariants
