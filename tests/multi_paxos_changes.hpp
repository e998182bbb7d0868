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
    return change.starts_with("lease-") || (bounds.reads == 0 && change.starts_with("read"));
  });
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
