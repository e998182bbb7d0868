// Changes of the rules of Multi-Paxos to try.
#pragma once

#include <string>
#include <vector>

#include "model/multi_paxos/bounds.hpp"
#include "model/multi_paxos/rules.hpp"
#include "tests/catalogue.hpp"

namespace paxoscope::tests {

/// Those that say something within these bounds, alone but for what they go with.
inline std::vector<std::string> changes_within(const multi_paxos::Bounds& bounds) {
  std::vector<std::string> changes = single_changes(multi_paxos::rules(), bounds.acceptors);
  std::erase_if(changes, [&](const std::string& change) {
    const bool is_of_windows = change.starts_with("membership") || change.starts_with("window") ||
                               change.starts_with("change-takes-effect");
    return change.starts_with("lease-") || (bounds.reads == 0 && change.starts_with("read")) ||
           (bounds.window == 0 && is_of_windows) ||
           (bounds.acceptors == 1 && change.starts_with("membership"));  // there are no others
  });
  if (bounds.window > 0) {
    std::string memberships;  // so that quorums of one need not meet those of another
    for (const std::string& change : changes) {
      if (change.starts_with("membership")) memberships = change;
    }
    for (const char* const change :
         {"change-takes-effect = at-once", "change-takes-effect = when-proposed", "window = ignored",
          "window = ignored, change-takes-effect = at-once",
          "window = ignored, change-takes-effect = when-proposed", "propose-order = any-order",
          "gap-repair = skipped", "gap-repair = any-command", "log-merge = longest",
          "known-chosen = any-ballots", "known-chosen = one-vote", "known-chosen = higher-slots",
          "execution-order = any-order", "duplicates = again"}) {
      changes.push_back(memberships.empty() ? change : memberships + ", " + change);
    }
  }
  if (bounds.reads > 0) {
    for (const char* const change :
         {"read = lease, lease-ends = any-first", "read = lease, lease-bars = promises",
          "read = leader, read-waits = nothing", "read = lease, may-promise = always",
          "read = leader, gap-repair = skipped", "read = learner, duplicates = again",
          "read = learner, execution-order = any-order", "read = leader, known-chosen = one-vote"}) {
      changes.emplace_back(change);
    }
  }
  if (bounds.crashes.is_none()) return changes;
  for (const std::string& change : single_changes_about_crashes(multi_paxos::rules())) {
    changes.push_back(change);
    if (bounds.reads > 0) changes.push_back("read = lease, " + change);
  }
  changes.emplace_back("promise-storage = with-vote, vote-storage = volatile");
  return changes;
}

}  // namespace paxoscope::tests
