// What a search is asked to look out for.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/model.hpp"

namespace paxoscope::checker {

/// A set of properties of one run: bit i stands for the i-th. At most 32 in one run.
using PropertyMask = std::uint32_t;

inline constexpr std::size_t kPropertiesMax = 32;

constexpr PropertyMask property_bit(std::size_t index) { return PropertyMask{1} << index; }

/// The properties with a bit in `mask`, smallest first.
template <typename Visit>
void for_each_property(PropertyMask mask, Visit&& visit) {
  for (; mask != 0; mask &= mask - 1) visit(static_cast<std::size_t>(std::countr_zero(mask)));
}

/// The properties of one run, asked all at once so that what they have in common is computed once.
///
/// - `size()` properties, numbered from 0; those in `witnesses()` must be *reachable*, all others must
///   *hold*;
/// - `noticed_in(state)`: the invariants that `state` violates and the witnesses that it is;
/// - `noticed_by(before, after)`: the properties of transitions that the step from `before` to `after`
///   violates.
///
/// A search asks `noticed_by` of every transition and `noticed_in` of every distinct state, except where the
/// answer is known. Several threads ask at once.
template <typename P, typename M>
concept PropertySet = Model<M> && requires(const P& properties, const typename M::State& state) {
  { properties.size() } -> std::same_as<std::size_t>;
  { properties.witnesses() } -> std::same_as<PropertyMask>;
  { properties.noticed_in(state) } -> std::same_as<PropertyMask>;
  { properties.noticed_by(state, state) } -> std::same_as<PropertyMask>;
};

/// A set of properties that says which bits of an encoding it looks at, with a word for each 64-bit word of it. What is
/// noticed in a state must be a function of the state's `bits_seen_in_states()`; what is noticed of a step, of the
/// `bits_seen_in_steps()` of both states, and nothing if these are equal. A search then asks once where it would ask
/// thousands of times: few states differ in what can be seen of them.
template <typename P, typename M>
concept SaysWhatItSees = PropertySet<P, M> && requires(const P& properties) {
  { properties.bits_seen_in_states() } -> std::same_as<std::vector<std::uint64_t>>;
  { properties.bits_seen_in_steps() } -> std::same_as<std::vector<std::uint64_t>>;
};

/// Nothing to look out for: explores the whole space.
template <typename State>
struct NoProperties {
  [[nodiscard]] static std::size_t size() { return 0; }
  [[nodiscard]] static PropertyMask witnesses() { return 0; }
  [[nodiscard]] static PropertyMask noticed_in(const State& /*state*/) { return 0; }
  [[nodiscard]] static PropertyMask noticed_by(const State& /*before*/, const State& /*after*/) { return 0; }
  // Of an encoding of any length, no bit.
  [[nodiscard]] static std::vector<std::uint64_t> bits_seen_in_states() { return {}; }
  [[nodiscard]] static std::vector<std::uint64_t> bits_seen_in_steps() { return {}; }
};

}  // namespace paxoscope::checker
