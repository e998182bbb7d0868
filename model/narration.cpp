#include "model/narration.hpp"

#include <cassert>

namespace paxoscope::model {

std::vector<Change> changes_between(const std::vector<Attribute>& before,
                                    const std::vector<Attribute>& after) {
  assert(before.size() == after.size());
  std::vector<Change> changes;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].value == after[i].value) continue;
    changes.push_back({after[i].process, after[i].field, before[i].value, after[i].value});
  }
  return changes;
}

}  // namespace paxoscope::model
