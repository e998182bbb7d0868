// What a search does besides when it goes on from a checkpoint, and what it keeps for that.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "checker/checkpoint.hpp"
#include "checker/expansion.hpp"
#include "checker/local_steps.hpp"
#include "checker/model.hpp"
#include "checker/state_store.hpp"

namespace paxoscope::checker::detail {

/// By kind of part: the values whose local steps are known.
inline std::vector<std::vector<std::uint32_t>> listed_values(const StateCodec& codec,
                                                             const LocalSteps& steps) {
  std::vector<std::vector<std::uint32_t>> listed(codec.kinds());
  for (std::size_t kind = 0; kind < codec.kinds(); ++kind) {
    for (PartTable::Number value = 0; value < codec.table(kind).size(); ++value) {
      if (steps.find(kind, value) != nullptr) listed[kind].push_back(value);
    }
  }
  return listed;
}

/// Calls `visit(kind, value)` for those of a checkpoint.
template <typename Visit>
void for_each_listed(const SearchPosition& position, const StateCodec& codec, Visit&& visit) {
  for (std::size_t kind = 0; kind < position.listed.size(); ++kind) {
    for (const std::uint32_t value : position.listed[kind]) {
      if (value < codec.table(kind).size()) visit(kind, value);
    }
  }
}

/// Of all buffers for rows, in words.
inline std::vector<std::uint64_t> buffer_sizes(const std::vector<Expansion>& shares) {
  std::vector<std::uint64_t> sizes;
  for (const Expansion& share : shares) {
    for (const RowBuffer& buffer : share.rows) sizes.push_back(buffer.capacity());
  }
  return sizes;
}

/// What is allocated is part of a result: so the buffers are again as large as they were.
inline void restore_buffers(const std::vector<std::uint64_t>& sizes, std::vector<Expansion>& shares) {
  auto size = sizes.begin();
  for (Expansion& share : shares) {
    for (RowBuffer& buffer : share.rows) buffer.restore(static_cast<std::size_t>(*size++));
  }
}

/// Whether what is counted in a position is as many as there are.
template <Model M>
bool counts_are_right(const SearchPosition& position, const M& model, const StateStore& states) {
  const Statistics& s = position.statistics;
  std::uint64_t expanded = position.level_expanded;
  for (std::size_t depth = 0; depth < position.depth; ++depth) expanded += states.level_size(depth);
  PropertyMask found = 0;
  for (const Finding& finding : position.findings) found |= property_bit(finding.property);
  return position.initial_states == model.initial_states().size() && position.expanded == expanded &&
         position.noticed == found &&
         static_cast<std::size_t>(std::popcount(found)) == position.findings.size() &&
         s.terminal <= expanded && s.looked_up <= s.generated &&
         s.generated ==
             std::accumulate(s.actions_taken.begin(), s.actions_taken.end(), position.initial_states) &&
         (StandsForOrbits<M> ? s.unreduced >= states.size() : s.unreduced == states.size());
}

/// Whether all that is numbered in a position exists, and nothing else.
template <Model M>
bool fits_model(const SearchPosition& position, const M& model, std::size_t properties,
                const StateStore& states) {
  const std::uint64_t levels = states.levels();
  return position.depth < levels && levels - position.depth <= 2 &&
         position.level_expanded <= states.level_size(position.depth) &&
         position.statistics.actions_taken.size() == model.action_kinds() &&
         position.listed.size() == states.codec().kinds() &&
         std::all_of(position.findings.begin(), position.findings.end(),
                     [&](const Finding& finding) { return finding.property < properties; }) &&
         counts_are_right(position, model, states);
}

/// Makes sure that stored states are of this model: its initial states are among them, and all that follows on some of them here and there. All
/// states of the first `complete` levels have been expanded; of a level that is in work not even those that have been need have all that follows,
/// as some of it may be left to others of the level (docs/decisions/0006-sleep-sets.md). Throws ForeignCheckpoint.
template <Model M>
void require_steps_of_model(const M& model, const StateStore& states, std::size_t complete) {
  std::vector<std::uint64_t> words(states.codec().words());
  const std::span<std::byte> bytes = std::as_writable_bytes(std::span(words)).first(model.encoded_bytes());
  const auto require = [&](const typename M::State& state) {
    words.back() = 0;
    model.encode(state, bytes);
    if (!states.find(words))
      throw ForeignCheckpoint("the checkpoint is of a protocol that takes other steps");
  };
  for (const auto& state : model.initial_states()) require(state);
  // With fingerprints two levels can be read.
  const std::size_t readable =
      states.kind() == StoreKind::kExact ? 0 : states.levels() - std::min<std::size_t>(states.levels(), 2);
  if (readable >= complete) return;
  constexpr std::uint64_t kStates = 64;
  for (std::uint64_t i = 0; i < kStates; ++i) {  // spread over the levels, and over each
    const Level level(states, readable + (complete - readable) * i / kStates);
    if (level.size() == 0) continue;
    const std::uint64_t at = i * 0x9e3779b97f4a7c15U % level.size();
    level.for_each(at, at + 1, [&](StateNumber number) {
      states.read(number, words);
      const auto before = model.decode(std::as_bytes(std::span(words)).first(model.encoded_bytes()));
      for_each_successor(model, before, [&](const auto& /*action*/, const auto& after) { require(after); });
    });
  }
}

}  // namespace paxoscope::checker::detail
