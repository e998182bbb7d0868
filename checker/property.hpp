// What a search is asked to look out for.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>

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
/// answer is known: a set of properties that also offers
///
/// - `same_in(before, after)`: true only if `noticed_in` says the same of both,
///
/// is not asked about a state that some step reaches without changing the answer. Several threads ask at once.
template <typename P, typename M>
concept PropertySet = Model<M> && requires(const P& properties, const typename M::State& state) {
  { properties.size() } -> std::same_as<std::size_t>;
  { properties.witnesses() } -> std::same_as<PropertyMask>;
  { properties.noticed_in(state) } -> std::same_as<PropertyMask>;
  { properties.noticed_by(state, state) } -> std::same_as<PropertyMask>;
};

/// A set of properties that can tell cheaply that a step changes nothing for it.
template <typename P, typename M>
concept TellsSame = PropertySet<P, M> && requires(const P& properties, const typename M::State& state) {
  { properties.same_in(state, state) } -> std::same_as<bool>;
};

/// A set of properties that knows whether `noticed_by` ever says anything: `asks_of_steps()`.
template <typename P, typename M>
concept TellsOfSteps = PropertySet<P, M> && requires(const P& properties) {
  { properties.asks_of_steps() } -> std::same_as<bool>;
};

/// A set of properties that knows which parts of a state it looks at: `sees(kind, before, after)` is false only if it says
/// the same of any two states that differ in one part of this kind, and nothing of a step from one to the other.
template <typename P, typename M>
concept SeesParts = PropertySet<P, M> && requires(const P& properties, const std::uint64_t* value) {
  { properties.sees(std::size_t{}, value, value) } -> std::same_as<bool>;
};

/// Nothing to look out for: explores the whole space.
template <typename State>
struct NoProperties {
  [[nodiscard]] static std::size_t size() { return 0; }
  [[nodiscard]] static PropertyMask witnesses() { return 0; }
  [[nodiscard]] static PropertyMask noticed_in(const State& /*state*/) { return 0; }
  [[nodiscard]] static PropertyMask noticed_by(const State& /*before*/, const State& /*after*/) { return 0; }
  [[nodiscard]] static bool same_in(const State& /*before*/, const State& /*after*/) { return true; }
  [[nodiscard]] static bool asks_of_steps() { return false; }
  [[nodiscard]] static bool sees(std::size_t /*kind*/, const std::uint64_t* /*before*/,
                                 const std::uint64_t* /*after*/) {
    return false;
  }
};

}  // namespace paxoscope::checker
