// Two sets of steps out of a state, that of a packed model and that of its naive one.
#pragma once

#include <algorithm>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <vector>

namespace paxoscope::tests {

/// Fails for each step, a label and the state that it leads to, that only one of them has.
template <typename Step, typename State>
void expect_only_common_steps(const std::set<Step>& packed, const std::set<Step>& naive, const State& from) {
  const auto complain = [&](const char* whose, const std::set<Step>& of, const std::set<Step>& but_not_of) {
    std::vector<Step> only;
    std::set_difference(of.begin(), of.end(), but_not_of.begin(), but_not_of.end(), std::back_inserter(only));
    for (const auto& [label, after] : only) {
      ADD_FAILURE() << "only the " << whose << " model can: " << label << ", from\n"
                    << from << "to\n"
                    << after;
    }
  };
  complain("packed", packed, naive);
  complain("naive", naive, packed);
}

}  // namespace paxoscope::tests
