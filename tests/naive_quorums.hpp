// What a quorum is to the naive models: read anew from the text of the rule each time that anyone asks.
#pragma once

#include <set>
#include <string>

namespace paxoscope::tests::naive {

/// Whether `acceptors`, of 0..n-1, are enough by a rule such as "majority" or "size:2".
bool is_quorum(const std::string& kind, int n, const std::set<int>& acceptors);

}  // namespace paxoscope::tests::naive
