// Learners execute the same commands in the same order: of two of them, one is only behind the other.
#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "invariants/property.hpp"
#include "invariants/sentences.hpp"

namespace paxoscope::invariants {

namespace prefix_order {
namespace {

bool is_prefix(const std::vector<model::Execution>& one, const std::vector<model::Execution>& other) {
  const auto same = [](const model::Execution& a, const model::Execution& b) {
    return a.slot == b.slot && a.value == b.value;
  };
  const std::size_t common = std::min(one.size(), other.size());
  return std::equal(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(common), other.begin(), same);
}

std::optional<std::pair<LearnerId, LearnerId>> find_failure(const LogHistory& state) {
  for (std::size_t l = 0; l < state.learners.size(); ++l) {
    for (std::size_t k = 0; k < l; ++k) {
      if (is_prefix(state.learners[k], state.learners[l])) continue;
      return std::pair{LearnerId(static_cast<int>(k)), LearnerId(static_cast<int>(l))};
    }
  }
  return std::nullopt;
}

bool holds(const LogHistory& state) { return !find_failure(state); }

Explanation explain(const LogHistory& state) {
  const auto [one, other] = find_failure(state).value();
  return {executed_by(state, one), executed_by(state, other), "Neither is the beginning of the other."};
}

}  // namespace
}  // namespace prefix_order

const Property kPrefixOrder{
    .name = "prefix-order",
    .statement = "of what two learners have executed, one is the beginning of the other",
    .source = "Paxos Made Simple, section 3, on what all servers execute",
    .kind = Kind::kInvariant,
    .about_learners = true,
    .sees_learners = true,
    .sees_votes = false,
    .about_proposals = false,
    .keeps = kKeptByPropertiesOfLogs,
    .holds_in = nullptr,
    .holds_of = nullptr,
    .explain = nullptr,
    .holds_in_log = prefix_order::holds,
    .explain_in_log = prefix_order::explain,
};

}  // namespace paxoscope::invariants
