// Processes that are alike: one state for all that differ only in who is who.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "checker/independence.hpp"
#include "checker/local_steps.hpp"
#include "checker/model.hpp"
#include "checker/orbits.hpp"
#include "checker/part.hpp"
#include "checker/wrapper.hpp"

namespace paxoscope::checker {

/// Consecutive parts of an encoding that belong to processes which are alike, one for each.
struct InterchangeableParts {
  std::size_t first_part;
  std::size_t count;        ///< at most Symmetric::kPartsMax
  std::size_t first_actor;  ///< the process of the first part; the others follow
};

/// A model with processes that are alike. It promises that permuting their parts permutes its behaviour: of a state
/// with permuted parts, the enabled actions are those of the state with the processes renamed, and they lead to the
/// successors with permuted parts. In particular nothing outside these parts may name one of the processes.
template <typename M>
concept HasInterchangeableParts = HasParts<M> && requires(const M& model) {
  { model.interchangeable_parts() } -> std::same_as<InterchangeableParts>;
};

/// The same model with states taken for the same if a renaming of those processes makes them the same.
///
/// The representative of a state has its parts sorted, so finding it is exact and nearly free (Ip and Dill, "Better
/// verification through symmetry", 1996, call this a scalarset). Nothing else changes: states, actions and steps are
/// the model's own. Properties must not distinguish the processes either.
template <HasInterchangeableParts M>
class Symmetric : public Wrapper<M> {
  using Wrapper<M>::inner;

 public:
  using State = typename M::State;
  using Action = typename M::Action;
  static constexpr std::size_t kPartsMax = 16;

  /// Keeps a reference to the model.
  explicit Symmetric(const M& model) : Wrapper<M>(model), alike_(model.interchangeable_parts()) {
    assert(alike_.count <= kPartsMax);
    const std::vector<Part> parts = model.parts();
    for (std::size_t i = 0; i < alike_.first_part; ++i) first_byte_ += parts[i].bytes;
    part_words_ = parts[alike_.first_part].bytes / sizeof(std::uint64_t);
    find_orders();
  }

  template <typename Visit>
  void for_each_successor(const State& state, Visit&& visit) const {
    checker::for_each_successor(inner(), state, visit);
  }
  template <typename Visit>
  void for_each_unreduced_successor(const State& state, Visit&& visit) const requires LeavesOutSteps<M> {
    inner().for_each_unreduced_successor(state, visit);
  }

  /// Of the representative.
  void encode(const State& state, std::span<std::byte> encoding) const {
    inner().encode(state, encoding);
    sort_parts(encoding, [](std::size_t /*i*/, std::size_t /*k*/) {});
  }
  bool encode_moving(const State& state, std::span<std::byte> encoding,
                     std::span<std::uint8_t> places) const {
    inner().encode(state, encoding);
    std::array<std::uint8_t, kPartsMax> was{};  // by place
    std::iota(was.begin(), was.end(), std::uint8_t{0});
    bool has_moved = false;
    sort_parts(encoding, [&](std::size_t i, std::size_t k) {
      std::swap(was[i], was[k]);
      has_moved = true;
    });
    if (!has_moved) return false;
    for (std::size_t i = 0; i < alike_.count; ++i) {
      places[alike_.first_part + was.at(i)] = static_cast<std::uint8_t>(alike_.first_part + i);
    }
    return true;
  }
  [[nodiscard]] std::vector<Part> parts() const {
    std::vector<Part> parts = inner().parts();
    for (std::size_t i = 0; i < alike_.count; ++i) parts[alike_.first_part + i].is_sorted = true;
    return parts;
  }

  template <typename Visit>
  void for_each_local_step(std::size_t kind, const std::uint64_t* value,
                           Visit&& visit) const requires HasLocalSteps<M> {
    inner().for_each_local_step(kind, value, visit);
  }
  template <typename IsWanted, typename Visit>
  void for_each_other_successor(const State& state, IsWanted&& is_wanted,
                                Visit&& visit) const requires HasLocalSteps<M> {
    inner().for_each_other_successor(state, is_wanted, visit);
  }

  [[nodiscard]] Independence independence() const requires KnowsIndependence<M> {
    return inner().independence();
  }
  [[nodiscard]] std::size_t action_number(const Action& action) const requires KnowsIndependence<M> {
    return inner().action_number(action);
  }
  [[nodiscard]] ActionSet also_independent(const State& state,
                                           const Action& action) const requires KnowsIndependenceInState<M> {
    return inner().also_independent(state, action);
  }

  /// The name that a process of `state` has in its representative.
  [[nodiscard]] std::size_t actor_in_representative(const State& state, std::size_t actor) const {
    if (actor < alike_.first_actor || actor >= alike_.first_actor + alike_.count) return actor;
    std::vector<std::byte> encoding(inner().encoded_bytes());
    inner().encode(state, encoding);
    const std::size_t mine = actor - alike_.first_actor;
    // Of equal parts, which can be told apart by nothing, the order stays.
    std::size_t before = 0;
    for (std::size_t i = 0; i < alike_.count; ++i) {
      const std::strong_ordering order = compare(encoding, i, mine);
      if (order < 0 || (order == 0 && i < mine)) ++before;
    }
    return alike_.first_actor + before;
  }

  /// How many states of the model the representative with this encoding stands for, itself included.
  [[nodiscard]] std::uint64_t orbit_size(std::span<const std::byte> encoding) const {
    return orbit_size_by_parts([&](std::size_t part, std::size_t other) {
      return compare(encoding, part - alike_.first_part, other - alike_.first_part) == 0;
    });
  }
  /// The same of a representative of which `are_equal(part, other)` says whether two of the parts are equal.
  template <typename AreEqual>
  [[nodiscard]] std::uint64_t orbit_size_by_parts(const AreEqual& are_equal) const {
    // They are sorted, so equal ones are neighbours.
    std::size_t twins = 0;
    for (std::size_t i = 1; i < alike_.count; ++i) {
      const std::size_t part = alike_.first_part + i;
      twins |= static_cast<std::size_t>(are_equal(part, part - 1)) << (i - 1);
    }
    return orders_[twins];
  }

 private:
  /// The permutations of the parts, count!, divided by those that move equal ones only.
  void find_orders() {
    const std::size_t neighbours = std::max<std::size_t>(alike_.count, 1) - 1;
    orders_.resize(std::size_t{1} << neighbours);
    for (std::size_t twins = 0; twins < orders_.size(); ++twins) {
      std::uint64_t orders = 1;
      std::uint64_t run = 1;
      for (std::size_t i = 0; i < neighbours; ++i) {
        run = (twins >> i & 1U) != 0 ? run + 1 : 1;
        orders = orders * (i + 2) / run;
      }
      orders_[twins] = orders;
    }
  }

  [[nodiscard]] const std::byte* part(std::span<const std::byte> encoding, std::size_t i) const {
    return encoding.data() + first_byte_ + i * part_words_ * sizeof(std::uint64_t);
  }
  static std::uint64_t word(const std::byte* part, std::size_t w) {
    std::uint64_t word = 0;
    std::memcpy(&word, part + w * sizeof word, sizeof word);
    return word;
  }
  [[nodiscard]] std::strong_ordering compare(std::span<const std::byte> encoding, std::size_t i,
                                             std::size_t j) const {
    for (std::size_t w = 0; w < part_words_; ++w) {
      const auto order = word(part(encoding, i), w) <=> word(part(encoding, j), w);
      if (order != 0) return order;
    }
    return std::strong_ordering::equal;
  }

  // By insertion: there are few parts, and a step leaves most of them in order.
  template <typename Swapped>
  void sort_parts(std::span<std::byte> encoding, Swapped&& swapped) const {
    std::byte* const first = encoding.data() + first_byte_;
    const std::size_t bytes = part_words_ * sizeof(std::uint64_t);
    for (std::size_t i = 1; i < alike_.count; ++i) {
      for (std::size_t k = i; k > 0 && compare(encoding, k, k - 1) < 0; --k) {
        std::swap_ranges(first + k * bytes, first + (k + 1) * bytes, first + (k - 1) * bytes);
        swapped(k, k - 1);
      }
    }
  }

  InterchangeableParts alike_;
  std::size_t first_byte_ = 0;
  std::size_t part_words_ = 0;
  // How many orders the parts have; by which of them are equal to the one before, the second as bit 0. A table, because a
  // division for each part would be felt.
  std::vector<std::uint64_t> orders_;
};

}  // namespace paxoscope::checker
